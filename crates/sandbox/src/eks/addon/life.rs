//! What happens to addons by themselves.

use super::Addon;
use crate::eks::place::Place;
use crate::eks::token;
use crate::eks::update::Problem;
use crate::life::{AddonHealth, addon_health};
use crate::world::World;

/// How often the health of settled addons is looked at.
const LOOK_EVERY: i64 = 5_000;

/// Lets every addon of a cluster live for a tick.
pub(crate) fn live(world: &mut World, place: &Place) {
    let now = world.now;
    let Some(cluster) = place.find(world) else {
        return;
    };
    let due = |a: &&Addon| a.ends.is_some_and(|end| end <= now) || a.ends.is_none() && now.0 % LOOK_EVERY == 0;
    let names: Vec<String> = cluster.addons.values().filter(due).map(|a| a.name.clone()).collect();
    for name in names {
        settle(world, place, &name);
    }
}

fn settle(world: &mut World, place: &Place, name: &str) {
    let now = world.now;
    let health = addon_health(world, &place.cluster_arn(), name);
    let Some(cluster) = place.find_mut(world) else {
        return;
    };
    let Some(addon) = cluster.addons.get_mut(name) else {
        return;
    };
    if addon.status == "DELETING" {
        remove(world, place, name);
        return;
    }
    addon.ends = None;
    addon.issues.clear();
    addon.status = match health {
        AddonHealth::Healthy => {
            addon.deadline = None;
            "ACTIVE".to_owned()
        }
        AddonHealth::Degraded { code, message } => {
            addon.issues = vec![Problem::new(&code, message, Vec::new())];
            "DEGRADED".to_owned()
        }
    };
    if addon.issues.is_empty() || addon.deadline.is_some_and(|deadline| deadline <= now) {
        finish_update(world, place, name);
    }
}

fn finish_update(world: &mut World, place: &Place, name: &str) {
    let Some(cluster) = place.find_mut(world) else {
        return;
    };
    let problems = cluster.addons.get(name).map(|a| a.issues.clone()).unwrap_or_default();
    for update in cluster.updates.iter_mut().filter(|u| u.running() && u.addon.as_deref() == Some(name)) {
        update.status = if problems.is_empty() { "Successful" } else { "Failed" }.to_owned();
        update.errors.clone_from(&problems);
    }
}

fn remove(world: &mut World, place: &Place, name: &str) {
    let Some(cluster) = place.find_mut(world) else {
        return;
    };
    if let Some(addon) = cluster.addons.remove(name) {
        // Its own associations go with it.
        cluster.associations.retain(|_, a| a.owner_arn.as_deref() != Some(addon.arn.as_str()));
        cluster.updates.retain(|u| u.addon.as_deref() != Some(name));
    }
    token::forget(place, world, "addonName", name);
}
