//! Who set which field, from `metadata.managedFields`: fields of ours that are no longer wanted, and fields of others
//! that an apply would meet.

use serde_json::{Map, Value};

use super::compare::Change;
use super::path::{Path, Step};
use super::scalar::same;

/// A wanted field that another manager set to something else.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Conflict {
    /// Where.
    pub path: String,
    /// Who set it.
    pub manager: String,
}

/// The fields that `manager` once applied, that are still live, and that are wanted no more.
pub(super) fn removed(want: &Value, live: &Value, manager: &str) -> Vec<Change> {
    let mut changes = Vec::new();
    for entry in entries(live).filter(|entry| entry["manager"] == manager && entry["operation"] == "Apply") {
        if let Some(fields) = entry["fieldsV1"].as_object() {
            gone(fields, Some(want), live, &Path::default(), &mut changes);
        }
    }
    changes
}

/// The wanted fields that a server would refuse to `manager`, because others own them with another value.
pub fn conflicts(want: &Value, live: &Value, manager: &str) -> Vec<Conflict> {
    let mut found = Vec::new();
    for entry in entries(live).filter(|entry| entry["manager"] != manager) {
        let other = entry["manager"].as_str().unwrap_or_default();
        if let Some(fields) = entry["fieldsV1"].as_object() {
            let mut paths = Vec::new();
            met(fields, ("", ""), (want, live), &Path::default(), &mut paths);
            found.extend(paths.into_iter().map(|path| Conflict { path, manager: other.to_owned() }));
        }
    }
    found.sort();
    found.dedup();
    found
}

/// The fields of the spec that others have set, and `manager` has not.
pub fn set_by_others(live: &Value, manager: &str) -> Vec<Conflict> {
    let of = |entry: &Value| {
        let mut paths = Vec::new();
        leaves(&entry["fieldsV1"]["f:spec"], &Path::default().field("spec"), &mut paths);
        paths
    };
    let (own, others): (Vec<_>, Vec<_>) = entries(live).partition(|entry| entry["manager"] == manager);
    let own: Vec<String> = own.into_iter().flat_map(of).collect();
    let mut found = Vec::new();
    for entry in others {
        let other = entry["manager"].as_str().unwrap_or_default();
        let paths = of(entry).into_iter().filter(|path| !own.contains(path));
        found.extend(paths.map(|path| Conflict { path, manager: other.to_owned() }));
    }
    found.sort();
    found.dedup();
    found
}

fn leaves(fields: &Value, path: &Path, found: &mut Vec<String>) {
    for (key, below) in fields.as_object().into_iter().flatten() {
        let Some(step) = Step::parse(key) else { continue };
        let path = step.below(path);
        if is_leaf(below) { found.push(path.to_string()) } else { leaves(below, &path, found) }
    }
}

/// The status belongs to controllers and is never applied.
fn entries(live: &Value) -> impl Iterator<Item = &Value> {
    let all = live.pointer("/metadata/managedFields").and_then(Value::as_array);
    all.into_iter().flatten().filter(|entry| entry.get("subresource").is_none_or(|name| name == ""))
}

fn is_leaf(fields: &Value) -> bool {
    fields.as_object().is_none_or(|fields| fields.keys().all(|key| key == "."))
}

fn gone(fields: &Map<String, Value>, want: Option<&Value>, live: &Value, path: &Path, changes: &mut Vec<Change>) {
    for (key, below) in fields {
        let Some(step) = Step::parse(key) else { continue };
        let Some(live) = step.of(live) else { continue };
        let want = want.and_then(|want| step.of(want));
        let path = step.below(path);
        if path.starts_with("status") {
            continue;
        }
        let whole = is_leaf(below) || (matches!(step, Step::Item(_)) && below.get(".").is_some());
        match (want, below.as_object()) {
            (None, _) if whole => {
                changes.push(Change { path: path.to_string(), from: Some(live.clone()), to: None });
            }
            (want, Some(fields)) => gone(fields, want, live, &path, changes),
            (_, None) => {}
        }
    }
}

