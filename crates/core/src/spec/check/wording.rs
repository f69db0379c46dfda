//! Schemas and values in words.

use serde_json::Value;

use crate::spec::path::Path;
use crate::spec::text::{Content, Node};

/// The schema's types of a node.
pub(super) fn type_name(node: &Node) -> &'static str {
    match &node.content {
        Content::Null => "null",
        Content::Bool(_) => "boolean",
        Content::Number(number, _) if number.is_f64() => "number",
        Content::Number(..) => "integer",
        Content::Text(_) => "string",
        Content::List(_) => "array",
        Content::Map(_) => "object",
    }
}

pub(super) fn types(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// A type in words.
pub(super) fn in_words(kind: &str) -> &'static str {
    match kind {
        "object" => "a map",
        "array" => "a list",
        "string" => "text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "`true` or `false`",
        _ => "a value",
    }
}

pub(super) fn last(path: &Path) -> &str {
    path.fields().last().unwrap_or_default()
}

/// The first sentence of a description, as the middle of another one.
pub(super) fn in_the_middle(text: &str) -> String {
    let line = text.split("\n\n").next().unwrap_or_default().replace('\n', " ");
    let sentence = line.split(". ").next().unwrap_or_default().trim_end_matches('.');
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
