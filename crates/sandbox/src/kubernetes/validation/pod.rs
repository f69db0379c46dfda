//! Pods and pod templates.

use serde_json::{Value, json};

use crate::kubernetes::defaults::is_quantity;
use crate::kubernetes::status::Cause;
use crate::kubernetes::store::text;

const QUANTITY: &str = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

/// Checks a pod's spec that lies at `path`.
pub(super) fn check(spec: &Value, path: &str, causes: &mut Vec<Cause>) {
    let containers = spec["containers"].as_array().map(Vec::as_slice).unwrap_or_default();
    if containers.is_empty() {
        causes.push(Cause::required(format!("{path}.containers"), ""));
    }
    let mut names: Vec<&str> = Vec::new();
    for list in ["containers", "initContainers"] {
        for (index, container) in spec[list].as_array().into_iter().flatten().enumerate() {
            let place = format!("{path}.{list}[{index}]");
            check_container(container, &place, causes);
            let name = text(container, "/name");
            if !name.is_empty() && names.contains(&name) {
                causes.push(Cause::duplicate(format!("{place}.name"), &json!(name)));
            }
            names.push(name);
            check_mounts(spec, container, &place, causes);
        }
    }
    let policies = ["Always", "OnFailure", "Never"].map(str::to_owned);
    if spec["restartPolicy"].is_string() && !policies.iter().any(|one| spec["restartPolicy"] == one.as_str()) {
        causes.push(Cause::unsupported(format!("{path}.restartPolicy"), &spec["restartPolicy"], &policies));
    }
}

fn check_container(container: &Value, place: &str, causes: &mut Vec<Cause>) {
    if text(container, "/name").is_empty() {
        causes.push(Cause::required(format!("{place}.name"), ""));
    }
    if text(container, "/image").is_empty() {
        causes.push(Cause::required(format!("{place}.image"), ""));
    }
    let policies = ["Always", "IfNotPresent", "Never"].map(str::to_owned);
    if container["imagePullPolicy"].is_string()
        && !policies.iter().any(|one| container["imagePullPolicy"] == one.as_str())
    {
        causes.push(Cause::unsupported(format!("{place}.imagePullPolicy"), &container["imagePullPolicy"], &policies));
    }
    for (index, port) in container["ports"].as_array().into_iter().flatten().enumerate() {
        if !port["containerPort"].as_i64().is_some_and(|number| (1..=65535).contains(&number)) {
            let field = format!("{place}.ports[{index}].containerPort");
            causes.push(Cause::invalid(field, &port["containerPort"], "must be between 1 and 65535, inclusive"));
        }
    }
    for list in ["limits", "requests"] {
        for (name, value) in container["resources"][list].as_object().into_iter().flatten() {
            if !value.as_str().is_some_and(is_quantity) {
                causes.push(Cause::invalid(format!("{place}.resources.{list}[{name}]"), value, QUANTITY));
            }
        }
    }
}

fn check_mounts(spec: &Value, container: &Value, place: &str, causes: &mut Vec<Cause>) {
    let volumes = spec["volumes"].as_array().map(Vec::as_slice).unwrap_or_default();
    for (index, mount) in container["volumeMounts"].as_array().into_iter().flatten().enumerate() {
        if !volumes.iter().any(|volume| volume["name"] == mount["name"]) {
            let field = format!("{place}.volumeMounts[{index}].name");
            causes.push(Cause::new("FieldValueNotFound", field, format!("Not found: {}", mount["name"])));
        }
    }
}

/// Only few fields of a pod's spec may change.
pub(super) fn check_update(old: &Value, new: &Value, causes: &mut Vec<Cause>) {
    let frozen = |pod: &Value| {
        let mut spec = pod["spec"].clone();
        for list in ["containers", "initContainers"] {
            for container in spec[list].as_array_mut().into_iter().flatten() {
                container["image"] = Value::Null;
                container["resources"] = Value::Null;
            }
        }
        if let Some(fields) = spec.as_object_mut() {
            for name in [
                "activeDeadlineSeconds",
                "tolerations",
                "terminationGracePeriodSeconds",
                "ephemeralContainers",
                "schedulingGates",
                "nodeName",
                "initContainers",
            ] {
                fields.shift_remove(name);
            }
            fields.retain(|_, value| !value.is_null());
        }
        spec
    };
    if frozen(old) != frozen(new) {
        causes.push(Cause::forbidden(
            "spec",
            "pod updates may not change fields other than `spec.containers[*].image`,\
             `spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to \
             existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously \
             negative)",
        ));
    }
}
