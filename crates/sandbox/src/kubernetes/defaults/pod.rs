//! Defaults of pods and pod templates.

use serde_json::{Value, json};

use super::default;
use super::quantity::canonical;

/// Fills in a pod's spec.
pub(super) fn spec(spec: &mut Value) {
    if !spec.is_object() {
        return;
    }
    for (name, value) in [
        ("restartPolicy", json!("Always")),
        ("terminationGracePeriodSeconds", json!(30)),
        ("dnsPolicy", json!("ClusterFirst")),
        ("schedulerName", json!("default-scheduler")),
        ("enableServiceLinks", json!(true)),
        ("securityContext", json!({})),
    ] {
        default(spec, name, value);
    }
    if spec["serviceAccountName"].is_string() {
        let account = spec["serviceAccountName"].clone();
        default(spec, "serviceAccount", account);
    }
    let host_network = spec["hostNetwork"] == true;
    for list in ["containers", "initContainers"] {
        for container in spec[list].as_array_mut().into_iter().flatten() {
            fill_container(container, host_network);
        }
    }
    for volume in spec["volumes"].as_array_mut().into_iter().flatten() {
        fill_volume(volume);
    }
    for constraint in spec["topologySpreadConstraints"].as_array_mut().into_iter().flatten() {
        default(constraint, "whenUnsatisfiable", "DoNotSchedule");
    }
    quantities(&mut spec["overhead"]);
}

fn quantities(list: &mut Value) {
    for (_, value) in list.as_object_mut().into_iter().flatten() {
        if let Some(text) = value.as_str().and_then(canonical) {
            *value = json!(text);
        }
    }
}

fn fill_container(container: &mut Value, host_network: bool) {
    let image = container["image"].as_str().unwrap_or_default();
    let last = image.rsplit('/').next().unwrap_or_default();
    let latest = !image.contains('@') && (!last.contains(':') || last.ends_with(":latest"));
    for (name, value) in [
        ("imagePullPolicy", json!(if latest { "Always" } else { "IfNotPresent" })),
        ("terminationMessagePath", json!("/dev/termination-log")),
        ("terminationMessagePolicy", json!("File")),
        ("resources", json!({})),
    ] {
        default(container, name, value);
    }
    for port in container["ports"].as_array_mut().into_iter().flatten() {
        default(port, "protocol", "TCP");
        if host_network {
            let number = port["containerPort"].clone();
            default(port, "hostPort", number);
        }
    }
    for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
        fill_probe(&mut container[probe]);
        if container[probe].is_null()
            && let Some(fields) = container.as_object_mut()
        {
            fields.shift_remove(probe);
        }
    }
    for one in container["env"].as_array_mut().into_iter().flatten() {
        if one["valueFrom"]["fieldRef"].is_object() {
            default(&mut one["valueFrom"]["fieldRef"], "apiVersion", "v1");
        }
        if one["valueFrom"]["resourceFieldRef"].is_object() {
            default(&mut one["valueFrom"]["resourceFieldRef"], "divisor", "0");
        }
    }
    if container["resources"].is_object() {
        for list in ["limits", "requests"] {
            if container["resources"][list].is_object() {
                quantities(&mut container["resources"][list]);
            }
        }
        fill_requests(&mut container["resources"]);
    }
}

/// Requests that are not given are the limits.
fn fill_requests(resources: &mut Value) {
    let Some(limits) = resources.get("limits").and_then(Value::as_object).cloned() else { return };
    for (name, limit) in limits {
        if resources.get("requests").is_none_or(Value::is_null) {
            resources["requests"] = json!({});
        }
        default(&mut resources["requests"], &name, limit);
    }
}

fn fill_probe(probe: &mut Value) {
    if !probe.is_object() {
        return;
    }
    for (name, value) in
        [("timeoutSeconds", 1), ("periodSeconds", 10), ("successThreshold", 1), ("failureThreshold", 3)]
    {
        default(probe, name, value);
    }
    if probe["httpGet"].is_object() {
        default(&mut probe["httpGet"], "path", "/");
        default(&mut probe["httpGet"], "scheme", "HTTP");
    }
    if let Some(fields) = probe.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
}

fn fill_volume(volume: &mut Value) {
    for source in ["configMap", "secret", "downwardAPI", "projected"] {
        if volume.get(source).is_some_and(Value::is_object) {
            default(&mut volume[source], "defaultMode", 0o644);
        }
    }
    if volume.get("hostPath").is_some_and(Value::is_object) {
        default(&mut volume["hostPath"], "type", "");
    }
    let Some(sources) = volume.get_mut("projected").and_then(|one| one.get_mut("sources")) else { return };
    for source in sources.as_array_mut().into_iter().flatten() {
        if source.get("serviceAccountToken").is_some_and(Value::is_object) {
            default(&mut source["serviceAccountToken"], "expirationSeconds", 3600);
        }
    }
}
