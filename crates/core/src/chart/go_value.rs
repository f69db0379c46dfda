//! Between JSON and the template engine's values.

use std::collections::BTreeMap;
use std::sync::Arc;

use gotmpl::Value as Go;
use serde_json::{Number, Value};

/// JSON as a template sees it: every number is a float, as in Helm.
pub(super) fn from_json(value: &Value) -> Go {
    match value {
        Value::Null => Go::Nil,
        Value::Bool(flag) => Go::Bool(*flag),
        Value::Number(number) => number.as_f64().map_or(Go::Nil, Go::Float),
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
    if float.fract() == 0.0 && float.abs() < 9.2e18 {
        return Value::from(float as i64);
    }
    Number::from_f64(float).map_or(Value::Null, Value::Number)
}

/// A map value from its entries.
pub(super) fn map_of<'a>(entries: impl IntoIterator<Item = (&'a str, Go)>) -> Go {
    let map: BTreeMap<Arc<str>, Go> = entries.into_iter().map(|(key, value)| (Arc::from(key), value)).collect();
    Go::Map(Arc::new(map))
}

/// Go's `%v` of a float: the shortest digits, with an exponent from 1e+06 on and below 1e-04.
/// Source: Go, `strconv.FormatFloat` with 'g' and -1.
pub(super) fn float_text(float: f64) -> String {
    if float.is_infinite() {
        return if float > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let scientific = format!("{float:e}");
    let parts = scientific.split_once('e').and_then(|(digits, exponent)| Some((digits, exponent.parse::<i32>().ok()?)));
    match parts {
        Some((digits, exponent)) if !(-4..6).contains(&exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{digits}e{sign}{:02}", exponent.unsigned_abs())
        }
        _ => float.to_string(),
    }
}
