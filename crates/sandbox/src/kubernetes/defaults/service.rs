//! Defaults of services.

use serde_json::{Value, json};

use super::default;

pub(super) fn fill(spec: &mut Value) {
    if !spec.is_object() {
        return;
    }
    default(spec, "type", "ClusterIP");
    default(spec, "sessionAffinity", "None");
    for port in spec["ports"].as_array_mut().into_iter().flatten() {
        default(port, "protocol", "TCP");
        let number = port["port"].clone();
        default(port, "targetPort", number);
    }
    let kind = spec["type"].as_str().unwrap_or_default().to_owned();
    if kind == "ExternalName" {
        return;
    }
    default(spec, "ipFamilies", json!(["IPv4"]));
    default(spec, "ipFamilyPolicy", "SingleStack");
    default(spec, "internalTrafficPolicy", "Cluster");
    if matches!(kind.as_str(), "NodePort" | "LoadBalancer") {
        default(spec, "externalTrafficPolicy", "Cluster");
    }
    if kind == "LoadBalancer" {
        default(spec, "allocateLoadBalancerNodePorts", true);
    }
}
