//! Messages: sending, receiving, visibility, deletion.

use std::collections::BTreeMap;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::queue::{Queue, is_fifo, open};
use super::{delivery, fault, key, md5};
use crate::call::{Call, Fault, Reply};
use crate::time::Time;

/// Source: SQS Developer Guide, "deduplication interval".
const DEDUPLICATION: Duration = Duration::from_secs(300);

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Message {
    pub id: String,
    pub body: String,
    /// `MessageAttributes` as sent.
    pub attributes: BTreeMap<String, Value>,
    pub sender: String,
    pub sent: Time,
    /// From when on it can be received (again).
    pub visible: Time,
    pub received: u64,
    pub first_received: Option<Time>,
    pub group: Option<String>,
    pub deduplication: Option<String>,
}

/// What a count counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    Visible,
    InFlight,
    Delayed,
}

pub(crate) fn count(queue: &Queue, wanted: Shown, now: Time) -> String {
    let shown = |message: &Message| match (message.visible <= now, message.received) {
        (true, _) => Shown::Visible,
        (false, 0) => Shown::Delayed,
        (false, _) => Shown::InFlight,
    };
    queue.messages.iter().filter(|m| shown(m) == wanted).count().to_string()
}

/// A redrive policy's target and receive limit.
pub(crate) fn redrive(text: &str) -> Option<(String, u64)> {
    let value: Value = serde_json::from_str(text).ok()?;
    let target = value["deadLetterTargetArn"].as_str()?.to_owned();
    let most = match &value["maxReceiveCount"] {
        Value::String(text) => text.parse().ok()?,
        other => other.as_u64()?,
    };
    (1..=1000).contains(&most).then_some((target, most))
}

pub(crate) fn dead_letter(queue: &Queue) -> Option<(String, u64)> {
    queue.attributes.get("RedrivePolicy").and_then(|text| redrive(text))
}

/// Puts one message in a queue; `entry` is a request or one entry of a batch.
pub(crate) fn put(call: &mut Call<'_>, entry: &Value) -> Reply {
    let body = entry["MessageBody"].as_str().ok_or_else(|| fault::missing("MessageBody"))?.to_owned();
    let attributes: BTreeMap<String, Value> =
        entry["MessageAttributes"].as_object().map(|m| m.clone().into_iter().collect()).unwrap_or_default();
    let (now, id, sender) = (call.now(), call.world.uuid(), call.caller.user_id.clone());
    key::check(call)?;
    let queue = open(call)?;
    check_content(queue, &body, &attributes)?;
    let delay = match entry["DelaySeconds"].as_i64() {
        None => queue.number("DelaySeconds"),
        Some(n) if (0..=900).contains(&n) => n,
        Some(n) => return Err(fault::range(n, "DelaySeconds", 0, 900)),
    };
    let mut reply = json!({ "MessageId": id, "MD5OfMessageBody": md5::hex(body.as_bytes()) });
    if let Some(digest) = digest(&attributes) {
        reply["MD5OfMessageAttributes"] = digest.into();
    }
    let group = entry["MessageGroupId"].as_str().map(str::to_owned);
    let deduplication = deduplication(queue, entry, &body)?;
    if is_fifo(&queue.name) && group.is_none() {
        return Err(fault::missing("MessageGroupId"));
    }
    if let Some(key) = &deduplication
        && let Some(same) =
            queue.messages.iter().find(|m| m.deduplication.as_ref() == Some(key) && now.since(m.sent) < DEDUPLICATION)
    {
        reply["MessageId"] = same.id.clone().into();
        return Ok(reply);
    }
    let visible = now + Duration::from_secs(delay as u64);
    queue.messages.push(Message {
        id,
        body,
        attributes,
        sender,
        sent: now,
        visible,
        received: 0,
        first_received: None,
        group,
        deduplication,
    });
    Ok(reply)
}

fn deduplication(queue: &Queue, entry: &Value, body: &str) -> Result<Option<String>, Fault> {
    if !is_fifo(&queue.name) {
        return Ok(None);
    }
    match entry["MessageDeduplicationId"].as_str() {
        Some(id) => Ok(Some(id.to_owned())),
        None if super::attribute::value(queue, "ContentBasedDeduplication").as_deref() == Some("true") => {
            Ok(Some(md5::hex(body.as_bytes())))
        }
        None => Err(fault::parameter(
            "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided \
             explicitly",
        )),
    }
}

