//! Errors: what failed, on which node, with which value; then what to do about it.

use karpool::Error;
use karpool::error::{ErrorRecord, Kind};
use karpool::spec::{Problem, Problems, Severity};
use serde_json::json;

use super::style;
use crate::exit::Failure;
use crate::printer::Printer;

/// Prints why a command did not do what was asked, or a stack of several was not done.
pub(crate) fn failure(printer: &Printer, failure: &Failure, stack: &str) {
    match failure {
        Failure::Engine(errors) => {
            let records: Vec<ErrorRecord> = errors.iter().map(Error::record).collect();
            tell(printer, stack, json!({"type": "errors", "errors": records}));
            for text in grouped(&records, printer.width()) {
                printer.error(&text);
            }
        }
        Failure::Spec(problems) => {
            tell(printer, stack, json!({"type": "errors", "problems": problems}));
            for problem in problems {
                printer.error(&self::problem(problem));
            }
            let wrong = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
            printer.error(&count(wrong, problems.len() - wrong));
        }
        Failure::Usage { message, hint } => plain(printer, (stack, "InvalidUse"), message, hint),
        Failure::File { path, source } => {
            let (message, hint) = file(path, source);
            plain(printer, (stack, "InvalidUse"), &message, hint);
        }
        Failure::Sandbox(message) => {
            plain(printer, (stack, "Sandbox"), message, "");
        }
        Failure::Cancelled(message) => plain(printer, (stack, "Cancelled"), message, ""),
    }
}

/// What is wrong with a file, in words.
fn file(path: &str, source: &std::io::Error) -> (String, &'static str) {
    match source.kind() {
        std::io::ErrorKind::NotFound => (format!("there is no file {path}"), "check the path"),
        std::io::ErrorKind::PermissionDenied => (format!("{path} may not be read or written"), "check its permissions"),
        std::io::ErrorKind::IsADirectory => (format!("{path} is a folder"), "name the files in it"),
        _ => (format!("{path}: {source}"), ""),
    }
}

/// One line of JSON about a failure, with its stack where there are several.
fn tell(printer: &Printer, stack: &str, mut value: serde_json::Value) {
    if !stack.is_empty() {
        value["stack"] = json!(stack);
    }
    printer.record(&value);
}

fn plain(printer: &Printer, (stack, kind): (&str, &str), message: &str, hint: &str) {
    let hint = Some(hint).filter(|hint| !hint.is_empty());
    tell(printer, stack, json!({"type": "errors", "errors": [{"kind": kind, "message": message, "hint": hint}]}));
    let mut text = format!("{} {message}\n", style::bad("error:"));
    if let Some(hint) = hint {
        text += &format!("  {} {hint}\n", style::hint("hint:"));
    }
    printer.error(&text);
}

/// How many errors of one kind and with one hint are printed in full.
const ALIKE: usize = 3;

/// Errors in full; where many say the same, the first of them and the places of the others.
pub(crate) fn grouped(records: &[ErrorRecord], width: usize) -> Vec<String> {
    let mut texts = Vec::new();
    let mut told: Vec<(Kind, &Option<String>)> = Vec::new();
    for record in records {
        let sort = (record.kind, &record.hint);
        let alike: Vec<&ErrorRecord> = records.iter().filter(|other| (other.kind, &other.hint) == sort).collect();
        if alike.len() <= ALIKE {
            texts.push(self::record(record, width));
        } else if !told.contains(&sort) {
            told.push(sort);
            texts.push(self::record(record, width));
            let place = |record: &&ErrorRecord| {
                let node = record.node.as_deref().unwrap_or_default();
                record.doing.as_ref().map_or_else(|| node.to_owned(), |doing| format!("{node} ({doing})"))
            };
            let places: Vec<String> = alike.iter().skip(1).map(place).collect();
            let lines = style::wrap(&places.join(", "), width.saturating_sub(4));
            texts.push(format!("  and {} of the same kind:\n    {}\n", places.len(), lines.join("\n    ")));
        }
    }
    texts
}

/// One error of the engine.
pub(crate) fn record(record: &ErrorRecord, width: usize) -> String {
    let node = record.node.as_ref().map(|node| format!("{}: ", style::strong(node))).unwrap_or_default();
    let mut text = format!("{} {node}{}\n", style::bad("error:"), record.message);
    let call =
        [record.doing.clone(), record.code.clone(), record.request_id.as_ref().map(|id| format!("request {id}"))];
    let call: Vec<String> = call.into_iter().flatten().collect();
    if !call.is_empty() {
        text += &format!("  {} {}\n", style::faint(&format!("{}:", record.kind)), style::faint(&call.join(" · ")));
    }
    if let Some(hint) = &record.hint {
        let lines = style::wrap(hint, width.saturating_sub(8));
        text += &format!("  {} {}\n", style::hint("hint:"), lines.join("\n        "));
    }
    text
}

/// One problem of a spec, with the place in the file.
pub(crate) fn problem(problem: &Problem) -> String {
    let mut text = String::new();
    for (number, line) in problem.to_string().lines().enumerate() {
        let line = match line.split_once(": ") {
            Some(("error", rest)) if number == 0 => format!("{} {rest}", style::bad("error:")),
            Some(("warning", rest)) if number == 0 => format!("{} {rest}", style::warning("warning:")),
            Some(("  hint", rest)) => format!("  {} {rest}", style::hint("hint:")),
            _ => line.to_owned(),
        };
        text += &line;
        text.push('\n');
    }
    text
}

/// How many there were.
pub(crate) fn count(wrong: usize, warned: usize) -> String {
    let warned = if warned == 0 { String::new() } else { format!(", {}", style::count(warned, "warning")) };
    format!("{}{warned}; nothing was called\n", style::bad(&style::count(wrong, "error")))
}

/// Warnings of a spec that can be used.
pub(crate) fn warnings(printer: &Printer, problems: &Problems) {
    for problem in problems.warnings() {
        printer.note(&self::problem(problem));
    }
}
