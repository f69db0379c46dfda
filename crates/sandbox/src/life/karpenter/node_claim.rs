//! NodeClaims: launched, registered, initialized; or given up.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::settings::Controller;
use super::{CLAIMS, CLASS_LABEL, CLASSES, FINALIZER, POOL_LABEL, State, hash, launch, offering, put, sum_up};
use crate::life::condition::{self, Condition};
use crate::life::event::{self, Event};
use crate::life::pass::Pass;
use crate::life::{aws, machine, node, object, quantity};

/// Source: Karpenter's liveness limits.
const LAUNCH_LIMIT: Duration = Duration::from_secs(5 * 60);
const REGISTRATION_LIMIT: Duration = Duration::from_secs(15 * 60);
const UNREGISTERED: &str = "karpenter.sh/unregistered";

pub(crate) fn run(pass: &mut Pass<'_>, controller: &Controller, state: &mut State) {
    for claim in pass.list(CLAIMS).iter() {
        if object::is_leaving(claim) {
            continue;
        }
        if !condition::is_true(claim, "Launched") {
            launch(pass, controller, claim);
        } else if !instance_lives(pass, claim) {
            give_up(pass, controller, claim, "the instance is gone");
        } else if !condition::is_true(claim, "Registered") {
            register(pass, controller, state, claim);
        } else if !condition::is_true(claim, "Initialized") {
            initialize(pass, controller, claim);
        }
    }
}

/// When the claim was made; its limits count from then.
fn age(pass: &Pass<'_>, claim: &Value) -> Duration {
    object::created(claim).map_or(Duration::ZERO, |at| pass.now.since(at))
}

fn give_up(pass: &mut Pass<'_>, controller: &Controller, claim: &Value, why: &str) {
    event::record(pass, claim, &Event::warning("NodeClaimDeleted", why, "karpenter"));
    let place = object::place(CLAIMS, claim);
    // A refusal is noted by the pass and tried again.
    let _ = pass.act(controller.user(), |client| client.delete(&place));
}

/// The instance's id in a provider id.
pub(crate) fn instance_id(claim: &Value) -> &str {
    object::text(claim, "/status/providerID").rsplit('/').next().unwrap_or_default()
}

/// Whether the instance has not ended.
pub(crate) fn instance_lives(pass: &Pass<'_>, claim: &Value) -> bool {
    let instances = aws::regional(pass.world, &pass.arn).map(|regional| &regional.ec2.instances);
    let found = instances.and_then(|instances| instances.get(instance_id(claim)));
    found.is_some_and(|instance| instance.phase != crate::ec2::instance::Phase::Terminated)
}

fn write(pass: &mut Pass<'_>, controller: &Controller, claim: &Value, mut status: Value, conditions: Vec<Value>) {
    let mut conditions = conditions;
    sum_up(&mut conditions, claim, &["Launched", "Registered", "Initialized"], pass.now);
    status["conditions"] = Value::Array(conditions);
    let same = status.as_object().into_iter().flatten().all(|(key, value)| claim["status"][key] == *value);
    if !same {
        let place = object::place(CLAIMS, claim);
        // A refusal is noted by the pass and tried again.
        let _ = pass.act(controller.user(), |client| client.patch_status(&place, json!({ "status": status })));
    }
}

fn launch(pass: &mut Pass<'_>, controller: &Controller, claim: &Value) {
    if age(pass, claim) > LAUNCH_LIMIT {
        return give_up(pass, controller, claim, "not launched within five minutes");
    }
    let class = pass.get(CLASSES, "", object::text(claim, "/spec/nodeClassRef/name")).unwrap_or_default();
    if !condition::is_true(&class, "Ready") || object::is_leaving(&class) {
        return pass.wake_in(5);
    }
    let pool = object::label(claim, POOL_LABEL).unwrap_or_default().to_owned();
    let template = json!({"spec": claim["spec"], "metadata": {"labels": claim["metadata"]["labels"]}});
    let offerings = offering::of_template(pass, (&pool, &class), &template);
    match launch::launch(controller, pass, (claim, &class), &offerings) {
        Ok(launched) => launched_claim(pass, controller, (claim, &class), &launched),
        Err(fault) => {
            let message = format!("{}: {}", fault.code, fault.message);
            event::record(pass, claim, &Event::warning("LaunchFailed", &message, "karpenter"));
            let mut conditions = condition::all(claim);
            put(&mut conditions, claim, &Condition::new("Launched", false, "LaunchFailed", &message), pass.now);
            write(pass, controller, claim, json!({}), conditions);
            if fault.code.starts_with("Insufficient") {
                return give_up(pass, controller, claim, &message);
            }
            pass.wake_in(5);
        }
    }
}

