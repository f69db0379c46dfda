//! JSON merge patch (RFC 7386).

use serde_json::{Map, Value};

/// The value with the patch laid over it; null takes away.
pub(crate) fn merge(value: &Value, patch: &Value) -> Value {
    let Value::Object(patch) = patch else { return patch.clone() };
    let mut fields: Map<String, Value> = value.as_object().cloned().unwrap_or_default();
    for (name, change) in patch {
        if change.is_null() {
            fields.shift_remove(name);
        } else {
            let merged = merge(fields.get(name).unwrap_or(&Value::Null), change);
            fields.insert(name.clone(), merged);
        }
    }
    Value::Object(fields)
}
