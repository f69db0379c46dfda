//! The JSON Schema of the spec.

use std::sync::LazyLock;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use serde_json::Value;

use super::stack::Spec;

/// The JSON Schema of the spec, its descriptions from the fields' documentation.
pub fn schema() -> Value {
    let mut schema = schema_of::<Spec>();
    schema["title"] = "karpool".into();
    schema
}

/// [`schema`], made once: every spec that is read is held against it.
pub(crate) fn known() -> &'static Value {
    static SCHEMA: LazyLock<Value> = LazyLock::new(schema);
    &SCHEMA
}

/// The JSON Schema of whatever holds parts of a spec, in the form that [`schema`] has.
pub fn schema_of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12();
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    RecursiveTransform(without_null as fn(&mut schemars::Schema)).transform(&mut schema);
    RecursiveTransform(with_range as fn(&mut schemars::Schema)).transform(&mut schema);
    schema.to_value()
}

/// The schema behind a reference.
pub(crate) fn behind<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str().and_then(|reference| reference.strip_prefix('#')) {
        Some(pointer) => root.pointer(pointer).map_or(schema, |target| behind(root, target)),
        None => schema,
    }
}

/// The forms that a value may have; one, mostly.
pub(crate) fn branches<'a>(root: &'a Value, schema: &'a Value) -> Vec<&'a Value> {
    let schema = behind(root, schema);
    match schema["anyOf"].as_array() {
        Some(inner) => inner.iter().flat_map(|branch| branches(root, branch)).collect(),
        None => vec![schema],
    }
}

/// A field that may be left out is not one that may be `null`; an option is only the former.
fn without_null(schema: &mut schemars::Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [only] = &types[..] {
            let only = only.clone();
            schema.insert("type".into(), only);
        }
    }
    let branches = match schema.get_mut("anyOf") {
        Some(Value::Array(branches)) => {
            branches.retain(|branch| branch.get("type").is_none_or(|kind| kind != "null"));
            branches.clone()
        }
        _ => return,
    };
    if let [Value::Object(only)] = &branches[..] {
        schema.remove("anyOf");
        for (name, value) in only {
            if schema.get(name).is_none() {
                schema.insert(name.clone(), value.clone());
            }
        }
    }
}

/// A whole number's range is what its documentation says, not what its type can hold.
fn with_range(schema: &mut schemars::Schema) {
    if schema.get("type").is_none_or(|kind| kind != "integer") {
        return;
    }
    let description = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    let Some((least, most)) = documented_range(description) else { return };
    schema.insert("minimum".into(), least.into());
    match most {
        Some(most) => drop(schema.insert("maximum".into(), most.into())),
        None => drop(schema.remove("maximum")),
    }
}

/// `Range: 1 to 100.` or `Range: 1 and more.`
fn documented_range(description: &str) -> Option<(u64, Option<u64>)> {
    let (_, range) = description.split_once("Range: ")?;
    let (range, _) = range.split_once('.')?;
    match range.split_once(" to ") {
        Some((least, most)) => Some((least.parse().ok()?, Some(most.parse().ok()?))),
        None => Some((range.strip_suffix(" and more")?.parse().ok()?, None)),
    }
}
