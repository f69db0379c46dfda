//! Validation of custom resources against their structural schema, worded as the API server words it.

use regex::Regex;
use serde_json::Value;

use super::formats::fits;
use crate::kubernetes::status::Cause;

/// Collects what is wrong with `value`.
pub(crate) fn validate(schema: &Value, value: &Value, path: &str, causes: &mut Vec<Cause>) {
    if value.is_null() && schema["nullable"] == true {
        return;
    }
    if !has_type(schema, value, path, causes) {
        return;
    }
    any_of(schema, value, path, causes);
    allowed(schema, value, path, causes);
    match value {
        Value::Object(fields) => {
            object(schema, value, path, causes);
            for (name, one) in fields {
                match (&schema["properties"][name], &schema["additionalProperties"]) {
                    (declared @ Value::Object(_), _) => validate(declared, one, &below(path, name), causes),
                    (_, declared @ Value::Object(_)) => validate(declared, one, &format!("{path}.{name}"), causes),
                    _ => {}
                }
            }
        }
        Value::Array(items) => {
            list(schema, items, path, causes);
            for (index, item) in items.iter().enumerate() {
                if schema["items"].is_object() {
                    validate(&schema["items"], item, &format!("{path}[{index}]"), causes);
                }
            }
        }
        Value::String(text) => string(schema, value, text, path, causes),
        Value::Number(_) => number(schema, value, path, causes),
        _ => {}
    }
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn has_type(schema: &Value, value: &Value, path: &str, causes: &mut Vec<Cause>) -> bool {
    let found = type_name(value);
    let wanted = schema["type"].as_str().unwrap_or_default();
    if schema["x-kubernetes-int-or-string"] == true {
        if matches!(found, "integer" | "string") {
            return true;
        }
        let text = format!("Invalid value: \"{found}\": {path} in body must be of type integer,string: \"{found}\"");
        causes.push(Cause::new("FieldValueTypeInvalid", path, text));
        return false;
    }
    let fits = match wanted {
        "" => true,
        "number" => matches!(found, "integer" | "number"),
        "integer" => found == "integer" || value.as_f64().is_some_and(|n| n.fract() == 0.0),
        other => found == other,
    };
    if !fits {
        let text = format!("Invalid value: \"{found}\": {path} in body must be of type {wanted}: \"{found}\"");
        causes.push(Cause::new("FieldValueTypeInvalid", path, text));
    }
    fits
}

fn any_of(schema: &Value, value: &Value, path: &str, causes: &mut Vec<Cause>) {
    let passes = |one: &Value| {
        let mut wrong = Vec::new();
        validate(one, value, path, &mut wrong);
        wrong.is_empty()
    };
    for one in schema["allOf"].as_array().into_iter().flatten() {
        validate(one, value, path, causes);
    }
    if schema["anyOf"].as_array().is_some_and(|all| !all.iter().any(passes)) {
        causes.push(said(path, value, "must validate at least one schema (anyOf)"));
    }
    if schema["oneOf"].as_array().is_some_and(|all| all.iter().filter(|one| passes(one)).count() != 1) {
        causes.push(said(path, value, "must validate one and only one schema (oneOf)"));
    }
    if schema["not"].is_object() && passes(&schema["not"]) {
        causes.push(said(path, value, "must not validate the schema (not)"));
    }
}

/// `<path> in body <text>` with the value in front, as the server's validator words it.
fn said(path: &str, value: &Value, text: &str) -> Cause {
    let subject = if path.is_empty() { "in body".to_owned() } else { format!("{path} in body") };
    let shown = match value {
        Value::Object(_) | Value::Array(_) | Value::String(_) | Value::Number(_) => value.to_string(),
        other => format!("\"{other}\""),
    };
    Cause::new("FieldValueInvalid", path, format!("Invalid value: {shown}: {subject} {text}"))
}

fn allowed(schema: &Value, value: &Value, path: &str, causes: &mut Vec<Cause>) {
    let Some(list) = schema["enum"].as_array() else { return };
    if !list.contains(value) {
        let text = |one: &Value| one.as_str().map_or_else(|| one.to_string(), str::to_owned);
        let supported: Vec<String> = list.iter().map(text).collect();
        causes.push(Cause::unsupported(path, value, &supported));
    }
}

fn object(schema: &Value, value: &Value, path: &str, causes: &mut Vec<Cause>) {
    let fields = value.as_object().map(serde_json::Map::len).unwrap_or_default() as u64;
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if value.get(name).is_none() {
            causes.push(Cause::required(below(path, name), ""));
        }
    }
    if let Some(most) = schema["maxProperties"].as_u64().filter(|most| fields > *most) {
        causes.push(Cause::new(
            "FieldValueTooMany",
            path,
            format!("Too many: {fields}: must have at most {most} items"),
        ));
    }
    if let Some(least) = schema["minProperties"].as_u64().filter(|least| fields < *least) {
        causes.push(said(path, value, &format!("should have at least {least} properties")));
    }
}

