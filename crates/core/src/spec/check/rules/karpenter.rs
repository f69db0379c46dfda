//! Karpenter's version, controller, role and settings.

use super::{Subject, at};
use crate::catalog::compatibility;
use crate::spec::check::problem::{Problem, Problems};
use crate::spec::check::text_form;
use crate::spec::karpenter::{Identity, InstanceProfileField, StsRegional};
use crate::spec::path::Path;
use crate::spec::resolved::{ResolvedControllerRole, ResolvedKarpenter};
use crate::spec::section::Open;
use crate::spec::settings::KarpenterSettings;
use crate::units::Duration;

pub(super) fn versions(subject: &Subject<'_>, problems: &mut Problems) {
    let full = subject.full;
    let Some(karpenter) = &full.karpenter else { return off(subject, problems) };
    let path = at("karpenter").field("version");
    let version = &karpenter.version;
    let kubernetes = *full.kubernetes.version.value();
    let Some((oldest, newest)) = compatibility::kubernetes_range(version) else {
        let problem =
            Problem::error(&path, format!("Karpenter {version} is older than 1.0, the oldest that karpool installs"));
        problems.push(problem.hint(format!("the pin of this karpool is {}", compatibility::DEFAULT_KARPENTER)));
        return;
    };
    for avoided in compatibility::AVOIDED.iter().filter(|avoided| avoided.version == *version) {
        let problem = Problem::warning(&path, format!("Karpenter {version} is to be avoided: {}", avoided.why));
        problems.push(problem.hint(format!("take {}", avoided.instead)));
    }
    if full.kubernetes.existing || (oldest..=newest).contains(&kubernetes) {
        return;
    }
    let message = format!("Karpenter {version} runs on Kubernetes {oldest} to {newest}, not on {kubernetes}");
    let hint = match compatibility::oldest_karpenter(kubernetes) {
        Some(needed) if kubernetes > newest => format!("Kubernetes {kubernetes} needs Karpenter {needed} or newer"),
        Some(_) => format!("Kubernetes {oldest} is the oldest that Karpenter {version} supports"),
        None => format!("karpool knows no Karpenter for Kubernetes {kubernetes}; the newest it knows is for {newest}"),
    };
    let given = subject.spec.karpenter.as_ref().and_then(|karpenter| karpenter.on()?.version.as_ref()).is_some();
    let place = if given { path } else { at("kubernetes").field("version") };
    problems.push(Problem::error(&place, message).hint(hint));
}

/// What is given and does nothing without Karpenter.
fn off(subject: &Subject<'_>, problems: &mut Problems) {
    let spec = subject.spec;
    // On a cluster that is there, classes and pools are for the Karpenter that is there.
    if subject.full.kubernetes.existing && spec.karpenter.is_none() {
        return;
    }
    let rows = [("nodePools", spec.node_pools.is_some()), ("nodeClasses", spec.node_classes.is_some())];
    for (field, given) in rows {
        if given {
            let problem = Problem::error(&at(field), format!("`{field}` are Karpenter's, and `karpenter` is off"));
            problems.push(problem.hint("leave one of the two out"));
        }
    }
}

pub(super) fn controller(subject: &Subject<'_>, problems: &mut Problems) {
    let Some(karpenter) = &subject.full.karpenter else { return };
    let path = at("karpenter");
    if karpenter.replicas == 0 {
        problems.push(Problem::error(&path.field("replicas"), "there is no controller at all").hint("1 or more"));
    }
    for (field, text) in [("namespace", &karpenter.namespace), ("serviceAccount", &karpenter.service_account)] {
        let form = if field == "namespace" { text_form::dns_label(text) } else { text_form::dns_subdomain(text) };
        if let Err(why) = form {
            problems.error(&path.field(field), format!("`{text}` is not a name of Kubernetes: {why}"));
        }
    }
    chart(&path.field("chart"), &karpenter.chart, problems);
    if let InstanceProfileField::Given(profile) = &karpenter.instance_profile {
        // Source: IAM API, InstanceProfileName has at most 128 characters.
        if profile.name.starts_with("arn:") || profile.name.is_empty() || profile.name.len() > 128 {
            let place = path.field("instanceProfile").field("name");
            problems.error(&place, format!("`{}` is not an instance profile's name", profile.name));
        }
    }
    for (kind, amounts) in [("requests", &karpenter.resources.requests), ("limits", &karpenter.resources.limits)] {
        for (name, amount) in amounts {
            let limit = karpenter.resources.limits.get(name).filter(|limit| kind == "requests" && amount > *limit);
            if let Some(limit) = limit {
                let place = path.field("resources").field("requests").field(name);
                problems.error(&place, format!("{amount} is asked for, and {limit} is the limit"));
            }
        }
    }
    let asks_regional = subject.spec.karpenter.as_ref().and_then(|section| section.on()?.sts_regional);
    if asks_regional == Some(StsRegional::Given(true)) && karpenter.identity == Identity::PodIdentity {
        let message = "it has no effect with pod identity: credentials come from the agent on the node, not from STS";
        problems.push(Problem::warning(&path.field("stsRegional"), message).hint("leave it out"));
    }
    role(karpenter, problems);
    settings(&path.field("settings"), &karpenter.settings, problems);
    values(&path.field("values"), &karpenter.values, problems);
}

