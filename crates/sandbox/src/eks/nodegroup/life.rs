//! What happens to a node group by itself.

use super::{Nodegroup, Phase, rolling};
use crate::eks::neighbours::{self, Launch};
use crate::eks::place::Place;
use crate::eks::update::Problem;
use crate::world::World;

/// How often instances are counted.
const COUNT_EVERY: i64 = 5_000;

/// Lets every node group of a cluster live for a tick.
pub(crate) fn live(world: &mut World, place: &Place) {
    let Some(cluster) = place.find(world) else {
        return;
    };
    let groups: Vec<(String, String)> =
        cluster.nodegroups.values().map(|g| (g.name.clone(), g.status.clone())).collect();
    for (name, status) in groups {
        match status.as_str() {
            "CREATING" => creating(world, place, &name),
            "DELETING" => deleting(world, place, &name),
            "UPDATING" => updating(world, place, &name),
            "ACTIVE" | "DEGRADED" if world.now.0 % COUNT_EVERY == 0 => keep_size(world, place, &name),
            _ => {}
        }
    }
}

fn find<'a>(world: &'a World, place: &Place, name: &str) -> Option<&'a Nodegroup> {
    place.find(world)?.nodegroups.get(name)
}

fn find_mut<'a>(world: &'a mut World, place: &Place, name: &str) -> Option<&'a mut Nodegroup> {
    place.find_mut(world)?.nodegroups.get_mut(name)
}

fn creating(world: &mut World, place: &Place, name: &str) {
    let Some(group) = find_mut(world, place, name) else {
        return;
    };
    let (phase, wanted) = (group.phase, group.scaling.desired.max(0) as usize);
    if phase.launch.is_some_and(|launch| launch <= world.now) {
        if let Some(group) = find_mut(world, place, name) {
            group.phase.launch = None;
        }
        if let Err(problem) = start(world, place, name, wanted) {
            fail(world, place, name, problem);
        }
        return;
    }
    if phase.launch.is_some() || phase.earliest.is_some_and(|earliest| world.now < earliest) {
        return;
    }
    let missing = not_ready(world, place, name);
    if missing.is_empty() {
        if let Some(group) = find_mut(world, place, name) {
            group.status = "ACTIVE".to_owned();
            group.phase = Phase::default();
        }
    } else if phase.deadline.is_some_and(|deadline| deadline <= world.now) {
        let text = "Instances failed to join the kubernetes cluster";
        fail(world, place, name, Problem::new("NodeCreationFailure", text, missing));
    }
}

/// Members without a ready node.
fn not_ready(world: &World, place: &Place, name: &str) -> Vec<String> {
    let ready = neighbours::ready_nodes(world, place);
    let members = find(world, place, name).map(|g| g.instances.keys()).into_iter().flatten();
    members.filter(|id| !ready.contains(*id)).cloned().collect()
}

fn fail(world: &mut World, place: &Place, name: &str, problem: Problem) {
    if let Some(group) = find_mut(world, place, name) {
        group.status = "CREATE_FAILED".to_owned();
        group.phase = Phase::default();
        group.issues = vec![problem];
    }
}

/// Starts instances of the group's present generation.
pub(super) fn start(world: &mut World, place: &Place, name: &str, count: usize) -> Result<(), Problem> {
    let Some(group) = find(world, place, name).cloned() else {
        return Ok(());
    };
    if count == 0 {
        return Ok(());
    }
    let launch = Launch::of(world, place, &group, count)?;
    let own_template = launch.template.clone();
    let started = neighbours::run_instances(world, place, &launch)?;
    if let Some(group) = find_mut(world, place, name) {
        group.own_template = Some(own_template);
        let generation = group.generation;
        group.instances.extend(started.into_iter().map(|id| (id, generation)));
    }
    Ok(())
}

