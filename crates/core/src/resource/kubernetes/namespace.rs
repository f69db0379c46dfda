//! A Namespace. One that is there is taken into use and survives destroy; ready when it is active.

use serde_json::Value as Json;

use super::api::{self, STACK_LABEL};
use super::applied::{Applied, Flavor};
use super::key::{Coordinates, ObjectKey, collection};
use super::live::Live;
use crate::error::{Kind as ErrorKind, Result};
use crate::resource::{Few, Kind, Readiness};
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

    /// A namespace takes with it whatever is in it.
    async fn tenants(key: &ObjectKey, _: &Live, world: &World) -> Result<Option<String>> {
        let access = key.access.known()?;
        let lists = INHABITANTS.map(async |(version, kind)| {
            let path = collection(version, kind, Some(&key.coordinates.name));
            api::list(access, &path, "", world).await
        });
        let found = futures::future::try_join_all(lists).await?;
        let of_others = |object: &&Json| is_of_others(object, &key.stack) && object["metadata"]["name"] != ROOT_CA;
        let others: Vec<String> = found
            .iter()
            .flatten()
            .filter(of_others)
            .map(|object| format!("{}/{}", Coordinates::of(object).kind, Coordinates::of(object).name))
            .collect();
        Ok((!others.is_empty()).then(|| format!("others have put {} into it", Few(&others))))
    }
}

/// What is looked for in a namespace before it is taken away: what runs, what it serves, and what it keeps.
const INHABITANTS: [(&str, &str); 10] = [
    ("v1", "Pod"),
    ("v1", "Service"),
    ("v1", "ConfigMap"),
    ("v1", "Secret"),
    ("v1", "PersistentVolumeClaim"),
    ("apps/v1", "Deployment"),
    ("apps/v1", "StatefulSet"),
    ("apps/v1", "DaemonSet"),
    ("batch/v1", "Job"),
    ("batch/v1", "CronJob"),
];

/// Every namespace has it. Source: Kubernetes documentation, "Managing Service Accounts", RootCACertConfigMap.
const ROOT_CA: &str = "kube-root-ca.crt";

/// Neither this stack's nor made by a controller for something else.
pub(super) fn is_of_others(object: &Json, stack: &str) -> bool {
    let metadata = &object["metadata"];
    let owned = metadata["ownerReferences"].as_array().is_some_and(|owners| !owners.is_empty());
    metadata["labels"][STACK_LABEL] != stack && !owned
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
