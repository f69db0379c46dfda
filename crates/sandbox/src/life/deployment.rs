//! Deployments: rolling from one ReplicaSet to the next.

use std::time::Duration;

use serde_json::{Value, json};

use super::condition::{self, Condition};
use super::object;
use super::pass::Pass;

const RESOURCE: &str = "deployments.apps";
const SETS: &str = "replicasets.apps";
const HASH: &str = "pod-template-hash";
const REVISION: &str = "deployment.kubernetes.io/revision";

pub(crate) fn run(pass: &mut Pass<'_>) {
    for deployment in pass.list(RESOURCE).iter() {
        if object::is_leaving(deployment) {
            continue;
        }
        let sets = pass.list(SETS);
        let mut owned: Vec<&Value> =
            sets.iter().filter(|set| object::is_controlled_by(set, object::uid(deployment))).collect();
        owned.sort_by_key(|set| revision(set));
        if deployment["spec"]["paused"] != true {
            let hash = template_hash(deployment);
            match owned.iter().position(|set| object::label(set, HASH) == Some(hash.as_str())) {
                None => introduce(pass, deployment, &owned, &hash),
                Some(at) => {
                    let newest = owned.remove(at);
                    promote(pass, deployment, newest, &owned);
                    roll(pass, deployment, newest, &owned);
                    owned.push(newest);
                }
            }
        }
        report(pass, deployment, &owned);
    }
}

fn template_hash(deployment: &Value) -> String {
    object::suffix(&deployment["spec"]["template"].to_string(), 10)
}

fn revision(set: &Value) -> u64 {
    object::annotation(set, REVISION).and_then(|text| text.parse().ok()).unwrap_or(0)
}

fn count(set: &Value, pointer: &str) -> i64 {
    object::number(set, pointer).unwrap_or(0)
}

fn wanted(deployment: &Value) -> i64 {
    object::number(deployment, "/spec/replicas").unwrap_or(1)
}

/// `maxSurge` and `maxUnavailable` in pods. Source: Kubernetes' defaults of 25 %, surge rounded up, the other down.
fn slack(deployment: &Value) -> (i64, i64) {
    let wanted = wanted(deployment);
    let read = |field: &str, up: bool| {
        let value = &deployment["spec"]["strategy"]["rollingUpdate"][field];
        let percent = match value {
            Value::Number(number) => return number.as_i64().unwrap_or(0),
            Value::String(text) => text.trim_end_matches('%').parse::<i64>().unwrap_or(25),
            _ => 25,
        };
        let exact = wanted * percent;
        if up { (exact + 99) / 100 } else { exact / 100 }
    };
    match (read("maxSurge", true), read("maxUnavailable", false)) {
        (0, 0) => (0, 1),
        other => other,
    }
}

/// Makes the ReplicaSet of a new template.
fn introduce(pass: &mut Pass<'_>, deployment: &Value, old: &[&Value], hash: &str) {
    let name = format!("{}-{hash}", object::name(deployment));
    let mut template = deployment["spec"]["template"].clone();
    template["metadata"]["labels"][HASH] = json!(hash);
    let mut selector = deployment["spec"]["selector"].clone();
    selector["matchLabels"][HASH] = json!(hash);
    let next = old.iter().map(|set| revision(set)).max().unwrap_or(0) + 1;
    let running: i64 = old.iter().map(|set| count(set, "/spec/replicas")).sum();
    let recreate = deployment["spec"]["strategy"]["type"] == "Recreate";
    let room = if recreate { 0 } else { wanted(deployment) + slack(deployment).0 - running };
    let replicas = if running == 0 { wanted(deployment) } else { room.clamp(0, wanted(deployment)) };
    let made = pass.create(json!({
        "apiVersion": "apps/v1", "kind": "ReplicaSet",
        "metadata": {
            "name": name, "namespace": deployment["metadata"]["namespace"], "labels": template["metadata"]["labels"],
            "annotations": {REVISION: next.to_string()}, "ownerReferences": [object::owner_reference(deployment)],
        },
        "spec": {"replicas": replicas, "selector": selector, "template": template},
    }));
    if made.is_some() {
        note_revision(pass, deployment, next);
    }
}

fn note_revision(pass: &mut Pass<'_>, deployment: &Value, revision: u64) {
    if object::annotation(deployment, REVISION) != Some(revision.to_string().as_str()) {
        let patch = json!({"metadata": {"annotations": {REVISION: revision.to_string()}}});
        pass.patch(RESOURCE, deployment, patch);
    }
}

/// A template that comes back is the newest revision again; of the others the history keeps some.
fn promote(pass: &mut Pass<'_>, deployment: &Value, newest: &Value, old: &[&Value]) {
    let highest = old.iter().map(|set| revision(set)).max().unwrap_or(0);
    let mut current = revision(newest);
    if highest > current {
        current = highest + 1;
        pass.patch(SETS, newest, json!({"metadata": {"annotations": {REVISION: current.to_string()}}}));
    }
    note_revision(pass, deployment, current);
    let limit = object::number(deployment, "/spec/revisionHistoryLimit").unwrap_or(10).max(0) as usize;
    let idle: Vec<&&Value> = old
        .iter()
        .filter(|set| count(set, "/spec/replicas") == 0 && count(set, "/status/replicas") == 0)
        .filter(|set| !object::is_leaving(set))
        .collect();
    for set in idle.iter().take(idle.len().saturating_sub(limit)) {
        pass.delete(SETS, set);
    }
}

