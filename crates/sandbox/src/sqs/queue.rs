//! Queues.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Message, attribute, fault, tag};
use crate::call::{Call, Fault, Reply};
use crate::iam::policy::{Context, Document, Kind, Request, Requester, evaluate_resource};
use crate::time::Time;

/// Source: SQS API Reference, CreateQueue ("wait at least 60 seconds") and PurgeQueue (one in 60 seconds).
const BLOCKED: Duration = Duration::from_secs(60);

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Queue {
    pub name: String,
    pub url: String,
    pub arn: String,
    pub created: Time,
    pub modified: Time,
    /// Attributes that were set; the others have their defaults.
    pub attributes: BTreeMap<String, String>,
    /// Ids of the users and roles that the queue's policy names, by ARN.
    pub policy_ids: BTreeMap<String, String>,
    pub tags: BTreeMap<String, String>,
    pub tags_changed: Time,
    pub messages: Vec<Message>,
    pub purged: Option<Time>,
}

impl Queue {
    /// An attribute as a number, its default if it was not set.
    pub(crate) fn number(&self, name: &str) -> i64 {
        attribute::value(self, name).and_then(|text| text.parse().ok()).unwrap_or_default()
    }

    pub(crate) fn seconds(&self, name: &str) -> Duration {
        Duration::from_secs(self.number(name).max(0) as u64)
    }

    /// The queue's policy, if it has one.
    pub(crate) fn policy(&self) -> Option<Document> {
        self.attributes.get("Policy").and_then(|text| Document::parse(text, Kind::Resource).ok())
    }

    /// Forgets messages that outlived their retention.
    pub(crate) fn expire(&mut self, now: Time) {
        let retention = self.seconds("MessageRetentionPeriod");
        self.messages.retain(|message| now.since(message.sent) <= retention);
    }
}

pub(crate) fn is_fifo(name: &str) -> bool {
    name.ends_with(".fifo")
}

fn check_name(name: &str) -> Result<(), Fault> {
    let stem = name.strip_suffix(".fifo").unwrap_or(name);
    let fits = (1..=80).contains(&name.len())
        && !stem.is_empty()
        && stem.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if fits {
        Ok(())
    } else {
        Err(fault::parameter("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"))
    }
}

/// The `amazonaws.com` of a partition.
fn suffix(partition: &str) -> &'static str {
    if partition == "aws-cn" { "amazonaws.com.cn" } else { "amazonaws.com" }
}

/// The queue that the request's URL names.
pub(crate) fn open<'c>(call: &'c mut Call<'_>) -> Result<&'c mut Queue, Fault> {
    let url = call.text("QueueUrl").ok_or_else(|| fault::missing("QueueUrl"))?;
    let path = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    let parts: Vec<&str> = path.split('/').collect();
    let [.., account, name] = parts.as_slice() else {
        let message = format!("The address {url} is not valid for this endpoint.");
        return Err(Fault::new(404, "InvalidAddress", message));
    };
    let (account, name) = ((*account).to_owned(), (*name).to_owned());
    if account != call.caller.account {
        check_foreign(call, &account, &name)?;
    }
    let (now, region) = (call.now(), call.region.clone());
    let queue = call
        .world
        .accounts
        .get_mut(&account)
        .and_then(|a| a.regions.get_mut(&region))
        .and_then(|r| r.sqs.queues.get_mut(&name))
        .ok_or_else(fault::no_queue)?;
    queue.expire(now);
    Ok(queue)
}

