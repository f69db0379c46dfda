//! Making pods from templates, with what admission adds.

use serde_json::{Value, json};

use super::object;
use super::pass::Pass;

/// Creates a pod of `owner` from its template.
pub(crate) fn create(pass: &mut Pass<'_>, owner: &Value, template: &Value, name: &str) -> bool {
    let namespace = object::namespace(owner).to_owned();
    let mut metadata = json!({
        "name": name, "namespace": namespace, "ownerReferences": [object::owner_reference(owner)],
        "labels": template["metadata"]["labels"],
    });
    if template["metadata"]["annotations"].is_object() {
        metadata["annotations"] = template["metadata"]["annotations"].clone();
    }
    let mut spec = template["spec"].clone();
    admit(pass, &namespace, &mut spec);
    super::fargate::admit(pass, &namespace, &mut metadata, &mut spec);
    pass.create(json!({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec})).is_some()
}

/// What the admission of EKS adds to a pod: the default account, tolerations of short outages, AWS credentials.
pub(crate) fn admit(pass: &Pass<'_>, namespace: &str, spec: &mut Value) {
    if spec["serviceAccountName"].as_str().is_none_or(str::is_empty) {
        spec["serviceAccountName"] = json!("default");
    }
    let mut tolerations = spec["tolerations"].as_array().cloned().unwrap_or_default();
    for key in ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] {
        let covered = tolerations
            .iter()
            .any(|t| (t["key"] == key || t["key"].is_null()) && (t["effect"] == "NoExecute" || t["effect"].is_null()));
        if !covered {
            // Source: DefaultTolerationSeconds, 300 s.
            let toleration = json!({"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300});
            tolerations.push(toleration);
        }
    }
    spec["tolerations"] = Value::Array(tolerations);
    let account = object::text(spec, "/serviceAccountName").to_owned();
    let irsa = pass
        .get("serviceaccounts", namespace, &account)
        .and_then(|found| object::annotation(&found, "eks.amazonaws.com/role-arn").map(str::to_owned));
    pass.identities.inject(namespace, &account, irsa.as_deref(), spec);
}

pub(crate) fn is_ready(pod: &Value) -> bool {
    super::condition::is_true(pod, "Ready")
}

/// Whether the pod has ended by itself.
pub(crate) fn is_done(pod: &Value) -> bool {
    matches!(object::text(pod, "/status/phase"), "Succeeded" | "Failed")
}

pub(crate) fn node_name(pod: &Value) -> &str {
    object::text(pod, "/spec/nodeName")
}

/// The pods that `owner` controls and that have not ended.
pub(crate) fn of<'a>(pods: &'a [Value], owner: &Value) -> Vec<&'a Value> {
    let uid = object::uid(owner);
    pods.iter().filter(|pod| object::is_controlled_by(pod, uid) && !is_done(pod)).collect()
}

/// The pods to be removed first: without a node, then not ready, then the youngest.
pub(crate) fn expendable(pods: &mut [&Value]) {
    pods.sort_by_key(|pod| {
        let age = object::created(pod).map_or(0, |at| -at.0);
        (!node_name(pod).is_empty(), is_ready(pod), age)
    });
}
