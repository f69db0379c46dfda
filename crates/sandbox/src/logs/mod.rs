//! Amazon CloudWatch Logs: groups, and as much of streams as `describe` needs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::call::{Call, Fault, Reply};
use crate::wire::member;
use crate::world::World;

mod group;
mod input;
mod stream;
mod tag;

pub use group::Group;
pub use stream::Stream;

/// One account's log groups in one region.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct State {
    pub groups: BTreeMap<String, Group>,
}

/// One operation's handler.
type Handler = for<'a, 'b> fn(&'a mut Call<'b>) -> Reply;

/// Operations, their handlers, and the members they take.
const OPERATIONS: &[(&str, Handler, &str)] = &[
    ("AssociateKmsKey", group::associate_key, "logGroupName kmsKeyId! resourceIdentifier"),
    ("CreateLogGroup", group::create, "logGroupName! kmsKeyId tags logGroupClass deletionProtectionEnabled"),
    ("CreateLogStream", stream::create, "logGroupName! logStreamName!"),
    ("DeleteLogGroup", group::delete, "logGroupName!"),
    ("DeleteLogStream", stream::delete, "logGroupName! logStreamName!"),
    ("DeleteRetentionPolicy", group::delete_retention, "logGroupName!"),
    (
        "DescribeLogGroups",
        group::describe,
        "logGroupNamePrefix logGroupNamePattern nextToken limit logGroupClass logGroupIdentifiers",
    ),
    ("DescribeLogStreams", stream::describe, "logGroupName logGroupIdentifier logStreamNamePrefix nextToken limit"),
    ("DisassociateKmsKey", group::disassociate_key, "logGroupName resourceIdentifier"),
    ("ListTagsForResource", tag::list, "resourceArn!"),
    ("ListTagsLogGroup", tag::list, "logGroupName!"),
    ("PutRetentionPolicy", group::put_retention, "logGroupName! retentionInDays!"),
    ("TagLogGroup", tag::tag, "logGroupName! tags!"),
    ("TagResource", tag::tag, "resourceArn! tags!"),
    ("UntagLogGroup", tag::untag, "logGroupName!"),
    ("UntagResource", tag::untag, "resourceArn! tagKeys!"),
];

/// What is answered, by name.
pub(crate) fn operations() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().map(|row| row.0)
}

/// Answers one CloudWatch Logs request.
pub fn handle(call: &mut Call<'_>) -> Reply {
    let Some((name, handler, members)) = OPERATIONS.iter().find(|(name, ..)| *name == call.operation) else {
        return call.not_implemented();
    };
    member::check(call, name, members, input::MEMBERS)?;
    handler(call)
}

/// Makes a log group unless it exists, as EKS does when a cluster logs.
pub fn ensure_group(world: &mut World, account: &str, region: &str, name: &str) {
    let now = world.now;
    let Some(owner) = world.accounts.get_mut(account) else { return };
    let partition = owner.partition.clone();
    let groups = &mut owner.region(region).logs.groups;
    if !groups.contains_key(name) {
        groups.insert(name.to_owned(), Group::new(name, (&partition, region, account), now));
    }
}

pub(crate) fn invalid(message: impl Into<String>) -> Fault {
    Fault::new(400, "InvalidParameterException", message)
}

pub(crate) fn constraint(value: &str, member: &str, rule: &str) -> Fault {
    invalid(format!("1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {rule}"))
}

pub(crate) fn no_group() -> Fault {
    Fault::new(400, "ResourceNotFoundException", "The specified log group does not exist.")
}

/// One page; the token is the last key.
pub(crate) fn page(call: &Call<'_>, member: &str, items: Vec<(String, Value)>) -> Reply {
    let size = match call.input["limit"].as_i64() {
        None => 50,
        Some(n) if (1..=50).contains(&n) => n as usize,
        Some(n) if n < 1 => {
            return Err(constraint(&n.to_string(), "limit", "Member must have value greater than or equal to 1"));
        }
        Some(n) => return Err(constraint(&n.to_string(), "limit", "Member must have value less than or equal to 50")),
    };
    let after = call.text("nextToken");
    if after.as_ref().is_some_and(|token| !items.iter().any(|(key, _)| key == token)) {
        return Err(invalid("The specified nextToken is invalid."));
    }
    let rest: Vec<(String, Value)> =
        items.into_iter().filter(|(key, _)| after.as_ref().is_none_or(|after| key > after)).collect();
    let mut reply = serde_json::json!({});
    if rest.len() > size {
        reply["nextToken"] = rest[size - 1].0.clone().into();
    }
    reply[member] = rest.into_iter().take(size).map(|(_, value)| value).collect();
    Ok(reply)
}