fn check_content(queue: &Queue, body: &str, attributes: &BTreeMap<String, Value>) -> Result<(), Fault> {
    if body.is_empty() {
        return Err(fault::missing("MessageBody"));
    }
    if body.chars().any(|c| c < ' ' && !matches!(c, '\t' | '\n' | '\r') || c == '\u{fffe}' || c == '\u{ffff}') {
        return Err(Fault::new(
            400,
            "InvalidMessageContents",
            "Message Contents include characters outside the allowed set. The following characters are allowed: \
             #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
        ));
    }
    if attributes.len() > 10 {
        return Err(fault::parameter(format!(
            "Number of message attributes [{}] exceeds the allowed maximum [10].",
            attributes.len()
        )));
    }
    let extra: usize = attributes.iter().map(|(name, value)| name.len() + value.to_string().len()).sum();
    let most = queue.number("MaximumMessageSize");
    if (body.len() + extra) as i64 > most {
        return Err(fault::parameter(format!(
            "One or more parameters are invalid. Reason: Message must be shorter than {most} bytes."
        )));
    }
    Ok(())
}

/// SQS's digest over message attributes: length-prefixed name, type and value of each, in order of names.
fn digest(attributes: &BTreeMap<String, Value>) -> Option<String> {
    if attributes.is_empty() {
        return None;
    }
    let mut bytes = Vec::new();
    for (name, value) in attributes {
        let (marker, content) = match value["StringValue"].as_str() {
            Some(text) => (1, text.as_bytes().to_vec()),
            None => (2, STANDARD.decode(value["BinaryValue"].as_str().unwrap_or_default()).unwrap_or_default()),
        };
        let kind = value["DataType"].as_str().unwrap_or_default();
        bytes.extend(prefixed(name.as_bytes()));
        bytes.extend(prefixed(kind.as_bytes()));
        bytes.push(marker);
        bytes.extend(prefixed(&content));
    }
    Some(md5::hex(&bytes))
}

fn prefixed(part: &[u8]) -> Vec<u8> {
    [&(part.len() as u32).to_be_bytes(), part].concat()
}

pub(crate) fn send(call: &mut Call<'_>) -> Reply {
    let entry = call.input.clone();
    put(call, &entry)
}

fn number(call: &Call<'_>, name: &str, low: i64, high: i64) -> Result<Option<i64>, Fault> {
    match call.input[name].as_i64() {
        Some(n) if !(low..=high).contains(&n) => Err(fault::range(n, name, low, high)),
        other => Ok(other),
    }
}

pub(crate) fn receive(call: &mut Call<'_>) -> Reply {
    let most = number(call, "MaxNumberOfMessages", 1, 10)?.unwrap_or(1) as usize;
    number(call, "WaitTimeSeconds", 0, 20)?;
    let timeout = number(call, "VisibilityTimeout", 0, 43_200)?;
    key::check(call)?;
    let (input, now) = (call.input.clone(), call.now());
    let queue = open(call)?;
    let timeout = Duration::from_secs(timeout.unwrap_or_else(|| queue.number("VisibilityTimeout")) as u64);
    let dead = dead_letter(queue);
    let (mut shown, mut moved) = (Vec::new(), Vec::new());
    let arn = queue.arn.clone();
    for message in &mut queue.messages {
        if shown.len() == most {
            break;
        }
        if message.visible > now {
            continue;
        }
        if dead.as_ref().is_some_and(|(_, most)| message.received >= *most) {
            moved.push(message.id.clone());
            continue;
        }
        message.received += 1;
        message.first_received.get_or_insert(now);
        message.visible = now + timeout;
        shown.push(show(message, &arn, &input));
    }
    let (gone, kept) = std::mem::take(&mut queue.messages).into_iter().partition(|m| moved.contains(&m.id));
    queue.messages = kept;
    if let Some((target, _)) = dead {
        delivery::bury(call.world, &target, gone);
    }
    Ok(if shown.is_empty() { json!({}) } else { json!({ "Messages": shown }) })
}

