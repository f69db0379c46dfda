//! `check`: everything that is wrong with a spec, without a call.

use std::collections::BTreeMap;

use karpool::spec::{Problem, Severity};
use serde_json::json;

use super::Session;
use crate::args::CheckArgs;
use crate::exit::{DONE, Failure, WRONG_USE};
use crate::render::{error, style};
use crate::specs;

pub(super) fn check(session: &Session, args: &CheckArgs) -> Result<u8, Failure> {
    let printer = &session.printer;
    let mut problems: Vec<Problem> = Vec::new();
    let mut shown = Vec::new();
    for file in &args.stacks.files {
        match specs::read(file, &args.stacks)? {
            Err(found) => problems.extend(found),
            Ok((name, document)) => {
                let checked = document.check();
                problems.extend(checked.problems);
                let origins: BTreeMap<String, String> = document.origins().into_iter().collect();
                if args.show {
                    for (path, origin) in &origins {
                        let value = value_at(&document.to_value(), path);
                        printer.text(&format!("{path} = {value}  {}\n", style::faint(&format!("# {origin}"))));
                    }
                }
                shown.push(json!({"file": name, "spec": document.to_value(), "origins": origins}));
            }
        }
    }
    let wrong = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    printer.document(
        &json!({"ok": wrong == 0, "problems": problems, "specs": if args.show { shown } else { Vec::new() }}),
    );
    for problem in &problems {
        printer.error(&error::problem(problem));
    }
    if wrong == 0 {
        let files = args.stacks.files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(", ");
        let warned = match problems.len() {
            0 => String::new(),
            1 => ", 1 warning".to_owned(),
            count => format!(", {count} warnings"),
        };
        printer.remark(&format!("{} {files}: no problems{warned}\n", style::good("ok")));
        return Ok(DONE);
    }
    printer.error(&error::count(wrong, problems.len() - wrong));
    Ok(WRONG_USE)
}

/// The value at a path such as `nodePools.x86.arch[0]`, in one line.
fn value_at(tree: &serde_json::Value, path: &str) -> String {
    let pointer: String = path.replace('[', ".").replace(']', "").split('.').map(|part| format!("/{part}")).collect();
    tree.pointer(&pointer).map_or_else(String::new, ToString::to_string)
}
