//! Who set which field, from `metadata.managedFields`: fields of ours that are no longer wanted, and fields of others
//! that an apply would meet.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::compare::{Change, compare};
use super::path::{Path, Step};

/// A wanted field that another manager set to something else.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Conflict {
    /// Where.
    pub path: String,
    /// Who set it.
    pub manager: String,
}

/// Whose a server takes everything for where nobody was noted. Source: Kubernetes, `managedfields`, the first apply.
const NOBODY: &str = "before-first-apply";

/// The fields that `manager` once applied, that are still live, and that are wanted no more. What others have set as
/// well stays when `manager` gives it up.
pub(super) fn removed(want: &Value, live: &Value, manager: &str) -> Vec<Change> {
    let (own, others): (Vec<&Value>, Vec<&Value>) = entries(live).partition(|entry| is_apply_of(entry, manager));
    let mut changes = Vec::new();
    for fields in own.iter().filter_map(|entry| entry["fieldsV1"].as_object()) {
        gone(fields, Some(want), live, &Path::default(), &mut changes);
    }
    let (mut kept, mut parts) = (BTreeSet::new(), BTreeSet::new());
    for fields in others.iter().filter_map(|entry| entry["fieldsV1"].as_object()) {
        sort_out(fields, &Path::default(), &mut kept, &mut parts);
    }
    changes.retain(|change| !kept.contains(&change.path) && !parts.contains(&change.path));
    changes
}

