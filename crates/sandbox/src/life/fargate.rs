//! Fargate: admission marks the pods that a profile means, and each of them gets a node of its own.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::node::{self, Machine};
use super::pass::Pass;
use super::quantity::Resources;
use super::{aws, object, pod};
use crate::kubernetes::User;

/// On pods that run on Fargate, with the profile's name. Source: EKS user guide, "Fargate profile".
const PROFILE_LABEL: &str = "eks.amazonaws.com/fargate-profile";
const SCHEDULER: &str = "fargate-scheduler";
/// On Fargate's nodes, and as an annotation on pods that are to stay away from it.
pub(crate) const COMPUTE_TYPE: &str = "eks.amazonaws.com/compute-type";

/// Marks a pod in the making; a pod that was made before its profile was there stays as it is.
pub(crate) fn admit(pass: &Pass<'_>, namespace: &str, metadata: &mut Value, spec: &mut Value) {
    if metadata["annotations"][COMPUTE_TYPE] == "ec2" || spec["hostNetwork"] == true {
        return;
    }
    let daemon = metadata["ownerReferences"].as_array().into_iter().flatten().any(|owner| owner["kind"] == "DaemonSet");
    let Some(cluster) = aws::cluster(pass.world, &pass.arn).filter(|_| !daemon) else { return };
    let labels = metadata["labels"].as_object();
    let means = |selector: &crate::eks::fargate_profile::Selector| {
        like(&selector.namespace, namespace)
            && selector.labels.iter().all(|(key, value)| {
                labels.and_then(|labels| labels.get(key)?.as_str()).is_some_and(|live| like(value, live))
            })
    };
    let mut active = cluster.fargate_profiles.values().filter(|profile| profile.status == "ACTIVE");
    if let Some(profile) = active.find(|profile| profile.selectors.iter().any(means)) {
        metadata["labels"][PROFILE_LABEL] = json!(profile.name);
        spec["schedulerName"] = json!(SCHEDULER);
    }
}

/// Source: EKS user guide, "Fargate profile components": `*` and `?`.
fn like(pattern: &str, text: &str) -> bool {
    match pattern.chars().next() {
        None => text.is_empty(),
        Some('*') => {
            let rest = &pattern[1..];
            (0..=text.len()).filter(|at| text.is_char_boundary(*at)).any(|at| like(rest, &text[at..]))
        }
        Some(one) => text.chars().next().is_some_and(|letter| {
            (one == '?' || one == letter) && like(&pattern[one.len_utf8()..], &text[letter.len_utf8()..])
        }),
    }
}

pub(crate) fn is_fargate(node: &Value) -> bool {
    object::label(node, COMPUTE_TYPE) == Some("fargate")
}

pub(crate) fn run(pass: &mut Pass<'_>) {
    let pods = pass.list("pods");
    for node in pass.list("nodes").iter().filter(|node| is_fargate(node) && !object::is_leaving(node)) {
        if !pods.iter().any(|pod| pod::node_name(pod) == object::name(node)) {
            pass.delete("nodes", node);
        }
    }
    for pod in pods.iter() {
        let own = object::text(pod, "/spec/schedulerName") == SCHEDULER && pod::node_name(pod).is_empty();
        if !own || object::is_leaving(pod) || pod::is_done(pod) {
            continue;
        }
        // Source: a pod on Fargate waits 35 to 60 s for its machine.
        let wait = Duration::from_secs(35 + object::fingerprint(object::uid(pod)) % 25);
        let due = object::created(pod).unwrap_or(pass.now) + wait;
        if pass.now < due {
            pass.wake(due);
        } else {
            place(pass, pod);
        }
    }
}

/// Registers the pod's machine and binds the pod to it.
fn place(pass: &mut Pass<'_>, pod: &Value) {
    let Some(machine) = machine(pass, pod) else { return };
    let name = machine.name.clone();
    if pass.get("nodes", "", &name).is_none() && !node::register(pass, &machine) {
        return;
    }
    let (namespace, own) = (object::namespace(pod).to_owned(), object::name(pod).to_owned());
    // A refusal is noted by the pass and tried again.
    let _ = pass.act(User::control_plane("eks:fargate-scheduler"), |client| client.bind(&namespace, &own, &name));
}

fn machine(pass: &Pass<'_>, pod: &Value) -> Option<Machine> {
    let cluster = aws::cluster(pass.world, &pass.arn)?;
    let profile = cluster.fargate_profiles.get(object::label(pod, PROFILE_LABEL)?)?;
    let mark = object::fingerprint(object::uid(pod));
    let subnet = profile.subnets.get(mark as usize % profile.subnets.len().max(1))?;
    let zone = aws::regional(pass.world, &pass.arn)?.ec2.subnets.get(subnet)?.zone.clone();
    let address = format!("10.0.{}.{}", mark % 200, 4 + (mark / 200) % 240);
    let region = aws::region(&pass.arn);
    let name = format!("fargate-ip-{}.{region}.compute.internal", address.replace('.', "-"));
    let labels = [
        (COMPUTE_TYPE, "fargate"),
        ("topology.kubernetes.io/zone", zone.as_str()),
        ("topology.kubernetes.io/region", region),
    ];
    // Source: EKS user guide, "Fargate Pod configuration": the next larger size than what was asked for.
    let room =
        Resources::from([("cpu".to_owned(), 2000), ("memory".to_owned(), (4 << 30) * 1000), ("pods".to_owned(), 1000)]);
    Some(Machine {
        provider_id: format!("aws:///{zone}/{mark:016x}/{name}"),
        name,
        address,
        architecture: "amd64".to_owned(),
        version: format!("{}.0", pass.cluster()?.version),
        labels: labels.map(|(key, value)| (key.to_owned(), value.to_owned())).into_iter().collect::<BTreeMap<_, _>>(),
        taints: vec![json!({"key": COMPUTE_TYPE, "value": "fargate", "effect": "NoSchedule"})],
        capacity: room.clone(),
        allocatable: room,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_texts_and_characters() {
        assert!(like("kube-*", "kube-system") && like("*", "") && like("a?c", "abc"));
        assert!(!like("kube-*", "default") && !like("a?c", "ac"));
    }
}
