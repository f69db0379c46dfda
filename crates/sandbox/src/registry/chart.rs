//! The chart, packed for every version that the registry offers.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::OnceLock;

use flate2::{Compression, GzBuilder};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// Offered versions, oldest first. Source: Karpenter's releases of 2026 (1.12 is the first with six policies).
pub const VERSIONS: &[&str] = &["1.12.2", "1.13.0", "1.13.1", "1.14.0", "1.14.1", "1.15.1"];

/// Path in the archive, text, and the first version that has the file.
///
/// A line that ends in `#since:<version>` is left out of older versions; `@version@` and `@digest@` are filled in.
const FILES: &[(&str, &str, Option<&str>)] = &[
    ("Chart.yaml", include_str!("../../chart/karpenter/Chart.yaml"), None),
    ("values.yaml", include_str!("../../chart/karpenter/values.yaml"), None),
    ("templates/_environment.tpl", include_str!("../../chart/karpenter/templates/_environment.tpl"), None),
    ("templates/_names.tpl", include_str!("../../chart/karpenter/templates/_names.tpl"), None),
    ("templates/_placement.tpl", include_str!("../../chart/karpenter/templates/_placement.tpl"), None),
    ("templates/_settings.tpl", include_str!("../../chart/karpenter/templates/_settings.tpl"), None),
    ("templates/clusterrole-admin.yaml", include_str!("../../chart/karpenter/templates/clusterrole-admin.yaml"), None),
    ("templates/clusterrole-core.yaml", include_str!("../../chart/karpenter/templates/clusterrole-core.yaml"), None),
    ("templates/clusterrole.yaml", include_str!("../../chart/karpenter/templates/clusterrole.yaml"), None),
    ("templates/deployment.yaml", include_str!("../../chart/karpenter/templates/deployment.yaml"), None),
    (
        "templates/poddisruptionbudget.yaml",
        include_str!("../../chart/karpenter/templates/poddisruptionbudget.yaml"),
        None,
    ),
    ("templates/role.yaml", include_str!("../../chart/karpenter/templates/role.yaml"), None),
    ("templates/rolebinding.yaml", include_str!("../../chart/karpenter/templates/rolebinding.yaml"), None),
    ("templates/service.yaml", include_str!("../../chart/karpenter/templates/service.yaml"), None),
    ("templates/serviceaccount.yaml", include_str!("../../chart/karpenter/templates/serviceaccount.yaml"), None),
    ("templates/servicemonitor.yaml", include_str!("../../chart/karpenter/templates/servicemonitor.yaml"), None),
    ("crds/capacitybuffers.yaml", include_str!("../../chart/karpenter/crds/capacitybuffers.yaml"), Some("1.14")),
    ("crds/ec2nodeclasses.yaml", include_str!("../../chart/karpenter/crds/ec2nodeclasses.yaml"), None),
    ("crds/nodeclaims.yaml", include_str!("../../chart/karpenter/crds/nodeclaims.yaml"), None),
    ("crds/nodeoverlays.yaml", include_str!("../../chart/karpenter/crds/nodeoverlays.yaml"), None),
    ("crds/nodepools.yaml", include_str!("../../chart/karpenter/crds/nodepools.yaml"), None),
];

pub(crate) const MANIFEST_TYPE: &str = "application/vnd.oci.image.manifest.v1+json";
const CONFIG_TYPE: &str = "application/vnd.cncf.helm.config.v1+json";
const LAYER_TYPE: &str = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

/// What the registry holds: manifests by tag and digest, blobs by digest.
pub(crate) struct Stock {
    /// Tag -> digest of the manifest.
    pub(crate) tags: BTreeMap<&'static str, String>,
    pub(crate) manifests: BTreeMap<String, Vec<u8>>,
    pub(crate) blobs: BTreeMap<String, Vec<u8>>,
}

/// The stock, packed once per process: it depends on nothing but this source.
pub(crate) fn stock() -> &'static Stock {
    static STOCK: OnceLock<Stock> = OnceLock::new();
    STOCK.get_or_init(|| {
        let mut stock = Stock { tags: BTreeMap::new(), manifests: BTreeMap::new(), blobs: BTreeMap::new() };
        for &version in VERSIONS {
            let archive = pack(version);
            let config = config(version).to_string().into_bytes();
            let manifest = manifest(version, &config, &archive).to_string().into_bytes();
            stock.tags.insert(version, digest(&manifest));
            stock.manifests.insert(digest(&manifest), manifest);
            stock.blobs.insert(digest(&config), config);
            stock.blobs.insert(digest(&archive), archive);
        }
        stock
    })
}

