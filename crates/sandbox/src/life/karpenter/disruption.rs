//! Disruption: drifted nodes are replaced, empty ones removed, within the pool's budgets.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::settings::Controller;
use super::termination::{belongs, drainable, duration};
use super::{CLAIMS, CLASSES, FINALIZER, KEEP, POOLS, State, budget, hash, offering, put};
use crate::life::condition::{self, Condition};
use crate::life::event::{self, Event};
use crate::life::pass::Pass;
use crate::life::{aws, object};

const REASONS: &[(&str, &str)] = &[("Drifted", "Drifted"), ("Consolidatable", "Empty")];

pub(crate) fn run(pass: &mut Pass<'_>, controller: &Controller, state: &mut State) {
    let claims = pass.list(CLAIMS);
    state.seen.retain(|name, _| claims.iter().any(|claim| object::name(claim) == name));
    for pool in pass.list(POOLS).iter().filter(|pool| !object::is_leaving(pool)) {
        let own: Vec<&Value> = claims.iter().filter(|claim| belongs(claim, object::name(pool))).collect();
        for claim in own.iter().filter(|claim| condition::is_true(claim, "Initialized") && !object::is_leaving(claim)) {
            judge(pass, controller, state, pool, claim);
        }
    }
    replace(pass, controller, state);
    for pool in pass.list(POOLS).iter().filter(|pool| !object::is_leaving(pool)) {
        disrupt(pass, controller, state, pool);
    }
}

/// Sets the conditions `Drifted` and `Consolidatable` of one claim.
fn judge(pass: &mut Pass<'_>, controller: &Controller, state: &mut State, pool: &Value, claim: &Value) {
    let class = pass.get(CLASSES, "", object::text(claim, "/spec/nodeClassRef/name")).unwrap_or_default();
    let mut conditions = condition::all(claim);
    match drift(pass, pool, &class, claim) {
        Some(reason) => put(&mut conditions, claim, &Condition::new("Drifted", true, reason, reason), pass.now),
        None => conditions.retain(|entry| entry["type"] != "Drifted"),
    }
    let pods = pass.list("pods");
    let left = drainable(&pods, object::text(claim, "/status/nodeName"));
    let mark = left.iter().fold(1, |sum, pod| sum ^ object::fingerprint(object::uid(pod)));
    let mut status = json!({});
    if state.seen.insert(object::name(claim).to_owned(), mark) != Some(mark) {
        status["lastPodEventTime"] = json!(pass.now.rfc3339());
    }
    let last = status["lastPodEventTime"].as_str().unwrap_or(object::text(claim, "/status/lastPodEventTime"));
    let last = object::moment(last).or_else(|| condition::since(claim, "Initialized")).unwrap_or(pass.now);
    match duration(object::text(pool, "/spec/disruption/consolidateAfter")) {
        Some(after) if pass.now >= last + after => {
            put(&mut conditions, claim, &Condition::new("Consolidatable", true, "Consolidatable", ""), pass.now);
        }
        Some(after) => {
            conditions.retain(|entry| entry["type"] != "Consolidatable");
            pass.wake(last + after);
        }
        None => conditions.retain(|entry| entry["type"] != "Consolidatable"),
    }
    if conditions != condition::all(claim) {
        status["conditions"] = Value::Array(conditions);
    }
    if status.as_object().is_some_and(|fields| !fields.is_empty()) {
        let place = object::place(CLAIMS, claim);
        // A refusal is noted by the pass and tried again.
        let _ = pass.act(controller.user(), |client| client.patch_status(&place, json!({ "status": status })));
    }
}

