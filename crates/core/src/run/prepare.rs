//! From a spec and a world to a graph: sign in, guard the account, fetch and render the chart, compose.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{Apply, Target};
use crate::chart::{
    self, Capabilities, Chart, ControllerSettings, Options as ChartOptions, Release, Rendered, Source,
    controller_values, validate_values,
};
use crate::compose::chart::{MONITORS, RELEASE};
use crate::compose::{Composed, Prepared, Purpose, compose, compose_piece};
use crate::crd::Schemas;
use crate::error::{Error, Errors, Kind, Result};
use crate::graph::{Slots, Value};
use crate::resource::aws::Name;
use crate::resource::aws::eks_cluster::Cluster;
use crate::resource::kubernetes::serves;
use crate::resource::{Facts, Resource};
use crate::spec::resolved::{Resolved, ResolvedKarpenter};
use crate::spec::{self, Severity, Spec, StsRegional, check_spec};
use crate::world::{Access, ClusterAccess, Identity, World};

/// A stack that is ready to be read and walked.
pub(crate) struct Ready {
    pub world: World,
    pub identity: Identity,
    pub facts: Facts,
    pub resolved: Resolved,
    pub composed: Composed,
    pub purpose: Purpose,
    /// Whose plan it is: the stack, or one part of it alone.
    pub owner: String,
    pub warnings: Vec<String>,
}

impl Ready {
    /// The cluster's API, when a pass has found the cluster.
    pub(crate) fn access(&self, slots: &Slots) -> Option<ClusterAccess> {
        self.composed.access.as_ref()?.resolve(slots).as_known().cloned()
    }
}

pub(crate) async fn prepare(
    target: &impl Target,
    world: &World,
    apply: &Apply,
    purpose: Purpose,
) -> Result<Ready, Errors> {
    let (resolved, mut warnings) = resolve(target.spec())?;
    if let Some(piece) = target.piece() {
        warnings = told(target.spec(), |path| piece.part.is_about(path));
    }
    let world = world.at(&resolved.region, &access(&resolved)).await?;
    let (identity, prepared) = futures::join!(world.identity(), prepare_chart(&resolved, &world, apply, purpose));
    let identity = identity?.clone();
    guard(&resolved, &identity)?;
    let prepared = prepared?;
    if let Some((_, more)) = &prepared {
        warnings.extend(more.iter().cloned());
    }
    let facts = facts(&resolved, &identity, &world);
    let prepared = prepared.map(|(prepared, _)| prepared);
    let force = apply.force_conflicts;
    let (composed, owner) = match target.piece() {
        Some(piece) => {
            let (kind, name) = piece.part.label();
            let composed = compose_piece(&resolved, &piece.part, &facts, prepared.as_ref(), force)?;
            (composed, resolved.names.piece(kind, name))
        }
        None => (compose(&resolved, &facts, prepared.as_ref(), purpose, force)?, resolved.names.stack()),
    };
    Ok(Ready { world, identity, facts, resolved, composed, purpose, owner, warnings })
}

pub(crate) fn resolve(spec: &Spec) -> Result<(Resolved, Vec<String>), Errors> {
    let warnings = told(spec, |_| true);
    let resolved = spec.resolve().map_err(|problems| {
        let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
        let errors = errors.map(|problem| {
            let error = Error::new(Kind::InvalidSpec, format!("{}: {}", problem.path, problem.message));
            problem.hint.iter().fold(error, |error, hint| error.with_hint(hint.clone()))
        });
        Errors::of(errors.collect()).unwrap_or_else(|| Error::bug("an invalid spec without a problem").into())
    })?;
    Ok((resolved, warnings))
}

/// The warnings of a spec about the paths that are meant.
fn told(spec: &Spec, meant: impl Fn(&str) -> bool) -> Vec<String> {
    check_spec(spec).warnings().filter(|problem| meant(&problem.path)).map(ToString::to_string).collect()
}

pub(crate) fn access(resolved: &Resolved) -> Access {
    let role = resolved.assume_role.clone().unwrap_or_default();
    Access {
        profile: resolved.profile.clone(),
        role_arn: role.arn.map(|arn| arn.to_string()),
        external_id: role.external_id,
        session_name: role.session_name,
        mfa_serial: role.mfa_serial,
    }
}

/// What is known of the run as a whole.
pub(super) fn facts(resolved: &Resolved, identity: &Identity, world: &World) -> Facts {
    Facts {
        account: identity.account.clone(),
        partition: resolved.region.partition().name,
        region: resolved.region.to_string(),
        now: world.clock().timestamp(),
    }
}

/// The guard against the wrong account.
pub(crate) fn guard(resolved: &Resolved, identity: &Identity) -> Result<()> {
    match &resolved.account {
        Some(account) if account.to_string() != identity.account => {
            let text = format!("the credentials are of account {}, the spec is for {account}", identity.account);
            Err(Error::new(Kind::Preflight, text).with_hint("use a profile of the right account, or correct `account`"))
        }
        _ => Ok(()),
    }
}