/// Callers of other accounts need the queue's policy.
fn check_foreign(call: &Call<'_>, account: &str, name: &str) -> Result<(), Fault> {
    let queue =
        call.world.accounts.get(account).and_then(|a| a.regions.get(&call.region)).and_then(|r| r.sqs.queues.get(name));
    let queue = queue.ok_or_else(fault::no_queue)?;
    let requester = Requester {
        values: vec![
            ("AWS", call.caller.arn.clone()),
            ("AWS", call.caller.account.clone()),
            ("AWS", format!("arn:{}:iam::{}:root", call.partition, call.caller.account)),
        ],
    };
    let (action, context) = (format!("sqs:{}", call.operation), Context::new());
    let request = Request { action: &action, resource: &queue.arn, context: &context };
    match queue.policy() {
        Some(policy) if evaluate_resource(&policy, &requester, request).is_allowed() => Ok(()),
        _ => Err(Fault::new(403, "AccessDenied", format!("Access to the resource {} is denied.", queue.url))),
    }
}

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let name = call.text("QueueName").ok_or_else(|| fault::missing("QueueName"))?;
    check_name(&name)?;
    let given = attribute::given(call, &name)?;
    let tags = tag::given(call, "tags")?;
    let now = call.now();
    if let Some(queue) = call.regional().sqs.queues.get(&name) {
        let differs = given.iter().find(|(key, value)| attribute::value(queue, key).as_ref() != Some(*value));
        return match differs {
            None => Ok(json!({ "QueueUrl": queue.url })),
            Some((key, _)) => Err(Fault::new(
                400,
                "QueueNameExists",
                format!("A queue already exists with the same name and a different value for attribute {key}"),
            )),
        };
    }
    if call.regional().sqs.deleted.get(&name).is_some_and(|at| now.since(*at) < BLOCKED) {
        return Err(Fault::new(
            400,
            "QueueDeletedRecently",
            "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
        ));
    }
    let (region, account, partition) = (call.region.clone(), call.account_id(), call.partition.clone());
    let mut queue = Queue {
        url: format!("https://sqs.{region}.{}/{account}/{name}", suffix(&partition)),
        arn: format!("arn:{partition}:sqs:{region}:{account}:{name}"),
        name: name.clone(),
        created: now,
        modified: now,
        attributes: BTreeMap::new(),
        policy_ids: BTreeMap::new(),
        tags,
        tags_changed: now,
        messages: Vec::new(),
        purged: None,
    };
    attribute::apply(call.world, &mut queue, given, &partition)?;
    let url = queue.url.clone();
    call.regional().sqs.deleted.remove(&name);
    call.regional().sqs.queues.insert(name, queue);
    Ok(json!({ "QueueUrl": url }))
}

pub(crate) fn get_url(call: &mut Call<'_>) -> Reply {
    let name = call.text("QueueName").ok_or_else(|| fault::missing("QueueName"))?;
    let owner = call.text("QueueOwnerAWSAccountId").unwrap_or_else(|| call.account_id());
    if owner != call.caller.account {
        check_foreign(call, &owner, &name)?;
    }
    let queue =
        call.world.accounts.get(&owner).and_then(|a| a.regions.get(&call.region)).and_then(|r| r.sqs.queues.get(&name));
    queue.map(|queue| json!({ "QueueUrl": queue.url })).ok_or_else(fault::no_queue)
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let name = open(call)?.name.clone();
    let now = call.now();
    let state = &mut call.regional().sqs;
    state.queues.remove(&name);
    state.deleted.insert(name, now);
    Ok(json!({}))
}

pub(crate) fn purge(call: &mut Call<'_>) -> Reply {
    let now = call.now();
    let queue = open(call)?;
    if queue.purged.is_some_and(|at| now.since(at) < BLOCKED) {
        let message = format!("Only one PurgeQueue operation on {} is allowed every 60 seconds.", queue.name);
        return Err(Fault::new(403, "PurgeQueueInProgress", message));
    }
    queue.messages.clear();
    queue.purged = Some(now);
    Ok(json!({}))
}

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let prefix = call.text("QueueNamePrefix").unwrap_or_default();
    let found: Vec<(String, String)> = call
        .regional()
        .sqs
        .queues
        .values()
        .filter(|queue| queue.name.starts_with(&prefix))
        .map(|queue| (queue.name.clone(), queue.url.clone()))
        .collect();
    page(call, "QueueUrls", found)
}

pub(crate) fn list_dead_letter_sources(call: &mut Call<'_>) -> Reply {
    let arn = open(call)?.arn.clone();
    let queues = call.regional().sqs.queues.values();
    let found = queues
        .filter(|queue| super::message::dead_letter(queue).is_some_and(|(target, _)| target == arn))
        .map(|queue| (queue.name.clone(), queue.url.clone()))
        .collect();
    let mut reply = page(call, "queueUrls", found)?;
    if reply["queueUrls"].is_null() {
        reply["queueUrls"] = json!([]);
    }
    Ok(reply)
}

/// A page of URLs; the token is the last name, and without a limit a list ends at a thousand.
fn page(call: &Call<'_>, member: &str, found: Vec<(String, String)>) -> Reply {
    let size = match call.input["MaxResults"].as_i64() {
        None => 1000,
        Some(n) if (1..=1000).contains(&n) => n as usize,
        Some(n) => return Err(fault::range(n, "MaxResults", 1, 1000)),
    };
    let after = call.text("NextToken");
    let rest: Vec<(String, String)> =
        found.into_iter().filter(|(name, _)| after.as_ref().is_none_or(|after| name > after)).collect();
    let mut reply = json!({});
    if rest.len() > size && !call.input["MaxResults"].is_null() {
        reply["NextToken"] = rest[size - 1].0.clone().into();
    }
    let urls: Vec<Value> = rest.into_iter().take(size).map(|(_, url)| url.into()).collect();
    if !urls.is_empty() {
        reply[member] = urls.into();
    }
    Ok(reply)
}
