//! An EC2NodeClass: what Karpenter's instances are made of. Ready when its selectors match and its checks pass.

use std::time::Duration;

use serde_json::{Value as Json, json};

use super::api;
use super::applied::{Applied, CHECKED, Flavor};
use super::key::{ObjectKey, collection};
use super::live::Live;
use crate::error::Result;
use crate::resource::{Kind, Readiness, Rolls};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct Class;

pub type NodeClass = Applied<Class>;

/// Fields whose change does not replace nodes by itself: they are resolved, and only nodes outside of the result go.
/// Source: Karpenter documentation, "Drift", 2026-11.
const DYNAMIC: [&str; 4] = [
    "spec.subnetSelectorTerms",
    "spec.securityGroupSelectorTerms",
    "spec.amiSelectorTerms",
    "spec.capacityReservationSelectorTerms",
];

/// How long the controller has for another verdict before it is asked once more.
const PAUSE: i64 = 2 * 60;

impl Flavor for Class {
    const KIND: Kind = Kind("karpenter.node_class");
    const LIMIT: Duration = Duration::from_secs(15 * 60);
    const TYPICAL: Duration = Duration::from_secs(10);

    fn ready(live: &Live) -> Readiness {
        live.when_seen("Ready")
    }

    fn rolls(path: &str, live: &Live) -> Option<Rolls> {
        if !path.starts_with("spec.") {
            return None;
        }
        Some(match DYNAMIC.iter().any(|dynamic| path.starts_with(dynamic)) {
            true => Rolls { nodes: None, why: "Karpenter replaces nodes that the new selection leaves out".into() },
            false => Rolls { nodes: live.nodes, why: "Karpenter replaces every node of the class".into() },
        })
    }

    /// What the stack's pools say of theirs; the pass has read them, or will.
    async fn nodes(key: &ObjectKey, world: &World) -> Result<Option<u64>> {
        if world.memory().is_none() {
            return Ok(None);
        }
        let pools = api::ours(key.access.known()?, ("karpenter.sh/v1", "NodePool"), &key.stack, world).await?;
        let of_class = |pool: &&Json| {
            pool.pointer("/spec/template/spec/nodeClassRef/name").and_then(Json::as_str) == Some(&key.coordinates.name)
        };
        let counts = pools.iter().filter(of_class).map(|pool| pool.pointer("/status/nodes").and_then(Json::as_u64));
        // A pool that no controller has counted leaves the sum unknown.
        let counts: Option<Vec<u64>> = counts.collect();
        Ok(counts.filter(|counts| !counts.is_empty()).map(|counts| counts.iter().sum()))
    }

    /// Source: Karpenter 1.14.1: what its dry runs said is kept for half an hour under a key that has the annotations in
    /// it. Permissions that were put right would not be noticed until then.
    fn remembered(object: &Json, now: jiff::Timestamp) -> Option<String> {
        let conditions = object.pointer("/status/conditions")?.as_array()?;
        let verdict = conditions.iter().find(|condition| condition["type"] == "ValidationSucceeded")?;
        let reason = verdict["reason"].as_str().filter(|reason| reason.ends_with("AuthCheckFailed"))?;
        let asked = object["metadata"]["annotations"][CHECKED].as_str();
        let asked: Option<jiff::Timestamp> = asked.and_then(|text| text.parse().ok());
        let due = asked.is_none_or(|asked| now.as_second() - asked.as_second() > PAUSE);
        (verdict["status"] == "False" && due).then(|| reason.to_owned())
    }

    fn leaving(_: &Live) -> Option<String> {
        Some("its nodes are going first".into())
    }

    /// The finalizer waits for a controller that deletes what it made for the class. When nothing uses the class any
    /// more and it still stays, there is none; what is left of the class in the account is then found by its tags.
    async fn force_delete(key: &ObjectKey, world: &World) -> Result<bool> {
        let access = key.access.known()?;
        let claims = api::list(access, &collection("karpenter.sh/v1", "NodeClaim", None), "", world).await?;
        let name = key.coordinates.name.as_str();
        if claims.iter().any(|claim| claim["spec"]["nodeClassRef"]["name"] == name) {
            return Ok(false);
        }
        api::merge(access, &key.coordinates, &json!({"metadata": {"finalizers": null}}), world).await?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_asked_about_again_but_not_at_once() {
        let class = |status: &str, reason: &str, asked: Json| {
            json!({"metadata": {"annotations": {CHECKED: asked}}, "status": {"conditions": [
                {"type": "ValidationSucceeded", "status": status, "reason": reason}]}})
        };
        let now = "2026-11-28T12:00:00Z".parse().unwrap();
        let told = |object: Json| Class::remembered(&object, now).is_some();
        assert!(told(class("False", "CreateFleetAuthCheckFailed", Json::Null)));
        assert!(told(class("False", "RunInstancesAuthCheckFailed", json!("2026-11-28T11:57:00Z"))));
        assert!(!told(class("False", "RunInstancesAuthCheckFailed", json!("2026-11-28T11:59:00Z"))));
        assert!(!told(class("False", "DependenciesNotReady", Json::Null)));
        assert!(!told(class("True", "ValidationSucceeded", Json::Null)));
        assert!(!told(json!({})));
    }
}
