//! Defaults of built-in kinds.
//!
//! Source: the API reference of Kubernetes 1.35, field by field.

mod pod;
mod quantity;
mod service;
mod workload;

use serde_json::{Value, json};

use super::custom;
use super::resource::Resource;

pub(crate) use quantity::is_quantity;

/// Sets a field that is not there.
fn default(object: &mut Value, name: &str, value: impl Into<Value>) {
    if object[name].is_null() && object.is_object() {
        object[name] = value.into();
    }
}

/// Fills in what the server fills in.
pub(crate) fn fill(resource: &Resource, object: &mut Value) {
    match (resource.group.as_str(), resource.kind.as_str()) {
        ("", "Pod") => pod::spec(&mut object["spec"]),
        ("", "Service") => service::fill(&mut object["spec"]),
        ("", "Secret") => secret(object),
        ("", "PersistentVolumeClaim") => default(&mut object["spec"], "volumeMode", "Filesystem"),
        ("", "PersistentVolume") => {
            default(&mut object["spec"], "persistentVolumeReclaimPolicy", "Retain");
            default(&mut object["spec"], "volumeMode", "Filesystem");
        }
        ("apps", kind) => workload::fill(kind, object),
        ("batch", kind) => workload::job(kind, object),
        ("rbac.authorization.k8s.io", _) => role(object),
        ("apiextensions.k8s.io", _) => custom::complete_definition(object),
        ("storage.k8s.io", "StorageClass") => {
            default(object, "reclaimPolicy", "Delete");
            default(object, "volumeBindingMode", "Immediate");
        }
        ("storage.k8s.io", "CSIDriver") => {
            for (name, value) in [
                ("attachRequired", true),
                ("podInfoOnMount", false),
                ("storageCapacity", false),
                ("requiresRepublish", false),
            ] {
                default(&mut object["spec"], name, value);
            }
            default(&mut object["spec"], "fsGroupPolicy", "ReadWriteOnceWithFSType");
            default(&mut object["spec"], "volumeLifecycleModes", json!(["Persistent"]));
        }
        ("scheduling.k8s.io", _) => default(object, "preemptionPolicy", "PreemptLowerPriority"),
        ("networking.k8s.io", "NetworkPolicy") => {
            let egress = object["spec"]["egress"].is_array();
            let kinds = if egress { json!(["Ingress", "Egress"]) } else { json!(["Ingress"]) };
            default(&mut object["spec"], "policyTypes", kinds);
        }
        ("autoscaling", _) => default(&mut object["spec"], "minReplicas", 1),
        _ => {}
    }
}

fn secret(object: &mut Value) {
    use base64::Engine as _;
    default(object, "type", "Opaque");
    let Some(plain) = object["stringData"].as_object().cloned() else { return };
    for (name, value) in plain {
        let encoded = base64::engine::general_purpose::STANDARD.encode(value.as_str().unwrap_or_default());
        object["data"][name] = json!(encoded);
    }
    if let Some(fields) = object.as_object_mut() {
        fields.shift_remove("stringData");
    }
}

fn role(object: &mut Value) {
    let group = "rbac.authorization.k8s.io";
    if object["roleRef"].is_object() {
        default(&mut object["roleRef"], "apiGroup", group);
    }
    for subject in object["subjects"].as_array_mut().into_iter().flatten() {
        if subject["kind"] != "ServiceAccount" {
            default(subject, "apiGroup", group);
        }
    }
}
