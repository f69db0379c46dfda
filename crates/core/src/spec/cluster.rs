//! The control plane.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::kms_key::KmsKey;
use super::section::section;
use crate::units::{Arn, Cidr, KubernetesVersion};

section! {
    /// The control plane: the `kubernetes` section.
    pub struct Cluster {
        /// The Kubernetes version. It goes up by one minor at a time and never down.
        ///
        /// Default: `1.35`. Wire: `eks:CreateCluster.version`.
        version: KubernetesVersion,
        /// What happens when the version's standard support ends: an upgrade, or paid extended support.
        ///
        /// Default: `standard`. Wire: `eks:CreateCluster.upgradePolicy.supportType`.
        upgrade_policy: UpgradePolicy,
        /// Whether EKS refuses to delete the cluster.
        ///
        /// Default: `false`. Wire: `eks:CreateCluster.deletionProtection`.
        deletion_protection: bool,
        /// Whether ARC zonal shift may move traffic away from a zone. Karpenter then makes no nodes there.
        ///
        /// Default: `false`. Wire: `eks:CreateCluster.zonalShiftConfig.enabled`, chart value `settings.enableZonalShift`.
        zonal_shift: bool,
        /// How much control plane is kept ready: as much as it needs, or a provisioned tier.
        ///
        /// Default: `standard`. Wire: `eks:CreateCluster.controlPlaneScalingConfig.tier`.
        control_plane_tier: ControlPlaneTier,
        /// The control plane's logs.
        logs: Logs,
        /// The cluster's role.
        ///
        /// Default: `create`. Wire: `eks:CreateCluster.roleArn`.
        role: ClusterRole,
        /// The cluster is already there: karpool changes nothing of it and manages only what else the file names.
        ///
        /// Default: `false`.
        existing: bool,
        /// Encryption of the cluster's data in etcd.
        secrets: Secrets,
        /// The range of the Services' addresses. It is fixed when the cluster is made.
        ///
        /// Shape: a private IPv4 range outside of the VPC. Range: /12 to /24. Default: EKS chooses 10.100.0.0/16 or
        /// 172.20.0.0/16. Wire: `eks:CreateCluster.kubernetesNetworkConfig.serviceIpv4Cidr`.
        service_cidr: Cidr,
        /// The address family of pods and services. It is fixed when the cluster is made.
        ///
        /// Default: `ipv4`. Wire: `eks:CreateCluster.kubernetesNetworkConfig.ipFamily`.
        ip_family: IpFamily,
    }
}

impl Cluster {
    /// A cluster of this version.
    pub fn of(version: KubernetesVersion) -> Cluster {
        Cluster::default().version(version)
    }

    /// A cluster that is already there.
    pub fn that_exists() -> Cluster {
        Cluster::default().existing(true)
    }
}

/// What happens at the end of standard support.
/// Source: EKS API, UpgradePolicyRequest.supportType.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum UpgradePolicy {
    #[default]
    Standard,
    Extended,
}

impl UpgradePolicy {
    /// The name that EKS uses.
    pub fn as_eks(self) -> &'static str {
        match self {
            UpgradePolicy::Standard => "STANDARD",
            UpgradePolicy::Extended => "EXTENDED",
        }
    }
}

section! {
    /// The control plane's logs in CloudWatch.
    pub struct Logs {
        /// Which logs are written; an empty list writes none.
        ///
        /// Default: `api`, `audit`, `authenticator`. Wire: `eks:CreateCluster.logging`.
        types: Vec<LogType>,
        /// How long they are kept.
        ///
        /// Unit: days. Range: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557,
        /// 2922, 3288, 3653. Default: `90`. Wire: `logs:PutRetentionPolicy.retentionInDays`.
        retention_days: u32,
        /// The class of the log group: `INFREQUENT_ACCESS` costs half and knows fewer queries. It is fixed.
        ///
        /// Default: `STANDARD`. Wire: `logs:CreateLogGroup.logGroupClass`.
        class: LogClass,
        /// The key that encrypts them: `aws` (the service's own), `create`, or the ARN of one that is there.
        ///
        /// Default: `aws`. Wire: `logs:CreateLogGroup.kmsKeyId`, `logs:AssociateKmsKey`.
        kms_key: KmsKey,
    }
}

/// The class of a log group.
/// Source: CloudWatch Logs API, LogGroupClass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LogClass {
    #[default]
    Standard,
    InfrequentAccess,
}

impl LogClass {
    /// The name that CloudWatch uses.
    pub fn as_str(self) -> &'static str {
        match self {
            LogClass::Standard => "STANDARD",
            LogClass::InfrequentAccess => "INFREQUENT_ACCESS",
        }
    }
}

/// How much control plane is kept ready.
/// Source: EKS API, ProvisionedControlPlaneTier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ControlPlaneTier {
    #[default]
    #[serde(rename = "standard")]
    Standard,
    #[serde(rename = "tier-xl")]
    TierXl,
    #[serde(rename = "tier-2xl")]
    Tier2xl,
    #[serde(rename = "tier-4xl")]
    Tier4xl,
    #[serde(rename = "tier-8xl")]
    Tier8xl,
}

impl ControlPlaneTier {
    /// The name that EKS uses.
    pub fn as_eks(self) -> &'static str {
        match self {
            ControlPlaneTier::Standard => "standard",
            ControlPlaneTier::TierXl => "tier-xl",
            ControlPlaneTier::Tier2xl => "tier-2xl",
            ControlPlaneTier::Tier4xl => "tier-4xl",
            ControlPlaneTier::Tier8xl => "tier-8xl",
        }
    }
}

/// A log of the control plane.
/// Source: EKS API, LogType.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum LogType {
    Api,
    Audit,
    Authenticator,
    ControllerManager,
    Scheduler,
}

impl LogType {
    /// The name that EKS uses.
    pub fn as_str(self) -> &'static str {
        match self {
            LogType::Api => "api",
            LogType::Audit => "audit",
            LogType::Authenticator => "authenticator",
            LogType::ControllerManager => "controllerManager",
            LogType::Scheduler => "scheduler",
        }
    }
}

section! {
    /// Encryption of the cluster's data in etcd, Secrets among it.
    pub struct Secrets {
        /// The key: `aws` (EKS's own), `create`, or the ARN of a symmetric key that is there. A key of one's own can be
        /// given later, and never be taken away or changed.
        ///
        /// Default: `aws`. Wire: `eks:CreateCluster.encryptionConfig`, `eks:AssociateEncryptionConfig`.
        kms_key: KmsKey,
    }
}

/// The address family of pods and services.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum IpFamily {
    #[default]
    Ipv4,
    Ipv6,
}

impl IpFamily {
    /// The name that EKS uses.
    pub fn as_eks(self) -> &'static str {
        match self {
            IpFamily::Ipv4 => "ipv4",
            IpFamily::Ipv6 => "ipv6",
        }
    }
}

/// The cluster's role: made by karpool, or there already.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ClusterRole {
    /// karpool makes it.
    Create(Create),
    /// It is there.
    Given(GivenRole),
}

/// The word for what karpool makes itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
pub enum Create {
    #[default]
    #[serde(rename = "create")]
    Create,
}

/// A role that is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenRole {
    /// Its ARN.
    pub arn: Arn,
}

impl From<Arn> for ClusterRole {
    fn from(arn: Arn) -> ClusterRole {
        ClusterRole::Given(GivenRole { arn })
    }
}
