//! Takes a chart into memory, from a packed file or a folder, and refuses what a chart never needs.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Component, Path};

use flate2::read::GzDecoder;
use tar::{Archive, EntryType};

use super::Error;

/// Larger than any chart that is sane (Karpenter's is about 0.4 MiB unpacked), smaller than what hurts.
const MOST_BYTES: u64 = 32 * 1024 * 1024;
/// Helm's own limit for one file of a chart is 5 MiB.
const MOST_BYTES_OF_A_FILE: u64 = 5 * 1024 * 1024;
const MOST_ENTRIES: usize = 2_000;
const DEEPEST: usize = 20;

/// The files of a `.tgz`, by their path below the chart's folder.
pub(super) fn unpack(packed: &[u8], reference: &str) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let not = |reason: String| Error::NotAChart { reference: reference.to_owned(), reason };
    // One byte more than allowed tells a bomb from an archive that just fits.
    let mut archive = Archive::new(GzDecoder::new(packed).take(MOST_BYTES + 1));
    let entries = archive.entries().map_err(|error| not(format!("it is no gzipped tar archive: {error}")))?;
    let mut files = BTreeMap::new();
    let mut bytes = 0;
    for (count, entry) in entries.enumerate() {
        if count >= MOST_ENTRIES {
            return Err(hostile(format!("it has more than {MOST_ENTRIES} entries")));
        }
        let mut entry = entry.map_err(|error| not(format!("it is no gzipped tar archive: {error}")))?;
        let kind = entry.header().entry_type();
        let path = entry.path().map_err(|error| not(error.to_string()))?.into_owned();
        let Some(path) = safe_path(&path, kind)? else { continue };
        bytes += entry.size();
        if entry.size() > MOST_BYTES_OF_A_FILE || bytes > MOST_BYTES {
            return Err(hostile(format!("{path} makes it larger than a chart may be")));
        }
        let mut content = Vec::new();
        entry.read_to_end(&mut content).map_err(|error| not(format!("{path}: {error}")))?;
        if content.len() as u64 != entry.size() {
            return Err(hostile(format!("{path} is shorter than it says; the archive is cut or too large")));
        }
        if files.insert(path.clone(), content).is_some() {
            return Err(hostile(format!("it holds {path} twice")));
        }
    }
    Ok(files)
}

/// The files of a folder, by their path below it. Links are followed, as Helm follows them; a folder that holds itself
/// ends at the limits.
pub(super) fn read_directory(root: &Path) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    let (mut entries, mut bytes) = (0, 0);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(|error| Error::disk(&folder, &error))? {
            let path = entry.map_err(|error| Error::disk(&folder, &error))?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if name.starts_with('.') || name.is_empty() {
                continue;
            }
            if path.components().count() > root.components().count() + DEEPEST {
                return Err(hostile(format!("{} leads deeper than a chart may go", path.display())));
            }
            let found = fs::metadata(&path).map_err(|error| Error::disk(&path, &error))?;
            entries += 1;
            bytes += if found.is_dir() { 0 } else { found.len() };
            if entries > MOST_ENTRIES || bytes > MOST_BYTES || (found.is_file() && found.len() > MOST_BYTES_OF_A_FILE) {
                return Err(hostile(format!("{} makes it larger than a chart may be", path.display())));
            }
            if found.is_dir() {
                folders.push(path);
            } else if let Some(below) = path.strip_prefix(root).ok().and_then(Path::to_str) {
                let content = fs::read(&path).map_err(|error| Error::disk(&path, &error))?;
                files.insert(below.replace('\\', "/"), content);
            }
        }
    }
    Ok(files)
}

/// The path below the chart's own folder; `None` for entries that carry nothing.
fn safe_path(path: &Path, kind: EntryType) -> Result<Option<String>, Error> {
    let shown = path.display();
    match kind {
        EntryType::Regular | EntryType::Continuous => {}
        EntryType::Directory | EntryType::XGlobalHeader => return Ok(None),
        EntryType::Symlink | EntryType::Link => return Err(hostile(format!("{shown} is a link"))),
        _ => return Err(hostile(format!("{shown} is neither a file nor a folder"))),
    }
    let mut parts = Vec::new();
    for component in path.components() {
        match component {
            Component::Normal(part) => match part.to_str() {
                Some(part) if !part.contains('\\') && !part.contains(':') => parts.push(part),
                _ => return Err(hostile(format!("{shown} is no portable path"))),
            },
            Component::CurDir => {}
            Component::ParentDir => return Err(hostile(format!("{shown} leaves its folder"))),
            Component::RootDir | Component::Prefix(_) => return Err(hostile(format!("{shown} is absolute"))),
        }
    }
    match parts.as_slice() {
        [] => Ok(None),
        [file] => Err(hostile(format!("{file} is not inside the chart's folder"))),
        [_, below @ ..] => Ok(Some(below.join("/"))),
    }
}

fn hostile(reason: String) -> Error {
    Error::Hostile { reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::write::GzEncoder;
    use tar::{Builder, Header};

    fn pack(path: &str, kind: EntryType, size: usize) -> Vec<u8> {
        let mut builder = Builder::new(GzEncoder::new(Vec::new(), flate2::Compression::fast()));
        let mut header = Header::new_gnu();
        header.set_entry_type(kind);
        header.set_size(size as u64);
        header.set_mode(0o644);
        // The builder refuses dangerous paths itself, so the name is written as raw bytes.
        header.as_old_mut().name[..path.len()].copy_from_slice(path.as_bytes());
        if kind.is_symlink() {
            header.set_link_name("/etc/passwd").unwrap();
        }
        header.set_cksum();
        builder.append(&header, vec![b'x'; size].as_slice()).unwrap();
        builder.into_inner().unwrap().finish().unwrap()
    }

    #[test]
    fn hostile_archives_are_refused() {
        let large = MOST_BYTES_OF_A_FILE as usize + 1;
        for (path, kind, size) in [
            ("/etc/passwd", EntryType::Regular, 1),
            ("karpenter/../../x", EntryType::Regular, 1),
            ("karpenter/link", EntryType::Symlink, 0),
            ("karpenter/hard", EntryType::Link, 0),
            ("karpenter/device", EntryType::Char, 0),
            ("loose", EntryType::Regular, 1),
            ("karpenter/large", EntryType::Regular, large),
        ] {
            let result = unpack(&pack(path, kind, size), "test");
            assert!(matches!(result, Err(Error::Hostile { .. })), "{path}: {result:?}");
        }
        assert!(matches!(unpack(b"no archive", "test"), Err(Error::NotAChart { .. })));
    }

    #[test]
    fn the_folder_of_the_chart_is_taken_off() {
        let files = unpack(&pack("karpenter/templates/a.yaml", EntryType::Regular, 3), "test").unwrap();
        assert_eq!(files, BTreeMap::from([("templates/a.yaml".to_owned(), b"xxx".to_vec())]));
    }
}
