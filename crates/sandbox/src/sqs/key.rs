//! The key of an encrypted queue has to be there and enabled for its messages to be written and read.

use super::queue::open;
use crate::call::{Call, Fault};
use crate::kms;

/// Refuses the call when the queue's key can't be used.
///
/// Source: SQS API Reference, SendMessage, errors `KmsNotFound`, `KmsDisabled` and `KmsInvalidState`.
pub(crate) fn check(call: &mut Call<'_>) -> Result<(), Fault> {
    let queue = open(call)?;
    let (Some(reference), arn) = (queue.attributes.get("KmsMasterKeyId").cloned(), queue.arn.clone()) else {
        return Ok(());
    };
    // AWS makes its own key for queues when it is first needed.
    if reference.starts_with("alias/aws/") {
        return Ok(());
    }
    let account = arn.split(':').nth(4).unwrap_or_default();
    match kms::resolve(call.world, account, &call.region, &reference) {
        None => Err(Fault::new(400, "KmsNotFound", format!("Key '{reference}' does not exist"))),
        Some(key) if key.deletion.is_some() => {
            Err(Fault::new(400, "KmsInvalidState", format!("{} is pending deletion.", key.arn)))
        }
        Some(key) if !key.enabled => Err(Fault::new(400, "KmsDisabled", format!("{} is disabled.", key.arn))),
        Some(_) => Ok(()),
    }
}
