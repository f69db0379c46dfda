//! ReplicaSets: as many pods as wanted.

use serde_json::{Value, json};

use super::pass::Pass;
use super::{object, pod};

const RESOURCE: &str = "replicasets.apps";

pub(crate) fn run(pass: &mut Pass<'_>) {
    let pods = pass.list("pods");
    for set in pass.list(RESOURCE).iter() {
        let owned = pod::of(&pods, set);
        if !object::is_leaving(set) {
            settle(pass, set, &owned);
        }
        let standing: Vec<&&Value> = owned.iter().filter(|pod| !object::is_leaving(pod)).collect();
        let ready = standing.iter().filter(|pod| pod::is_ready(pod)).count();
        let status = json!({
            "replicas": standing.len(), "fullyLabeledReplicas": standing.len(), "readyReplicas": ready,
            "availableReplicas": ready, "observedGeneration": set["metadata"]["generation"],
        });
        pass.report(RESOURCE, set, status);
    }
}

fn settle(pass: &mut Pass<'_>, set: &Value, owned: &[&Value]) {
    let wanted = object::number(set, "/spec/replicas").unwrap_or(1).max(0) as usize;
    let mut standing: Vec<&Value> = owned.iter().copied().filter(|pod| !object::is_leaving(pod)).collect();
    for index in standing.len()..wanted {
        let draw = format!("{}/{}/{index}", object::uid(set), pass.now.0);
        let name = format!("{}-{}", object::name(set), object::suffix(&draw, 5));
        pod::create(pass, set, &set["spec"]["template"], &name);
    }
    if standing.len() > wanted {
        pod::expendable(&mut standing);
        for extra in &standing[..standing.len() - wanted] {
            pass.delete("pods", extra);
        }
    }
}
