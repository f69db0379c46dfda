//! Every ARN of the spec: what it names, and whose it is.

use super::{Subject, at};
use crate::spec::access::Principal;
use crate::spec::check::arn_example::example;
use crate::spec::check::problem::{Problem, Problems};
use crate::spec::cluster::ClusterRole;
use crate::spec::path::Path;
use crate::spec::resolved::{NodeRoleSource, ResolvedGroupRole};
use crate::units::Arn;

/// What an ARN has to name.
#[derive(Clone, Copy, PartialEq)]
enum Names {
    Role,
    Policy,
    Principal,
    Key,
}

impl Names {
    /// With its article, for messages.
    fn one(self) -> &'static str {
        match self {
            Names::Role => "a role",
            Names::Policy => "a policy",
            Names::Principal => "a user or role",
            Names::Key => "a KMS key",
        }
    }
}

pub(super) fn arns(subject: &Subject<'_>, problems: &mut Problems) {
    for (path, arn, names) in collect(subject) {
        let own = subject.spec.region.partition().name;
        if arn.partition != own {
            let message =
                format!("`{arn}` is of the partition `{}`; {} is in `{own}`", arn.partition, subject.spec.region);
            problems.push(Problem::error(&path, message).hint(format!("its ARN begins with `arn:{own}:`")));
        }
        if let Some(why) = misnamed(&arn, names) {
            problems.push(why.at(&path, &arn));
        }
        let account = subject.spec.account.as_ref().map(AsRef::as_ref).unwrap_or(arn.account.as_str());
        if names == Names::Role && arn.account != account {
            let message = format!("the role is of account {}, the spec is for account {account}", arn.account);
            problems.error(&path, message);
        }
    }
}

