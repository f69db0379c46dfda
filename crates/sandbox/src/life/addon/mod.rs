//! EKS addons as objects in `kube-system`.

mod objects;

use serde_json::{Value, json};

use super::aws::{self, Addon};
use super::object;
use super::pass::Pass;
use crate::kubernetes::{Place, User};
use crate::world::World;

/// Names the addon that an object belongs to.
const OWNER: &str = "eks.amazonaws.com/addon-name";
/// Changes when the addon would write its objects anew.
const REVISION: &str = "eks.amazonaws.com/addon-revision";

/// Every resource that an addon makes objects of.
const RESOURCES: &[&str] = &["daemonsets.apps", "deployments.apps", "services", "serviceaccounts"];

/// Whether an addon's pods do their work, as EKS sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddonHealth {
    Healthy,
    /// `code` is one of EKS's addon issue codes.
    Degraded {
        code: String,
        message: String,
    },
}

/// The health of an addon; one without a workload in the cluster is healthy.
pub fn addon_health(world: &World, cluster_arn: &str, addon_name: &str) -> AddonHealth {
    let Some(cluster) = world.clusters.get(cluster_arn) else { return AddonHealth::Healthy };
    let own = |object: &&Value| object::label(object, OWNER) == Some(addon_name);
    let starved = |object: &Value, wanted: &str, have: &str| {
        object::number(object, wanted).unwrap_or(0) > 0 && object::number(object, have).unwrap_or(0) == 0
    };
    let deployments = cluster.stored("deployments.apps").filter(own);
    let daemons = cluster.stored("daemonsets.apps").filter(own);
    let bad = deployments
        .map(|found| starved(found, "/spec/replicas", "/status/availableReplicas"))
        .chain(daemons.map(|found| starved(found, "/status/desiredNumberScheduled", "/status/numberReady")))
        .any(|bad| bad);
    if !bad {
        return AddonHealth::Healthy;
    }
    AddonHealth::Degraded {
        code: "InsufficientNumberOfReplicas".to_owned(),
        message: "The add-on is unhealthy because it doesn't have the desired number of replicas.".to_owned(),
    }
}

/// Brings the objects of all addons in step with EKS.
pub(crate) fn run(pass: &mut Pass<'_>) {
    let arn = pass.arn.clone();
    let addons = aws::addons(pass.world, &arn);
    for addon in &addons {
        if !addon.installed.leaving {
            install(pass, addon);
        } else if addon.installed.preserve {
            release(pass, &addon.installed.name);
        }
    }
    for resource in RESOURCES {
        for found in pass.list(resource).iter() {
            let Some(owner) = object::label(found, OWNER) else { continue };
            let kept = addons.iter().any(|addon| addon.installed.name == owner && !addon.installed.leaving);
            if !kept && !object::is_leaving(found) {
                pass.delete(resource, found);
            }
        }
    }
}

fn install(pass: &mut Pass<'_>, addon: &Addon) {
    let revision = format!("{:016x}", object::fingerprint(&format!("{addon:?}")));
    for (resource, mut wanted) in objects::of(addon) {
        let name = object::name(&wanted).to_owned();
        let namespace = addon.installed.namespace.as_str();
        let present = pass.get(resource, namespace, &name);
        if present.is_some_and(|old| object::annotation(&old, REVISION) == Some(revision.as_str())) {
            continue;
        }
        wanted["metadata"]["namespace"] = json!(namespace);
        wanted["metadata"]["labels"][OWNER] = json!(addon.installed.name);
        wanted["metadata"]["annotations"][REVISION] = json!(revision);
        // The pass notes a refusal and looks again.
        let _ = pass.act(User::control_plane("eks:addon-manager"), |client| client.apply("eks", true, wanted));
    }
}

/// What is preserved is the user's own from now on.
fn release(pass: &mut Pass<'_>, addon: &str) {
    for resource in RESOURCES {
        for found in pass.list(resource).iter() {
            if object::label(found, OWNER) == Some(addon) {
                let place = Place::new(resource, object::namespace(found), object::name(found));
                let patch = json!({"metadata": {"labels": {OWNER: null}, "annotations": {REVISION: null}}});
                pass.control(|client| client.patch(&place, patch));
            }
        }
    }
}
