//! EC2NodeClasses: selectors become ids, and conditions say what is missing.

use std::time::Duration;

use serde_json::{Value, json};

use super::settings::Controller;
use super::validation::{self, Verdict};
use super::{CLAIMS, CLASSES, State, hash, instance_profile, launch, put, selection, sum_up};
use crate::call::Fault;
use crate::life::condition::{self, Condition};
use crate::life::event::{self, Event};
use crate::life::object;
use crate::life::pass::Pass;

const FINALIZER: &str = "karpenter.k8s.aws/termination";
/// Source: the refresh intervals of subnets and images.
const REFRESH: Duration = Duration::from_secs(60);
/// How soon a class that is not ready is looked at again.
const RETRY: Duration = Duration::from_secs(4);

/// What has to hold before permissions are checked.
const PARTS: &[&str] = &["SubnetsReady", "SecurityGroupsReady", "AMIsReady", "InstanceProfileReady"];
/// Not simulated: nothing selects them, so they are always ready.
const ALWAYS: &[&str] = &["CapacityReservationsReady", "PlacementGroupReady"];

pub(crate) fn run(pass: &mut Pass<'_>, controller: &Controller, state: &mut State) {
    for class in pass.list(CLASSES).iter() {
        if object::is_leaving(class) {
            finalize(pass, controller, class);
        } else if mark(pass, controller, class) && is_due(pass, state, class) {
            resolve(pass, controller, state, class);
        }
    }
}

/// Sets finalizer and hash; true when they were there already.
fn mark(pass: &mut Pass<'_>, controller: &Controller, class: &Value) -> bool {
    let hash = hash::of_class(class);
    let guarded = object::has_finalizer(class, FINALIZER);
    if guarded && object::annotation(class, hash::CLASS_HASH) == Some(hash.as_str()) {
        return true;
    }
    let mut finalizers = object::list(class, "/metadata/finalizers").to_vec();
    if !guarded {
        finalizers.push(json!(FINALIZER));
    }
    let annotations = json!({hash::CLASS_HASH: hash, hash::CLASS_HASH_VERSION: "v4"});
    let patch = json!({"metadata": {"finalizers": finalizers, "annotations": annotations}});
    let place = object::place(CLASSES, class);
    // A refusal (missing permissions) is noted by the pass and tried again.
    let _ = pass.act(controller.user(), |client| client.patch(&place, patch));
    false
}

/// Whether the spec has changed since the last look, or the last look was long enough ago.
fn is_due(pass: &Pass<'_>, state: &mut State, class: &Value) -> bool {
    let generation = object::number(class, "/metadata/generation").unwrap_or(0);
    let pause = if condition::is_true(class, "Ready") { REFRESH } else { RETRY };
    let known = state.resolved.get(object::uid(class));
    if known.is_some_and(|(seen, at)| *seen == generation && pass.now < *at + pause) {
        return false;
    }
    state.resolved.insert(object::uid(class).to_owned(), (generation, pass.now));
    true
}

fn resolve(pass: &mut Pass<'_>, controller: &Controller, state: &mut State, class: &Value) {
    let mut status = json!({});
    let mut conditions = condition::all(class);
    let now = pass.now;
    let subnets = selection::subnets(controller, pass, class);
    let groups = selection::security_groups(controller, pass, class);
    let images = selection::images(controller, pass, class);
    for (field, kind, found, missing) in [
        ("subnets", "SubnetsReady", subnets, ("SubnetsNotFound", "SubnetSelector did not match any Subnets")),
        (
            "securityGroups",
            "SecurityGroupsReady",
            groups,
            ("SecurityGroupsNotFound", "SecurityGroupSelector did not match any SecurityGroups"),
        ),
        ("amis", "AMIsReady", images, ("AMINotFound", "AMISelector did not match any AMIs")),
    ] {
        let (list, reason, message) = outcome(kind, found, missing);
        put(&mut conditions, class, &Condition::new(kind, !list.is_empty(), reason, &message), now);
        status[field] = Value::Array(list);
    }
    match instance_profile::resolve(controller, pass, class) {
        Ok(name) => {
            status["instanceProfile"] = json!(name);
            let ready = Condition::new("InstanceProfileReady", true, "InstanceProfileReady", "");
            put(&mut conditions, class, &ready, now);
        }
        Err((reason, message)) => {
            put(&mut conditions, class, &Condition::new("InstanceProfileReady", false, reason, &message), now);
        }
    }
    for kind in ALWAYS {
        put(&mut conditions, class, &Condition::new(kind, true, kind, ""), now);
    }
    validate(pass, controller, state, (class, &status), &mut conditions);
    let parts: Vec<&str> = PARTS.iter().chain(ALWAYS).copied().chain(["ValidationSucceeded"]).collect();
    sum_up(&mut conditions, class, &parts, now);
    status["conditions"] = Value::Array(conditions);
    write(pass, controller, class, status);
}

