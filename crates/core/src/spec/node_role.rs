//! The role of Karpenter's nodes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cluster::Create;
use super::section::{Texts, section};
use crate::units::Arn;

section! {
    /// The role of the nodes that Karpenter makes: made by karpool, a node group's, or one that is there.
    pub struct NodeRole {
        /// A node group whose role is used: `nodeGroups/system`.
        reuse: String,
        /// A role that is there.
        arn: Arn,
        /// The name of the role that karpool makes.
        ///
        /// Default: by `naming.roles`.
        name: String,
        /// Its IAM path.
        ///
        /// Default: by `naming.path`.
        path: String,
        /// The managed policies that it has, by name or ARN, in place of the default ones.
        ///
        /// Default: `AmazonEKSWorkerNodePolicy`, `AmazonEKS_CNI_Policy`, `AmazonEC2ContainerRegistryPullOnly`.
        policies: Vec<String>,
        /// Managed policies that it has besides, by name or ARN.
        extra_policies: Vec<String>,
        /// Whether Session Manager reaches the nodes: `AmazonSSMManagedInstanceCore`.
        ///
        /// Default: `true`.
        ssm: bool,
        /// Whether the nodes write metrics and logs: `CloudWatchAgentServerPolicy`.
        ///
        /// Default: `false`.
        cloudwatch: bool,
        /// Its permissions boundary.
        ///
        /// Default: `iam.permissionsBoundary`. Wire: `iam:CreateRole.PermissionsBoundary`.
        boundary: Arn,
        /// Tags of the role that karpool makes, besides the spec's common ones.
        tags: Texts,
        /// The access entry that lets nodes of this role join: by itself, always, or never.
        ///
        /// Default: `auto`.
        access_entry: NodeAccessEntry,
        /// The kind of that entry.
        ///
        /// Default: `EC2_LINUX`. Wire: `eks:CreateAccessEntry.type`.
        access_entry_type: AccessEntryType,
    }
}

impl NodeRole {
    /// A role that karpool makes.
    pub fn create() -> NodeRole {
        NodeRole::default()
    }

    /// The role of this node group.
    pub fn of_group(name: &str) -> NodeRole {
        NodeRole::default().reuse(format!("nodeGroups/{name}"))
    }

    /// A role that is there.
    pub fn given(arn: Arn) -> NodeRole {
        NodeRole::default().arn(arn)
    }
}

/// The `nodeRole` field: the word `create` or the section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[allow(clippy::large_enum_variant, reason = "a spec is read once")]
pub enum NodeRoleField {
    /// A role that karpool makes, all defaults.
    Create(Create),
    /// As the section says.
    Section(NodeRole),
}

impl From<NodeRole> for NodeRoleField {
    fn from(role: NodeRole) -> NodeRoleField {
        NodeRoleField::Section(role)
    }
}

/// When the node role's access entry is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum NodeAccessEntry {
    /// Made unless a node group has this role, because EKS made it then.
    #[default]
    Auto,
    /// Made.
    Create,
    /// Not made.
    Skip,
}

/// The kind of an access entry of nodes.
/// Source: EKS API, CreateAccessEntry.type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AccessEntryType {
    #[default]
    #[serde(rename = "EC2_LINUX")]
    Ec2Linux,
    #[serde(rename = "EC2_WINDOWS")]
    Ec2Windows,
    #[serde(rename = "EC2")]
    Ec2,
    HybridLinux,
    FargateLinux,
}

impl AccessEntryType {
    /// The name that EKS uses.
    pub fn as_eks(self) -> &'static str {
        match self {
            AccessEntryType::Ec2Linux => "EC2_LINUX",
            AccessEntryType::Ec2Windows => "EC2_WINDOWS",
            AccessEntryType::Ec2 => "EC2",
            AccessEntryType::HybridLinux => "HYBRID_LINUX",
            AccessEntryType::FargateLinux => "FARGATE_LINUX",
        }
    }
}
