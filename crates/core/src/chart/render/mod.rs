//! Renders a chart in process, as Helm renders it.

mod arguments;
mod capabilities;
mod effort;
mod engine;
mod files;
mod functions;
mod literals;
mod nesting;
mod object;
mod pipeline;
mod schema;
mod selectors;
mod sole;
mod syntax;
#[cfg(test)]
mod tests;
mod tokens;
mod tree;

use std::collections::BTreeSet;

use gotmpl::Value as Go;
use serde_json::{Value, json};

use super::go_value::{from_json, map_of};
use super::objects::{Manifest, distinct, own, read, sort};
use super::{Chart, DIGEST_ANNOTATION, Error, merge, metadata};
use engine::Engine;

/// Whether Helm takes it for a version.
pub(super) fn is_version(text: &str) -> bool {
    functions::matches("*", text).is_ok() || functions::matches(">=0-0", text).is_ok()
}

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
    compatible(chart, &capabilities.kubernetes)?;
    let mut merged = merge(&chart.values, values);
    schema::check(chart, &merged)?;
    let engine = Engine::new(chart)?;
    let mut warnings = Vec::new();
    let mut manifests = Vec::new();
    for attempt in 0.. {
        match manifests_of(chart, &engine, &merged, release, capabilities) {
            Ok(found) => {
                (manifests, warnings) = found;
                break;
            }
            Err(error) => {
                let change = engine.change().filter(|_| attempt < selectors::MOST);
                if !change.is_some_and(|change| selectors::complete(&mut merged, &change)) {
                    return Err(error);
                }
            }
        }
    }
    sort(&mut manifests);
    let text = manifests.iter().filter(|one| !one.text.is_empty());
    let text = text.map(|one| format!("---\n# Source: {}\n{}\n", one.source, one.text)).collect();
    for manifest in &mut manifests {
        own(&mut manifest.value, &release.name, &release.namespace);
        if manifest.value["kind"] == "Deployment" {
            manifest.value["metadata"]["annotations"][DIGEST_ANNOTATION] = json!(chart.digest);
        }
    }
    distinct(&manifests)?;
    let mut crds = chart.crds.clone();
    crds.iter_mut().for_each(|crd| own(crd, &release.name, &release.namespace));
    Ok(Rendered { manifests, crds, text, values: merged, warnings })
}

type Found = (Vec<Manifest>, Vec<String>);

/// The objects of all templates, and what was left out.
fn manifests_of(
    chart: &Chart,
    engine: &Engine,
    values: &Value,
    release: &Release,
    capabilities: &Capabilities,
) -> Result<Found, Error> {
    let (mut manifests, mut warnings) = (Vec::new(), Vec::new());
    for path in chart.templates.keys().filter(|path| is_rendered(path)) {
        let source = format!("{}/{path}", chart.name);
        let data = data(chart, values, release, capabilities, &source);
        let rendered = engine.render(&source, &data)?;
        // The notes are for people, but may refuse.
        if !path.ends_with("NOTES.txt") {
            manifests.extend(read(&source, &rendered, &mut warnings)?);
        }
    }
    Ok((manifests, warnings))
}

/// Whether the chart takes the version of Kubernetes. Source: Helm 4.2.3, `IsCompatibleRange`.
fn compatible(chart: &Chart, kubernetes: &str) -> Result<(), Error> {
    let Some(wanted) = chart.metadata["kubeVersion"].as_str().filter(|wanted| !wanted.is_empty()) else {
        return Ok(());
    };
    let version = capabilities::whole_version(kubernetes);
    match functions::matches(wanted, &version) {
        Ok(true) => Ok(()),
        _ => Err(Error::NotAChart {
            reference: chart.name.clone(),
            reason: format!("it requires Kubernetes {wanted}, which {version} is not"),
        }),
    }
}

/// Partials are there for others.
fn is_rendered(path: &str) -> bool {
    !path.rsplit('/').next().unwrap_or(path).starts_with('_')
}

fn data(chart: &Chart, values: &Value, release: &Release, capabilities: &Capabilities, source: &str) -> Go {
    let base = source.rsplit_once("/templates/").map_or(source, |(root, _)| root);
    map_of([
        ("Values", from_json(values)),
        ("Chart", from_json(&chart_data(&chart.metadata))),
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
        ("Capabilities", capabilities::of(capabilities)),
        ("Template", from_json(&json!({"Name": source, "BasePath": format!("{base}/templates")}))),
        ("Files", files::of_chart(chart)),
        ("Subcharts", from_json(&json!({}))),
    ])
}

/// The chart's metadata with the field names of Helm's Go types.
fn chart_data(metadata: &Value) -> Value {
    let mut fields = serde_json::Map::new();
    for (name, key, unset) in metadata::FIELDS {
        let unset = || match unset {
            metadata::Unset::Text => json!(""),
            metadata::Unset::Flag => json!(false),
            metadata::Unset::List => json!([]),
            metadata::Unset::Nothing => Value::Null,
        };
        fields.insert((*name).to_owned(), metadata.get(*key).cloned().unwrap_or_else(unset));
    }
    let people = metadata["maintainers"].as_array().into_iter().flatten();
    let people = people.map(|one| {
        let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
        json!({"Name": text("name"), "Email": text("email"), "URL": text("url")})
    });
    fields.insert("Maintainers".to_owned(), people.collect());
    fields.insert("IsRoot".to_owned(), json!(true));
    Value::Object(fields)
}
