//! Validation of built-in kinds: the mistakes that people make.

mod definition;
mod pod;
mod workload;

use serde_json::Value;

use super::resource::Resource;
use super::schema::{Schema, built_in};
use super::status::Cause;
use super::store::text;

/// Collects what is wrong with an object of a built-in kind.
pub(crate) fn check(resource: &Resource, old: Option<&Value>, object: &Value) -> Vec<Cause> {
    let mut causes = Vec::new();
    match (resource.group.as_str(), resource.kind.as_str()) {
        ("", "Pod") => {
            pod::check(&object["spec"], "spec", &mut causes);
            if let Some(old) = old {
                pod::check_update(old, object, &mut causes);
            }
        }
        ("", "Service") => service(object, &mut causes),
        ("", "ConfigMap" | "Secret") => immutable(old, object, &mut causes),
        ("apps", _) => workload::check(&resource.kind, old, object, &mut causes),
        ("batch", "Job") => pod::check(&object["spec"]["template"]["spec"], "spec.template.spec", &mut causes),
        ("rbac.authorization.k8s.io", kind) => role(kind, old, object, &mut causes),
        ("policy", "PodDisruptionBudget") => {
            let spec = &object["spec"];
            if !spec["minAvailable"].is_null() && !spec["maxUnavailable"].is_null() {
                causes.push(Cause::invalid("spec", spec, "minAvailable and maxUnavailable cannot be both set"));
            }
        }
        ("apiextensions.k8s.io", _) => definition::check(old, object, &mut causes),
        ("scheduling.k8s.io", _) if old.is_some_and(|old| old["value"] != object["value"]) => {
            causes.push(Cause::forbidden("value", "may not be changed in an update."));
        }
        _ => {}
    }
    if causes.is_empty() {
        required(&built_in(resource), object, "", &mut causes);
    }
    causes
}

/// Fields that a type demands, below what the special rules have already looked at.
fn required(schema: &Schema, value: &Value, path: &str, causes: &mut Vec<Cause>) {
    match (schema, value) {
        (Schema::Object(object), Value::Object(fields)) => {
            for name in &object.required {
                let demanded = object
                    .fields
                    .get(name)
                    .is_some_and(|one| matches!(one.as_ref(), Schema::Scalar(super::schema::Scalar::String)));
                if demanded && fields.get(name).is_none_or(Value::is_null) {
                    let field = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    causes.push(Cause::required(field, ""));
                }
            }
            for (name, one) in fields.iter().filter(|(name, _)| !matches!(name.as_str(), "metadata" | "status")) {
                if let Some(declared) = object.fields.get(name) {
                    let below = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    required(declared, one, &below, causes);
                }
            }
        }
        (Schema::List { items, .. }, Value::Array(list)) => {
            for (index, one) in list.iter().enumerate() {
                required(items, one, &format!("{path}[{index}]"), causes);
            }
        }
        _ => {}
    }
}

fn service(object: &Value, causes: &mut Vec<Cause>) {
    let spec = &object["spec"];
    let kinds = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"].map(str::to_owned);
    if !kinds.iter().any(|kind| spec["type"] == kind.as_str()) {
        causes.push(Cause::unsupported("spec.type", &spec["type"], &kinds));
    }
    let headless = spec["clusterIP"] == "None";
    let ports = spec["ports"].as_array().map(Vec::as_slice).unwrap_or_default();
    if ports.is_empty() && !headless && spec["type"] != "ExternalName" {
        causes.push(Cause::required("spec.ports", ""));
    }
    for (index, port) in ports.iter().enumerate() {
        if !port["port"].as_i64().is_some_and(|number| (1..=65535).contains(&number)) {
            let field = format!("spec.ports[{index}].port");
            causes.push(Cause::invalid(field, &port["port"], "must be between 1 and 65535, inclusive"));
        }
        if ports.len() > 1 && text(port, "/name").is_empty() {
            causes.push(Cause::required(format!("spec.ports[{index}].name"), ""));
        }
    }
}

fn immutable(old: Option<&Value>, object: &Value, causes: &mut Vec<Cause>) {
    let Some(old) = old else { return };
    if old["immutable"] == true {
        for field in ["data", "binaryData"] {
            if old[field] != object[field] {
                causes.push(Cause::forbidden(field, "field is immutable when `immutable` is set"));
            }
        }
    }
    if !old["type"].is_null() && old["type"] != object["type"] {
        causes.push(Cause::invalid("type", &object["type"], "field is immutable"));
    }
}

fn role(kind: &str, old: Option<&Value>, object: &Value, causes: &mut Vec<Cause>) {
    if kind.ends_with("Binding") {
        if text(object, "/roleRef/name").is_empty() {
            causes.push(Cause::required("roleRef.name", ""));
        }
        if old.is_some_and(|old| old["roleRef"] != object["roleRef"]) {
            causes.push(Cause::invalid("roleRef", &object["roleRef"], "cannot change roleRef"));
        }
        return;
    }
    for (index, rule) in object["rules"].as_array().into_iter().flatten().enumerate() {
        if rule["verbs"].as_array().is_none_or(Vec::is_empty) {
            causes.push(Cause::required(format!("rules[{index}].verbs"), "verbs must contain at least one value"));
        }
        let paths = rule["nonResourceURLs"].as_array().is_some_and(|all| !all.is_empty());
        if !paths && rule["resources"].as_array().is_none_or(Vec::is_empty) {
            let detail = "resource rules must supply at least one resource";
            causes.push(Cause::required(format!("rules[{index}].resources"), detail));
        }
    }
}
