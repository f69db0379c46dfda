//! Takes a chart into memory, from a packed file or a folder, and refuses what a chart never needs.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Component, Path};

use flate2::read::GzDecoder;
use tar::{Archive, EntryType};

use super::Error;
use super::ignore::Rules;

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

/// The content of a packed file.
pub(super) fn read_packed(path: &Path) -> Result<Vec<u8>, Error> {
    read_file(path, MOST_BYTES)
}

/// The files of a folder, by their path below it, without those that its `.helmignore` leaves out. Links are followed,
/// as Helm follows them; a folder that holds itself ends at the limits.
pub(super) fn read_directory(root: &Path) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let rules = rules(root)?;
    let mut files = BTreeMap::new();
    let mut folders = vec![(root.to_path_buf(), String::new())];
    let (mut entries, mut bytes) = (0, 0);
    while let Some((folder, above)) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(|error| Error::disk(&folder, &error))? {
            let path = entry.map_err(|error| Error::disk(&folder, &error))?.path();
            let name = path.file_name().and_then(|name| name.to_str());
            let name = name.ok_or_else(|| hostile(format!("the name {} is not UTF-8", path.display())))?;
            let below = format!("{above}{name}");
            let found = fs::metadata(&path).map_err(|error| unreadable(&path, &error))?;
            if name == ".git" || rules.ignore(&below, found.is_dir()) {
                continue;
            }
            entries += 1;
            if entries > MOST_ENTRIES {
                return Err(hostile(format!("it has more than {MOST_ENTRIES} entries")));
            }
            if !found.is_dir() {
                let content = read_file(&path, MOST_BYTES_OF_A_FILE)?;
                bytes += content.len() as u64;
                if bytes > MOST_BYTES {
                    return Err(hostile(format!("{} makes it larger than a chart may be", path.display())));
                }
                files.insert(below, content);
            } else if below.matches('/').count() >= DEEPEST {
                return Err(hostile(format!("{} leads deeper than a chart may go", path.display())));
            } else {
                folders.push((path, below + "/"));
            }
        }
    }
    Ok(files)
}

fn rules(root: &Path) -> Result<Rules, Error> {
    let path = root.join(".helmignore");
    let text = if fs::metadata(&path).is_ok() { read_file(&path, MOST_BYTES_OF_A_FILE)? } else { Vec::new() };
    let wrong = |reason: String| Error::NotAChart { reference: root.display().to_string(), reason };
    let text = String::from_utf8(text).map_err(|_| wrong(".helmignore is not UTF-8".to_owned()))?;
    Rules::parse(&text).map_err(|reason| wrong(format!(".helmignore: {reason}")))
}

/// What is neither a file nor a folder may have no end, and a file may grow while it is read.
fn read_file(path: &Path, most: u64) -> Result<Vec<u8>, Error> {
    let found = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if !found.is_file() {
        return Err(hostile(format!("{} is neither a file nor a folder", path.display())));
    }
    let file = fs::File::open(path).map_err(|error| unreadable(path, &error))?;
    let mut content = Vec::new();
    file.take(most + 1).read_to_end(&mut content).map_err(|error| Error::disk(path, &error))?;
    if content.len() as u64 > most {
        return Err(hostile(format!("{} is larger than a file of a chart may be", path.display())));
    }
    Ok(content)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    if fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink()) {
        return hostile(format!("{} is a link that leads nowhere: {error}", path.display()));
    }
    Error::disk(path, error)
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

    #[cfg(unix)]
    #[test]
    fn what_has_no_end_or_leads_nowhere_is_refused() {
        let root = std::env::temp_dir().join(format!("karpool-archive-{}", std::process::id()));
        let fresh = || {
            let _ = fs::remove_dir_all(&root);
            fs::create_dir_all(root.join("templates")).unwrap();
            fs::write(root.join("templates/.hidden"), "x").unwrap();
            fs::write(root.join("a"), "x").unwrap();
        };
        fresh();
        assert_eq!(read_directory(&root).unwrap().into_keys().collect::<Vec<_>>(), ["a"]);
        for (target, reason) in [("/dev/zero", "neither a file"), ("nowhere", "leads nowhere"), ("b", "leads nowhere")]
        {
            fresh();
            std::os::unix::fs::symlink(target, root.join("b")).unwrap();
            let error = read_directory(&root).unwrap_err().to_string();
            assert!(error.contains(reason), "{target}: {error}");
        }
        fresh();
        let name: &std::ffi::OsStr = std::os::unix::ffi::OsStrExt::from_bytes(b"\xff");
        fs::write(root.join(name), "x").unwrap();
        assert!(read_directory(&root).unwrap_err().to_string().contains("UTF-8"));
        assert!(read_packed(Path::new("/dev/zero")).unwrap_err().to_string().contains("neither a file"));
        fs::remove_dir_all(&root).unwrap();
    }
}
