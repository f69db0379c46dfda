//! Defaults of the role of Karpenter's nodes, and of addons.

use serde::Serialize;

use crate::catalog::managed_policies;
use crate::spec::addon::{Addon, AddonPodIdentity};
use crate::spec::cluster::Create;
use crate::spec::name::{Names, RoleFor};
use crate::spec::node_group::GroupRole;
use crate::spec::node_role::{AccessEntryType, NodeAccessEntry, NodeRole, NodeRoleField};
use crate::spec::section::{Open, Texts};
use crate::units::{Arn, Region};

/// The role of Karpenter's nodes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedNodeRole {
    #[serde(flatten)]
    pub source: NodeRoleSource,
    pub access_entry: NodeAccessEntry,
    pub access_entry_type: AccessEntryType,
}

/// Where the role of Karpenter's nodes comes from.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum NodeRoleSource {
    /// karpool makes it.
    Create(CreatedNodeRole),
    /// It is a node group's.
    Group(ReusedRole),
    /// It is there.
    Given(ExistingRole),
}

/// A node role that karpool makes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CreatedNodeRole {
    pub name: String,
    pub path: String,
    pub policies: Vec<String>,
    pub extra_policies: Vec<String>,
    pub ssm: bool,
    pub cloudwatch: bool,
    /// Else the one of all roles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boundary: Option<Arn>,
    pub tags: Texts,
}

/// The role of a node group.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum ResolvedGroupRole {
    /// karpool makes it.
    Create(CreatedNodeRole),
    /// It is there.
    Given(ExistingRole),
}

impl ResolvedGroupRole {
    /// The role's ARN, whoever makes it.
    pub fn arn(&self, region: &Region, account: &str) -> String {
        match self {
            ResolvedGroupRole::Create(role) => region.iam_arn(account, &format!("role{}{}", role.path, role.name)),
            ResolvedGroupRole::Given(role) => role.arn.to_string(),
        }
    }

    /// The role's name.
    pub fn name(&self) -> &str {
        match self {
            ResolvedGroupRole::Create(role) => &role.name,
            ResolvedGroupRole::Given(role) => role.arn.name(),
        }
    }
}

pub(super) fn resolve_group_role(group: &str, given: Option<GroupRole>, names: &Names) -> ResolvedGroupRole {
    let given = given.unwrap_or_default();
    if let Some(arn) = given.arn {
        return ResolvedGroupRole::Given(ExistingRole { arn });
    }
    ResolvedGroupRole::Create(CreatedNodeRole {
        name: given.name.unwrap_or_else(|| names.role(RoleFor::Group(group))),
        path: given.path.unwrap_or_else(|| names.path()),
        policies: given
            .policies
            .unwrap_or_else(|| managed_policies::NODE_ROLE.iter().map(|&name| name.to_owned()).collect()),
        extra_policies: given.extra_policies.unwrap_or_default(),
        ssm: given.ssm.unwrap_or(true),
        cloudwatch: given.cloudwatch.unwrap_or(false),
        boundary: given.boundary,
        tags: given.tags.unwrap_or_default(),
    })
}

impl CreatedNodeRole {
    /// Every managed policy of the role, by name or ARN.
    pub fn managed_policies(&self) -> Vec<String> {
        let mut all = self.policies.clone();
        all.extend(self.ssm.then(|| managed_policies::SSM.to_owned()));
        all.extend(self.cloudwatch.then(|| managed_policies::CLOUDWATCH.to_owned()));
        all.extend(self.extra_policies.iter().cloned());
        let mut seen = std::collections::BTreeSet::new();
        all.retain(|policy| seen.insert(policy.clone()));
        all
    }
}

/// The role of a node group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReusedRole {
    /// `nodeGroups/<name>`.
    pub reuse: String,
}

impl ReusedRole {
    /// The group's name in the spec.
    pub fn group(&self) -> &str {
        group_of(&self.reuse)
    }
}

/// The group that `nodeGroups/<name>` names.
pub(crate) fn group_of(reuse: &str) -> &str {
    reuse.strip_prefix("nodeGroups/").unwrap_or(reuse)
}

/// A role that is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExistingRole {
    pub arn: Arn,
}

pub(super) fn resolve_node_role(given: Option<&NodeRoleField>, names: &Names) -> ResolvedNodeRole {
    let given = match given {
        Some(NodeRoleField::Section(role)) => role.clone(),
        Some(NodeRoleField::Create(Create::Create)) | None => NodeRole::default(),
    };
    let source = if let Some(arn) = given.arn {
        NodeRoleSource::Given(ExistingRole { arn })
    } else if let Some(reuse) = given.reuse {
        NodeRoleSource::Group(ReusedRole { reuse })
    } else {
        NodeRoleSource::Create(CreatedNodeRole {
            name: given.name.unwrap_or_else(|| names.role(RoleFor::Nodes)),
            path: given.path.unwrap_or_else(|| names.path()),
            policies: given
                .policies
                .unwrap_or_else(|| managed_policies::NODE_ROLE.iter().map(|&name| name.to_owned()).collect()),
            extra_policies: given.extra_policies.unwrap_or_default(),
            ssm: given.ssm.unwrap_or(true),
            cloudwatch: given.cloudwatch.unwrap_or(false),
            boundary: given.boundary,
            tags: given.tags.unwrap_or_default(),
        })
    };
    ResolvedNodeRole {
        source,
        access_entry: given.access_entry.unwrap_or_default(),
        access_entry_type: given.access_entry_type.unwrap_or_default(),
    }
}

/// An addon.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedAddon {
    /// Held only when it is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<Open>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pod_identity: Option<AddonPodIdentity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub irsa: Option<AddonPodIdentity>,
    pub preserve: bool,
    pub tags: Texts,
}

impl ResolvedAddon {
    /// Whether its Deployment is to run on Fargate. Source: EKS user guide, "Get started with AWS Fargate": CoreDNS.
    pub fn on_fargate(&self) -> bool {
        let compute = self.values.as_ref().and_then(|values| values.get("computeType")?.as_str());
        compute.is_some_and(|compute| compute.eq_ignore_ascii_case("fargate"))
    }
}

pub(super) fn resolve_addon(given: &Addon) -> ResolvedAddon {
    ResolvedAddon {
        version: given.version.clone().filter(|version| version != "keep"),
        values: given.values.clone(),
        pod_identity: given.pod_identity.clone(),
        irsa: given.irsa.clone(),
        preserve: given.preserve.unwrap_or(false),
        tags: given.tags.clone().unwrap_or_default(),
    }
}
