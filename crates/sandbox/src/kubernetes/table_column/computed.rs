//! Cells that are put together from several fields.

use serde_json::{Value, json};

use super::age;
use crate::kubernetes::store::text;
use crate::time::Time;

fn number(object: &Value, pointer: &str) -> i64 {
    object.pointer(pointer).and_then(Value::as_i64).unwrap_or(0)
}

fn labels(value: &Value) -> String {
    let parts: Vec<String> = value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default()))
        .collect();
    if parts.is_empty() { "<none>".to_owned() } else { parts.join(",") }
}

/// The computed value of a name that a column gives.
pub(super) fn computed(name: &str, object: &Value, now: Time) -> Value {
    if let Some(pointer) = name.strip_prefix("number:") {
        return json!(number(object, pointer));
    }
    for (prefix, nothing) in [("or-na:", "N/A"), ("or-none:", "<none>")] {
        if let Some(pointer) = name.strip_prefix(prefix) {
            return object.pointer(pointer).cloned().unwrap_or_else(|| json!(nothing));
        }
    }
    if let Some(pointer) = name.strip_prefix("flag:") {
        return json!(object.pointer(pointer).and_then(Value::as_bool).unwrap_or(false));
    }
    named(name, object, now)
}

fn named(name: &str, object: &Value, now: Time) -> Value {
    let spec = &object["spec"];
    let containers = spec["template"]["spec"]["containers"].as_array().map(Vec::as_slice).unwrap_or_default();
    let join = |field: &str| containers.iter().map(|one| text(one, field)).collect::<Vec<_>>().join(",");
    match name {
        "age" => age(text(object, "/metadata/creationTimestamp"), now),
        "last-seen" => match text(object, "/lastTimestamp") {
            "" => age(text(object, "/metadata/creationTimestamp"), now),
            stamp => age(stamp, now),
        },
        "ready-of" => {
            json!(format!("{}/{}", number(object, "/status/readyReplicas"), number(object, "/spec/replicas")))
        }
        "containers" => json!(join("/name")),
        "images" => json!(join("/image")),
        "selector" => json!(labels(&spec["selector"]["matchLabels"])),
        "service-selector" => json!(labels(&spec["selector"])),
        "node-selector" => json!(labels(&spec["template"]["spec"]["nodeSelector"])),
        "data" => json!(
            ["data", "binaryData"]
                .iter()
                .filter_map(|one| object[*one].as_object())
                .map(|one| one.len())
                .sum::<usize>()
        ),
        "role" => json!(format!("{}/{}", text(object, "/roleRef/kind"), text(object, "/roleRef/name"))),
        "event-object" => json!(format!(
            "{}/{}",
            text(object, "/involvedObject/kind").to_lowercase(),
            text(object, "/involvedObject/name")
        )),
        "ports" => json!(ports(spec)),
        "completions" => {
            json!(format!("{}/{}", number(object, "/status/succeeded"), number(object, "/spec/completions")))
        }
        "job-status" => json!(if condition(object, "Complete") == "True" { "Complete" } else { "Running" }),
        "node-status" => json!(node_status(object)),
        "node-roles" => json!("<none>"),
        "node-ip" => {
            let addresses = object["status"]["addresses"].as_array();
            let found = addresses.and_then(|all| all.iter().find(|one| one["type"] == "InternalIP"));
            found.map_or(json!("<none>"), |one| one["address"].clone())
        }
        "pod-ready" => {
            let statuses = object["status"]["containerStatuses"].as_array().map(Vec::as_slice).unwrap_or_default();
            let ready = statuses.iter().filter(|one| one["ready"] == true).count();
            json!(format!("{ready}/{}", spec["containers"].as_array().map_or(0, Vec::len)))
        }
        "pod-status" => json!(pod_status(object)),
        "pod-restarts" => {
            let statuses = object["status"]["containerStatuses"].as_array();
            let sum: i64 = statuses.into_iter().flatten().map(|one| number(one, "/restartCount")).sum();
            json!(sum.to_string())
        }
        _ => json!("<none>"),
    }
}

fn condition<'a>(object: &'a Value, kind: &str) -> &'a str {
    let list = object["status"]["conditions"].as_array();
    let found = list.and_then(|all| all.iter().find(|one| one["type"] == kind));
    found.map(|one| text(one, "/status")).unwrap_or_default()
}

fn node_status(node: &Value) -> String {
    let ready = match condition(node, "Ready") {
        "True" => "Ready",
        "False" => "NotReady",
        _ => "Unknown",
    };
    let cordoned = if node["spec"]["unschedulable"] == true { ",SchedulingDisabled" } else { "" };
    format!("{ready}{cordoned}")
}

fn pod_status(pod: &Value) -> String {
    if !pod["metadata"]["deletionTimestamp"].is_null() {
        return "Terminating".to_owned();
    }
    for status in pod["status"]["containerStatuses"].as_array().into_iter().flatten() {
        let reason = text(status, "/state/waiting/reason");
        if !reason.is_empty() {
            return reason.to_owned();
        }
    }
    match (text(pod, "/status/reason"), text(pod, "/status/phase")) {
        ("", "Succeeded") => "Completed".to_owned(),
        ("", "Failed") => "Error".to_owned(),
        ("", phase) => phase.to_owned(),
        (reason, _) => reason.to_owned(),
    }
}

fn ports(spec: &Value) -> String {
    let list: Vec<String> = spec["ports"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|port| match port["nodePort"].as_i64() {
            Some(node) => format!("{}:{node}/{}", port["port"], text(port, "/protocol")),
            None => format!("{}/{}", port["port"], text(port, "/protocol")),
        })
        .collect();
    if list.is_empty() { "<none>".to_owned() } else { list.join(",") }
}
