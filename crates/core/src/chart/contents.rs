//! A chart in memory.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::render::is_version;
use super::{Error, metadata, yaml};

/// An unpacked chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// `name` of Chart.yaml.
    pub name: String,
    /// `version` of Chart.yaml.
    pub version: String,
    /// `appVersion` of Chart.yaml; empty where it has none.
    pub app_version: String,
    /// The whole of Chart.yaml.
    pub metadata: Value,
    /// The chart's own values.yaml.
    pub values: Value,
    /// Path in the chart (`templates/...`) to text.
    pub templates: BTreeMap<String, String>,
    /// The objects of `crds/`, in the order of their files.
    pub crds: Vec<Value>,
    /// Every other file, by its path.
    pub files: BTreeMap<String, Vec<u8>>,
    /// What this chart is: the manifest's digest for a registry, else one over the content.
    pub digest: String,
}

impl Chart {
    /// Reads a chart from its files; paths are relative to the chart's root.
    ///
    /// # Errors
    /// `NotAChart` where Chart.yaml is missing or wrong, or where the chart needs other charts.
    pub fn from_files(mut files: BTreeMap<String, Vec<u8>>, digest: String, reference: &str) -> Result<Chart, Error> {
        files.values_mut().for_each(without_mark);
        let not = |reason: String| Error::NotAChart { reference: reference.to_owned(), reason };
        let text = |path: &str| match files.get(path) {
            None => Ok(None),
            Some(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => Ok(Some(text)),
                Err(_) => Err(not(format!("{path} is not UTF-8"))),
            },
        };
        let metadata = text("Chart.yaml")?.ok_or_else(|| not("it has no Chart.yaml".to_owned()))?;
        let metadata = yaml::parse(metadata).and_then(|read| metadata::typed(&read));
        let metadata = metadata.map_err(|reason| not(format!("Chart.yaml: {reason}")))?;
        let field = |name: &str| metadata[name].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let name = field("name").ok_or_else(|| not("Chart.yaml has no name".to_owned()))?;
        let version = field("version").ok_or_else(|| not("Chart.yaml has no version".to_owned()))?;
        if name.contains('/') || name == "." || name == ".." {
            return Err(not(format!("Chart.yaml: the name {name} is invalid")));
        }
        if !is_version(&version) {
            return Err(not(format!("Chart.yaml: the version {version} is invalid")));
        }
        if metadata["dependencies"].as_array().is_some_and(|list| !list.is_empty()) {
            return Err(not("it depends on other charts, which is not supported".to_owned()));
        }
        if let Some(below) = files.keys().find(|path| brings_chart(path)) {
            return Err(not(format!("it brings another chart along ({below}), which is not supported")));
        }
        if metadata["type"].as_str().is_some_and(|kind| kind != "application") {
            return Err(not("it is a library, which gives no objects".to_owned()));
        }
        let values = yaml::parse(text("values.yaml")?.unwrap_or_default())
            .map_err(|reason| not(format!("values.yaml: {reason}")))?;
        let mut templates = BTreeMap::new();
        for path in files.keys().filter(|path| path.starts_with("templates/")) {
            templates.insert(path.clone(), text(path)?.unwrap_or_default().to_owned());
        }
        let crds = crds(&files).map_err(not)?;
        let app_version = field("appVersion").unwrap_or_default();
        Ok(Chart {
            name,
            version,
            app_version,
            values: if values.is_null() { Value::Object(Map::new()) } else { values },
            templates,
            crds,
            files: files.into_iter().filter(|(path, _)| !path.starts_with("templates/")).collect(),
            metadata,
            digest,
        })
    }
}

/// Helm takes the mark of byte order off every file.
fn without_mark(content: &mut Vec<u8>) {
    if content.starts_with(b"\xef\xbb\xbf") {
        content.drain(..3);
    }
}

/// Hidden files beside other charts are no charts.
fn brings_chart(path: &str) -> bool {
    path.strip_prefix("charts/").is_some_and(|below| !below.starts_with(['.', '_']))
}

fn crds(files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<Value>, String> {
    let yaml_file = |path: &str| path.ends_with(".yaml") || path.ends_with(".yml") || path.ends_with(".json");
    let mut crds = Vec::new();
    for (path, bytes) in files.iter().filter(|(path, _)| path.starts_with("crds/") && yaml_file(path)) {
        let text = std::str::from_utf8(bytes).map_err(|_| format!("{path} is not UTF-8"))?;
        for document in yaml::documents(text) {
            let value = yaml::parse(document).map_err(|reason| format!("{path}: {reason}"))?;
            match value["kind"].as_str() {
                None if value.is_null() => {}
                Some("CustomResourceDefinition") => crds.push(value),
                _ => return Err(format!("{path} holds something that is no CustomResourceDefinition")),
            }
        }
    }
    Ok(crds)
}
