//! Termination: drain the node, end the instance, let go of node and claim.

use std::time::Duration;

use serde_json::{Value, json};

use super::settings::Controller;
use super::{CLAIMS, FINALIZER, KEEP, POOL_LABEL, node_claim, put};
use crate::life::condition::{self, Condition};
use crate::life::event::{self, Event};
use crate::life::pass::Pass;
use crate::life::{node, object, pod, selector};
use crate::time::Time;

const DISRUPTED: &str = "karpenter.sh/disrupted";
const DEADLINE: &str = "karpenter.sh/nodeclaim-termination-timestamp";

pub(crate) fn run(pass: &mut Pass<'_>, controller: &Controller) {
    for node in pass.list("nodes").iter() {
        if object::is_leaving(node) && object::has_finalizer(node, FINALIZER) {
            follow(pass, controller, node);
        }
    }
    for claim in pass.list(CLAIMS).iter() {
        if object::is_leaving(claim) && object::has_finalizer(claim, FINALIZER) {
            finalize(pass, controller, claim);
        }
    }
}

/// Deleting a node means deleting its claim; one without a claim is let go.
fn follow(pass: &mut Pass<'_>, controller: &Controller, node: &Value) {
    let claims = pass.list(CLAIMS);
    let provider = object::text(node, "/spec/providerID");
    match claims.iter().find(|claim| object::text(claim, "/status/providerID") == provider) {
        Some(claim) if !object::is_leaving(claim) => {
            let place = object::place(CLAIMS, claim);
            // A refusal is noted by the pass and tried again.
            let _ = pass.act(controller.user(), |client| client.delete(&place));
        }
        Some(_) => {}
        None => let_go(pass, controller, "nodes", node),
    }
}

fn finalize(pass: &mut Pass<'_>, controller: &Controller, claim: &Value) {
    let found = pass.get("nodes", "", object::text(claim, "/status/nodeName"));
    let lives = !node_claim::instance_id(claim).is_empty() && node_claim::instance_lives(pass, claim);
    let deadline = deadline(pass, controller, claim);
    if let Some(node) = found.as_ref().filter(|_| lives) {
        cordon(pass, controller, node);
        if !drained(pass, controller, (claim, node), deadline) {
            return pass.wake_in(2);
        }
    }
    if lives {
        say(pass, controller, claim, &["Drained", "VolumesDetached", "InstanceTerminating"]);
        let input = json!({"InstanceId": [node_claim::instance_id(claim)]});
        if let Err(fault) = controller.call(pass, "ec2", "TerminateInstances", input) {
            let message = format!("{}: {}", fault.code, fault.message);
            event::record(pass, claim, &Event::warning("FailedTermination", &message, "karpenter"));
        }
        return pass.wake_in(5);
    }
    if let Some(node) = found {
        let place = object::place("nodes", &node);
        if !object::is_leaving(&node) {
            // A refusal is noted by the pass and tried again.
            let _ = pass.act(controller.user(), |client| client.delete(&place));
        }
        let_go(pass, controller, "nodes", &node);
    }
    let_go(pass, controller, CLAIMS, claim);
}

fn let_go(pass: &mut Pass<'_>, controller: &Controller, resource: &str, object: &Value) {
    let kept: Vec<&Value> =
        object::list(object, "/metadata/finalizers").iter().filter(|one| *one != FINALIZER).collect();
    let place = object::place(resource, object);
    let patch = json!({"metadata": {"finalizers": kept}});
    match pass.act(controller.user(), |client| client.patch(&place, patch)) {
        Err(status) if !status.is_not_found() => pass.wake_in(2),
        _ => {}
    }
}

/// When draining ends in any case: the annotation, or the grace period from the deletion on.
fn deadline(pass: &mut Pass<'_>, controller: &Controller, claim: &Value) -> Option<Time> {
    if let Some(text) = object::annotation(claim, DEADLINE) {
        return object::moment(text);
    }
    let asked = object::moment(object::text(claim, "/metadata/deletionTimestamp"))?;
    let end = asked + duration(object::text(claim, "/spec/terminationGracePeriod"))?;
    let place = object::place(CLAIMS, claim);
    let patch = json!({"metadata": {"annotations": {DEADLINE: end.rfc3339()}}});
    // A refusal is noted by the pass and tried again.
    let _ = pass.act(controller.user(), |client| client.patch(&place, patch));
    Some(end)
}

