//! The security group of nodes and its rules.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::section::{Texts, section};
use crate::units::{Cidr, Ports, PrefixListId, SecurityGroupId};

/// The security group of nodes: of managed groups and of Karpenter's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum NodeSecurityGroup {
    /// The cluster's own, in which everything reaches everything.
    Cluster(ClusterWord),
    /// One that karpool makes, with rules between it and the control plane.
    Create(CreatedSecurityGroup),
    /// One that is there. It is not changed; the API is opened to it.
    Given(GivenSecurityGroup),
}

impl Default for NodeSecurityGroup {
    fn default() -> NodeSecurityGroup {
        NodeSecurityGroup::Cluster(ClusterWord::Cluster)
    }
}

impl From<NodeSecurityRules> for NodeSecurityGroup {
    fn from(create: NodeSecurityRules) -> NodeSecurityGroup {
        NodeSecurityGroup::Create(CreatedSecurityGroup { create })
    }
}

impl From<SecurityGroupId> for NodeSecurityGroup {
    fn from(id: SecurityGroupId) -> NodeSecurityGroup {
        NodeSecurityGroup::Given(GivenSecurityGroup { id })
    }
}

/// The word for the group that EKS makes for the cluster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum ClusterWord {
    #[default]
    Cluster,
}

/// A group that karpool makes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatedSecurityGroup {
    /// Its tags and rules.
    pub create: NodeSecurityRules,
}

/// A group that is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenSecurityGroup {
    /// Its id.
    pub id: SecurityGroupId,
}

section! {
    /// Tags and rules of the nodes' security group.
    pub struct NodeSecurityRules {
        /// Tags of this group alone.
        tags: Texts,
        /// Further rules, by name.
        rules: BTreeMap<String, SecurityRule>,
        /// Whether the rules that most clusters need are made: pods of other nodes, webhooks, everything outside. Those
        /// without which no node becomes Ready are made anyway.
        ///
        /// Default: `true`.
        recommended_rules: bool,
    }
}

section! {
    /// A rule: what may come in, or go out, from or to one peer.
    pub struct SecurityRule {
        /// Whether it lets out instead of in.
        ///
        /// Default: `false`.
        egress: bool,
        /// The protocol.
        ///
        /// Default: `tcp`. Wire: `ec2:AuthorizeSecurityGroupIngress.IpPermissions.IpProtocol`.
        protocol: Protocol,
        /// One port, or first and last with `-` between.
        ///
        /// Default: all.
        ports: Ports,
        /// The peer: a range of addresses.
        cidr: Cidr,
        /// The peer: a managed prefix list.
        prefix_list: PrefixListId,
        /// The peer: a security group.
        security_group: SecurityGroupId,
        /// The peer: `nodes` (the group itself) or `controlPlane`.
        peer: RulePeerWord,
        /// What it is for.
        ///
        /// Shape: at most 255 of letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*`.
        description: String,
    }
}

/// A peer that has no id of its own in the spec.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum RulePeerWord {
    Nodes,
    ControlPlane,
}

/// A protocol of a rule.
/// Source: EC2 API, IpPermission.IpProtocol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    #[default]
    Tcp,
    Udp,
    /// Every protocol and port.
    All,
}

impl Protocol {
    /// The name that EC2 uses.
    pub fn as_ec2(self) -> &'static str {
        match self {
            Protocol::Tcp => "tcp",
            Protocol::Udp => "udp",
            Protocol::All => "-1",
        }
    }
}
