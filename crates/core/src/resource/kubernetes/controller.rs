//! The pods of Karpenter's controller: credentials are injected when a pod is admitted, so one that was admitted
//! before its pod identity association was effective never gets any and has to be made again.

use std::time::Duration;

use serde_json::Value as Json;

use super::api;
use super::key::{ObjectKey, collection};
use super::trouble;
use crate::chart::DIGEST_ANNOTATION;
use crate::error::Result;
use crate::world::World;

/// A pod as far as it matters here.
#[derive(Clone, Debug)]
pub struct Pod {
    pub name: String,
    pub uid: String,
    pub age: Duration,
    /// The variable that leads to credentials is there, and none that leads elsewhere.
    pub has_credentials: bool,
    /// Why it does not become available, where its status or its log says so.
    pub trouble: Option<String>,
}

/// Annotation on the Deployment whose pods must get credentials: `true` by pod identity, `irsa` by web identity.
pub(crate) const IDENTITY_ANNOTATION: &str = "karpool.dev/pod-identity";
/// Annotation on pods that get their role by web identity: which one they were made for.
pub(crate) const ROLE_ANNOTATION: &str = "karpool.dev/controller-role";
/// An association is effective after some seconds. Source: EKS user guide, "Pod Identity associations".
const EFFECTIVE: Duration = Duration::from_secs(15);
/// Source: EKS user guide, "How EKS Pod Identity works".
const POD_IDENTITY: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
/// Source: EKS user guide, "IAM roles for service accounts": the webhook's variables.
const WEB_IDENTITY: &str = "AWS_WEB_IDENTITY_TOKEN_FILE";
const WEB_IDENTITY_ROLE: &str = "AWS_ROLE_ARN";

pub(super) async fn pods(key: &ObjectKey, object: &Json, world: &World) -> Result<Vec<Pod>> {
    let annotations = &object["metadata"]["annotations"];
    if !is_watched(object) {
        return Ok(Vec::new());
    }
    let labels = object.pointer("/spec/selector/matchLabels").and_then(Json::as_object);
    let terms =
        labels.into_iter().flatten().map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default()));
    let selector = terms.collect::<Vec<_>>().join(",");
    let path = collection("v1", "Pod", key.coordinates.namespace.as_deref());
    let access = key.access.known()?;
    let found = api::list(access, &path, &selector, world).await?;
    let now = world.clock().timestamp();
    let irsa = annotations[IDENTITY_ANNOTATION] == "irsa";
    let mut pods = Vec::new();
    for pod in found.iter().filter(|pod| pod.pointer("/metadata/deletionTimestamp").is_none()) {
        let name = pod["metadata"]["name"].as_str().unwrap_or_default();
        let log = match trouble::is_silent(pod) {
            true => api::last_words(access, &format!("{path}/{name}"), world).await,
            false => None,
        };
        pods.push(Pod { trouble: trouble::of(pod, log.as_deref()), ..summarise(pod, irsa, now) });
    }
    Ok(pods)
}

fn summarise(pod: &Json, irsa: bool, now: jiff::Timestamp) -> Pod {
    let text = |pointer: &str| pod.pointer(pointer).and_then(Json::as_str).unwrap_or_default();
    let born: Option<jiff::Timestamp> = text("/metadata/creationTimestamp").parse().ok();
    let age = born.map_or(0, |born| now.as_second() - born.as_second());
    let containers = pod.pointer("/spec/containers").and_then(Json::as_array).into_iter().flatten();
    let variables: Vec<&Json> =
        containers.flat_map(|container| container["env"].as_array().into_iter().flatten()).collect();
    let has = |name: &str| variables.iter().any(|variable| variable["name"] == name);
    // One that was admitted before the service account had its role acts as the role of before.
    let role = pod["metadata"]["annotations"].get(ROLE_ANNOTATION);
    let is_its_own = |variable: &&Json| variable["name"] == WEB_IDENTITY_ROLE && Some(&variable["value"]) == role;
    let has_role = role.is_none() || variables.iter().any(is_its_own);
    Pod {
        name: text("/metadata/name").to_owned(),
        uid: text("/metadata/uid").to_owned(),
        age: Duration::from_secs(u64::try_from(age).unwrap_or(0)),
        has_credentials: if irsa { has(WEB_IDENTITY) && has_role && !has(POD_IDENTITY) } else { has(POD_IDENTITY) },
        trouble: None,
    }
}

/// Pods that will never get credentials.
pub(super) fn stale(pods: &[Pod]) -> impl Iterator<Item = &Pod> {
    pods.iter().filter(|pod| !pod.has_credentials && pod.age >= EFFECTIVE)
}

/// A pod that has no credentials.
pub(super) fn bare(pods: &[Pod]) -> Option<String> {
    let pod = pods.iter().find(|pod| !pod.has_credentials)?;
    Some(format!("{} was admitted without credentials", pod.name))
}

/// Why the controller cannot work yet.
pub(super) fn missing(object: &Json, pods: &[Pod]) -> Option<String> {
    if let Some(bare) = bare(pods) {
        return Some(format!("{bare}; it is made again"));
    }
    // A pod that was just deleted is still counted in the status until its controller has noticed.
    let wanted =
        object.pointer("/spec/replicas").and_then(Json::as_u64).and_then(|count| usize::try_from(count).ok())?;
    let short = is_watched(object) && pods.len() < wanted;
    short.then(|| format!("{} of {wanted} pods are there", pods.len()))
}

/// What keeps the pods from being available, by the first that has something to say.
pub(super) fn troubled(pods: &[Pod]) -> Option<String> {
    pods.iter().find_map(|pod| pod.trouble.as_ref().map(|trouble| format!("{}: {trouble}", pod.name)))
}

/// Whether the pods of an object are looked at: those of Karpenter's Deployment.
fn is_watched(object: &Json) -> bool {
    let annotations = &object["metadata"]["annotations"];
    annotations.get(DIGEST_ANNOTATION).is_some() && annotations.get(IDENTITY_ANNOTATION).is_some()
}
