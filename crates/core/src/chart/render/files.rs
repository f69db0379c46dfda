//! `.Files`: the files of a chart that are no templates. Source: Helm 4.2.3, `pkg/engine/files.go`.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gotmpl::Value as Go;
use regex::Regex;
use serde_json::{Map, Value};

use super::object::{Asked, no_member, object};
use crate::chart::{Chart, yaml};

/// Files that say what the chart is. Source: Helm, "Accessing Files Inside Templates".
const ABOUT_THE_CHART: &[&str] = &["Chart.yaml", "Chart.lock", "values.yaml", "values.schema.json"];

type Files = Arc<BTreeMap<String, Vec<u8>>>;

/// The files that templates may read.
pub(super) fn of_chart(chart: &Chart) -> Go {
    let mut files = chart.files.clone();
    files.retain(|path, _| !ABOUT_THE_CHART.contains(&path.as_str()));
    of(Arc::new(files))
}

fn of(files: Files) -> Go {
    object(move |asked| match asked {
        Asked::Text => Err("a set of files cannot be printed; name one with `.Files.Get`".to_owned()),
        Asked::Parts => {
            let parts = files.iter().map(|(path, content)| Ok((path.as_str().into(), read(path, content)?)));
            Ok(Go::Map(Arc::new(parts.collect::<Result<_, String>>()?)))
        }
        Asked::Member(name, args) => member(&files, name, args),
    })
}

fn member(files: &Files, name: &str, args: &[Go]) -> Result<Go, String> {
    match (name, args) {
        ("Get", [Go::String(path)]) => get(files, path),
        ("Lines", [Go::String(path)]) => lines(files, path),
        ("Glob", [Go::String(pattern)]) => {
            let pattern = matcher(pattern)?;
            let found = files.iter().filter(|(path, _)| pattern.is_match(path));
            Ok(of(Arc::new(found.map(|(path, content)| (path.clone(), content.clone())).collect())))
        }
        ("AsConfig", []) => gathered(files, |path, content| text_in(path, content).map(str::to_owned)),
        ("AsSecrets", []) => gathered(files, |_, content| Ok(STANDARD.encode(content))),
        ("Get" | "Lines" | "Glob" | "AsConfig" | "AsSecrets", _) => {
            Err(format!("`{name}` of files takes other arguments"))
        }
        _ => no_member("the set of files", name),
    }
}

fn text_in<'a>(path: &str, content: &'a [u8]) -> Result<&'a str, String> {
    std::str::from_utf8(content).map_err(|_| format!("{path} holds bytes that are no text, which is not supported"))
}

fn read(path: &str, content: &[u8]) -> Result<Go, String> {
    Ok(Go::String(text_in(path, content)?.into()))
}

fn get(files: &Files, path: &str) -> Result<Go, String> {
    files.get(path).map_or(Ok(Go::String("".into())), |content| read(path, content))
}

fn lines(files: &Files, path: &str) -> Result<Go, String> {
    let Some(content) = files.get(path) else { return Ok(Go::List(Arc::new([]))) };
    let text = text_in(path, content)?;
    let text = text.strip_suffix('\n').unwrap_or(text);
    Ok(Go::List(text.split('\n').map(|line| Go::String(line.into())).collect()))
}

/// File names, without their folders, to what `write` makes of them, as YAML.
fn gathered(files: &Files, write: impl Fn(&str, &[u8]) -> Result<String, String>) -> Result<Go, String> {
    let mut all = Map::new();
    for (path, content) in files.iter() {
        let name = path.rsplit('/').next().unwrap_or(path);
        if all.insert(name.to_owned(), Value::String(write(path, content)?)).is_some() {
            return Err(format!("two of the files are called {name}"));
        }
    }
    yaml::write(&Value::Object(all)).map(|text| Go::String(text.into()))
}

/// A pattern of paths as an expression: `*` and `?` stop at a slash, `**` does not. Source: gobwas/glob.
fn matcher(pattern: &str) -> Result<Regex, String> {
    let wrong = || format!("the pattern {pattern} is not supported");
    let mut out = String::from("^(?s:");
    let mut letters = pattern.chars().peekable();
    let mut choices = 0;
    while let Some(letter) = letters.next() {
        match letter {
            '*' if letters.peek() == Some(&'*') => {
                while letters.next_if_eq(&'*').is_some() {}
                out.push_str(".*");
            }
            '*' => out.push_str("[^/]*"),
            '?' => out.push_str("[^/]"),
            '{' => {
                choices += 1;
                out.push_str("(?:");
            }
            ',' if choices > 0 => out.push('|'),
            '}' if choices > 0 => {
                choices -= 1;
                out.push(')');
            }
            '[' | ']' | '\\' | '}' => return Err(wrong()),
            other => out.push_str(&regex::escape(&other.to_string())),
        }
    }
    if choices > 0 {
        return Err(wrong());
    }
    Regex::new(&(out + ")$")).map_err(|_| wrong())
}
