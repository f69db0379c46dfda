//! Between values and text: YAML, JSON, base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gotmpl::Value as Go;
use serde_json::Value;

use super::super::arguments::{Arguments, Function, float_of, text, text_of, whole_of};
use super::json::{compact, escaped, pretty};
use crate::chart::go_value::{from_json, to_json};
use crate::chart::yaml;

pub(super) const TABLE: &[(&str, Function)] = &[
    ("toYaml", to_yaml),
    ("mustToYaml", to_yaml),
    ("fromYaml", |arguments| read_yaml(arguments, Value::is_object)),
    ("fromYamlArray", |arguments| read_yaml(arguments, Value::is_array)),
    ("toJson", |arguments| Ok(text(escaped(&compact(&to_json(arguments.at(0)?)))))),
    ("mustToJson", |arguments| Ok(text(escaped(&compact(&to_json(arguments.at(0)?)))))),
    ("toRawJson", |arguments| Ok(text(compact(&to_json(arguments.at(0)?))))),
    ("toPrettyJson", |arguments| Ok(text(escaped(&pretty(&to_json(arguments.at(0)?)))))),
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

fn to_yaml(arguments: &Arguments<'_>) -> Result<Go, String> {
    yaml::write(&to_json(arguments.at(0)?)).map(text)
}

fn read_yaml(arguments: &Arguments<'_>, right: fn(&Value) -> bool) -> Result<Go, String> {
    let read = yaml::parse(&arguments.text(0)?)?;
    match read {
        Value::Null => Ok(Go::Map(Default::default())),
        read if right(&read) => Ok(from_json(&read)),
        other => Err(format!("the text holds {other}, which is another kind of value")),
    }
}
