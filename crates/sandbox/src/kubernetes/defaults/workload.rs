//! Defaults of workloads.

use serde_json::{Value, json};

use super::{default, pod};

/// Fills in the kinds of `apps/v1`.
pub(super) fn fill(kind: &str, object: &mut Value) {
    if !object["spec"].is_object() {
        return;
    }
    let spec = &mut object["spec"];
    if spec["template"].is_object() {
        pod::spec(&mut spec["template"]["spec"]);
    }
    match kind {
        "Deployment" => {
            default(spec, "replicas", 1);
            default(spec, "strategy", json!({}));
            rolling(&mut spec["strategy"], json!({ "maxUnavailable": "25%", "maxSurge": "25%" }));
            default(spec, "revisionHistoryLimit", 10);
            default(spec, "progressDeadlineSeconds", 600);
        }
        "ReplicaSet" => default(spec, "replicas", 1),
        "DaemonSet" => {
            default(spec, "updateStrategy", json!({}));
            rolling(&mut spec["updateStrategy"], json!({ "maxUnavailable": 1, "maxSurge": 0 }));
            default(spec, "revisionHistoryLimit", 10);
        }
        "StatefulSet" => {
            default(spec, "replicas", 1);
            default(spec, "podManagementPolicy", "OrderedReady");
            default(spec, "updateStrategy", json!({}));
            rolling(&mut spec["updateStrategy"], json!({ "partition": 0 }));
            default(spec, "revisionHistoryLimit", 10);
            let keep = json!({ "whenDeleted": "Retain", "whenScaled": "Retain" });
            default(spec, "persistentVolumeClaimRetentionPolicy", keep);
        }
        _ => {}
    }
}

fn rolling(strategy: &mut Value, wanted: Value) {
    default(strategy, "type", "RollingUpdate");
    if strategy["type"] != "RollingUpdate" {
        return;
    }
    default(strategy, "rollingUpdate", json!({}));
    for (name, value) in wanted.as_object().into_iter().flatten() {
        default(&mut strategy["rollingUpdate"], name, value.clone());
    }
}

/// Fills in the kinds of `batch/v1`.
pub(super) fn job(kind: &str, object: &mut Value) {
    if !object["spec"].is_object() {
        return;
    }
    let spec = if kind == "CronJob" {
        let spec = &mut object["spec"];
        for (name, value) in [
            ("concurrencyPolicy", json!("Allow")),
            ("suspend", json!(false)),
            ("successfulJobsHistoryLimit", json!(3)),
            ("failedJobsHistoryLimit", json!(1)),
        ] {
            default(spec, name, value);
        }
        &mut spec["jobTemplate"]["spec"]
    } else {
        let uid = object["metadata"]["uid"].clone();
        let name = object["metadata"]["name"].clone();
        let spec = &mut object["spec"];
        if spec["manualSelector"] != true {
            let labels = [
                ("batch.kubernetes.io/controller-uid", uid.clone()),
                ("batch.kubernetes.io/job-name", name.clone()),
                ("controller-uid", uid.clone()),
                ("job-name", name),
            ];
            if uid.is_string() {
                default(spec, "selector", json!({ "matchLabels": { "batch.kubernetes.io/controller-uid": uid } }));
                for (key, value) in labels {
                    spec["template"]["metadata"]["labels"][key] = value;
                }
            }
        }
        spec
    };
    for (name, value) in [
        ("completions", json!(1)),
        ("parallelism", json!(1)),
        ("backoffLimit", json!(6)),
        ("completionMode", json!("NonIndexed")),
        ("suspend", json!(false)),
        ("podReplacementPolicy", json!("TerminatingOrFailed")),
    ] {
        default(spec, name, value);
    }
    if spec["template"].is_object() {
        pod::spec(&mut spec["template"]["spec"]);
    }
}