type Fetched = Option<(Prepared, Vec<String>)>;

async fn prepare_chart(resolved: &Resolved, world: &World, apply: &Apply, purpose: Purpose) -> Result<Fetched, Errors> {
    let Some(wanted) = &resolved.karpenter else { return Ok(None) };
    if purpose == Purpose::Read {
        return Ok(None);
    }
    match fetch(wanted, world, apply).await {
        // Destroy finds the chart's objects by their label as well.
        Err(_) if purpose == Purpose::Destroy => Ok(None),
        Err(error) => Err(error.into()),
        Ok(chart) => {
            let account = account(wanted, world).await?;
            let monitors = match serves_monitors(resolved, wanted, world).await {
                Err(_) if purpose == Purpose::Destroy => false,
                answer => answer?,
            };
            let (prepared, mut warnings) = render_chart(resolved, wanted, &account, chart, monitors)?;
            if wanted.service_monitor && !monitors {
                warnings.push(format!(
                    "karpenter.serviceMonitor: it is left out, because the cluster does not serve {}; install \
                     Prometheus' operator, then apply again",
                    MONITORS.0
                ));
            }
            Ok(Some((prepared, warnings)))
        }
    }
}

/// Whether the cluster knows ServiceMonitors; one that is not there yet does not. Asked only where one is wanted.
async fn serves_monitors(resolved: &Resolved, wanted: &ResolvedKarpenter, world: &World) -> Result<bool> {
    if !wanted.service_monitor {
        return Ok(false);
    }
    let live = Cluster::read(&Name::new(resolved.name.as_str()), world).await?;
    match live.map(|live| live.access()) {
        Some(Value::Known(access)) => serves(&access, MONITORS.0, world).await,
        _ => Ok(false),
    }
}

async fn fetch(wanted: &ResolvedKarpenter, world: &World, apply: &Apply) -> Result<Chart> {
    let source: Source = wanted.chart.parse().map_err(chart_error)?;
    let mut registries = BTreeMap::new();
    if let (Some(host), Some(address)) = (source.host(), world.registry()) {
        registries.insert(host.to_owned(), address.to_string());
    }
    let logins = logins(&source, world)?;
    let proxy = world.registry_proxy().map(|(url, except)| chart::Proxy { url, except });
    let options = ChartOptions { cache: world.cache(), registries, logins, proxy, offline: apply.offline };
    let version = wanted.version.to_string();
    let given = matches!(source, Source::Oci { .. }).then_some(version.as_str());
    chart::fetch(&source, given, &options).await.map_err(chart_error)
}

/// The login for the source's host, where the caller has named a file of logins.
fn logins(source: &Source, world: &World) -> Result<BTreeMap<String, chart::Login>> {
    let (Some(host), Some((path, text))) = (source.host(), world.registry_logins()?) else {
        return Ok(BTreeMap::new());
    };
    let found = chart::Login::in_config(&text, host);
    let found = found.map_err(|reason| chart_error(chart::Error::Login { path, reason }))?;
    Ok(found.map(|login| (host.to_owned(), login)).into_iter().collect())
}

fn chart_error(error: chart::Error) -> Error {
    let kind = if error.is_transient() { Kind::Unreachable } else { Kind::Preflight };
    let hint = error.hint();
    let found = Error::new(kind, error.to_string()).at("karpenter.chart").caused_by(error);
    hint.into_iter().fold(found, |error, hint| error.with_hint(hint))
}

fn render_chart(
    resolved: &Resolved,
    wanted: &ResolvedKarpenter,
    account: &str,
    chart: Chart,
    monitors: bool,
) -> Result<(Prepared, Vec<String>), Errors> {
    let mut values = values(resolved, wanted, account);
    let wrong = validate_values(&chart, &values).into_iter().map(|problem| {
        let error = Error::new(Kind::InvalidSpec, problem.message).at(&format!("karpenter.values.{}", problem.path));
        problem.hint.into_iter().fold(error, |error, hint| error.with_hint(hint))
    });
    if let Some(errors) = Errors::of(wrong.collect()) {
        return Err(errors);
    }
    let release = Release { name: RELEASE.into(), namespace: wanted.namespace.clone(), revision: 1 };
    let api_versions = monitors.then(|| MONITORS.0.to_owned()).into_iter().collect();
    let capabilities = Capabilities { kubernetes: resolved.kubernetes.version.value().to_string(), api_versions };
    let render = |values: &Json| chart::render(&chart, values, &release, &capabilities).map_err(chart_error);
    let mut rendered = render(&values)?;
    if falls_away(wanted, &rendered) {
        hand_on(&mut values);
        rendered = render(&values)?;
    }
    let (schemas, warnings) = (Schemas::from_chart(&chart), rendered.warnings.clone());
    Ok((Prepared { chart, rendered, schemas, values }, warnings))
}

/// The account, where the chart has to know it: the role's ARN stands on the service account with IRSA.
async fn account(wanted: &ResolvedKarpenter, world: &World) -> Result<String> {
    match wanted.identity {
        spec::Identity::Irsa => Ok(world.identity().await?.account.clone()),
        spec::Identity::Auto | spec::Identity::PodIdentity => Ok(String::new()),
    }
}

