//! The scheduler: puts pods onto nodes, or says why it can't.

mod fit;
mod host;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::condition::{self, Condition};
use super::pass::Pass;
use super::{event, object, pod};
use crate::kubernetes::{Place, User};

pub(crate) use fit::{refusals, spreads};
pub(crate) use host::Host;

const USER: &str = "system:kube-scheduler";

pub(crate) fn run(pass: &mut Pass<'_>) {
    let pods = pass.list("pods");
    let mut waiting: Vec<&Value> = pods.iter().filter(|pod| is_waiting(pod)).collect();
    if waiting.is_empty() {
        return;
    }
    waiting.sort_by_key(|pod| (-priority(pod), object::text(pod, "/metadata/creationTimestamp").to_owned()));
    let mut hosts = Host::all(&pass.list("nodes"), &pods);
    for pod in waiting {
        match choose(pod, &hosts) {
            Ok(at) => bind(pass, pod, &mut hosts[at]),
            Err(why) => refuse(pass, pod, &why),
        }
    }
}

/// Whether the pod is the default scheduler's and has no node yet.
pub(crate) fn is_waiting(pod: &Value) -> bool {
    let scheduler = object::text(pod, "/spec/schedulerName");
    pod::node_name(pod).is_empty()
        && !object::is_leaving(pod)
        && !pod::is_done(pod)
        && object::list(pod, "/spec/schedulingGates").is_empty()
        && (scheduler.is_empty() || scheduler == "default-scheduler")
}

fn priority(pod: &Value) -> i64 {
    // Source: the values of the two built-in priority classes.
    match object::text(pod, "/spec/priorityClassName") {
        "system-node-critical" => 2_000_001_000,
        "system-cluster-critical" => 2_000_000_000,
        _ => object::number(pod, "/spec/priority").unwrap_or(0),
    }
}

/// The best host, or the reasons of all hosts in one sentence.
fn choose(pod: &Value, hosts: &[Host]) -> Result<usize, String> {
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    let mut best: Option<(usize, (usize, i64))> = None;
    for (at, host) in hosts.iter().enumerate() {
        let reasons = fit::refusals(pod, host, hosts);
        if reasons.is_empty() {
            let score = (host.siblings(pod), host.load());
            if best.is_none_or(|(_, other)| score < other) {
                best = Some((at, score));
            }
        }
        for reason in reasons {
            *counted.entry(reason).or_default() += 1;
        }
    }
    if let Some((at, _)) = best {
        return Ok(at);
    }
    if hosts.is_empty() {
        return Err("no nodes available to schedule pods".to_owned());
    }
    let list: Vec<String> = counted.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
    let total = hosts.len();
    Err(format!(
        "0/{total} nodes are available: {}. preemption: 0/{total} nodes are available: \
         {total} Preemption is not helpful for scheduling.",
        list.join(", ")
    ))
}

fn bind(pass: &mut Pass<'_>, pod: &Value, host: &mut Host) {
    let (namespace, name) = (object::namespace(pod).to_owned(), object::name(pod).to_owned());
    let target = host.name.clone();
    let bound = pass.act(User::control_plane(USER), |client| client.bind(&namespace, &name, &target));
    if bound.is_ok() {
        host.take(pod);
        let message = format!("Successfully assigned {namespace}/{name} to {target}");
        event::record(pass, pod, &event::Event::normal("Scheduled", &message, "default-scheduler"));
    }
}

fn refuse(pass: &mut Pass<'_>, pod: &Value, why: &str) {
    let old = condition::find(pod, "PodScheduled");
    if old.is_some_and(|condition| condition["message"] == why) {
        return;
    }
    let mut conditions = condition::all(pod);
    condition::set(&mut conditions, &Condition::new("PodScheduled", false, "Unschedulable", why), pass.now);
    let place = Place::new("pods", object::namespace(pod), object::name(pod));
    let status = json!({"status": {"phase": "Pending", "conditions": conditions}});
    let written = pass.act(User::control_plane(USER), |client| client.patch_status(&place, status));
    if written.is_ok() {
        event::record(pass, pod, &event::Event::warning("FailedScheduling", why, "default-scheduler"));
    }
}

/// Whether the scheduler has given up on the pod for now.
pub(crate) fn is_unschedulable(pod: &Value) -> bool {
    is_waiting(pod) && condition::find(pod, "PodScheduled").is_some_and(|c| c["reason"] == "Unschedulable")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(name: &str, zone: &str) -> Value {
        json!({
            "metadata": {"name": name, "labels": {"kubernetes.io/hostname": name, "topology.kubernetes.io/zone": zone}},
            "spec": {}, "status": {"allocatable": {"cpu": "2", "memory": "4Gi", "pods": "20"},
                "conditions": [{"type": "Ready", "status": "True"}]},
        })
    }

    fn replica(name: &str) -> Value {
        let own = json!({"matchLabels": {"app": "x"}});
        json!({
            "metadata": {"name": name, "namespace": "default", "labels": {"app": "x"}},
            "spec": {
                "containers": [{"resources": {"requests": {"cpu": "1500m"}}}],
                "affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution":
                    [{"topologyKey": "kubernetes.io/hostname", "labelSelector": own}]}},
                "topologySpreadConstraints": [{"topologyKey": "topology.kubernetes.io/zone", "maxSkew": 1,
                    "whenUnsatisfiable": "DoNotSchedule", "labelSelector": own}],
            },
        })
    }

    #[test]
    fn replicas_that_repel_each_other_need_two_nodes() {
        let mut hosts = Host::all(&[node("a", "z1"), node("b", "z2")], &[]);
        let first = choose(&replica("p"), &hosts).unwrap();
        hosts[first].take(&replica("p"));
        let second = choose(&replica("q"), &hosts).unwrap();
        assert_ne!(first, second);
        hosts[second].take(&replica("q"));
        let why = choose(&replica("r"), &hosts).unwrap_err();
        assert!(why.starts_with("0/2 nodes are available: 2 Insufficient cpu."), "{why}");
    }

    #[test]
    fn a_zone_may_not_run_ahead_of_the_others() {
        let mut hosts = Host::all(&[node("a", "z1"), node("b", "z1"), node("c", "z2")], &[]);
        hosts[0].take(&replica("p"));
        assert_eq!(choose(&replica("q"), &hosts).unwrap(), 2);
    }
}
