//! How the API server writes values in its messages.

use serde_json::Value;

/// The name of a value's type.
pub(super) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if is_whole(number.as_f64()) => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Whether a value is of a schema's type.
pub(super) fn is_of(value: &Value, wanted: &str) -> bool {
    let found = type_name(value);
    found == wanted || (wanted == "number" && found == "integer")
}

fn is_whole(number: Option<f64>) -> bool {
    number.is_some_and(|number| number.fract() == 0.0)
}

/// A value as messages show it: texts quoted, tables and lists by their type.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Array(_) | Value::Object(_) => format!("\"{}\"", type_name(value)),
        other => other.to_string(),
    }
}
