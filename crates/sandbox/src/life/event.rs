//! Kubernetes events: what `kubectl describe` shows.

use serde_json::{Value, json};

use super::object;
use super::pass::Pass;

/// What happened to an object.
pub(crate) struct Event<'a> {
    kind: &'static str,
    reason: &'a str,
    message: &'a str,
    source: &'a str,
}

impl<'a> Event<'a> {
    pub(crate) fn normal(reason: &'a str, message: &'a str, source: &'a str) -> Event<'a> {
        Event { kind: "Normal", reason, message, source }
    }

    pub(crate) fn warning(reason: &'a str, message: &'a str, source: &'a str) -> Event<'a> {
        Event { kind: "Warning", reason, message, source }
    }
}

/// Writes an event about an object; the same event twice is counted by the first one's name and not written again.
pub(crate) fn record(pass: &mut Pass<'_>, about: &Value, event: &Event<'_>) {
    let namespace = match object::namespace(about) {
        "" => "default",
        own => own,
    };
    let content = format!("{}/{}/{}", object::uid(about), event.reason, event.message);
    let name = format!("{}.{:016x}", object::name(about), object::fingerprint(&content));
    if pass.get("events", namespace, &name).is_some() {
        return;
    }
    let now = pass.now.rfc3339();
    pass.create(json!({
        "apiVersion": "v1", "kind": "Event",
        "metadata": {"name": name, "namespace": namespace},
        "involvedObject": {
            "apiVersion": about["apiVersion"], "kind": about["kind"], "name": about["metadata"]["name"],
            "namespace": namespace, "uid": about["metadata"]["uid"],
        },
        "type": event.kind, "reason": event.reason, "message": event.message, "count": 1,
        "source": {"component": event.source}, "reportingComponent": event.source, "reportingInstance": "",
        "firstTimestamp": now, "lastTimestamp": now,
    }));
}
