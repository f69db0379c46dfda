//! Defaults of roles, groups, addons and classes.

use serde::Serialize;

use crate::catalog::ami_family::AmiFamily;
use crate::catalog::instance_type::Architecture;
use crate::spec::addon::{Addon, AddonPodIdentity};
use crate::spec::cluster::Create;
use crate::spec::instance::{Enabled, Metadata, Tokens, Volume, VolumeType};
use crate::spec::name::{Names, RoleFor};
use crate::spec::network::{Subnets, Tagged};
use crate::spec::node_class::{
    Ami, CapacityReservationTerm, ImageFamily, InstanceStorePolicy, NodeClass, SecurityGroupTerm, SubnetTerm,
};
use crate::spec::node_group::{GroupTaints, GroupUpdate, LaunchTemplate, NodeGroup, TaintsWord};
use crate::spec::node_role::{AccessEntryType, NodeAccessEntry, NodeRole, NodeRoleField};
use crate::spec::resolved::Choice;
use crate::spec::scheduling::{CapacityType, Taint, TaintEffect};
use crate::spec::section::{Open, Texts};
use crate::units::{Arn, InstanceType, Quantity, SecurityGroupId, SnapshotId};

/// Managed policies that every node needs.
/// Source: Karpenter's getting-started template (PullOnly since Karpenter 1.4).
const NODE_POLICIES: [&str; 3] =
    ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly"];
const SSM_POLICY: &str = "AmazonSSMManagedInstanceCore";
const CLOUDWATCH_POLICY: &str = "CloudWatchAgentServerPolicy";

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
}

impl CreatedNodeRole {
    /// Every managed policy of the role, by name or ARN.
    pub fn managed_policies(&self) -> Vec<String> {
        let mut all = self.policies.clone();
        all.extend(self.ssm.then(|| SSM_POLICY.to_owned()));
        all.extend(self.cloudwatch.then(|| CLOUDWATCH_POLICY.to_owned()));
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
            policies: given.policies.unwrap_or_else(|| NODE_POLICIES.map(str::to_owned).to_vec()),
            extra_policies: given.extra_policies.unwrap_or_default(),
            ssm: given.ssm.unwrap_or(true),
            cloudwatch: given.cloudwatch.unwrap_or(false),
        })
    };
    ResolvedNodeRole {
        source,
        access_entry: given.access_entry.unwrap_or_default(),
        access_entry_type: given.access_entry_type.unwrap_or_default(),
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
    pub capacity_type: CapacityType,
    pub labels: Texts,
    pub taints: GroupTaints,
    pub disk: ResolvedDisk,
    pub subnets: Subnets,
    pub update: GroupUpdate,
    pub repair: bool,
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

/// The instance metadata service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedMetadata {
    pub endpoint: Enabled,
    pub hop_limit: u8,
    pub tokens: Tokens,
}

fn resolve_metadata(given: Option<Metadata>) -> ResolvedMetadata {
    let given = given.unwrap_or_default();
    ResolvedMetadata {
        endpoint: given.endpoint.unwrap_or_default(),
        hop_limit: given.hop_limit.unwrap_or(1),
        tokens: given.tokens.unwrap_or_default(),
    }
}

fn resolve_size(given: Option<crate::spec::node_group::Size>) -> ResolvedSize {
    let given = given.unwrap_or_default();
    let min = given.min.unwrap_or_else(|| 2.min(given.max.or(given.desired).unwrap_or(2)));
    let desired = given.desired.unwrap_or_else(|| 2.max(min).min(given.max.unwrap_or(u32::MAX)));
    let max = given.max.unwrap_or_else(|| 3.max(min).max(desired));
    ResolvedSize { min, desired: Choice::of(given.desired, desired), max }
}

