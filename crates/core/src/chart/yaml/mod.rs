//! YAML as Helm's templates read and write it: one document in, Go-like text out.

mod disputed;
mod order;
mod plain;
mod shape;
mod value;
mod writer;

use serde_json::Value;

use disputed::{disputed, late_merge};
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
    if let Some(line) = late_merge(text) {
        return Err(format!("`{}` stands behind other keys; put `<<` first", line.trim()));
    }
    // Go's YAML library reads 010 as eight, as YAML 1.1 does.
    let options = serde_saphyr::options! { legacy_octal_numbers: true, reject_unsupported_tags: true };
    let read: Document = serde_saphyr::from_str_with_options(text, options).map_err(|error| error.to_string())?;
    Ok(read.0)
}

/// Splits a file as Helm splits what it renders: at every line that begins with three dashes, whatever follows them.
/// Each document is trimmed on both sides. Source: Helm 4.2.3, `SplitManifests`.
pub(super) fn documents(text: &str) -> Vec<&str> {
    const BLANK: [char; 5] = [' ', '\t', '\n', '\r', '\u{c}'];
    let text = text.trim();
    let mut documents = Vec::new();
    let mut start = 0;
    let mut search = 0;
    while let Some(at) = text[search..].find("---").map(|at| search + at) {
        let begins_line = at == 0 || at > start && text[..at].ends_with('\n');
        if !begins_line {
            search = at + 1;
            continue;
        }
        documents.push(text[start..at].trim());
        start = text.len() - text[at + 3..].trim_start_matches(BLANK).len();
        search = start;
    }
    documents.push(text[start.min(text.len())..].trim());
    documents.retain(|document| !document.is_empty());
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
        assert_eq!(documents("---\na: 1\n---\nb: 2\n  \n"), ["a: 1", "b: 2"]);
        // What follows the dashes at once is a document's own.
        assert_eq!(documents("a: 1\n\n---b: 2\n--- # c\nd: 3\n"), ["a: 1", "b: 2", "# c\nd: 3"]);
        assert_eq!(documents("a: |\n  -----\n  ---\n"), ["a: |\n  -----\n  ---"]);
    }
}
