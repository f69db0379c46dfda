//! Conditions in an object's status.

use serde_json::{Value, json};

use crate::time::Time;

/// A condition as a controller wants it.
pub(crate) struct Condition<'a> {
    pub(crate) kind: &'a str,
    /// `True`, `False` or `Unknown`.
    pub(crate) status: &'a str,
    pub(crate) reason: &'a str,
    pub(crate) message: &'a str,
}

impl<'a> Condition<'a> {
    pub(crate) fn new(kind: &'a str, status: bool, reason: &'a str, message: &'a str) -> Condition<'a> {
        Condition { kind, status: if status { "True" } else { "False" }, reason, message }
    }
}

pub(crate) fn find<'a>(object: &'a Value, kind: &str) -> Option<&'a Value> {
    object["status"]["conditions"].as_array()?.iter().find(|condition| condition["type"] == kind)
}

pub(crate) fn is_true(object: &Value, kind: &str) -> bool {
    find(object, kind).is_some_and(|condition| condition["status"] == "True")
}

/// When the condition last changed its status.
pub(crate) fn since(object: &Value, kind: &str) -> Option<Time> {
    super::object::moment(find(object, kind)?["lastTransitionTime"].as_str()?)
}

/// Puts a condition into a list; the transition time moves only with the status.
pub(crate) fn set(conditions: &mut Vec<Value>, wanted: &Condition<'_>, now: Time) {
    let place = conditions.iter().position(|condition| condition["type"] == wanted.kind);
    let old = place.map(|at| conditions[at].clone()).unwrap_or(Value::Null);
    let moved = old["status"] != wanted.status;
    let mut new = json!({
        "type": wanted.kind, "status": wanted.status, "reason": wanted.reason, "message": wanted.message,
        "lastTransitionTime": if moved { json!(now.rfc3339()) } else { old["lastTransitionTime"].clone() },
    });
    for kept in ["observedGeneration", "lastHeartbeatTime", "lastProbeTime", "lastUpdateTime"] {
        if let Some(value) = old.get(kept) {
            new[kept] = value.clone();
        }
    }
    match place {
        Some(at) => conditions[at] = new,
        None => conditions.push(new),
    }
}

/// The conditions of an object, to be changed.
pub(crate) fn all(object: &Value) -> Vec<Value> {
    object["status"]["conditions"].as_array().cloned().unwrap_or_default()
}
