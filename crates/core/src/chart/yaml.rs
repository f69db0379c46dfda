//! YAML as Helm's templates read and write it: one document in, Go-like text out.

use serde_json::Value;

use super::go_value::float_text;
use super::yaml_value::Document;

/// Reads one document; an empty one is `null`.
pub(super) fn parse(text: &str) -> Result<Value, String> {
    let empty = text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#') || line == "---");
    if empty {
        return Ok(Value::Null);
    }
    // Go's YAML library reads 010 as eight, as YAML 1.1 does.
    let options = serde_saphyr::options! { legacy_octal_numbers: true };
    let read: Document = serde_saphyr::from_str_with_options(text, options).map_err(|error| error.to_string())?;
    Ok(read.0)
}

/// Splits a file at its `---` lines.
pub(super) fn documents(text: &str) -> Vec<&str> {
    let mut documents = Vec::new();
    let mut start = 0;
    let mut position = 0;
    for line in text.split_inclusive('\n') {
        let marker = line.trim_end();
        if marker == "---" || marker.starts_with("--- ") {
            documents.push(&text[start..position]);
            start = position + line.len();
        }
        position += line.len();
    }
    documents.push(&text[start..]);
    documents.retain(|document| !document.trim().is_empty());
    documents
}

/// Writes a value as Go's YAML library does: sorted keys, lists not indented below their key, no final line break.
pub(super) fn write(value: &Value) -> String {
    let mut out = String::new();
    block(value, 0, &mut out);
    out.truncate(out.trim_end_matches('\n').len());
    out
}

fn block(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            for (position, key) in keys.into_iter().enumerate() {
                if position > 0 {
                    out.push_str(&" ".repeat(indent));
                }
                out.push_str(&scalar_text(key));
                out.push(':');
                nested(&map[key], indent, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    out.push_str(&" ".repeat(indent));
                }
                out.push_str("- ");
                block(item, indent + 2, out);
            }
        }
        other => {
            out.push_str(&scalar(other));
            out.push('\n');
        }
    }
}

/// What stands after a key: on the same line, or below it.
fn nested(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            out.push('\n');
            out.push_str(&" ".repeat(indent + 2));
            block(value, indent + 2, out);
        }
        Value::Array(items) if !items.is_empty() => {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            block(value, indent, out);
        }
        other => {
            out.push(' ');
            out.push_str(&scalar(other));
            out.push('\n');
        }
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => scalar_text(text),
        Value::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
            Some(float) => float_text(float),
            None => number.to_string(),
        },
        other => other.to_string(),
    }
}

/// Plain where it reads back as the same text, else quoted.
fn scalar_text(text: &str) -> String {
    if text.chars().any(|character| character.is_control() || character == '\u{feff}') {
        return Value::String(text.to_owned()).to_string();
    }
    if looks_like_another_type(text) {
        return format!("\"{text}\"");
    }
    let special_start = text.starts_with(|first: char| "-?:,[]{}#&*!|>'\"%@` ".contains(first));
    let risky = text.contains(": ") || text.contains(" #") || text.ends_with(':') || text.ends_with(' ');
    if special_start || risky {
        return format!("'{}'", text.replace('\'', "''"));
    }
    text.to_owned()
}

/// Whether YAML 1.1 or 1.2 readers take the plain text for something else than text.
fn looks_like_another_type(text: &str) -> bool {
    const WORDS: &[&str] =
        &["", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", ".nan", ".inf", "-.inf", "+.inf"];
    let quoted = !text.contains('"') && !text.contains('\\');
    let numeric = text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first))
        && text.bytes().all(|byte| byte.is_ascii_hexdigit() || b"+-._:xobXOBTtZz ".contains(&byte))
        && text.bytes().any(|byte| byte.is_ascii_digit());
    quoted && (WORDS.contains(&text.to_ascii_lowercase().as_str()) || text == "=" || text == "<<" || numeric)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_written_reads_back_the_same() {
        let value = json!({
            "b": [1, "1", {"x": [], "y": {}}, [[2]], "yes", "a: b", "#c", "*", "-", "it's", "10.0", "1e3", "0x1f"],
            "a": {"text": "line\nline\n", "empty": "", "null": null, "true": true, "colon:": "x:"},
            "z-time": "2026-01-01", "version": "1.14.1", "number": 0.075, "quote\"": "\"", "back": "a\\b"
        });
        assert_eq!(parse(&write(&value)).unwrap(), value, "{}", write(&value));
    }

    #[test]
    fn lists_are_not_indented_below_their_key() {
        assert_eq!(
            write(&json!({"b": [{"y": 1, "x": "2"}], "a": {"c": ["d"]}})),
            "a:\n  c:\n  - d\nb:\n- x: \"2\"\n  \"y\": 1"
        );
    }

    #[test]
    fn files_are_split_at_their_markers() {
        assert_eq!(documents("---\na: 1\n---\n---\nb: 2\n"), ["a: 1\n", "b: 2\n"]);
    }
}
