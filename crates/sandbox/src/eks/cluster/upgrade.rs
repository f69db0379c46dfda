//! `UpdateClusterVersion`.

use serde_json::json;

use super::{Change, Cluster};
use crate::call::{Call, Fault, Reply};
use crate::eks::duration::Work;
use crate::eks::fault::{about, invalid, invalid_request};
use crate::eks::place::Place;
use crate::eks::version::{self, minor};

/// How many minors a kubelet may be behind. Source: Kubernetes version skew policy (three from 1.28 on, two before).
const fn skew(control_plane: u32) -> u32 {
    if control_plane >= 28 { 3 } else { 2 }
}

pub(crate) fn upgrade(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    let cluster = place.get(call.world)?;
    let wanted = call.text("version").unwrap_or_default();
    check_step(cluster, &wanted).map_err(|fault| about(fault, "clusterName", place.cluster.as_str()))?;
    cluster.require_idle(&place)?;
    check_groups(cluster, &wanted).map_err(|fault| about(fault, "clusterName", place.cluster.as_str()))?;
    let platform = version::require(&wanted)?.platform;
    let params = vec![("Version".to_owned(), wanted.clone()), ("PlatformVersion".to_owned(), platform.to_owned())];
    let change = Change::Version(wanted);
    let kind = ("VersionUpdate", Work::UpdateVersion);
    let update = super::configuration::begin(call.world, &place, kind, params, change)?;
    Ok(json!({ "update": update }))
}

/// One minor up, nothing else. Source: EKS user guide, "Update existing cluster to new Kubernetes version".
fn check_step(cluster: &Cluster, wanted: &str) -> Result<(), Fault> {
    if wanted == cluster.version {
        return Err(invalid(format!("Cluster is already at the desired configuration with version {wanted}")));
    }
    version::require(wanted)?;
    if minor(wanted) != minor(&cluster.version).map(|m| m + 1) {
        return Err(invalid(format!(
            "Unsupported Kubernetes minor version update from {} to {wanted}",
            cluster.version
        )));
    }
    Ok(())
}

/// Kubelets of node groups must not become older than the skew policy allows.
fn check_groups(cluster: &Cluster, wanted: &str) -> Result<(), Fault> {
    let Some(target) = minor(wanted) else {
        return Ok(());
    };
    let old = cluster.nodegroups.values().filter(|g| minor(&g.version).is_some_and(|m| m + skew(target) < target));
    let names: Vec<&str> = old.map(|g| g.name.as_str()).collect();
    if names.is_empty() {
        return Ok(());
    }
    Err(invalid_request(format!(
        "Nodegroups {} must be updated to match cluster version {} before updating cluster version",
        names.join(", "),
        cluster.version
    )))
}