/// The Auto Scaling group's work: lost instances are replaced, surplus ones terminated.
fn keep_size(world: &mut World, place: &Place, name: &str) {
    let Some(group) = find(world, place, name) else {
        return;
    };
    let (members, wanted) =
        (group.instances.keys().cloned().collect::<Vec<_>>(), group.scaling.desired.max(0) as usize);
    let alive = neighbours::alive(world, place, &members);
    if alive.len() != members.len()
        && let Some(group) = find_mut(world, place, name)
    {
        group.instances.retain(|id, _| alive.contains(id));
    }
    if alive.len() > wanted {
        let leaving: Vec<String> = alive.iter().take(alive.len() - wanted).cloned().collect();
        let drained: Vec<String> = leaving.into_iter().filter(|id| neighbours::drained(world, place, id)).collect();
        neighbours::terminate_instances(world, place, &drained);
        if let Some(group) = find_mut(world, place, name) {
            group.instances.retain(|id, _| !drained.contains(id));
        }
        return;
    }
    let issues = match start(world, place, name, wanted - alive.len()) {
        Ok(()) => neighbours::node_group_issues(world, place, name),
        Err(problem) => vec![problem],
    };
    if let Some(group) = find_mut(world, place, name) {
        if group.status != "UPDATING" {
            group.status = if issues.is_empty() { "ACTIVE" } else { "DEGRADED" }.to_owned();
        }
        group.issues = issues;
    }
}

fn updating(world: &mut World, place: &Place, name: &str) {
    let Some(group) = find(world, place, name) else {
        return;
    };
    if group.rolling.is_some() {
        rolling::step(world, place, name);
        return;
    }
    let (phase, wanted) = (group.phase, group.scaling.desired.max(0) as usize);
    if world.now.0 % COUNT_EVERY == 0 {
        keep_size(world, place, name);
    }
    let settled = find(world, place, name).is_some_and(|g| g.instances.len() == wanted);
    if settled
        && phase.earliest.is_none_or(|earliest| earliest <= world.now)
        && not_ready(world, place, name).is_empty()
    {
        end_update(world, place, name, Vec::new());
    }
}

/// Ends the group's running update, well or with problems.
pub(super) fn end_update(world: &mut World, place: &Place, name: &str, problems: Vec<Problem>) {
    let Some(cluster) = place.find_mut(world) else {
        return;
    };
    for update in cluster.updates.iter_mut().filter(|u| u.running() && u.nodegroup.as_deref() == Some(name)) {
        update.status = if problems.is_empty() { "Successful" } else { "Failed" }.to_owned();
        update.errors.clone_from(&problems);
    }
    if let Some(group) = cluster.nodegroups.get_mut(name) {
        group.status = "ACTIVE".to_owned();
        group.phase = Phase::default();
    }
}

fn deleting(world: &mut World, place: &Place, name: &str) {
    let Some(group) = find(world, place, name) else {
        return;
    };
    let members: Vec<String> = group.instances.keys().cloned().collect();
    let (phase, template) = (group.phase, group.own_template.clone());
    let now = world.now;
    let late = phase.deadline.is_some_and(|deadline| deadline <= now);
    let leaving: Vec<String> = members.into_iter().filter(|id| neighbours::drained(world, place, id) || late).collect();
    neighbours::terminate_instances(world, place, &leaving);
    let Some(group) = find_mut(world, place, name) else {
        return;
    };
    group.instances.retain(|id, _| !leaving.contains(id));
    if !group.instances.is_empty() || phase.earliest.is_some_and(|earliest| now < earliest) {
        return;
    }
    let profile = group.autoscaling_group.clone();
    if let Some(template) = template {
        neighbours::delete_launch_template(world, place, &template);
    }
    neighbours::delete_node_profile(world, place, &profile);
    if let Some(cluster) = place.find_mut(world) {
        cluster.nodegroups.remove(name);
        cluster.updates.retain(|u| u.nodegroup.as_deref() != Some(name));
    }
    crate::eks::token::forget(place, world, "nodegroupName", name);
}
