//! Reading texts and tags out of inputs.

use std::collections::BTreeMap;

use serde_json::Value;

use super::fault::invalid;
use crate::call::Fault;

/// Tags on one resource. Source: EKS user guide, "Tag restrictions".
const TAGS: usize = 50;

/// The texts of a list; `None` when it is not given.
pub(crate) fn texts(list: &Value) -> Option<Vec<String>> {
    list.as_array().map(|list| list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}

/// The entries of a map of texts.
pub(crate) fn entries(map: &Value) -> BTreeMap<String, String> {
    let pairs = map.as_object().into_iter().flatten();
    pairs.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
}

/// The tags of an input; keys of AWS's own are refused.
pub(crate) fn tags(map: &Value) -> Result<BTreeMap<String, String>, Fault> {
    let tags = entries(map);
    check_tags(&tags)?;
    Ok(tags)
}

/// Source: EKS API reference, `TagKey` (1 to 128), `TagValue` (up to 256); `aws:` is reserved.
pub(crate) fn check_tags(tags: &BTreeMap<String, String>) -> Result<(), Fault> {
    if tags.len() > TAGS {
        return Err(invalid(format!("The number of tags exceeds the limit of {TAGS}")));
    }
    for (key, value) in tags {
        if key.is_empty() || key.chars().count() > 128 || value.chars().count() > 256 {
            return Err(invalid(format!("The tag {key} is too long")));
        }
        if key.to_lowercase().starts_with("aws:") {
            return Err(invalid(format!("Tag keys that begin with aws: are reserved: {key}")));
        }
    }
    Ok(())
}

/// Leaves out members that are null, all the way down.
pub(crate) fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members.into_iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k, without_nulls(v))).collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        other => other,
    }
}
