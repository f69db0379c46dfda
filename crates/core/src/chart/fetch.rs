//! From a source to a chart: registry, cache, directory or archive.

use std::collections::BTreeMap;
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use super::{Chart, Error, Login, Source, archive, registry};

/// A proxy, and the hosts that are reached without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxy {
    /// Its address.
    pub url: String,
    /// Hosts and domains, separated by commas.
    pub except: Option<String>,
}

impl Proxy {
    /// Whether a registry (`host` or `host:port`) is reached without it: `except` names it, a domain that it is in, or
    /// everything (`*`).
    pub(super) fn spares(&self, registry: &str) -> bool {
        let host = registry.rsplit_once(':').map_or(registry, |(host, _)| host);
        self.except.iter().flat_map(|except| except.split(',')).map(str::trim).any(|entry| {
            let domain = entry.trim_start_matches('*').trim_start_matches('.');
            entry == "*" || !domain.is_empty() && (registry == domain || is_in(host, domain))
        })
    }
}

fn is_in(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|above| above.is_empty() || above.ends_with('.'))
}

/// How charts are fetched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Folder of pulled charts, keyed by digest; without it every run pulls.
    pub cache: Option<PathBuf>,
    /// Host to the loopback address (`127.0.0.1:5000`) that is asked in its stead, by plain HTTP.
    pub registries: BTreeMap<String, String>,
    /// Host to the login that is used there. Others are asked anonymously; Docker's own logins are never used.
    pub logins: BTreeMap<String, Login>,
    /// Where calls by HTTPS go instead of straight to a registry, where one signs in; other calls follow the environment.
    pub proxy: Option<Proxy>,
    /// No network: only what the cache, a directory or an archive holds.
    pub offline: bool,
}

/// Fetches the chart and checks that it is `version`, if one is given.
///
/// A pinned digest that is in the cache costs no call; a tag costs one, to resolve it; else the chart is pulled.
///
/// # Errors
/// Any of [`Error`]'s variants up to `NotAChart`.
pub async fn fetch(source: &Source, version: Option<&str>, options: &Options) -> Result<Chart, Error> {
    let (source, wanted, options) = (source.clone(), version.map(str::to_owned), options.clone());
    // The pull runs on a thread and clock of its own: under a paused clock an await on the network would let the
    // clock run through every time-out at once.
    let joined = tokio::task::spawn_blocking(move || fetch_blocking(&source, wanted.as_deref(), &options)).await;
    joined.unwrap_or_else(|error| {
        Err(Error::Unreachable { reference: "chart".to_owned(), reason: format!("the pull was cut: {error}") })
    })
}

fn fetch_blocking(source: &Source, version: Option<&str>, options: &Options) -> Result<Chart, Error> {
    let reference = source.to_string();
    let chart = match source {
        Source::Directory(path) => {
            let files = archive::read_directory(path)?;
            let digest = digest_of_files(&files);
            Chart::from_files(files, digest, &reference)?
        }
        Source::Archive(path) => {
            let packed = archive::read_packed(path)?;
            Chart::from_files(archive::unpack(&packed, &reference)?, sha256(&packed), &reference)?
        }
        Source::Oci { .. } => {
            let (packed, digest) = registry::pull(source, version, options)?;
            Chart::from_files(archive::unpack(&packed, &reference)?, digest, &reference)?
        }
    };
    match version {
        Some(version) if version != chart.version => {
            Err(Error::WrongVersion { reference, expected: version.to_owned(), found: chart.version })
        }
        _ => Ok(chart),
    }
}

/// A digest over paths and contents, so that a directory has an identity too.
fn digest_of_files(files: &BTreeMap<String, Vec<u8>>) -> String {
    let mut all = Vec::new();
    for (path, content) in files {
        all.extend_from_slice(path.as_bytes());
        all.push(0);
        all.extend_from_slice(&(content.len() as u64).to_be_bytes());
        all.extend_from_slice(content);
    }
    sha256(&all)
}

/// `sha256:` and 64 hexadecimal digits.
pub(super) fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}
