//! What the rendered text becomes: objects in install order, in the right namespace, owned by the release.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Error, yaml};

/// One object of a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    /// Path of the template it came from, with the chart's name in front, as Helm shows it.
    pub source: String,
    /// The rendered text, kept for the release record; empty where it stands with another item of the same list.
    pub text: String,
    /// The object.
    pub value: Value,
}

/// Helm's install order (Helm source, `kind_sorter.go`); kinds that are not named come last, by name.
const INSTALL_ORDER: &[&str] = &[
    "PriorityClass",
    "Namespace",
    "NetworkPolicy",
    "ResourceQuota",
    "LimitRange",
    "PodSecurityPolicy",
    "PodDisruptionBudget",
    "ServiceAccount",
    "Secret",
    "SecretList",
    "ConfigMap",
    "StorageClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "CustomResourceDefinition",
    "ClusterRole",
    "ClusterRoleList",
    "ClusterRoleBinding",
    "ClusterRoleBindingList",
    "Role",
    "RoleList",
    "RoleBinding",
    "RoleBindingList",
    "Service",
    "DaemonSet",
    "Pod",
    "ReplicationController",
    "ReplicaSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "StatefulSet",
    "Job",
    "CronJob",
    "IngressClass",
    "Ingress",
    "APIService",
    "MutatingWebhookConfiguration",
    "ValidatingWebhookConfiguration",
];

/// Kinds that live in a namespace. Source: Kubernetes API reference 1.36; the last rows are the Prometheus operator's.
const NAMESPACED: &[&str] = &[
    "ConfigMap",
    "ControllerRevision",
    "CronJob",
    "DaemonSet",
    "Deployment",
    "Endpoints",
    "EndpointSlice",
    "Event",
    "HorizontalPodAutoscaler",
    "Ingress",
    "Job",
    "Lease",
    "LimitRange",
    "NetworkPolicy",
    "PersistentVolumeClaim",
    "Pod",
    "PodDisruptionBudget",
    "PodTemplate",
    "ReplicaSet",
    "ReplicationController",
    "ResourceQuota",
    "Role",
    "RoleBinding",
    "Secret",
    "Service",
    "ServiceAccount",
    "StatefulSet",
    "PodMonitor",
    "PrometheusRule",
    "ServiceMonitor",
];

/// What is done with a hook. Source: Helm, "Chart Hooks".
const SKIPPED_HOOKS: &[&str] = &["test", "test-success", "test-failure", "pre-rollback", "post-rollback"];

/// Whether objects of this kind live in a namespace.
pub fn is_namespaced(kind: &str) -> bool {
    NAMESPACED.contains(&kind)
}

/// Reads the objects of one rendered file; a list becomes its items. Helm trims every document before it reads it.
pub(super) fn read(source: &str, rendered: &str, warnings: &mut Vec<String>) -> Result<Vec<Manifest>, Error> {
    let wrong = |reason: String| Error::Object { template: source.to_owned(), reason };
    let mut manifests = Vec::new();
    for document in yaml::documents(rendered) {
        let value = yaml::parse(&format!("{document}\n")).map_err(&wrong)?;
        if value.is_null() {
            continue;
        }
        let items = match value["items"].as_array() {
            Some(items) if value["kind"] == "List" => items.clone(),
            _ => vec![value],
        };
        // The text of a list stands with the first of its items alone.
        let mut text = document.to_owned();
        for value in items {
            let named =
                |pointer: &str| value.pointer(pointer).and_then(Value::as_str).is_some_and(|text| !text.is_empty());
            if !named("/apiVersion") || !named("/kind") || !named("/metadata/name") {
                return Err(wrong("apiVersion, kind or metadata.name is missing, or is no text".to_owned()));
            }
            if !is_hook(&value, warnings)? {
                manifests.push(Manifest { source: source.to_owned(), text: std::mem::take(&mut text), value });
            }
        }
    }
    Ok(manifests)
}

