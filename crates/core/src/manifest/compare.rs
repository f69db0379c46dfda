//! What server-side apply would change in the live object.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::HIDDEN;
use super::defaulted::is_filled_in;
use super::list_kind::{ListKind, key_default, keys_of, list_kind};
use super::ownership::{applied, removed, wholes};
use super::path::{Path, has_keys};
use super::scalar::{is_zero, not_kept, same};

/// One difference.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Where.
    pub path: String,
    /// What is live; nothing if it is missing.
    pub from: Option<Value>,
    /// What is wanted; nothing if it is to go.
    pub to: Option<Value>,
}

/// Groups without a dot, and these, are built into the API server.
const BUILT_IN_SUFFIX: &str = ".k8s.io";

/// Lists what would change if `want` were applied over `live` by the field manager `manager`.
///
/// Fields that are live and not wanted are left alone, unless `manager` owns them. `schema` is the `openAPIV3Schema`
/// of a custom resource: it says how lists merge.
pub fn compare(want: &Value, live: &Value, manager: &str, schema: Option<&Value>) -> Vec<Change> {
    let want = with_encoded_data(want);
    let built_in = is_built_in(&want);
    // Without a schema nobody knows what the server fills in.
    let wholes = if built_in || schema.is_some() { wholes(live) } else { BTreeSet::new() };
    let walk = Walk { built_in, applied: &applied(live, manager), wholes: &wholes, whole: false };
    let mut changes = Vec::new();
    for (key, value) in want.as_object().into_iter().flatten() {
        match key.as_str() {
            "apiVersion" | "kind" | "status" => {}
            "metadata" => walk.metadata(value, live.get("metadata"), &mut changes),
            _ => {
                let here =
                    Here { path: Path::default().field(key), field: key, parent: "", schema: below(schema, key) };
                walk.value(value, live.get(key), &here, &mut changes);
            }
        }
    }
    changes.extend(removed(&want, live, manager));
    if want["kind"] == "Secret" {
        changes.iter_mut().for_each(hide);
    }
    changes
}

/// `stringData` is written as text and kept as base64 in `data`.
fn with_encoded_data(want: &Value) -> Value {
    let mut want = want.clone();
    let Some(object) = want.as_object_mut().filter(|object| object.get("kind") == Some(&json!("Secret"))) else {
        return want;
    };
    if let Some(Value::Object(plain)) = object.shift_remove("stringData") {
        let data = object.entry("data").or_insert_with(|| json!({}));
        for (key, value) in plain {
            data[key] = json!(STANDARD.encode(value.as_str().unwrap_or_default()));
        }
    }
    want
}

fn is_built_in(want: &Value) -> bool {
    let version = want["apiVersion"].as_str().unwrap_or_default();
    let group = version.split_once('/').map_or("", |(group, _)| group);
    !group.contains('.') || group.ends_with(BUILT_IN_SUFFIX)
}

fn hide(change: &mut Change) {
    if change.path.starts_with("data") {
        let hidden = |value: &mut Option<Value>| value.iter_mut().for_each(|value| *value = json!(HIDDEN));
        hidden(&mut change.from);
        hidden(&mut change.to);
    }
}

fn below<'a>(schema: Option<&'a Value>, key: &str) -> Option<&'a Value> {
    let schema = schema?;
    let named = schema.get("properties").and_then(|properties| properties.get(key));
    named.or_else(|| schema.get("additionalProperties").filter(|below| below.is_object()))
}

#[derive(Clone, Copy)]
struct Walk<'a> {
    built_in: bool,
    /// What the manager has applied, live or not.
    applied: &'a BTreeSet<String>,
    /// What was set as a whole.
    wholes: &'a BTreeSet<String>,
    /// Inside of one of those, where what is not wanted is a difference too.
    whole: bool,
}

/// Where the walk stands.
struct Here<'a> {
    path: Path,
    field: &'a str,
    parent: &'a str,
    schema: Option<&'a Value>,
}

