//! Amazon EventBridge: rules on the default bus, their targets, and the events that services emit.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::call::{Call, Fault, Reply};
use crate::time::Time;

mod bus;
mod event;
mod pattern;
mod rule;
mod tag;
mod target;

pub use bus::{emit, publish};
pub use event::Event;
pub use rule::Rule;

/// One account's rules in one region.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct State {
    pub rules: BTreeMap<String, Rule>,
    /// How many events matched a rule and could not be delivered to a target.
    pub failed_invocations: u64,
    /// Events on their way to targets.
    pub pending: Vec<(Time, Event)>,
}

/// One operation's handler.
type Handler = for<'a, 'b> fn(&'a mut Call<'b>) -> Reply;

const OPERATIONS: &[(&str, Handler)] = &[
    ("DeleteRule", rule::delete),
    ("DescribeEventBus", bus::describe),
    ("DescribeRule", rule::describe),
    ("DisableRule", rule::disable),
    ("EnableRule", rule::enable),
    ("ListEventBuses", bus::list),
    ("ListRuleNamesByTarget", rule::list_names_by_target),
    ("ListRules", rule::list),
    ("ListTagsForResource", tag::list),
    ("ListTargetsByRule", target::list),
    ("PutEvents", bus::put_events),
    ("PutRule", rule::put),
    ("PutTargets", target::put),
    ("RemoveTargets", target::remove),
    ("TagResource", tag::tag),
    ("TestEventPattern", pattern::test),
    ("UntagResource", tag::untag),
];

/// Answers one EventBridge request.
pub fn handle(call: &mut Call<'_>) -> Reply {
    match OPERATIONS.iter().find(|(name, _)| *name == call.operation) {
        Some((_, handler)) => handler(call),
        None => call.not_implemented(),
    }
}

/// Delivers what is due.
pub fn tick(world: &mut crate::World) {
    bus::deliver_due(world);
}

fn not_found(message: impl Into<String>) -> Fault {
    Fault::new(400, "ResourceNotFoundException", message)
}

fn invalid(message: impl Into<String>) -> Fault {
    Fault::new(400, "ValidationException", message)
}

/// A page of a list; the token is the last key.
fn page(call: &Call<'_>, member: &str, items: Vec<(String, Value)>) -> Reply {
    let size = match call.input["Limit"].as_i64() {
        None => 100,
        Some(n) if (1..=100).contains(&n) => n as usize,
        Some(n) => {
            return Err(invalid(format!(
                "1 validation error detected: Value '{n}' at 'limit' failed to satisfy constraint: Member must have value between 1 and 100"
            )));
        }
    };
    let after = call.text("NextToken");
    let rest: Vec<(String, Value)> =
        items.into_iter().filter(|(key, _)| after.as_ref().is_none_or(|after| key > after)).collect();
    let mut reply = json!({});
    if rest.len() > size {
        reply["NextToken"] = rest[size - 1].0.clone().into();
    }
    reply[member] = rest.into_iter().take(size).map(|(_, value)| value).collect();
    Ok(reply)
}