/// The wanted fields that a server would refuse to `manager`, because others own them with another value. Where nothing
/// is to be written, nobody is met; where something is, the server takes every other spelling for another value.
pub fn conflicts(want: &Value, live: &Value, manager: &str, schema: Option<&Value>) -> Vec<Conflict> {
    let changes = compare(want, live, manager, schema);
    if changes.is_empty() {
        return Vec::new();
    }
    if entries(live).next().is_none() {
        let others = changes.into_iter().filter(|change| change.from.is_some() && change.to.is_some());
        return others.map(|change| Conflict { path: change.path, manager: NOBODY.to_owned() }).collect();
    }
    let (wholes, mut found) = (wholes(live), Vec::new());
    for entry in entries(live).filter(|entry| !is_apply_of(entry, manager)) {
        let name = entry["manager"].as_str().unwrap_or_default();
        let other = if name == manager { format!("{name} by an edit") } else { name.to_owned() };
        if let Some(fields) = entry["fieldsV1"].as_object() {
            let mut paths = Vec::new();
            met(fields, (want, live), &Path::default(), &wholes, &mut paths);
            found.extend(paths.into_iter().map(|path| Conflict { path, manager: other.clone() }));
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

fn entries(live: &Value) -> impl Iterator<Item = &Value> {
    live.pointer("/metadata/managedFields").and_then(Value::as_array).into_iter().flatten()
}

/// A server tells managers apart by name, operation and subresource: who edits under a name, or scales, is not who
/// applies under it. Source: Kubernetes documentation, "Server-Side Apply", section Field management.
fn is_apply_of(entry: &Value, manager: &str) -> bool {
    let whole = entry.get("subresource").is_none_or(|name| name == "");
    whole && entry["manager"] == manager && entry["operation"] == "Apply"
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

/// Where a wanted object meets the fields of one other manager.
fn met(
    fields: &Map<String, Value>,
    (want, live): (&Value, &Value),
    path: &Path,
    wholes: &BTreeSet<String>,
    found: &mut Vec<String>,
) {
    for (key, below) in fields {
        let Some(step) = Step::parse(key) else { continue };
        let Some(want) = step.of(want) else { continue };
        // What is owned may not be live: a list that was emptied, a zero that the server does not keep.
        let live = step.of(live).unwrap_or(&Value::Null);
        let path = step.below(path);
        match below.as_object() {
            Some(fields) if !is_leaf(below) => met(fields, (want, live), &path, wholes, found),
            // Owning an item, or a table whose parts are owned one by one, is not owning what is in it.
            _ if matches!(step, Step::Item(_)) || (want.is_object() && is_empty(live)) => {}
            _ if live.is_object() && (is_empty(want) || !wholes.contains(&path.to_string())) => {}
            _ if want == live => {}
            _ => found.push(path.to_string()),
        }
    }
}

fn is_empty(value: &Value) -> bool {
    value.as_object().is_some_and(Map::is_empty)
}

/// The values that were set as a whole, whoever did: a server merges nothing into those.
pub(super) fn wholes(live: &Value) -> BTreeSet<String> {
    let (mut wholes, mut open) = (BTreeSet::new(), BTreeSet::new());
    for fields in entries(live).filter_map(|entry| entry["fieldsV1"].as_object()) {
        sort_out(fields, &Path::default(), &mut wholes, &mut open);
    }
    wholes.retain(|path| !open.contains(path));
    wholes
}

/// The values that `manager` has applied, whether the server has kept them or not.
pub(super) fn applied(live: &Value, manager: &str) -> BTreeSet<String> {
    let (mut applied, mut parts) = (BTreeSet::new(), BTreeSet::new());
    for entry in entries(live).filter(|entry| is_apply_of(entry, manager)) {
        if let Some(fields) = entry["fieldsV1"].as_object() {
            sort_out(fields, &Path::default(), &mut applied, &mut parts);
        }
    }
    applied
}

/// Whether a field is owned as a whole, or its parts are.
fn sort_out(fields: &Map<String, Value>, path: &Path, wholes: &mut BTreeSet<String>, open: &mut BTreeSet<String>) {
    for (key, below) in fields {
        let Some(step) = Step::parse(key) else { continue };
        let path = step.below(path);
        if is_leaf(below) { &mut *wholes } else { &mut *open }.insert(path.to_string());
        if let Some(fields) = below.as_object() {
            sort_out(fields, &path, wholes, open);
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
    fn what_another_manager_applied_too_stays() {
        let mut shared = live(fields(), "karpool");
        let theirs = json!({"manager": "argocd", "operation": "Apply", "fieldsV1": {"f:spec": {"f:y": {}}}});
        shared["metadata"]["managedFields"].as_array_mut().unwrap().push(theirs);
        let paths: Vec<String> = compare(&want(), &shared, "karpool", None).into_iter().map(|one| one.path).collect();
        assert_eq!(paths, ["metadata.labels.b", "spec.ports[port=81,protocol=TCP]"]);
    }

    #[test]
    fn a_conflict_is_another_value_in_anothers_field() {
        let mut other = live(fields(), "kubectl");
        assert_eq!(conflicts(&want(), &other, "karpool", None), []);
        other["spec"]["x"] = json!(9);
        let expected = [Conflict { path: "spec.x".into(), manager: "kubectl".into() }];
        assert_eq!(conflicts(&want(), &other, "karpool", None), expected);
        assert_eq!(conflicts(&want(), &other, "kubectl", None), []);
    }

    #[test]
    fn another_spelling_is_met_only_when_something_is_written() {
        let want = json!({"apiVersion": "karpenter.sh/v1", "spec": {"weight": 1, "limits": {"cpu": 100}}});
        let mut live = json!({"spec": {"weight": 1, "limits": {"cpu": "100000m"}}, "metadata": {"managedFields": [
            {"manager": "kubectl-edit", "operation": "Update", "fieldsV1": {"f:spec": {"f:limits": {"f:cpu": {}}}}}]}});
        assert_eq!(conflicts(&want, &live, "karpool", None), []);
        live["spec"]["weight"] = json!(2);
        let expected = [Conflict { path: "spec.limits.cpu".into(), manager: "kubectl-edit".into() }];
        assert_eq!(conflicts(&want, &live, "karpool", None), expected);
    }

    #[test]
    fn in_what_is_applied_as_a_whole_an_addition_is_a_difference() {
        let want = json!({"apiVersion": "v1", "spec": {"selector": {"app": "a"}, "rules": [{"port": 1}]}});
        let paths = |protocol: &str, fields: Value| -> Vec<String> {
            let live = json!({"metadata": {"managedFields": [{"manager": "karpool", "operation": "Apply",
                "fieldsV1": {"f:spec": fields}}]},
                "spec": {"selector": {"app": "a", "tier": "b"}, "rules": [{"port": 1, "protocol": protocol}]}});
            compare(&want, &live, "karpool", None).into_iter().map(|one| one.path).collect()
        };
        let wholes = json!({"f:selector": {}, "f:rules": {}});
        assert_eq!(paths("UDP", wholes.clone()), ["spec.selector.tier", "spec.rules"]);
        assert_eq!(paths("TCP", wholes), ["spec.selector.tier"], "the server fills the protocol in");
        assert_eq!(paths("TCP", json!({"f:selector": {"f:app": {}}})), Vec::<String>::new());
    }

    /// The server's word for each was a 409.
    #[test]
    fn an_edit_under_our_name_and_a_scaling_are_others() {
        let mut edited = live(fields(), "karpool");
        edited["metadata"]["managedFields"][0]["operation"] = json!("Update");
        edited["spec"]["x"] = json!(9);
        let expected = |manager: &str| [Conflict { path: "spec.x".into(), manager: manager.into() }];
        assert_eq!(conflicts(&want(), &edited, "karpool", None), expected("karpool by an edit"));
        let removed: Vec<_> = compare(&want(), &edited, "karpool", None).into_iter().map(|one| one.path).collect();
        assert_eq!(removed, ["spec.x"], "what an edit has set is not ours to take away");
        let mut scaled = live(fields(), "kubectl");
        scaled["metadata"]["managedFields"][0]["subresource"] = json!("scale");
        scaled["spec"]["x"] = json!(9);
        assert_eq!(conflicts(&want(), &scaled, "karpool", None), expected("kubectl"));
    }

    #[test]
    fn where_nobody_was_noted_everything_is_somebodys() {
        let want = json!({"apiVersion": "v1", "data": {"a": "1", "b": "2"}});
        let live = json!({"data": {"a": "9", "c": "3"}});
        let expected = [Conflict { path: "data.a".into(), manager: NOBODY.into() }];
        assert_eq!(conflicts(&want, &live, "karpool", None), expected);
    }

    #[test]
    fn an_emptied_list_is_its_emptiers() {
        let want =
            json!({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "rules": [{"verbs": ["get"]}]});
        let live = json!({"rules": null, "metadata": {"managedFields": [
            {"manager": "kubectl-edit", "operation": "Update", "fieldsV1": {"f:rules": {}}}]}});
        let expected = [Conflict { path: "rules".into(), manager: "kubectl-edit".into() }];
        assert_eq!(conflicts(&want, &live, "karpool", None), expected);
        assert_eq!(conflicts(&json!({"kind": "ClusterRole", "rules": []}), &live, "karpool", None), []);
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
