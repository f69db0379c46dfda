//! NodePools: whether their class is ready, and what their nodes sum up to.

use serde_json::{Value, json};

use super::settings::Controller;
use super::{CLAIMS, CLASSES, POOL_LABEL, POOLS, State, hash, put, sum_up};
use crate::life::condition::{self, Condition};
use crate::life::object;
use crate::life::pass::Pass;
use crate::life::quantity::{self, Resources};

pub(crate) fn run(pass: &mut Pass<'_>, controller: &Controller, state: &mut State) {
    let claims = pass.list(CLAIMS);
    for pool in pass.list(POOLS).iter() {
        let own: Vec<&Value> =
            claims.iter().filter(|claim| object::label(claim, POOL_LABEL) == Some(object::name(pool))).collect();
        if !object::is_leaving(pool) {
            mark(pass, controller, pool);
        }
        report(pass, controller, state, pool, &own);
    }
}

fn mark(pass: &mut Pass<'_>, controller: &Controller, pool: &Value) {
    let hash = hash::of_pool(pool);
    if object::annotation(pool, hash::POOL_HASH) == Some(hash.as_str()) {
        return;
    }
    let patch = json!({"metadata": {"annotations": {hash::POOL_HASH: hash, hash::POOL_HASH_VERSION: "v3"}}});
    let place = object::place(POOLS, pool);
    // A refusal is noted by the pass and tried again.
    let _ = pass.act(controller.user(), |client| client.patch(&place, patch));
}

fn report(pass: &mut Pass<'_>, controller: &Controller, state: &State, pool: &Value, claims: &[&Value]) {
    let class = pass.get(CLASSES, "", object::text(pool, "/spec/template/spec/nodeClassRef/name"));
    let mut conditions = condition::all(pool);
    let now = pass.now;
    put(&mut conditions, pool, &Condition::new("ValidationSucceeded", true, "ValidationSucceeded", ""), now);
    put(&mut conditions, pool, &class_condition(class.as_ref()), now);
    put(&mut conditions, pool, &registration(state, pool, claims), now);
    sum_up(&mut conditions, pool, &["ValidationSucceeded", "NodeClassReady"], now);
    let mut resources = Resources::new();
    for claim in claims {
        quantity::add(&mut resources, &quantity::read(object::map(claim, "/status/capacity")));
    }
    resources.insert("nodes".to_owned(), claims.len() as i64 * 1000);
    let mut status = json!({
        "nodes": claims.len(), "resources": quantity::write(&resources), "conditions": conditions,
    });
    if let Some(class) = &class {
        status["nodeClassObservedGeneration"] = class["metadata"]["generation"].clone();
    }
    let fields = ["nodes", "resources", "conditions", "nodeClassObservedGeneration"];
    if fields.iter().all(|field| pool["status"][field] == status[field]) {
        return;
    }
    for (name, _) in pool["status"]["resources"].as_object().into_iter().flatten() {
        // A merge patch keeps what it does not name: what no node has any more is taken away by name.
        if status["resources"].get(name).is_none() {
            status["resources"][name] = Value::Null;
        }
    }
    let place = object::place(POOLS, pool);
    // A refusal is noted by the pass and tried again.
    let _ = pass.act(controller.user(), |client| client.patch_status(&place, json!({ "status": status })));
}

fn class_condition(class: Option<&Value>) -> Condition<'_> {
    let kind = "NodeClassReady";
    let Some(class) = class else {
        return Condition::new(kind, false, "NodeClassNotFound", "NodeClass not found on cluster");
    };
    if object::is_leaving(class) {
        return Condition::new(kind, false, "NodeClassTerminating", "NodeClass is Terminating");
    }
    match condition::find(class, "Ready") {
        Some(ready) if ready["status"] == "True" => Condition::new(kind, true, "NodeClassReady", ""),
        Some(ready) if ready["status"] == "False" => {
            Condition::new(kind, false, object::text(ready, "/reason"), object::text(ready, "/message"))
        }
        _ => Condition {
            kind,
            status: "Unknown",
            reason: "NodeClassReadinessUnknown",
            message: "Node Class Readiness Unknown",
        },
    }
}

/// Informational: whether nodes of this pool arrive.
fn registration<'a>(state: &State, pool: &Value, claims: &[&Value]) -> Condition<'a> {
    let kind = "NodeRegistrationHealthy";
    let failures = state.failures.get(object::name(pool)).copied().unwrap_or(0);
    if failures >= 2 {
        let message = "Failed to register node: nodes were launched and never joined the cluster";
        return Condition::new(kind, false, "RegistrationFailed", message);
    }
    if claims.iter().any(|claim| condition::is_true(claim, "Registered")) || condition::is_true(pool, kind) {
        return Condition::new(kind, true, "NodeRegistrationHealthy", "");
    }
    Condition {
        kind,
        status: "Unknown",
        reason: "AwaitingReconciliation",
        message: "object is awaiting reconciliation",
    }
}