fn launched_claim(
    pass: &mut Pass<'_>,
    controller: &Controller,
    (claim, class): (&Value, &Value),
    launched: &launch::Launched,
) {
    let kind = launched.offering.kind;
    let mut labels = launched.offering.node["metadata"]["labels"].clone();
    if let Some(instance) =
        aws::regional(pass.world, &pass.arn).and_then(|regional| regional.ec2.instances.get(&launched.instance))
    {
        labels["topology.kubernetes.io/zone"] = json!(instance.zone);
        labels["topology.k8s.aws/zone-id"] = json!(instance.zone_id);
    }
    if let Some(labels) = labels.as_object_mut() {
        labels.retain(|key, _| !key.contains("beta.kubernetes.io"));
    }
    let annotations = json!({hash::CLASS_HASH: hash::of_class(class), hash::CLASS_HASH_VERSION: "v4"});
    let place = object::place(CLAIMS, claim);
    let patch = json!({"metadata": {"labels": labels, "annotations": annotations}});
    // A refusal is noted by the pass; labels are written again with the node's registration.
    let _ = pass.act(controller.user(), |client| client.patch(&place, patch));
    let mut conditions = condition::all(claim);
    let now = pass.now;
    put(&mut conditions, claim, &Condition::new("Launched", true, "Launched", ""), now);
    for (kind, reason, message) in [
        ("Registered", "NodeNotFound", "Node not registered with cluster"),
        ("Initialized", "NodeNotFound", "Node not registered with cluster"),
    ] {
        put(&mut conditions, claim, &Condition { kind, status: "Unknown", reason, message }, now);
    }
    let zone = object::text(&labels, "/topology.kubernetes.io~1zone").to_owned();
    let status = json!({
        "providerID": format!("aws:///{zone}/{}", launched.instance), "imageID": launched.image,
        "capacity": quantity::write(&machine::capacity(kind)),
        "allocatable": quantity::write(&machine::allocatable(kind)),
    });
    write(pass, controller, claim, status, conditions);
    let message =
        "Status condition transitioned, Type: Launched, Status: Unknown -> True, Reason: Launched".to_string();
    event::record(pass, claim, &Event::normal("Launched", &message, "karpenter"));
}

/// The claim's node takes over labels, taints and the finalizer of the claim.
fn register(pass: &mut Pass<'_>, controller: &Controller, state: &mut State, claim: &Value) {
    let pool = object::label(claim, POOL_LABEL).unwrap_or_default().to_owned();
    let provider = object::text(claim, "/status/providerID").to_owned();
    let nodes = pass.list("nodes");
    let Some(found) = nodes.iter().find(|node| object::text(node, "/spec/providerID") == provider) else {
        let launched = condition::since(claim, "Launched").unwrap_or(pass.now);
        if pass.now.since(launched) > REGISTRATION_LIMIT {
            *state.failures.entry(pool).or_default() += 1;
            give_up(pass, controller, claim, "not registered within fifteen minutes");
        }
        return;
    };
    let mut taints: Vec<Value> =
        node::taints(found).iter().filter(|taint| taint["key"] != UNREGISTERED).cloned().collect();
    for taint in object::list(claim, "/spec/taints").iter().chain(object::list(claim, "/spec/startupTaints")) {
        if !taints.iter().any(|one| one["key"] == taint["key"] && one["effect"] == taint["effect"]) {
            taints.push(taint.clone());
        }
    }
    let mut labels: Map<String, Value> = object::map(claim, "/metadata/labels").cloned().unwrap_or_default();
    labels.insert("karpenter.sh/registered".to_owned(), json!("true"));
    labels.insert(CLASS_LABEL.to_owned(), claim["spec"]["nodeClassRef"]["name"].clone());
    let mut owner = object::owner_reference(claim);
    if let Some(fields) = owner.as_object_mut() {
        fields.remove("controller");
    }
    let patch = json!({
        "metadata": {"labels": labels, "annotations": claim["metadata"]["annotations"], "finalizers": [FINALIZER],
            "ownerReferences": [owner]},
        "spec": {"taints": taints},
    });
    let place = object::place("nodes", found);
    if pass.act(controller.user(), |client| client.patch(&place, patch)).is_err() {
        return;
    }
    state.failures.remove(&pool);
    let mut conditions = condition::all(claim);
    put(&mut conditions, claim, &Condition::new("Registered", true, "Registered", ""), pass.now);
    let waiting = Condition {
        kind: "Initialized",
        status: "Unknown",
        reason: "NodeNotReady",
        message: "Node status is NotReady",
    };
    put(&mut conditions, claim, &waiting, pass.now);
    write(pass, controller, claim, json!({"nodeName": object::name(found)}), conditions);
}

fn initialize(pass: &mut Pass<'_>, controller: &Controller, claim: &Value) {
    let Some(found) = pass.get("nodes", "", object::text(claim, "/status/nodeName")) else { return };
    let startup = object::list(claim, "/spec/startupTaints");
    let held = node::taints(&found).iter().find(|taint| startup.iter().any(|one| one["key"] == taint["key"]));
    let (reason, message) = if !node::is_ready(&found) {
        ("NodeNotReady", "Node status is NotReady".to_owned())
    } else if let Some(taint) = held {
        ("StartupTaintsExist", format!("StartupTaint \"{}\" still exists", object::text(taint, "/key")))
    } else {
        let place = object::place("nodes", &found);
        let patch = json!({"metadata": {"labels": {"karpenter.sh/initialized": "true"}}});
        if pass.act(controller.user(), |client| client.patch(&place, patch)).is_err() {
            return;
        }
        ("Initialized", String::new())
    };
    let status = if reason == "Initialized" { "True" } else { "Unknown" };
    let mut conditions = condition::all(claim);
    put(&mut conditions, claim, &Condition { kind: "Initialized", status, reason, message: &message }, pass.now);
    write(pass, controller, claim, json!({}), conditions);
}
