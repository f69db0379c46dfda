//! Go's own printing functions, whose floats the template engine prints otherwise.

use gotmpl::{Template, Value as Go};

use super::super::arguments::{Arguments, Function, shown, text, text_of};

pub(super) const TABLE: &[(&str, Function)] = &[
    ("print", |arguments| Ok(text(print(arguments.values)))),
    ("println", |arguments| {
        let words: Vec<String> = arguments.values.iter().map(text_of).collect();
        Ok(text(words.join(" ") + "\n"))
    }),
    ("printf", printf),
];

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

/// The engine's own `printf`, with what `%v` takes already printed.
fn printf(arguments: &Arguments<'_>) -> Result<Go, String> {
    let format = arguments.text(0)?;
    let mut values = arguments.rest(1).to_vec();
    let mut next = 0;
    let mut rest = format.as_str();
    while let Some(at) = rest.find('%') {
        rest = rest[at + 1..].trim_start_matches(|flag: char| "+-# 0123456789.".contains(flag));
        let verb = rest.chars().next();
        match verb {
            Some('[' | '*') => return Err("an argument's number or width in the format is not supported".to_owned()),
            Some('%') | None => {}
            Some(verb) => {
                if matches!((verb, values.get(next)), ('d' | 'c' | 'o' | 'U' | 't', Some(Go::Float(_)))) {
                    return Err(format!("%{verb} takes no float; numbers of values are floats, so use `int` first"));
                }
                if let Some(value) = values.get_mut(next).filter(|_| verb == 'v') {
                    *value = shown(value);
                }
                next += 1;
            }
        }
        rest = &rest[verb.map_or(0, char::len_utf8)..];
    }
    let operands: String = (0..values.len()).map(|at| format!(" (index . {})", at + 1)).collect();
    values.insert(0, text(&format));
    let template = format!("{{{{printf (index . 0){operands}}}}}");
    let parsed = Template::new("printf").parse(&template).map_err(|error| error.to_string())?;
    parsed.execute_to_string(&Go::List(values.into())).map(text).map_err(|error| error.to_string())
}
