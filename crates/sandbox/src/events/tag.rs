//! Tags of rules.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::rule::Rule;
use super::{invalid, not_found};
use crate::call::{Call, Fault, Reply};

/// The request's tags, checked.
pub(crate) fn given(call: &Call<'_>) -> Result<BTreeMap<String, String>, Fault> {
    let mut tags = BTreeMap::new();
    for tag in call.input["Tags"].as_array().into_iter().flatten() {
        let (key, value) = (tag["Key"].as_str().unwrap_or_default(), tag["Value"].as_str().unwrap_or_default());
        if key.is_empty() || key.chars().count() > 128 || value.chars().count() > 256 {
            return Err(invalid("Tag keys must have 1 to 128 characters, values at most 256."));
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err(invalid("aws: prefixed tag key names are not allowed for external use."));
        }
        if tags.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err(invalid("Cannot provide multiple Tags with the same key."));
        }
    }
    Ok(tags)
}

/// The rule whose ARN the request has.
fn open<'c>(call: &'c mut Call<'_>) -> Result<&'c mut Rule, Fault> {
    let arn = call.text("ResourceARN").unwrap_or_default();
    let Some((_, name)) = arn.split_once(":rule/").filter(|_| arn.starts_with("arn:")) else {
        return Err(invalid(format!("Parameter {arn} is not valid. Reason: Provided Arn is not in correct format.")));
    };
    let name = name.rsplit('/').next().unwrap_or_default().to_owned();
    let missing = not_found(format!("Rule {name} does not exist on EventBus default."));
    call.regional().events.rules.get_mut(&name).filter(|rule| rule.arn == arn).ok_or(missing)
}

pub(crate) fn tag(call: &mut Call<'_>) -> Reply {
    let given = given(call)?;
    let now = call.now();
    let rule = open(call)?;
    let mut merged = rule.tags.clone();
    merged.extend(given);
    if merged.len() > 50 {
        return Err(Fault::new(
            400,
            "LimitExceededException",
            "The requested resource exceeds the maximum number of tags allowed.",
        ));
    }
    (rule.tags, rule.tags_changed) = (merged, now);
    Ok(json!({}))
}

pub(crate) fn untag(call: &mut Call<'_>) -> Reply {
    let keys: Vec<String> =
        call.input["TagKeys"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    let now = call.now();
    let rule = open(call)?;
    rule.tags.retain(|key, _| !keys.contains(key));
    rule.tags_changed = now;
    Ok(json!({}))
}

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let tags: Vec<Value> = open(call)?.tags.iter().map(|(k, v)| json!({"Key": k, "Value": v})).collect();
    Ok(json!({ "Tags": tags }))
}
