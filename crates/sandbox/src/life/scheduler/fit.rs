//! Why a pod can't go to a host, in the scheduler's own words.

use std::collections::BTreeMap;

use serde_json::Value;

use super::host::Host;
use crate::life::{object, quantity, selector};

/// The reasons of the first filter that refuses; empty if the host will do.
pub(crate) fn refusals(pod: &Value, host: &Host, hosts: &[Host]) -> Vec<String> {
    let spec = &pod["spec"];
    if let Some(taint) = selector::untolerated(spec, host.taints(), &["NoSchedule", "NoExecute"]) {
        if taint["key"] == "node.kubernetes.io/unschedulable" {
            return vec!["node(s) were unschedulable".to_owned()];
        }
        let (key, value) = (object::text(taint, "/key"), object::text(taint, "/value"));
        return vec![format!("node(s) had untolerated taint {{{key}: {value}}}")];
    }
    if !selector::admits_node(spec, &host.node) {
        return vec!["node(s) didn't match Pod's node affinity/selector".to_owned()];
    }
    let lacking: Vec<String> = quantity::lacking(&quantity::of_pod(spec), &host.used, &host.room)
        .into_iter()
        .map(|name| if name == "pods" { "Too many pods".to_owned() } else { format!("Insufficient {name}") })
        .collect();
    if !lacking.is_empty() {
        return lacking;
    }
    if !spreads(pod, host, hosts) {
        return vec!["node(s) didn't match pod topology spread constraints".to_owned()];
    }
    if !near(pod, host, hosts) {
        return vec!["node(s) didn't match pod affinity rules".to_owned()];
    }
    if repelled(pod, host, hosts) {
        return vec!["node(s) didn't match pod anti-affinity rules".to_owned()];
    }
    Vec::new()
}

fn terms<'a>(pod: &'a Value, kind: &str) -> &'a [Value] {
    object::list(pod, &format!("/spec/affinity/{kind}/requiredDuringSchedulingIgnoredDuringExecution"))
}

/// Whether a term of `owner` means the other pod.
fn means(term: &Value, owner: &Value, other: &Value) -> bool {
    let namespaces = object::list(term, "/namespaces");
    let place = object::namespace(other);
    let here = if namespaces.is_empty() && !term["namespaceSelector"].is_object() {
        place == object::namespace(owner)
    } else {
        namespaces.is_empty() || namespaces.iter().any(|one| one == place)
    };
    here && term["labelSelector"].is_object()
        && selector::matches(&term["labelSelector"], object::map(other, "/metadata/labels"))
}

/// The hosts that share the host's value of the term's topology key.
fn domain<'a>(term: &Value, host: &Host, hosts: &'a [Host]) -> Vec<&'a Host> {
    let key = object::text(term, "/topologyKey");
    let Some(value) = host.label(key) else { return Vec::new() };
    hosts.iter().filter(|other| other.label(key) == Some(value)).collect()
}

fn repelled(pod: &Value, host: &Host, hosts: &[Host]) -> bool {
    let own = terms(pod, "podAntiAffinity").iter().any(|term| {
        domain(term, host, hosts).iter().any(|other| other.pods.iter().any(|present| means(term, pod, present)))
    });
    own || hosts.iter().any(|other| {
        other.pods.iter().any(|present| {
            terms(present, "podAntiAffinity").iter().any(|term| {
                let key = object::text(term, "/topologyKey");
                means(term, present, pod) && other.label(key).is_some() && other.label(key) == host.label(key)
            })
        })
    })
}

fn near(pod: &Value, host: &Host, hosts: &[Host]) -> bool {
    terms(pod, "podAffinity").iter().all(|term| {
        let anywhere = hosts.iter().any(|other| other.pods.iter().any(|present| means(term, pod, present)));
        if !anywhere {
            // The first pod of a group that wants to be together may go anywhere.
            return means(term, pod, pod);
        }
        domain(term, host, hosts).iter().any(|other| other.pods.iter().any(|present| means(term, pod, present)))
    })
}

/// Whether the host keeps the pod's topology spread within its limits.
pub(crate) fn spreads(pod: &Value, host: &Host, hosts: &[Host]) -> bool {
    object::list(pod, "/spec/topologySpreadConstraints")
        .iter()
        .filter(|constraint| constraint["whenUnsatisfiable"] != "ScheduleAnyway")
        .all(|constraint| {
            let key = object::text(constraint, "/topologyKey");
            let Some(mine) = host.label(key) else { return false };
            let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
            for other in hosts.iter().filter(|other| selector::admits_node(&pod["spec"], &other.node)) {
                let Some(value) = other.label(key) else { continue };
                let same = other.pods.iter().filter(|present| {
                    !object::is_leaving(present)
                        && object::namespace(present) == object::namespace(pod)
                        && selector::matches(&constraint["labelSelector"], object::map(present, "/metadata/labels"))
                });
                *counts.entry(value).or_default() += same.count() as i64;
            }
            let own = selector::matches(&constraint["labelSelector"], object::map(pod, "/metadata/labels"));
            let least = counts.values().copied().min().unwrap_or(0);
            let skew = counts.get(mine).copied().unwrap_or(0) + i64::from(own) - least;
            skew <= object::number(constraint, "/maxSkew").unwrap_or(1)
        })
}
