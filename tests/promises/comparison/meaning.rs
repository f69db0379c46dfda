//! What two objects have different, where another spelling of a quantity or duration in a custom resource is the same:
//! the server keeps those as they are written, and a write for their sake would change nothing.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

const QUANTITIES: [&str; 2] = ["limits", "kubeReserved"];
const DURATIONS: [&str; 4] = ["consolidateAfter", "expireAfter", "terminationGracePeriod", "duration"];

/// The fields at which two objects part, down to the first list. What nobody had and nobody wants is the server's own.
pub fn parting(before: &Value, after: &Value, want: &Value, path: &str, found: &mut BTreeSet<String>) {
    match (before.as_object(), after.as_object()) {
        _ if same(before, after, path) => {}
        (Some(left), Some(right)) => {
            for key in left.keys().chain(right.keys()) {
                let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                let of = |map: &Map<String, Value>| map.get(key).cloned().unwrap_or_default();
                parting(&of(left), &of(right), &want[key], &below, found);
            }
        }
        _ if before.is_null() && want.is_null() => {}
        _ => drop(found.insert(path.to_owned())),
    }
}

fn same(one: &Value, other: &Value, path: &str) -> bool {
    match (one, other) {
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other, path))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, value)| {
                    other.get(key).is_some_and(|other| same(value, other, &format!("{path}.{key}")))
                })
        }
        _ => one == other || measure(one, path).is_some_and(|measured| Some(measured) == measure(other, path)),
    }
}

/// How much a quantity or how long a duration is, in thousandths.
fn measure(value: &Value, path: &str) -> Option<u64> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let steps: Vec<&str> = path.split('.').collect();
    let units: &[(&str, u64)] = if DURATIONS.contains(steps.last()?) {
        &[("h", 3_600_000), ("m", 60_000), ("s", 1_000)]
    } else if steps.iter().any(|step| QUANTITIES.contains(step)) {
        &[("m", 1), ("Gi", 1_000 << 30), ("Ti", 1_000 << 40), ("", 1_000)]
    } else {
        return None;
    };
    let (number, factor) = units.iter().find_map(|(unit, factor)| {
        let number: f64 = text.strip_suffix(unit)?.parse().ok()?;
        Some((number, *factor))
    })?;
    // Exact for all that is written here.
    Some((number * factor as f64) as u64)
}
