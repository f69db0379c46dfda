//! Karpenter's controller and what it stands on.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cluster::Create;
use super::section::{Open, Texts, section};
use super::settings::KarpenterSettings;
use crate::units::{Arn, Duration, KarpenterVersion, Quantity};

section! {
    /// Karpenter: its chart, controller role, queue and instance profile.
    pub struct Karpenter {
        /// The version of Karpenter and of its chart.
        ///
        /// Default: `1.14.1`.
        version: KarpenterVersion,
        /// Where the chart comes from: an OCI location, a directory or a `.tgz`. It is pulled without a login; where a
        /// registry asks for one, the environment variable `HELM_REGISTRY_CONFIG` names a file of logins (`helm registry
        /// login --registry-config FILE` writes it). Docker's stored logins are not used.
        ///
        /// Default: `oci://public.ecr.aws/karpenter/karpenter`.
        chart: String,
        /// The namespace of the controller. Changing it takes `--prune`, so that the controller ends in the other one
        /// before it begins here.
        ///
        /// Default: `kube-system`, whose requests the API server serves first.
        namespace: String,
        /// The controller's service account.
        ///
        /// Default: `karpenter`.
        service_account: String,
        /// How many controllers; all but one stand by. Each needs a node of its own.
        ///
        /// Range: 1 and more. Default: `2`.
        replicas: u32,
        /// What a controller asks for and may use.
        resources: Resources,
        /// How the controller gets its role: by EKS pod identity, or as a role of its service account (IRSA), for which
        /// the cluster's OIDC provider is made. Changing it takes `--prune`, so that the other way is taken away.
        ///
        /// Default: `auto`: IRSA on Fargate, else pod identity.
        identity: Identity,
        /// Whether the service account asks for regional STS: an annotation that has no effect with pod identity.
        ///
        /// Default: `auto`: with IRSA, and in a private network. Wire: annotation `eks.amazonaws.com/sts-regional-endpoints`.
        sts_regional: StsRegional,
        /// The controller's role.
        controller_role: KarpenterRole,
        /// Notice of interruptions.
        interruption: InterruptionQueue,
        /// The nodes' instance profile: `create`, `none` (Karpenter makes its own), or `{name}` of one that is there.
        ///
        /// Default: `create`.
        instance_profile: InstanceProfileField,
        /// The controller's settings.
        settings: KarpenterSettings,
        /// Further values of the chart, merged last.
        values: Open,
        /// Whether a ServiceMonitor for Prometheus is made. It is left out, and the plan says so, while the cluster does not
        /// serve `monitoring.coreos.com/v1`, which Prometheus' operator brings.
        ///
        /// Default: `false`.
        service_monitor: bool,
        /// The pods' DNS policy; with `Default` the controller starts before CoreDNS.
        ///
        /// Default: `ClusterFirst`.
        dns_policy: DnsPolicy,
        /// Whether Helm's release record is written, so that `helm list` shows it.
        ///
        /// Default: `true`.
        helm_release: bool,
    }
}

section! {
    /// What a container asks for and may use.
    pub struct Resources {
        /// What it asks for. Default: cpu 1, memory 1Gi.
        requests: BTreeMap<String, Quantity>,
        /// What it may use. Default: cpu 1, memory 1Gi.
        limits: BTreeMap<String, Quantity>,
    }
}

/// How the controller gets its role.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Identity {
    /// What fits the cluster: pod identity.
    #[default]
    Auto,
    /// EKS pod identity.
    PodIdentity,
    /// IAM roles for service accounts.
    Irsa,
}

/// Whether the service account asks for regional STS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum StsRegional {
    /// With IRSA.
    Auto(AutoWord),
    /// Always or never.
    Given(bool),
}

impl Default for StsRegional {
    fn default() -> StsRegional {
        StsRegional::Auto(AutoWord::Auto)
    }
}

impl From<bool> for StsRegional {
    fn from(given: bool) -> StsRegional {
        StsRegional::Given(given)
    }
}

/// The word for what fits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
pub enum AutoWord {
    #[default]
    #[serde(rename = "auto")]
    Auto,
}

section! {
    /// The controller's role: made by karpool, or one that is there.
    pub struct KarpenterRole {
        /// A role that is there; nothing else can be given then.
        arn: Arn,
        /// Its name.
        ///
        /// Default: by `naming.roles`.
        name: String,
        /// Its IAM path.
        ///
        /// Default: by `naming.path`.
        path: String,
        /// Its permissions boundary.
        ///
        /// Default: `iam.permissionsBoundary`.
        boundary: Arn,
        /// Statements that its policy has besides.
        extra_statements: Vec<Open>,
        /// Managed policies that it has besides, by name or ARN.
        extra_policies: Vec<String>,
        /// The longest session.
        ///
        /// Range: 1h to 12h. Default: `1h`. Wire: `iam:CreateRole.MaxSessionDuration`.
        max_session: Duration,
        /// Who else may take the role.
        trust: RoleTrust,
        /// Tags of the role, besides the spec's common ones.
        tags: Texts,
    }
}

