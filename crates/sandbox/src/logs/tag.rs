//! Tags of log groups.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::group::{self, Group};
use super::{constraint, invalid, no_group};
use crate::call::{Call, Fault, Reply};

/// The request's tags, checked.
pub(crate) fn given(call: &Call<'_>) -> Result<BTreeMap<String, String>, Fault> {
    let mut tags = BTreeMap::new();
    for (key, value) in call.input["tags"].as_object().into_iter().flatten() {
        let value = value.as_str().unwrap_or_default();
        let fits =
            |text: &str| text.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@".contains(c));
        if key.is_empty() || key.chars().count() > 128 || !fits(key) {
            return Err(constraint(
                key,
                "tags",
                "Map keys must satisfy constraint: [Member must have length less than or equal to 128, Member \
                 must have length greater than or equal to 1, Member must satisfy regular expression pattern: \
                 ^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+)$]",
            ));
        }
        if value.chars().count() > 256 || !fits(value) {
            return Err(constraint(
                value,
                "tags",
                "Map value must satisfy constraint: [Member must have length less than or equal to 256, Member \
                 must satisfy regular expression pattern: ^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$]",
            ));
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err(invalid("aws: prefixed tag key names are not allowed for external use."));
        }
        tags.insert(key.clone(), value.to_owned());
    }
    if tags.len() > 50 {
        return Err(constraint("{...}", "tags", "Member must have length less than or equal to 50"));
    }
    Ok(tags)
}

/// The group by ARN (with or without `:*`), or by name for the older calls.
fn open<'c>(call: &'c mut Call<'_>) -> Result<&'c mut Group, Fault> {
    let Some(arn) = call.text("resourceArn") else { return group::open(call) };
    let plain = arn.strip_suffix(":*").unwrap_or(&arn).to_owned();
    let Some((_, name)) = plain.split_once(":log-group:").filter(|_| plain.starts_with("arn:")) else {
        return Err(invalid("The specified resource ARN is not valid."));
    };
    call.regional().logs.groups.get_mut(name).filter(|group| group.arn == plain).ok_or_else(no_group)
}

pub(crate) fn tag(call: &mut Call<'_>) -> Reply {
    let given = given(call)?;
    let now = call.now();
    let group = open(call)?;
    let mut merged = group.tags.clone();
    merged.extend(given);
    if merged.len() > 50 {
        return Err(Fault::new(400, "TooManyTagsException", "The maximum number of tags for this resource is 50."));
    }
    (group.tags, group.tags_changed) = (merged, now);
    Ok(json!({}))
}

pub(crate) fn untag(call: &mut Call<'_>) -> Reply {
    let list = if call.input["tagKeys"].is_array() { &call.input["tagKeys"] } else { &call.input["tags"] };
    let keys: Vec<String> =
        list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    let now = call.now();
    let group = open(call)?;
    group.tags.retain(|key, _| !keys.contains(key));
    group.tags_changed = now;
    Ok(json!({}))
}

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    Ok(json!({ "tags": open(call)?.tags }))
}
