//! The structural part of a schema: types, required and unknown fields, bounds, patterns.

use regex::Regex;
use serde_json::{Map, Value};

use super::number::{is_of, shown, type_name};
use super::schemas::Problem;
use super::{UNKNOWN, is_unknown};

/// What of an object does not fit its schema. The server itself judges `metadata`.
pub(super) fn validate(schema: &Value, object: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut object = object.clone();
    if let Some(map) = object.as_object_mut() {
        map.shift_remove("metadata");
        map.shift_remove("status");
    }
    let mut schema = schema.clone();
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        for own in ["apiVersion", "kind"] {
            properties.entry(own).or_insert_with(|| serde_json::json!({"type": "string"}));
        }
    }
    value(&schema, &object, "", &mut problems);
    problems
}

fn value(schema: &Value, given: &Value, path: &str, problems: &mut Vec<Problem>) {
    if given == UNKNOWN || (given.is_null() && schema["nullable"] == true) {
        return;
    }
    if !right_type(schema, given) {
        let wanted = schema["type"].as_str().unwrap_or("integer or string");
        let found = type_name(given);
        let message = format!("Invalid value: \"{found}\": {path} in body must be of type {wanted}: \"{found}\"");
        problems.push(Problem { path: path.to_owned(), message });
        return;
    }
    allowed(schema, given, path, problems);
    match given {
        Value::Object(map) => object(schema, map, path, problems),
        Value::Array(items) => array(schema, items, path, problems),
        Value::String(text) => string(schema, text, path, problems),
        Value::Number(_) => number(schema, given, path, problems),
        _ => {}
    }
    combined(schema, given, path, problems);
}

fn right_type(schema: &Value, given: &Value) -> bool {
    if schema["x-kubernetes-int-or-string"] == true {
        return is_of(given, "integer") || given.is_string();
    }
    schema["type"].as_str().is_none_or(|wanted| is_of(given, wanted))
}

fn allowed(schema: &Value, given: &Value, path: &str, problems: &mut Vec<Problem>) {
    let Some(values) = schema["enum"].as_array() else { return };
    if !values.contains(given) {
        let values: Vec<String> = values.iter().map(Value::to_string).collect();
        let message = format!("Unsupported value: {}: supported values: {}", shown(given), values.join(", "));
        problems.push(Problem { path: path.to_owned(), message });
    }
}

fn object(schema: &Value, map: &Map<String, Value>, path: &str, problems: &mut Vec<Problem>) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    for required in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if map.get(required).is_none_or(Value::is_null) && !(path.is_empty() && required == "metadata") {
            problems.push(Problem { path: below(required), message: "Required value".to_owned() });
        }
    }
    count(schema["maxProperties"].as_u64(), map.len(), path, problems);
    if let Some(least) = schema["minProperties"].as_u64()
        && (map.len() as u64) < least
    {
        let message = format!("Invalid value: {}: must have at least {least} items", map.len());
        problems.push(Problem { path: path.to_owned(), message });
    }
    let open = schema["x-kubernetes-preserve-unknown-fields"] == true || schema.get("type").is_none();
    for (key, given) in map {
        let named = schema["properties"].get(key);
        let any = schema.get("additionalProperties");
        match (named, any) {
            (Some(schema), _) => value(schema, given, &below(key), problems),
            (None, Some(any)) if any.is_object() => value(any, given, &below(key), problems),
            (None, Some(Value::Bool(true))) => {}
            (None, _) if open => {}
            _ => problems.push(Problem { path: below(key), message: unknown(schema, key) }),
        }
    }
}

fn unknown(schema: &Value, key: &str) -> String {
    let names = schema["properties"].as_object().into_iter().flat_map(Map::keys);
    let near = names.map(|name| (strsim::damerau_levenshtein(name, key), name)).min();
    match near {
        Some((distance, name)) if distance <= 1 + key.len() / 4 => format!("unknown field; did you mean `{name}`?"),
        _ => "unknown field".to_owned(),
    }
}

fn array(schema: &Value, items: &[Value], path: &str, problems: &mut Vec<Problem>) {
    let mut wrong = |message: String| problems.push(Problem { path: path.to_owned(), message });
    if let Some(least) = schema["minItems"].as_u64()
        && (items.len() as u64) < least
    {
        wrong(format!("Invalid value: {}: {path} in body should have at least {least} items", items.len()));
    }
    let unique = matches!(schema["x-kubernetes-list-type"].as_str(), Some("set" | "map"));
    for (index, item) in items.iter().enumerate().filter(|(_, item)| unique && !is_unknown(item)) {
        if let Some(key) = repeated(schema, &items[..index], item) {
            wrong(format!("Duplicate value: {key}"));
        }
    }
    count(schema["maxItems"].as_u64(), items.len(), path, problems);
    for (index, item) in items.iter().enumerate() {
        value(&schema["items"], item, &format!("{path}[{index}]"), problems);
    }
}

