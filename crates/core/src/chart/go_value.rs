//! Between JSON and the template engine's values.

use std::collections::BTreeMap;
use std::sync::Arc;

use gotmpl::Value as Go;
use serde_json::{Number, Value};

/// JSON as a template sees it; whole numbers stay whole.
pub(super) fn from_json(value: &Value) -> Go {
    match value {
        Value::Null => Go::Nil,
        Value::Bool(flag) => Go::Bool(*flag),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Go::Int(whole),
            (None, Some(float)) => Go::Float(float),
            (None, None) => Go::Nil,
        },
        Value::String(text) => Go::String(text.as_str().into()),
        Value::Array(items) => Go::List(items.iter().map(from_json).collect()),
        Value::Object(map) => map_of(map.iter().map(|(key, value)| (key.as_str(), from_json(value)))),
    }
}

/// A template value as JSON; functions, which no document can hold, become null.
pub(super) fn to_json(value: &Go) -> Value {
    match value {
        Go::Nil | Go::Function(_) => Value::Null,
        Go::Bool(flag) => Value::Bool(*flag),
        Go::Int(whole) => Value::from(*whole),
        Go::Uint(whole) => Value::from(*whole),
        Go::Float(float) => number(*float),
        Go::String(text) => Value::String(text.to_string()),
        Go::List(items) => items.iter().map(to_json).collect(),
        Go::Map(map) => Value::Object(map.iter().map(|(key, value)| (key.to_string(), to_json(value))).collect()),
    }
}

/// A whole float is written without a fraction, as Go does.
fn number(float: f64) -> Value {
    if float.fract() == 0.0 && float.abs() < 9e15 {
        return Value::from(float as i64);
    }
    Number::from_f64(float).map_or(Value::Null, Value::Number)
}

/// A map value from its entries.
pub(super) fn map_of<'a>(entries: impl IntoIterator<Item = (&'a str, Go)>) -> Go {
    let map: BTreeMap<Arc<str>, Go> = entries.into_iter().map(|(key, value)| (Arc::from(key), value)).collect();
    Go::Map(Arc::new(map))
}
