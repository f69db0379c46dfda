//! StatefulSets: numbered pods, one after the other.

use serde_json::{Value, json};

use super::pass::Pass;
use super::{object, pod};

const RESOURCE: &str = "statefulsets.apps";
const HASH: &str = "controller-revision-hash";

pub(crate) fn run(pass: &mut Pass<'_>) {
    let sets = pass.list(RESOURCE);
    if sets.is_empty() {
        return;
    }
    let pods = pass.list("pods");
    for set in sets.iter() {
        let owned = pod::of(&pods, set);
        let hash = object::suffix(&set["spec"]["template"].to_string(), 10);
        if !object::is_leaving(set) {
            settle(pass, set, &hash, &owned);
        }
        let ready = owned.iter().filter(|pod| pod::is_ready(pod)).count();
        let updated = owned.iter().filter(|pod| object::label(pod, HASH) == Some(hash.as_str())).count();
        let status = json!({
            "replicas": owned.len(), "readyReplicas": ready, "availableReplicas": ready, "currentReplicas": updated,
            "updatedReplicas": updated, "currentRevision": hash, "updateRevision": hash,
            "observedGeneration": set["metadata"]["generation"],
        });
        pass.report(RESOURCE, set, status);
    }
}

/// One step: the first ordinal that is missing, surplus or old.
fn settle(pass: &mut Pass<'_>, set: &Value, hash: &str, owned: &[&Value]) {
    let wanted = object::number(set, "/spec/replicas").unwrap_or(1).max(0) as usize;
    let parallel = set["spec"]["podManagementPolicy"] == "Parallel";
    let name_of = |ordinal: usize| format!("{}-{ordinal}", object::name(set));
    let find = |ordinal: usize| owned.iter().find(|pod| object::name(pod) == name_of(ordinal));
    for ordinal in 0..wanted {
        match find(ordinal) {
            None => {
                let mut template = set["spec"]["template"].clone();
                template["metadata"]["labels"][HASH] = json!(hash);
                template["metadata"]["labels"]["statefulset.kubernetes.io/pod-name"] = json!(name_of(ordinal));
                template["metadata"]["labels"]["apps.kubernetes.io/pod-index"] = json!(ordinal.to_string());
                template["spec"]["hostname"] = json!(name_of(ordinal));
                pod::create(pass, set, &template, &name_of(ordinal));
            }
            Some(pod) if pod::is_ready(pod) && !object::is_leaving(pod) => continue,
            Some(_) => {}
        }
        if !parallel {
            return;
        }
    }
    let surplus = owned.iter().filter(|pod| !(0..wanted).any(|ordinal| object::name(pod) == name_of(ordinal)));
    let old = owned.iter().rev().filter(|pod| object::label(pod, HASH) != Some(hash));
    if let Some(pod) = surplus.chain(old).find(|pod| !object::is_leaving(pod)) {
        pass.delete("pods", pod);
    }
}