/// Why the claim no longer is what its pool and class ask for.
fn drift(pass: &Pass<'_>, pool: &Value, class: &Value, claim: &Value) -> Option<&'static str> {
    let differs = |annotation: &str, now: String| object::annotation(claim, annotation).is_some_and(|old| old != now);
    if differs(hash::POOL_HASH, hash::of_pool(pool)) {
        return Some("NodePoolDrifted");
    }
    let mut labels: BTreeMap<String, String> = BTreeMap::new();
    for (key, value) in object::map(claim, "/metadata/labels").into_iter().flatten() {
        labels.insert(key.clone(), value.as_str().unwrap_or_default().to_owned());
    }
    if !offering::meets(&pool["spec"]["template"]["spec"]["requirements"], &labels) {
        return Some("RequirementsDrifted");
    }
    if !condition::is_true(class, "Ready") {
        return None;
    }
    if differs(hash::CLASS_HASH, hash::of_class(class)) {
        return Some("NodeClassDrifted");
    }
    let image = object::text(claim, "/status/imageID");
    if offering::image_for(class, &labels).is_some_and(|wanted| wanted != image) {
        return Some("AMIDrift");
    }
    let instance = aws::regional(pass.world, &pass.arn)?.ec2.instances.get(super::node_claim::instance_id(claim))?;
    let has = |list: &str, id: &str| object::list(class, list).iter().any(|entry| entry["id"] == id);
    if !has("/status/subnets", &instance.subnet) {
        return Some("SubnetDrift");
    }
    let groups = object::list(class, "/status/securityGroups");
    let same =
        groups.len() == instance.groups.len() && instance.groups.iter().all(|id| has("/status/securityGroups", id));
    (!same).then_some("SecurityGroupDrift")
}

fn disrupt(pass: &mut Pass<'_>, controller: &Controller, state: &mut State, pool: &Value) {
    let claims = pass.list(CLAIMS);
    let own: Vec<&Value> = claims.iter().filter(|claim| belongs(claim, object::name(pool))).collect();
    let total = own.iter().filter(|claim| condition::is_true(claim, "Initialized")).count();
    let mut going =
        own.iter().filter(|c| object::is_leaving(c) || state.replacements.contains_key(object::name(c))).count();
    let pods = pass.list("pods");
    for (kind, reason) in REASONS {
        for claim in own.iter().filter(|claim| condition::is_true(claim, kind) && !object::is_leaving(claim)) {
            if state.is_replacing(object::name(claim)) {
                continue;
            }
            if budget::allowed(pool, reason, (total, going), pass.now) == 0 {
                if budget::has_windows(pool) {
                    pass.wake_in(60);
                }
                continue;
            }
            let left = drainable(&pods, object::text(claim, "/status/nodeName"));
            let kept = left.iter().any(|pod| object::annotation(pod, KEEP) == Some("true"));
            let forced = !object::text(claim, "/spec/terminationGracePeriod").is_empty();
            let empty = left.is_empty();
            let fixed = !pool["spec"]["replicas"].is_null();
            if (*reason != "Drifted" && fixed)
                || (*reason == "Empty" && !empty)
                || (kept && !forced)
                || object::annotation(claim, KEEP) == Some("true")
            {
                continue;
            }
            going += 1;
            if empty {
                remove(pass, controller, claim, reason);
            } else {
                succeed(pass, controller, state, (pool, claim));
            }
        }
    }
}

pub(crate) fn remove(pass: &mut Pass<'_>, controller: &Controller, claim: &Value, reason: &str) {
    let message = format!("Disrupting NodeClaim: {reason}");
    event::record(pass, claim, &Event::normal("DisruptionTerminating", &message, "karpenter"));
    let place = object::place(CLAIMS, claim);
    // A refusal is noted by the pass and tried again.
    let _ = pass.act(controller.user(), |client| client.delete(&place));
}

/// Makes the claim that takes over from a drifted one.
fn succeed(pass: &mut Pass<'_>, controller: &Controller, state: &mut State, (pool, claim): (&Value, &Value)) {
    let template = &pool["spec"]["template"];
    let draw = format!("{}/{}/{}", object::uid(claim), pass.now.0, hash::of_pool(pool));
    let name = format!("{}-{}", object::name(pool), object::suffix(&draw, 5));
    let mut labels = offering::template_labels(template);
    labels.insert(super::POOL_LABEL.to_owned(), object::name(pool).to_owned());
    labels.insert(super::CLASS_LABEL.to_owned(), object::text(template, "/spec/nodeClassRef/name").to_owned());
    let mut spec = template["spec"].clone();
    let sized = |requirement: &&Value| requirement["key"] == "node.kubernetes.io/instance-type";
    let types = object::list(claim, "/spec/requirements").iter().find(sized);
    if let (Some(types), Some(list)) = (types, spec["requirements"].as_array_mut())
        && !list.iter().any(|one| one["key"] == types["key"])
    {
        list.push(types.clone());
    }
    spec["resources"] = claim["spec"]["resources"].clone();
    let mut owner = object::owner_reference(pool);
    if let Some(fields) = owner.as_object_mut() {
        fields.remove("controller");
    }
    let new = json!({
        "apiVersion": "karpenter.sh/v1", "kind": "NodeClaim",
        "metadata": {"name": name, "labels": labels, "finalizers": [FINALIZER], "ownerReferences": [owner],
            "annotations": {hash::POOL_HASH: hash::of_pool(pool), hash::POOL_HASH_VERSION: "v3"}},
        "spec": spec,
    });
    if pass.act(controller.user(), |client| client.create(new)).is_ok() {
        state.replacements.insert(object::name(claim).to_owned(), name);
    }
}

/// The old claim goes when the new one is ready, and the new one is spared until then; one that failed is forgotten.
fn replace(pass: &mut Pass<'_>, controller: &Controller, state: &mut State) {
    let claims = pass.list(CLAIMS);
    let find = |name: &str| claims.iter().find(|claim| object::name(claim) == name);
    let mut kept = BTreeMap::new();
    for (old, new) in std::mem::take(&mut state.replacements) {
        let (Some(claim), Some(other)) = (find(&old), find(&new)) else { continue };
        if condition::is_true(other, "Initialized") && !object::is_leaving(claim) {
            let reason = if condition::is_true(claim, "Drifted") { "Drifted" } else { "Underutilized" };
            remove(pass, controller, claim, reason);
        }
        kept.insert(old, new);
    }
    state.replacements = kept;
}
