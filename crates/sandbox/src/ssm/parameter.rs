//! Parameters: reading public and own ones, writing own ones.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::fault::{not_found, refuse, validation};
use super::public;
use crate::call::{Call, Fault, Reply};
use crate::time::Time;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Parameter {
    pub name: String,
    pub kind: String,
    pub value: String,
    pub version: i64,
    pub modified: Time,
    pub description: Option<String>,
}

/// GetParameters takes up to ten names. Source: SSM API reference.
const NAMES: usize = 10;
const KINDS: &[&str] = &["String", "StringList", "SecureString"];

fn render(call: &Call<'_>, parameter: &Parameter) -> Value {
    let owner = if parameter.name.starts_with("/aws/") { String::new() } else { call.account_id() };
    let slash = if parameter.name.starts_with('/') { "" } else { "/" };
    json!({
        "Name": parameter.name, "Type": parameter.kind, "Value": parameter.value, "Version": parameter.version,
        "LastModifiedDate": parameter.modified.epoch_seconds(), "DataType": "text",
        "ARN": format!("arn:{}:ssm:{}:{owner}:parameter{slash}{}", call.partition, call.region, parameter.name),
    })
}

/// A parameter by name or by ARN, public or own.
fn find(call: &mut Call<'_>, given: &str) -> Option<Parameter> {
    let name = match given.split_once(":parameter") {
        Some((_, name)) if given.starts_with("arn:") => name,
        _ => given,
    };
    let now = call.now();
    let own = &call.regional().ssm.parameters;
    if let Some(found) = own.get(name).or_else(|| own.get(name.trim_start_matches('/'))) {
        return Some(found.clone());
    }
    let value = public::value(&call.region, name, now)?;
    Some(published(name.to_owned(), value, now))
}

/// Public parameters carry the moment of the look: when AWS wrote them isn't kept.
fn published(name: String, value: String, now: Time) -> Parameter {
    Parameter { name, kind: "String".into(), value, version: 1, modified: now, description: None }
}

fn required(call: &Call<'_>, member: &str) -> Result<String, Fault> {
    call.text(member).filter(|given| !given.is_empty()).ok_or_else(|| {
        let member = member[..1].to_lowercase() + &member[1..];
        validation(format!(
            "1 validation error detected: Value null at '{member}' failed to satisfy \
            constraint: Member must not be null"
        ))
    })
}

pub(crate) fn get(call: &mut Call<'_>) -> Reply {
    let name = required(call, "Name")?;
    let found = find(call, &name).ok_or_else(not_found)?;
    Ok(json!({"Parameter": render(call, &found)}))
}

pub(crate) fn get_several(call: &mut Call<'_>) -> Reply {
    let names: Vec<String> =
        call.input["Names"].as_array().into_iter().flatten().filter_map(|n| n.as_str().map(str::to_owned)).collect();
    if names.is_empty() || names.len() > NAMES {
        let message = format!(
            "1 validation error detected: Value at 'names' failed to satisfy constraint: Member must have \
                length less than or equal to {NAMES}"
        );
        return Err(validation(message));
    }
    let (mut parameters, mut invalid) = (Vec::new(), Vec::new());
    for name in names {
        match find(call, &name) {
            Some(found) => parameters.push(render(call, &found)),
            None => invalid.push(name),
        }
    }
    Ok(json!({"Parameters": parameters, "InvalidParameters": invalid}))
}

/// Cuts a page out of items: between 1 and `most` at a time.
fn page(call: &Call<'_>, items: Vec<Value>, most: usize) -> Result<(Vec<Value>, Option<String>), Fault> {
    let size = match call.text("MaxResults").map(|given| given.parse::<usize>()) {
        None => most,
        Some(Ok(size)) if (1..=most).contains(&size) => size,
        Some(_) => {
            let message = format!(
                "1 validation error detected: Value at 'maxResults' failed to satisfy constraint: Member must \
                    have value between 1 and {most}"
            );
            return Err(validation(message));
        }
    };
    let start = match call.text("NextToken") {
        None => 0,
        Some(token) => token
            .strip_prefix("page-")
            .and_then(|rest| rest.parse::<usize>().ok())
            .ok_or_else(|| refuse("InvalidNextToken", "The specified token isn't valid."))?,
    };
    let next = (start + size < items.len()).then(|| format!("page-{}", start + size));
    Ok((items.into_iter().skip(start).take(size).collect(), next))
}