fn outcome(
    kind: &'static str,
    found: Result<Vec<Value>, Fault>,
    missing: (&'static str, &str),
) -> (Vec<Value>, &'static str, String) {
    match found {
        Ok(list) if list.is_empty() => (list, missing.0, missing.1.to_owned()),
        Ok(list) => (list, kind, String::new()),
        Err(fault) => (Vec::new(), missing.0, format!("{}: {}", fault.code, fault.message)),
    }
}

fn validate(
    pass: &mut Pass<'_>,
    controller: &Controller,
    state: &mut State,
    (class, status): (&Value, &Value),
    conditions: &mut Vec<Value>,
) {
    let ready = |kind: &&&str| conditions.iter().any(|c| c["type"] == **kind && c["status"] == "True");
    let waiting = PARTS.iter().filter(|kind| !ready(kind)).count() > 0;
    let kind = "ValidationSucceeded";
    let now = pass.now;
    if waiting {
        let message = "Awaiting AMI, Instance Profile, Security Group, and Subnet resolution";
        let open = Condition { kind, status: "Unknown", reason: "DependenciesNotReady", message };
        return put(conditions, class, &open, now);
    }
    match validation::check(controller, pass, state, (class, status)) {
        Verdict::Succeeded => put(conditions, class, &Condition::new(kind, true, kind, ""), now),
        Verdict::Failed { reason, message } => {
            put(conditions, class, &Condition::new(kind, false, reason, &message), now);
        }
        Verdict::Open(message) => {
            let open = Condition { kind, status: "Unknown", reason: "AwaitingReconciliation", message: &message };
            put(conditions, class, &open, now);
        }
    }
}

/// Writes the status if it differs; lists and conditions are replaced as wholes.
fn write(pass: &mut Pass<'_>, controller: &Controller, class: &Value, mut status: Value) {
    // A merge patch keeps what it does not name: a profile that is lost is taken away by name.
    if let Some(fields) = status.as_object_mut() {
        fields.entry("instanceProfile").or_insert(Value::Null);
    }
    let fields = ["subnets", "securityGroups", "amis", "instanceProfile", "conditions"];
    if fields.iter().all(|field| class["status"][field] == status[field]) {
        return;
    }
    let place = object::place(CLASSES, class);
    // A refusal is noted by the pass and tried again.
    let _ = pass.act(controller.user(), |client| client.patch_status(&place, json!({ "status": status })));
}

/// A class goes when no claim uses it and everything that was made for it is gone.
fn finalize(pass: &mut Pass<'_>, controller: &Controller, class: &Value) {
    if !object::has_finalizer(class, FINALIZER) {
        return;
    }
    let name = object::name(class);
    let claims = pass.list(CLAIMS);
    let users: Vec<&str> = claims
        .iter()
        .filter(|claim| object::text(claim, "/spec/nodeClassRef/name") == name)
        .map(object::name)
        .collect();
    if !users.is_empty() {
        let message = format!("Waiting on NodeClaim termination for {}", users.join(", "));
        event::record(pass, class, &Event::normal("WaitingOnNodeClaimTermination", &message, "karpenter"));
        return;
    }
    launch::delete_templates(controller, pass, class, None);
    if let Err(fault) = instance_profile::clean_up(controller, pass, class) {
        let message = format!("{}: {}", fault.code, fault.message);
        event::record(pass, class, &Event::warning("FailedCleanup", &message, "karpenter"));
        return pass.wake_in(5);
    }
    let kept: Vec<&Value> =
        object::list(class, "/metadata/finalizers").iter().filter(|one| *one != FINALIZER).collect();
    let patch = json!({"metadata": {"finalizers": kept}});
    let place = object::place(CLASSES, class);
    // As above: noted and tried again.
    let _ = pass.act(controller.user(), |client| client.patch(&place, patch));
}