struct Why(String, Option<&'static str>);

impl Why {
    fn at(self, path: &Path, arn: &Arn) -> Problem {
        let like = || example(path).replacen(":aws:", &format!(":{}:", arn.partition), 1);
        let hint = self.1.map_or_else(|| format!("give one like `{}`", like()), str::to_owned);
        Problem::error(path, format!("`{arn}` {}", self.0)).hint(hint)
    }
}

fn misnamed(arn: &Arn, names: Names) -> Option<Why> {
    let kind = arn.kind();
    let wrong = |text: &str, hint| Some(Why(text.to_owned(), hint));
    if arn.service == "sts" && names != Names::Key {
        return wrong(
            "is a session, not a role",
            Some("give the role's own ARN: `arn:aws:iam::<account>:role/<name>`"),
        );
    }
    match names {
        Names::Key if arn.service != "kms" || !matches!(kind, "key" | "alias") => wrong("is not a KMS key", None),
        Names::Key => None,
        _ if arn.service != "iam" => wrong(&format!("is not {}", names.one()), None),
        Names::Role if kind == "instance-profile" => wrong(
            "is an instance profile, not a role",
            Some("an instance profile is given by `karpenter.instanceProfile`"),
        ),
        Names::Role if kind != "role" => wrong(&format!("is a {kind}, not a role"), None),
        Names::Policy if kind != "policy" => wrong(&format!("is a {kind}, not a policy"), None),
        Names::Principal if kind == "root" => {
            wrong("is a whole account; an access entry is for a user or a role", None)
        }
        Names::Principal if !matches!(kind, "role" | "user") => {
            wrong(&format!("is a {kind}, not a user or role"), None)
        }
        _ => None,
    }
}

fn collect(subject: &Subject<'_>) -> Vec<(Path, Arn, Names)> {
    let full = subject.full;
    let mut all = Vec::new();
    let mut add = |path: Path, arn: Option<&Arn>, names: Names| {
        all.extend(arn.map(|arn| (path, arn.clone(), names)));
    };
    add(at("iam").field("permissionsBoundary"), full.iam.permissions_boundary.as_ref(), Names::Policy);
    if let ClusterRole::Given(role) = &full.kubernetes.role {
        add(at("kubernetes").field("role").field("arn"), Some(&role.arn), Names::Role);
    }
    let cluster = at("kubernetes");
    let (secrets, logs) = (&full.kubernetes.secrets.kms_key, &full.kubernetes.logs.kms_key);
    add(cluster.field("secrets").field("kmsKey"), secrets.given(), Names::Key);
    add(cluster.field("logs").field("kmsKey"), logs.given(), Names::Key);
    match full.node_role.as_ref().map(|role| &role.source) {
        Some(NodeRoleSource::Given(role)) => add(at("nodeRole").field("arn"), Some(&role.arn), Names::Role),
        Some(NodeRoleSource::Create(role)) => {
            add(at("nodeRole").field("boundary"), role.boundary.as_ref(), Names::Policy);
        }
        _ => {}
    }
    if let Some(karpenter) = &full.karpenter {
        let path = at("karpenter").field("controllerRole");
        add(path.field("arn"), karpenter.controller_role.arn.as_ref(), Names::Role);
        add(path.field("boundary"), karpenter.controller_role.boundary.as_ref(), Names::Policy);
        let path = at("karpenter").field("interruption").field("encryption").field("kmsKey");
        add(path, karpenter.interruption.encryption.key(), Names::Key);
    }
    for (name, addon) in &full.addons {
        for (field, identity) in [("podIdentity", &addon.pod_identity), ("irsa", &addon.irsa)] {
            let arn = identity.as_ref().and_then(|identity| identity.role_arn.as_ref());
            add(at("addons").field(name).field(field).field("roleArn"), arn, Names::Role);
        }
    }
    for (name, profile) in full.fargate_profiles.iter().flatten() {
        add(at("fargateProfiles").field(name).field("roleArn"), profile.role_arn.as_ref(), Names::Role);
    }
    for (name, group) in &full.node_groups {
        let path = at("nodeGroups").field(name);
        add(path.field("disk").field("kmsKey"), group.disk.kms_key.as_ref(), Names::Key);
        match &group.role {
            ResolvedGroupRole::Given(role) => add(path.field("role").field("arn"), Some(&role.arn), Names::Role),
            ResolvedGroupRole::Create(role) => {
                add(path.field("role").field("boundary"), role.boundary.as_ref(), Names::Policy);
            }
        }
    }
    principals(subject, &mut all);
    policies(subject, &mut all);
    all
}

/// Users and roles that are given by ARN.
fn principals(subject: &Subject<'_>, all: &mut Vec<(Path, Arn, Names)>) {
    let full = subject.full;
    let mut add = |path: Path, arn: Option<&Arn>, names: Names| {
        all.extend(arn.map(|arn| (path, arn.clone(), names)));
    };
    let access = at("access");
    let principal = |principal: &Principal| match principal {
        Principal::Arn(arn) => Some(arn.arn.clone()),
        _ => None,
    };
    for (index, admin) in full.access.admins.iter().enumerate() {
        add(access.field("admins").index(index).field("arn"), principal(admin).as_ref(), Names::Principal);
    }
    for (index, entry) in full.access.entries.iter().enumerate() {
        let path = access.field("entries").index(index).field("principal").field("arn");
        add(path, principal(&entry.principal).as_ref(), Names::Principal);
    }
}

/// Policies that are given by ARN among those given by name.
fn policies(subject: &Subject<'_>, all: &mut Vec<(Path, Arn, Names)>) {
    let full = subject.full;
    let mut add = |path: Path, policies: &[String]| {
        for (index, policy) in policies.iter().enumerate() {
            if let Ok(arn) = policy.parse() {
                all.push((path.index(index), arn, Names::Policy));
            }
        }
    };
    if let Some(NodeRoleSource::Create(role)) = full.node_role.as_ref().map(|role| &role.source) {
        add(at("nodeRole").field("policies"), &role.policies);
        add(at("nodeRole").field("extraPolicies"), &role.extra_policies);
    }
    for (name, group) in &full.node_groups {
        if let ResolvedGroupRole::Create(role) = &group.role {
            let path = at("nodeGroups").field(name).field("role");
            add(path.field("policies"), &role.policies);
            add(path.field("extraPolicies"), &role.extra_policies);
        }
    }
    if let Some(karpenter) = &full.karpenter {
        add(at("karpenter").field("controllerRole").field("extraPolicies"), &karpenter.controller_role.extra_policies);
    }
    for (name, addon) in &full.addons {
        for (field, identity) in [("podIdentity", &addon.pod_identity), ("irsa", &addon.irsa)] {
            let policies = identity.as_ref().and_then(|identity| identity.policies.as_deref());
            add(at("addons").field(name).field(field).field("policies"), policies.unwrap_or_default());
        }
    }
}
