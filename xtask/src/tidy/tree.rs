//! The files of the repository that are text and ours.

use std::fs;
use std::io;
use std::path::Path;

use super::source::Source;

/// Folders that hold what is built, fetched or kept by tools.
const SKIPPED: &[&str] = &[".git", ".karpool", ".venv", ".bench", "__pycache__", "dist", "node_modules", "target"];
const TEXT: &[&str] = &[
    "rs", "md", "toml", "yaml", "yml", "json", "py", "pyi", "js", "mjs", "cjs", "ts", "mts", "sh", "snap", "expected",
    "txt",
];
/// Text without an ending, by file name.
const BARE: &[&str] = &["Makefile", "run", "phase", "test", "LICENSE"];

pub(super) struct File {
    /// From the repository, with `/`.
    pub path: String,
    pub text: String,
    /// For Rust: the same lines without comments and the insides of strings.
    pub source: Option<Source>,
}

impl File {
    fn new(path: String, text: String) -> File {
        let source = path.ends_with(".rs").then(|| Source::read(&path, &text));
        File { path, text, source }
    }

    /// `exceptions` of `xtask/src/tidy/exceptions.rs`.
    pub(super) fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.split('.').next().unwrap_or_default()
    }

    pub(super) fn is_generated(&self) -> bool {
        self.path.split('/').any(|part| part == "generated") || self.path == "Cargo.lock"
    }
}

pub(super) struct Tree {
    pub files: Vec<File>,
}

impl Tree {
    pub(super) fn read(root: &Path) -> io::Result<Tree> {
        let mut files = Vec::new();
        collect(root, "", &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Tree { files })
    }

    /// A tree that was never on a disk.
    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Tree {
        Tree { files: files.iter().map(|(path, text)| File::new((*path).into(), (*text).into())).collect() }
    }

    pub(super) fn sources(&self) -> impl Iterator<Item = (&File, &Source)> {
        self.files.iter().filter_map(|file| file.source.as_ref().map(|source| (file, source)))
    }
}

fn collect(folder: &Path, path: &str, files: &mut Vec<File>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let inner = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
        let kind = entry.file_type()?;
        if kind.is_dir() && !SKIPPED.contains(&name.as_str()) {
            collect(&entry.path(), &inner, files)?;
        } else if kind.is_file() && is_text(&name) {
            files.push(File::new(inner, fs::read_to_string(entry.path())?));
        }
    }
    Ok(())
}

fn is_text(name: &str) -> bool {
    match name.rsplit_once('.') {
        Some((_, ending)) => TEXT.contains(&ending),
        None => BARE.contains(&name),
    }
}
