//! Between values and text: YAML, JSON, base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gotmpl::Value as Go;
use serde_json::Value;

use super::super::arguments::{Arguments, Function, float_of, text, text_of, whole_of};
use crate::chart::go_value::{from_json, to_json};
use crate::chart::yaml;

pub(super) const TABLE: &[(&str, Function)] = &[
    ("toYaml", |arguments| Ok(text(yaml::write(&to_json(arguments.at(0)?))))),
    ("mustToYaml", |arguments| Ok(text(yaml::write(&to_json(arguments.at(0)?))))),
    ("toYamlPretty", |arguments| Ok(text(yaml::write(&to_json(arguments.at(0)?))))),
    ("fromYaml", |arguments| read_yaml(arguments, Value::is_object)),
    ("fromYamlArray", |arguments| read_yaml(arguments, Value::is_array)),
    ("toJson", |arguments| Ok(text(escaped(&to_json(arguments.at(0)?).to_string())))),
    ("mustToJson", |arguments| Ok(text(escaped(&to_json(arguments.at(0)?).to_string())))),
    ("toRawJson", |arguments| Ok(text(to_json(arguments.at(0)?).to_string()))),
    ("toPrettyJson", |arguments| {
        serde_json::to_string_pretty(&to_json(arguments.at(0)?))
            .map(|json| text(escaped(&json)))
            .map_err(|error| error.to_string())
    }),
    ("fromJson", |arguments| {
        let read: Value = serde_json::from_str(&arguments.text(0)?).map_err(|error| error.to_string())?;
        Ok(from_json(&read))
    }),
    ("fromJsonArray", |arguments| {
        let read: Vec<Value> = serde_json::from_str(&arguments.text(0)?).map_err(|error| error.to_string())?;
        Ok(from_json(&Value::Array(read)))
    }),
    ("b64enc", |arguments| Ok(text(STANDARD.encode(arguments.text(0)?)))),
    ("b64dec", |arguments| {
        let bytes = STANDARD.decode(arguments.text(0)?).map_err(|error| error.to_string())?;
        Ok(text(String::from_utf8_lossy(&bytes)))
    }),
    ("toString", |arguments| Ok(text(text_of(arguments.at(0)?)))),
    ("int", |arguments| Ok(Go::Int(whole_of(arguments.at(0)?)))),
    ("int64", |arguments| Ok(Go::Int(whole_of(arguments.at(0)?)))),
    ("atoi", |arguments| Ok(Go::Int(whole_of(arguments.at(0)?)))),
    ("float64", |arguments| Ok(Go::Float(float_of(arguments.at(0)?)))),
];

/// Go's JSON writer keeps out of the way of HTML. Source: Go, `json.HTMLEscape`.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", u32::from(character))),
            other => out.push(other),
        }
    }
    out
}

fn read_yaml(arguments: &Arguments<'_>, right: fn(&Value) -> bool) -> Result<Go, String> {
    let read = yaml::parse(&arguments.text(0)?)?;
    match read {
        Value::Null => Ok(Go::Map(Default::default())),
        read if right(&read) => Ok(from_json(&read)),
        other => Err(format!("the text holds {other}, which is another kind of value")),
    }
}
