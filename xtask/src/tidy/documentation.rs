//! What every file says of itself.

use super::Finding;
use super::tree::{File, Tree};

const KINDS: &str = "crates/core/src/resource/aws/";
/// What the beginning of a kind's file has to say.
const OF_A_KIND: &[&str] = &["Key:", "Calls:"];
/// Folders whose packages' roots forbid unsafe code.
const SAFE: &[&str] = &["crates/", "xtask/"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (file, _) in tree.sources().filter(|(file, _)| !file.is_generated()) {
        let mut tell = |text: String| {
            found.push(Finding { path: file.path.clone(), line: 1, rule: "documentation", text });
        };
        let says = beginning(file);
        if says.is_empty() && !is_plain(file) {
            tell("the file does not begin with what it is (`//!`)".into());
        }
        if is_kind(file) {
            for part in OF_A_KIND.iter().filter(|part| !says.contains(*part)) {
                tell(format!("a kind's file begins with what it is, its key and its calls: no `{part}`"));
            }
        }
        if is_root(file) && !file.text.contains("#![forbid(unsafe_code)]") {
            tell("the root of a package outside of the bindings has `#![forbid(unsafe_code)]`".into());
        }
    }
    found
}

/// A file in the folder of kinds; files in a kind's own folder are its parts.
fn is_kind(file: &File) -> bool {
    file.path.strip_prefix(KINDS).is_some_and(|name| !name.contains('/') && name != "mod.rs")
}

/// The `//!` lines at the top.
fn beginning(file: &File) -> String {
    file.text.lines().map_while(|line| line.strip_prefix("//!")).collect()
}

/// Build scripts and lists of test modules need no words.
fn is_plain(file: &File) -> bool {
    file.path.ends_with("build.rs") || file.path.ends_with("/tests.rs") || file.path.ends_with("_tests.rs")
}

fn is_root(file: &File) -> bool {
    let root = file.path.ends_with("/src/lib.rs") || file.path.ends_with("/src/main.rs");
    root && SAFE.iter().any(|folder| file.path.starts_with(folder))
}
