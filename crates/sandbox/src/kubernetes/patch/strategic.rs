//! Strategic merge patch: lists of built-in types are merged by their key.

use serde_json::{Map, Value};

use crate::kubernetes::schema::{ListMerge, Schema};

/// Lists that this kind of patch merges although server-side apply takes them as a whole.
///
/// Source: the patch merge keys of the core v1 API types.
const MERGED_HERE: &[(&str, &str)] = &[("taints", "key"), ("secrets", "name"), ("imagePullSecrets", "name")];

/// The value with the patch laid over it.
pub(crate) fn strategic(value: &Value, patch: &Value, schema: &Schema) -> Value {
    let Value::Object(patch) = patch else { return patch.clone() };
    if patch.get("$patch").is_some_and(|one| one == "replace") {
        let mut fields = patch.clone();
        fields.shift_remove("$patch");
        return Value::Object(fields);
    }
    let mut fields: Map<String, Value> = value.as_object().cloned().unwrap_or_default();
    for (name, change) in patch {
        if let Some(list) = name.strip_prefix("$deleteFromPrimitiveList/") {
            remove_values(fields.get_mut(list), change);
            continue;
        }
        if name.starts_with('$') {
            continue;
        }
        if change.is_null() || change["$patch"] == "delete" {
            fields.shift_remove(name);
            continue;
        }
        let below = schema.field(name).unwrap_or_else(|| Schema::Any.into());
        let old = fields.get(name).cloned().unwrap_or(Value::Null);
        let merged = match (change, below.as_ref()) {
            (Value::Array(items), Schema::List { items: item, merge }) => merge_list(name, &old, items, (item, merge)),
            (Value::Object(_), _) => strategic(&old, change, &below),
            _ => change.clone(),
        };
        fields.insert(name.clone(), merged);
    }
    for (name, order) in patch.iter().filter_map(|(n, v)| Some((n.strip_prefix("$setElementOrder/")?, v))) {
        let key = merge_key(name, schema);
        if let Some(Value::Array(items)) = fields.get_mut(name) {
            sort(items, order.as_array().map(Vec::as_slice).unwrap_or_default(), key.as_deref());
        }
    }
    Value::Object(fields)
}

fn merge_key(name: &str, schema: &Schema) -> Option<String> {
    match schema.field(name)?.as_ref() {
        Schema::List { merge: ListMerge::Map(keys), .. } => keys.first().cloned(),
        _ => MERGED_HERE.iter().find(|(list, _)| *list == name).map(|(_, key)| (*key).to_owned()),
    }
}

fn remove_values(list: Option<&mut Value>, gone: &Value) {
    let gone = gone.as_array().map(Vec::as_slice).unwrap_or_default();
    if let Some(Value::Array(items)) = list {
        items.retain(|item| !gone.contains(item));
    }
}

fn merge_list(name: &str, old: &Value, patch: &[Value], (item, by): (&Schema, &ListMerge)) -> Value {
    if patch.iter().any(|one| one["$patch"] == "replace") {
        return patch.iter().filter(|one| one["$patch"].is_null()).cloned().collect();
    }
    let key = match by {
        ListMerge::Map(keys) => keys.first().map(String::as_str),
        ListMerge::Set => {
            let mut items = old.as_array().cloned().unwrap_or_default();
            items.extend(patch.iter().filter(|one| !old.as_array().is_some_and(|had| had.contains(one))).cloned());
            return Value::Array(items);
        }
        ListMerge::Atomic => MERGED_HERE.iter().find(|(list, _)| *list == name).map(|(_, key)| *key),
    };
    let Some(key) = key else { return Value::Array(patch.to_vec()) };
    let mut items = old.as_array().cloned().unwrap_or_default();
    for change in patch {
        let at = items.iter().position(|one| one[key] == change[key]);
        match (at, change["$patch"] == "delete") {
            (Some(at), true) => {
                items.remove(at);
            }
            (Some(at), false) => items[at] = strategic(&items[at], change, item),
            (None, true) => {}
            (None, false) => items.push(change.clone()),
        }
    }
    Value::Array(items)
}

fn sort(items: &mut [Value], order: &[Value], key: Option<&str>) {
    let rank = |item: &Value| {
        let found = order.iter().position(|one| match key {
            Some(key) => one[key] == item[key],
            None => one == item,
        });
        found.unwrap_or(order.len())
    };
    items.sort_by_key(rank);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kubernetes::resource::Resource;
    use crate::kubernetes::schema::built_in;

    #[test]
    fn containers_are_merged_by_name_and_removed_on_request() {
        let pods = Resource { version: "v1".to_owned(), kind: "Pod".to_owned(), ..Resource::default() };
        let pod = json!({ "spec": { "containers": [{ "name": "a", "image": "x" }, { "name": "b", "image": "y" }],
            "tolerations": [{ "key": "k" }] } });
        let patch = json!({ "spec": { "tolerations": [], "containers": [
            { "name": "b", "$patch": "delete" }, { "name": "a", "env": [{ "name": "E", "value": "1" }] }] } });
        let patched = strategic(&pod, &patch, &built_in(&pods));
        assert_eq!(
            patched["spec"],
            json!({ "containers": [{ "name": "a", "image": "x", "env": [{ "name": "E", "value": "1" }] }],
                "tolerations": [] })
        );
    }
}
