//! Charts that complete label selectors by changing their values in place get them completed beforehand: the template
//! engine's values cannot be changed. What stands in them is what the chart itself has computed where it would have
//! changed them.

use gotmpl::Value as Go;
use serde_json::Value;

use crate::chart::go_value::{from_json, to_json};

/// The one key that is completed. Charts do so before they write the values, so that the result is the same.
const KEY: &str = "labelSelector";

/// More would be another chart than this is made for.
pub(super) const MOST: usize = 50;

/// A change of a map in place that a template has tried: the function and its arguments.
pub(super) type Change = Vec<Go>;

/// Makes the change in the values, if it is one of a selector that is missing and it is certain where.
pub(super) fn complete(values: &mut Value, change: &[Go]) -> bool {
    let [Go::String(function), map @ Go::Map(_), Go::String(key), selector] = change else { return false };
    if function.as_ref() != "set" || key.as_ref() != KEY || map.field(KEY).is_some() {
        return false;
    }
    let mut places = Vec::new();
    find(values, map, "", &mut places);
    // Two that are the same stand in one list, which is gone through as a whole, or nobody knows which is meant.
    let list = |place: &String| place.rsplit_once('/').map(|(list, _)| list.to_owned());
    if places.is_empty() || places.iter().any(|place| list(place) != list(&places[0])) {
        return false;
    }
    for place in places {
        if let Some(term) = values.pointer_mut(&place).and_then(Value::as_object_mut) {
            term.insert(KEY.to_owned(), to_json(selector));
        }
    }
    true
}

/// The places of all maps that are the same as the one that is changed.
fn find(value: &Value, map: &Go, place: &str, places: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            if from_json(value) == *map {
                places.push(place.to_owned());
            }
            for (key, below) in entries {
                find(below, map, &format!("{place}/{}", key.replace('~', "~0").replace('/', "~1")), places);
            }
        }
        Value::Array(items) => {
            for (at, below) in items.iter().enumerate() {
                find(below, map, &format!("{place}/{at}"), places);
            }
        }
        _ => {}
    }
}