/// `1h30m`; none for `Never` and for nothing.
pub(crate) fn duration(text: &str) -> Option<Duration> {
    let mut total = 0;
    let mut digits = String::new();
    for character in text.chars() {
        if character.is_ascii_digit() {
            digits.push(character);
            continue;
        }
        let factor = match character {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            _ => return None,
        };
        total += digits.parse::<u64>().ok()?.checked_mul(factor)?;
        digits.clear();
    }
    (digits.is_empty() && !text.is_empty()).then(|| Duration::from_secs(total))
}

fn cordon(pass: &mut Pass<'_>, controller: &Controller, node: &Value) {
    let mut taints = node::taints(node).to_vec();
    if !taints.iter().any(|taint| taint["key"] == DISRUPTED) {
        taints.push(json!({"key": DISRUPTED, "effect": "NoSchedule"}));
        let place = object::place("nodes", node);
        // A refusal is noted by the pass and tried again.
        let _ = pass.act(controller.user(), |client| client.patch(&place, json!({"spec": {"taints": taints}})));
    }
}

/// Pods that have to leave a node before it ends: not daemons, not those that tolerate everything.
pub(crate) fn drainable<'a>(pods: &'a [Value], node: &str) -> Vec<&'a Value> {
    let taint = json!({"key": DISRUPTED, "effect": "NoSchedule"});
    let on_node = pods.iter().filter(|pod| pod::node_name(pod) == node && !pod::is_done(pod));
    on_node
        .filter(|pod| {
            let daemon =
                object::list(pod, "/metadata/ownerReferences").iter().any(|owner| owner["kind"] == "DaemonSet");
            !daemon && !selector::tolerates(&pod["spec"], &taint)
        })
        .collect()
}

/// One step of the drain; true when nothing is left.
fn drained(
    pass: &mut Pass<'_>,
    controller: &Controller,
    (claim, node): (&Value, &Value),
    deadline: Option<Time>,
) -> bool {
    let pods = pass.list("pods");
    let left = drainable(&pods, object::name(node));
    if left.is_empty() {
        return true;
    }
    let over = deadline.is_some_and(|end| pass.now >= end);
    let mut blocked = Vec::new();
    for pod in &left {
        let (namespace, name) = (object::namespace(pod), object::name(pod));
        if over {
            let place = object::place("pods", pod);
            // A refusal is noted by the pass and tried again.
            let _ = pass.act(controller.user(), |client| client.delete_now(&place));
        } else if object::is_leaving(pod) {
            continue;
        } else if object::annotation(pod, KEEP) == Some("true") {
            blocked.push(format!("pod {namespace}/{name} has \"{KEEP}\" annotation"));
        } else if let Err(status) = pass.act(controller.user(), |client| client.evict(namespace, name)) {
            blocked.push(format!("pdb prevents pod evictions of {namespace}/{name}: {}", status.message));
        }
    }
    for why in &blocked {
        event::record(pass, node, &Event::warning("FailedDraining", why, "karpenter"));
    }
    let mut conditions = condition::all(claim);
    let message = format!("Draining: {} pods are waiting to be evicted", left.len());
    let kind = "Drained";
    put(
        &mut conditions,
        claim,
        &Condition { kind, status: "Unknown", reason: "Draining", message: &message },
        pass.now,
    );
    report(pass, controller, claim, conditions);
    false
}

fn say(pass: &mut Pass<'_>, controller: &Controller, claim: &Value, kinds: &[&str]) {
    let mut conditions = condition::all(claim);
    for kind in kinds {
        put(&mut conditions, claim, &Condition::new(kind, true, kind, ""), pass.now);
    }
    report(pass, controller, claim, conditions);
}

fn report(pass: &mut Pass<'_>, controller: &Controller, claim: &Value, conditions: Vec<Value>) {
    if condition::all(claim) == conditions {
        return;
    }
    let place = object::place(CLAIMS, claim);
    let status = json!({"status": {"conditions": conditions}});
    // A refusal is noted by the pass and tried again.
    let _ = pass.act(controller.user(), |client| client.patch_status(&place, status));
}

/// Whether the claim belongs to the pool.
pub(crate) fn belongs(claim: &Value, pool: &str) -> bool {
    object::label(claim, POOL_LABEL) == Some(pool)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_the_schema_writes_them() {
        assert_eq!(duration("1h30m"), Some(Duration::from_secs(5400)));
        assert_eq!(duration("0s"), Some(Duration::ZERO));
        assert_eq!(duration("Never"), None);
        assert_eq!(duration(""), None);
    }
}
