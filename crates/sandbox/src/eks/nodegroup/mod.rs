//! Managed node groups.

mod ami_type;
mod configuration;
mod create;
mod delete;
mod life;
mod rolling;
mod scaling;
mod template;
mod upgrade;

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

pub(crate) use configuration::update as update_config;
pub(crate) use create::create;
pub(crate) use delete::delete;
pub(crate) use life::live;
pub use scaling::Scaling;
pub use template::LaunchTemplate;
pub(crate) use upgrade::upgrade;

/// A managed node group: an Auto Scaling group that EKS keeps.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Nodegroup {
    pub name: String,
    pub arn: String,
    /// `CREATING`, `ACTIVE`, `UPDATING`, `DELETING`, `CREATE_FAILED`, `DELETE_FAILED`, `DEGRADED`.
    pub status: String,
    /// `1.35`
    pub version: String,
    /// Of the image: `1.35.4-20261105`.
    pub release_version: String,
    pub created: Time,
    pub modified: Time,
    /// `ON_DEMAND`, `SPOT`, `CAPACITY_BLOCK`.
    pub capacity_type: String,
    pub scaling: Scaling,
    pub instance_types: Vec<String>,
    pub subnets: Vec<String>,
    pub remote_access: Option<Value>,
    /// `AL2023_x86_64_STANDARD`, ..., `CUSTOM` when the launch template names the image.
    pub ami_type: String,
    pub node_role: String,
    pub labels: BTreeMap<String, String>,
    pub taints: Vec<Taint>,
    pub autoscaling_group: String,
    pub disk_size: Option<i64>,
    pub issues: Vec<Problem>,
    pub update_config: Value,
    pub node_repair: Option<Value>,
    pub warm_pool: Option<Value>,
    /// The template as it was given.
    pub launch_template: Option<LaunchTemplate>,
    pub tags: BTreeMap<String, String>,
    /// EKS's own copy that instances are started from.
    pub(crate) own_template: Option<String>,
    /// Instances with the generation that they belong to: a rolling update begins a new one.
    pub instances: BTreeMap<String, u64>,
    pub generation: u64,
    pub(crate) phase: Phase,
    pub(crate) rolling: Option<rolling::Rolling>,
}

/// Moments that are still ahead, and one that is behind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Phase {
    /// First instances are started.
    pub(crate) launch: Option<Time>,
    /// Not done before.
    pub(crate) earliest: Option<Time>,
    /// Failed after.
    pub(crate) deadline: Option<Time>,
}

/// A taint as EKS writes it: `NO_SCHEDULE` for Kubernetes' `NoSchedule`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Taint {
    pub key: String,
    pub value: Option<String>,
    pub effect: String,
}

impl Taint {
    pub(crate) fn read(taint: &Value) -> Taint {
        Taint {
            key: taint["key"].as_str().unwrap_or_default().to_owned(),
            value: taint["value"].as_str().map(str::to_owned),
            effect: taint["effect"].as_str().unwrap_or_default().to_owned(),
        }
    }

    /// Kubernetes' name of the effect.
    pub fn kubernetes_effect(&self) -> &'static str {
        match self.effect.as_str() {
            "NO_EXECUTE" => "NoExecute",
            "PREFER_NO_SCHEDULE" => "PreferNoSchedule",
            _ => "NoSchedule",
        }
    }
}

impl Nodegroup {
    pub(crate) fn view(&self, cluster: &str) -> Value {
        let taints: Vec<Value> =
            self.taints.iter().map(|t| json!({ "key": t.key, "value": t.value, "effect": t.effect })).collect();
        json!({
            "nodegroupName": self.name,
            "nodegroupArn": self.arn,
            "clusterName": cluster,
            "version": self.version,
            "releaseVersion": self.release_version,
            "createdAt": self.created.epoch_seconds(),
            "modifiedAt": self.modified.epoch_seconds(),
            "status": self.status,
            "capacityType": self.capacity_type,
            "scalingConfig": self.scaling.view(),
            "instanceTypes": (!self.instance_types.is_empty()).then_some(&self.instance_types),
            "subnets": self.subnets,
            "remoteAccess": self.remote_access,
            "amiType": self.ami_type,
            "nodeRole": self.node_role,
            "labels": self.labels,
            "taints": (!taints.is_empty()).then_some(taints),
            "resources": (self.status != "CREATING" || self.phase.launch.is_none()).then(|| {
                json!({ "autoScalingGroups": [{ "name": self.autoscaling_group }] })
            }),
            "diskSize": self.disk_size,
            "health": { "issues": self.issues.iter().map(Problem::issue).collect::<Vec<_>>() },
            "updateConfig": self.update_config,
            "nodeRepairConfig": self.node_repair,
            "warmPoolConfig": self.warm_pool,
            "launchTemplate": self.launch_template.as_ref().map(LaunchTemplate::view),
            "tags": self.tags,
        })
    }

    /// EC2's family, architecture and variant of its image.
    pub(crate) fn image_kind(&self) -> Option<(&'static str, (&'static str, &'static str))> {
        ami_type::find(&self.ami_type).ok()?.image_kind()
    }

    /// The kind of access entry that its nodes need.
    pub(crate) fn entry_kind(&self) -> &'static str {
        if self.ami_type.starts_with("WINDOWS") { "EC2_WINDOWS" } else { "EC2_LINUX" }
    }
}

impl Cluster {
    /// A node group, or EKS's answer that there is none.
    pub(crate) fn nodegroup(&self, name: &str) -> Result<&Nodegroup, Fault> {
        self.nodegroups.get(name).ok_or_else(|| {
            let fault = absent(format!("No node group found for name: {name}."));
            about(about(fault, "clusterName", self.name.as_str()), "nodegroupName", name)
        })
    }
}

/// Cluster and node group that a call names; the group exists.
fn named(call: &Call<'_>) -> Result<(Place, String), Fault> {
    let (place, name) = (Place::of(call), call.text("nodegroupName").unwrap_or_default());
    place.get(call.world)?.nodegroup(&name)?;
    Ok((place, name))
}

/// Adds cluster and node group to an error.
fn blame(fault: Fault, place: &Place, name: &str) -> Fault {
    about(about(fault, "clusterName", place.cluster.as_str()), "nodegroupName", name)
}

/// `DescribeNodegroup`.
pub(crate) fn describe(call: &mut Call<'_>) -> Reply {
    let (place, name) = named(call)?;
    Ok(json!({ "nodegroup": place.get(call.world)?.nodegroup(&name)?.view(&place.cluster) }))
}

/// `ListNodegroups`.
pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let names = Place::of(call).get(call.world)?.nodegroups.keys().map(|name| Value::from(name.clone())).collect();
    page::page(call, "nodegroups", names)
}
