//! EC2NodeClasses: what Karpenter's instances are made of.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::instance::{Enabled, Metadata, Volume};
use super::section::{Open, Texts, section};
use crate::units::{AmiId, Duration, SecurityGroupId, SubnetId};

section! {
    /// An EC2NodeClass.
    pub struct NodeClass {
        /// The images: `al2023` (the newest, taken once and kept), `al2023@v20260801`, or `{ids}`, `{tags}`,
        /// `{ssmParameter}`, `{name, owner}`.
        ///
        /// Default: `al2023`. Wire: `EC2NodeClass.spec.amiSelectorTerms`.
        ami: Ami,
        /// The nodes' volumes.
        ///
        /// Default: one of 50Gi, gp3, encrypted. Wire: `EC2NodeClass.spec.blockDeviceMappings`.
        volumes: Vec<Volume>,
        /// The instance metadata service.
        ///
        /// Wire: `EC2NodeClass.spec.metadataOptions`.
        metadata: Metadata,
        /// Settings of the kubelet, by Karpenter's names.
        ///
        /// Wire: `EC2NodeClass.spec.kubelet`.
        kubelet: Open,
        /// User data that is merged with Karpenter's own.
        ///
        /// Wire: `EC2NodeClass.spec.userData`.
        user_data: String,
        /// Tags of instances, volumes and interfaces. A change rolls the nodes.
        ///
        /// Wire: `EC2NodeClass.spec.tags`.
        tags: Texts,
        /// Whether CloudWatch gets a value a minute.
        ///
        /// Default: `false`. Wire: `EC2NodeClass.spec.detailedMonitoring`.
        detailed_monitoring: bool,
        /// Whether instances get a public address.
        ///
        /// Default: as the subnet says. Wire: `EC2NodeClass.spec.associatePublicIPAddress`.
        associate_public_ip: bool,
        /// What is done with local disks.
        ///
        /// Default: nothing. Wire: `EC2NodeClass.spec.instanceStorePolicy`.
        instance_store_policy: InstanceStorePolicy,
        /// Subnets, in place of `network.subnets`.
        ///
        /// Wire: `EC2NodeClass.spec.subnetSelectorTerms`.
        subnets: Vec<SubnetTerm>,
        /// Security groups, in place of the cluster's own.
        ///
        /// Wire: `EC2NodeClass.spec.securityGroupSelectorTerms`.
        security_groups: Vec<SecurityGroupTerm>,
        /// Capacity reservations, for the capacity type `reserved`.
        ///
        /// Wire: `EC2NodeClass.spec.capacityReservationSelectorTerms`.
        capacity_reservations: Vec<CapacityReservationTerm>,
        /// The placement group that instances are put into; since Karpenter 1.11.
        ///
        /// Wire: `EC2NodeClass.spec.placementGroupSelector`.
        placement_group: PlacementGroup,
        /// The network interfaces of an instance, for types with several network cards; since Karpenter 1.11.
        ///
        /// Shape: at most 150, among them the interface of device 0 on card 0. Default: one, as EC2 gives it.
        /// Wire: `EC2NodeClass.spec.networkInterfaces`.
        network_interfaces: Vec<NetworkInterface>,
        /// How long idle connections are tracked; since Karpenter 1.13.
        ///
        /// Default: as EC2 says. Wire: `EC2NodeClass.spec.connectionTracking`.
        connection_tracking: ConnectionTracking,
        /// What the processors may do; since Karpenter 1.13.
        ///
        /// Wire: `EC2NodeClass.spec.cpuOptions`.
        cpu_options: CpuOptions,
        /// How many address prefixes the first interface gets at launch; since Karpenter 1.8.
        ///
        /// Range: 0 to 2147483647. Default: none. Wire: `EC2NodeClass.spec.ipPrefixCount`.
        ip_prefix_count: u32,
        /// The context of EC2 fleets, where AWS has given you one.
        ///
        /// Wire: `EC2NodeClass.spec.context`.
        context: String,
        /// The role from which Karpenter makes an instance profile, by name or, when it has a path, by ARN; in place of
        /// `nodeRole`. The controller may pass it, and it gets an access entry. Beside `instanceProfile` it says which
        /// role that profile carries.
        ///
        /// Wire: `EC2NodeClass.spec.role`, without `instanceProfile`.
        role: String,
        /// An instance profile by name, in place of `karpenter.instanceProfile`. When the role that it carries is not
        /// the node role, `role` stands beside it.
        ///
        /// Default: `karpenter.instanceProfile`. Wire: `EC2NodeClass.spec.instanceProfile`.
        instance_profile: String,
    }
}

/// The images of a NodeClass.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Ami {
    /// A family, or a family and a version: `al2023`, `al2023@v20260801`.
    Alias(String),
    /// Images of your own.
    Selector(AmiSelector),
}

impl From<&str> for Ami {
    fn from(alias: &str) -> Ami {
        Ami::Alias(alias.to_owned())
    }
}

impl From<AmiSelector> for Ami {
    fn from(selector: AmiSelector) -> Ami {
        Ami::Selector(selector)
    }
}

section! {
    /// Images of your own: by ids, tags, SSM parameter, or name and owner.
    pub struct AmiSelector {
        /// Ids of images.
        ids: Vec<AmiId>,
        /// Tags of images.
        tags: Texts,
        /// An SSM parameter that holds an image's id, by name or ARN. The controller's role may read it; a controller role
        /// of your own needs `ssm:GetParameter` on it.
        ssm_parameter: String,
        /// The name of images; `*` stands for anything.
        name: String,
        /// Whose they are: an account, `self` or `amazon`.
        owner: String,
        /// How they boot. Default: `al2023`.
        family: ImageFamily,
    }
}

