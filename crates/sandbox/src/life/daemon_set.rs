//! DaemonSets: one pod on every node that lets it.

use serde_json::{Value, json};

use super::pass::Pass;
use super::{node, object, pod, selector};

const RESOURCE: &str = "daemonsets.apps";
const HASH: &str = "controller-revision-hash";

/// Taints that every daemon tolerates. Source: Kubernetes' DaemonSet controller.
const TOLERATED: &[(&str, &str)] = &[
    ("node.kubernetes.io/not-ready", "NoExecute"),
    ("node.kubernetes.io/not-ready", "NoSchedule"),
    ("node.kubernetes.io/unreachable", "NoExecute"),
    ("node.kubernetes.io/disk-pressure", "NoSchedule"),
    ("node.kubernetes.io/memory-pressure", "NoSchedule"),
    ("node.kubernetes.io/pid-pressure", "NoSchedule"),
    ("node.kubernetes.io/unschedulable", "NoSchedule"),
];

pub(crate) fn run(pass: &mut Pass<'_>) {
    let sets = pass.list(RESOURCE);
    if sets.is_empty() {
        return;
    }
    let (nodes, pods) = (pass.list("nodes"), pass.list("pods"));
    for set in sets.iter() {
        let owned = pod::of(&pods, set);
        let template = template(set);
        let hash = object::suffix(&set["spec"]["template"].to_string(), 10);
        let hosts: Vec<&Value> = nodes.iter().filter(|node| wants(&template["spec"], node)).collect();
        if !object::is_leaving(set) {
            cover(pass, set, &Coverage { template: &template, hash: &hash, hosts: &hosts, pods: &owned });
            renew(pass, set, &hash, &owned);
        }
        report(pass, set, &hash, &hosts, &owned);
    }
}

struct Coverage<'a> {
    template: &'a Value,
    hash: &'a str,
    hosts: &'a [&'a Value],
    pods: &'a [&'a Value],
}

/// The template with the tolerations that the controller adds.
fn template(set: &Value) -> Value {
    let mut template = set["spec"]["template"].clone();
    let mut tolerations = template["spec"]["tolerations"].as_array().cloned().unwrap_or_default();
    for (key, effect) in TOLERATED {
        tolerations.push(json!({"key": key, "operator": "Exists", "effect": effect}));
    }
    if template["spec"]["hostNetwork"] == true {
        let key = "node.kubernetes.io/network-unavailable";
        tolerations.push(json!({"key": key, "operator": "Exists", "effect": "NoSchedule"}));
    }
    template["spec"]["tolerations"] = Value::Array(tolerations);
    template
}

fn wants(spec: &Value, node: &Value) -> bool {
    !object::is_leaving(node)
        && selector::admits_node(spec, node)
        && selector::untolerated(spec, node::taints(node), &["NoSchedule", "NoExecute"]).is_none()
}

/// The node that a daemon was made for, whether or not it is there yet.
fn target(pod: &Value) -> &str {
    let affinity = "/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms/0";
    match pod::node_name(pod) {
        "" => object::text(pod, &format!("{affinity}/matchFields/0/values/0")),
        bound => bound,
    }
}

fn cover(pass: &mut Pass<'_>, set: &Value, coverage: &Coverage<'_>) {
    for host in coverage.hosts {
        let name = object::name(host);
        if coverage.pods.iter().any(|pod| target(pod) == name) {
            continue;
        }
        let mut template = coverage.template.clone();
        template["metadata"]["labels"][HASH] = json!(coverage.hash);
        template["metadata"]["labels"]["pod-template-generation"] = json!("1");
        let field = json!({"matchFields": [{"key": "metadata.name", "operator": "In", "values": [name]}]});
        let required = &mut template["spec"]["affinity"]["nodeAffinity"];
        *required = json!({"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [field]}});
        let draw = format!("{}/{}/{name}", object::uid(set), pass.now.0);
        pod::create(pass, set, &template, &format!("{}-{}", object::name(set), object::suffix(&draw, 5)));
    }
    for pod in coverage.pods.iter().filter(|pod| !object::is_leaving(pod)) {
        if !coverage.hosts.iter().any(|host| object::name(host) == target(pod)) && !target(pod).is_empty() {
            pass.delete("pods", pod);
        }
    }
}

/// Replaces pods of an older template, as many at a time as the strategy allows.
fn renew(pass: &mut Pass<'_>, set: &Value, hash: &str, pods: &[&Value]) {
    if set["spec"]["updateStrategy"]["type"] == "OnDelete" {
        return;
    }
    let limit = match &set["spec"]["updateStrategy"]["rollingUpdate"]["maxUnavailable"] {
        Value::Number(number) => number.as_u64().unwrap_or(1) as usize,
        Value::String(text) => (pods.len() * text.trim_end_matches('%').parse::<usize>().unwrap_or(10)).div_ceil(100),
        _ => 1,
    };
    let fresh = |pod: &&&Value| object::label(pod, HASH) == Some(hash);
    let away = pods.iter().filter(|pod| object::is_leaving(pod) || (fresh(pod) && !pod::is_ready(pod))).count();
    let old = pods.iter().filter(|pod| !fresh(pod) && !object::is_leaving(pod));
    for pod in old.take(limit.max(1).saturating_sub(away)) {
        pass.delete("pods", pod);
    }
}

fn report(pass: &mut Pass<'_>, set: &Value, hash: &str, hosts: &[&Value], pods: &[&Value]) {
    let here = |pod: &&&Value| hosts.iter().any(|host| object::name(host) == pod::node_name(pod));
    let ready = pods.iter().filter(here).filter(|pod| pod::is_ready(pod)).count();
    let status = json!({
        "desiredNumberScheduled": hosts.len(),
        "currentNumberScheduled": pods.iter().filter(here).count(),
        "numberMisscheduled": pods.iter().filter(|pod| !pod::node_name(pod).is_empty() && !here(pod)).count(),
        "updatedNumberScheduled":
            pods.iter().filter(here).filter(|pod| object::label(pod, HASH) == Some(hash)).count(),
        "numberReady": ready, "numberAvailable": ready, "numberUnavailable": hosts.len().saturating_sub(ready),
        "observedGeneration": set["metadata"]["generation"],
    });
    pass.report(RESOURCE, set, status);
}