/// Refuses two objects of one kind and name: the second would be made where the first is.
pub(super) fn distinct(manifests: &[Manifest]) -> Result<(), Error> {
    let mut seen = BTreeSet::new();
    for manifest in manifests {
        let text = |pointer: &str| manifest.value.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        let group = text("/apiVersion").rsplit_once('/').map_or("", |(group, _)| group);
        let (kind, namespace, name) = (text("/kind"), text("/metadata/namespace"), text("/metadata/name"));
        if !seen.insert([group, kind, namespace, name]) {
            let reason = format!("the chart gives the {kind} {name} twice");
            return Err(Error::Object { template: manifest.source.clone(), reason });
        }
    }
    Ok(())
}

fn is_hook(value: &Value, warnings: &mut Vec<String>) -> Result<bool, Error> {
    let annotations = value.pointer("/metadata/annotations");
    let Some(hook) = annotations.and_then(|all| all["helm.sh/hook"].as_str()) else { return Ok(false) };
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (kind, name) = (text("/kind"), text("/metadata/name"));
    if hook.split(',').all(|one| SKIPPED_HOOKS.contains(&one.trim())) {
        warnings.push(format!("{kind} {name} is left out: it is the Helm hook {hook}"));
        return Ok(true);
    }
    Err(Error::Hook { kind, name, hook: hook.to_owned() })
}

/// Puts objects in the order Helm installs them; equal kinds keep their order.
pub(super) fn sort(manifests: &mut [Manifest]) {
    let rank = |manifest: &Manifest| {
        let kind = manifest.value["kind"].as_str().unwrap_or_default().to_owned();
        let known = INSTALL_ORDER.iter().position(|name| *name == kind);
        (known.unwrap_or(INSTALL_ORDER.len()), if known.is_some() { String::new() } else { kind })
    };
    manifests.sort_by_key(rank);
}

/// Gives an object the release's namespace where it needs one, and the marks by which Helm knows its own.
pub fn own(value: &mut Value, release: &str, namespace: &str) {
    let namespaced = value["kind"].as_str().is_some_and(is_namespaced);
    let Some(metadata) = value.get_mut("metadata").and_then(Value::as_object_mut) else { return };
    if namespaced {
        metadata.entry("namespace").or_insert_with(|| json!(namespace));
    }
    let marks = [
        ("labels", "app.kubernetes.io/managed-by", "Helm"),
        ("annotations", "meta.helm.sh/release-name", release),
        ("annotations", "meta.helm.sh/release-namespace", namespace),
    ];
    for (table, key, text) in marks {
        let table = metadata.entry(table).or_insert_with(|| json!({}));
        if table.is_null() {
            *table = json!({});
        }
        if let Value::Object(table) = table {
            table.insert(key.to_owned(), json!(text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hooks_are_left_out_or_refused() {
        let hook = |name: &str| {
            format!("apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n  annotations: {{helm.sh/hook: {name}}}\n")
        };
        let mut warnings = Vec::new();
        assert!(read("t", &hook("test"), &mut warnings).unwrap().is_empty());
        assert_eq!(warnings.len(), 1);
        assert!(matches!(read("t", &hook("post-install"), &mut warnings), Err(Error::Hook { .. })));
    }

    #[test]
    fn objects_come_in_install_order_with_marks() {
        let text = "kind: Deployment\napiVersion: apps/v1\nmetadata: {name: d}\n---\n\
                    kind: Zebra\napiVersion: z/v1\nmetadata: {name: z}\n---\n\
                    kind: ClusterRole\napiVersion: r/v1\nmetadata: {name: c, labels: null}\n";
        let mut list = read("t", text, &mut Vec::new()).unwrap();
        sort(&mut list);
        let kinds: Vec<_> = list.iter().map(|one| one.value["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["ClusterRole", "Deployment", "Zebra"]);
        for one in &mut list {
            own(&mut one.value, "karpenter", "kube-system");
        }
        assert_eq!(list[1].value["metadata"]["namespace"], "kube-system");
        assert!(list[0].value["metadata"].get("namespace").is_none());
        assert_eq!(list[0].value["metadata"]["labels"]["app.kubernetes.io/managed-by"], "Helm");
    }
}
