//! An EC2NodeClass: what Karpenter's instances are made of. Ready when its selectors match and its checks pass.

use std::time::Duration;

use serde_json::json;

use super::api;
use super::applied::{Applied, Flavor, Live};
use super::key::{ObjectKey, collection};
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

impl Flavor for Class {
    const KIND: Kind = Kind("karpenter.node_class");
    const LIMIT: Duration = Duration::from_secs(15 * 60);
    const TYPICAL: Duration = Duration::from_secs(10);

    fn ready(live: &Live) -> Readiness {
        live.when("Ready")
    }

    fn rolls(path: &str, _: &Live) -> Option<Rolls> {
        if !path.starts_with("spec.") {
            return None;
        }
        let why = match DYNAMIC.iter().any(|dynamic| path.starts_with(dynamic)) {
            true => "Karpenter replaces nodes that the new selection leaves out",
            false => "Karpenter replaces every node of the class",
        };
        Some(Rolls { nodes: None, why: why.into() })
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
