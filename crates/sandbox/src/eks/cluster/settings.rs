//! The parts of a cluster's configuration, and how an update changes them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Cluster;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct VpcConfig {
    pub subnet_ids: Vec<String>,
    pub security_group_ids: Vec<String>,
    pub cluster_security_group_id: Option<String>,
    pub vpc_id: String,
    pub public: bool,
    pub private: bool,
    pub public_cidrs: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NetworkConfig {
    /// `ipv4` or `ipv6`.
    pub ip_family: String,
    pub service_ipv4_cidr: Option<String>,
    pub service_ipv6_cidr: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AccessConfig {
    /// `API`, `API_AND_CONFIG_MAP`, `CONFIG_MAP`.
    pub mode: String,
    pub creator_admin: bool,
}

/// EKS Auto Mode: compute, load balancing and storage go together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AutoMode {
    pub enabled: bool,
    pub node_pools: Vec<String>,
    pub node_role_arn: Option<String>,
}

/// What an update leaves behind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Change {
    /// Nothing on the cluster: node groups and addons keep their own.
    Contained,
    Version(String),
    Vpc(VpcConfig),
    Logging(BTreeSet<String>),
    Access(String),
    Support(String),
    ZonalShift(bool),
    AutoMode(AutoMode),
    RemoteNetwork(serde_json::Value),
    DeletionProtection(bool),
    ScalingTier(String),
    EncryptionKey(String),
    IdentityProvider {
        name: String,
        remove: bool,
    },
}

impl Change {
    pub(crate) fn apply(&self, cluster: &mut Cluster) {
        match self.clone() {
            Change::Contained => {}
            Change::Version(version) => cluster.version = version,
            Change::Vpc(vpc) => cluster.vpc = vpc,
            Change::Logging(types) => cluster.logging = types,
            Change::Access(mode) => cluster.access.mode = mode,
            Change::Support(support) => cluster.support = support,
            Change::ZonalShift(on) => cluster.zonal_shift = on,
            Change::AutoMode(auto_mode) => cluster.auto_mode = auto_mode,
            Change::RemoteNetwork(network) => cluster.remote_network = Some(network),
            Change::DeletionProtection(on) => cluster.deletion_protection = on,
            Change::ScalingTier(tier) => cluster.scaling_tier = tier,
            Change::EncryptionKey(key) => cluster.encryption_key = Some(key),
            Change::IdentityProvider { name, remove: true } => {
                cluster.identity_providers.remove(&name);
            }
            Change::IdentityProvider { name, remove: false } => {
                if let Some(provider) = cluster.identity_providers.get_mut(&name) {
                    provider.status = "ACTIVE".to_owned();
                }
            }
        }
    }
}
