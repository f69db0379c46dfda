//! What workloads have made in the account through the cluster, and what would stay behind when it goes first.

use serde_json::Value as Json;

use crate::error::{Error, Kind, Result};
use crate::resource::kubernetes::list_objects;
use crate::world::{ClusterAccess, World};

/// Load balancers and volumes, one line each. Empty when the API cannot be asked.
pub(super) async fn find(access: &ClusterAccess, world: &World) -> Vec<String> {
    let services = list_objects(access, ("v1", "Service", None), "", world);
    let ingresses = list_objects(access, ("networking.k8s.io/v1", "Ingress", None), "", world);
    let volumes = list_objects(access, ("v1", "PersistentVolume", None), "", world);
    let (services, ingresses, volumes) = futures::join!(services, ingresses, volumes);
    let balanced = services.unwrap_or_default().into_iter().filter(|service| service["spec"]["type"] == "LoadBalancer");
    let held = volumes.unwrap_or_default().into_iter().filter(|volume| {
        volume["spec"]["persistentVolumeReclaimPolicy"] == "Delete" && !volume["spec"]["csi"].is_null()
    });
    let mut lines: Vec<String> =
        balanced.map(|service| format!("{}: a load balancer", name("Service", &service))).collect();
    lines.extend(
        ingresses.unwrap_or_default().iter().map(|ingress| format!("{}: a load balancer", name("Ingress", ingress))),
    );
    lines.extend(held.map(|volume| format!("{}: a volume", name("PersistentVolume", &volume))));
    lines
}

fn name(kind: &str, object: &Json) -> String {
    let part = |pointer: &str| object.pointer(pointer).and_then(Json::as_str);
    match part("/metadata/namespace") {
        Some(namespace) => format!("{kind} {namespace}/{}", part("/metadata/name").unwrap_or_default()),
        None => format!("{kind} {}", part("/metadata/name").unwrap_or_default()),
    }
}

/// Deleting a cluster does not delete these, and nothing else would.
pub(super) fn refuse(orphans: &[String]) -> Result<()> {
    if orphans.is_empty() {
        return Ok(());
    }
    let text = format!("these would stay behind and cost money: {}", orphans.join("; "));
    let hint = "delete them first, so that their controllers clean up; or leave them behind with --delete-orphans";
    Err(Error::new(Kind::Preflight, text).with_hint(hint))
}
