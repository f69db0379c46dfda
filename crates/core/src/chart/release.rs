//! The record Helm keeps of a release: a Secret that holds chart, values and manifest, packed as Helm packs them.

use std::io::{Read, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Chart, Error};

/// The largest record that is read; Kubernetes allows a Secret 1 MiB, packed.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// What a record says of a release.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Name of the release.
    pub name: String,
    /// Namespace of the release.
    pub namespace: String,
    /// Number of the revision, from one.
    pub revision: u32,
    /// `deployed`, `superseded`, `failed`, `pending-install`, ...
    pub status: String,
    /// Values as they were given.
    pub values: Value,
    /// The rendered objects as text.
    pub manifest: String,
    /// When revision one was made.
    pub first_deployed: Timestamp,
    /// When this revision was made.
    pub last_deployed: Timestamp,
}

/// What a parsed record says besides [`Record`]: which chart it was made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The record.
    pub record: Record,
    /// Name of the chart.
    pub chart: String,
    /// Version of the chart.
    pub chart_version: String,
    /// The chart's appVersion.
    pub app_version: String,
}

/// Name of the Secret of one revision.
pub fn secret_name(release: &str, revision: u32) -> String {
    format!("sh.helm.release.v1.{release}.v{revision}")
}

/// The Secret for a record. The same input gives the same bytes.
///
/// # Errors
/// `Record` where packing fails.
pub fn secret(chart: &Chart, record: &Record) -> Result<Value, Error> {
    let description = if record.revision > 1 { "Upgrade complete" } else { "Install complete" };
    // Without `apply_method` a later `helm upgrade` does not use server-side apply, and so does not meet our fields.
    let release = json!({
        "name": record.name,
        "info": {
            "first_deployed": record.first_deployed.to_string(),
            "last_deployed": record.last_deployed.to_string(),
            "deleted": "",
            "description": description,
            "status": record.status,
        },
        "chart": chart_json(chart),
        "config": if record.values.is_null() { json!({}) } else { record.values.clone() },
        "manifest": record.manifest,
        "version": record.revision,
        "namespace": record.namespace,
    });
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(release.to_string().as_bytes()).map_err(|error| wrong(error.to_string()))?;
    let packed = packer.finish().map_err(|error| wrong(error.to_string()))?;
    Ok(json!({
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {
            "name": secret_name(&record.name, record.revision),
            "namespace": record.namespace,
            "labels": {
                "name": record.name,
                "owner": "helm",
                "status": record.status,
                "version": record.revision.to_string(),
            },
        },
        "type": "helm.sh/release.v1",
        // Helm packs as base64 of gzip; the Secret encodes that text once more.
        "data": {"release": STANDARD.encode(STANDARD.encode(packed))},
    }))
}

fn chart_json(chart: &Chart) -> Value {
    let file = |name: &str, data: &[u8]| json!({"name": name, "data": STANDARD.encode(data)});
    let templates: Vec<Value> = chart.templates.iter().map(|(name, text)| file(name, text.as_bytes())).collect();
    let kept_elsewhere = ["Chart.yaml", "values.yaml", "values.schema.json", "Chart.lock"];
    let files = chart.files.iter().filter(|(name, _)| !kept_elsewhere.contains(&name.as_str()));
    json!({
        "metadata": chart.metadata,
        "lock": null,
        "templates": templates,
        "values": chart.values,
        "schema": chart.files.get("values.schema.json").map(|schema| STANDARD.encode(schema)),
        "files": files.map(|(name, data)| file(name, data)).collect::<Vec<_>>(),
    })
}

/// Reads the Secret of a release.
///
/// # Errors
/// `Record` where it is not one.
pub fn parse(secret: &Value) -> Result<Parsed, Error> {
    let text = secret.pointer("/data/release").and_then(Value::as_str).ok_or_else(|| wrong("it holds no release"))?;
    let decode = |text: &[u8]| STANDARD.decode(text).map_err(|error| wrong(error.to_string()));
    let packed = decode(&decode(text.as_bytes())?)?;
    let mut unpacked = String::new();
    let mut reader = GzDecoder::new(packed.as_slice()).take(MOST_BYTES);
    reader.read_to_string(&mut unpacked).map_err(|error| wrong(error.to_string()))?;
    let release: Value = serde_json::from_str(&unpacked).map_err(|error| wrong(error.to_string()))?;
    let field = |pointer: &str| release.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let time =
        |pointer: &str| field(pointer).parse::<Timestamp>().map_err(|error| wrong(format!("{pointer}: {error}")));
    let revision = release["version"].as_u64().and_then(|number| u32::try_from(number).ok());
    Ok(Parsed {
        record: Record {
            name: field("/name"),
            namespace: field("/namespace"),
            revision: revision.ok_or_else(|| wrong("it has no revision"))?,
            status: field("/info/status"),
            values: release["config"].clone(),
            manifest: field("/manifest"),
            first_deployed: time("/info/first_deployed")?,
            last_deployed: time("/info/last_deployed")?,
        },
        chart: field("/chart/metadata/name"),
        chart_version: field("/chart/metadata/version"),
        app_version: field("/chart/metadata/appVersion"),
    })
}

fn wrong(reason: impl Into<String>) -> Error {
    Error::Record { reason: reason.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_record_reads_back_and_is_the_same_every_time() {
        let files = BTreeMap::from([
            ("Chart.yaml".to_owned(), b"name: karpenter\nversion: 1.14.1\nappVersion: 1.14.1\n".to_vec()),
            ("templates/a.yaml".to_owned(), b"x".to_vec()),
        ]);
        let chart = Chart::from_files(files, "sha256:0".to_owned(), "test").unwrap();
        let now: Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
        let record = Record {
            name: "karpenter".into(),
            namespace: "kube-system".into(),
            revision: 3,
            status: "deployed".into(),
            values: json!({"replicas": 1}),
            manifest: "---\na: 1\n".into(),
            first_deployed: now,
            last_deployed: now,
        };
        let written = secret(&chart, &record).unwrap();
        assert_eq!(written, secret(&chart, &record).unwrap());
        assert_eq!(written["metadata"]["name"], "sh.helm.release.v1.karpenter.v3");
        let read = parse(&written).unwrap();
        assert_eq!(read.record, record);
        assert_eq!((read.chart.as_str(), read.chart_version.as_str()), ("karpenter", "1.14.1"));
    }
}
