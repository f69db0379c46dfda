//! Names that say nothing.

use super::Finding;
use super::tree::Tree;

const EMPTY: &[&str] = &["util", "utils", "helper", "helpers", "common", "manager", "misc", "shared"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in &tree.files {
        let folders = file.path.split('/').rev().skip(1);
        if let Some(name) = folders.chain([file.stem()]).find(|name| EMPTY.contains(name)) {
            let text = format!("`{name}` names nothing: say what is in it");
            found.push(Finding { path: file.path.clone(), line: 1, rule: "names", text });
        }
    }
    for (file, source) in tree.sources() {
        for (number, line) in source.lines.iter().enumerate() {
            let module = line.code.trim().split("mod ").nth(1).map(|rest| rest.trim_end_matches([';', '{', ' ']));
            if let Some(name) = module.filter(|name| EMPTY.contains(name)) {
                let text = format!("`mod {name}` names nothing: say what is in it");
                found.push(Finding { path: file.path.clone(), line: number + 1, rule: "names", text });
            }
        }
    }
    found
}
