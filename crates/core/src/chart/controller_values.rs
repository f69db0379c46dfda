//! The chart values that a stack means, before the user's own values are laid over them.

use serde_json::{Map, Value, json};

use super::merge;

/// What the values of the controller's chart are made of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ControllerSettings {
    /// Name of the cluster.
    pub cluster: String,
    /// Name of the interruption queue; none switches it off.
    pub queue: Option<String>,
    /// Number of controller pods.
    pub replicas: Option<u32>,
    /// Requests and limits of the controller container.
    pub resources: Option<Value>,
    /// Name of the service account that the identity is tied to.
    pub service_account: String,
    /// Annotations of the service account (the role for IRSA).
    pub service_account_annotations: Map<String, Value>,
    /// `ClusterFirst` or `Default`.
    pub dns_policy: Option<String>,
    /// Whether the controller makes no call to services without a VPC endpoint.
    pub isolated: bool,
    /// Whether the cluster is registered for zonal shift; the controller ends at its start if it is told so wrongly.
    pub zonal_shift: bool,
    /// Whether a ServiceMonitor is made.
    pub service_monitor: bool,
    /// Feature gates that the stack needs.
    pub gates: std::collections::BTreeMap<String, bool>,
    /// The spec's `settings`, laid over what is derived.
    pub settings: Value,
    /// The spec's raw `values`, laid over everything.
    pub values: Value,
}

/// Composes the chart values.
pub fn controller_values(settings: &ControllerSettings) -> Value {
    let mut values = json!({
        "serviceAccount": {"name": settings.service_account},
        "settings": {"clusterName": settings.cluster},
    });
    if let Some(queue) = &settings.queue {
        values["settings"]["interruptionQueue"] = json!(queue);
    }
    if settings.isolated {
        values["settings"]["isolatedVPC"] = json!(true);
    }
    if !settings.gates.is_empty() {
        values["settings"]["featureGates"] = json!(settings.gates);
    }
    if settings.zonal_shift {
        values["settings"]["enableZonalShift"] = json!(true);
    }
    if !settings.service_account_annotations.is_empty() {
        values["serviceAccount"]["annotations"] = Value::Object(settings.service_account_annotations.clone());
    }
    if let Some(replicas) = settings.replicas {
        values["replicas"] = json!(replicas);
    }
    if let Some(resources) = &settings.resources {
        values["controller"] = json!({"resources": resources});
    }
    if let Some(policy) = &settings.dns_policy {
        values["dnsPolicy"] = json!(policy);
    }
    if settings.service_monitor {
        values["serviceMonitor"] = json!({"enabled": true});
    }
    if !settings.settings.is_null() {
        values = layered(&values, &json!({"settings": settings.settings}));
    }
    if settings.values.is_null() { values } else { layered(&values, &settings.values) }
}

/// Like [`merge`], but a null stays: it must still take the chart's default away.
fn layered(below: &Value, above: &Value) -> Value {
    let (Value::Object(low), Value::Object(high)) = (below, above) else { return above.clone() };
    let mut merged = merge(below, above);
    if let Value::Object(map) = &mut merged {
        for (key, value) in high {
            let kept = match low.get(key) {
                _ if value.is_null() => Value::Null,
                Some(under) => layered(under, value),
                None => value.clone(),
            };
            map.insert(key.clone(), kept);
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_values_win_and_null_survives() {
        let values = controller_values(&ControllerSettings {
            cluster: "dev".into(),
            queue: Some("dev".into()),
            replicas: Some(2),
            service_account: "karpenter".into(),
            settings: json!({"batchMaxDuration": "20s"}),
            values: json!({"replicas": 1, "settings": {"interruptionQueue": "other"}, "tolerations": null}),
            ..ControllerSettings::default()
        });
        assert_eq!(
            values,
            json!({"serviceAccount": {"name": "karpenter"}, "replicas": 1, "tolerations": null,
                "settings": {"clusterName": "dev", "interruptionQueue": "other", "batchMaxDuration": "20s"}})
        );
    }
}
