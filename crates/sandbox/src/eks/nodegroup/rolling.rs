//! A rolling update: new nodes come up, old ones are drained, some at a time.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::life::{end_update, start};
use super::{LaunchTemplate, Nodegroup};
use crate::eks::neighbours;
use crate::eks::place::Place;
use crate::eks::update::Problem;
use crate::time::Time;
use crate::world::World;

/// How long one batch of new nodes may take to join. Source: EKS user guide, "node update behavior" (15 minutes).
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// How long a node may take to drain before the update fails, or goes on when forced. Source: as above.
const DRAIN: Duration = Duration::from_secs(15 * 60);

/// Where a group is on the way to another version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Rolling {
    pub(crate) version: String,
    pub(crate) release: String,
    pub(crate) template: Option<LaunchTemplate>,
    pub(crate) force: bool,
    pub(crate) began: Time,
    /// When the present batch was started.
    batch: Option<Time>,
    /// Old nodes that are being drained, since when.
    draining: Option<(Vec<String>, Time)>,
}

impl Rolling {
    pub(crate) fn new(version: String, release: String, template: Option<LaunchTemplate>) -> Rolling {
        Rolling { version, release, template, force: false, began: Time::default(), batch: None, draining: None }
    }
}

/// How many nodes may be away at a time.
fn width(group: &Nodegroup) -> usize {
    let count = group.update_config["maxUnavailable"].as_i64();
    let share = group.update_config["maxUnavailablePercentage"].as_i64();
    let wanted = count.unwrap_or_else(|| share.map_or(1, |p| (group.scaling.desired * p).div_euclid(100)));
    wanted.clamp(1, 100) as usize
}

/// One step of the update, once per tick.
pub(crate) fn step(world: &mut World, place: &Place, name: &str) {
    let Some(group) = place.find(world).and_then(|c| c.nodegroups.get(name)) else {
        return;
    };
    let Some(rolling) = group.rolling.clone() else {
        return;
    };
    let mut new = BTreeSet::new();
    let mut old = Vec::new();
    for (id, generation) in &group.instances {
        if *generation == group.generation {
            new.insert(id.clone());
        } else {
            old.push(id.clone());
        }
    }
    let (wanted, width) = (group.scaling.desired.max(0) as usize, width(group));
    let ready = neighbours::ready_nodes(world, place);
    let waiting = new.iter().any(|id| !ready.contains(id));
    if let Some((nodes, since)) = rolling.draining {
        drain(world, place, name, (nodes, since, rolling.force));
    } else if waiting {
        if rolling.batch.is_some_and(|since| world.now.since(since) > PATIENCE) {
            fail(world, place, name, &new);
        }
    } else if !old.is_empty() && new.len() + old.len() > wanted {
        let surplus = (new.len() + old.len() - wanted).min(old.len());
        let leaving: Vec<String> = old.into_iter().take(surplus.min(width)).collect();
        let now = world.now;
        set(world, place, name, |rolling| rolling.draining = Some((leaving, now)));
    } else if new.len() < wanted {
        launch(world, place, name, (wanted - new.len()).min(width));
    } else if old.is_empty() {
        finish(world, place, name);
    }
}

fn set(world: &mut World, place: &Place, name: &str, change: impl FnOnce(&mut Rolling)) {
    let group = place.find_mut(world).and_then(|c| c.nodegroups.get_mut(name));
    if let Some(rolling) = group.and_then(|g| g.rolling.as_mut()) {
        change(rolling);
    }
}

fn launch(world: &mut World, place: &Place, name: &str, count: usize) {
    let now = world.now;
    match start(world, place, name, count) {
        Ok(()) => set(world, place, name, |rolling| rolling.batch = Some(now)),
        Err(problem) => {
            end(world, place, name, vec![problem]);
        }
    }
}

/// Drains old nodes and terminates those that are empty.
fn drain(world: &mut World, place: &Place, name: &str, (nodes, since, force): (Vec<String>, Time, bool)) {
    let late = world.now.since(since) > DRAIN;
    let mut left = Vec::new();
    for node in nodes {
        if neighbours::drained(world, place, &node) || late && force {
            neighbours::terminate_instances(world, place, std::slice::from_ref(&node));
            if let Some(group) = place.find_mut(world).and_then(|c| c.nodegroups.get_mut(name)) {
                group.instances.remove(&node);
            }
        } else {
            left.push(node);
        }
    }
    if late && !left.is_empty() {
        let text = "Reached max retries while trying to evict pods from nodes in node group";
        end(world, place, name, vec![Problem::new("PodEvictionFailure", text, left)]);
        return;
    }
    set(world, place, name, |rolling| rolling.draining = (!left.is_empty()).then_some((left, since)));
}

/// New nodes never joined: they go again, the old ones stay.
fn fail(world: &mut World, place: &Place, name: &str, new: &BTreeSet<String>) {
    let ids: Vec<String> = new.iter().cloned().collect();
    neighbours::terminate_instances(world, place, &ids);
    if let Some(group) = place.find_mut(world).and_then(|c| c.nodegroups.get_mut(name)) {
        group.instances.retain(|id, _| !new.contains(id));
    }
    let problem = Problem::new(
        "NodeCreationFailure",
        "Couldn't proceed with upgrade process as new nodes are not joining node group",
        ids,
    );
    end(world, place, name, vec![problem]);
}

fn finish(world: &mut World, place: &Place, name: &str) {
    if let Some(group) = place.find_mut(world).and_then(|c| c.nodegroups.get_mut(name))
        && let Some(rolling) = group.rolling.take()
    {
        group.version = rolling.version;
        group.release_version = rolling.release;
        if rolling.template.is_some() {
            group.launch_template = rolling.template;
        }
    }
    end_update(world, place, name, Vec::new());
}

/// Gives up: what is left belongs to the old version again.
fn end(world: &mut World, place: &Place, name: &str, problems: Vec<Problem>) {
    if let Some(group) = place.find_mut(world).and_then(|c| c.nodegroups.get_mut(name)) {
        group.rolling = None;
    }
    end_update(world, place, name, problems);
}
