//! A NodePool: which nodes Karpenter may make. Ready when its class is. Deleting one drains and terminates its nodes.

use std::time::Duration;

use serde_json::{Value as Json, json};

use super::api;
use super::applied::{Applied, Flavor, Live};
use super::key::{Coordinates, ObjectKey, collection};
use crate::error::Result;
use crate::resource::{Kind, Readiness, Rolls};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct Pool;

pub type NodePool = Applied<Pool>;

impl Flavor for Pool {
    const KIND: Kind = Kind("karpenter.node_pool");
    const LIMIT: Duration = Duration::from_secs(15 * 60);
    const TYPICAL: Duration = Duration::from_secs(5);
    /// The pool stays visible until its NodeClaims are gone.
    const PROPAGATION: &'static str = "Foreground";

    fn ready(live: &Live) -> Readiness {
        live.when("Ready")
    }

    /// Source: Karpenter documentation, "Drift": the template is hashed, its requirements are compared node by node.
    fn rolls(path: &str, live: &Live) -> Option<Rolls> {
        let rest = path.strip_prefix("spec.template.")?;
        let nodes = live.number("/status/nodes").and_then(|nodes| u64::try_from(nodes).ok());
        Some(if rest.starts_with("spec.requirements") {
            Rolls { nodes: None, why: "Karpenter replaces nodes that no longer meet the requirements".into() }
        } else {
            Rolls { nodes, why: "Karpenter replaces every node of the pool".into() }
        })
    }

    fn leaving(live: &Live) -> Option<String> {
        let nodes = live.number("/status/nodes").unwrap_or(0);
        Some(if nodes > 0 { format!("{nodes} nodes are being drained") } else { "its nodes are being drained".into() })
    }

    /// A NodeClaim's spec is immutable and the pool's grace period is in its hash, so the way on is an annotation on
    /// each claim: the drain ends now, whatever blocks it.
    async fn force_delete(key: &ObjectKey, world: &World) -> Result<bool> {
        let access = key.access.known()?;
        let path = collection("karpenter.sh/v1", "NodeClaim", None);
        let claims =
            api::list(access, &path, &format!("karpenter.sh/nodepool={}", key.coordinates.name), world).await?;
        let now = world.clock().timestamp().to_string();
        for claim in &claims {
            let patch = json!({"metadata": {"annotations": {"karpenter.sh/nodeclaim-termination-timestamp": now}}});
            api::merge(access, &claim_coordinates(claim), &patch, world).await?;
        }
        Ok(!claims.is_empty())
    }
}

fn claim_coordinates(claim: &Json) -> Coordinates {
    let name = claim.pointer("/metadata/name").and_then(Json::as_str).unwrap_or_default().to_owned();
    Coordinates { api_version: "karpenter.sh/v1".into(), kind: "NodeClaim".into(), namespace: None, name }
}
