//! How server-side apply merges a list: item by item by keys, as a set, or as a whole.

use serde_json::{Map, Value};

/// The way a list is merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ListKind {
    /// Items are the same when these fields are.
    Keyed(Vec<String>),
    /// Order and repetition do not matter.
    Set,
    /// One value.
    Atomic,
}

/// Field, the field it is in (empty: anywhere), keys. Source: `+listMapKey` marks of the Kubernetes API types, 1.36.
const KEYED: &[(&str, &str, &[&str])] = &[
    ("containers", "", &["name"]),
    ("initContainers", "", &["name"]),
    ("ephemeralContainers", "", &["name"]),
    ("env", "", &["name"]),
    ("ports", "containers", &["containerPort", "protocol"]),
    ("ports", "initContainers", &["containerPort", "protocol"]),
    ("ports", "spec", &["port", "protocol"]),
    ("volumeMounts", "", &["mountPath"]),
    ("volumeDevices", "", &["devicePath"]),
    ("volumes", "spec", &["name"]),
    ("imagePullSecrets", "", &["name"]),
    ("secrets", "", &["name"]),
    ("hostAliases", "", &["ip"]),
    ("topologySpreadConstraints", "", &["topologyKey", "whenUnsatisfiable"]),
    ("resourceClaims", "spec", &["name"]),
    ("claims", "resources", &["name"]),
    ("ownerReferences", "metadata", &["uid"]),
    ("webhooks", "", &["name"]),
    ("matchConditions", "", &["name"]),
    ("conditions", "status", &["type"]),
];

const SETS: &[(&str, &str)] = &[("finalizers", "metadata")];

/// Values the server gives to keys that are left out.
const KEY_DEFAULTS: &[(&str, &str)] = &[("protocol", "TCP")];

/// How the list `field` inside `parent` is merged; a schema knows, else the table of built-in types does.
pub(super) fn list_kind(field: &str, parent: &str, schema: Option<&Value>, built_in: bool) -> ListKind {
    if let Some(schema) = schema {
        let keys = || schema["x-kubernetes-list-map-keys"].as_array().into_iter().flatten();
        return match schema["x-kubernetes-list-type"].as_str() {
            Some("map") => ListKind::Keyed(keys().filter_map(Value::as_str).map(str::to_owned).collect()),
            Some("set") => ListKind::Set,
            _ => ListKind::Atomic,
        };
    }
    if SETS.contains(&(field, parent)) {
        return ListKind::Set;
    }
    let row = KEYED.iter().find(|(name, within, _)| *name == field && (within.is_empty() || *within == parent));
    match row {
        Some((_, within, keys)) if built_in || *within == "metadata" => {
            ListKind::Keyed(keys.iter().map(|key| (*key).to_owned()).collect())
        }
        _ => ListKind::Atomic,
    }
}

/// The value the server gives to a key of a list that is left out.
pub(super) fn key_default(key: &str) -> Option<&'static str> {
    KEY_DEFAULTS.iter().find(|(name, _)| *name == key).map(|(_, default)| *default)
}

/// The keys of one item with their values, defaults filled in.
pub(super) fn keys_of(item: &Value, keys: &[String]) -> Map<String, Value> {
    keys.iter()
        .filter_map(|key| {
            let value = item.get(key).cloned().or_else(|| key_default(key).map(Value::from))?;
            Some((key.clone(), value))
        })
        .collect()
}
