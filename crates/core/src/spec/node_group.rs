//! Managed node groups.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::instance::{Metadata, VolumeType};
use super::network::Subnets;
use super::scheduling::{CapacityType, Taint};
use super::section::{Off, Texts, section};
use crate::catalog::ami_family::AmiFamily;
use crate::units::{Arn, InstanceType, LaunchTemplateId, Quantity, SecurityGroupId};

section! {
    /// A managed node group: the nodes that Karpenter itself and the addons run on.
    pub struct NodeGroup {
        /// Instance types, all of one architecture. A change brings a new group before the old one goes.
        ///
        /// Default: `m7g.large`. Wire: `eks:CreateNodegroup.instanceTypes`.
        instance_types: Vec<InstanceType>,
        /// The images' family. A change brings a new group.
        ///
        /// Default: `al2023`. Wire: `eks:CreateNodegroup.amiType`.
        ami: AmiFamily,
        /// The release of the image: `1.35.0-20260801`. When it is not given, the newest is taken once and kept.
        ///
        /// Wire: `eks:CreateNodegroup.releaseVersion`.
        release_version: String,
        /// How many nodes.
        size: Size,
        /// On-demand or spot. A change brings a new group.
        ///
        /// Default: `on-demand`. Wire: `eks:CreateNodegroup.capacityType`.
        capacity_type: CapacityType,
        /// Labels of the nodes.
        labels: Texts,
        /// Taints of the nodes: `criticalAddonsOnly`, `off` or a list.
        ///
        /// Default: `criticalAddonsOnly` for the group `system`, else `off`.
        taints: GroupTaints,
        /// The nodes' disk.
        disk: Disk,
        /// The group's subnets. A change brings a new group.
        ///
        /// Default: `network.subnets`.
        subnets: Subnets,
        /// How an update replaces nodes.
        update: GroupUpdate,
        /// Whether EKS replaces nodes that are not healthy.
        ///
        /// Default: `true`. Wire: `eks:CreateNodegroup.nodeRepairConfig.enabled`.
        repair: bool,
        /// The key pair for SSH, by name.
        key_name: String,
        /// Security groups besides the cluster's own.
        security_groups: Vec<SecurityGroupId>,
        /// The instance metadata service.
        metadata: Metadata,
        /// User data that is merged with EKS's own.
        user_data: String,
        /// Tags of the group and its instances.
        tags: Texts,
        /// A launch template of your own in place of karpool's.
        launch_template: LaunchTemplate,
    }
}

impl NodeGroup {
    /// A group of these instance types.
    pub fn of(instance_types: impl Into<Vec<InstanceType>>) -> NodeGroup {
        NodeGroup::default().instance_types(instance_types)
    }
}

section! {
    /// How many nodes a group has.
    pub struct Size {
        /// At least. Default: `2`.
        min: u32,
        /// At creation, and held only when it is given. Default: `2`.
        desired: u32,
        /// At most. Default: `3`.
        max: u32,
    }
}

/// Taints of a group: a word or a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum GroupTaints {
    Word(TaintsWord),
    List(Vec<Taint>),
}

/// A word for taints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum TaintsWord {
    /// `CriticalAddonsOnly=true:NoSchedule`: only addons and Karpenter run there.
    CriticalAddonsOnly,
    /// None.
    Off,
}

impl From<Vec<Taint>> for GroupTaints {
    fn from(taints: Vec<Taint>) -> GroupTaints {
        GroupTaints::List(taints)
    }
}

impl From<Off> for GroupTaints {
    fn from(_: Off) -> GroupTaints {
        GroupTaints::Word(TaintsWord::Off)
    }
}

section! {
    /// The disk of a node.
    pub struct Disk {
        /// Its size.
        ///
        /// Shape: a quantity of whole Gi. Default: `50Gi`.
        size: Quantity,
        /// Its type. Default: `gp3`.
        #[serde(rename = "type")]
        volume_type: VolumeType,
        /// The key that encrypts it.
        ///
        /// Default: the account's own for volumes.
        kms_key: Arn,
        /// Operations a second.
        iops: u32,
        /// Throughput. Unit: MiB a second.
        throughput: u32,
    }
}

section! {
    /// How an update replaces a group's nodes: one of the two.
    pub struct GroupUpdate {
        /// So many at once.
        max_unavailable: u32,
        /// So many of a hundred at once.
        ///
        /// Range: 1 to 100. Default: `33`.
        max_unavailable_percentage: u8,
    }
}

/// A launch template of your own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LaunchTemplate {
    /// Its id.
    pub id: LaunchTemplateId,
    /// Its version, a number in quotes.
    pub version: String,
}