fn chart(path: &Path, chart: &str, problems: &mut Problems) {
    let hint = "an OCI location (oci://...), a directory or a .tgz";
    if chart.starts_with("https://") || chart.starts_with("http://") {
        problems.push(Problem::error(path, format!("`{chart}` is a web address")).hint(hint));
    } else if let Some(rest) = chart.strip_prefix("oci://") {
        if !rest.contains('/') || rest.starts_with('/') {
            problems.push(
                Problem::error(path, format!("`{chart}` names no repository"))
                    .hint("oci://public.ecr.aws/karpenter/karpenter"),
            );
        }
    } else if chart.is_empty() {
        problems.push(Problem::error(path, "it is empty").hint(hint));
    } else if !(chart.starts_with(['.', '/']) || chart.ends_with(".tgz")) {
        let message = format!("`{chart}` is neither an OCI location nor a path");
        problems.push(Problem::error(path, message).hint(format!("{hint}; a path begins with `./` or `/`")));
    }
}

fn role(karpenter: &ResolvedKarpenter, problems: &mut Problems) {
    let role = &karpenter.controller_role;
    let path = at("karpenter").field("controllerRole");
    if role.arn.is_some() {
        let rows = [
            ("name", role.name.is_some()),
            ("path", role.path.is_some()),
            ("boundary", role.boundary.is_some()),
            ("extraStatements", !role.extra_statements.is_empty()),
            ("extraPolicies", !role.extra_policies.is_empty()),
            ("trust", !role.extra_trust.is_empty()),
        ];
        for (field, given) in rows {
            if given {
                problems.error(&path.field(field), "the role is there (`arn`), so karpool does not change it");
            }
        }
        return;
    }
    // Source: IAM API, CreateRole.MaxSessionDuration.
    let session = role.max_session;
    if session < Duration::from_hours(1) || session > Duration::from_hours(12) {
        problems.error(&path.field("maxSession"), format!("{session} is not 1h to 12h"));
    }
    if role.extra_policies.len() > 10 {
        problems.error(
            &path.field("extraPolicies"),
            format!("there are {}; IAM allows 10 on a role", role.extra_policies.len()),
        );
    }
    for (index, statement) in role.extra_statements.iter().enumerate() {
        check_statement(&path.field("extraStatements").index(index), statement, false, problems);
    }
    for (index, statement) in role.extra_trust.iter().enumerate() {
        let place = path.field("trust").field("extra").index(index);
        check_statement(&place, statement, true, problems);
        if !statement.keys().any(|name| name == "Principal") {
            problems.error(&place, "`Principal` is missing: a trust policy says who may take the role");
        }
        if statement.keys().any(|name| name.ends_with("Resource")) {
            problems.error(&place, "a trust policy names no resource: the role itself is meant");
        }
    }
    policy_size(role, problems);
    let interruption = at("karpenter").field("interruption");
    if karpenter.interruption.encryption.key().is_some_and(|key| key.kind() == "alias") {
        let place = interruption.field("encryption").field("kmsKey");
        let message = "it is an alias, and the controller's policy has to name the key itself";
        problems.push(Problem::error(&place, message).hint("`aws kms describe-key --key-id <alias>` shows its ARN"));
    }
    let queue = interruption.field("extraStatements");
    for (index, statement) in karpenter.interruption.extra_statements.iter().enumerate() {
        check_statement(&queue.index(index), statement, true, problems);
    }
}

