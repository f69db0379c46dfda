//! The default event bus: who gets an event.

use std::time::Duration;

use serde_json::{Value, json};

use super::event::Event;
use super::{invalid, not_found, pattern};
use crate::call::{Call, Fault, Reply};
use crate::sqs;
use crate::world::World;

pub(crate) const DEFAULT: &str = "default";
/// How long an event takes from its source to a target; about half a second to a second in reality.
const LATENCY: Duration = Duration::from_secs(1);

fn arn(call: &Call<'_>) -> String {
    format!("arn:{}:events:{}:{}:event-bus/{DEFAULT}", call.partition, call.region, call.caller.account)
}

/// Only the default bus exists.
pub(crate) fn check(call: &Call<'_>) -> Result<(), Fault> {
    match call.text("EventBusName") {
        Some(name) if name != DEFAULT && name != arn(call) => {
            Err(not_found(format!("Event bus {name} does not exist.")))
        }
        _ => Ok(()),
    }
}

pub(crate) fn describe(call: &mut Call<'_>) -> Reply {
    match call.text("Name") {
        Some(name) if name != DEFAULT && name != arn(call) => {
            Err(not_found(format!("Event bus {name} does not exist.")))
        }
        _ => Ok(json!({ "Name": DEFAULT, "Arn": arn(call) })),
    }
}

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let prefix = call.text("NamePrefix").unwrap_or_default();
    let buses = if DEFAULT.starts_with(&prefix) { json!([{ "Name": DEFAULT, "Arn": arn(call) }]) } else { json!([]) };
    Ok(json!({ "EventBuses": buses }))
}

/// Puts an event on an account's default bus; it is delivered with the next ticks.
pub fn publish(world: &mut World, event: Event) {
    let due = world.now + LATENCY;
    if let Some(account) = world.accounts.get_mut(&event.account) {
        account.region(&event.region).events.pending.push((due, event));
    }
}

/// A service's own event: `event` has `source`, `detail-type`, `resources` and `detail`; the rest is added here.
pub fn emit(world: &mut World, account: &str, region: &str, event: Value) {
    let text = |key: &str| event[key].as_str().unwrap_or_default().to_owned();
    let resources = event["resources"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let event = Event {
        id: world.uuid(),
        source: text("source"),
        detail_type: text("detail-type"),
        account: account.to_owned(),
        region: region.to_owned(),
        time: world.now,
        resources: resources.map(str::to_owned).collect(),
        detail: event["detail"].clone(),
    };
    publish(world, event);
}

/// Delivers events whose time has come to the targets of the rules that they match.
pub(crate) fn deliver_due(world: &mut World) {
    let now = world.now;
    let mut due = Vec::new();
    for account in world.accounts.values_mut() {
        for regional in account.regions.values_mut() {
            let events = &mut regional.events;
            if events.pending.is_empty() {
                continue;
            }
            let (ready, waiting) = std::mem::take(&mut events.pending).into_iter().partition(|(at, _)| *at <= now);
            events.pending = waiting;
            due.extend::<Vec<_>>(ready);
        }
    }
    for (_, event) in due {
        route(world, &event);
    }
}

fn route(world: &mut World, event: &Event) {
    let envelope = event.envelope();
    let Some(regional) = world.accounts.get(&event.account).and_then(|a| a.regions.get(&event.region)) else { return };
    let deliveries: Vec<(String, String, String)> = regional
        .events
        .rules
        .values()
        .filter(|rule| rule.is_enabled())
        .filter(|rule| {
            let wanted = rule.pattern.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok());
            wanted.is_some_and(|wanted| pattern::matches(&wanted, &envelope))
        })
        .flat_map(|rule| rule.targets.values().map(|target| (rule.arn.clone(), target)))
        .map(|(rule, target)| (rule, target.arn.clone(), body(&target.given, &envelope)))
        .collect();
    for (rule, target, body) in deliveries {
        let delivered = sqs::deliver(world, &target, "events.amazonaws.com", &rule, body).is_ok();
        if !delivered && let Some(account) = world.accounts.get_mut(&event.account) {
            account.region(&event.region).events.failed_invocations += 1;
        }
    }
}

/// What a target gets: a constant, a part of the event, or all of it.
fn body(target: &Value, envelope: &Value) -> String {
    if let Some(constant) = target["Input"].as_str() {
        return constant.to_owned();
    }
    match target["InputPath"].as_str().and_then(|path| path.strip_prefix('$')) {
        Some(path) => {
            let pointer: String =
                path.split('.').filter(|part| !part.is_empty()).map(|part| format!("/{part}")).collect();
            envelope.pointer(&pointer).unwrap_or(&Value::Null).to_string()
        }
        None => envelope.to_string(),
    }
}

/// `PutEvents`: each entry fails or is taken by itself.
pub(crate) fn put_events(call: &mut Call<'_>) -> Reply {
    let entries = call.input["Entries"].as_array().cloned().unwrap_or_default();
    if entries.is_empty() || entries.len() > 10 {
        return Err(invalid(format!(
            "1 validation error detected: Value '[...]' at 'entries' failed to satisfy constraint: Member must \
             have length {}",
            if entries.is_empty() { "greater than or equal to 1" } else { "less than or equal to 10" }
        )));
    }
    let mut shown = Vec::new();
    let mut failed = 0;
    for entry in entries {
        match accept(call, &entry) {
            Ok(id) => shown.push(json!({ "EventId": id })),
            Err((code, message)) => {
                failed += 1;
                shown.push(json!({ "ErrorCode": code, "ErrorMessage": message }));
            }
        }
    }
    Ok(json!({ "FailedEntryCount": failed, "Entries": shown }))
}

fn accept(call: &mut Call<'_>, entry: &Value) -> Result<String, (&'static str, String)> {
    let text = |key: &str| entry[key].as_str().unwrap_or_default().to_owned();
    for name in ["Source", "DetailType", "Detail"] {
        if text(name).is_empty() {
            return Err((
                "InvalidArgument",
                format!("Parameter {name} is not valid. Reason: {name} is a required argument."),
            ));
        }
    }
    if text("Source").starts_with("aws.") {
        return Err(("NotAuthorizedForSourceException", format!("Not authorized for the source {}.", text("Source"))));
    }
    let detail = serde_json::from_str::<Value>(&text("Detail")).ok().filter(Value::is_object);
    let Some(detail) = detail else {
        return Err(("MalformedDetail", "Detail is malformed.".into()));
    };
    let bus = text("EventBusName");
    if !bus.is_empty() && bus != DEFAULT && bus != arn(call) {
        // An unknown bus swallows the event: it is answered as taken.
        return Ok(call.world.uuid());
    }
    let resources = entry["Resources"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let event = Event {
        id: call.world.uuid(),
        source: text("Source"),
        detail_type: text("DetailType"),
        account: call.account_id(),
        region: call.region.clone(),
        time: call.now(),
        resources: resources.map(str::to_owned).collect(),
        detail,
    };
    let id = event.id.clone();
    publish(call.world, event);
    Ok(id)
}
