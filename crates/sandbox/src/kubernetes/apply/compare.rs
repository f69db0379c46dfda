//! What changed between two versions of an object.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::field_set::{Element, FieldSet, element_of};
use crate::kubernetes::schema::{ListMerge, Schema};

/// The paths that differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Comparison {
    pub(crate) added: FieldSet,
    pub(crate) modified: FieldSet,
    pub(crate) removed: FieldSet,
}

/// Struct fields that Go always writes, so that they never count as added themselves.
const ALWAYS_THERE: [&str; 7] = ["metadata", "spec", "status", "template", "strategy", "updateStrategy", "containers"];

/// Compares two objects. `typed` says that the schema is a built-in type.
pub(crate) fn compare(old: &Value, new: &Value, schema: &Schema, typed: bool) -> Comparison {
    let mut found = Comparison::default();
    walk(Some(old), Some(new), schema, typed, &mut found);
    found
}

fn children<'a>(value: Option<&'a Value>, schema: &Schema) -> Option<BTreeMap<Element, &'a Value>> {
    match (value?, schema) {
        (Value::Object(fields), _) if !schema.is_atomic() && !fields.is_empty() => {
            Some(fields.iter().map(|(name, one)| (Element::Field(name.clone()), one)).collect())
        }
        (Value::Array(items), Schema::List { merge, .. }) if *merge != ListMerge::Atomic && !items.is_empty() => {
            Some(items.iter().filter_map(|item| Some((element_of(merge, item)?, item))).collect())
        }
        _ => None,
    }
}

fn below(schema: &Schema, element: &Element) -> std::sync::Arc<Schema> {
    match (schema, element) {
        (Schema::List { items, .. }, _) => items.clone(),
        (_, Element::Field(name)) => schema.field(name).unwrap_or_else(|| Schema::Any.into()),
        _ => Schema::Any.into(),
    }
}

fn walk(old: Option<&Value>, new: Option<&Value>, schema: &Schema, typed: bool, found: &mut Comparison) {
    if old == new {
        return;
    }
    let (before, after) = (children(old, schema), children(new, schema));
    if before.is_none() && after.is_none() {
        match (old, new) {
            (None, _) => found.added.member = true,
            (_, None) => found.removed.member = true,
            _ => found.modified.member = true,
        }
        return;
    }
    if before.is_some() && new.is_some() && after.is_none() || after.is_some() && old.is_some() && before.is_none() {
        // One side is empty or of another shape: an empty container is only a container.
        let container = |value: Option<&Value>| value.is_some_and(|one| one.is_object() || one.is_array());
        if !(container(old) && container(new)) {
            found.modified.member = true;
        }
    }
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    let mut elements: Vec<&Element> = before.keys().chain(after.keys()).collect();
    elements.sort();
    elements.dedup();
    for element in elements {
        let mut inner = Comparison::default();
        let inner_schema = below(schema, element);
        let (old, new) = (before.get(element).copied(), after.get(element).copied());
        walk(old, new, &inner_schema, typed, &mut inner);
        let implicit = typed
            && schema_declares(schema, element)
            && matches!(element, Element::Field(name) if ALWAYS_THERE.contains(&name.as_str()));
        match (old, new) {
            (None, Some(_)) => inner.added.member |= !implicit || inner.added.below.is_empty(),
            (Some(_), None) => inner.removed.member = true,
            _ => {}
        }
        for (whole, part) in [
            (&mut found.added, inner.added),
            (&mut found.modified, inner.modified),
            (&mut found.removed, inner.removed),
        ] {
            if !part.is_empty() {
                whole.below.insert(element.clone(), part);
            }
        }
    }
}

fn schema_declares(schema: &Schema, element: &Element) -> bool {
    matches!(element, Element::Field(name) if schema.declares(name))
}

/// The object without what no manager can own.
pub(crate) fn ownable(object: &Value) -> Value {
    const METADATA: [&str; 10] = [
        "name",
        "namespace",
        "creationTimestamp",
        "selfLink",
        "uid",
        "generation",
        "managedFields",
        "resourceVersion",
        "deletionTimestamp",
        "deletionGracePeriodSeconds",
    ];
    let mut object = object.clone();
    if let Some(fields) = object.as_object_mut() {
        fields.shift_remove("apiVersion");
        fields.shift_remove("kind");
        if let Some(metadata) = fields.get_mut("metadata").and_then(Value::as_object_mut) {
            strip(metadata, &METADATA);
            if metadata.is_empty() {
                fields.shift_remove("metadata");
            }
        }
    }
    object
}

fn strip(fields: &mut Map<String, Value>, names: &[&str]) {
    for name in names {
        fields.shift_remove(*name);
    }
}
