//! Structural schemas of CustomResourceDefinitions.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::builtin::built_in;
use super::{Fields, ListMerge, Scalar, Schema};
use crate::kubernetes::resource::Resource;

/// The schema of a custom resource's version; metadata has its built-in shape.
pub(crate) fn structural(open_api: &Value, pods: &Resource) -> Arc<Schema> {
    let Schema::Object(mut root) = convert(open_api) else { return Arc::new(Schema::Any) };
    let text = Arc::new(Schema::Scalar(Scalar::String));
    root.fields.insert("apiVersion".to_owned(), text.clone());
    root.fields.insert("kind".to_owned(), text);
    if let Some(metadata) = built_in(pods).field("metadata") {
        root.fields.insert("metadata".to_owned(), metadata);
    }
    Arc::new(Schema::Object(root))
}

fn convert(schema: &Value) -> Schema {
    let atomic = |key: &str| schema[key] == "atomic";
    if schema["x-kubernetes-int-or-string"] == true {
        return Schema::Scalar(Scalar::IntOrString);
    }
    match schema["type"].as_str() {
        Some("object") => object(schema, atomic("x-kubernetes-map-type")),
        Some("array") => {
            let keys = || {
                let keys = schema["x-kubernetes-list-map-keys"].as_array();
                keys.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
            };
            let merge = match schema["x-kubernetes-list-type"].as_str() {
                Some("map") => ListMerge::Map(keys()),
                Some("set") => ListMerge::Set,
                _ => ListMerge::Atomic,
            };
            Schema::List { items: Arc::new(convert(&schema["items"])), merge }
        }
        Some("string") => Schema::Scalar(Scalar::Free),
        Some("integer" | "number" | "boolean") => Schema::Scalar(Scalar::Free),
        _ => Schema::Any,
    }
}

fn object(schema: &Value, atomic: bool) -> Schema {
    let open = schema["x-kubernetes-preserve-unknown-fields"] == true;
    let declared = schema["properties"].as_object();
    match (&schema["additionalProperties"], declared) {
        (Value::Object(_), _) => Schema::Map { values: Arc::new(convert(&schema["additionalProperties"])), atomic },
        (Value::Bool(true), None) => Schema::Map { values: Arc::new(Schema::Any), atomic },
        (_, None) if open => Schema::Any,
        (_, declared) => {
            let fields = declared.into_iter().flatten().map(|(name, one)| (name.clone(), Arc::new(convert(one))));
            Schema::Object(Fields { fields: fields.collect(), atomic, open, ..Fields::default() })
        }
    }
}

/// Takes away what the structural schema does not declare and names it.
pub(crate) fn prune(schema: &Value, value: &mut Value, path: &str, unknown: &mut Vec<String>) {
    match value {
        Value::Object(fields) => prune_fields(schema, fields, path, unknown),
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                prune(&schema["items"], item, &format!("{path}[{index}]"), unknown);
            }
        }
        _ => {}
    }
}

fn prune_fields(schema: &Value, fields: &mut Map<String, Value>, path: &str, unknown: &mut Vec<String>) {
    let open = schema["x-kubernetes-preserve-unknown-fields"] == true;
    let embedded = schema["x-kubernetes-embedded-resource"] == true;
    let names: Vec<String> = fields.keys().cloned().collect();
    for name in names {
        let below = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let top = path.is_empty() || embedded;
        if top && matches!(name.as_str(), "apiVersion" | "kind" | "metadata") {
            continue;
        }
        let declared = match (&schema["properties"][&name], &schema["additionalProperties"]) {
            (one @ Value::Object(_), _) | (_, one @ Value::Object(_)) => Some(one),
            (_, Value::Bool(true)) => None,
            _ if open => None,
            _ => {
                fields.shift_remove(&name);
                unknown.push(below);
                continue;
            }
        };
        if let (Some(declared), Some(value)) = (declared, fields.get_mut(&name)) {
            prune(declared, value, &below, unknown);
        }
    }
}

/// Drops nulls where the schema does not allow them, as decoding into typed fields does.
pub(crate) fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, one| !one.is_null());
            fields.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}
