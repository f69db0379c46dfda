//! The control plane.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::section::section;
use crate::units::{Arn, KubernetesVersion};

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
        /// Encryption of secrets: with EKS's own key.
        ///
        /// Default: `aws`.
        secrets: Secrets,
        /// The address family of pods and services.
        ///
        /// Default: `ipv4`.
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

/// Encryption of secrets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Secrets {
    /// EKS's own key.
    #[default]
    Aws,
}

/// The address family of pods and services.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum IpFamily {
    #[default]
    Ipv4,
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