/// The packed chart (`karpenter-<version>.tgz`), or none for a version that is not offered.
pub fn chart_archive(version: &str) -> Option<Vec<u8>> {
    VERSIONS.contains(&version).then(|| pack(version))
}

pub(crate) fn digest(bytes: &[u8]) -> String {
    let mut text = String::from("sha256:");
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn config(version: &str) -> Value {
    json!({
        "name": "karpenter", "version": version, "appVersion": version, "apiVersion": "v2", "type": "application",
        "description": "A controller that launches the nodes that pending pods need.",
    })
}

fn manifest(version: &str, config: &[u8], archive: &[u8]) -> Value {
    json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST_TYPE,
        "config": {"mediaType": CONFIG_TYPE, "digest": digest(config), "size": config.len()},
        "layers": [{"mediaType": LAYER_TYPE, "digest": digest(archive), "size": archive.len()}],
        "annotations": {
            "org.opencontainers.image.title": "karpenter",
            "org.opencontainers.image.version": version,
        },
    })
}

/// A gzipped tar without times, owners or order of the file system in it.
fn pack(version: &str) -> Vec<u8> {
    let gzip = GzBuilder::new().mtime(0).write(Vec::new(), Compression::default());
    let mut archive = tar::Builder::new(gzip);
    let files = FILES.iter().filter(|(_, _, since)| since.is_none_or(|s| reaches(version, s)));
    for (path, source, _) in files {
        let text = stamp(source, version);
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        header.set_cksum();
        // Writing to memory fails only for a path that does not fit the header; these are ours and short.
        let written = archive.append_data(&mut header, format!("karpenter/{path}"), text.as_bytes());
        debug_assert!(written.is_ok(), "{path}");
    }
    archive.into_inner().and_then(|gzip| gzip.finish()).unwrap_or_default()
}

/// Fills in the version and drops the lines that came with a later one.
fn stamp(source: &str, version: &str) -> String {
    let image = digest(format!("karpenter/controller:{version}").as_bytes());
    let mut text = String::with_capacity(source.len());
    for line in source.lines() {
        let line = match line.split_once("#since:") {
            Some((_, since)) if !reaches(version, since.trim()) => continue,
            Some((line, _)) => line.trim_end(),
            None => line,
        };
        text.push_str(&line.replace("@version@", version).replace("@digest@", &image));
        text.push('\n');
    }
    text
}

/// Whether `version` is at least the minor `since`.
fn reaches(version: &str, since: &str) -> bool {
    let minor = |text: &str| -> Vec<u32> { text.split('.').take(2).filter_map(|n| n.parse().ok()).collect() };
    minor(version) >= minor(since)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    fn files(version: &str) -> BTreeMap<String, String> {
        let archive = chart_archive(version).unwrap();
        let mut tar = tar::Archive::new(flate2::read::GzDecoder::new(archive.as_slice()));
        let mut files = BTreeMap::new();
        for entry in tar.entries().unwrap() {
            let mut entry = entry.unwrap();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            files.insert(entry.path().unwrap().display().to_string(), text);
        }
        files
    }

    #[test]
    fn packing_twice_gives_the_same_bytes() {
        assert_eq!(chart_archive("1.14.1"), chart_archive("1.14.1"));
        assert_ne!(chart_archive("1.14.1"), chart_archive("1.14.0"));
        assert_eq!(chart_archive("0.1.0"), None);
    }

    #[test]
    fn a_minor_brings_its_own_values_and_kinds() {
        let (old, new) = (files("1.13.1"), files("1.14.1"));
        assert!(!old.contains_key("karpenter/crds/capacitybuffers.yaml"));
        assert!(new.contains_key("karpenter/crds/capacitybuffers.yaml"));
        assert!(!old["karpenter/values.yaml"].contains("capacityBuffer"));
        assert!(new["karpenter/values.yaml"].contains("capacityBuffer: false\n"));
        assert!(!new["karpenter/values.yaml"].contains("nodeClassCEL"));
        assert!(files("1.15.1")["karpenter/values.yaml"].contains("nodeClassCEL: false\n"));
    }

    #[test]
    fn nothing_is_left_to_fill_in() {
        for (path, text) in files("1.15.1") {
            assert!(!text.contains("#since:") && !text.contains("@version@") && !text.contains("@digest@"), "{path}");
        }
    }
}
