//! What grants or opens something, in a table of its own: who may act as a role, what a role or queue allows, which
//! network is let in.

use std::fmt::Write as _;

use karpool::event::{Action, Verb};
use karpool::resource::{Field, Shown};
use karpool::{Change, Plan};
use serde_json::Value;

use super::rule::{self, Rule};
use super::{difference, field, policy, style};

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
    (ENDPOINT, "API open to"),
    ("resourcesVpcConfig.endpointPrivateAccess", "API in the VPC"),
    ("resourcesVpcConfig.endpointPublicAccess", "API outside"),
    ("resourcesVpcConfig.publicAccessCidrs", "API open to"),
    ("resourcesVpcConfig.securityGroupIds", "wears"),
];
/// From where the Kubernetes API of a new cluster is reached.
const ENDPOINT: &str = "resourcesVpcConfig.endpoint";
/// Columns for the kind of grant.
const KIND: usize = 16;

/// The word for a field that grants something.
fn kind(field: &Field) -> Option<&'static str> {
    GRANTS
        .iter()
        .find(|(head, _)| field.path == *head || (head.ends_with('.') && field.path.starts_with(head)))
        .map(|row| row.1)
}

/// Whether a field of a change is shown in the table, and so not above it.
pub(crate) fn is_shown(change: &Change, field: &Field) -> bool {
    change.security && change.writes() && (kind(field).is_some() || rule::tells(change, &field.path))
}

/// The table; empty when nothing is granted.
pub(crate) fn table(plan: &Plan, width: usize, verbose: bool) -> String {
    // A change of its tags grants nothing.
    let tells =
        |change: &Change| change.action == Action::Create || change.fields.iter().any(|field| kind(field).is_some());
    // What goes takes its grants with it; of a rule it is said, because another one may stand in its place.
    let listed = |change: &&Change| match change.action {
        Action::Delete => plan.verb == Verb::Apply && Rule::of(change).is_some(),
        _ => tells(change),
    };
    let grants = |change: &&Change| change.security && change.writes() && listed(change);
    let changes: Vec<&Change> = plan.changes.iter().filter(grants).collect();
    let gone = plan.changes.iter().filter(|change| change.action == Action::Delete);
    let gone: Vec<Rule> = gone.filter_map(Rule::of).collect();
    if changes.is_empty() {
        return String::new();
    }
    let mut text = format!(
        "{}  {}\n",
        style::strong("Permissions and network access"),
        style::faint("everything that this grants or opens")
    );
    let room = width.saturating_sub(6 + KIND + 1).max(20);
    for change in changes {
        let rows = match Rule::of(change) {
            Some(rule) => vec![(rule.direction().to_owned(), told(change, &rule, &gone))],
            None => rows(change, room, verbose),
        };
        text += &lines(change, &rows, room, verbose);
    }
    text.push('\n');
    text
}

/// A rule, what it is for, and whether it opens more than one that goes.
fn told(change: &Change, rule: &Rule, gone: &[Rule]) -> String {
    let compared = rule.compared(gone).filter(|_| change.action != Action::Delete);
    let compared = compared.map(|text| format!("; {text}")).unwrap_or_default();
    format!("{} ({}){compared}", rule.sentence(), change.why)
}

/// What is granted, or how that changes, behind the word for it.
fn rows(change: &Change, room: usize, verbose: bool) -> Vec<(String, String)> {
    let mut rows: Vec<(String, String)> = Vec::new();
    let mut attached = false;
    for field in &change.fields {
        let Some(kind) = kind(field) else { continue };
        let attached = std::mem::replace(&mut attached, field.path.starts_with("attached."));
        if change.action == Action::Update {
            rows.extend(changed(field, kind, room, verbose));
            continue;
        }
        let value = grant(field, verbose);
        match rows.last_mut() {
            // Names of policies are read well beside each other.
            Some((last, values)) if attached && *last == kind && field.path.starts_with("attached.") && !verbose => {
                values.push_str(", ");
                values.push_str(&value);
            }
            _ => rows.push((kind.to_owned(), value)),
        }
    }
    if rows.is_empty() {
        rows.push((String::new(), change.why.clone()));
    }
    rows
}

/// How a grant changes.
fn changed(field: &Field, kind: &str, room: usize, verbose: bool) -> Vec<(String, String)> {
    let name = policy_name(field).map(|name| format!("{name}: ")).unwrap_or_default();
    let lines = difference::lines(field, room.saturating_sub(name.chars().count()).max(20), verbose);
    let row = |(number, line): (usize, &String)| match number {
        0 => (kind.to_owned(), format!("{name}{line}")),
        _ => (String::new(), line.clone()),
    };
    lines.iter().enumerate().map(row).collect()
}

fn lines(change: &Change, rows: &[(String, String)], room: usize, verbose: bool) -> String {
    let sign = style::action(change.action, change.action.sign());
    let mut text = format!("  {sign} {}\n", change.id);
    for (kind, value) in rows {
        // Who is let in, and where, is never cut.
        let lines = if verbose { vec![value.clone()] } else { style::wrap_whole(value, room) };
        for (line, part) in lines.iter().enumerate() {
            let kind = if line == 0 { kind.as_str() } else { "" };
            let _ = writeln!(text, "      {} {part}", style::faint(&format!("{kind:<KIND$}")));
        }
    }
    text
}

/// A policy is told by its name and what is in it.
fn grant(field: &Field, verbose: bool) -> String {
    let value = field::value(&field.to, verbose);
    if field.path == "trust" && !verbose {
        return policy::trusted(&field.to).unwrap_or(value);
    }
    if field.path == ENDPOINT && !verbose {
        return reached_from(&field.to).unwrap_or(value);
    }
    match policy_name(field) {
        Some(name) if value == "attached" => name.to_owned(),
        Some(name) => format!("{name}: {value}"),
        None => value,
    }
}

/// The name of a policy that is attached to a role or lies in it.
fn policy_name(field: &Field) -> Option<&str> {
    field.path.split_once('.').filter(|(head, _)| matches!(*head, "attached" | "policies")).map(|(_, name)| name)
}

/// `the VPC, 203.0.113.0/24`.
fn reached_from(endpoint: &Shown) -> Option<String> {
    let Shown::Known(endpoint) = endpoint else { return None };
    let inside = endpoint["private"].as_bool()?.then_some("the VPC");
    let outside = endpoint["publicCidrs"].as_array().filter(|_| endpoint["public"] == true);
    let ranges = outside.into_iter().flatten().filter_map(Value::as_str).map(|range| match range {
        "0.0.0.0/0" | "::/0" => format!("every address ({range})"),
        _ => range.to_owned(),
    });
    Some(inside.map(str::to_owned).into_iter().chain(ranges).collect::<Vec<_>>().join(", "))
}
