//! Tags: CreateTags, DeleteTags, DescribeTags, and TagSpecification of the creates.

use serde_json::{Value, json};

use super::fault::{invalid_value, refuse};
use super::input::{objects, require_some, text};
use super::listing::{Listing, describe};
use super::{State, Tags, noun, state};
use crate::call::{Call, Fault, Reply};

/// Source: EC2 user guide, "Tag restrictions".
const LIMIT: usize = 50;
const KEY_LENGTH: usize = 128;
const VALUE_LENGTH: usize = 256;

const TAGS: Listing = Listing {
    set: "tagSet",
    ids: None,
    filters: &[
        ("key", "key"),
        ("resource-id", "resourceId"),
        ("resource-type", "resourceType"),
        ("value", "value"),
        ("tag-key", "key"),
    ],
    page: Some((5, 1000)),
    ids_exclude_page: false,
};

/// `tagSet` of a resource.
pub(crate) fn render(state: &State, id: &str) -> Value {
    state.tags.get(id).map_or_else(|| json!([]), render_tags)
}

pub(crate) fn render_tags(tags: &Tags) -> Value {
    tags.iter().map(|(key, value)| json!({"key": key, "value": value})).collect()
}

/// Reads and checks a `Tag` list.
pub(crate) fn read(input: &Value) -> Result<Tags, Fault> {
    let mut tags = Tags::new();
    for tag in objects(input, "Tag") {
        let key = text(tag, "Key").ok_or_else(|| invalid_value("Tag key cannot be null or empty."))?;
        let value = text(tag, "Value").unwrap_or_default();
        if key.to_lowercase().starts_with("aws:") {
            return Err(invalid_value("Tag keys starting with 'aws:' are reserved for internal use"));
        }
        if key.chars().count() > KEY_LENGTH {
            return Err(invalid_value(format!("Tag key exceeds the maximum length of {KEY_LENGTH} characters")));
        }
        if value.chars().count() > VALUE_LENGTH {
            return Err(invalid_value(format!("Tag value exceeds the maximum length of {VALUE_LENGTH} characters")));
        }
        if tags.insert(key.clone(), value).is_some() {
            return Err(invalid_value(format!("Duplicate tag key '{key}' specified.")));
        }
    }
    if tags.len() > LIMIT {
        return Err(over_limit());
    }
    Ok(tags)
}

fn over_limit() -> Fault {
    refuse("TagLimitExceeded", "The maximum number of Tags for a resource has been reached.")
}

/// Tags that a create asks for on resources of a kind; other kinds than `allowed` are refused.
pub(crate) fn specified(input: &Value, kind: &str, allowed: &[&str]) -> Result<Tags, Fault> {
    let mut found = Tags::new();
    for specification in objects(input, "TagSpecification") {
        let given = text(specification, "ResourceType")
            .ok_or_else(|| invalid_value("Tag specification resource type must have a value"))?;
        if !allowed.contains(&given.as_str()) {
            return Err(invalid_value(format!("'{given}' is not a valid taggable resource type for this operation.")));
        }
        let tags = read(specification)?;
        if given == kind {
            found.extend(tags);
        }
    }
    Ok(found)
}

/// Tags for the one kind that a create makes.
pub(crate) fn on_create(call: &Call<'_>, kind: &str) -> Result<Tags, Fault> {
    specified(&call.input, kind, &[kind])
}

/// Writes tags on a resource without a look at who asks.
pub(crate) fn put(state: &mut State, id: &str, tags: Tags) {
    if !tags.is_empty() {
        state.tags.entry(id.to_owned()).or_default().extend(tags);
    }
}

pub(crate) fn create_tags(call: &mut Call<'_>) -> Reply {
    let ids = require_some(call, "ResourceId")?;
    let tags = read(&call.input)?;
    if tags.is_empty() {
        return Err(super::fault::missing("Tag"));
    }
    let state = state::of(call);
    for id in &ids {
        check_target(state, id)?;
        let mut all = state.tags.get(id).cloned().unwrap_or_default();
        all.extend(tags.clone());
        if all.keys().filter(|key| !key.starts_with("aws:")).count() > LIMIT {
            return Err(over_limit());
        }
    }
    for id in &ids {
        put(state, id, tags.clone());
    }
    Ok(json!({"return": true}))
}

fn check_target(state: &State, id: &str) -> Result<(), Fault> {
    match noun::of(id) {
        None => Err(refuse("InvalidID", format!("The ID '{id}' is not valid"))),
        Some(_) if noun::exists(state, id) => Ok(()),
        Some(kind) => Err(noun::absent(kind.prefix, id)),
    }
}

pub(crate) fn delete_tags(call: &mut Call<'_>) -> Reply {
    let ids = require_some(call, "ResourceId")?;
    // A tag without a value goes whatever its value is; with a value (the empty one too) only when it is equal.
    let wanted: Vec<(String, Option<String>)> = objects(&call.input, "Tag")
        .iter()
        .filter_map(|tag| Some((text(tag, "Key")?, tag["Value"].as_str().map(str::to_owned))))
        .collect();
    if wanted.iter().any(|(key, _)| key.to_lowercase().starts_with("aws:")) {
        return Err(invalid_value("Tag keys starting with 'aws:' are reserved for internal use"));
    }
    let state = state::of(call);
    for id in &ids {
        check_target(state, id)?;
    }
    for id in &ids {
        if let Some(tags) = state.tags.get_mut(id) {
            tags.retain(|key, value| {
                let named = wanted.iter().any(|(k, v)| k == key && v.as_ref().is_none_or(|v| v == value));
                !(named || wanted.is_empty() && !key.starts_with("aws:"))
            });
        }
    }
    Ok(json!({"return": true}))
}

pub(crate) fn describe_tags(call: &mut Call<'_>) -> Reply {
    let mut items = Vec::new();
    for (id, tags) in &state::of(call).tags {
        for (key, value) in tags {
            let kind = noun::of(id).map_or("", |noun| noun.kind);
            // The filter `tag:<key>` looks into a tag set, as it does on every other resource.
            let item = json!({
                "resourceId": id, "resourceType": kind, "key": key, "value": value,
                "tagSet": [{"key": key, "value": value}],
            });
            items.push((format!("{id} {key}"), item));
        }
    }
    let mut answer = describe(call, &TAGS, items)?;
    for item in answer["tagSet"].as_array_mut().into_iter().flatten() {
        if let Value::Object(members) = item {
            members.remove("tagSet");
        }
    }
    Ok(answer)
}
