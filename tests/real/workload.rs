//! Pods that need nodes, and the nodes that they get.

use std::collections::BTreeSet;

use karpool_tests::Lab;
use serde_json::{Value, json};

/// A Deployment whose pod fits no node that is there.
pub(crate) fn waiting(name: &str, selector: &Value) -> Value {
    let container = json!({"name": "main", "image": "public.ecr.aws/docker/library/busybox:stable",
        "command": ["sleep", "infinity"], "resources": {"requests": {"cpu": "1", "memory": "1Gi"}}});
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name, "namespace": "default"},
        "spec": {
            "replicas": 1, "selector": {"matchLabels": {"app": name}},
            "template": {
                "metadata": {"labels": {"app": name}},
                "spec": {"nodeSelector": selector, "containers": [container]},
            },
        },
    })
}

/// As many pods, each of which wants a node of its own.
pub(crate) fn apart(name: &str, selector: &Value, replicas: u32) -> Value {
    let mut wanted = waiting(name, selector);
    wanted["spec"]["replicas"] = json!(replicas);
    let term = json!({"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": {"app": name}}});
    wanted["spec"]["template"]["spec"]["affinity"] =
        json!({"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}});
    wanted
}

/// How many pods of a Deployment run.
pub(crate) fn running(lab: &Lab, name: &str) -> usize {
    let pods = lab.objects("pods");
    let own = pods.iter().filter(|pod| {
        pod["metadata"]["labels"]["app"] == name
            && pod["status"]["phase"] == "Running"
            && !pod["metadata"]["deletionTimestamp"].is_string()
    });
    own.count()
}

/// How many nodes of a pool are being disrupted, as budgets count them: from the choice until the drained instance is
/// being terminated. Source: Karpenter 1.14.1, its mapping of disruption budgets.
///
/// All of it stands in claims: what two watches tell has no order.
pub(crate) fn going(lab: &Lab, pool: &str) -> usize {
    let claims = lab.objects("nodeclaims.karpenter.sh");
    let own = claims.iter().filter(|claim| claim["metadata"]["labels"]["karpenter.sh/nodepool"] == pool);
    let goes = |claim: &&Value| {
        let conditions = claim["status"]["conditions"].as_array().cloned().unwrap_or_default();
        let is = |kind: &str| conditions.iter().any(|one| one["type"] == kind && one["status"] == "True");
        let chosen = is("DisruptionReason") || claim["metadata"]["deletionTimestamp"].is_string();
        chosen && !is("InstanceTerminating")
    };
    own.filter(goes).count()
}

/// The node of a Deployment's running pod.
pub(crate) fn host(lab: &Lab, name: &str) -> Option<Value> {
    let pods = lab.objects("pods");
    let mut running = pods.iter().filter(|pod| pod["metadata"]["labels"]["app"] == name);
    let pod =
        running.find(|pod| pod["status"]["phase"] == "Running" && !pod["metadata"]["deletionTimestamp"].is_string())?;
    let nodes = lab.objects("nodes");
    nodes.into_iter().find(|node| node["metadata"]["name"] == pod["spec"]["nodeName"])
}

/// Name of the node and its instance.
pub(crate) fn names(node: &Value) -> (String, String) {
    let text = |pointer: &str| node.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    (text("/metadata/name"), text("/spec/providerID").rsplit('/').next().unwrap_or_default().to_owned())
}

/// The images of the nodes that Karpenter has made.
pub(crate) fn images(lab: &Lab) -> BTreeSet<String> {
    let claims = lab.objects("nodeclaims.karpenter.sh");
    claims.iter().filter_map(|claim| claim["status"]["imageID"].as_str().map(str::to_owned)).collect()
}
