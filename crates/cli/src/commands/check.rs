//! `check`: everything that is wrong with a spec, without a call.

use std::collections::BTreeMap;

use karpool::Subject;
use karpool::spec::{Document, Problem, Severity, Spec};
use serde_json::{Value, json};

use super::Session;
use crate::args::CheckArgs;
use crate::exit::{DONE, Failure, WRONG_USE};
use crate::render::{error, fields, style};
use crate::specs;

pub(super) fn check(session: &Session, args: &CheckArgs) -> Result<u8, Failure> {
    let printer = &session.printer;
    let mut problems: Vec<Problem> = Vec::new();
    let mut shown = Vec::new();
    for file in &args.stacks.files {
        match specs::read(file, &args.stacks)? {
            Err(found) => problems.extend(found),
            Ok((name, document)) => {
                let opened = Subject::open(&document);
                if args.show {
                    let stack = opened.subject.as_ref().and_then(|subject| subject.stack().ok());
                    let rows = rows(&document, stack);
                    if args.stacks.files.len() > 1 {
                        printer.text(&format!("{}\n", style::strong(&name)));
                    }
                    printer.text(&fields::fields(&rows, printer.width(), printer.is_verbose()));
                    shown.push(json!({"file": name, "spec": document.to_value(), "fields": rows}));
                }
                problems.extend(opened.problems);
            }
        }
    }
    let wrong = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    printer.document(&json!({"ok": wrong == 0, "problems": problems, "specs": shown}));
    for problem in &problems {
        printer.error(&error::problem(problem));
    }
    if wrong == 0 {
        let files = args.stacks.files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(", ");
        let warned = match problems.len() {
            0 => String::new(),
            count => format!(", {}", style::count(count, "warning")),
        };
        printer.remark(&format!("{} {files}: no problems{warned}\n", style::good("ok")));
        return Ok(DONE);
    }
    printer.error(&error::count(wrong, problems.len() - wrong));
    Ok(WRONG_USE)
}

/// Every field with its value and where it comes from: what is given in the order of the file, then the defaults.
fn rows(document: &Document, spec: Option<&Spec>) -> Vec<fields::Row> {
    // A checked spec knows what is text; before that the file's own values stand.
    let tree = spec.and_then(|spec| serde_json::to_value(spec).ok()).unwrap_or_else(|| document.to_value());
    let given = document.origins();
    let mut rows: Vec<fields::Row> = given
        .into_iter()
        .map(|(path, origin)| fields::Row { value: value_at(&tree, &path), path, origin, given: true })
        .collect();
    let defaults = spec.and_then(|spec| spec.resolve().ok()).map(|resolved| resolved.defaulted).unwrap_or_default();
    let defaults: BTreeMap<String, (Value, String)> =
        defaults.into_iter().map(|row| (row.path, (row.value, row.origin.to_string()))).collect();
    rows.extend(defaults.into_iter().map(|(path, (value, origin))| fields::Row { path, value, origin, given: false }));
    rows
}

/// The value at a path such as `nodePools.x86.arch[0]`.
fn value_at(tree: &Value, path: &str) -> Value {
    let Ok(path) = karpool::spec::Path::parse(path) else { return Value::Null };
    let mut value = tree;
    for segment in path.segments() {
        let inner = match segment {
            karpool::spec::Segment::Field(name) => value.get(name),
            karpool::spec::Segment::Index(index) => value.get(index),
        };
        let Some(inner) = inner else { return Value::Null };
        value = inner;
    }
    value.clone()
}
