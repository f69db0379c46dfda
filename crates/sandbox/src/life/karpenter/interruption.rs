//! Interruptions: messages of the queue that end an instance.

use serde_json::{Value, json};

use super::settings::Controller;
use super::{CLAIMS, node_claim};
use crate::life::event::{self, Event};
use crate::life::pass::Pass;
use crate::life::{aws, object};

/// Detail type, and the states of it that end an instance. Source: what the controller acts on.
const ENDING: &[(&str, &[&str])] = &[
    ("EC2 Spot Instance Interruption Warning", &[]),
    ("EC2 Capacity Reservation Instance Interruption Warning", &[]),
    ("EC2 Instance State-change Notification", &["stopping", "stopped", "shutting-down", "terminated"]),
];

/// What is said of a node and ends nothing. Source: as above.
const SAID: &str = "EC2 Instance Rebalance Recommendation";

pub(crate) fn run(pass: &mut Pass<'_>, controller: &Controller) {
    if controller.queue.is_empty() || !waits(pass, &controller.queue) {
        return;
    }
    let Ok(found) = controller.call(pass, "sqs", "GetQueueUrl", json!({"QueueName": controller.queue})) else { return };
    let url = found["QueueUrl"].clone();
    let input = json!({"QueueUrl": url, "MaxNumberOfMessages": 10, "VisibilityTimeout": 20});
    let Ok(answer) = controller.call(pass, "sqs", "ReceiveMessage", input) else { return };
    for message in object::list(&answer, "/Messages") {
        let body: Value = serde_json::from_str(object::text(message, "/Body")).unwrap_or_default();
        act(pass, controller, &body);
        let input = json!({"QueueUrl": url, "ReceiptHandle": message["ReceiptHandle"]});
        // A message that stays is received again and does no harm.
        let _ = controller.call(pass, "sqs", "DeleteMessage", input);
    }
}

/// Whether there is a message at all: spares an idle cluster the calls.
fn waits(pass: &Pass<'_>, queue: &str) -> bool {
    aws::regional(pass.world, &pass.arn)
        .and_then(|regional| regional.sqs.queues.get(queue))
        .is_some_and(|queue| !queue.messages.is_empty())
}

fn act(pass: &mut Pass<'_>, controller: &Controller, message: &Value) {
    let kind = object::text(message, "/detail-type");
    let ends = ENDING.iter().any(|(name, states)| {
        *name == kind && (states.is_empty() || states.contains(&object::text(message, "/detail/state")))
    });
    if !(ends || kind == SAID) {
        return;
    }
    let instance = object::text(message, "/detail/instance-id");
    let claims = pass.list(CLAIMS);
    let Some(claim) = claims.iter().find(|claim| node_claim::instance_id(claim) == instance) else { return };
    event::record(pass, claim, &Event::warning("Interrupted", kind, "karpenter"));
    if ends && !object::is_leaving(claim) {
        let place = object::place(CLAIMS, claim);
        // A refusal is noted by the pass; the instance's own end is noticed as well.
        let _ = pass.act(controller.user(), |client| client.delete(&place));
    }
}
