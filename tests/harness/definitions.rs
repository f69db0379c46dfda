//! Karpenter's own CustomResourceDefinitions, read from its Go module and never kept.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The definitions that a version of Karpenter brings.
///
/// # Panics
/// When Go is missing, or the module cannot be fetched: nothing is skipped.
pub fn definitions(version: &str) -> Vec<Value> {
    let folder = module(version).join("pkg/apis/crds");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "yaml"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{} holds no definitions", folder.display());
    files
        .iter()
        .map(|path| {
            let text = std::fs::read_to_string(path).expect("a text");
            serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        })
        .collect()
}

/// Where Go keeps the module; it is fetched when it is not there.
fn module(version: &str) -> PathBuf {
    const NAME: &str = "github.com/aws/karpenter-provider-aws";
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("karpenter").join(version);
    let answer = go(&folder, &["mod", "download", "-json", NAME]);
    let answer: Value = serde_json::from_slice(&answer).expect("what Go says is JSON");
    PathBuf::from(answer["Dir"].as_str().unwrap_or_else(|| panic!("Go has no folder for {NAME}: {answer}")))
}

fn go(folder: &Path, args: &[&str]) -> Vec<u8> {
    let ended = Command::new("go").args(args).current_dir(folder).output();
    let ended = ended.unwrap_or_else(|error| panic!("go {args:?}: {error}; Go is needed for Karpenter's definitions"));
    assert!(ended.status.success(), "go {args:?}: {}", String::from_utf8_lossy(&ended.stderr));
    ended.stdout
}
