//! Defaults of Karpenter.

use std::collections::BTreeMap;

use serde::Serialize;

use super::ResolvedFargateProfile;
use crate::catalog::compatibility;
use crate::spec::cluster::Create;
use crate::spec::karpenter::{
    AutoWord, DnsPolicy, Identity, InstanceProfileField, Karpenter, QueueEncryption, StsRegional,
};
use crate::spec::section::{Open, Texts};
use crate::spec::settings::{FeatureGates, KarpenterSettings};
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
    /// Pod identity or IRSA, once it is settled.
    pub identity: Identity,
    pub sts_regional: StsRegional,
    pub controller_role: ResolvedControllerRole,
    pub interruption: ResolvedInterruption,
    pub instance_profile: ResolvedInstanceProfile,
    pub settings: KarpenterSettings,
    pub values: Open,
    pub service_monitor: bool,
    pub dns_policy: DnsPolicy,
    pub helm_release: bool,
}

impl ResolvedKarpenter {
    /// What `auto` means here.
    pub(super) fn settle_identity(
        &mut self,
        profiles: Option<&BTreeMap<String, ResolvedFargateProfile>>,
        private: bool,
    ) {
        if self.identity == Identity::Auto {
            self.identity = if self.runs_on(profiles) { Identity::Irsa } else { Identity::PodIdentity };
        }
        if self.sts_regional == StsRegional::Auto(AutoWord::Auto) {
            self.sts_regional = StsRegional::Given(self.identity == Identity::Irsa || private);
        }
    }

    /// Whether a Fargate profile means the controller's pods.
    /// Source: the labels that Karpenter's chart gives its pods.
    pub fn runs_on(&self, profiles: Option<&BTreeMap<String, ResolvedFargateProfile>>) -> bool {
        let mut labels = Texts::from([
            ("app.kubernetes.io/name".to_owned(), "karpenter".to_owned()),
            ("app.kubernetes.io/instance".to_owned(), "karpenter".to_owned()),
        ]);
        let own = self.values.get("podLabels").and_then(serde_json::Value::as_object);
        let own = own.into_iter().flatten().filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())));
        labels.extend(own);
        profiles.into_iter().flatten().any(|(_, profile)| profile.means(&self.namespace, &labels))
    }

    /// The ARN of the controller's role, whoever makes it.
    pub fn controller_role_arn(&self, resolved: &super::Resolved, account: &str) -> String {
        let role = &self.controller_role;
        let names = &resolved.names;
        let name = role.name.clone().unwrap_or_else(|| names.role(crate::spec::name::RoleFor::Controller));
        let path = role.path.clone().unwrap_or_else(|| names.path());
        let made = || resolved.region.iam_arn(account, &format!("role{path}{name}"));
        role.arn.as_ref().map_or_else(made, ToString::to_string)
    }

    /// The feature gates as the spec sets them.
    pub fn gates(&self) -> FeatureGates {
        self.settings.feature_gates.clone().unwrap_or_default()
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
    pub extra_trust: Vec<Open>,
    pub tags: Texts,
}

/// The queue and its rules; their names are in `Names`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedInterruption {
    pub enabled: bool,
    pub encryption: QueueEncryption,
    pub extra_statements: Vec<Open>,
    pub tags: Texts,
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
        identity: given.identity.unwrap_or_default(),
        sts_regional: given.sts_regional.unwrap_or_default(),
        controller_role: ResolvedControllerRole {
            arn: role.arn,
            name: role.name,
            path: role.path,
            boundary: role.boundary,
            extra_statements: role.extra_statements.unwrap_or_default(),
            extra_policies: role.extra_policies.unwrap_or_default(),
            max_session: role.max_session.unwrap_or(Duration::from_hours(1)),
            extra_trust: role.trust.unwrap_or_default().extra.unwrap_or_default(),
            tags: role.tags.unwrap_or_default(),
        },
        interruption: ResolvedInterruption {
            enabled: interruption.enabled.unwrap_or(true),
            encryption: interruption.encryption.unwrap_or_default(),
            extra_statements: interruption.extra_statements.unwrap_or_default(),
            tags: interruption.tags.unwrap_or_default(),
        },
        instance_profile: given.instance_profile.unwrap_or(InstanceProfileField::Create(Create::Create)),
        settings: given.settings.unwrap_or_default(),
        values: given.values.unwrap_or_default(),
        service_monitor: given.service_monitor.unwrap_or(false),
        dns_policy: given.dns_policy.unwrap_or_default(),
        helm_release: given.helm_release.unwrap_or(true),
    }
}
