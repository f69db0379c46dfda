//! JSON as Go writes it.

use std::io;

use gotmpl::Value as Go;
use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use crate::chart::go_value::to_json;

/// A text that tells values apart as Go's `reflect.DeepEqual` does: a whole number is no float.
pub(super) fn typed(value: &Go) -> String {
    match value {
        Go::Int(whole) => format!("i{whole}"),
        Go::Uint(whole) => format!("u{whole}"),
        Go::Float(float) => format!("f{float:?}"),
        Go::List(items) => format!("[{}]", items.iter().map(typed).collect::<Vec<_>>().join(",")),
        Go::Map(map) => {
            let entries = map.iter().map(|(key, value)| format!("{key:?}:{}", typed(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
        other => compact(&to_json(other)),
    }
}

/// In one line.
pub(super) fn compact(value: &Value) -> String {
    written(value, CompactFormatter)
}

/// In many lines, indented by two.
pub(super) fn pretty(value: &Value) -> String {
    written(value, PrettyFormatter::new())
}

fn written(value: &Value, formatter: impl Formatter) -> String {
    let mut bytes = Vec::new();
    // A value in memory is always written.
    let _ = value.serialize(&mut Serializer::with_formatter(&mut bytes, Floats(formatter)));
    separators(&String::from_utf8_lossy(&bytes))
}

/// Keeps out of the way of HTML. Source: Go, `json.HTMLEscape`.
pub(super) fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            '<' | '>' | '&' => out.push_str(&format!("\\u{:04x}", u32::from(character))),
            other => out.push(other),
        }
    }
    out
}

/// Line separators that JavaScript once did not take in a text.
fn separators(json: &str) -> String {
    json.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// Digits alone from a millionth to 1e21, else with an exponent. Source: Go, encoding/json, `floatEncoder`.
fn float(value: f64) -> String {
    if value == 0.0 || (1e-6..1e21).contains(&value.abs()) {
        return value.to_string();
    }
    let text = format!("{value:e}");
    if text.contains("e-") { text } else { text.replace('e', "e+") }
}

/// Another formatter, with Go's floats.
struct Floats<F>(F);

macro_rules! passed_on {
    ($($name:ident($($argument:ident: $type:ty),*);)*) => {
        $(fn $name<W: ?Sized + io::Write>(&mut self, writer: &mut W, $($argument: $type),*) -> io::Result<()> {
            self.0.$name(writer, $($argument),*)
        })*
    };
}

impl<F: Formatter> Formatter for Floats<F> {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(float(value).as_bytes())
    }

    passed_on! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        end_object_key();
        begin_object_value();
        end_object_value();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_are_written_as_in_go() {
        let value = json!([1e-7, 0.000001, 0.00001234, 1e20, 1.5e21, -2.5, 0.0]);
        assert_eq!(compact(&value), "[1e-7,0.000001,0.00001234,100000000000000000000,1.5e+21,-2.5,0]");
    }

    #[test]
    fn lines_and_separators_are_those_of_go() {
        assert_eq!(pretty(&json!({"a": [], "b": [1, {}]})), "{\n  \"a\": [],\n  \"b\": [\n    1,\n    {}\n  ]\n}");
        assert_eq!(escaped(&compact(&json!("<\u{2028}&"))), "\"\\u003c\\u2028\\u0026\"");
    }
}
