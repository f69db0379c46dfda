//! The settings of Karpenter's controller.
//!
//! Source: Karpenter documentation, "Settings", and the values of its chart, 1.13 and 1.14. What is left out is as the
//! chart says; what a later version adds can be given as `karpenter.values.settings`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::section::section;
use crate::units::Duration;

section! {
    /// The settings of Karpenter's controller.
    pub struct KarpenterSettings {
        /// How long pods that wait are collected at most, before nodes are chosen for all of them.
        ///
        /// Range: 1s and more. Default: `10s`. Wire: chart value `settings.batchMaxDuration`.
        batch_max_duration: Duration,
        /// How long no further pod must come, for nodes to be chosen sooner.
        ///
        /// Range: 1s and more. Default: `1s`. Wire: chart value `settings.batchIdleDuration`.
        batch_idle_duration: Duration,
        /// Whether what pods only prefer (affinity, spread) makes nodes too.
        ///
        /// Default: `Respect`. Wire: chart value `settings.preferencePolicy`, since Karpenter 1.4.
        preference_policy: PreferencePolicy,
        /// Whether `minValues` of a pool's requirements may be missed when no choice has so many.
        ///
        /// Default: `Strict`. Wire: chart value `settings.minValuesPolicy`, since Karpenter 1.6.
        min_values_policy: MinValuesPolicy,
        /// The cluster's certificate authority, for nodes.
        ///
        /// Shape: PEM in base64. Default: the controller's own. Wire: chart value `settings.clusterCABundle`.
        #[serde(rename = "clusterCABundle")]
        cluster_ca_bundle: String,
        /// The address that nodes reach the Kubernetes API at.
        ///
        /// Shape: `https://...`. Default: asked from EKS. Wire: chart value `settings.clusterEndpoint`.
        cluster_endpoint: String,
        /// Whether the controller calls only services that have a VPC endpoint: no price list, no IAM.
        ///
        /// Default: `true` in a private network, else `false`. Wire: chart value `settings.isolatedVPC`.
        #[serde(rename = "isolatedVPC")]
        isolated_vpc: bool,
        /// Whether the controller asks EKS for the Kubernetes version, instead of the API server.
        ///
        /// Default: `false`. Wire: chart value `settings.eksControlPlane`.
        eks_control_plane: bool,
        /// The share of an instance type's memory that is not there for pods, until a node of the type was seen.
        ///
        /// Range: 0 to 1. Default: `0.075`. Wire: chart value `settings.vmMemoryOverheadPercent`.
        vm_memory_overhead_percent: f64,
        /// Whether no nodes are made in a zone that traffic is shifted away from.
        ///
        /// Default: `kubernetes.zonalShift`. Wire: chart value `settings.enableZonalShift`, since Karpenter 1.12.
        enable_zonal_shift: bool,
        /// The network interfaces of a node that are not for pods: 1 with custom networking or groups for pods.
        ///
        /// Range: 0 and more. Default: `0`. Wire: chart value `settings.reservedENIs`.
        #[serde(rename = "reservedENIs")]
        reserved_enis: u32,
        /// Whether pods that ask for devices by resource claims are left alone.
        ///
        /// Default: `true`. Wire: chart value `settings.ignoreDRARequests`.
        #[serde(rename = "ignoreDRARequests")]
        ignore_dra_requests: bool,
        /// Whether metrics of pods and nodes are left out.
        ///
        /// Default: `false`. Wire: chart value `settings.disableClusterStateObservability`, since Karpenter 1.8.
        disable_cluster_state_observability: bool,
        /// Whether a NodeClass is Ready without a dry run of its permissions.
        ///
        /// Default: `false`. Wire: chart value `settings.disableDryRun`.
        disable_dry_run: bool,
        /// How often images are looked up.
        ///
        /// Range: 1m and more. Default: `1m`. Wire: chart value `settings.amiRefreshInterval`, since Karpenter 1.13.
        ami_refresh_interval: Duration,
        /// How often subnets are looked up.
        ///
        /// Range: 1m and more. Default: `1m`. Wire: chart value `settings.subnetRefreshInterval`, since Karpenter 1.13.
        subnet_refresh_interval: Duration,
        /// What is not finished yet in Karpenter, each on or off.
        feature_gates: FeatureGates,
    }
}

section! {
    /// What is not finished yet in Karpenter. karpool opens the gates that the spec needs.
    pub struct FeatureGates {
        /// Whether nodes whose conditions say that they are broken are replaced.
        ///
        /// Default: `false`. Wire: chart value `settings.featureGates.nodeRepair`.
        node_repair: bool,
        /// Whether capacity reservations are used.
        ///
        /// Default: `true`. Wire: chart value `settings.featureGates.reservedCapacity`.
        reserved_capacity: bool,
        /// Whether NodeOverlays change what instance types have and cost.
        ///
        /// Default: `true` with `nodeOverlays`, else `false`. Wire: chart value `settings.featureGates.nodeOverlay`.
        node_overlay: bool,
        /// Whether spot nodes are replaced by cheaper spot nodes.
        ///
        /// Default: `false`. Wire: chart value `settings.featureGates.spotToSpotConsolidation`.
        spot_to_spot_consolidation: bool,
        /// Whether pools may have a fixed number of nodes.
        ///
        /// Default: `true` with `replicas` in a pool, else `false`. Wire: chart value `settings.featureGates.staticCapacity`.
        static_capacity: bool,
        /// Whether nodes are kept ready for pods to come.
        ///
        /// Default: `false`. Wire: chart value `settings.featureGates.capacityBuffer`, since Karpenter 1.14.
        capacity_buffer: bool,
    }
}

/// What pods only prefer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum PreferencePolicy {
    /// It makes nodes too.
    Respect,
    /// It is left to the scheduler.
    Ignore,
}

/// The variety that a pool's requirements ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum MinValuesPolicy {
    /// Without it no node is made.
    Strict,
    /// A node is made all the same.
    BestEffort,
}
