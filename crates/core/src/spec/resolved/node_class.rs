//! Defaults of EC2NodeClasses.

use serde::Serialize;

use super::label;
use super::node_group::{ResolvedMetadata, resolve_metadata};
use crate::catalog::ami_family::AmiFamily;
use crate::spec::instance::{Volume, VolumeType};
use crate::spec::node_class::{
    Ami, CapacityReservationTerm, ConnectionTracking, CpuOptions, ImageFamily, InstanceStorePolicy, NetworkInterface,
    NodeClass, PlacementGroup, SecurityGroupTerm, SubnetTerm,
};
use crate::spec::node_role::AccessEntryType;
use crate::spec::section::{Open, Texts};
use crate::units::{Quantity, SnapshotId};

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
    pub placement_group: Option<PlacementGroup>,
    pub network_interfaces: Vec<NetworkInterface>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_tracking: Option<ConnectionTracking>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_options: Option<CpuOptions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip_prefix_count: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
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

    /// The kind of access entry that lets its nodes join.
    pub fn entry_type(&self) -> AccessEntryType {
        match self.family() {
            ImageFamily::Windows2019 | ImageFamily::Windows2022 | ImageFamily::Windows2025 => {
                AccessEntryType::Ec2Windows
            }
            _ => AccessEntryType::Ec2Linux,
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
    pub initialization_rate: Option<u32>,
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
        initialization_rate: given.initialization_rate,
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
        placement_group: given.placement_group,
        network_interfaces: given.network_interfaces.unwrap_or_default(),
        connection_tracking: given.connection_tracking,
        cpu_options: given.cpu_options,
        ip_prefix_count: given.ip_prefix_count,
        context: given.context,
        role: given.role,
        instance_profile: given.instance_profile,
    };
    let family = class.family();
    let volumes = given.volumes.unwrap_or_else(|| default_volumes(family));
    class.volumes = volumes.into_iter().map(|volume| resolve_volume(volume, family)).collect();
    class
}

impl ResolvedNodeClass {
    /// Subnets and security group by the discovery tag, where the class says nothing itself.
    pub(crate) fn discover(&mut self, cluster: &str) {
        let tags = || Texts::from([(label::DISCOVERY.to_owned(), cluster.to_owned())]);
        self.subnets.get_or_insert_with(|| vec![SubnetTerm::default().tags(tags())]);
        self.security_groups.get_or_insert_with(|| vec![SecurityGroupTerm::default().tags(tags())]);
    }
}