impl Walk<'_> {
    /// Of the metadata only what users set is compared; names and the like are the object's key.
    fn metadata(&self, want: &Value, live: Option<&Value>, changes: &mut Vec<Change>) {
        for field in ["labels", "annotations", "finalizers", "ownerReferences"] {
            let Some(want) = want.get(field) else { continue };
            let path = Path::default().field("metadata").field(field);
            let here = Here { path, field, parent: "metadata", schema: None };
            self.value(want, live.and_then(|live| live.get(field)), &here, changes);
        }
    }

    /// What is live in a table besides what is wanted, and not the server's own.
    fn added(&self, want: &Map<String, Value>, live: &Map<String, Value>, here: &Here<'_>) -> Vec<Change> {
        let others = live.iter().filter(|(key, value)| !want.contains_key(*key) && !value.is_null());
        let added = others.filter(|(key, value)| !is_filled_in(key, value, below(here.schema, key), self.built_in));
        let change = |(key, value): (&String, &Value)| Change {
            path: here.path.field(key).to_string(),
            from: Some(value.clone()),
            to: None,
        };
        added.map(change).collect()
    }

    fn inside(&self, here: &Here<'_>) -> Self {
        Walk { whole: self.whole || self.wholes.contains(&here.path.to_string()), ..*self }
    }

    fn value(&self, want: &Value, live: Option<&Value>, here: &Here<'_>, changes: &mut Vec<Change>) {
        let Some(live) = live.filter(|live| !live.is_null()) else {
            // A zero that was applied and is not live is one that the server does not keep.
            let dropped = self.built_in && is_zero(want) && self.applied.contains(&here.path.to_string());
            if !dropped && !not_kept(want, here.field, self.built_in) {
                changes.push(Change { path: here.path.to_string(), from: None, to: Some(want.clone()) });
            }
            return;
        };
        match (want, live) {
            (Value::Null, _) => {}
            (Value::Object(map), Value::Object(lives)) => {
                let walk = self.inside(here);
                for (key, value) in map {
                    let below = Here {
                        path: here.path.field(key),
                        field: key,
                        parent: here.field,
                        schema: below(here.schema, key),
                    };
                    walk.value(value, live.get(key), &below, changes);
                }
                if walk.whole && !map.is_empty() {
                    changes.extend(self.added(map, lives, here));
                }
            }
            (Value::Array(wanted), Value::Array(lives)) => self.inside(here).list(wanted, lives, here, changes),
            _ if same(want, live, here.field, here.parent) => {}
            _ => changes.push(Change { path: here.path.to_string(), from: Some(live.clone()), to: Some(want.clone()) }),
        }
    }

    fn list(&self, want: &[Value], live: &[Value], here: &Here<'_>, changes: &mut Vec<Change>) {
        let items = here.schema.and_then(|schema| schema.get("items"));
        let kind = list_kind(here.field, here.parent, here.schema, self.built_in);
        match if self.whole { ListKind::Atomic } else { kind } {
            ListKind::Keyed(keys) => {
                for item in want {
                    let keys = keys_of(item, &keys);
                    let found = live.iter().find(|live| has_keys(live, &keys));
                    let below =
                        Here { path: here.path.item(&keys), field: here.field, parent: here.parent, schema: items };
                    self.value(&without_defaulted(item, found), found, &below, changes);
                }
            }
            ListKind::Set => {
                let missing = want.iter().filter(|item| !live.contains(item));
                changes.extend(missing.map(|item| Change {
                    path: here.path.value(item).to_string(),
                    from: None,
                    to: Some(item.clone()),
                }));
            }
            ListKind::Atomic => {
                if !self.same_list(want, live, here, items) {
                    changes.push(Change {
                        path: here.path.to_string(),
                        from: Some(live.to_vec().into()),
                        to: Some(want.to_vec().into()),
                    });
                }
            }
        }
    }

    /// An atomic list is one value, but the server may still add defaults inside its items.
    fn same_list(&self, want: &[Value], live: &[Value], here: &Here<'_>, items: Option<&Value>) -> bool {
        want.len() == live.len()
            && want.iter().zip(live).enumerate().all(|(index, (want, live))| {
                let mut inner = Vec::new();
                let below =
                    Here { path: here.path.index(index), field: here.field, parent: here.parent, schema: items };
                self.value(want, Some(live), &below, &mut inner);
                inner.is_empty()
            })
    }
}

