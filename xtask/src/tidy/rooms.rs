//! Which room of the library may use which: the table is the architecture.

use super::Finding;
use super::source::has_word;
use super::tree::Tree;

struct Room {
    name: &'static str,
    uses: &'static [&'static str],
}

/// Every room of `crates/core/src` and the rooms that it may name.
const ROOMS: &[Room] = &[
    Room { name: "error", uses: &[] },
    Room { name: "policy", uses: &[] },
    Room { name: "manifest", uses: &[] },
    // A region knows its partition; a row about versions holds versions.
    Room { name: "units", uses: &["catalog"] },
    Room { name: "catalog", uses: &["units", "policy"] },
    Room { name: "event", uses: &["error"] },
    Room { name: "graph", uses: &["error"] },
    Room { name: "spec", uses: &["units", "catalog"] },
    Room { name: "chart", uses: &[] },
    Room { name: "crd", uses: &["chart"] },
    Room { name: "world", uses: &["error", "units"] },
    Room {
        name: "resource",
        uses: &["catalog", "chart", "crd", "error", "graph", "manifest", "policy", "spec", "units", "world"],
    },
    // A node is a resource whose type is erased: it hands the engine's questions to `plan` and `apply`, and those
    // walk over nodes. The three know each other, and none of them knows what a cluster is.
    Room { name: "node", uses: &["apply", "error", "event", "graph", "plan", "resource", "world"] },
    Room { name: "plan", uses: &["error", "event", "graph", "node", "resource"] },
    Room { name: "apply", uses: &["error", "event", "graph", "node", "plan", "resource"] },
    Room {
        name: "compose",
        uses: &["catalog", "chart", "crd", "error", "graph", "node", "policy", "resource", "spec", "units", "world"],
    },
    Room {
        name: "run",
        uses: &[
            "apply", "catalog", "chart", "compose", "crd", "error", "event", "graph", "node", "plan", "resource",
            "spec", "units", "world",
        ],
    },
    // Reads what lives, beside the engine: from `run` it has signing in and the guard against the wrong account.
    Room {
        name: "status",
        uses: &["catalog", "error", "graph", "manifest", "policy", "resource", "run", "spec", "world"],
    },
];

const CORE: &str = "crates/core/src/";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (file, source) in tree.sources() {
        let Some(inner) = file.path.strip_prefix(CORE) else { continue };
        let name = inner.split(['/', '.']).next().unwrap_or_default();
        if name == "lib" {
            continue;
        }
        let mut tell = |line, text| found.push(Finding { path: file.path.clone(), line, rule: "rooms", text });
        let Some(room) = ROOMS.iter().find(|room| room.name == name) else {
            tell(1, format!("the room `{name}` is not in the table of rooms"));
            continue;
        };
        let product: Vec<(usize, &str)> = source.product().collect();
        for (line, other) in named(&product) {
            if other != room.name && !room.uses.contains(&other) {
                tell(line, format!("`{name}` may not use `{other}`"));
            }
        }
    }
    found
}

/// The rooms that code names after `crate::`, alone or in a list, with the line of each.
fn named(lines: &[(usize, &str)]) -> Vec<(usize, &'static str)> {
    let mut found = Vec::new();
    // The nesting of a list that began in an earlier line; rooms stand on its first level.
    let mut depth = 0i32;
    for &(number, line) in lines {
        let mut rest = line;
        while !rest.is_empty() {
            if depth == 0 {
                let Some(at) = rest.find("crate::") else { break };
                rest = &rest[at + "crate::".len()..];
                if let Some(inner) = rest.strip_prefix('{') {
                    (depth, rest) = (1, inner);
                } else {
                    found.extend(room(rest).map(|room| (number, room)));
                }
                continue;
            }
            let next = rest.find(['{', '}', ',']).unwrap_or(rest.len());
            if depth == 1 {
                found.extend(room(rest[..next].trim_start()).map(|room| (number, room)));
            }
            depth += match rest[next..].chars().next() {
                Some('{') => 1,
                Some('}') => -1,
                _ => 0,
            };
            rest = rest.get(next + 1..).unwrap_or_default();
        }
    }
    found
}

fn room(path: &str) -> Option<&'static str> {
    let name: &str = path.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default();
    ROOMS.iter().map(|room| room.name).find(|room| *room == name && has_word(path, room))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_direction_is_found_in_every_way_of_writing() {
        let tree = Tree::of(&[
            ("crates/core/src/graph/a.rs", "use crate::error::Result;\nuse crate::resource::Kind;"),
            ("crates/core/src/spec/b.rs", "use crate::{\n    units::Region,\n    world::{World, run},\n};"),
            ("crates/core/src/cellar/c.rs", "fn a() {}"),
        ]);
        let found: Vec<(String, usize)> =
            check(&tree).into_iter().map(|finding| (finding.path, finding.line)).collect();
        let want =
            [("crates/core/src/graph/a.rs", 2), ("crates/core/src/spec/b.rs", 3), ("crates/core/src/cellar/c.rs", 1)];
        assert_eq!(found, want.map(|(path, line)| (path.to_owned(), line)));
    }
}