/// The key (or value) by which an item repeats an earlier one of a keyed list or a set.
fn repeated(schema: &Value, earlier: &[Value], item: &Value) -> Option<Value> {
    let keys: Vec<&str> =
        schema["x-kubernetes-list-map-keys"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let key = |item: &Value| -> Value {
        if keys.is_empty() {
            return item.clone();
        }
        keys.iter().map(|key| ((*key).to_owned(), item[*key].clone())).collect()
    };
    earlier.iter().any(|other| key(other) == key(item)).then(|| key(item))
}

fn count(most: Option<u64>, found: usize, path: &str, problems: &mut Vec<Problem>) {
    if let Some(most) = most.filter(|most| found as u64 > *most) {
        let message = format!("Too many: {found}: must have at most {most} items");
        problems.push(Problem { path: path.to_owned(), message });
    }
}

fn string(schema: &Value, text: &str, path: &str, problems: &mut Vec<Problem>) {
    let mut wrong = |message: String| problems.push(Problem { path: path.to_owned(), message });
    let length = text.chars().count() as u64;
    if let Some(least) = schema["minLength"].as_u64().filter(|least| length < *least) {
        wrong(format!("Invalid value: {text:?}: {path} in body should be at least {least} chars long"));
    }
    if let Some(most) = schema["maxLength"].as_u64().filter(|most| length > *most) {
        wrong(format!("Too long: may not be more than {most} bytes"));
    }
    if let Some(pattern) = schema["pattern"].as_str() {
        match Regex::new(pattern) {
            Ok(compiled) if compiled.is_match(text) => {}
            Ok(_) => wrong(format!("Invalid value: {text:?}: {path} in body should match '{pattern}'")),
            Err(_) => wrong(format!("the schema's pattern '{pattern}' cannot be read")),
        }
    }
}

fn number(schema: &Value, given: &Value, path: &str, problems: &mut Vec<Problem>) {
    let Some(found) = given.as_f64() else { return };
    let held = match schema["format"].as_str() {
        Some("int32") => given.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
        Some("int64") => given.as_i64().is_some(),
        _ => true,
    };
    if !held {
        let (wanted, format) = (&schema["type"], &schema["format"]);
        let (wanted, format) = (wanted.as_str().unwrap_or_default(), format.as_str().unwrap_or_default());
        let message =
            format!("Invalid value: {given}: Checked value must be of type {wanted} with format {format} in {path}");
        problems.push(Problem { path: path.to_owned(), message });
    }
    let bounds =
        [("minimum", "exclusiveMinimum", "greater than", false), ("maximum", "exclusiveMaximum", "less than", true)];
    for (bound, exclusive, words, upper) in bounds {
        let Some(limit) = schema[bound].as_f64() else { continue };
        let exclusive = schema[exclusive] == true;
        let beyond = if upper { found > limit } else { found < limit };
        if beyond || (exclusive && found == limit) {
            let or = if exclusive { "" } else { " or equal to" };
            let message = format!("Invalid value: {given}: {path} in body should be {words}{or} {}", schema[bound]);
            problems.push(Problem { path: path.to_owned(), message });
        }
    }
}

fn combined(schema: &Value, given: &Value, path: &str, problems: &mut Vec<Problem>) {
    if schema["x-kubernetes-int-or-string"] == true || is_unknown(given) {
        // The type was judged already, and what is not known yet may fit any branch.
        return;
    }
    let branches = |name: &str| schema[name].as_array().cloned().unwrap_or_default();
    let fits = |branch: &Value| {
        let mut inner = Vec::new();
        value(&open(branch), given, path, &mut inner);
        inner.is_empty()
    };
    for branch in branches("allOf") {
        value(&open(&branch), given, path, problems);
    }
    let mut wrong = |name: &str| {
        let message = format!("Invalid value: {}: {path} in body must validate {name}", shown(given));
        problems.push(Problem { path: path.to_owned(), message });
    };
    let any = branches("anyOf");
    if !any.is_empty() && !any.iter().any(fits) {
        wrong("at least one schema (anyOf)");
    }
    let one = branches("oneOf");
    if !one.is_empty() && one.iter().filter(|branch| fits(branch)).count() != 1 {
        wrong("one and only one schema (oneOf)");
    }
    if schema["not"].is_object() && fits(&schema["not"]) {
        wrong("none of the schemas (not)");
    }
}

/// A branch names only what it adds; other fields are no concern of it.
fn open(branch: &Value) -> Value {
    let mut branch = branch.clone();
    if let Some(map) = branch.as_object_mut() {
        map.insert("x-kubernetes-preserve-unknown-fields".to_owned(), Value::Bool(true));
    }
    branch
}
