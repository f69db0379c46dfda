//! A value for every field: from a spec that is checked, from the field's words, or from its form.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use karpool::spec::{Document, Format, Severity};
use serde_json::Value;

use super::field::{Field, branches};

/// Folders of whole specs, the most telling first.
const FOLDERS: [&str; 2] = ["docs/fields", "examples"];

/// Values by path, with the user's names taken out.
pub(crate) struct Examples {
    values: BTreeMap<String, Value>,
    schema: Value,
}

impl Examples {
    /// Reads and checks the specs.
    pub(crate) fn read(root: &Path) -> Result<Examples, String> {
        let mut values = BTreeMap::new();
        for folder in FOLDERS {
            for (name, text) in files(&root.join(folder))? {
                let read = Document::read(&text, Format::of_file(&name), &name).map_err(|wrong| wrong.to_string())?;
                // A part alone is no whole spec, and has a form of its own.
                if read.to_value()["piece"].is_string() {
                    continue;
                }
                let problems = read.check().problems;
                let wrong: Vec<String> = problems
                    .iter()
                    .filter(|problem| problem.severity == Severity::Error)
                    .map(ToString::to_string)
                    .collect();
                if !wrong.is_empty() {
                    return Err(format!("{folder}/{name} is no right spec:\n{}", wrong.join("\n")));
                }
                collect("", &read.to_value(), &mut values);
            }
        }
        Ok(Examples { values, schema: karpool::spec::schema() })
    }

    /// A value of the field, as YAML writes it in one line.
    pub(crate) fn of(&self, field: &Field) -> Option<String> {
        let mut found = self.values.iter().filter(|(path, _)| fits(path, &field.path));
        found.next().map(|(_, value)| flow(value)).or_else(|| self.by_form(&field.schema))
    }

    fn by_form(&self, schema: &Value) -> Option<String> {
        let forms = branches(&self.schema, schema);
        let word = forms.iter().find_map(|form| {
            let word = form["const"].as_str().or_else(|| form["enum"][0].as_str())?;
            Some(word.to_owned())
        });
        let first = forms.first()?;
        match first["type"].as_str().or_else(|| first["type"][0].as_str()) {
            _ if word.is_some() => word,
            Some("boolean") => Some("true".to_owned()),
            // The description of a form holds values of it.
            Some("string") if first["format"].is_string() => {
                first["description"].as_str()?.split('`').nth(1).map(str::to_owned)
            }
            Some("array") => self.by_form(&first["items"]).map(|item| format!("[{item}]")),
            _ => None,
        }
    }
}

/// Whether a path of a file is one of a field: `<name>` fits any step.
fn fits(path: &str, pattern: &str) -> bool {
    let (steps, wanted): (Vec<&str>, Vec<&str>) = (path.split('\u{1f}').collect(), pattern.split('.').collect());
    steps.len() == wanted.len()
        && steps.iter().zip(&wanted).all(|(step, want)| {
            let bare = want.trim_end_matches("[]");
            step.strip_suffix(&"[]".repeat((want.len() - bare.len()) / 2))
                .is_some_and(|name| bare == "<name>" || bare == name)
        })
}

/// Every value of a tree by its path, whose steps are kept apart by a sign that no name has.
fn collect(path: &str, value: &Value, values: &mut BTreeMap<String, Value>) {
    if !path.is_empty() {
        values.entry(path.to_owned()).or_insert_with(|| value.clone());
    }
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                let place = if path.is_empty() { name.clone() } else { format!("{path}\u{1f}{name}") };
                collect(&place, inner, values);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(&format!("{path}[]"), item, values)),
        _ => {}
    }
}

/// A value in one line of YAML.
fn flow(value: &Value) -> String {
    match value {
        Value::String(text) => scalar(text),
        Value::Array(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let entries = fields.iter().map(|(name, value)| format!("{}: {}", scalar(name), flow(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// A text without quotes where nothing can be mistaken for it.
fn scalar(text: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./@+".contains(letter);
    let word = !text.is_empty() && text.chars().all(|letter| plain(letter) || letter == ':') && !text.ends_with(':');
    let taken = matches!(text, "true" | "false" | "null" | "yes" | "no") || text.parse::<f64>().is_ok();
    if word && !taken && !text.starts_with(['-', '@']) { text.to_owned() } else { format!("{text:?}") }
}

fn files(folder: &Path) -> Result<Vec<(String, String)>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if [".yaml", ".json", ".toml"].iter().any(|end| name.ends_with(end)) {
            files.push((name, fs::read_to_string(&path).map_err(failed)?));
        }
    }
    files.sort();
    Ok(files)
}
