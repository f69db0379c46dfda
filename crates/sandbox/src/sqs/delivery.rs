//! Messages that services put in queues by themselves.

use crate::iam::policy::{Context, Request, Requester, evaluate_resource};
use crate::time::Time;
use crate::world::World;

use super::{Message, Queue};

/// Why a service's message did not reach a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undelivered {
    NoQueue,
    /// The queue's policy does not let the service in.
    Denied,
}

/// Region, account and name of a queue's ARN.
fn parts(arn: &str) -> Option<(&str, &str, &str)> {
    let parts: Vec<&str> = arn.split(':').collect();
    match parts.as_slice() {
        ["arn", _, "sqs", region, account, name] => Some((region, account, name)),
        _ => None,
    }
}

/// A queue by ARN.
pub(crate) fn find<'a>(world: &'a World, arn: &str) -> Option<&'a Queue> {
    let (region, account, name) = parts(arn)?;
    world.accounts.get(account)?.regions.get(region)?.sqs.queues.get(name)
}

fn find_mut<'a>(world: &'a mut World, arn: &str) -> Option<&'a mut Queue> {
    let (region, account, name) = parts(arn)?;
    world.accounts.get_mut(account)?.regions.get_mut(region)?.sqs.queues.get_mut(name)
}

/// Sends a message as a service principal, if the queue's policy lets it.
///
/// # Errors
/// There is no such queue, or its policy does not allow `sqs:SendMessage`.
pub fn deliver(world: &mut World, arn: &str, service: &str, source: &str, body: String) -> Result<(), Undelivered> {
    let queue = find(world, arn).ok_or(Undelivered::NoQueue)?;
    let mut context = Context::new();
    context.set("aws:SourceArn", source).set("aws:SecureTransport", "true").set("aws:PrincipalServiceName", service);
    context
        .set("aws:PrincipalIsAWSService", "true")
        .set("aws:SourceAccount", source.split(':').nth(4).unwrap_or_default());
    let request = Request { action: "sqs:SendMessage", resource: &queue.arn, context: &context };
    let requester = Requester { values: vec![("Service", service.to_owned())] };
    let allowed = queue.policy().is_some_and(|policy| evaluate_resource(&policy, &requester, request).is_allowed());
    if !allowed {
        return Err(Undelivered::Denied);
    }
    let (now, id) = (world.now, world.uuid());
    let queue = find_mut(world, arn).ok_or(Undelivered::NoQueue)?;
    let delay = queue.seconds("DelaySeconds");
    queue.expire(now);
    queue.messages.push(message(id, body, now, now + delay));
    Ok(())
}

fn message(id: String, body: String, sent: Time, visible: Time) -> Message {
    Message {
        id,
        body,
        attributes: std::collections::BTreeMap::new(),
        sender: "AIDAIENQZJOLO23YVJ4VO".into(),
        sent,
        visible,
        received: 0,
        first_received: None,
        group: None,
        deduplication: None,
    }
}

/// Moves messages that were received too often to their dead-letter queue.
pub(crate) fn bury(world: &mut World, target: &str, messages: Vec<Message>) {
    if let Some(queue) = find_mut(world, target) {
        queue.messages.extend(messages);
    }
}