/// Source: EKS user guide, "Assign IAM roles to Kubernetes service accounts", "Configure the AWS STS endpoint".
fn annotations(resolved: &Resolved, wanted: &ResolvedKarpenter, account: &str) -> serde_json::Map<String, Json> {
    let mut annotations = serde_json::Map::new();
    if wanted.identity == spec::Identity::Irsa {
        let arn = wanted.controller_role_arn(resolved, account);
        annotations.insert("eks.amazonaws.com/role-arn".into(), Json::String(arn));
    }
    if wanted.sts_regional == StsRegional::Given(true) {
        annotations.insert("eks.amazonaws.com/sts-regional-endpoints".into(), Json::String("true".into()));
    }
    annotations
}

/// The minor since which the controller looks at zonal shift. Source: the values of Karpenter's chart, 1.11 and 1.12.
const ZONAL_SHIFT: u64 = 12;

fn values(resolved: &Resolved, wanted: &ResolvedKarpenter, account: &str) -> Json {
    controller_values(&ControllerSettings {
        cluster: resolved.name.to_string(),
        queue: wanted.interruption.enabled.then(|| resolved.names.queue().to_owned()),
        replicas: Some(wanted.replicas),
        resources: serde_json::to_value(&wanted.resources).ok(),
        service_account: wanted.service_account.clone(),
        service_account_annotations: annotations(resolved, wanted, account),
        dns_policy: Some(wanted.dns_policy.as_str().to_owned()),
        isolated: resolved.is_private(),
        zonal_shift: resolved.kubernetes.zonal_shift && wanted.version.semver().minor >= ZONAL_SHIFT,
        service_monitor: wanted.service_monitor,
        gates: gates(resolved),
        settings: settings(wanted),
        values: Json::Object(wanted.values.clone()),
    })
}

/// As the chart's values have them: a number of interfaces is a text there.
fn settings(wanted: &ResolvedKarpenter) -> Json {
    let mut settings = serde_json::to_value(&wanted.settings).unwrap_or_default();
    if let Some(count) = wanted.settings.reserved_enis {
        settings["reservedENIs"] = Json::String(count.to_string());
    }
    settings
}

/// The variable of the one setting, apart from the feature gates, that is on by default.
/// Source: Karpenter documentation, "Settings".
const ON_BY_DEFAULT: &str = "IGNORE_DRA_REQUESTS";

/// A template that leaves out what is false leaves the controller with its own default, which is true.
fn falls_away(wanted: &ResolvedKarpenter, rendered: &Rendered) -> bool {
    let handed_on = || rendered.manifests.iter().any(|manifest| manifest.value.to_string().contains(ON_BY_DEFAULT));
    wanted.settings.ignore_dra_requests == Some(false) && !handed_on()
}

/// Gives the setting to the controller by the chart's list of further variables.
fn hand_on(values: &mut Json) {
    let variable = serde_json::json!({"name": ON_BY_DEFAULT, "value": "false"});
    match values["controller"]["env"].as_array_mut() {
        Some(all) => all.push(variable),
        None => values["controller"]["env"] = Json::Array(vec![variable]),
    }
}

/// The feature gates that the spec's pools and overlays need.
/// Source: Karpenter documentation, "Feature gates"; the chart of 1.8 writes `StaticCapacity`.
fn gates(resolved: &Resolved) -> BTreeMap<String, bool> {
    let minor = resolved.karpenter.as_ref().map_or(0, |wanted| wanted.version.semver().minor);
    let fixed = resolved.node_pools.values().any(|pool| pool.replicas.is_some());
    let rows = [
        (if minor == 8 { "StaticCapacity" } else { "staticCapacity" }, fixed),
        ("nodeOverlay", resolved.node_overlays.as_ref().is_some_and(|overlays| !overlays.is_empty())),
    ];
    rows.into_iter().filter(|(_, needed)| *needed).map(|(name, _)| (name.to_owned(), true)).collect()
}

/// The Kubernetes objects that apply would send, as far as they are known without a cluster: the chart's.
///
/// # Errors
/// `InvalidSpec`, and everything about fetching the chart.
pub async fn render(spec: &Spec, world: &World) -> Result<Vec<Json>, Errors> {
    let (resolved, _) = resolve(spec)?;
    let world = world.at(&resolved.region, &access(&resolved)).await?;
    let Some(wanted) = &resolved.karpenter else { return Ok(Vec::new()) };
    let chart = fetch(wanted, &world, &Apply::new()).await?;
    // Without a cluster nobody can say that one would be left out.
    let (prepared, _) =
        render_chart(&resolved, wanted, &account(wanted, &world).await?, chart, wanted.service_monitor)?;
    let objects = prepared.rendered.manifests.into_iter().map(|manifest| manifest.value);
    Ok(prepared.rendered.crds.into_iter().chain(objects).collect())
}
