//! Addons.

pub(crate) mod catalogue;
mod change;
mod identity;
mod life;
mod schema;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::cluster::Cluster;
use super::fault::{about, absent};
use super::page;
use super::place::Place;
use super::update::Problem;
use crate::call::{Call, Fault, Reply};
use crate::time::Time;

pub(crate) use change::{create, delete, update};
pub(crate) use life::live;

/// Software that EKS installs and keeps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Addon {
    pub name: String,
    pub arn: String,
    /// `CREATING`, `ACTIVE`, `UPDATING`, `DEGRADED`, `DELETING`, `CREATE_FAILED`, `UPDATE_FAILED`, `DELETE_FAILED`.
    pub status: String,
    pub version: String,
    pub issues: Vec<Problem>,
    pub created: Time,
    pub modified: Time,
    /// The role of its service account, by annotation.
    pub service_account_role: Option<String>,
    pub tags: BTreeMap<String, String>,
    /// As given: JSON or YAML.
    pub configuration_values: Option<String>,
    pub namespace: String,
    /// Its software stays in the cluster when it is deleted.
    pub preserve: bool,
    /// When the present change is done.
    pub(crate) ends: Option<Time>,
    /// When it counts as failed for want of a place to run.
    pub(crate) deadline: Option<Time>,
}

impl Addon {
    fn view(&self, cluster: &Cluster) -> Value {
        let identities: Vec<&str> = cluster
            .associations
            .values()
            .filter(|a| a.owner_arn.as_deref() == Some(self.arn.as_str()))
            .map(|a| a.arn.as_str())
            .collect();
        json!({
            "addonName": self.name,
            "clusterName": cluster.name,
            "status": self.status,
            "addonVersion": self.version,
            "health": { "issues": self.issues.iter().map(Problem::issue).collect::<Vec<_>>() },
            "addonArn": self.arn,
            "createdAt": self.created.epoch_seconds(),
            "modifiedAt": self.modified.epoch_seconds(),
            "serviceAccountRoleArn": self.service_account_role,
            "tags": self.tags,
            "configurationValues": self.configuration_values,
            "podIdentityAssociations": (!identities.is_empty()).then_some(identities),
            "namespaceConfig": { "namespace": self.namespace },
        })
    }

    /// Whether a change is under way.
    fn is_busy(&self) -> bool {
        matches!(self.status.as_str(), "CREATING" | "UPDATING" | "DELETING")
    }
}

impl Cluster {
    /// An addon, or EKS's answer that there is none.
    pub(crate) fn addon(&self, name: &str) -> Result<&Addon, Fault> {
        self.addons.get(name).ok_or_else(|| {
            let fault = absent(format!("No addon: {name} found in cluster: {}", self.name));
            about(about(fault, "clusterName", self.name.as_str()), "addonName", name)
        })
    }
}

/// Adds cluster and addon to an error.
fn blame(fault: Fault, place: &Place, name: &str) -> Fault {
    about(about(fault, "clusterName", place.cluster.as_str()), "addonName", name)
}

/// `DescribeAddon`.
pub(crate) fn describe(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    let cluster = place.get(call.world)?;
    let addon = cluster.addon(&call.text("addonName").unwrap_or_default())?;
    Ok(json!({ "addon": addon.view(cluster) }))
}

/// `ListAddons`.
pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let names = Place::of(call).get(call.world)?.addons.keys().map(|name| Value::from(name.clone())).collect();
    page::page(call, "addons", names)
}
