//! Amazon Simple Queue Service.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::call::{Call, Reply};
use crate::time::Time;

mod attribute;
mod batch;
mod delivery;
mod fault;
mod key;
mod md5;
mod message;
mod queue;
mod tag;

pub use delivery::{Undelivered, deliver};
pub use message::Message;
pub use queue::Queue;

/// One account's queues in one region.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct State {
    pub queues: BTreeMap<String, Queue>,
    /// When queues were deleted; a name stays blocked for a minute.
    pub deleted: BTreeMap<String, Time>,
}

/// One operation's handler.
type Handler = for<'a, 'b> fn(&'a mut Call<'b>) -> Reply;

const OPERATIONS: &[(&str, Handler)] = &[
    ("ChangeMessageVisibility", message::change_visibility),
    ("ChangeMessageVisibilityBatch", batch::change_visibility),
    ("CreateQueue", queue::create),
    ("DeleteMessage", message::delete),
    ("DeleteMessageBatch", batch::delete),
    ("DeleteQueue", queue::delete),
    ("GetQueueAttributes", attribute::get),
    ("GetQueueUrl", queue::get_url),
    ("ListDeadLetterSourceQueues", queue::list_dead_letter_sources),
    ("ListQueueTags", tag::list),
    ("ListQueues", queue::list),
    ("PurgeQueue", queue::purge),
    ("ReceiveMessage", message::receive),
    ("SendMessage", message::send),
    ("SendMessageBatch", batch::send),
    ("SetQueueAttributes", attribute::set),
    ("TagQueue", tag::tag),
    ("UntagQueue", tag::untag),
];

/// What is answered, by name.
pub(crate) fn operations() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().map(|row| row.0)
}

/// Answers one SQS request.
pub fn handle(call: &mut Call<'_>) -> Reply {
    match OPERATIONS.iter().find(|(name, _)| *name == call.operation) {
        Some((_, handler)) => handler(call),
        None => call.not_implemented(),
    }
}
