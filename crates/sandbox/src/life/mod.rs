//! What lives in a cluster: the control plane's controllers, the kubelets, EKS's addons and a simulated Karpenter.
//!
//! All of them are clients of the simulated API, driven once per simulated second. A cluster in which nothing has
//! happened and nothing is due costs one comparison.

mod addon;
mod aws;
mod boot;
mod condition;
mod daemon_set;
mod deployment;
mod disruption_budget;
mod event;
mod fargate;
mod garbage;
mod health;
mod identity;
mod job;
mod karpenter;
mod kubelet;
mod machine;
mod namespace;
mod node;
mod object;
mod pass;
mod pod;
mod process;
pub(crate) mod quantity;
mod replica_set;
mod scheduler;
mod selector;
mod stateful_set;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::Time;
use crate::world::World;
use pass::Pass;

pub use addon::{AddonHealth, addon_health};
pub(crate) use process::{agent_runs, resolves_names};

/// How often a cluster looks at AWS, whose changes do not show in the API's revision.
const LOOK: Duration = Duration::from_secs(5);

/// When which cluster has to be looked at again.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct State {
    clusters: BTreeMap<String, Schedule>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Schedule {
    /// The revision after the last pass; another one means that somebody wrote.
    seen: u64,
    due: Time,
    /// When AWS is looked at next.
    look: Time,
    karpenter: karpenter::State,
}

/// Lets every cluster live for a second.
pub fn tick(world: &mut World) {
    let now = world.now;
    let schedules = &world.life.clusters;
    let waking: Vec<String> = world
        .clusters
        .iter()
        .filter(|(arn, cluster)| {
            if !cluster.is_up() {
                return false;
            }
            let own = cluster.next_due().is_some_and(|due| due <= now);
            own || schedules.get(*arn).is_none_or(|s| s.seen != cluster.revision || now >= s.due || now >= s.look)
        })
        .map(|(arn, _)| arn.clone())
        .collect();
    if world.life.clusters.len() > world.clusters.len() {
        let World { life, clusters, .. } = world;
        life.clusters.retain(|arn, _| clusters.contains_key(arn));
    }
    for arn in waking {
        live(world, &arn);
    }
}

fn live(world: &mut World, arn: &str) {
    let mut schedule = world.life.clusters.remove(arn).unwrap_or_default();
    let now = world.now;
    let remote = world.clusters.get(arn).is_some_and(crate::kubernetes::Cluster::is_remote);
    if let Some(cluster) = world.clusters.get_mut(arn) {
        cluster.begin_look();
        // Whoever takes hold of the API lets it do first what is due by itself.
        cluster.client(now, pass::controller());
    }
    let before = world.clusters.get(arn).map_or(0, |cluster| cluster.revision);
    let mut pass = Pass::new(world, arn);
    if now >= schedule.look {
        if !remote {
            namespace::run(&mut pass);
        }
        addon::run(&mut pass);
        boot::run(&mut pass);
        schedule.look = now + LOOK;
    }
    let controlled = schedule.seen != pass.revision() || now >= schedule.due;
    if controlled {
        let parts = if remote { MACHINES } else { CONTROLLERS };
        parts.iter().for_each(|part| part(&mut pass));
    }
    karpenter::run(&mut pass, &mut schedule.karpenter);
    schedule.seen = pass.revision();
    // What was written now may concern a controller that ran before: everyone looks again in the next second.
    let wish = pass.due().unwrap_or(Time(i64::MAX));
    schedule.due = match (schedule.seen == before, controlled) {
        (false, _) => now,
        (true, true) => wish,
        // The controllers were not asked, so what they wished for before still holds.
        (true, false) => wish.min(schedule.due),
    };
    world.life.clusters.insert(arn.to_owned(), schedule);
}

/// The control plane's own controllers, each after those whose work it continues.
const CONTROLLERS: &[fn(&mut Pass<'_>)] = &[
    deployment::run,
    replica_set::run,
    stateful_set::run,
    job::run,
    daemon_set::run,
    node::run,
    node::taint_all,
    fargate::run,
    scheduler::run,
    kubelet::run,
    garbage::run,
    disruption_budget::run,
];

/// What lives outside of a real control plane.
const MACHINES: &[fn(&mut Pass<'_>)] = &[node::run, kubelet::run];

/// Gives the AWS credentials of its service account to a pod that is being admitted.
pub(crate) fn inject_identity(world: &World, arn: &str, namespace: &str, spec: &mut serde_json::Value) {
    let account = match object::text(spec, "/serviceAccountName") {
        "" => "default".to_owned(),
        name => name.to_owned(),
    };
    let place = crate::kubernetes::Place::new("serviceaccounts", namespace, &account);
    let annotated = world
        .clusters
        .get(arn)
        .and_then(|cluster| object::annotation(cluster.peek(&place)?, "eks.amazonaws.com/role-arn").map(str::to_owned));
    identity::Identities::of(world, arn, world.now).inject(namespace, &account, annotated.as_deref(), spec);
}
