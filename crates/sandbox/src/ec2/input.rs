//! Reading the input tree of the query protocol, where every leaf is a string.

use serde_json::Value;

use super::fault::{invalid_parameter, missing};
use crate::call::{Call, Fault};

/// A string member; an empty string counts as not given, as EC2 treats it.
pub(crate) fn text(input: &Value, name: &str) -> Option<String> {
    match &input[name] {
        Value::String(s) if !s.is_empty() => Some(s.clone()),
        Value::Number(n) => Some(n.to_string()),
        Value::Bool(b) => Some(b.to_string()),
        _ => None,
    }
}

/// All strings of a list member.
pub(crate) fn texts(input: &Value, name: &str) -> Vec<String> {
    match &input[name] {
        Value::Array(items) => items.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect(),
        Value::String(one) => vec![one.clone()],
        _ => Vec::new(),
    }
}

/// All objects of a list member.
pub(crate) fn objects<'a>(input: &'a Value, name: &str) -> &'a [Value] {
    input[name].as_array().map_or(&[], Vec::as_slice)
}

/// A boolean member.
pub(crate) fn flag(input: &Value, name: &str) -> Option<bool> {
    match &input[name] {
        Value::Bool(b) => Some(*b),
        Value::String(s) => match s.to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// An integer member.
///
/// # Errors
/// InvalidParameterValue when it is given and is no integer.
pub(crate) fn integer(input: &Value, name: &str) -> Result<Option<i64>, Fault> {
    match text(input, name) {
        None => Ok(None),
        Some(given) => match given.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(invalid_parameter(&given, name, "Expecting an integer.")),
        },
    }
}

/// A string member that must be there.
pub(crate) fn require(call: &Call<'_>, name: &str) -> Result<String, Fault> {
    text(&call.input, name).ok_or_else(|| missing(name))
}

/// A list of strings that must not be empty.
pub(crate) fn require_some(call: &Call<'_>, name: &str) -> Result<Vec<String>, Fault> {
    let given = texts(&call.input, name);
    if given.is_empty() { Err(missing(name)) } else { Ok(given) }
}
