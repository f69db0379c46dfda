//! Queue attributes.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::queue::{Queue, is_fifo, open};
use super::{fault, message};
use crate::call::{Call, Fault, Reply};
use crate::iam::policy::{Document, Kind};
use crate::iam::principal;
use crate::world::World;

enum Rule {
    Range(i64, i64),
    Boolean,
    OneOf(&'static [&'static str]),
    Policy,
    Json,
    Text,
    /// Set by SQS alone.
    ReadOnly,
}

/// Attributes, their defaults and what they may be; rows with `fifo` are for FIFO queues only.
///
/// Source: SQS API Reference, SetQueueAttributes.
struct Row {
    name: &'static str,
    default: Option<&'static str>,
    rule: Rule,
    fifo: bool,
}

const fn row(name: &'static str, default: Option<&'static str>, rule: Rule) -> Row {
    Row { name, default, rule, fifo: false }
}

const fn fifo(name: &'static str, default: &'static str, rule: Rule) -> Row {
    Row { name, default: Some(default), rule, fifo: true }
}

const ATTRIBUTES: &[Row] = &[
    row("DelaySeconds", Some("0"), Rule::Range(0, 900)),
    row("MaximumMessageSize", Some("1048576"), Rule::Range(1024, 1_048_576)),
    row("MessageRetentionPeriod", Some("345600"), Rule::Range(60, 1_209_600)),
    row("ReceiveMessageWaitTimeSeconds", Some("0"), Rule::Range(0, 20)),
    row("VisibilityTimeout", Some("30"), Rule::Range(0, 43_200)),
    row("SqsManagedSseEnabled", Some("true"), Rule::Boolean),
    row("KmsMasterKeyId", None, Rule::Text),
    row("KmsDataKeyReusePeriodSeconds", None, Rule::Range(60, 86_400)),
    row("Policy", None, Rule::Policy),
    row("RedrivePolicy", None, Rule::Json),
    row("RedriveAllowPolicy", None, Rule::Json),
    fifo("FifoQueue", "true", Rule::Boolean),
    fifo("ContentBasedDeduplication", "false", Rule::Boolean),
    fifo("DeduplicationScope", "queue", Rule::OneOf(&["queue", "messageGroup"])),
    fifo("FifoThroughputLimit", "perQueue", Rule::OneOf(&["perQueue", "perMessageGroupId"])),
    row("QueueArn", None, Rule::ReadOnly),
    row("CreatedTimestamp", None, Rule::ReadOnly),
    row("LastModifiedTimestamp", None, Rule::ReadOnly),
    row("ApproximateNumberOfMessages", None, Rule::ReadOnly),
    row("ApproximateNumberOfMessagesNotVisible", None, Rule::ReadOnly),
    row("ApproximateNumberOfMessagesDelayed", None, Rule::ReadOnly),
];

/// The present value of an attribute that can be set.
pub(crate) fn value(queue: &Queue, name: &str) -> Option<String> {
    if let Some(set) = queue.attributes.get(name) {
        return Some(set.clone());
    }
    let kms = queue.attributes.contains_key("KmsMasterKeyId");
    match name {
        "SqsManagedSseEnabled" if kms => Some("false".into()),
        "KmsDataKeyReusePeriodSeconds" if kms => Some("300".into()),
        _ => {
            let row = ATTRIBUTES.iter().find(|row| row.name == name)?;
            if row.fifo && !is_fifo(&queue.name) { None } else { row.default.map(str::to_owned) }
        }
    }
}

/// The request's attributes, each checked by itself.
pub(crate) fn given(call: &Call<'_>, queue: &str) -> Result<BTreeMap<String, String>, Fault> {
    let mut given = BTreeMap::new();
    for (name, value) in call.input["Attributes"].as_object().into_iter().flatten() {
        let row = ATTRIBUTES.iter().find(|row| row.name == name).ok_or_else(|| fault::attribute_name(name))?;
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        if row.fifo && !is_fifo(queue) {
            return Err(fault::attribute_name(name));
        }
        check(row, &text)?;
        given.insert(name.clone(), text);
    }
    if is_fifo(queue) && call.operation == "CreateQueue" && given.get("FifoQueue").map(String::as_str) != Some("true") {
        return Err(fault::parameter(
            "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end \
             with .fifo suffix and be 1 to 80 in length",
        ));
    }
    let kms = given.get("KmsMasterKeyId").is_some_and(|key| !key.is_empty());
    if kms && given.get("SqsManagedSseEnabled").is_some_and(|on| on == "true") {
        return Err(two_encryptions());
    }
    Ok(given)
}

fn two_encryptions() -> Fault {
    fault::attribute_value(
        "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
    )
}

fn invalid(name: &str) -> Fault {
    fault::attribute_value(format!("Invalid value for the parameter {name}."))
}

