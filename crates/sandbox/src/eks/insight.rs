//! Insights: what EKS finds before an upgrade.

use serde_json::{Value, json};

use super::addon::catalogue;
use super::cluster::Cluster;
use super::fault::{about, absent};
use super::page;
use super::place::Place;
use super::text::texts;
use super::version::{self, minor};
use crate::call::{Call, Fault, Reply};
use crate::time::Time;

/// One check of upgrade readiness.
struct Check {
    id: &'static str,
    name: &'static str,
    description: &'static str,
    recommendation: &'static str,
    /// Status with its reason, and the resources it is about.
    judge: fn(&Cluster, &str) -> (&'static str, &'static str, Vec<String>),
}

/// Source: EKS user guide, "Cluster insights", upgrade insights.
const CHECKS: &[Check] = &[
    Check {
        id: "6b1d3a5e-4c1f-4f0a-9f53-0d4a7a6f1c01",
        name: "Kubelet version skew",
        description: "Checks for kubelet versions of worker nodes in the cluster to see if upgrade would cause non compliance with supported Kubernetes kubelet version skew policy.",
        recommendation: "Update the worker nodes to the version of the control plane before upgrading it.",
        judge: kubelet_skew,
    },
    Check {
        id: "6b1d3a5e-4c1f-4f0a-9f53-0d4a7a6f1c02",
        name: "EKS add-on version compatibility",
        description: "Checks version of installed EKS add-ons to ensure they are compatible with the next version of Kubernetes.",
        recommendation: "Update the add-ons to versions that are compatible with the next version of Kubernetes.",
        judge: addon_versions,
    },
    Check {
        id: "6b1d3a5e-4c1f-4f0a-9f53-0d4a7a6f1c03",
        name: "Cluster health issues",
        description: "Checks for any cluster health issues that prevent successful upgrade to the next Kubernetes version on EKS.",
        recommendation: "Resolve the cluster's health issues.",
        judge: |cluster, _| match cluster.issues.is_empty() {
            true => ("PASSING", "No cluster health issues detected.", Vec::new()),
            false => ("ERROR", "The cluster has health issues.", vec![cluster.arn.clone()]),
        },
    },
];

fn kubelet_skew(cluster: &Cluster, next: &str) -> (&'static str, &'static str, Vec<String>) {
    let target = minor(next).unwrap_or(0);
    let behind = |by: u32| {
        let groups = cluster.nodegroups.values().filter(|g| minor(&g.version).is_some_and(|m| m + by <= target));
        groups.map(|g| g.arn.clone()).collect::<Vec<_>>()
    };
    match (behind(4), behind(3)) {
        (bad, _) if !bad.is_empty() => ("ERROR", "Node kubelet versions would violate the version skew policy.", bad),
        (_, near) if !near.is_empty() => {
            ("WARNING", "Node kubelet versions are at the limit of the version skew policy.", near)
        }
        _ => ("PASSING", "Node kubelet versions match the cluster control plane version.", Vec::new()),
    }
}

fn addon_versions(cluster: &Cluster, next: &str) -> (&'static str, &'static str, Vec<String>) {
    let bad = |name: &str, version: &str| catalogue::find(name).is_ok_and(|e| e.check_version(version, next).is_err());
    let arns: Vec<String> =
        cluster.addons.values().filter(|a| bad(&a.name, &a.version)).map(|a| a.arn.clone()).collect();
    match arns.is_empty() {
        true => ("PASSING", "All installed EKS add-on versions are compatible with next Kubernetes version.", arns),
        false => ("ERROR", "Installed EKS add-on versions are not compatible with the next Kubernetes version.", arns),
    }
}

/// The version after the cluster's, if it is offered.
fn next(cluster: &Cluster) -> Option<String> {
    let wanted = format!("1.{}", minor(&cluster.version)? + 1);
    version::offered(&wanted).map(|v| v.name.to_owned())
}

fn summary(check: &Check, cluster: &Cluster, next: &str, now: Time) -> Value {
    let (status, reason, _) = (check.judge)(cluster, next);
    json!({
        "id": check.id,
        "name": check.name,
        "category": "UPGRADE_READINESS",
        "kubernetesVersion": next,
        // Insights are refreshed once a day.
        "lastRefreshTime": Time(now.0 - (now.0 - cluster.created.0).rem_euclid(86_400_000)).epoch_seconds(),
        "lastTransitionTime": cluster.created.epoch_seconds(),
        "description": check.description,
        "insightStatus": { "status": status, "reason": reason },
    })
}

/// `ListInsights`.
pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    let cluster = place.get(call.world)?;
    let filter = &call.input["filter"];
    let allows = |member: &str, value: &Value| {
        texts(&filter[member]).is_none_or(|list| list.is_empty() || list.iter().any(|v| value == v.as_str()))
    };
    let Some(next) = next(cluster) else {
        return page::page(call, "insights", Vec::new());
    };
    let all = CHECKS.iter().map(|check| summary(check, cluster, &next, call.now()));
    let items = all
        .filter(|s| {
            allows("categories", &s["category"])
                && allows("kubernetesVersions", &s["kubernetesVersion"])
                && allows("statuses", &s["insightStatus"]["status"])
        })
        .collect();
    page::page(call, "insights", items)
}

/// `DescribeInsight`.
pub(crate) fn describe(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    let cluster = place.get(call.world)?;
    let id = call.text("id").unwrap_or_default();
    let check = CHECKS.iter().find(|check| check.id == id);
    let (Some(check), Some(next)) = (check, next(cluster)) else {
        return Err(missing(&place, &id));
    };
    let (status, _, arns) = (check.judge)(cluster, &next);
    let mut insight = summary(check, cluster, &next, call.now());
    insight["recommendation"] = Value::from(check.recommendation);
    insight["additionalInfo"] = json!({});
    insight["resources"] =
        arns.iter().map(|arn| json!({ "insightStatus": { "status": status }, "arn": arn })).collect();
    insight["categorySpecificSummary"] = json!({ "deprecationDetails": [], "addonCompatibilityDetails": [] });
    Ok(json!({ "insight": insight }))
}

fn missing(place: &Place, id: &str) -> Fault {
    about(absent(format!("No insight found with id: {id}")), "clusterName", place.cluster.as_str())
}