pub(crate) fn get_by_path(call: &mut Call<'_>) -> Reply {
    let path = required(call, "Path")?;
    if !path.starts_with('/') {
        return Err(validation(
            "The parameter doesn't meet the parameter name requirements. The parameter name must begin with a \
                forward slash \"/\".",
        ));
    }
    let deep = call.input["Recursive"].as_bool().unwrap_or(false);
    let now = call.now();
    let mut found: Vec<Parameter> =
        public::under(&call.region, &path, now).into_iter().map(|(name, value)| published(name, value, now)).collect();
    let prefix = format!("{}/", path.trim_end_matches('/'));
    found.extend(call.regional().ssm.parameters.values().filter(|p| p.name.starts_with(&prefix)).cloned());
    found.retain(|parameter| deep || !parameter.name[prefix.len()..].contains('/'));
    let items = found.iter().map(|parameter| render(call, parameter)).collect();
    let (parameters, next) = page(call, items, 10)?;
    Ok(json!({"Parameters": parameters, "NextToken": next}))
}

pub(crate) fn put(call: &mut Call<'_>) -> Reply {
    let (name, value) = (required(call, "Name")?, required(call, "Value")?);
    if name.starts_with("aws") || name.starts_with("/aws") {
        return Err(refuse("AccessDeniedException", format!("No access to reserved parameter name: {name}.")));
    }
    let overwrite = call.input["Overwrite"].as_bool().unwrap_or(false);
    let present = call.regional().ssm.parameters.get(&name).cloned();
    if present.is_some() && !overwrite {
        let message =
            "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.";
        return Err(refuse("ParameterAlreadyExists", message));
    }
    let kind = match (call.text("Type"), &present) {
        (Some(kind), _) => kind,
        (None, Some(present)) => present.kind.clone(),
        (None, None) => return Err(validation("A parameter type is required when you create a parameter.")),
    };
    if !KINDS.contains(&kind.as_str()) {
        return Err(validation(format!(
            "1 validation error detected: Value '{kind}' at 'type' failed to satisfy constraint: Member must \
                satisfy enum value set: [SecureString, StringList, String]"
        )));
    }
    let version = present.map_or(1, |present| present.version + 1);
    let (modified, description) = (call.now(), call.text("Description"));
    let parameter = Parameter { name: name.clone(), kind, value, version, modified, description };
    call.regional().ssm.parameters.insert(name, parameter);
    Ok(json!({"Version": version, "Tier": "Standard"}))
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let name = required(call, "Name")?;
    match call.regional().ssm.parameters.remove(&name) {
        Some(_) => Ok(json!({})),
        None => Err(not_found()),
    }
}

/// Metadata of the account's own parameters; public ones aren't listed.
pub(crate) fn describe(call: &mut Call<'_>) -> Reply {
    let filters = call.input["ParameterFilters"].as_array().cloned().unwrap_or_default();
    let parameters: Vec<Parameter> = call.regional().ssm.parameters.values().cloned().collect();
    let mut items = Vec::new();
    for parameter in parameters {
        let mut wanted = true;
        for filter in &filters {
            wanted &= passes(filter, &parameter)?;
        }
        if wanted {
            let mut item = render(call, &parameter);
            if let Value::Object(members) = &mut item {
                members.remove("Value");
            }
            item["Tier"] = json!("Standard");
            item["Description"] = json!(parameter.description);
            items.push(item);
        }
    }
    let (parameters, next) = page(call, items, 50)?;
    Ok(json!({"Parameters": parameters, "NextToken": next}))
}

fn passes(filter: &Value, parameter: &Parameter) -> Result<bool, Fault> {
    let key = filter["Key"].as_str().unwrap_or_default();
    let text = match key {
        "Name" => &parameter.name,
        "Type" => &parameter.kind,
        "Path" => &parameter.name,
        _ => return Err(refuse("InvalidFilterKey", format!("The filter key {key} isn't valid."))),
    };
    let option = filter["Option"].as_str().unwrap_or(if key == "Path" { "OneLevel" } else { "Equals" });
    let mut values = filter["Values"].as_array().into_iter().flatten().filter_map(Value::as_str);
    Ok(values.any(|value| match (key, option) {
        ("Path", "Recursive") => text.starts_with(&format!("{}/", value.trim_end_matches('/'))),
        ("Path", _) => text.rsplit_once('/').is_some_and(|(path, _)| path == value.trim_end_matches('/')),
        (_, "BeginsWith") => text.starts_with(value),
        (_, "Contains") => text.contains(value),
        _ => text == value,
    }))
}
