//! A simulated Karpenter: it runs while one of its pods leads, calls AWS with that pod's role, and writes to the
//! API as the pod's service account.

mod api;
mod budget;
mod consolidation;
mod disruption;
mod expiration;
mod hash;
mod instance_profile;
mod interruption;
mod launch;
mod node_claim;
mod node_class;
mod node_overlay;
mod node_pool;
mod offering;
mod provision;
mod selection;
pub(crate) mod settings;
pub(crate) mod startup;
mod static_pool;
mod termination;
mod validation;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::condition::{self, Condition};
use super::pass::Pass;
use super::{object, pod};
use crate::time::Time;
use settings::Controller;

pub(crate) const CLASSES: &str = "ec2nodeclasses.karpenter.k8s.aws";
pub(crate) const POOLS: &str = "nodepools.karpenter.sh";
pub(crate) const CLAIMS: &str = "nodeclaims.karpenter.sh";

/// On claims and their nodes: the instance is terminated before they go.
pub(crate) const FINALIZER: &str = "karpenter.sh/termination";
/// On claims, nodes and pods: leave it where it is.
const KEEP: &str = "karpenter.sh/do-not-disrupt";
pub(crate) const POOL_LABEL: &str = "karpenter.sh/nodepool";
pub(crate) const CLASS_LABEL: &str = "karpenter.k8s.aws/ec2nodeclass";

/// What the leader remembers between two looks.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct State {
    /// Name of the leading pod.
    leader: String,
    /// Which pods were last seen on a node, by claim: a change is a pod event.
    seen: BTreeMap<String, u64>,
    /// Claims that are to replace another one, by the one that goes.
    replacements: BTreeMap<String, String>,
    /// Claims that did not register in time, by pool.
    failures: BTreeMap<String, u32>,
    /// When the selectors of a class (by uid) were last resolved, and for which generation.
    resolved: BTreeMap<String, (i64, Time)>,
    /// When the dry runs of a class were last made, and for which revision of its annotations and spec.
    validated: BTreeMap<String, (u64, Time, String)>,
}

impl State {
    /// Whether a claim is being replaced, or is there to replace another.
    fn is_replacing(&self, claim: &str) -> bool {
        self.replacements.iter().any(|(old, new)| old == claim || new == claim)
    }
}

/// One look of the leader at its cluster.
pub(crate) fn run(pass: &mut Pass<'_>, state: &mut State) {
    if [CLASSES, POOLS, CLAIMS, node_overlay::OVERLAYS].iter().all(|resource| pass.count(resource) == 0) {
        return;
    }
    let Some(leader) = leader(pass, state) else { return };
    let Some(controller) = Controller::of(pass, &leader) else { return };
    node_class::run(pass, &controller, state);
    node_overlay::run(pass, &controller);
    node_pool::run(pass, &controller, state);
    static_pool::run(pass, &controller);
    interruption::run(pass, &controller);
    termination::run(pass, &controller);
    node_claim::run(pass, &controller, state);
    expiration::run(pass, &controller);
    disruption::run(pass, &controller, state);
    consolidation::run(pass, &controller, state);
    provision::run(pass, &controller);
}

/// The pod that holds the lease: it stays the same while it is ready.
fn leader(pass: &Pass<'_>, state: &mut State) -> Option<Value> {
    let cluster = pass.cluster()?;
    let mut ready: Vec<&Value> = cluster
        .stored("pods")
        .filter(|pod| object::label(pod, "app.kubernetes.io/name") == Some("karpenter"))
        .filter(|pod| pod::is_ready(pod) && !object::is_leaving(pod))
        // A controller that is a process acts by itself.
        .filter(|pod| !pass.world.containers.runs(pod))
        .collect();
    ready.sort_by_key(|pod| (object::name(pod) != state.leader, object::name(pod).to_owned()));
    let chosen = ready.first()?;
    if state.leader != object::name(chosen) {
        // What was found out is remembered by the process that did.
        state.validated.clear();
        state.resolved.clear();
    }
    state.leader = object::name(chosen).to_owned();
    Some((*chosen).clone())
}

/// Puts a condition into a list, with the generation that it speaks of.
fn put(conditions: &mut Vec<Value>, owner: &Value, wanted: &Condition<'_>, now: Time) {
    condition::set(conditions, wanted, now);
    if let Some(entry) = conditions.iter_mut().find(|entry| entry["type"] == wanted.kind) {
        entry["observedGeneration"] = owner["metadata"]["generation"].clone();
    }
}

/// Sums other conditions up: `True` when all of them are, `False` when one is, else `Unknown`.
fn sum_up(conditions: &mut Vec<Value>, owner: &Value, parts: &[&str], now: Time) {
    let status_of = |kind: &str| conditions.iter().find(|c| c["type"] == kind).map(|c| c["status"].clone());
    let with = |status: &str| -> Vec<String> {
        let found = parts.iter().filter(|kind| status_of(kind).unwrap_or(Value::from("Unknown")) == status);
        found.map(|kind| format!("{kind}={status}")).collect()
    };
    let (bad, open) = (with("False"), with("Unknown"));
    let status = match (bad.is_empty(), open.is_empty()) {
        (true, true) => "True",
        (false, _) => "False",
        (true, false) => "Unknown",
    };
    let reason = if status == "True" {
        "Ready"
    } else if bad.is_empty() {
        "ReconcilingDependents"
    } else {
        "UnhealthyDependents"
    };
    let message = [bad, open].concat().join(", ");
    put(conditions, owner, &Condition { kind: "Ready", status, reason, message: &message }, now);
}
