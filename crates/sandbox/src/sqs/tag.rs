//! Queue tags.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::fault;
use super::queue::open;
use crate::call::{Call, Fault, Reply};

/// The request's tags, checked.
pub(crate) fn given(call: &Call<'_>, member: &str) -> Result<BTreeMap<String, String>, Fault> {
    let mut tags = BTreeMap::new();
    for (key, value) in call.input[member].as_object().into_iter().flatten() {
        let value = value.as_str().unwrap_or_default();
        if key.is_empty() || key.chars().count() > 128 || value.chars().count() > 256 {
            return Err(fault::parameter(
                "Tag keys must be between 1 and 128 characters in length, values at most 256.",
            ));
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err(fault::parameter("Tag keys cannot start with aws:, a reserved prefix."));
        }
        tags.insert(key.clone(), value.to_owned());
    }
    if tags.len() > 50 {
        return Err(fault::parameter("Too many tags added for queue."));
    }
    Ok(tags)
}

pub(crate) fn tag(call: &mut Call<'_>) -> Reply {
    let given = given(call, "Tags")?;
    let now = call.now();
    let queue = open(call)?;
    let mut merged = queue.tags.clone();
    merged.extend(given);
    if merged.len() > 50 {
        return Err(fault::parameter(format!("Too many tags added for queue {}.", queue.name)));
    }
    (queue.tags, queue.tags_changed) = (merged, now);
    Ok(json!({}))
}

pub(crate) fn untag(call: &mut Call<'_>) -> Reply {
    let keys: Vec<String> =
        call.input["TagKeys"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    let now = call.now();
    let queue = open(call)?;
    queue.tags.retain(|key, _| !keys.contains(key));
    queue.tags_changed = now;
    Ok(json!({}))
}

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let queue = open(call)?;
    Ok(if queue.tags.is_empty() { json!({}) } else { json!({ "Tags": queue.tags }) })
}