/// Source: IAM user guide, "IAM JSON policy elements reference".
fn check_statement(path: &Path, statement: &Open, of_resource: bool, problems: &mut Problems) {
    const ELEMENTS: [&str; 9] =
        ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition", "Principal", "NotPrincipal"];
    for name in statement.keys() {
        if !ELEMENTS.contains(&name.as_str()) {
            let near = super::super::correction::nearest(name, ELEMENTS.iter().copied());
            let mut problem = Problem::error(&path.field(name), format!("a policy statement has no `{name}`"));
            problem.hint = near.map(|near| format!("did you mean `{near}`?"));
            problems.push(problem);
        }
        if name.ends_with("Principal") && !of_resource {
            problems.error(&path.field(name), "a role's policy names no principal");
        }
    }
    match statement.get("Effect").and_then(|effect| effect.as_str()) {
        Some("Allow" | "Deny") => {}
        _ => problems.error(&path.field("Effect"), "`Effect` is missing: `Allow` or `Deny`"),
    }
    for pair in [["Action", "NotAction"], ["Resource", "NotResource"]] {
        let optional = of_resource && pair[0] == "Resource";
        if !optional && !pair.iter().any(|name| statement.contains_key(*name)) {
            problems.error(path, format!("`{}` is missing", pair[0]));
        }
    }
}

/// Source: IAM user guide, "IAM and AWS STS quotas": a managed policy, without white space.
const MANAGED_LIMIT: usize = 6_144;

/// What does not fit inline goes into a managed policy, and that has a limit too.
fn policy_size(role: &ResolvedControllerRole, problems: &mut Problems) {
    let extra = serde_json::to_string(&role.extra_statements).map_or(0, |text| text.len() + 40);
    if extra > MANAGED_LIMIT {
        let message = format!("these statements have {extra} characters; IAM allows {MANAGED_LIMIT} in a policy");
        let path = at("karpenter").field("controllerRole").field("extraStatements");
        problems.push(
            Problem::error(&path, message).hint("put them into managed policies and name these in `extraPolicies`"),
        );
    }
}

/// Source: Karpenter documentation, "Settings": a refresh is not asked for more often than this.
const OFTENEST: Duration = Duration::from_mins(1);

fn settings(path: &Path, settings: &KarpenterSettings, problems: &mut Problems) {
    let refreshes = [
        ("amiRefreshInterval", settings.ami_refresh_interval),
        ("subnetRefreshInterval", settings.subnet_refresh_interval),
    ];
    for (name, interval) in refreshes {
        if let Some(interval) = interval.filter(|interval| *interval < OFTENEST) {
            problems.error(&path.field(name), format!("{interval} is too often: it is at least {OFTENEST}"));
        }
    }
    let batches =
        [("batchMaxDuration", settings.batch_max_duration), ("batchIdleDuration", settings.batch_idle_duration)];
    for (name, length) in batches {
        if length == Some(Duration::from_secs(0)) {
            problems.error(&path.field(name), "it is at least 1s");
        }
    }
    if let Some(share) = settings.vm_memory_overhead_percent.filter(|share| !(0.0..=1.0).contains(share)) {
        let problem =
            Problem::error(&path.field("vmMemoryOverheadPercent"), format!("{share} is not a share of 0 to 1"));
        problems.push(problem.hint("7.5 percent is 0.075"));
    }
    if let Some(address) = settings.cluster_endpoint.as_ref().filter(|address| !address.starts_with("https://")) {
        problems.error(&path.field("clusterEndpoint"), format!("`{address}` is not an https address"));
    }
}

/// Values of the chart for which there are fields.
const OWN_VALUES: [(&str, &str); 6] = [
    ("settings", "`karpenter.settings`"),
    ("replicas", "`karpenter.replicas`"),
    ("serviceAccount", "`karpenter.serviceAccount`"),
    ("dnsPolicy", "`karpenter.dnsPolicy`"),
    ("serviceMonitor", "`karpenter.serviceMonitor`"),
    ("nameOverride", "nothing: the service account's name follows from it, and the role is tied to that"),
];

/// Values without which nothing that karpool makes fits together.
const OWNED_VALUES: [(&[&str], &str); 3] = [
    (&["settings", "clusterName"], "karpool sets it from `name`"),
    (&["settings", "interruptionQueue"], "karpool sets it from `karpenter.interruption`"),
    (&["serviceAccount", "name"], "the role is tied to `karpenter.serviceAccount`: give the name there"),
];

fn values(path: &Path, values: &Open, problems: &mut Problems) {
    for ([section, field], why) in OWNED_VALUES.map(|(place, why)| ([place[0], place[1]], why)) {
        if values.get(section).is_some_and(|section| section.get(field).is_some()) {
            problems.error(&path.field(section).field(field), why);
        }
    }
    for (name, field) in OWN_VALUES {
        if values.contains_key(name) {
            let message = format!("`{name}` here is merged over what karpool sets");
            problems.push(Problem::warning(&path.field(name), message).hint(format!("the field for it is {field}")));
        }
    }
}
