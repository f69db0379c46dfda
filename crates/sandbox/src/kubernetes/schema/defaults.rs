//! Defaults of structural schemas.

use serde_json::Value;

/// Fills in the defaults that a schema declares.
pub(crate) fn fill(schema: &Value, value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, declared) in schema["properties"].as_object().into_iter().flatten() {
                if !fields.contains_key(name) && !declared["default"].is_null() {
                    fields.insert(name.clone(), declared["default"].clone());
                }
            }
            for (name, one) in fields.iter_mut() {
                match (&schema["properties"][name], &schema["additionalProperties"]) {
                    (declared @ Value::Object(_), _) | (_, declared @ Value::Object(_)) => fill(declared, one),
                    _ => {}
                }
            }
        }
        Value::Array(items) if schema["items"].is_object() => {
            items.iter_mut().for_each(|item| fill(&schema["items"], item));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn defaults_reach_through_defaulted_objects_and_lists() {
        let schema = json!({ "properties": {
            "disruption": { "default": { "consolidateAfter": "0s" }, "properties": {
                "consolidateAfter": {}, "budgets": { "default": [{}], "items": { "properties": { "nodes": { "default": "10%" } } } },
            } },
        } });
        let mut spec = json!({});
        fill(&schema, &mut spec);
        assert_eq!(spec, json!({ "disruption": { "consolidateAfter": "0s", "budgets": [{ "nodes": "10%" }] } }));
    }
}
