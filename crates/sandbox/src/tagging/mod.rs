//! Resource Groups Tagging API: everything tagged in one region, a while after it was made.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::call::{Call, Fault, Reply};

mod inventory;

use inventory::Tagged;
pub(crate) use inventory::{arns_of, resource_type, tags_of};

type Handler = for<'a, 'b> fn(&'a mut Call<'b>) -> Reply;

const OPERATIONS: &[(&str, Handler)] =
    &[("GetResources", get_resources), ("GetTagKeys", get_tag_keys), ("GetTagValues", get_tag_values)];

/// What is answered, by name.
pub(crate) fn operations() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().map(|row| row.0)
}

/// Answers one tagging request.
pub fn handle(call: &mut Call<'_>) -> Reply {
    match OPERATIONS.iter().find(|(name, _)| *name == call.operation) {
        Some((_, handler)) => handler(call),
        None => call.not_implemented(),
    }
}

fn get_tag_keys(call: &mut Call<'_>) -> Reply {
    let mut keys: Vec<String> = inventory::list(call).into_iter().flat_map(|r| r.tags.into_keys()).collect();
    keys.sort();
    keys.dedup();
    page(call, "TagKeys", keys.into_iter().map(|key| (key.clone(), key.into())).collect(), 100)
}

fn get_tag_values(call: &mut Call<'_>) -> Reply {
    let key = call.text("Key").ok_or_else(|| invalid("Key is a required parameter."))?;
    let mut values: Vec<String> = inventory::list(call).into_iter().filter_map(|mut r| r.tags.remove(&key)).collect();
    values.sort();
    values.dedup();
    page(call, "TagValues", values.into_iter().map(|value| (value.clone(), value.into())).collect(), 100)
}

fn invalid(message: impl Into<String>) -> Fault {
    Fault::new(400, "InvalidParameterException", message)
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn get_resources(call: &mut Call<'_>) -> Reply {
    let arns = texts(&call.input["ResourceARNList"]);
    let types = texts(&call.input["ResourceTypeFilters"]);
    let filters = filters(&call.input["TagFilters"])?;
    let alone = types.is_empty() && filters.is_empty() && call.input["PaginationToken"].is_null();
    if !arns.is_empty() && !alone {
        return Err(invalid("ResourceARNList cannot be combined with filters or a pagination token."));
    }
    if let Some(bad) = types.iter().find(|kind| kind.is_empty() || kind.matches(':').count() > 1) {
        return Err(invalid(format!("{bad} is not a valid resource type filter.")));
    }
    let size = match call.input["ResourcesPerPage"].as_i64() {
        None => 50,
        Some(n) if (1..=100).contains(&n) => n as usize,
        Some(_) => return Err(invalid("ResourcesPerPage must be between 1 and 100.")),
    };
    if call.input["TagsPerPage"].as_i64().is_some_and(|n| !(100..=500).contains(&n) || n % 100 != 0) {
        return Err(invalid("TagsPerPage must be a multiple of 100 between 100 and 500."));
    }
    let items = inventory::list(call)
        .into_iter()
        .filter(|one| arns.is_empty() || arns.contains(&one.arn))
        .filter(|one| types.is_empty() || types.iter().any(|kind| is_of_type(one, kind)))
        .filter(|one| filters.iter().all(|filter| filter.fits(one)))
        .map(|one| {
            let tags: Vec<Value> = one.tags.iter().map(|(k, v)| json!({"Key": k, "Value": v})).collect();
            let shown = json!({"ResourceARN": one.arn, "Tags": tags});
            (one.arn, shown)
        })
        .collect();
    page(call, "ResourceTagMappingList", items, size)
}

/// A key and the values one of which it must have; no values: any.
struct Filter {
    key: String,
    values: Vec<String>,
}

impl Filter {
    fn fits(&self, one: &Tagged) -> bool {
        one.tags.get(&self.key).is_some_and(|value| self.values.is_empty() || self.values.contains(value))
    }
}

fn filters(value: &Value) -> Result<Vec<Filter>, Fault> {
    let list = value.as_array().cloned().unwrap_or_default();
    if list.len() > 50 {
        return Err(invalid("TagFilters must have at most 50 members."));
    }
    list.iter()
        .map(|filter| {
            let key = filter["Key"].as_str().unwrap_or_default().to_owned();
            let values = texts(&filter["Values"]);
            if key.is_empty() || key.chars().count() > 128 || values.len() > 20 {
                return Err(invalid("A tag filter needs a key of 1 to 128 characters and at most 20 values."));
            }
            Ok(Filter { key, values })
        })
        .collect()
}

/// `service` or `service:type`.
fn is_of_type(one: &Tagged, wanted: &str) -> bool {
    let mut parts = one.arn.splitn(6, ':').skip(2);
    let service = parts.next().unwrap_or_default();
    let resource = parts.nth(2).unwrap_or_default();
    match wanted.split_once(':') {
        None => wanted == service,
        Some((wanted, kind)) => wanted == service && resource.split(['/', ':']).next() == Some(kind),
    }
}

/// One page; the token is the last item's key, and the last page's is empty.
fn page(call: &Call<'_>, member: &str, items: Vec<(String, Value)>, size: usize) -> Reply {
    let after = match call.text("PaginationToken").filter(|token| !token.is_empty()) {
        None => None,
        Some(token) => {
            let decoded = URL_SAFE_NO_PAD.decode(&token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            Some(decoded.ok_or_else(|| invalid("Invalid pagination token."))?)
        }
    };
    let rest: Vec<(String, Value)> =
        items.into_iter().filter(|(key, _)| after.as_ref().is_none_or(|after| key > after)).collect();
    let token = if rest.len() > size { URL_SAFE_NO_PAD.encode(&rest[size - 1].0) } else { String::new() };
    let page: Vec<Value> = rest.into_iter().take(size).map(|(_, value)| value).collect();
    Ok(json!({ "PaginationToken": token, member: page }))
}