fn show(message: &Message, arn: &str, input: &Value) -> Value {
    let mut asked: Vec<&str> = Vec::new();
    for member in ["AttributeNames", "MessageSystemAttributeNames"] {
        asked.extend(input[member].as_array().into_iter().flatten().filter_map(Value::as_str));
    }
    let system = [
        ("SenderId", Some(message.sender.clone())),
        ("SentTimestamp", Some(message.sent.0.to_string())),
        ("ApproximateReceiveCount", Some(message.received.to_string())),
        ("ApproximateFirstReceiveTimestamp", message.first_received.map(|t| t.0.to_string())),
        ("MessageGroupId", message.group.clone()),
        ("MessageDeduplicationId", message.deduplication.clone()),
    ];
    let attributes: Map<String, Value> = system
        .into_iter()
        .filter(|(name, _)| asked.contains(&"All") || asked.contains(name))
        .filter_map(|(name, value)| Some((name.to_owned(), Value::String(value?))))
        .collect();
    let names: Vec<&str> =
        input["MessageAttributeNames"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let wanted = |name: &str| {
        names.iter().any(|n| {
            *n == "All" || *n == ".*" || *n == name || n.strip_suffix(".*").is_some_and(|p| name.starts_with(p))
        })
    };
    let own: BTreeMap<String, Value> =
        message.attributes.iter().filter(|(name, _)| wanted(name)).map(|(n, v)| (n.clone(), v.clone())).collect();
    let mut shown = json!({
        "MessageId": message.id,
        "ReceiptHandle": STANDARD.encode(format!("{arn} {} {}", message.id, message.received)),
        "MD5OfBody": md5::hex(message.body.as_bytes()),
        "Body": message.body,
    });
    if !attributes.is_empty() {
        shown["Attributes"] = attributes.into();
    }
    if let Some(digest) = digest(&own) {
        shown["MD5OfMessageAttributes"] = digest.into();
        shown["MessageAttributes"] = json!(own);
    }
    shown
}

/// The message id and receive count that a receipt handle of this queue stands for.
fn receipt(queue: &Queue, handle: &str) -> Result<(String, u64), Fault> {
    let invalid = || {
        Fault::new(
            404,
            "ReceiptHandleIsInvalid",
            format!("The input receipt handle \"{handle}\" is not a valid receipt handle."),
        )
    };
    let text = STANDARD.decode(handle).ok().and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(invalid)?;
    let parts: Vec<&str> = text.split(' ').collect();
    match parts.as_slice() {
        [arn, id, count] if *arn == queue.arn => Ok(((*id).to_owned(), count.parse().map_err(|_| invalid())?)),
        _ => Err(invalid()),
    }
}

/// Deletes by receipt handle; a message that is gone already is no error.
pub(crate) fn remove(call: &mut Call<'_>, entry: &Value) -> Reply {
    let handle = entry["ReceiptHandle"].as_str().ok_or_else(|| fault::missing("ReceiptHandle"))?;
    let queue = open(call)?;
    let (id, _) = receipt(queue, handle)?;
    queue.messages.retain(|message| message.id != id);
    Ok(json!({}))
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let entry = call.input.clone();
    remove(call, &entry)
}

pub(crate) fn hide(call: &mut Call<'_>, entry: &Value) -> Reply {
    let handle = entry["ReceiptHandle"].as_str().ok_or_else(|| fault::missing("ReceiptHandle"))?;
    let timeout = match entry["VisibilityTimeout"].as_i64() {
        Some(n) if (0..=43_200).contains(&n) => Duration::from_secs(n as u64),
        Some(n) => return Err(fault::range(n, "VisibilityTimeout", 0, 43_200)),
        None => return Err(fault::missing("VisibilityTimeout")),
    };
    let now = call.now();
    let queue = open(call)?;
    let (id, _) = receipt(queue, handle)?;
    match queue.messages.iter_mut().find(|message| message.id == id) {
        Some(message) if message.visible > now && message.received > 0 => {
            message.visible = now + timeout;
            Ok(json!({}))
        }
        _ => Err(Fault::new(
            400,
            "MessageNotInflight",
            format!(
                "Value {handle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not \
                 available for visibility timeout change."
            ),
        )),
    }
}

pub(crate) fn change_visibility(call: &mut Call<'_>) -> Reply {
    let entry = call.input.clone();
    hide(call, &entry)
}