pub(super) fn resolve_node_group(
    name: &str,
    given: NodeGroup,
    subnets: Option<&Subnets>,
    karpenter: bool,
) -> ResolvedNodeGroup {
    let word = if name == "system" && karpenter { TaintsWord::CriticalAddonsOnly } else { TaintsWord::Off };
    let disk = given.disk.unwrap_or_default();
    let percentage = || GroupUpdate::default().max_unavailable_percentage(33);
    let nowhere = || Subnets::Tagged(Tagged { tags: Texts::new() });
    ResolvedNodeGroup {
        instance_types: given.instance_types.unwrap_or_else(|| "m7g.large".parse().into_iter().collect()),
        ami: given.ami.unwrap_or(AmiFamily::Al2023),
        release_version: given.release_version,
        size: resolve_size(given.size),
        capacity_type: given.capacity_type.unwrap_or_default(),
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
        update: given.update.filter(|update| *update != GroupUpdate::default()).unwrap_or_else(percentage),
        repair: given.repair.unwrap_or(true),
        key_name: given.key_name,
        security_groups: given.security_groups.unwrap_or_default(),
        metadata: resolve_metadata(given.metadata),
        user_data: given.user_data,
        tags: given.tags.unwrap_or_default(),
        launch_template: given.launch_template,
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
    pub preserve: bool,
}

pub(super) fn resolve_addon(given: &Addon) -> ResolvedAddon {
    ResolvedAddon {
        version: given.version.clone().filter(|version| version != "keep"),
        values: given.values.clone(),
        pod_identity: given.pod_identity.clone(),
        preserve: given.preserve.unwrap_or(false),
    }
}

/// An EC2NodeClass.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedNodeClass {
    /// An alias without a version is resolved once and kept.
    pub ami: Ami,
    pub volumes: Vec<ResolvedVolume>,
    pub metadata: ResolvedMetadata,
    pub kubelet: Open,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_data: Option<String>,
    pub tags: Texts,
    pub detailed_monitoring: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub associate_public_ip: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_store_policy: Option<InstanceStorePolicy>,
    /// In place of the network's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subnets: Option<Vec<SubnetTerm>>,
    /// In place of the cluster's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_groups: Option<Vec<SecurityGroupTerm>>,
    pub capacity_reservations: Vec<CapacityReservationTerm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_profile: Option<String>,
}

impl ResolvedNodeClass {
    /// How its images boot.
    pub fn family(&self) -> ImageFamily {
        match &self.ami {
            Ami::Alias(alias) => ImageFamily::of_alias(alias).unwrap_or_default(),
            Ami::Selector(selector) => selector.family.unwrap_or_default(),
        }
    }

    /// The family and the version of an alias; the version is missing when it is to be resolved once.
    pub fn alias(&self) -> Option<(&str, Option<&str>)> {
        match &self.ami {
            Ami::Alias(alias) => Some(alias.split_once('@').map_or((alias.as_str(), None), |(f, v)| (f, Some(v)))),
            Ami::Selector(_) => None,
        }
    }
}

/// A volume of Karpenter's nodes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedVolume {
    pub device: String,
    pub size: Quantity,
    #[serde(rename = "type")]
    pub volume_type: VolumeType,
    pub encrypted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kms_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iops: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub throughput: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshot_id: Option<SnapshotId>,
    pub delete_on_termination: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root_volume: Option<bool>,
}

fn resolve_volume(given: Volume, family: ImageFamily) -> ResolvedVolume {
    let device = match family {
        ImageFamily::Bottlerocket => AmiFamily::Bottlerocket.data_device(),
        ImageFamily::Windows2019 | ImageFamily::Windows2022 | ImageFamily::Windows2025 => "/dev/sda1",
        _ => AmiFamily::Al2023.data_device(),
    };
    ResolvedVolume {
        device: given.device.unwrap_or_else(|| device.to_owned()),
        size: given.size.unwrap_or_else(|| Quantity::gibi(50)),
        volume_type: given.volume_type.unwrap_or_default(),
        encrypted: given.encrypted.unwrap_or(true),
        kms_key: given.kms_key,
        iops: given.iops,
        throughput: given.throughput,
        snapshot_id: given.snapshot_id,
        delete_on_termination: given.delete_on_termination.unwrap_or(true),
        root_volume: given.root_volume,
    }
}

/// The volumes of a family whose class gives none.
/// Source: Karpenter documentation, default block device mappings; Bottlerocket keeps its system on a disk of 4Gi.
fn default_volumes(family: ImageFamily) -> Vec<Volume> {
    match family {
        ImageFamily::Custom => Vec::new(),
        ImageFamily::Bottlerocket => {
            vec![Volume::default().device("/dev/xvda").size(Quantity::gibi(4)), Volume::default()]
        }
        _ => vec![Volume::default()],
    }
}

pub(super) fn resolve_node_class(given: NodeClass) -> ResolvedNodeClass {
    let mut class = ResolvedNodeClass {
        ami: given.ami.unwrap_or_else(|| Ami::from("al2023")),
        volumes: Vec::new(),
        metadata: resolve_metadata(given.metadata),
        kubelet: given.kubelet.unwrap_or_default(),
        user_data: given.user_data,
        tags: given.tags.unwrap_or_default(),
        detailed_monitoring: given.detailed_monitoring.unwrap_or(false),
        associate_public_ip: given.associate_public_ip,
        instance_store_policy: given.instance_store_policy,
        subnets: given.subnets,
        security_groups: given.security_groups,
        capacity_reservations: given.capacity_reservations.unwrap_or_default(),
        role: given.role,
        instance_profile: given.instance_profile,
    };
    let family = class.family();
    let volumes = given.volumes.unwrap_or_else(|| default_volumes(family));
    class.volumes = volumes.into_iter().map(|volume| resolve_volume(volume, family)).collect();
    class
}
