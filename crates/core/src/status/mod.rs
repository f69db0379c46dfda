//! What lives of a stack, as plain data. Reads, never writes.
#![doc = include_str!("../../docs/status.md")]

mod kubernetes;
mod problem;
mod read;

use schemars::JsonSchema;
use serde::Serialize;

pub use problem::StatusProblem;
pub use read::status;

/// A stack as it lives.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// `<region>/<name>`.
    pub stack: String,
    pub account: String,
    #[schemars(with = "String")]
    pub at: jiff::Timestamp,
    /// Absent when there is no such cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster: Option<ClusterStatus>,
    pub node_groups: Vec<NodeGroupStatus>,
    pub addons: Vec<AddonStatus>,
    /// Karpenter's controller: its Deployments.
    pub controllers: Vec<ControllerStatus>,
    pub node_classes: Vec<ObjectStatus>,
    pub node_pools: Vec<NodePoolStatus>,
    pub node_claims: Vec<NodeStatus>,
    pub nodes: Vec<NodeStatus>,
    /// What is wrong, causes first: each in one sentence, with what to do.
    pub problems: Vec<StatusProblem>,
    /// What could not be read, and why.
    pub unknown: Vec<String>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClusterStatus {
    pub name: String,
    pub arn: String,
    /// EKS's word: `ACTIVE`.
    pub status: String,
    pub version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// Base64 of PEM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate_authority: Option<String>,
    pub issues: Vec<String>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NodeGroupStatus {
    pub name: String,
    pub status: String,
    pub version: Option<String>,
    pub release: String,
    pub desired: Option<i64>,
    pub instance_types: Vec<String>,
    pub issues: Vec<String>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AddonStatus {
    pub name: String,
    pub status: String,
    pub version: Option<String>,
    pub issues: Vec<String>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ControllerStatus {
    pub namespace: String,
    pub name: String,
    pub wanted: i64,
    pub ready: i64,
    pub image: String,
}

/// A condition such as `Ready`, as a controller has set it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Condition {
    /// `True`, `False` or `Unknown`.
    pub status: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub message: String,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ObjectStatus {
    pub name: String,
    pub ready: Condition,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NodePoolStatus {
    pub name: String,
    pub node_class: String,
    pub nodes: i64,
    /// CPU in use of the limit, as the API writes them.
    pub cpu: Option<String>,
    pub cpu_limit: Option<String>,
    pub ready: Condition,
}

/// A NodeClaim or a Node.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NodeStatus {
    pub name: String,
    /// The NodePool, or the node group.
    pub owner: Option<String>,
    pub instance_type: Option<String>,
    pub capacity_type: Option<String>,
    pub architecture: Option<String>,
    pub zone: Option<String>,
    /// The Node of a claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
    pub ready: Condition,
}
