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
    /// The account, twelve digits.
    pub account: String,
    /// When it was read.
    #[schemars(with = "String")]
    pub at: jiff::Timestamp,
    /// Absent when there is no such cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster: Option<ClusterStatus>,
    /// The managed node groups.
    pub node_groups: Vec<NodeGroupStatus>,
    /// The EKS addons.
    pub addons: Vec<AddonStatus>,
    /// Karpenter's controller: its Deployments.
    pub controllers: Vec<ControllerStatus>,
    /// Karpenter's EC2NodeClasses.
    pub node_classes: Vec<ObjectStatus>,
    /// Karpenter's NodePools.
    pub node_pools: Vec<NodePoolStatus>,
    /// Karpenter's NodeClaims: machines that it has asked for.
    pub node_claims: Vec<NodeStatus>,
    /// The nodes, of groups and of Karpenter.
    pub nodes: Vec<NodeStatus>,
    /// What is wrong, causes first: each in one sentence, with what to do.
    pub problems: Vec<StatusProblem>,
    /// What could not be read, and why.
    pub unknown: Vec<String>,
}

/// The control plane as EKS describes it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClusterStatus {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// EKS's word: `ACTIVE`.
    pub status: String,
    /// The version of Kubernetes.
    pub version: String,
    /// EKS's own version of the control plane.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform_version: Option<String>,
    /// The address of its API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// Base64 of PEM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate_authority: Option<String>,
    /// What EKS says is wrong with it.
    pub issues: Vec<String>,
}

/// A managed node group as EKS describes it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NodeGroupStatus {
    /// Its name.
    pub name: String,
    /// EKS's word: `ACTIVE`.
    pub status: String,
    /// The version of Kubernetes of its nodes.
    pub version: Option<String>,
    /// The release of its image.
    pub release: String,
    /// How many nodes it is to have now.
    pub desired: Option<i64>,
    /// Its instance types.
    pub instance_types: Vec<String>,
    /// What EKS says is wrong with it.
    pub issues: Vec<String>,
}

/// An addon as EKS describes it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AddonStatus {
    /// Its name.
    pub name: String,
    /// EKS's word: `ACTIVE`.
    pub status: String,
    /// Its version.
    pub version: Option<String>,
    /// What EKS says is wrong with it.
    pub issues: Vec<String>,
}

/// A Deployment of Karpenter's controller.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ControllerStatus {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// How many pods it is to have.
    pub wanted: i64,
    /// How many of them are ready.
    pub ready: i64,
    /// The image that they run.
    pub image: String,
}

/// A condition such as `Ready`, as a controller has set it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Condition {
    /// `True`, `False` or `Unknown`.
    pub status: String,
    /// The controller's word for why.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The controller's sentence.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub message: String,
}

/// An object of Karpenter and its `Ready` condition.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ObjectStatus {
    /// Its name.
    pub name: String,
    /// Whether its controller finds it ready.
    pub ready: Condition,
}

/// A NodePool of Karpenter.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NodePoolStatus {
    /// Its name.
    pub name: String,
    /// The EC2NodeClass of its nodes.
    pub node_class: String,
    /// How many nodes it has.
    pub nodes: i64,
    /// CPU in use of the limit, as the API writes it.
    pub cpu: Option<String>,
    /// The limit of CPU, as the API writes it.
    pub cpu_limit: Option<String>,
    /// Whether Karpenter finds it ready.
    pub ready: Condition,
}

/// A NodeClaim or a Node.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NodeStatus {
    /// Its name.
    pub name: String,
    /// The NodePool, or the node group.
    pub owner: Option<String>,
    /// Its instance type.
    pub instance_type: Option<String>,
    /// How it was bought: `on-demand`, `spot`.
    pub capacity_type: Option<String>,
    /// The architecture of its processor: `arm64`.
    pub architecture: Option<String>,
    /// Its availability zone.
    pub zone: Option<String>,
    /// The Node of a claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
    /// Whether it is ready.
    pub ready: Condition,
}
