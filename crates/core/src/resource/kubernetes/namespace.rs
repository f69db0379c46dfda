//! A Namespace. One that is there is taken into use and survives destroy; ready when it is active.

use super::api;
use super::applied::{Applied, Flavor, Live};
use super::key::{Coordinates, ObjectKey};
use crate::error::{Kind as ErrorKind, Result};
use crate::resource::{Kind, Readiness};
use crate::world::World;

/// Every cluster has these, and nobody can delete them. Source: Kubernetes documentation, "Namespaces".
pub(crate) const EVERYWHERE: [&str; 4] = ["default", "kube-system", "kube-public", "kube-node-lease"];

#[derive(Clone, Debug)]
pub struct Space;

pub type Namespace = Applied<Space>;

impl Flavor for Space {
    const KIND: Kind = Kind("kubernetes.namespace");
    const ADOPTS: bool = true;

    fn ready(live: &Live) -> Readiness {
        match live.text("/status/phase") {
            Some("Active") => Readiness::Ready,
            phase => Readiness::Waiting { why: format!("the namespace is {}", phase.unwrap_or("being made")) },
        }
    }

    fn leaving(_: &Live) -> Option<String> {
        Some("what is in it goes first".into())
    }
}

/// Whether an object's namespace is being deleted: all in it goes too, and nothing can be made in it.
pub(super) async fn is_leaving(key: &ObjectKey, world: &World) -> Result<bool> {
    let inside = key.coordinates.namespace.clone().filter(|name| !EVERYWHERE.contains(&name.as_str()));
    let Some(name) = inside else { return Ok(false) };
    let at = Coordinates { api_version: "v1".into(), kind: "Namespace".into(), namespace: None, name };
    let namespace = ObjectKey { coordinates: at, ..key.clone() };
    let question = format!("kubernetes:GET {} {namespace}", key.access.known()?.endpoint);
    match world.once(question, || api::read(&namespace, world)).await {
        Ok(found) => Ok((*found).as_ref().is_none_or(|found| found.pointer("/metadata/deletionTimestamp").is_some())),
        // Who may not look at it may still apply in it.
        Err(error) if error.is(ErrorKind::Denied) => Ok(false),
        Err(error) => Err(error),
    }
}
