//! What the configuration values of an addon may say: one JSON schema per addon.

use serde_json::{Map, Value, json};

use crate::call::Fault;
use crate::eks::fault::{about, invalid};

/// Members that an addon's configuration has. Source: DescribeAddonConfiguration of each addon.
const MEMBERS: &[(&str, &[&str])] = &[
    (
        "vpc-cni",
        &[
            "env",
            "init",
            "resources",
            "tolerations",
            "nodeSelector",
            "affinity",
            "podAnnotations",
            "podLabels",
            "enableNetworkPolicy",
            "enableWindowsIpam",
            "enableWindowsPrefixDelegation",
            "warmWindowsPrefixTarget",
            "warmWindowsIPTarget",
            "minimumWindowsIPTarget",
            "branchENICooldown",
            "nodeAgent",
            "eniConfig",
            "livenessProbeTimeoutSeconds",
            "readinessProbeTimeoutSeconds",
            "serviceAccount",
        ],
    ),
    (
        "kube-proxy",
        &["ipvs", "mode", "resources", "tolerations", "nodeSelector", "affinity", "podAnnotations", "podLabels"],
    ),
    (
        "coredns",
        &[
            "affinity",
            "computeType",
            "corefile",
            "nodeSelector",
            "podAnnotations",
            "podLabels",
            "podDisruptionBudget",
            "replicaCount",
            "resources",
            "tolerations",
            "topologySpreadConstraints",
            "autoScaling",
        ],
    ),
    (
        "eks-pod-identity-agent",
        &[
            "agent",
            "affinity",
            "resources",
            "tolerations",
            "nodeSelector",
            "priorityClassName",
            "podAnnotations",
            "podLabels",
            "updateStrategy",
            "init",
        ],
    ),
    (
        "aws-ebs-csi-driver",
        &["controller", "node", "sidecars", "defaultStorageClass", "debugLogs", "podLabels", "image"],
    ),
    (
        "metrics-server",
        &[
            "replicas",
            "resources",
            "tolerations",
            "nodeSelector",
            "affinity",
            "args",
            "defaultArgs",
            "podDisruptionBudget",
            "podAnnotations",
            "podLabels",
            "topologySpreadConstraints",
            "updateStrategy",
            "priorityClassName",
            "addonResizer",
        ],
    ),
    (
        "snapshot-controller",
        &[
            "replicaCount",
            "resources",
            "tolerations",
            "nodeSelector",
            "affinity",
            "podDisruptionBudget",
            "podAnnotations",
            "podLabels",
            "topologySpreadConstraints",
        ],
    ),
    ("eks-node-monitoring-agent", &["nodeAgent", "monitoringAgent", "dcgmAgent"]),
];

/// The schema of a member by its name; what is not here is an open object.
fn member(name: &str) -> Value {
    let quantities = json!({
        "type": "object",
        "additionalProperties": { "type": ["string", "number"] },
    });
    match name {
        "env" => json!({ "type": "object", "additionalProperties": { "type": ["string", "number", "boolean"] } }),
        "tolerations" => json!({ "type": "array", "items": toleration() }),
        "resources" => json!({
            "type": "object",
            "additionalProperties": false,
            "properties": { "limits": quantities, "requests": quantities },
        }),
        "nodeSelector" | "podAnnotations" | "podLabels" => {
            json!({ "type": "object", "additionalProperties": { "type": "string" } })
        }
        "replicaCount" | "replicas" => json!({ "type": "integer", "minimum": 1 }),
        "topologySpreadConstraints" | "args" | "defaultArgs" => json!({ "type": "array" }),
        "computeType" | "corefile" | "mode" | "priorityClassName" => json!({ "type": "string" }),
        "enableNetworkPolicy" | "enableWindowsIpam" | "enableWindowsPrefixDelegation" => {
            json!({ "type": ["string", "boolean"], "enum": ["true", "false", true, false] })
        }
        "debugLogs" => json!({ "type": "boolean" }),
        "warmWindowsPrefixTarget"
        | "warmWindowsIPTarget"
        | "minimumWindowsIPTarget"
        | "branchENICooldown"
        | "livenessProbeTimeoutSeconds"
        | "readinessProbeTimeoutSeconds" => json!({ "type": ["integer", "string"] }),
        "controller" | "node" | "nodeAgent" | "monitoringAgent" | "dcgmAgent" | "agent" => section(),
        _ => json!({ "type": "object" }),
    }
}

fn toleration() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "key": { "type": "string" },
            "operator": { "type": "string", "enum": ["Exists", "Equal"] },
            "value": { "type": "string" },
            "effect": { "type": "string", "enum": ["NoSchedule", "PreferNoSchedule", "NoExecute"] },
            "tolerationSeconds": { "type": "integer" },
        },
    })
}

/// A workload's own part of the configuration: its known members are checked, others are open.
fn section() -> Value {
    json!({
        "type": "object",
        "properties": {
            "tolerations": member("tolerations"),
            "resources": member("resources"),
            "nodeSelector": member("nodeSelector"),
            "replicaCount": member("replicaCount"),
        },
    })
}

/// The schema of an addon's configuration values.
pub(crate) fn of(addon: &str) -> Value {
    let names = MEMBERS.iter().find(|(name, _)| *name == addon).map(|(_, names)| *names).unwrap_or_default();
    let properties: Map<String, Value> = names.iter().map(|name| ((*name).to_owned(), member(name))).collect();
    json!({
        "$schema": "http://json-schema.org/draft-06/schema#",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    })
}

/// Refuses configuration values (JSON or YAML) that the schema does not allow.
pub(crate) fn check(addon: &str, text: &str) -> Result<(), Fault> {
    let wrong = |why: String| {
        about(invalid(format!("ConfigurationValue provided in request is not supported: {why}")), "addonName", addon)
    };
    if text.trim().is_empty() {
        return Ok(());
    }
    let values = parse(text).ok_or_else(|| wrong("it is neither JSON nor YAML".to_owned()))?;
    let validator = jsonschema::validator_for(&of(addon)).map_err(|e| wrong(e.to_string()))?;
    let problems: Vec<String> = validator.iter_errors(&values).map(|e| format!("{}: {e}", e.instance_path())).collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(wrong(format!("Json schema validation failed with error: [{}]", problems.join(", "))))
    }
}

/// The values as data; JSON only, unless a YAML reader is linked.
fn parse(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_outside_the_schema_are_refused() {
        assert!(check("coredns", r#"{"replicaCount": 2, "tolerations": [{"operator": "Exists"}]}"#).is_ok());
        assert!(check("vpc-cni", r#"{"env": {"ENABLE_PREFIX_DELEGATION": "true"}}"#).is_ok());
        for bad in [r#"{"replicas": 2}"#, r#"{"replicaCount": "two"}"#, r#"{"tolerations": [{"effekt": "x"}]}"#, "{"] {
            let fault = check("coredns", bad).unwrap_err();
            assert_eq!(fault.code, "InvalidParameterException", "{bad}");
            assert_eq!(fault.members["addonName"], "coredns");
        }
    }
}
