//! Batches: up to ten entries, each with its own outcome.

use serde_json::{Value, json};

use super::{message, queue};
use crate::call::{Call, Fault, Reply};

pub(crate) fn send(call: &mut Call<'_>) -> Reply {
    let total: usize = entries(call)?.iter().filter_map(|e| e["MessageBody"].as_str()).map(str::len).sum();
    if total > 1_048_576 {
        let message = format!("Batch requests cannot be longer than 1048576 bytes. You have sent {total} bytes.");
        return Err(Fault::new(400, "BatchRequestTooLong", message));
    }
    run(call, message::put)
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    run(call, message::remove)
}

pub(crate) fn change_visibility(call: &mut Call<'_>) -> Reply {
    run(call, message::hide)
}

/// The entries, checked as a whole.
fn entries(call: &Call<'_>) -> Result<Vec<Value>, Fault> {
    let entries = call.input["Entries"].as_array().cloned().unwrap_or_default();
    if entries.is_empty() {
        return Err(Fault::new(400, "EmptyBatchRequest", "There should be at least one entry in the request."));
    }
    if entries.len() > 10 {
        let message = format!("Maximum number of entries per request are 10. You have sent {}.", entries.len());
        return Err(Fault::new(400, "TooManyEntriesInBatchRequest", message));
    }
    let ids: Vec<&str> = entries.iter().map(|e| e["Id"].as_str().unwrap_or_default()).collect();
    for (index, id) in ids.iter().enumerate() {
        let fits =
            (1..=80).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if !fits {
            let message = "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It \
             can be at most 80 letters long.";
            return Err(Fault::new(400, "InvalidBatchEntryId", message));
        }
        if ids[..index].contains(id) {
            return Err(Fault::new(400, "BatchEntryIdsNotDistinct", format!("Id {id} repeated.")));
        }
    }
    Ok(entries)
}

fn run(call: &mut Call<'_>, one: fn(&mut Call<'_>, &Value) -> Reply) -> Reply {
    queue::open(call)?;
    let (mut successful, mut failed) = (Vec::new(), Vec::new());
    for entry in entries(call)? {
        let id = entry["Id"].clone();
        match one(call, &entry) {
            Ok(mut shown) => {
                shown["Id"] = id;
                successful.push(shown);
            }
            Err(fault) => {
                failed.push(json!({"Id": id, "SenderFault": true, "Code": fault.code, "Message": fault.message}));
            }
        }
    }
    Ok(json!({ "Successful": successful, "Failed": failed }))
}
