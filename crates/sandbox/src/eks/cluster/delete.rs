//! `DeleteCluster`.

use serde_json::json;

use super::{Cluster, Phase};
use crate::call::{Call, Fault, Reply};
use crate::eks::duration::{self, Work};
use crate::eks::fault::{about, in_use, invalid_request};
use crate::eks::neighbours;
use crate::eks::place::Place;

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    check(place.get(call.world)?).map_err(|fault| about(fault, "clusterName", place.cluster.as_str()))?;
    let end = call.now() + duration::of(call.world, Work::DeleteCluster);
    neighbours::delete_cluster_interfaces(call.world, &place);
    let cluster = place.get_mut(call.world)?;
    if cluster.status != "DELETING" {
        cluster.status = "DELETING".to_owned();
        cluster.phase = Phase { end: Some(end), ..Phase::default() };
    }
    Ok(json!({ "cluster": place.get(call.world)?.view(call.world) }))
}

/// Source: EKS API reference, `DeleteCluster`: node groups and Fargate profiles first.
fn check(cluster: &Cluster) -> Result<(), Fault> {
    if cluster.deletion_protection {
        return Err(invalid_request(format!(
            "Cluster {} has deletion protection enabled; disable it before deleting the cluster",
            cluster.name
        )));
    }
    if !cluster.nodegroups.is_empty() {
        return Err(in_use("Cluster has nodegroups attached"));
    }
    if !cluster.fargate_profiles.is_empty() {
        return Err(in_use("Cluster has Fargate profiles attached"));
    }
    match (cluster.status.as_str(), cluster.running_update()) {
        ("CREATING", _) => {
            Err(in_use(format!("Cannot delete because cluster {} is currently being created", cluster.name)))
        }
        (_, Some(update)) => Err(in_use(format!(
            "Cannot delete because cluster {} currently has an update in progress: {}",
            cluster.name, update.id
        ))),
        _ => Ok(()),
    }
}
