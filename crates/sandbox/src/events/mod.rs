//! Amazon EventBridge: rules on the default bus, their targets, and the events that services emit.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::call::{Call, Fault, Reply};
use crate::time::Time;
use crate::wire::member;

mod bus;
mod event;
mod input;
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

/// Operations, their handlers, and the members they take.
const OPERATIONS: &[(&str, Handler, &str)] = &[
    ("DeleteRule", rule::delete, "Name! EventBusName Force"),
    ("DescribeEventBus", bus::describe, ""),
    ("DescribeRule", rule::describe, "Name! EventBusName"),
    ("DisableRule", rule::disable, "Name! EventBusName"),
    ("EnableRule", rule::enable, "Name! EventBusName"),
    ("ListEventBuses", bus::list, "NextToken Limit"),
    ("ListRuleNamesByTarget", rule::list_names_by_target, "TargetArn! EventBusName NextToken Limit"),
    ("ListRules", rule::list, "NamePrefix EventBusName NextToken Limit"),
    ("ListTagsForResource", tag::list, "ResourceARN!"),
    ("ListTargetsByRule", target::list, "Rule! EventBusName NextToken Limit"),
    ("PutEvents", bus::put_events, "Entries!"),
    ("PutRule", rule::put, "Name! ScheduleExpression EventPattern State Description RoleArn Tags EventBusName"),
    ("PutTargets", target::put, "Rule! EventBusName Targets!"),
    ("RemoveTargets", target::remove, "Rule! EventBusName Ids! Force"),
    ("TagResource", tag::tag, "ResourceARN! Tags!"),
    ("TestEventPattern", pattern::test, "EventPattern! Event!"),
    ("UntagResource", tag::untag, "ResourceARN! TagKeys!"),
];

/// What is answered, by name.
pub(crate) fn operations() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().map(|row| row.0)
}

/// Answers one EventBridge request.
pub fn handle(call: &mut Call<'_>) -> Reply {
    let Some((name, handler, members)) = OPERATIONS.iter().find(|(name, ..)| *name == call.operation) else {
        return call.not_implemented();
    };
    member::check(call, name, members, input::MEMBERS)?;
    handler(call)
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
                "1 validation error detected: Value '{n}' at 'limit' failed to satisfy constraint: Member must \
                 have value between 1 and 100"
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
