//! What a server fills in inside of values that are applied as a whole. Elsewhere an addition is nobody's difference;
//! there it is one, unless the server made it.

use serde_json::{Map, Value};

/// Fields of built-in types inside of atomic lists and maps, and what they are when nobody says it.
/// Source: Kubernetes API reference 1.36, "defaults to".
fn built_in(field: &str) -> &'static [&'static str] {
    match field {
        "protocol" => &["\"TCP\""],
        "apiGroup" => &["\"rbac.authorization.k8s.io\""],
        "apiVersion" => &["\"v1\""],
        "divisor" => &["\"0\"", "0"],
        "expirationSeconds" => &["3600"],
        "scope" => &["\"*\""],
        "volumeMode" => &["\"Filesystem\""],
        "status" => &["{\"phase\":\"Pending\"}"],
        _ => &[],
    }
}

/// Whether a server gives `field` this value when it is left out; `schema` is the field's own, in a custom resource.
pub(super) fn is_filled_in(field: &str, value: &Value, schema: Option<&Value>, is_built_in: bool) -> bool {
    if is_built_in {
        return built_in(field).contains(&value.to_string().as_str());
    }
    schema.and_then(default).is_some_and(|default| default == *value)
}

/// The default of a schema, with those of what is in it.
fn default(schema: &Value) -> Option<Value> {
    let mut value = schema.get("default")?.clone();
    if let Some(object) = value.as_object_mut() {
        fill(object, schema);
    }
    Some(value)
}

fn fill(object: &mut Map<String, Value>, schema: &Value) {
    for (name, below) in schema["properties"].as_object().into_iter().flatten() {
        match object.get_mut(name) {
            Some(Value::Object(inner)) => fill(inner, below),
            Some(_) => {}
            None => {
                if let Some(value) = default(below) {
                    object.insert(name.clone(), value);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn defaults_are_found_in_tables_and_schemas() {
        assert!(is_filled_in("protocol", &json!("TCP"), None, true));
        assert!(!is_filled_in("protocol", &json!("UDP"), None, true));
        let schema = json!({"default": {}, "properties": {"a": {"default": 1}, "b": {"properties": {}}}});
        assert!(is_filled_in("x", &json!({"a": 1}), Some(&schema), false));
        assert!(!is_filled_in("x", &json!({"a": 2}), Some(&schema), false));
        assert!(!is_filled_in("x", &json!({}), None, false));
    }
}
