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
    ("fromYaml", |arguments| read_yaml(arguments, Value::is_object, Go::Map(Default::default()))),
    ("fromYamlArray", |arguments| read_yaml(arguments, Value::is_array, Go::List([].into()))),
    ("toJson", |arguments| Ok(text(escaped(&compact(&to_json(arguments.at(0)?)))))),
    ("mustToJson", |arguments| Ok(text(escaped(&compact(&to_json(arguments.at(0)?)))))),
    ("toRawJson", |arguments| Ok(text(compact(&to_json(arguments.at(0)?))))),
    ("toPrettyJson", |arguments| Ok(text(escaped(&pretty(&to_json(arguments.at(0)?)))))),
    ("fromJson", |arguments| read_json(arguments, Value::is_object)),
    ("mustFromJson", |arguments| {
        let read: Value = serde_json::from_str(&arguments.text(0)?).map_err(|error| error.to_string())?;
        Ok(from_json(&read))
    }),
    ("fromJsonArray", |arguments| read_json(arguments, Value::is_array)),
    ("mustToRawJson", |arguments| Ok(text(compact(&to_json(arguments.at(0)?))))),
    ("mustToPrettyJson", |arguments| Ok(text(escaped(&pretty(&to_json(arguments.at(0)?)))))),
    ("b64enc", |arguments| Ok(text(STANDARD.encode(arguments.text(0)?)))),
    ("b64dec", |arguments| {
        // Go passes over the ends of lines.
        let packed = arguments.text(0)?.replace(['\r', '\n'], "");
        let bytes = STANDARD.decode(packed).map_err(|error| error.to_string())?;
        let whole = String::from_utf8(bytes).map_err(|_| "it holds bytes that are no text, which is not supported")?;
        Ok(text(whole))
    }),
    ("toString", |arguments| Ok(text(text_of(arguments.at(0)?)))),
    ("int", |arguments| Ok(Go::Int(whole_of(arguments.at(0)?)))),
    ("int64", |arguments| Ok(Go::Int(whole_of(arguments.at(0)?)))),
    ("atoi", |arguments| Ok(Go::Int(decimal(&arguments.text(0)?)))),
    ("float64", |arguments| match arguments.at(0)? {
        // Go reads more than digits as numbers.
        Go::String(given) if given.contains(|letter: char| "xXpP_iInN".contains(letter)) => {
            Err(format!("the number {given:?} is not supported"))
        }
        given => Ok(Go::Float(float_of(given))),
    }),
];

fn to_yaml(arguments: &Arguments<'_>) -> Result<Go, String> {
    yaml::write(&to_json(arguments.at(0)?)).map(text)
}

/// Go's `strconv.Atoi`: digits with a sign, else zero.
fn decimal(text: &str) -> i64 {
    text.parse().unwrap_or(0)
}

/// Helm answers what is wrong as a value; a chart that goes on with that is not rendered.
fn read_yaml(arguments: &Arguments<'_>, right: fn(&Value) -> bool, nothing: Go) -> Result<Go, String> {
    let read = yaml::parse(&arguments.text(0)?)?;
    match read {
        Value::Null => Ok(nothing),
        read if right(&read) => Ok(from_json(&read)),
        other => Err(format!("the text holds {other}, which is another kind of value")),
    }
}

fn read_json(arguments: &Arguments<'_>, right: fn(&Value) -> bool) -> Result<Go, String> {
    let read: Value = serde_json::from_str(&arguments.text(0)?).map_err(|error| error.to_string())?;
    if right(&read) {
        Ok(from_json(&read))
    } else {
        Err(format!("the text holds {read}, which is another kind of value"))
    }
}
