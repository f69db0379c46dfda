//! YAML as Helm's templates read and write it: one document in, Go-like text out.

mod disputed;
mod order;
mod plain;
mod shape;
mod value;
mod writer;

use serde_json::Value;

use disputed::disputed;
use value::Document;
pub(super) use writer::write;

/// Reads one document; an empty one is `null`.
pub(super) fn parse(text: &str) -> Result<Value, String> {
    let empty = text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#') || line == "---");
    if empty {
        return Ok(Value::Null);
    }
    if let Some(word) = disputed(text) {
        return Err(format!("`{word}` means different things to different readers of YAML; write it in quotes"));
    }
    // Go's YAML library reads 010 as eight, as YAML 1.1 does.
    let options = serde_saphyr::options! { legacy_octal_numbers: true, reject_unsupported_tags: true };
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
        assert_eq!(parse(&write(&value).unwrap()).unwrap(), value);
    }

    #[test]
    fn lists_are_not_indented_below_their_key() {
        assert_eq!(
            write(&json!({"b": [{"y": 1, "x": "2"}], "a": {"c": ["d"]}})).unwrap(),
            "a:\n  c:\n  - d\nb:\n- x: \"2\"\n  \"y\": 1"
        );
    }

    #[test]
    fn files_are_split_at_their_markers() {
        assert_eq!(documents("---\na: 1\n---\n---\nb: 2\n"), ["a: 1\n", "b: 2\n"]);
    }
}
