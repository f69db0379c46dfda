//! Managed node groups.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::instance::{Metadata, VolumeType};
use super::network::Subnets;
use super::scheduling::Taint;
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
        /// On-demand, spot, or a capacity block that was bought. A change brings a new group.
        ///
        /// Default: `on-demand`. Wire: `eks:CreateNodegroup.capacityType`.
        capacity_type: GroupCapacityType,
        /// A capacity reservation that the nodes use; a capacity block is one.
        ///
        /// Wire: launch template, `CapacityReservationSpecification`.
        capacity_reservation: CapacityReservation,
        /// The role of the group's nodes. A change of its name or ARN brings a new group.
        ///
        /// Default: one that karpool makes. Wire: `eks:CreateNodegroup.nodeRole`.
        role: GroupRole,
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
        /// Whether EKS replaces nodes that are not healthy: `true`, `false`, or a section with its limits.
        ///
        /// Default: `true`. Wire: `eks:CreateNodegroup.nodeRepairConfig`.
        repair: Repair,
        /// The key pair for SSH, by name.
        key_name: String,
        /// Security groups besides the one that lets nodes in (the cluster's own, or `network.nodeSecurityGroup`).
        security_groups: Vec<SecurityGroupId>,
        /// The instance metadata service.
        metadata: Metadata,
        /// User data that is merged with EKS's own. `al2023`: a script (`#!…`) or a NodeConfig (`apiVersion:
        /// node.eks.aws/…`), which karpool packs as the MIME archive that EKS asks for, or such an archive.
        /// `bottlerocket`: TOML.
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

/// How the capacity of a group is bought.
/// Source: EKS API, CapacityTypes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GroupCapacityType {
    #[default]
    OnDemand,
    Spot,
    CapacityBlock,
}

impl GroupCapacityType {
    /// The name in the spec.
    pub fn as_str(self) -> &'static str {
        match self {
            GroupCapacityType::OnDemand => "on-demand",
            GroupCapacityType::Spot => "spot",
            GroupCapacityType::CapacityBlock => "capacity-block",
        }
    }

    /// The name that EKS uses.
    pub fn as_eks(self) -> &'static str {
        match self {
            GroupCapacityType::OnDemand => "ON_DEMAND",
            GroupCapacityType::Spot => "SPOT",
            GroupCapacityType::CapacityBlock => "CAPACITY_BLOCK",
        }
    }
}

section! {
    /// A capacity reservation: one, a group of them, or any that fits.
    pub struct CapacityReservation {
        /// One reservation: `cr-0a1b2c3d4e5f60718`.
        ///
        /// Wire: `CapacityReservationTarget.CapacityReservationId`.
        id: String,
        /// A resource group of reservations.
        ///
        /// Wire: `CapacityReservationTarget.CapacityReservationResourceGroupArn`.
        group_arn: Arn,
        /// Without a target: whether open reservations are used.
        ///
        /// Wire: `CapacityReservationPreference`.
        preference: ReservationPreference,
    }
}

/// Whether open reservations are used.
/// Source: EC2 API, CapacityReservationPreference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReservationPreference {
    /// Where one fits.
    Open,
    /// Never.
    None,
    /// Nothing else.
    CapacityReservationsOnly,
}

impl ReservationPreference {
    /// The name that EC2 uses.
    pub fn as_str(self) -> &'static str {
        match self {
            ReservationPreference::Open => "open",
            ReservationPreference::None => "none",
            ReservationPreference::CapacityReservationsOnly => "capacity-reservations-only",
        }
    }
}

section! {
    /// The role of a group's nodes: made by karpool, or one that is there.
    pub struct GroupRole {
        /// A role that is there; nothing else can be given then.
        arn: Arn,
        /// Its name.
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
        /// Tags of the role, besides the spec's common ones.
        tags: Texts,
    }
}

/// Node repair: a switch, or its limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Repair {
    /// On or off, with EKS's own limits.
    Switch(bool),
    /// On, within these limits.
    Within(RepairLimits),
}

impl From<bool> for Repair {
    fn from(on: bool) -> Repair {
        Repair::Switch(on)
    }
}

/// Within which limits nodes are repaired; of count and percentage one of the two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RepairLimits {
    /// With more unhealthy nodes than this nothing is repaired.
    ///
    /// Range: 1 and more. Wire: `nodeRepairConfig.maxUnhealthyNodeThresholdCount`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_unhealthy_count: Option<u32>,
    /// With more unhealthy nodes of a hundred than this nothing is repaired.
    ///
    /// Range: 1 to 100. Wire: `nodeRepairConfig.maxUnhealthyNodeThresholdPercentage`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_unhealthy_percentage: Option<u32>,
    /// So many nodes are repaired at once.
    ///
    /// Range: 1 and more. Wire: `nodeRepairConfig.maxParallelNodesRepairedCount`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_parallel_count: Option<u32>,
    /// So many nodes of a hundred are repaired at once.
    ///
    /// Range: 1 to 100. Wire: `nodeRepairConfig.maxParallelNodesRepairedPercentage`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_parallel_percentage: Option<u32>,
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
        /// Whether new nodes come before old ones go, or old ones go first, where there is no more capacity.
        ///
        /// Default: as EKS does it, `default`. Wire: `updateConfig.updateStrategy`.
        strategy: UpdateStrategy,
    }
}

/// In which order an update replaces nodes.
/// Source: EKS API, NodegroupUpdateStrategies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum UpdateStrategy {
    /// New nodes first.
    Default,
    /// Old nodes first.
    Minimal,
}

impl UpdateStrategy {
    /// The name that EKS uses.
    pub fn as_eks(self) -> &'static str {
        match self {
            UpdateStrategy::Default => "DEFAULT",
            UpdateStrategy::Minimal => "MINIMAL",
        }
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