/// A key the server would default is no difference when it was left out.
fn without_defaulted(item: &Value, live: Option<&Value>) -> Value {
    let mut item = item.clone();
    if let (Some(map), Some(live)) = (item.as_object_mut(), live) {
        let defaulted: BTreeMap<String, &str> =
            map.keys().filter_map(|key| key_default(key).map(|default| (key.clone(), default))).collect();
        for (key, default) in defaulted {
            if map[&key] == default && live.get(&key).is_none() {
                map.shift_remove(&key);
            }
        }
    }
    item
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deployment() -> Value {
        json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "k", "labels": {"a.b/c": "x"}},
            "spec": {"replicas": 2, "template": {"spec": {"hostNetwork": false, "volumes": [], "containers": [
                {"name": "controller", "image": "i:1", "env": [{"name": "A", "value": "1"}, {"name": "B", "value": ""}],
                 "ports": [{"containerPort": 8080, "name": "metrics"}],
                 "resources": {"requests": {"cpu": 1, "memory": "1Gi"}}}],
                "tolerations": [{"key": "CriticalAddonsOnly", "operator": "Exists"}]}}}})
    }

    /// The wanted Deployment as a server gives it back: defaults added, quantities rewritten, zeros dropped.
    fn live() -> Value {
        json!({"apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": {"name": "k", "uid": "u", "labels": {"a.b/c": "x", "other": "y"}},
            "spec": {"replicas": 2, "progressDeadlineSeconds": 600, "template": {"spec": {
                "dnsPolicy": "ClusterFirst", "containers": [
                {"name": "sidecar", "image": "s"},
                {"name": "controller", "image": "i:1", "imagePullPolicy": "IfNotPresent",
                 "env": [{"name": "B"}, {"name": "A", "value": "1"}, {"name": "INJECTED", "value": "x"}],
                 "ports": [{"containerPort": 8080, "name": "metrics", "protocol": "TCP"}],
                 "resources": {"requests": {"cpu": "1000m", "memory": "1073741824"}}}],
                "tolerations": [{"key": "CriticalAddonsOnly", "operator": "Exists"}]}}},
            "status": {"replicas": 2}})
    }

    #[test]
    fn what_the_server_adds_is_no_difference() {
        assert_eq!(compare(&deployment(), &live(), "karpool", None), []);
    }

    #[test]
    fn each_drifted_field_is_found_once() {
        for (pointer, value, path) in [
            ("/spec/replicas", json!(1), "spec.replicas"),
            ("/metadata/labels/a.b~1c", json!("z"), "metadata.labels[\"a.b/c\"]"),
            (
                "/spec/template/spec/containers/1/env/1/value",
                json!("2"),
                "spec.template.spec.containers[name=controller].env[name=A].value",
            ),
            (
                "/spec/template/spec/containers/1/resources/requests/memory",
                json!("2Gi"),
                "spec.template.spec.containers[name=controller].resources.requests.memory",
            ),
            ("/spec/template/spec/tolerations", json!([]), "spec.template.spec.tolerations"),
            (
                "/spec/template/spec/containers/1/ports/0/containerPort",
                json!(9),
                "spec.template.spec.containers[name=controller].ports[containerPort=8080,protocol=TCP]",
            ),
        ] {
            let mut drifted = live();
            *drifted.pointer_mut(pointer).unwrap() = value;
            let changes = compare(&deployment(), &drifted, "karpool", None);
            let paths: Vec<_> = changes.iter().map(|change| change.path.as_str()).collect();
            assert_eq!(paths, [path]);
        }
    }

    #[test]
    fn a_secret_shows_that_it_differs_and_not_what() {
        let want = json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "stringData": {"a": "x"}});
        let live = json!({"data": {"a": STANDARD.encode("x")}});
        assert_eq!(compare(&want, &live, "karpool", None), []);
        let changes = compare(&want, &json!({"data": {"a": STANDARD.encode("y")}}), "karpool", None);
        assert_eq!(changes, [Change { path: "data.a".into(), from: Some(json!(HIDDEN)), to: Some(json!(HIDDEN)) }]);
    }

    #[test]
    fn a_schema_says_how_lists_of_custom_resources_merge() {
        let schema = json!({"properties": {"spec": {"properties": {"keyed": {"x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": ["k"], "items": {}}, "plain": {"items": {}}}}}});
        let want = json!({"apiVersion": "karpenter.sh/v1", "kind": "NodePool", "metadata": {"name": "p"},
            "spec": {"keyed": [{"k": 1, "v": 1}], "plain": [1, 2]}});
        let live = json!({"spec": {"keyed": [{"k": 2}, {"k": 1, "v": 1, "default": true}], "plain": [1, 2]}});
        assert_eq!(compare(&want, &live, "karpool", Some(&schema)), []);
        let live = json!({"spec": {"keyed": [{"k": 1, "v": 1}], "plain": [2, 1]}});
        assert_eq!(compare(&want, &live, "karpool", Some(&schema)).len(), 1);
    }
}