/// How an image boots.
/// Source: Karpenter documentation, EC2NodeClass spec.amiFamily.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ImageFamily {
    Al2,
    #[default]
    Al2023,
    Bottlerocket,
    Custom,
    Windows2019,
    Windows2022,
    Windows2025,
}

impl ImageFamily {
    /// Whether its nodes run Windows.
    pub(crate) fn is_windows(self) -> bool {
        matches!(self, ImageFamily::Windows2019 | ImageFamily::Windows2022 | ImageFamily::Windows2025)
    }

    /// The name in `spec.amiFamily`.
    pub fn as_karpenter(self) -> &'static str {
        match self {
            ImageFamily::Al2 => "AL2",
            ImageFamily::Al2023 => "AL2023",
            ImageFamily::Bottlerocket => "Bottlerocket",
            ImageFamily::Custom => "Custom",
            ImageFamily::Windows2019 => "Windows2019",
            ImageFamily::Windows2022 => "Windows2022",
            ImageFamily::Windows2025 => "Windows2025",
        }
    }

    /// The family of an alias: `al2023` of `al2023@latest`.
    pub fn of_alias(alias: &str) -> Option<ImageFamily> {
        match alias.split('@').next().unwrap_or_default() {
            "al2" => Some(ImageFamily::Al2),
            "al2023" => Some(ImageFamily::Al2023),
            "bottlerocket" => Some(ImageFamily::Bottlerocket),
            "windows2019" => Some(ImageFamily::Windows2019),
            "windows2022" => Some(ImageFamily::Windows2022),
            "windows2025" => Some(ImageFamily::Windows2025),
            _ => None,
        }
    }
}

/// What is done with local disks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum InstanceStorePolicy {
    /// Joined for images and pods' files.
    #[serde(rename = "RAID0")]
    Raid0,
}

section! {
    /// Subnets by id or by tags.
    pub struct SubnetTerm {
        /// One subnet.
        id: SubnetId,
        /// Those that carry all of these tags; an empty value or `*` stands for any.
        tags: Texts,
    }
}

section! {
    /// Security groups by id, name or tags.
    pub struct SecurityGroupTerm {
        /// One group.
        id: SecurityGroupId,
        /// Groups of this name.
        name: String,
        /// Those that carry all of these tags.
        tags: Texts,
    }
}

section! {
    /// A placement group: by name or by id.
    pub struct PlacementGroup {
        /// Its name.
        ///
        /// Wire: `EC2NodeClass.spec.placementGroupSelector.name`.
        name: String,
        /// Its id: `pg-0a1b2c3d4e5f60718`.
        ///
        /// Wire: `EC2NodeClass.spec.placementGroupSelector.id`.
        id: String,
    }
}

/// A network interface of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NetworkInterface {
    /// The number of the device on its card.
    ///
    /// Range: 0 to 2147483647.
    pub device_index: u32,
    /// The number of the network card.
    ///
    /// Range: 0 to 2147483647.
    pub network_card_index: u32,
    /// What it carries.
    pub interface_type: InterfaceType,
}

/// What a network interface carries.
/// Source: Karpenter's EC2NodeClass definition of 1.14, networkInterfaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum InterfaceType {
    /// Addresses, as every instance has one.
    Interface,
    /// Elastic Fabric Adapter traffic and no addresses.
    EfaOnly,
}

section! {
    /// How long idle connections are tracked.
    pub struct ConnectionTracking {
        /// Established TCP connections.
        ///
        /// Range: 60s to 120h. Wire: `connectionTracking.tcpEstablishedTimeout`, in seconds.
        tcp_established_timeout: Duration,
        /// UDP with more than one request and answer.
        ///
        /// Range: 60s to 180s. Wire: `connectionTracking.udpStreamTimeout`, in seconds.
        udp_stream_timeout: Duration,
        /// Other UDP.
        ///
        /// Range: 30s to 60s. Wire: `connectionTracking.udpTimeout`, in seconds.
        udp_timeout: Duration,
    }
}

section! {
    /// What the processors may do.
    pub struct CpuOptions {
        /// Whether virtual machines run inside of the instance.
        ///
        /// Default: as EC2 says. Wire: `EC2NodeClass.spec.cpuOptions.nestedVirtualization`.
        nested_virtualization: Enabled,
    }
}

/// Which reservations a term means, by who may use them.
/// Source: Karpenter's EC2NodeClass definition, since 1.8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum InstanceMatchCriteria {
    /// Any instance that fits.
    Open,
    /// Instances that name the reservation.
    Targeted,
}

section! {
    /// Capacity reservations by id, by tags, or by who may use them.
    pub struct CapacityReservationTerm {
        /// One reservation: `cr-0a1b2c3d4e5f60718`.
        id: String,
        /// Those that carry all of these tags.
        tags: Texts,
        /// The account that owns them.
        #[serde(rename = "ownerID")]
        owner_id: crate::units::AccountId,
        /// Those of this kind; since Karpenter 1.8.
        ///
        /// Wire: `capacityReservationSelectorTerms.instanceMatchCriteria`.
        instance_match_criteria: InstanceMatchCriteria,
    }
}
