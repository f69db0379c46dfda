//! Clusters.

mod autonomy;
mod configuration;
mod create;
mod delete;
mod describe;
mod encryption;
mod life;
mod network;
mod settings;
mod upgrade;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::access_entry::AccessEntry;
use super::addon::Addon;
use super::fargate_profile::FargateProfile;
use super::identity_provider::IdentityProvider;
use super::nodegroup::Nodegroup;
use super::pod_identity::Association;
use super::update::{Problem, Update};
use crate::time::Time;

pub(crate) use configuration::update as update_config;
pub(crate) use create::create;
pub(crate) use delete::delete;
pub(crate) use describe::{describe, list};
pub(crate) use encryption::associate as associate_encryption;
pub(crate) use life::live;
pub use settings::{AccessConfig, AutoMode, Change, NetworkConfig, VpcConfig};
pub(crate) use upgrade::upgrade;

/// An EKS cluster and everything that belongs to it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Cluster {
    pub name: String,
    pub arn: String,
    pub created: Time,
    /// `CREATING`, `ACTIVE`, `UPDATING`, `DELETING`, `FAILED`.
    pub status: String,
    /// `1.35`
    pub version: String,
    pub role_arn: String,
    pub vpc: VpcConfig,
    pub network: NetworkConfig,
    pub access: AccessConfig,
    pub auto_mode: AutoMode,
    /// Log types that are on.
    pub logging: BTreeSet<String>,
    pub tags: BTreeMap<String, String>,
    /// The key that secrets are encrypted with.
    pub encryption_key: Option<String>,
    /// `STANDARD` or `EXTENDED`.
    pub support: String,
    pub zonal_shift: bool,
    pub deletion_protection: bool,
    pub scaling_tier: String,
    /// Networks of hybrid nodes, as given.
    pub remote_network: Option<serde_json::Value>,
    pub self_managed_addons: bool,
    pub issues: Vec<Problem>,
    /// 32 hexadecimal digits in capitals: part of the endpoint and of the issuer.
    pub endpoint_id: String,
    pub client_request_token: Option<String>,
    /// What creation or deletion still has to do, and when.
    pub(crate) phase: Phase,
    /// Who made it, with the unique id: gets the creator's access entry.
    pub(crate) creator: (String, String),
    pub updates: Vec<Update>,
    pub nodegroups: BTreeMap<String, Nodegroup>,
    pub addons: BTreeMap<String, Addon>,
    /// By principal ARN.
    pub access_entries: BTreeMap<String, AccessEntry>,
    /// By association id.
    pub associations: BTreeMap<String, Association>,
    pub fargate_profiles: BTreeMap<String, FargateProfile>,
    pub identity_providers: BTreeMap<String, IdentityProvider>,
    /// When a missing log group is made.
    pub(crate) log_group_at: Option<Time>,
    /// Until when access entries still become effective.
    pub(crate) access_settles: Option<Time>,
}

/// Moments of a creation or deletion that are still ahead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Phase {
    /// The security group is made.
    pub(crate) security_group: Option<Time>,
    /// Interfaces, endpoint, certificate authority and issuer are there.
    pub(crate) endpoint: Option<Time>,
    /// Active, or gone.
    pub(crate) end: Option<Time>,
}

impl Cluster {
    /// Whether it has an API: made, and not yet on its way out.
    pub fn is_up(&self) -> bool {
        matches!(self.status.as_str(), "ACTIVE" | "UPDATING")
    }

    /// Whether nothing but its API is missing before it is active.
    pub(crate) fn awaits_api(&self, now: Time) -> bool {
        self.status == "CREATING" && self.phase.end.is_some_and(|end| end <= now)
    }

    /// `https://<id>.gr7.<region>.eks.amazonaws.com`, or where it is really served.
    pub fn endpoint(&self, served: Option<&str>) -> String {
        let region = self.arn.split(':').nth(3).unwrap_or_default();
        let domain = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
        match served {
            Some(address) if address.contains("://") => address.to_owned(),
            Some(address) => format!("https://{address}"),
            None => format!("https://{}.gr7.{region}.eks.{domain}", self.endpoint_id),
        }
    }

    /// The OIDC issuer of its service account tokens.
    pub fn issuer(&self) -> String {
        let region = self.arn.split(':').nth(3).unwrap_or_default();
        let domain = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
        format!("https://oidc.eks.{region}.{domain}/id/{}", self.endpoint_id)
    }

    /// The update of the cluster itself that is running.
    pub(crate) fn running_update(&self) -> Option<&Update> {
        self.updates.iter().find(|u| u.running() && u.nodegroup.is_none() && u.addon.is_none())
    }
}
