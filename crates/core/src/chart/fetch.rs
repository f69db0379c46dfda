//! From a source to a chart: registry, cache, directory or archive.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{Chart, Error, Source, archive, registry};

/// How charts are fetched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Folder of pulled charts, keyed by digest; without it every run pulls.
    pub cache: Option<PathBuf>,
    /// Host to the loopback address (`127.0.0.1:5000`) that is asked in its stead, by plain HTTP.
    pub registries: BTreeMap<String, String>,
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
            let mut files = BTreeMap::new();
            read_directory(path, path, &mut files)?;
            let digest = digest_of_files(&files);
            Chart::from_files(files, digest, &reference)?
        }
        Source::Archive(path) => {
            let packed = fs::read(path).map_err(|error| Error::disk(path, &error))?;
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

fn read_directory(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), Error> {
    let entries = fs::read_dir(folder).map_err(|error| Error::disk(folder, &error))?;
    for entry in entries {
        let path = entry.map_err(|error| Error::disk(folder, &error))?.path();
        let kind = fs::metadata(&path).map_err(|error| Error::disk(&path, &error))?;
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with('.') || name.is_empty() {
            continue;
        }
        if kind.is_dir() {
            read_directory(root, &path, files)?;
        } else if let Some(below) = path.strip_prefix(root).ok().and_then(Path::to_str) {
            let content = fs::read(&path).map_err(|error| Error::disk(&path, &error))?;
            files.insert(below.replace('\\', "/"), content);
        }
    }
    Ok(())
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