fn check(row: &Row, text: &str) -> Result<(), Fault> {
    let fits = match &row.rule {
        Rule::ReadOnly => return Err(fault::attribute_name(row.name)),
        Rule::Range(low, high) => text.parse::<i64>().is_ok_and(|n| (*low..=*high).contains(&n)),
        Rule::Boolean => text == "true" || text == "false",
        Rule::OneOf(values) => values.contains(&text),
        Rule::Text => true,
        Rule::Json => text.is_empty() || serde_json::from_str::<Value>(text).is_ok_and(|v| v.is_object()),
        Rule::Policy => text.is_empty() || policy_fits(text),
    };
    if fits { Ok(()) } else { Err(invalid(row.name)) }
}

/// A queue policy speaks of SQS's actions only.
fn policy_fits(text: &str) -> bool {
    Document::parse(text, Kind::Resource).is_ok_and(|document| {
        document
            .statements
            .iter()
            .flat_map(|s| &s.actions.patterns)
            .all(|action| action == "*" || action.to_ascii_lowercase().starts_with("sqs:"))
    })
}

/// Puts checked attributes on a queue; an empty policy, key or redrive policy takes the old one away.
pub(crate) fn apply(
    world: &World,
    queue: &mut Queue,
    given: BTreeMap<String, String>,
    partition: &str,
) -> Result<(), Fault> {
    if let Some(text) = given.get("Policy").filter(|text| !text.is_empty()) {
        let document = Document::parse(text, Kind::Resource).map_err(|_| invalid("Policy"))?;
        queue.policy_ids = principal::resolve(world, &document, partition).map_err(|_| invalid("Policy"))?;
    }
    if let Some(text) = given.get("RedrivePolicy").filter(|text| !text.is_empty()) {
        let (target, _) = message::redrive(text).ok_or_else(|| invalid("RedrivePolicy"))?;
        if super::delivery::find(world, &target).is_none() {
            return Err(fault::attribute_value(format!(
                "Value {text} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist."
            )));
        }
    }
    if given.get("SqsManagedSseEnabled").is_some_and(|on| on == "true")
        && queue.attributes.contains_key("KmsMasterKeyId")
        && given.get("KmsMasterKeyId").is_none_or(|key| !key.is_empty())
    {
        return Err(two_encryptions());
    }
    for (name, text) in given {
        match name.as_str() {
            _ if text.is_empty() => {
                queue.attributes.remove(&name);
            }
            "KmsMasterKeyId" => {
                queue.attributes.remove("SqsManagedSseEnabled");
                queue.attributes.insert(name, text);
            }
            "Policy" => {
                queue.attributes.insert(name, principal::normalise(&text, partition));
            }
            _ => {
                queue.attributes.insert(name, text);
            }
        }
    }
    queue.modified = world.now;
    Ok(())
}

pub(crate) fn set(call: &mut Call<'_>) -> Reply {
    let queue = open(call)?.clone();
    if call.input["Attributes"].as_object().is_none() {
        return Err(fault::missing("Attribute.Name"));
    }
    let given = given(call, &queue.name)?;
    let mut changed = queue;
    let partition = call.partition.clone();
    apply(call.world, &mut changed, given, &partition)?;
    *open(call)? = changed;
    Ok(json!({}))
}

pub(crate) fn get(call: &mut Call<'_>) -> Reply {
    let now = call.now();
    let queue = open(call)?.clone();
    let asked: Vec<String> = call.input["AttributeNames"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    let all = asked.iter().any(|name| name == "All");
    if let Some(unknown) = asked.iter().find(|n| *n != "All" && !ATTRIBUTES.iter().any(|row| row.name == **n)) {
        return Err(fault::attribute_name(unknown));
    }
    let mut shown = serde_json::Map::new();
    for row in ATTRIBUTES.iter().filter(|row| all || asked.iter().any(|name| name == row.name)) {
        let value = match row.name {
            "QueueArn" => Some(queue.arn.clone()),
            "CreatedTimestamp" => Some((queue.created.0 / 1000).to_string()),
            "LastModifiedTimestamp" => Some((queue.modified.0 / 1000).to_string()),
            "ApproximateNumberOfMessages" => Some(message::count(&queue, message::Shown::Visible, now)),
            "ApproximateNumberOfMessagesNotVisible" => Some(message::count(&queue, message::Shown::InFlight, now)),
            "ApproximateNumberOfMessagesDelayed" => Some(message::count(&queue, message::Shown::Delayed, now)),
            "Policy" => value(&queue, row.name).map(|text| principal::render(call.world, &text, &queue.policy_ids)),
            name => value(&queue, name),
        };
        if let Some(value) = value {
            shown.insert(row.name.to_owned(), value.into());
        }
    }
    Ok(if shown.is_empty() { json!({}) } else { json!({ "Attributes": shown }) })
}
