//! Defaults of Karpenter.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::catalog::compatibility;
use crate::spec::cluster::Create;
use crate::spec::karpenter::{DnsPolicy, Identity, InstanceProfileField, Karpenter, QueueEncryption};
use crate::spec::section::Open;
use crate::units::{Arn, Duration, KarpenterVersion, Quantity};

/// Where Karpenter's chart is published. Source: Karpenter documentation, "Getting started".
const CHART: &str = "oci://public.ecr.aws/karpenter/karpenter";

/// Karpenter.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedKarpenter {
    pub version: KarpenterVersion,
    pub chart: String,
    pub namespace: String,
    pub service_account: String,
    pub replicas: u32,
    pub resources: ResolvedResources,
    pub identity: Identity,
    pub controller_role: ResolvedControllerRole,
    pub interruption: ResolvedInterruption,
    pub instance_profile: ResolvedInstanceProfile,
    pub settings: Open,
    pub values: Open,
    pub service_monitor: bool,
    pub dns_policy: DnsPolicy,
    pub helm_release: bool,
}

impl ResolvedKarpenter {
    /// A feature gate as the spec sets it.
    pub fn gate(&self, name: &str) -> Option<bool> {
        self.settings.get("featureGates")?.get(name)?.as_bool()
    }
}

/// What a controller asks for and may use.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ResolvedResources {
    pub requests: BTreeMap<String, Quantity>,
    pub limits: BTreeMap<String, Quantity>,
}

/// The controller's role. With `arn` it is there; otherwise karpool makes it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedControllerRole {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<Arn>,
    /// Else by `Names`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Else by `Names`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Else the one of all roles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boundary: Option<Arn>,
    pub extra_statements: Vec<Open>,
    pub extra_policies: Vec<String>,
    pub max_session: Duration,
}

/// The queue and its rules; their names are in `Names`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedInterruption {
    pub enabled: bool,
    pub encryption: QueueEncryption,
    pub extra_statements: Vec<Open>,
}

/// The nodes' instance profile.
pub type ResolvedInstanceProfile = InstanceProfileField;

fn one_cpu_and_a_gibibyte() -> BTreeMap<String, Quantity> {
    BTreeMap::from([("cpu".to_owned(), Quantity::count(1)), ("memory".to_owned(), Quantity::gibi(1))])
}

pub(super) fn resolve_karpenter(given: &Karpenter) -> ResolvedKarpenter {
    let given = given.clone();
    let resources = given.resources.unwrap_or_default();
    let role = given.controller_role.unwrap_or_default();
    let interruption = given.interruption.unwrap_or_default();
    ResolvedKarpenter {
        version: given.version.unwrap_or_else(|| compatibility::DEFAULT_KARPENTER.clone()),
        chart: given.chart.unwrap_or_else(|| CHART.to_owned()),
        namespace: given.namespace.unwrap_or_else(|| "kube-system".to_owned()),
        service_account: given.service_account.unwrap_or_else(|| "karpenter".to_owned()),
        replicas: given.replicas.unwrap_or(2),
        resources: ResolvedResources {
            requests: resources.requests.unwrap_or_else(one_cpu_and_a_gibibyte),
            limits: resources.limits.unwrap_or_else(one_cpu_and_a_gibibyte),
        },
        identity: Identity::PodIdentity,
        controller_role: ResolvedControllerRole {
            arn: role.arn,
            name: role.name,
            path: role.path,
            boundary: role.boundary,
            extra_statements: role.extra_statements.unwrap_or_default(),
            extra_policies: role.extra_policies.unwrap_or_default(),
            max_session: role.max_session.unwrap_or(Duration::from_hours(1)),
        },
        interruption: ResolvedInterruption {
            enabled: interruption.enabled.unwrap_or(true),
            encryption: interruption.encryption.unwrap_or_default(),
            extra_statements: interruption.extra_statements.unwrap_or_default(),
        },
        instance_profile: given.instance_profile.unwrap_or(InstanceProfileField::Create(Create::Create)),
        settings: given.settings.unwrap_or_default(),
        values: given.values.unwrap_or_default(),
        service_monitor: given.service_monitor.unwrap_or(false),
        dns_policy: given.dns_policy.unwrap_or_default(),
        helm_release: given.helm_release.unwrap_or(true),
    }
}
