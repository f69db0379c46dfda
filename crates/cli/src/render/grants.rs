//! What grants or opens something, in a table of its own: who may act as a role, what a role or queue allows, which
//! network is let in.

use std::fmt::Write as _;

use karpool::event::Action;
use karpool::resource::Field;
use karpool::{Change, Plan};

use super::{field, style};

/// Beginnings of field paths that grant something, and how the table calls them.
const GRANTS: &[(&str, &str)] = &[
    ("trust", "assumed by"),
    ("attached.", "policy"),
    ("policies.", "policy"),
    ("permissionsBoundary", "boundary"),
    ("policy", "resource policy"),
    ("principalArn", "principal"),
    ("accessPolicies", "cluster policy"),
    ("kubernetesGroups", "groups"),
    ("roleArn", "acts as"),
    ("cidr", "lets in"),
    ("prefixList", "lets in"),
];
/// Columns for the kind of grant.
const KIND: usize = 15;

/// The word for a field that grants something.
fn kind(field: &Field) -> Option<&'static str> {
    GRANTS
        .iter()
        .find(|(head, _)| field.path == *head || (head.ends_with('.') && field.path.starts_with(head)))
        .map(|row| row.1)
}

/// Whether a field of a change is shown in the table, and so not above it.
pub(crate) fn is_shown(change: &Change, field: &Field) -> bool {
    change.security && change.writes() && kind(field).is_some()
}

/// The table; empty when nothing is granted.
pub(crate) fn table(plan: &Plan, width: usize, verbose: bool) -> String {
    // A change of its tags grants nothing.
    let tells =
        |change: &Change| change.action == Action::Create || change.fields.iter().any(|field| kind(field).is_some());
    let grants =
        |change: &&Change| change.security && change.writes() && change.action != Action::Delete && tells(change);
    let changes: Vec<&Change> = plan.changes.iter().filter(grants).collect();
    if changes.is_empty() {
        return String::new();
    }
    let mut text = format!(
        "{}  {}\n",
        style::strong("Permissions and network access"),
        style::faint("everything that this grants or opens")
    );
    for change in changes {
        text += &rows(change, width, verbose);
    }
    text.push('\n');
    text
}

fn rows(change: &Change, width: usize, verbose: bool) -> String {
    let sign = style::action(change.action, change.action.sign());
    let mut rows: Vec<(&str, String)> = Vec::new();
    let mut attached = false;
    for field in &change.fields {
        let Some(kind) = kind(field) else { continue };
        let value = grant(change.action, field, verbose);
        let attached = std::mem::replace(&mut attached, field.path.starts_with("attached."));
        match rows.last_mut() {
            // Names of policies are read well beside each other.
            Some((last, values)) if attached && *last == kind && field.path.starts_with("attached.") && !verbose => {
                values.push_str(", ");
                values.push_str(&value);
            }
            _ => rows.push((kind, value)),
        }
    }
    if rows.is_empty() {
        rows.push(("", change.why.clone()));
    }
    let mut text = format!("  {sign} {}\n", change.id);
    let room = width.saturating_sub(6 + KIND + 1).max(20);
    for (kind, value) in rows {
        let lines = if verbose { vec![value] } else { style::wrap(&value, room) };
        for (line, part) in lines.iter().enumerate() {
            let kind = if line == 0 { kind } else { "" };
            let part = if verbose { part.clone() } else { style::cut(part, room) };
            let _ = writeln!(text, "      {} {part}", style::faint(&format!("{kind:<KIND$}")));
        }
    }
    text
}

/// A policy is told by its name and what is in it.
fn grant(action: Action, field: &Field, verbose: bool) -> String {
    let to = field::value(&field.to, verbose);
    let value = if action == Action::Update { format!("{} → {to}", field::value(&field.from, verbose)) } else { to };
    if field.path == "trust" && action == Action::Create && !verbose {
        return field::trusted(&field.to).unwrap_or(value);
    }
    match field.path.split_once('.') {
        Some(("attached", name)) if value == "attached" => name.to_owned(),
        Some((_, name)) => format!("{name}: {value}"),
        None => value,
    }
}
