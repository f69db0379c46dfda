//! Fetching from a registry: what is called, what is kept, what is refused.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use flate2::write::GzEncoder;
use serde_json::json;

use super::fetch::sha256;
use super::{Error, Options, Source, fetch};

/// A registry that serves one chart, with a log of what it was asked.
struct Registry {
    address: String,
    log: Arc<Mutex<Vec<String>>>,
    digest: String,
    cache: PathBuf,
}

/// Status and body for a method and path; `None` serves the chart.
type Fault = fn(usize, &str) -> Option<u16>;

impl Registry {
    fn start(name: &str, tampered: bool, fault: Fault) -> Registry {
        let mut layer = packed();
        let manifest = json!({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": {"mediaType": "application/vnd.cncf.helm.config.v1+json", "digest": sha256(b"{}"), "size": 2},
            "layers": [{"mediaType": "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
                "digest": sha256(&layer), "size": layer.len()}]})
        .to_string();
        let digest = sha256(manifest.as_bytes());
        if tampered {
            layer.push(0);
        }
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let log = Arc::new(Mutex::new(Vec::new()));
        let (shared, manifest_digest) = (Arc::clone(&log), digest.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut line = String::new();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                reader.read_line(&mut line).unwrap();
                let mut header = String::new();
                while reader.read_line(&mut header).unwrap() > 2 {
                    header.clear();
                }
                let asked = line.trim_end().trim_end_matches(" HTTP/1.1").to_owned();
                let calls = {
                    let mut log = shared.lock().unwrap();
                    log.push(asked.clone());
                    log.len()
                };
                let (kind, body) = match &asked {
                    path if path.contains("/blobs/") => ("application/octet-stream", layer.clone()),
                    path if path.contains("/manifests/") => {
                        ("application/vnd.oci.image.manifest.v1+json", manifest.clone().into_bytes())
                    }
                    _ => ("application/json", b"{}".to_vec()),
                };
                let status = fault(calls, &asked).unwrap_or(200);
                let body = if status == 200 { body } else { b"{\"errors\":[]}".to_vec() };
                let digest = if kind.contains("manifest") {
                    format!("Docker-Content-Digest: {manifest_digest}\r\n")
                } else {
                    String::new()
                };
                let head = format!(
                    "HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\n{digest}Content-Length: {}\r\n\
                     Connection: close\r\n\r\n",
                    body.len()
                );
                stream.write_all(head.as_bytes()).unwrap();
                if !asked.starts_with("HEAD") {
                    stream.write_all(&body).unwrap();
                }
            }
        });
        let cache = std::env::temp_dir().join(format!("karpool-chart-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&cache);
        Registry { address, log, digest, cache }
    }

    fn options(&self) -> Options {
        Options {
            cache: Some(self.cache.clone()),
            registries: BTreeMap::from([("charts.example".to_owned(), self.address.clone())]),
            ..Options::default()
        }
    }

    /// The calls since the last look.
    fn calls(&self) -> Vec<String> {
        std::mem::take(&mut *self.log.lock().unwrap())
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.cache);
    }
}

fn packed() -> Vec<u8> {
    let mut builder = tar::Builder::new(GzEncoder::new(Vec::new(), flate2::Compression::fast()));
    for (path, text) in
        [("karpenter/Chart.yaml", "name: karpenter\nversion: 1.14.1\n"), ("karpenter/values.yaml", "a: 1\n")]
    {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, path, text.as_bytes()).unwrap();
    }
    builder.into_inner().unwrap().finish().unwrap()
}

fn source(text: &str) -> Source {
    text.parse().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_chart_is_pulled_once_and_a_pinned_digest_needs_no_call() {
    let registry = Registry::start("once", false, |_, _| None);
    let tagged = source("oci://charts.example/karpenter/karpenter");
    let began = tokio::time::Instant::now();
    let chart = fetch(&tagged, Some("1.14.1"), &registry.options()).await.unwrap();
    assert_eq!(
        (chart.name.as_str(), chart.version.as_str(), chart.digest.as_str()),
        ("karpenter", "1.14.1", &*registry.digest)
    );
    assert_eq!(began.elapsed(), std::time::Duration::ZERO, "the paused clock must stand still during a pull");
    assert!(registry.calls().iter().any(|call| call.contains("/blobs/")));

    fetch(&tagged, Some("1.14.1"), &registry.options()).await.unwrap();
    let again = registry.calls();
    assert!(again.iter().all(|call| call.contains("/manifests/") || call == "GET /v2/"), "{again:?}");

    let pinned = source(&format!("oci://charts.example/karpenter/karpenter@{}", registry.digest));
    fetch(&pinned, Some("1.14.1"), &registry.options()).await.unwrap();
    let offline = Options { offline: true, ..registry.options() };
    fetch(&tagged, Some("1.14.1"), &offline).await.unwrap();
    assert_eq!(registry.calls(), Vec::<String>::new());
    let other = fetch(&tagged, Some("1.13.0"), &offline).await;
    assert!(matches!(other, Err(Error::Offline { .. })), "{other:?}");
}

#[tokio::test]
async fn a_harmed_cache_is_pulled_again() {
    let registry = Registry::start("harmed", false, |_, _| None);
    let tagged = source("oci://charts.example/karpenter/karpenter:1.14.1");
    fetch(&tagged, None, &registry.options()).await.unwrap();
    let packed = registry.cache.join(format!("{}.tgz", registry.digest.trim_start_matches("sha256:")));
    std::fs::write(&packed, b"harmed").unwrap();
    registry.calls();
    fetch(&tagged, None, &registry.options()).await.unwrap();
    assert!(registry.calls().iter().any(|call| call.contains("/blobs/")));
}

#[tokio::test]
async fn each_failure_is_told_apart() {
    type IsIt = fn(&Error) -> bool;
    let cases: [(&str, bool, Fault, IsIt); 4] = [
        (
            "missing",
            false,
            |_, path| path.contains("/manifests/").then_some(404),
            |error| matches!(error, Error::NotFound { .. }),
        ),
        (
            "denied",
            false,
            |_, path| path.contains("/manifests/").then_some(403),
            |error| {
                matches!(error, Error::Denied { .. }) && error.hint().is_some_and(|hint| hint.contains("anonymously"))
            },
        ),
        ("tampered", true, |_, _| None, |error| matches!(error, Error::DigestMismatch { .. })),
        (
            "broken",
            false,
            |_, path| path.contains("/manifests/").then_some(500),
            |error| matches!(error, Error::Unreachable { .. }),
        ),
    ];
    for (name, tampered, fault, expected) in cases {
        let registry = Registry::start(name, tampered, fault);
        let error = fetch(&source("oci://charts.example/k/k:1.14.1"), None, &registry.options()).await.unwrap_err();
        assert!(expected(&error), "{name}: {error:?}");
    }
}

#[tokio::test]
async fn a_registry_that_fails_for_a_moment_is_asked_again() {
    let registry = Registry::start("moment", false, |calls, _| (calls <= 2).then_some(503));
    fetch(&source("oci://charts.example/k/k:1.14.1"), Some("1.14.1"), &registry.options()).await.unwrap();
    let wrong = fetch(&source("oci://charts.example/k/k:1.14.1"), Some("1.13.0"), &registry.options()).await;
    assert!(matches!(wrong, Err(Error::WrongVersion { .. })));
}
