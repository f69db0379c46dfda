//! Merging of an applied configuration into the live object, and removal of what is applied no longer.

use serde_json::{Map, Value};

use super::field_set::{Element, FieldSet, element_of};
use crate::kubernetes::schema::{ListMerge, Schema};

/// The live value with the configuration laid over it.
pub(super) fn merge(live: &Value, config: &Value, schema: &Schema) -> Value {
    match (live, config, schema) {
        _ if schema.is_atomic() => config.clone(),
        (Value::Object(live), Value::Object(config), _) => {
            let mut merged = live.clone();
            for (name, wanted) in config {
                let below = schema.field(name).unwrap_or_else(|| Schema::Any.into());
                let value = match live.get(name) {
                    Some(live) => merge(live, wanted, &below),
                    None => wanted.clone(),
                };
                merged.insert(name.clone(), value);
            }
            Value::Object(merged)
        }
        (Value::Array(live), Value::Array(config), Schema::List { items, merge: by }) => {
            Value::Array(merge_items(live, config, items, by))
        }
        _ => config.clone(),
    }
}

fn merge_items(live: &[Value], config: &[Value], items: &Schema, by: &ListMerge) -> Vec<Value> {
    let find = |list: &[Value], element: &Option<Element>| -> Option<usize> {
        element.as_ref()?;
        list.iter().position(|one| element_of(by, one) == *element)
    };
    let mut merged = Vec::new();
    let (mut left, mut right) = (0, 0);
    while left < live.len() || right < config.len() {
        if left < live.len() {
            let element = element_of(by, &live[left]);
            match find(config, &element) {
                None => {
                    merged.push(live[left].clone());
                    left += 1;
                    continue;
                }
                Some(at) if at < right => {
                    left += 1;
                    continue;
                }
                Some(_) => {}
            }
        }
        let Some(wanted) = config.get(right) else { continue };
        let element = element_of(by, wanted);
        match find(live, &element) {
            Some(at) => merged.push(merge(&live[at], wanted, items)),
            None => merged.push(wanted.clone()),
        }
        right += 1;
    }
    merged
}

/// Removes what the manager applied last time, applies no longer, and nobody else owns.
pub(super) fn remove_left(value: &mut Value, schema: &Schema, last: &FieldSet, owned: &FieldSet) {
    match value {
        Value::Object(fields) => remove_fields(fields, schema, last, owned),
        Value::Array(list) => {
            let Schema::List { items, merge: by } = schema else { return };
            list.retain_mut(|item| {
                let Some(element) = element_of(by, item) else { return true };
                keep(item, items, (last.below.get(&element), owned.below.get(&element)), false)
            });
        }
        _ => {}
    }
}

fn remove_fields(fields: &mut Map<String, Value>, schema: &Schema, last: &FieldSet, owned: &FieldSet) {
    fields.retain(|name, one| {
        let element = Element::Field(name.clone());
        let below = schema.field(name).unwrap_or_else(|| Schema::Any.into());
        let named = schema.declares(name);
        keep(one, &below, (last.below.get(&element), owned.below.get(&element)), named)
    });
}

fn keep(value: &mut Value, schema: &Schema, sets: (Option<&FieldSet>, Option<&FieldSet>), named: bool) -> bool {
    let (Some(last), owned) = sets else { return true };
    let belongs = |set: &FieldSet| set.member || (named && !set.below.is_empty());
    if belongs(last) && !owned.is_some_and(belongs) {
        return false;
    }
    let nothing = FieldSet::default();
    remove_left(value, schema, last, owned.unwrap_or(&nothing));
    true
}
