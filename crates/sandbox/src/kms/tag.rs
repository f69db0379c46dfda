//! Tags of keys.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{fault, lookup, page};
use crate::call::{Call, Fault, Reply};

fn refuse(message: impl Into<String>) -> Fault {
    Fault::new(400, "TagException", message)
}

/// The request's tags, checked.
pub(crate) fn given(call: &Call<'_>) -> Result<BTreeMap<String, String>, Fault> {
    let mut tags = BTreeMap::new();
    for tag in call.input["Tags"].as_array().into_iter().flatten() {
        let (key, value) = (tag["TagKey"].as_str().unwrap_or_default(), tag["TagValue"].as_str().unwrap_or_default());
        if key.chars().count() > 128 {
            return Err(fault::constraint(
                key,
                "tags.1.member.tagKey",
                "Member must have length less than or equal to 128",
            ));
        }
        if value.chars().count() > 256 {
            return Err(fault::constraint(
                value,
                "tags.1.member.tagValue",
                "Member must have length less than or equal to 256",
            ));
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err(refuse("aws: prefixed tag key names are not allowed for external use."));
        }
        if tags.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err(refuse("Duplicate tag keys"));
        }
    }
    if tags.len() > 50 {
        return Err(refuse("Too many tags"));
    }
    Ok(tags)
}

pub(crate) fn tag(call: &mut Call<'_>) -> Reply {
    let given = given(call)?;
    let now = call.now();
    let key = lookup::open_alive(call)?;
    super::key::refuse_aws(key)?;
    let mut merged = key.tags.clone();
    merged.extend(given);
    if merged.len() > 50 {
        return Err(Fault::new(400, "LimitExceededException", "Too many tags"));
    }
    (key.tags, key.tags_changed) = (merged, now);
    Ok(json!({}))
}

pub(crate) fn untag(call: &mut Call<'_>) -> Reply {
    let keys: Vec<String> =
        call.input["TagKeys"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    let now = call.now();
    let key = lookup::open_alive(call)?;
    key.tags.retain(|name, _| !keys.contains(name));
    key.tags_changed = now;
    Ok(json!({}))
}

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let tags = &lookup::open(call)?.tags;
    let items = tags.iter().map(|(k, v)| (k.clone(), json!({"TagKey": k, "TagValue": v}))).collect();
    page(call, "Tags", items)
}
