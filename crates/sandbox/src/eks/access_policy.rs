//! Access policies: which there are, and which an access entry has.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::access_entry;
use super::fault::{about, absent, invalid, invalid_request};
use super::page;
use super::text::texts;
use crate::call::{Call, Fault, Reply};
use crate::time::Time;

/// Source: EKS user guide, "Review access policy permissions".
const POLICIES: &[&str] = &[
    "AmazonAIOpsAssistantPolicy",
    "AmazonARCRegionSwitchScalingPolicy",
    "AmazonEKSAdminPolicy",
    "AmazonEKSAdminViewPolicy",
    "AmazonEKSAutoNodePolicy",
    "AmazonEKSBlockStorageClusterPolicy",
    "AmazonEKSBlockStoragePolicy",
    "AmazonEKSClusterAdminPolicy",
    "AmazonEKSClusterInsightsPolicy",
    "AmazonEKSComputeClusterPolicy",
    "AmazonEKSComputePolicy",
    "AmazonEKSEditPolicy",
    "AmazonEKSEventPolicy",
    "AmazonEKSHybridPolicy",
    "AmazonEKSLoadBalancingClusterPolicy",
    "AmazonEKSLoadBalancingPolicy",
    "AmazonEKSNetworkingClusterPolicy",
    "AmazonEKSNetworkingPolicy",
    "AmazonEKSSecretReaderPolicy",
    "AmazonEKSViewPolicy",
    "AmazonSagemakerHyperpodClusterPolicy",
    "AmazonSagemakerHyperpodControllerPolicy",
    "AmazonSagemakerHyperpodSpaceManagementPolicy",
    "AmazonSagemakerHyperpodSpaceTemplatePolicy",
];

/// Kinds of access entries that take policies. Source: EKS user guide, "Associate access policies with access entries".
const KINDS: &[&str] = &["STANDARD", "EC2"];

/// A policy of an access entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Associated {
    pub policy_arn: String,
    /// Empty for the whole cluster.
    pub namespaces: Vec<String>,
    pub associated: Time,
    pub modified: Time,
}

impl Associated {
    fn view(&self) -> Value {
        let scope = if self.namespaces.is_empty() { "cluster" } else { "namespace" };
        json!({
            "policyArn": self.policy_arn,
            "accessScope": { "type": scope, "namespaces": self.namespaces },
            "associatedAt": self.associated.epoch_seconds(),
            "modifiedAt": self.modified.epoch_seconds(),
        })
    }
}

/// `arn:aws:eks::aws:cluster-access-policy/<name>`
pub(crate) fn arn(partition: &str, name: &str) -> String {
    format!("arn:{partition}:eks::aws:cluster-access-policy/{name}")
}

/// `ListAccessPolicies`.
pub(crate) fn list_all(call: &mut Call<'_>) -> Reply {
    let partition = call.partition.clone();
    let items = POLICIES.iter().map(|name| json!({ "name": name, "arn": arn(&partition, name) })).collect();
    page::page(call, "accessPolicies", items)
}

/// `AssociateAccessPolicy`; a second time it changes the scope.
pub(crate) fn associate(call: &mut Call<'_>) -> Reply {
    let (place, principal) = access_entry::named(call)?;
    let policy_arn = call.text("policyArn").unwrap_or_default();
    if !POLICIES.iter().any(|name| arn(&place.partition, name) == policy_arn) {
        return Err(invalid(format!("The specified policyArn is invalid: {policy_arn}")));
    }
    let namespaces = scope(&call.input["accessScope"])?;
    let now = call.now();
    let entry = access_entry::get_mut(call.world, &place, &principal)?;
    if !KINDS.contains(&entry.kind.as_str()) {
        let text = format!("Access policies cannot be associated with an access entry of type {}", entry.kind);
        return Err(about(invalid_request(text), "clusterName", place.cluster));
    }
    let found = entry.policies.entry(policy_arn.clone()).or_insert_with(|| Associated {
        policy_arn,
        namespaces: Vec::new(),
        associated: now,
        modified: now,
    });
    found.namespaces = namespaces;
    found.modified = now;
    let view = found.view();
    access_entry::unsettle(call.world, &place);
    Ok(json!({ "clusterName": place.cluster, "principalArn": principal, "associatedAccessPolicy": view }))
}

/// The namespaces of a scope; none for the whole cluster.
fn scope(scope: &Value) -> Result<Vec<String>, Fault> {
    let namespaces = texts(&scope["namespaces"]).unwrap_or_default();
    match scope["type"].as_str() {
        Some("cluster") if namespaces.is_empty() => Ok(namespaces),
        Some("cluster") => Err(invalid("The namespaces parameter must be empty for an access scope of type cluster")),
        Some("namespace") if namespaces.is_empty() => {
            Err(invalid("The namespaces parameter is required for an access scope of type namespace"))
        }
        Some("namespace") => match namespaces.iter().find(|name| !is_namespace(name)) {
            Some(name) => Err(invalid(format!("The namespace {name} is invalid"))),
            None => Ok(namespaces),
        },
        _ => Err(invalid("The accessScope must have the type cluster or namespace")),
    }
}

/// A namespace's name; a `*` may stand for any part of it.
fn is_namespace(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 63
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'*')
}

/// `DisassociateAccessPolicy`.
pub(crate) fn disassociate(call: &mut Call<'_>) -> Reply {
    let (place, principal) = access_entry::named(call)?;
    let policy = call.text("policyArn").unwrap_or_default();
    let entry = access_entry::get_mut(call.world, &place, &principal)?;
    if entry.policies.remove(&policy).is_none() {
        let text = format!("The specified policyArn is not associated with the access entry: {policy}");
        return Err(about(absent(text), "clusterName", place.cluster));
    }
    access_entry::unsettle(call.world, &place);
    Ok(json!({}))
}

/// `ListAssociatedAccessPolicies`.
pub(crate) fn list_associated(call: &mut Call<'_>) -> Reply {
    let (place, principal) = access_entry::named(call)?;
    let items = access_entry::get(call.world, &place, &principal)?.policies.values().map(Associated::view).collect();
    let mut answer = page::page(call, "associatedAccessPolicies", items)?;
    answer["clusterName"] = Value::from(place.cluster);
    answer["principalArn"] = Value::from(principal);
    Ok(answer)
}
