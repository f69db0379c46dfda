//! The licences of everything that is linked into what is shipped.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// What is shipped.
const SHIPPED: [&str; 3] = ["karpool-cli", "karpool-python", "karpool-node"];
/// What the files are called in which a crate carries its licence.
const NAMES: &[&str] = &["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"];

/// One file with the name, version and licence of every crate, and every text once.
pub(crate) fn write(root: &Path, out: &Path) -> Result<String, String> {
    let metadata = metadata(root)?;
    let linked = linked(&metadata)?;
    let mut list = String::from("Software of others that is part of karpool, and under which licence.\n\n");
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let id = package["id"].as_str().unwrap_or_default();
        if package["source"].is_null() || !linked.contains(id) {
            continue;
        }
        let text = |field: &str| package[field].as_str().unwrap_or("not stated");
        let name = format!("{} {}", text("name"), text("version"));
        let _ = writeln!(list, "{name}: {}", text("license"));
        for licence in files(Path::new(text("manifest_path")))? {
            texts.entry(licence).or_default().push(name.clone());
        }
    }
    for (text, crates) in texts {
        let _ = write!(list, "\n{}\n{}\n\n{}\n", "=".repeat(78), crates.join(", "), text.trim());
    }
    fs::write(out, &list).map_err(|error| format!("{}: {error}", out.display()))?;
    Ok(format!("{} names {} crates", out.display(), list.lines().take_while(|line| !line.starts_with('=')).count() - 3))
}

fn metadata(root: &Path) -> Result<Value, String> {
    let host = Command::new("rustc").arg("-vV").output().map_err(|error| format!("rustc: {error}"))?;
    let host = String::from_utf8_lossy(&host.stdout).into_owned();
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default().to_owned();
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = ["metadata", "--format-version", "1", "--locked", "--filter-platform", &host];
    let answer = Command::new(cargo).args(arguments).current_dir(root).output();
    let answer = answer.map_err(|error| format!("cargo metadata: {error}"))?;
    if !answer.status.success() {
        return Err(format!("cargo metadata: {}", String::from_utf8_lossy(&answer.stderr)));
    }
    serde_json::from_slice(&answer.stdout).map_err(|error| format!("cargo metadata: {error}"))
}

/// The ids of all packages that are reached by normal dependencies from what is shipped.
fn linked(metadata: &Value) -> Result<BTreeSet<String>, String> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let nodes = list(&metadata["resolve"]["nodes"]);
    let node = |id: &str| nodes.iter().find(|node| node["id"] == id);
    let shipped = |package: &&Value| SHIPPED.iter().any(|name| package["name"] == *name);
    let packages = list(&metadata["packages"]);
    let mut next: Vec<String> =
        packages.iter().filter(shipped).filter_map(|package| package["id"].as_str().map(str::to_owned)).collect();
    if next.len() != SHIPPED.len() {
        return Err(format!("of {SHIPPED:?} only {next:?} are in the workspace"));
    }
    let mut found = BTreeSet::new();
    while let Some(id) = next.pop() {
        if !found.insert(id.clone()) {
            continue;
        }
        for dependency in node(&id).map(|node| list(&node["deps"])).unwrap_or_default() {
            let normal = list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null());
            if let (true, Some(id)) = (normal, dependency["pkg"].as_str()) {
                next.push(id.to_owned());
            }
        }
    }
    Ok(found)
}

fn files(manifest: &Path) -> Result<Vec<String>, String> {
    let folder = manifest.parent().unwrap_or(manifest);
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    paths.sort();
    let named = |path: &&std::path::PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        NAMES.iter().any(|known| name.starts_with(known))
    };
    // A text that is no UTF-8 has nothing that could be shown.
    Ok(paths.iter().filter(named).filter_map(|path| fs::read_to_string(path).ok()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_is_linked_is_listed() {
        let dependency = |pkg: &str, kind: Value| json!({"pkg": pkg, "dep_kinds": [{"kind": kind}]});
        let shipped = SHIPPED.map(|name| json!({"id": name, "name": name}));
        let metadata = json!({"packages": shipped, "resolve": {"nodes": [
            {"id": "karpool-cli", "deps": [dependency("a", Value::Null), dependency("b", json!("build"))]},
            {"id": "a", "deps": [dependency("c", Value::Null), dependency("d", json!("dev"))]},
        ]}});
        let found = linked(&metadata).expect("the packages");
        let others: Vec<&str> = found.iter().map(String::as_str).filter(|id| id.len() == 1).collect();
        assert_eq!(others, ["a", "c"]);
    }
}