section! {
    /// Who may take a role, besides whom karpool lets.
    pub struct RoleTrust {
        /// Statements that its trust policy has besides.
        ///
        /// Wire: `iam:CreateRole.AssumeRolePolicyDocument`.
        extra: Vec<Open>,
    }
}

impl KarpenterRole {
    /// A role that is there.
    pub fn given(arn: Arn) -> KarpenterRole {
        KarpenterRole::default().arn(arn)
    }
}

section! {
    /// The queue that tells Karpenter of interruptions, and the five rules that fill it.
    pub struct InterruptionQueue {
        /// Whether there is one.
        ///
        /// Default: `true`.
        enabled: bool,
        /// Its name.
        ///
        /// Shape: at most 80 of letters, digits, `-` and `_`. Default: the cluster's name.
        queue_name: String,
        /// Encryption: with the key of SQS, or with a key of your own, whose policy lets EventBridge use it.
        ///
        /// Shape: `sqs` or `{kmsKey}`. Default: `sqs`. Wire: `SqsManagedSseEnabled`, `KmsMasterKeyId`.
        encryption: QueueEncryption,
        /// What the rules' names begin with.
        ///
        /// Default: the cluster's name.
        rule_prefix: String,
        /// Statements that the queue's policy has besides.
        extra_statements: Vec<Open>,
        /// Tags of the queue and its rules, besides the spec's common ones.
        tags: Texts,
    }
}

/// Encryption of the queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum QueueEncryption {
    /// With the key that SQS manages.
    Sqs(SqsWord),
    /// With a key of your own.
    Key(QueueKey),
}

impl QueueEncryption {
    /// The ARN of the key, when it is one of your own.
    pub fn key(&self) -> Option<&Arn> {
        match self {
            QueueEncryption::Sqs(_) => None,
            QueueEncryption::Key(key) => Some(&key.kms_key),
        }
    }
}

impl Default for QueueEncryption {
    fn default() -> QueueEncryption {
        QueueEncryption::Sqs(SqsWord::Sqs)
    }
}

/// The word for the key that SQS manages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
pub enum SqsWord {
    #[default]
    #[serde(rename = "sqs")]
    Sqs,
}

/// A key of KMS for the queue.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QueueKey {
    /// The ARN of the key itself, not of an alias: the controller's policy names it.
    pub kms_key: Arn,
}

/// The `instanceProfile` field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum InstanceProfileField {
    /// karpool makes it.
    Create(Create),
    /// There is none: Karpenter makes its own from the role.
    None(NoneWord),
    /// It is there.
    Given(InstanceProfileName),
}

impl From<InstanceProfileName> for InstanceProfileField {
    fn from(profile: InstanceProfileName) -> InstanceProfileField {
        InstanceProfileField::Given(profile)
    }
}

/// The word for nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
pub enum NoneWord {
    #[default]
    #[serde(rename = "none")]
    None,
}

/// An instance profile that is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InstanceProfileName {
    /// Its name.
    pub name: String,
}

section! {
    /// An instance profile that karpool makes, on its own.
    pub struct InstanceProfile {
        /// Its name.
        ///
        /// Default: by `naming.roles`.
        name: String,
        /// Its IAM path.
        ///
        /// Default: by `naming.path`.
        path: String,
        /// The role that it carries, by name.
        role: String,
    }
}

impl InstanceProfile {
    /// A profile that carries this role.
    pub fn of_role(name: impl Into<String>) -> InstanceProfile {
        InstanceProfile::default().role(name)
    }
}

/// The DNS policy of a pod.
/// Source: Kubernetes API, PodSpec.dnsPolicy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum DnsPolicy {
    #[default]
    ClusterFirst,
    ClusterFirstWithHostNet,
    Default,
    None,
}

impl DnsPolicy {
    /// The name that Kubernetes uses.
    pub fn as_str(self) -> &'static str {
        match self {
            DnsPolicy::ClusterFirst => "ClusterFirst",
            DnsPolicy::ClusterFirstWithHostNet => "ClusterFirstWithHostNet",
            DnsPolicy::Default => "Default",
            DnsPolicy::None => "None",
        }
    }
}

section! {
    /// Karpenter's chart on its own, for a cluster whose role, queue and nodes are there.
    pub struct KarpenterChart {
        /// The version of Karpenter and of its chart.
        ///
        /// Default: `1.14.1`.
        version: KarpenterVersion,
        /// Where the chart comes from.
        ///
        /// Default: `oci://public.ecr.aws/karpenter/karpenter`.
        chart: String,
        /// The namespace of the controller.
        ///
        /// Default: `kube-system`.
        namespace: String,
        /// The controller's service account.
        ///
        /// Default: `karpenter`.
        service_account: String,
        /// How many controllers.
        ///
        /// Default: `2`.
        replicas: u32,
        /// What a controller asks for and may use.
        resources: Resources,
        /// The queue's name; without one Karpenter gets no notice of interruptions.
        interruption_queue: String,
        /// The controller's settings.
        settings: KarpenterSettings,
        /// Further values of the chart, merged last.
        values: Open,
        /// Whether a ServiceMonitor for Prometheus is made.
        service_monitor: bool,
        /// The pods' DNS policy.
        dns_policy: DnsPolicy,
        /// Whether Helm's release record is written.
        helm_release: bool,
    }
}
