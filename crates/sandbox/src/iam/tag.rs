//! Tags of roles, policies, instance profiles, identity providers and users.

use serde_json::{Value, json};

use super::{Tags, fault, page};
use crate::call::{Call, Fault, Reply};

/// Source: IAM User Guide, "Rules for tagging in IAM and AWS STS".
const MOST: usize = 50;

/// The `Tags` member of a request, checked.
pub(crate) fn given(call: &Call<'_>) -> Result<Tags, Fault> {
    let mut tags = Tags::new();
    let list = call.input["Tags"].as_array().cloned().unwrap_or_default();
    if list.len() > MOST {
        return Err(fault::constraint("[...]", "tags", "Member must have length less than or equal to 50"));
    }
    for (index, tag) in list.iter().enumerate() {
        let place = |part: &str| format!("tags.{}.member.{part}", index + 1);
        let key = tag["Key"].as_str().unwrap_or_default();
        let value = tag["Value"].as_str().unwrap_or_default();
        check(key, &place("key"), 128, 1)?;
        check(value, &place("value"), 256, 0)?;
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err(fault::invalid_input("Caller is an end user and not allowed to mutate system tags"));
        }
        if tags.keys().any(|k| k.eq_ignore_ascii_case(key)) {
            return Err(fault::invalid_input(
                "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
            ));
        }
        tags.insert(key.to_owned(), value.to_owned());
    }
    Ok(tags)
}

fn check(text: &str, place: &str, most: usize, least: usize) -> Result<(), Fault> {
    let length = text.chars().count();
    if length > most {
        let rule = format!("Member must have length less than or equal to {most}");
        return Err(fault::constraint(text, place, &rule));
    }
    if length < least {
        return Err(fault::constraint(text, place, "Member must have length greater than or equal to 1"));
    }
    if !text.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@".contains(c)) {
        let count = if least == 1 { '+' } else { '*' };
        let rule =
            format!("Member must satisfy regular expression pattern: [\\p{{L}}\\p{{Z}}\\p{{N}}_.:/=+\\-@]{count}");
        return Err(fault::constraint(text, place, &rule));
    }
    Ok(())
}

/// The tags as a response's list; `null`, and so left out, when there are none.
pub(crate) fn shown(tags: &Tags) -> Value {
    if tags.is_empty() { Value::Null } else { tags.iter().map(|(k, v)| json!({"Key": k, "Value": v})).collect() }
}

/// `TagRole` and its siblings.
pub(crate) fn tag(call: &mut Call<'_>) -> Reply {
    let given = given(call)?;
    let tags = target(call)?;
    let mut merged = tags.clone();
    for (key, value) in given {
        merged.retain(|k, _| !k.eq_ignore_ascii_case(&key));
        merged.insert(key, value);
    }
    if merged.len() > MOST {
        return Err(fault::limit_exceeded("The number of tags has reached the maximum limit."));
    }
    *tags = merged;
    Ok(json!({}))
}

/// `UntagRole` and its siblings; keys that are not there are no error.
pub(crate) fn untag(call: &mut Call<'_>) -> Reply {
    let keys: Vec<String> = call.input["TagKeys"]
        .as_array()
        .map(|list| list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
        .unwrap_or_default();
    let tags = target(call)?;
    tags.retain(|k, _| !keys.iter().any(|key| key.eq_ignore_ascii_case(k)));
    Ok(json!({}))
}

/// `ListRoleTags` and its siblings.
pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let items = target(call)?.iter().map(|(k, v)| (k.clone(), json!({"Key": k, "Value": v}))).collect();
    page::answer(call, "Tags", items)
}

/// The tags of the thing that the operation's name speaks of.
fn target<'c>(call: &'c mut Call<'_>) -> Result<&'c mut Tags, Fault> {
    let operation = call.operation.clone();
    if operation.contains("Role") {
        Ok(&mut super::role::open(call)?.tags)
    } else if operation.contains("InstanceProfile") {
        Ok(&mut super::instance_profile::open(call)?.tags)
    } else if operation.contains("Policy") {
        Ok(&mut super::managed_policy::open(call)?.tags)
    } else if operation.contains("OpenIDConnectProvider") {
        Ok(&mut super::oidc_provider::open(call)?.tags)
    } else {
        Ok(&mut super::user::open(call)?.tags)
    }
}