/// One step of the rollout.
fn roll(pass: &mut Pass<'_>, deployment: &Value, newest: &Value, old: &[&Value]) {
    let wanted = wanted(deployment);
    let (surge, unavailable) = slack(deployment);
    let present = count(newest, "/spec/replicas");
    let others: i64 = old.iter().map(|set| count(set, "/spec/replicas")).sum();
    if deployment["spec"]["strategy"]["type"] == "Recreate" {
        let left: i64 = old.iter().map(|set| count(set, "/status/replicas")).sum();
        old.iter().for_each(|set| scale(pass, set, 0));
        if left == 0 {
            scale(pass, newest, wanted);
        }
        return;
    }
    let up = if present > wanted { wanted } else { (wanted + surge - others).clamp(present, wanted) };
    scale(pass, newest, up);
    // Old pods go as far as enough available ones stay; those that never came up go first.
    let ready_new = count(newest, "/status/availableReplicas").min(up);
    let ready_old: i64 = old.iter().map(|set| count(set, "/status/availableReplicas")).sum();
    let mut broken =
        (others - ready_old).max(0).min((others + present - (wanted - unavailable) - (up - ready_new)).max(0));
    let mut spare = (ready_new + ready_old - (wanted - unavailable)).max(0);
    for set in old {
        let replicas = count(set, "/spec/replicas");
        let unready = (replicas - count(set, "/status/availableReplicas")).max(0).min(broken);
        let healthy = (replicas - unready).min(spare);
        broken -= unready;
        spare -= healthy;
        scale(pass, set, replicas - unready - healthy);
    }
}

fn scale(pass: &mut Pass<'_>, set: &Value, replicas: i64) {
    if count(set, "/spec/replicas") != replicas {
        pass.patch(SETS, set, json!({"spec": {"replicas": replicas}}));
    }
}

fn report(pass: &mut Pass<'_>, deployment: &Value, sets: &[&Value]) {
    let wanted = wanted(deployment);
    let hash = template_hash(deployment);
    let sum = |pointer: &str| sets.iter().map(|set| count(set, pointer)).sum::<i64>();
    let newest = sets.iter().find(|set| object::label(set, HASH) == Some(hash.as_str()));
    let updated = newest.map_or(0, |set| count(set, "/status/replicas"));
    let (total, available) = (sum("/status/replicas"), sum("/status/availableReplicas"));
    let mut conditions = condition::all(deployment);
    let enough = available >= wanted - slack(deployment).1;
    let (reason, message) = if enough {
        ("MinimumReplicasAvailable", "Deployment has minimum availability.")
    } else {
        ("MinimumReplicasUnavailable", "Deployment does not have minimum availability.")
    };
    condition::set(&mut conditions, &Condition::new("Available", enough, reason, message), pass.now);
    let complete = newest.is_some() && updated == wanted && total == wanted && available == wanted;
    progress(pass, deployment, &mut conditions, complete, newest.map_or("", |set| object::name(set)));
    let status = json!({
        "observedGeneration": deployment["metadata"]["generation"], "replicas": total, "updatedReplicas": updated,
        "readyReplicas": sum("/status/readyReplicas"), "availableReplicas": available,
        "unavailableReplicas": (wanted.max(total) - available).max(0), "conditions": conditions,
    });
    pass.report(RESOURCE, deployment, status);
}

fn progress(pass: &mut Pass<'_>, deployment: &Value, conditions: &mut Vec<Value>, complete: bool, set: &str) {
    let limit = object::number(deployment, "/spec/progressDeadlineSeconds").unwrap_or(600).max(0) as u64;
    let old = condition::find(deployment, "Progressing");
    let moment = |field: &str| old.and_then(|c| object::moment(c[field].as_str().unwrap_or_default()));
    let same_set = |c: &&Value| object::text(c, "/message").contains(&format!("\"{set}\""));
    let moving = old.filter(same_set).is_some_and(|c| c["reason"] != "NewReplicaSetAvailable");
    let started = moment("lastUpdateTime").filter(|_| moving).unwrap_or(pass.now);
    let late = pass.now >= started + Duration::from_secs(limit);
    let (status, reason, message) = match (complete, late) {
        (true, _) => (true, "NewReplicaSetAvailable", format!("ReplicaSet \"{set}\" has successfully progressed.")),
        (false, false) => (true, "ReplicaSetUpdated", format!("ReplicaSet \"{set}\" is progressing.")),
        (false, true) => {
            (false, "ProgressDeadlineExceeded", format!("ReplicaSet \"{set}\" has timed out progressing."))
        }
    };
    condition::set(conditions, &Condition::new("Progressing", status, reason, &message), pass.now);
    if let Some(entry) = conditions.iter_mut().find(|c| c["type"] == "Progressing") {
        let same = old.is_some_and(|c| c["reason"] == reason);
        let stamp = if same { old.map(|c| c["lastUpdateTime"].clone()) } else { None };
        entry["lastUpdateTime"] = stamp.filter(Value::is_string).unwrap_or_else(|| json!(pass.now.rfc3339()));
    }
    if !complete && !late {
        pass.wake(started + Duration::from_secs(limit));
    }
}