fn met(
    fields: &Map<String, Value>,
    (parent, field): (&str, &str),
    (want, live): (&Value, &Value),
    path: &Path,
    found: &mut Vec<String>,
) {
    for (key, below) in fields {
        let Some(step) = Step::parse(key) else { continue };
        let (Some(want), Some(live)) = (step.of(want), step.of(live)) else { continue };
        let path = step.below(path);
        let names = match &step {
            Step::Field(name) => (field, name.as_str()),
            _ => (parent, field),
        };
        match below.as_object() {
            Some(fields) if !is_leaf(below) => met(fields, names, (want, live), &path, found),
            // Owning a table or an item itself is not owning what is in it.
            _ if matches!(step, Step::Item(_)) || (want.is_object() && live.is_object()) => {}
            _ if same(want, live, names.1, names.0) => {}
            _ => found.push(path.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::compare;
    use serde_json::json;

    fn live(fields: Value, manager: &str) -> Value {
        json!({"metadata": {"labels": {"a": "1", "b": "2"}, "managedFields": [
                {"manager": manager, "operation": "Apply", "fieldsV1": fields}]},
            "spec": {"x": 1, "y": 2, "ports": [{"port": 80, "protocol": "TCP"}, {"port": 81, "protocol": "TCP"}]}})
    }

    fn fields() -> Value {
        json!({"f:metadata": {"f:labels": {"f:a": {}, "f:b": {}}}, "f:spec": {"f:x": {}, "f:y": {}, "f:ports": {
            ".": {}, "k:{\"port\":80,\"protocol\":\"TCP\"}": {".": {}, "f:port": {}},
            "k:{\"port\":81,\"protocol\":\"TCP\"}": {".": {}, "f:port": {}}}}})
    }

    fn want() -> Value {
        json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s", "labels": {"a": "1"}},
            "spec": {"x": 1, "ports": [{"port": 80}]}})
    }

    #[test]
    fn only_our_own_fields_are_taken_away() {
        let paths = |manager| -> Vec<String> {
            compare(&want(), &live(fields(), manager), "karpool", None).into_iter().map(|one| one.path).collect()
        };
        assert_eq!(paths("karpool"), ["metadata.labels.b", "spec.y", "spec.ports[port=81,protocol=TCP]"]);
        assert_eq!(paths("kubectl"), Vec::<String>::new());
    }

    #[test]
    fn a_conflict_is_another_value_in_anothers_field() {
        let mut other = live(fields(), "kubectl");
        assert_eq!(conflicts(&want(), &other, "karpool"), []);
        other["spec"]["x"] = json!(9);
        let expected = [Conflict { path: "spec.x".into(), manager: "kubectl".into() }];
        assert_eq!(conflicts(&want(), &other, "karpool"), expected);
        assert_eq!(conflicts(&want(), &other, "kubectl"), []);
    }

    #[test]
    fn what_others_have_set_is_known() {
        let live = live(fields(), "kubectl");
        let found: Vec<String> = set_by_others(&live, "karpool").into_iter().map(|one| one.path).collect();
        let port = |port: u16| format!("spec.ports[port={port},protocol=TCP].port");
        assert_eq!(found, [port(80), port(81), "spec.x".to_owned(), "spec.y".to_owned()]);
        assert_eq!(set_by_others(&live, "kubectl"), []);
    }

    #[test]
    fn a_field_that_is_gone_already_is_no_change() {
        let mut gone = live(fields(), "karpool");
        gone["spec"].as_object_mut().unwrap().remove("y");
        let paths: Vec<_> = compare(&want(), &gone, "karpool", None).into_iter().map(|one| one.path).collect();
        assert_eq!(paths, ["metadata.labels.b", "spec.ports[port=81,protocol=TCP]"]);
    }
}
