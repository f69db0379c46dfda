//! Go's own printing functions.

use gotmpl::Value as Go;

use super::super::arguments::{Arguments, Function, text, text_of};
use super::format::formatted;

pub(super) const TABLE: &[(&str, Function)] = &[
    ("print", |arguments| Ok(text(print(arguments.values)))),
    ("println", |arguments| {
        let words: Vec<String> = arguments.values.iter().map(text_of).collect();
        Ok(text(words.join(" ") + "\n"))
    }),
    ("printf", |arguments| Ok(text(formatted(&arguments.text(0)?, arguments.rest(1))?))),
    ("html", |arguments| Ok(text(gotmpl::html_escape(&escapable(arguments)?)))),
    ("js", |arguments| Ok(text(gotmpl::js_escape(&escapable(arguments)?)))),
    ("urlquery", |arguments| Ok(text(gotmpl::url_encode(&escapable(arguments)?)))),
];

fn escapable(arguments: &Arguments<'_>) -> Result<String, String> {
    match arguments.values.iter().any(|value| matches!(value, Go::Nil)) {
        true => Err("nothing is escaped, which is not supported".to_owned()),
        false => Ok(print(arguments.values)),
    }
}

/// A space stands between two operands when neither is a text. Source: Go, `fmt.Sprint`.
fn print(values: &[Go]) -> String {
    let mut out = String::new();
    for (position, value) in values.iter().enumerate() {
        let is_text = |value: &Go| matches!(value, Go::String(_));
        if position > 0 && !is_text(value) && !is_text(&values[position - 1]) {
            out.push(' ');
        }
        out.push_str(&text_of(value));
    }
    out
}
