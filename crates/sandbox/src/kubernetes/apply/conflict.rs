//! Conflicts between managers, as the API reports them.

use serde_json::{Value, json};

use super::managers::Manager;
use crate::kubernetes::status::Status;

fn shown(manager: &Manager) -> String {
    let mut text = format!("\"{}\"", manager.name);
    if !manager.subresource.is_empty() {
        text.push_str(&format!(" with subresource \"{}\"", manager.subresource));
    }
    if !manager.applies {
        text.push_str(&format!(" using {}", manager.api_version));
    }
    text
}

/// The 409 for paths that other managers own.
pub(super) fn conflict(conflicts: &[(&Manager, Vec<String>)]) -> Status {
    let mut pairs: Vec<(String, &String)> =
        conflicts.iter().flat_map(|(manager, paths)| paths.iter().map(|path| (shown(manager), path))).collect();
    pairs.sort();
    let message = match pairs.as_slice() {
        [(manager, path)] => format!("Apply failed with 1 conflict: conflict with {manager}: {path}"),
        _ => {
            let mut parts: Vec<String> = Vec::new();
            let mut last = "";
            for (manager, path) in &pairs {
                if manager != last {
                    parts.push(format!("conflicts with {manager}:"));
                    last = manager;
                }
                parts.push(format!("- {path}"));
            }
            format!("Apply failed with {} conflicts: {}", pairs.len(), parts.join("\n"))
        }
    };
    let causes: Vec<Value> = pairs
        .iter()
        .map(|(manager, path)| {
            json!({ "reason": "FieldManagerConflict", "message": format!("conflict with {manager}"), "field": path })
        })
        .collect();
    let mut status = Status::new(409, "Conflict", message);
    status.details.insert("causes".to_owned(), Value::Array(causes));
    status
}