fn list(schema: &Value, items: &[Value], path: &str, causes: &mut Vec<Cause>) {
    let count = items.len() as u64;
    let value = Value::Array(items.to_vec());
    if let Some(most) = schema["maxItems"].as_u64().filter(|most| count > *most) {
        let text = format!("Too many: {count}: must have at most {most} items");
        causes.push(Cause::new("FieldValueTooMany", path, text));
    }
    if let Some(least) = schema["minItems"].as_u64().filter(|least| count < *least) {
        causes.push(said(path, &value, &format!("should have at least {least} items")));
    }
    let keys: Vec<&str> = match schema["x-kubernetes-list-type"].as_str() {
        Some("map") => {
            schema["x-kubernetes-list-map-keys"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
        }
        Some("set") => Vec::new(),
        _ => return,
    };
    for (index, item) in items.iter().enumerate() {
        let key = |one: &Value| -> Value {
            if keys.is_empty() {
                return one.clone();
            }
            keys.iter().map(|key| ((*key).to_owned(), one[*key].clone())).collect::<serde_json::Map<_, _>>().into()
        };
        if items[..index].iter().any(|before| key(before) == key(item)) {
            causes.push(Cause::duplicate(format!("{path}[{index}]"), &key(item)));
        }
    }
}

fn string(schema: &Value, value: &Value, text: &str, path: &str, causes: &mut Vec<Cause>) {
    let length = text.chars().count() as u64;
    if let Some(most) = schema["maxLength"].as_u64().filter(|most| length > *most) {
        let text = format!("Too long: may not be more than {most} bytes");
        causes.push(Cause::new("FieldValueTooLong", path, text));
    }
    if let Some(least) = schema["minLength"].as_u64().filter(|least| length < *least) {
        causes.push(said(path, value, &format!("should be at least {least} chars long")));
    }
    if let Some(pattern) = schema["pattern"].as_str()
        && Regex::new(pattern).is_ok_and(|regex| !regex.is_match(text))
    {
        causes.push(said(path, value, &format!("should match '{pattern}'")));
    }
    if let Some(format) = schema["format"].as_str().filter(|format| !fits(format, text)) {
        causes.push(said(path, value, &format!("must be of type {format}: {value}")));
    }
}

fn number(schema: &Value, value: &Value, path: &str, causes: &mut Vec<Cause>) {
    let Some(found) = value.as_f64() else { return };
    if let Some(most) = schema["maximum"].as_f64().filter(|most| found > *most) {
        causes.push(said(path, value, &format!("should be less than or equal to {most}")));
    }
    if let Some(least) = schema["minimum"].as_f64().filter(|least| found < *least) {
        causes.push(said(path, value, &format!("should be greater than or equal to {least}")));
    }
    if let Some(step) = schema["multipleOf"].as_f64().filter(|step| (found / step).fract() != 0.0) {
        causes.push(said(path, value, &format!("should be a multiple of {step}")));
    }
}
