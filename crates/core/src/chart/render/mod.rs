//! Renders a chart in process, as Helm renders it.

mod arguments;
mod effort;
mod engine;
mod functions;
mod rewrite;
mod selectors;
mod sole;
#[cfg(test)]
mod tests;
mod tree;

use std::collections::BTreeSet;
use std::sync::Arc;

use gotmpl::Value as Go;
use serde_json::{Value, json};

use super::go_value::{from_json, map_of};
use super::objects::{Manifest, own, read, sort};
use super::{Chart, DIGEST_ANNOTATION, Error, merge};
use engine::Engine;

/// Whom the chart is rendered for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Name of the release.
    pub name: String,
    /// Namespace of the release.
    pub namespace: String,
    /// Number of the revision, from one.
    pub revision: u32,
}

/// What the chart is told about the cluster. Known before the cluster exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    /// `major.minor[.patch]`, with or without `v`.
    pub kubernetes: String,
    /// Groups and versions besides the built-in ones, as `group/version` or `group/version/Kind`.
    pub api_versions: BTreeSet<String>,
}

/// Files that say what the chart is. Source: Helm, "Accessing Files Inside Templates".
const ABOUT_THE_CHART: &[&str] = &["Chart.yaml", "Chart.lock", "values.yaml", "values.schema.json"];

/// Groups every supported EKS version serves. Source: Kubernetes API reference 1.29 to 1.36.
const BUILT_IN: &[&str] = &[
    "v1",
    "admissionregistration.k8s.io/v1",
    "apiextensions.k8s.io/v1",
    "apiregistration.k8s.io/v1",
    "apps/v1",
    "authentication.k8s.io/v1",
    "authorization.k8s.io/v1",
    "autoscaling/v1",
    "autoscaling/v2",
    "batch/v1",
    "certificates.k8s.io/v1",
    "coordination.k8s.io/v1",
    "discovery.k8s.io/v1",
    "events.k8s.io/v1",
    "flowcontrol.apiserver.k8s.io/v1",
    "networking.k8s.io/v1",
    "node.k8s.io/v1",
    "policy/v1",
    "policy/v1/PodDisruptionBudget",
    "rbac.authorization.k8s.io/v1",
    "scheduling.k8s.io/v1",
    "storage.k8s.io/v1",
];

/// A rendered chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// The chart's objects in install order, without those of `crds/`.
    pub manifests: Vec<Manifest>,
    /// The objects of `crds/`, with Helm's marks.
    pub crds: Vec<Value>,
    /// The text that Helm keeps as the release's manifest.
    pub text: String,
    /// The merged values the templates saw.
    pub values: Value,
    /// What was left out, and why.
    pub warnings: Vec<String>,
}

/// Renders the chart with `values` laid over its own.
///
/// # Errors
/// A template fails, gives something that is no object, or the chart runs hooks.
pub fn render(
    chart: &Chart,
    values: &Value,
    release: &Release,
    capabilities: &Capabilities,
) -> Result<Rendered, Error> {
    let mut merged = merge(&chart.values, values);
    selectors::fill(chart, &mut merged, &release.name);
    let engine = Engine::new(chart)?;
    let mut warnings = Vec::new();
    let mut manifests = Vec::new();
    for path in chart.templates.keys().filter(|path| gives_objects(path)) {
        let source = format!("{}/{path}", chart.name);
        let data = data(chart, &merged, release, capabilities, &source);
        let rendered = engine.render(&source, &data)?;
        manifests.extend(read(&source, &rendered, &mut warnings)?);
    }
    sort(&mut manifests);
    let text = manifests.iter().map(|one| format!("---\n# Source: {}\n{}\n", one.source, one.text)).collect();
    for manifest in &mut manifests {
        own(&mut manifest.value, &release.name, &release.namespace);
        if manifest.value["kind"] == "Deployment" {
            manifest.value["metadata"]["annotations"][DIGEST_ANNOTATION] = json!(chart.digest);
        }
    }
    let mut crds = chart.crds.clone();
    crds.iter_mut().for_each(|crd| own(crd, &release.name, &release.namespace));
    Ok(Rendered { manifests, crds, text, values: merged, warnings })
}

/// Partials give no objects, and the notes are for people.
fn gives_objects(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    !name.starts_with('_') && !name.ends_with(".txt") && !name.ends_with(".tpl")
}

fn data(chart: &Chart, values: &Value, release: &Release, capabilities: &Capabilities, source: &str) -> Go {
    let base = source.rsplit_once("/templates/").map_or(source, |(root, _)| root);
    map_of([
        ("Values", from_json(values)),
        ("Chart", from_json(&chart_data(chart))),
        (
            "Release",
            from_json(&json!({
                "Name": release.name,
                "Namespace": release.namespace,
                "Service": "Helm",
                "Revision": release.revision,
                "IsInstall": release.revision <= 1,
                "IsUpgrade": release.revision > 1,
            })),
        ),
        ("Capabilities", capabilities_data(capabilities)),
        ("Template", from_json(&json!({"Name": source, "BasePath": format!("{base}/templates")}))),
        ("Files", files_data(chart)),
        ("Subcharts", from_json(&json!({}))),
    ])
}

/// Chart.yaml with the field names of Helm's Go type: the first letter is upper case.
fn chart_data(chart: &Chart) -> Value {
    let mut fields = serde_json::Map::new();
    for (key, value) in chart.metadata.as_object().into_iter().flatten() {
        let name = match key.as_str() {
            "apiVersion" => "APIVersion".to_owned(),
            other => other[..1].to_ascii_uppercase() + &other[1..],
        };
        fields.insert(name, value.clone());
    }
    fields.insert("AppVersion".to_owned(), json!(chart.app_version));
    fields.insert("IsRoot".to_owned(), json!(true));
    Value::Object(fields)
}

fn capabilities_data(capabilities: &Capabilities) -> Go {
    let plain = capabilities.kubernetes.trim_start_matches('v');
    let mut parts = plain.split('.');
    let (major, minor) = (parts.next().unwrap_or("1"), parts.next().unwrap_or("0"));
    let version = format!("v{major}.{minor}.{}", parts.next().unwrap_or("0"));
    let offered: BTreeSet<String> =
        BUILT_IN.iter().map(|one| (*one).to_owned()).chain(capabilities.api_versions.iter().cloned()).collect();
    let has =
        move |args: &[Go]| Ok(Go::Bool(args.first().and_then(Go::as_str).is_some_and(|name| offered.contains(name))));
    map_of([
        ("KubeVersion", from_json(&json!({"Version": version, "GitVersion": version, "Major": major, "Minor": minor}))),
        ("APIVersions", map_of([("Has", Go::Function(Arc::new(has)))])),
        ("HelmVersion", from_json(&json!({"Version": "v4.0.0"}))),
    ])
}

fn files_data(chart: &Chart) -> Go {
    let mut files = chart.files.clone();
    // Helm keeps these apart from a chart's files.
    files.retain(|path, _| !ABOUT_THE_CHART.contains(&path.as_str()));
    let get = move |args: &[Go]| {
        let content = args.first().and_then(Go::as_str).and_then(|path| files.get(path));
        Ok(Go::String(content.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default().into()))
    };
    map_of([("Get", Go::Function(Arc::new(get)))])
}
