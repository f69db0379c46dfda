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

/// The quality of service that a pod's requests and limits ask for.
///
/// Source: Kubernetes, "Pod Quality of Service Classes"; the API server decides it at admission and keeps it.
pub(crate) fn quality(pod: &Value) -> &'static str {
    let each = ["/spec/initContainers", "/spec/containers"].map(|list| object::list(pod, list));
    let containers: Vec<&Value> = each.into_iter().flatten().collect();
    let asked = |container: &Value, kind: &str, name: &str| {
        let text = container["resources"][kind][name].as_str().map(str::to_owned);
        text.or_else(|| container["resources"][kind][name].as_i64().map(|number| number.to_string()))
    };
    let some = containers.iter().any(|one| {
        ["requests", "limits"].iter().any(|kind| ["cpu", "memory"].iter().any(|n| asked(one, kind, n).is_some()))
    });
    let all = containers.iter().all(|one| {
        ["cpu", "memory"].iter().all(|name| {
            let limit = asked(one, "limits", name);
            // A request that is not given is the limit.
            limit.is_some() && asked(one, "requests", name).is_none_or(|request| Some(request) == limit)
        })
    });
    match (some, all) {
        (false, _) => "BestEffort",
        (true, true) => "Guaranteed",
        (true, false) => "Burstable",
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quality_of_service_follows_requests_and_limits() {
        let pod = |resources: Value| json!({"spec": {"containers": [{"name": "a", "resources": resources}]}});
        let both = json!({"cpu": "1", "memory": "1Gi"});
        assert_eq!(quality(&pod(json!({}))), "BestEffort");
        assert_eq!(quality(&pod(json!({"limits": both}))), "Guaranteed");
        assert_eq!(quality(&pod(json!({"limits": both, "requests": both}))), "Guaranteed");
        assert_eq!(quality(&pod(json!({"limits": {"memory": "1Gi"}, "requests": both}))), "Burstable");
    }
}
