//! How instances come up and go down.

use std::time::Duration;

use serde_json::{Value, json};

use super::input::require_some;
use super::instance::Phase;
use super::{State, noun, state};
use crate::call::{Call, Fault, Reply};
use crate::time::Time;
use crate::world::World;

/// Times as usually met; a terminated instance stays visible for about an hour (EC2 user guide, "Terminate").
const BOOT: Duration = Duration::from_secs(30);
const SHUTDOWN: Duration = Duration::from_secs(40);
const SHOWN: Duration = Duration::from_secs(3600);
/// Source: EC2 user guide, "Spot Instance interruption notices".
const NOTICE: Duration = Duration::from_secs(120);

pub(crate) fn terminate(call: &mut Call<'_>) -> Reply {
    let ids = require_some(call, "InstanceId")?;
    let now = call.now();
    let state = state::of(call);
    if let Some(unknown) = ids.iter().find(|id| !state.instances.contains_key(*id)) {
        return Err(noun::absent("i", unknown));
    }
    let reason = ("Client.UserInitiatedShutdown", "Client.UserInitiatedShutdown: User initiated shutdown");
    let mut set: Vec<Value> = Vec::new();
    for id in &ids {
        let before = state.instances[id].phase;
        shut_down(state, id, now, reason);
        let after = state.instances[id].phase;
        set.push(json!({"instanceId": id, "currentState": after.render(), "previousState": before.render()}));
    }
    Ok(json!({"instancesSet": set}))
}

/// Terminates instances on behalf of a service.
///
/// # Errors
/// An instance doesn't exist.
pub fn terminate_instances(world: &mut World, account: &str, region: &str, ids: &[String]) -> Result<(), Fault> {
    let now = world.now;
    let state = state::at(world, account, region);
    for id in ids {
        if !state.instances.contains_key(id) {
            return Err(noun::absent("i", id));
        }
    }
    for id in ids {
        shut_down(
            state,
            id,
            now,
            ("Client.UserInitiatedShutdown", "Client.UserInitiatedShutdown: User initiated shutdown"),
        );
    }
    Ok(())
}

/// Announces a spot interruption; the instance goes two minutes later. False if there is no such living spot instance.
pub fn interrupt_spot(world: &mut World, account: &str, region: &str, id: &str) -> bool {
    let now = world.now;
    let state = state::at(world, account, region);
    match state.instances.get_mut(id) {
        Some(instance) if instance.is_spot() && instance.is_alive() && instance.interruption.is_none() => {
            instance.interruption = Some(now + NOTICE);
            state.announcements.push((id.to_owned(), "interruption".into()));
            true
        }
        _ => false,
    }
}

fn shut_down(state: &mut State, id: &str, now: Time, (code, message): (&str, &str)) {
    if let Some(instance) = state.instances.get_mut(id).filter(|instance| instance.is_alive()) {
        (instance.phase, instance.since) = (Phase::ShuttingDown, now);
        instance.reason = Some((code.to_owned(), message.to_owned()));
        state.announcements.push((id.to_owned(), "shutting-down".into()));
    }
}

/// Moves every instance on that has been in its phase for long enough.
pub(crate) fn live(state: &mut State, now: Time) {
    let (mut interrupted, mut terminated, mut forgotten) = (Vec::new(), Vec::new(), Vec::new());
    for instance in state.instances.values_mut() {
        if instance.is_alive() && instance.interruption.is_some_and(|end| now >= end) {
            interrupted.push(instance.id.clone());
        }
        match instance.phase {
            Phase::Pending if now.since(instance.since) >= BOOT => {
                (instance.phase, instance.since) = (Phase::Running, now);
                state.announcements.push((instance.id.clone(), "running".into()));
            }
            Phase::ShuttingDown if now.since(instance.since) >= SHUTDOWN => {
                (instance.phase, instance.since) = (Phase::Terminated, now);
                state.announcements.push((instance.id.clone(), "terminated".into()));
                terminated.push(instance.id.clone());
            }
            Phase::Terminated if now.since(instance.since) >= SHOWN => forgotten.push(instance.id.clone()),
            _ => {}
        }
    }
    for id in interrupted {
        let reason = ("Server.SpotInstanceTermination", "Server.SpotInstanceTermination: Spot instance termination");
        shut_down(state, &id, now, reason);
    }
    for id in terminated {
        release(state, &id);
    }
    for id in forgotten {
        state.instances.remove(&id);
        state.tags.remove(&id);
    }
}

/// Takes away what goes with an instance and detaches what stays.
fn release(state: &mut State, id: &str) {
    let mut gone = Vec::new();
    for interface in state.network_interfaces.values_mut() {
        match &interface.attachment {
            Some(attachment) if attachment.instance.as_deref() == Some(id) => {
                if attachment.delete_on_termination {
                    gone.push(interface.id.clone());
                }
                interface.attachment = None;
            }
            _ => {}
        }
    }
    for volume in state.volumes.values_mut() {
        if volume.attachment.as_ref().is_some_and(|(instance, _)| instance == id) {
            volume.attachment = None;
            if volume.delete_on_termination {
                gone.push(volume.id.clone());
            }
        }
    }
    for id in gone {
        state.network_interfaces.remove(&id);
        state.volumes.remove(&id);
        state.tags.remove(&id);
    }
}
