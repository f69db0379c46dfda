//! Defaults of managed node groups.

use serde::Serialize;

use super::node_role::{ResolvedGroupRole, resolve_group_role};
use crate::catalog::ami_family::AmiFamily;
use crate::catalog::instance_type::Architecture;
use crate::spec::instance::{Enabled, Metadata, Tokens, VolumeType};
use crate::spec::name::Names;
use crate::spec::network::{Subnets, Tagged};
use crate::spec::node_group::{
    CapacityReservation, GroupCapacityType, GroupTaints, GroupUpdate, LaunchTemplate, NodeGroup, Repair, TaintsWord,
};
use crate::spec::resolved::Choice;
use crate::spec::scheduling::{Taint, TaintEffect};
use crate::spec::section::Texts;
use crate::units::{Arn, InstanceType, Quantity, SecurityGroupId};

/// The instance metadata service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedMetadata {
    pub endpoint: Enabled,
    pub hop_limit: u8,
    pub tokens: Tokens,
    pub ipv6: Enabled,
}

pub(super) fn resolve_metadata(given: Option<Metadata>) -> ResolvedMetadata {
    let given = given.unwrap_or_default();
    ResolvedMetadata {
        endpoint: given.endpoint.unwrap_or_default(),
        hop_limit: given.hop_limit.unwrap_or(1),
        tokens: given.tokens.unwrap_or_default(),
        ipv6: given.ipv6.unwrap_or(Enabled::Disabled),
    }
}

/// A managed node group.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedNodeGroup {
    pub instance_types: Vec<InstanceType>,
    pub ami: AmiFamily,
    /// Held only when it is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release_version: Option<String>,
    pub size: ResolvedSize,
    pub capacity_type: GroupCapacityType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity_reservation: Option<CapacityReservation>,
    pub role: ResolvedGroupRole,
    pub labels: Texts,
    pub taints: GroupTaints,
    pub disk: ResolvedDisk,
    pub subnets: Subnets,
    pub update: GroupUpdate,
    pub repair: Repair,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_name: Option<String>,
    pub security_groups: Vec<SecurityGroupId>,
    pub metadata: ResolvedMetadata,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_data: Option<String>,
    pub tags: Texts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub launch_template: Option<LaunchTemplate>,
}

impl ResolvedNodeGroup {
    /// The architecture of its instance types.
    pub fn architecture(&self) -> Architecture {
        self.instance_types.first().map_or(Architecture::Arm64, InstanceType::architecture)
    }

    /// EKS's `amiType`.
    pub fn ami_type(&self) -> &'static str {
        self.ami.group_type(self.architecture())
    }

    /// Its taints as a list.
    pub fn taint_list(&self) -> Vec<Taint> {
        match &self.taints {
            GroupTaints::Word(TaintsWord::CriticalAddonsOnly) => {
                vec![Taint::new("CriticalAddonsOnly", Some("true"), TaintEffect::NoSchedule)]
            }
            GroupTaints::Word(TaintsWord::Off) => Vec::new(),
            GroupTaints::List(taints) => taints.clone(),
        }
    }

    /// What EKS never changes of a group, as text: the group's name carries a hash of it.
    /// `role` is the group's role, as the spec gives it.
    pub fn fixed(&self, role: &str) -> String {
        let types: Vec<&str> = self.instance_types.iter().map(InstanceType::as_str).collect();
        let subnets = match &self.subnets {
            Subnets::Ids(ids) => {
                let mut ids: Vec<&str> = ids.iter().map(AsRef::as_ref).collect();
                ids.sort_unstable();
                ids.join(",")
            }
            Subnets::Tagged(Tagged { tags }) => format!("{tags:?}"),
        };
        let template = self.launch_template.as_ref().map(|template| template.id.as_str()).unwrap_or_default();
        let parts = [&types.join(","), self.ami_type(), self.capacity_type.as_str(), &subnets, role, template];
        parts.join("|")
    }
}

/// How many nodes a group has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ResolvedSize {
    pub min: u32,
    pub desired: Choice<u32>,
    pub max: u32,
}

/// The disk of a group's node.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedDisk {
    pub size: Quantity,
    #[serde(rename = "type")]
    pub volume_type: VolumeType,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_key: Option<Arn>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iops: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub throughput: Option<u32>,
}

fn resolve_size(given: Option<crate::spec::node_group::Size>) -> ResolvedSize {
    let given = given.unwrap_or_default();
    let min = given.min.unwrap_or_else(|| 2.min(given.max.or(given.desired).unwrap_or(2)));
    let desired = given.desired.unwrap_or_else(|| 2.max(min).min(given.max.unwrap_or(u32::MAX)));
    let max = given.max.unwrap_or_else(|| 3.max(min).max(desired));
    ResolvedSize { min, desired: Choice::of(given.desired, desired), max }
}

fn resolve_update(given: Option<GroupUpdate>) -> GroupUpdate {
    let given = given.unwrap_or_default();
    match (given.max_unavailable, given.max_unavailable_percentage) {
        (None, None) => given.max_unavailable_percentage(33),
        _ => given,
    }
}

pub(super) fn resolve_node_group(
    (name, names): (&str, &Names),
    given: NodeGroup,
    subnets: Option<&Subnets>,
    karpenter: bool,
) -> ResolvedNodeGroup {
    let word = if name == "system" && karpenter { TaintsWord::CriticalAddonsOnly } else { TaintsWord::Off };
    let disk = given.disk.unwrap_or_default();
    let nowhere = || Subnets::Tagged(Tagged { tags: Texts::new() });
    ResolvedNodeGroup {
        instance_types: given.instance_types.unwrap_or_else(|| "m7g.large".parse().into_iter().collect()),
        ami: given.ami.unwrap_or(AmiFamily::Al2023),
        release_version: given.release_version,
        size: resolve_size(given.size),
        capacity_type: given.capacity_type.unwrap_or_default(),
        capacity_reservation: given.capacity_reservation,
        role: resolve_group_role(name, given.role, names),
        labels: given.labels.unwrap_or_default(),
        taints: given.taints.unwrap_or(GroupTaints::Word(word)),
        disk: ResolvedDisk {
            size: disk.size.unwrap_or_else(|| Quantity::gibi(50)),
            volume_type: disk.volume_type.unwrap_or_default(),
            kms_key: disk.kms_key,
            iops: disk.iops,
            throughput: disk.throughput,
        },
        subnets: given.subnets.or_else(|| subnets.cloned()).unwrap_or_else(nowhere),
        update: resolve_update(given.update),
        repair: given.repair.unwrap_or(Repair::Switch(true)),
        key_name: given.key_name,
        security_groups: given.security_groups.unwrap_or_default(),
        metadata: resolve_metadata(given.metadata),
        user_data: given.user_data,
        tags: given.tags.unwrap_or_default(),
        launch_template: given.launch_template,
    }
}
