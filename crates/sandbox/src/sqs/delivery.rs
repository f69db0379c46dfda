//! Messages that services put in queues by themselves.

use crate::iam::policy::{Context, Request, Requester, evaluate_resource};
use crate::kms;
use crate::time::Time;
use crate::world::World;

use super::{Message, Queue};

/// Why a service's message did not reach a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undelivered {
    NoQueue,
    /// The queue's policy does not let the service in.
    Denied,
    /// The queue is encrypted with a key that does not let the service use it.
    KeyDenied,
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
/// There is no such queue, or its policy does not allow `sqs:SendMessage`, or its key's policy does not.
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
    if let Some(reference) = queue.attributes.get("KmsMasterKeyId")
        && !key_allows(world, arn, reference, &requester)
    {
        return Err(Undelivered::KeyDenied);
    }
    let (now, id) = (world.now, world.uuid());
    let queue = find_mut(world, arn).ok_or(Undelivered::NoQueue)?;
    let delay = queue.seconds("DelaySeconds");
    queue.expire(now);
    queue.messages.push(message(id, body, now, now + delay));
    Ok(())
}

/// A service needs two actions of the queue's key; AWS's own key for queues gives them to no service.
///
/// Source: SQS Developer Guide, "Configure KMS permissions for AWS services".
fn key_allows(world: &World, queue: &str, reference: &str, requester: &Requester) -> bool {
    let Some((region, account, _)) = parts(queue) else { return false };
    let context = Context::new();
    kms::resolve(world, account, region, reference).is_some_and(|key| {
        key.is_usable()
            && ["kms:GenerateDataKey", "kms:Decrypt"].iter().all(|action| kms::allows(key, requester, action, &context))
    })
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::call::{Call, Caller};

    const ARN: &str = "arn:aws:sqs:us-east-1:111122223333:q";

    fn ask(world: &mut World, service: &'static str, operation: &str, input: Value) -> Value {
        let account = "111122223333".to_owned();
        let caller = Caller { arn: format!("arn:aws:iam::{account}:root"), user_id: account.clone(), account };
        let (region, partition) = ("us-east-1".to_owned(), "aws".to_owned());
        let mut call = Call { world, service, operation: operation.into(), input, caller, region, partition };
        let reply = if service == "kms" { kms::handle(&mut call) } else { crate::sqs::handle(&mut call) };
        reply.expect("a valid call")
    }

    fn policy(actions: Value, resource: &str, condition: Value) -> String {
        json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": actions,
            "Resource": resource,
            "Condition": condition,
        }]})
        .to_string()
    }

    #[test]
    fn queue_and_key_have_to_let_a_service_in() {
        let mut world = World::default();
        let url = ask(&mut world, "sqs", "CreateQueue", json!({"QueueName": "q"}))["QueueUrl"].clone();
        let send = |world: &mut World, rule: &str| deliver(world, ARN, "events.amazonaws.com", rule, "x".into());
        let rule = "arn:aws:events:us-east-1:111122223333:rule/a";
        assert_eq!(send(&mut world, rule), Err(Undelivered::Denied));

        let from_rule = json!({"ArnEquals": {"aws:SourceArn": rule}});
        let set = |attributes: Value| json!({"QueueUrl": url, "Attributes": attributes});
        let allow = policy(json!("sqs:SendMessage"), ARN, from_rule);
        ask(&mut world, "sqs", "SetQueueAttributes", set(json!({"Policy": allow})));
        assert_eq!(send(&mut world, rule), Ok(()));
        assert_eq!(send(&mut world, "arn:aws:events:us-east-1:111122223333:rule/b"), Err(Undelivered::Denied));

        let key = ask(&mut world, "kms", "CreateKey", json!({}))["KeyMetadata"]["KeyId"].clone();
        ask(&mut world, "sqs", "SetQueueAttributes", set(json!({"KmsMasterKeyId": key})));
        assert_eq!(send(&mut world, rule), Err(Undelivered::KeyDenied));
        let open = policy(json!(["kms:GenerateDataKey", "kms:Decrypt"]), "*", json!({}));
        let input = json!({"KeyId": key, "Policy": open, "BypassPolicyLockoutSafetyCheck": true});
        ask(&mut world, "kms", "PutKeyPolicy", input);
        assert_eq!(send(&mut world, rule), Ok(()));
    }
}
