//! What happens to a cluster by itself.

use super::{Change, Cluster, Phase};
use crate::eks::duration::{self, Work};
use crate::eks::place::Place;
use crate::eks::update::Problem;
use crate::eks::{access_entry, neighbours};
use crate::world::World;

/// Lets one cluster live for a tick.
pub(crate) fn live(world: &mut World, place: &Place) {
    let now = world.now;
    let due = |moment: Option<crate::Time>| moment.is_some_and(|m| m <= now);
    let Some(cluster) = place.find(world) else {
        return;
    };
    let (phase, status) = (cluster.phase, cluster.status.clone());
    // An API that is still starting holds the cluster up.
    let answers = world.clusters.get(&place.cluster_arn()).is_none_or(|api| api.is_up() || api.failure().is_some());
    if due(phase.security_group) {
        make_security_group(world, place);
    }
    if due(phase.endpoint) {
        make_endpoint(world, place);
    }
    if due(phase.end) && status == "CREATING" && answers {
        finish_creation(world, place);
    } else if due(phase.end) && status == "DELETING" {
        remove(world, place);
        return;
    }
    finish_updates(world, place);
    keep_log_group(world, place);
    access_entry::settle(world, place);
}

fn make_security_group(world: &mut World, place: &Place) {
    let Some(cluster) = place.find_mut(world) else {
        return;
    };
    cluster.phase.security_group = None;
    let vpc = cluster.vpc.vpc_id.clone();
    let group = neighbours::create_cluster_security_group(world, place, &vpc);
    if let Some(cluster) = place.find_mut(world) {
        cluster.vpc.cluster_security_group_id = group;
    }
}

/// Interfaces in the subnets, and the Kubernetes API with its certificate authority.
fn make_endpoint(world: &mut World, place: &Place) {
    let Some(cluster) = place.find_mut(world) else {
        return;
    };
    cluster.phase.endpoint = None;
    let vpc = cluster.vpc.clone();
    let (version, issuer) = (cluster.version.clone(), cluster.issuer());
    neighbours::create_cluster_interfaces(world, place, &vpc);
    neighbours::boot_kubernetes(world, place, &version, &issuer);
}

fn finish_creation(world: &mut World, place: &Place) {
    let problems = problems(world, place);
    let Some(cluster) = place.find_mut(world) else {
        return;
    };
    cluster.phase = Phase::default();
    if !problems.is_empty() {
        cluster.status = "FAILED".to_owned();
        cluster.issues = problems;
        return;
    }
    cluster.status = "ACTIVE".to_owned();
    let creator_admin = cluster.access.creator_admin;
    if creator_admin {
        access_entry::create_for_creator(world, place);
    }
    access_entry::unsettle(world, place);
}

/// What a cluster stands on and is no longer there. Source: EKS API reference, `ClusterIssue`.
fn problems(world: &World, place: &Place) -> Vec<Problem> {
    let Some(cluster) = place.find(world) else {
        return Vec::new();
    };
    let mut problems = Vec::new();
    if !neighbours::role_exists(world, &cluster.role_arn) {
        problems.push(Problem::new(
            "IamRoleNotFound",
            "The cluster's IAM role was not found",
            vec![cluster.role_arn.clone()],
        ));
    }
    if let Some(why) = world.clusters.get(&place.cluster_arn()).and_then(crate::kubernetes::Cluster::failure) {
        problems.push(Problem::new("InternalFailure", why, vec![cluster.name.clone()]));
    }
    let lost = |id: &&String| neighbours::subnet(world, place, id).is_none();
    let subnets: Vec<String> = cluster.vpc.subnet_ids.iter().filter(lost).cloned().collect();
    if !subnets.is_empty() {
        problems.push(Problem::new("Ec2SubnetNotFound", "Subnets of the cluster were not found", subnets));
    }
    problems
}

fn remove(world: &mut World, place: &Place) {
    let Some(cluster) = place.find(world) else {
        return;
    };
    let group = cluster.vpc.cluster_security_group_id.clone();
    if let Some(group) = group {
        // Whatever still uses or names the group keeps it: EKS leaves it behind then.
        neighbours::delete_cluster_security_group(world, place, &group);
    }
    world.clusters.remove(&place.cluster_arn());
    world.served.remove(&place.cluster_arn());
    let state = place.state(world);
    state.clusters.remove(&place.cluster);
    state.tokens.retain(|_, used| used.cluster != place.cluster);
}

fn finish_updates(world: &mut World, place: &Place) {
    let now = world.now;
    let Some(cluster) = place.find_mut(world) else {
        return;
    };
    let mut done = Vec::new();
    for update in cluster.updates.iter_mut().filter(|u| u.running() && u.ends.is_some_and(|end| end <= now)) {
        update.status = "Successful".to_owned();
        if update.nodegroup.is_none() && update.addon.is_none() {
            done.push(update.change.clone());
        }
    }
    if done.is_empty() {
        return;
    }
    for change in &done {
        change.apply(cluster);
    }
    if cluster.status == "UPDATING" {
        cluster.status = "ACTIVE".to_owned();
    }
    for change in done {
        follow(world, place, &change);
    }
}

/// What a change means beside the cluster's own record.
fn follow(world: &mut World, place: &Place, change: &Change) {
    match change {
        Change::Version(version) => {
            if let Some(api) = world.clusters.get_mut(&place.cluster_arn()) {
                api.version.clone_from(version);
            }
        }
        Change::Vpc(vpc) => {
            neighbours::delete_cluster_interfaces(world, place);
            neighbours::create_cluster_interfaces(world, place, vpc);
        }
        Change::Access(_) => access_entry::adopt_config_map(world, place),
        _ => {}
    }
}

impl Cluster {
    pub(crate) fn log_group(&self) -> String {
        format!("/aws/eks/{}/cluster", self.name)
    }
}

/// The control plane makes its log group when it has something to write and finds none, again and again.
fn keep_log_group(world: &mut World, place: &Place) {
    let Some(cluster) = place.find(world) else {
        return;
    };
    if !cluster.is_up() || cluster.logging.is_empty() {
        return;
    }
    let (name, planned) = (cluster.log_group(), cluster.log_group_at);
    let now = world.now;
    let next = match planned {
        _ if neighbours::log_group_exists(world, place, &name) => None,
        None => Some(now + duration::of(world, Work::LogGroup)),
        Some(moment) if moment <= now => {
            neighbours::create_log_group(world, place, &name);
            None
        }
        Some(moment) => Some(moment),
    };
    if next != planned
        && let Some(cluster) = place.find_mut(world)
    {
        cluster.log_group_at = next;
    }
}
