//! A NodePool: which nodes Karpenter may make. Ready when its class is. Deleting one drains and terminates its nodes.

use std::time::Duration;

use serde_json::{Value as Json, json};

use super::api;
use super::applied::{Applied, Flavor};
use super::key::{Coordinates, ObjectKey, collection};
use super::live::Live;
use crate::error::Result;
use crate::resource::remnant::KarpenterInstances;
use crate::resource::{Kind, Readiness, Remnant, Rolls};
use crate::world::{ClusterAccess, World};

#[derive(Clone, Debug)]
pub struct Pool;

pub type NodePool = Applied<Pool>;

impl Flavor for Pool {
    const KIND: Kind = Kind("karpenter.node_pool");
    const LIMIT: Duration = Duration::from_secs(15 * 60);
    const TYPICAL: Duration = Duration::from_secs(5);
    fn ready(live: &Live) -> Readiness {
        live.when_seen("Ready")
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

    /// Source: Karpenter's NodePool definition: `replicas` is neither added to a pool nor taken from it.
    fn fixed(path: &str, from: Option<&Json>, to: Option<&Json>) -> Option<&'static str> {
        let kind_changes = path == "spec.replicas" && from.is_none() != to.is_none();
        kind_changes.then_some("a pool with `replicas` keeps its kind for ever: give the pool another name")
    }

    /// The pool stays visible until its NodeClaims are gone.
    fn propagation(_: &Live) -> &'static str {
        "Foreground"
    }

    fn leaving(live: &Live) -> Option<String> {
        let nodes = live.number("/status/nodes").unwrap_or(0);
        Some(match nodes {
            1 => "1 node is being drained".to_owned(),
            2.. => format!("{nodes} nodes are being drained"),
            _ => "its nodes are being drained".to_owned(),
        })
    }

    /// One step further each time it is asked: end the drains, then terminate the instances, then, when no controller
    /// is there to see that they are gone, let the claims and nodes go.
    ///
    /// A NodeClaim's spec is immutable and the pool's grace period is in its hash, so a drain is ended by an annotation
    /// on each claim, whatever blocks it.
    async fn force_delete(key: &ObjectKey, world: &World) -> Result<bool> {
        let access = key.access.known()?;
        let pool = key.coordinates.name.as_str();
        let claims = members(access, CLAIM, pool, world).await?;
        let draining: Vec<&Json> = claims.iter().filter(|claim| claim.pointer(DEADLINE).is_none()).collect();
        if !draining.is_empty() {
            end_drains(access, &draining, world).await?;
            return Ok(true);
        }
        let instances = KarpenterInstances { cluster: access.name.clone(), pool: Some(pool.to_owned()) };
        let left = instances.list(world).await?;
        if !left.is_empty() {
            for instance in left.iter().filter(|left| !left.leaving) {
                instances.delete(&instance.id, world).await?;
            }
            return Ok(true);
        }
        let nodes = members(access, NODE, pool, world).await?;
        for object in claims.iter().chain(&nodes) {
            let patch = json!({"metadata": {"finalizers": null}});
            api::merge(access, &Coordinates::of(object), &patch, world).await?;
        }
        Ok(!(claims.is_empty() && nodes.is_empty()))
    }
}

const CLAIM: (&str, &str) = ("karpenter.sh/v1", "NodeClaim");
const NODE: (&str, &str) = ("v1", "Node");
/// By when a drain ends. Source: Karpenter documentation, "Disruption", section TerminationGracePeriod.
const DEADLINE: &str = "/metadata/annotations/karpenter.sh~1nodeclaim-termination-timestamp";

async fn members(access: &ClusterAccess, kind: (&str, &str), pool: &str, world: &World) -> Result<Vec<Json>> {
    let path = collection(kind.0, kind.1, None);
    api::list(access, &path, &format!("karpenter.sh/nodepool={pool}"), world).await
}

async fn end_drains(access: &ClusterAccess, claims: &[&Json], world: &World) -> Result<()> {
    let now = world.clock().timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    for claim in claims {
        let patch = json!({"metadata": {"annotations": {"karpenter.sh/nodeclaim-termination-timestamp": now}}});
        api::merge(access, &Coordinates::of(claim), &patch, world).await?;
    }
    Ok(())
}
