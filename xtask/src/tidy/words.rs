//! Words that code or text may not contain in a place.

use super::Finding;
use super::source::has_word;
use super::tree::Tree;

struct Ban {
    rule: &'static str,
    words: &'static [&'static str],
    /// Where it holds; an empty text is everywhere.
    within: &'static [&'static str],
    outside: &'static [&'static str],
    tests: Tests,
    why: &'static str,
}

#[derive(PartialEq)]
enum Tests {
    Free,
    Too,
}

/// Bans in Rust code; comments and strings are free.
const CODE: &[Ban] = &[
    Ban {
        rule: "graph knows no cloud",
        words: &["aws", "eks", "iam", "ec2", "kube", "k8s_openapi", "karpenter", "aws_smithy_types"],
        within: &["crates/core/src/graph/"],
        outside: &[],
        tests: Tests::Too,
        why: "the graph knows nothing of what a node is",
    },
    Ban {
        rule: "world comes in",
        words: &["std::env", "env::var", "SystemTime::now", "Instant::now", "Timestamp::now", "tokio::time::sleep"],
        within: &["crates/core/src/"],
        outside: &["crates/core/src/world/"],
        tests: Tests::Free,
        why: "time and the environment are passed in by `world`",
    },
    Ban {
        rule: "no own tasks",
        words: &["tokio::spawn", "std::thread", "thread::spawn", "spawn_blocking", "fastrand::Rng::new"],
        within: &["crates/core/src/"],
        outside: &["crates/core/src/world/"],
        tests: Tests::Free,
        why: "the library starts nothing that outlives a call, and takes no randomness of its own",
    },
    Ban {
        rule: "the library is silent",
        words: &["println!", "print!", "eprintln!", "eprint!"],
        within: &["crates/core/src/", "crates/sandbox/src/", "bindings/"],
        outside: &[],
        tests: Tests::Free,
        why: "front ends print; a library gives events",
    },
    Ban {
        rule: "simulated time",
        words: &["SystemTime::now", "Instant::now", "Timestamp::now", "std::thread", "std::env", "fastrand::Rng::new"],
        within: &["crates/sandbox/src/"],
        outside: &[],
        tests: Tests::Free,
        why: "the same seed must give the same run",
    },
    Ban {
        rule: "the sandbox stands alone",
        words: &["karpool"],
        within: &["crates/sandbox/src/"],
        outside: &["crates/sandbox/src/connect_world.rs"],
        tests: Tests::Free,
        why: "a sandbox that shared code with the engine would share its mistakes",
    },
    Ban {
        rule: "order",
        words: &["HashMap", "HashSet"],
        within: &["crates/core/src/", "crates/sandbox/src/"],
        outside: &[],
        tests: Tests::Free,
        why: "their order differs from run to run: BTreeMap",
    },
    Ban {
        rule: "safe code",
        words: &["unsafe"],
        within: &["crates/", "tests/", "xtask/"],
        outside: &[],
        tests: Tests::Too,
        why: "only the bindings may need it",
    },
    Ban {
        rule: "nothing left behind",
        words: &["dbg!", "todo!", "unimplemented!", "#[ignore"],
        within: &[""],
        outside: &[],
        tests: Tests::Too,
        why: "finish it or leave it out",
    },
];

/// Bans in every text, comments included.
const TEXT: &[Ban] = &[
    Ban {
        rule: "nothing left behind",
        words: &["TODO", "FIXME", "XXX:"],
        within: &[""],
        outside: &["xtask/src/tidy/", "CONTRIBUTING.md"],
        tests: Tests::Too,
        why: "finish it or leave it out",
    },
    Ban {
        rule: "speaks of itself",
        words: &["../shared", "/work/", "helper-", "BRIEF.md"],
        within: &[""],
        outside: &["Makefile", "xtask/src/tidy/"],
        tests: Tests::Too,
        why: "the repository must make sense without its surroundings",
    },
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (file, source) in tree.sources() {
        for ban in CODE.iter().filter(|ban| ban.holds_in(&file.path)) {
            let lines = source.lines.iter().enumerate();
            let lines = lines.filter(|(_, line)| ban.tests == Tests::Too || !line.is_test);
            found.extend(lines.filter_map(|(index, line)| ban.finding(&file.path, index + 1, &line.code)));
        }
    }
    for file in tree.files.iter().filter(|file| !file.is_generated()) {
        for ban in TEXT.iter().filter(|ban| ban.holds_in(&file.path)) {
            let lines = file.text.lines().enumerate();
            found.extend(lines.filter_map(|(index, line)| ban.finding(&file.path, index + 1, line)));
        }
    }
    found
}

impl Ban {
    fn holds_in(&self, path: &str) -> bool {
        let starts = |prefix: &&str| path.starts_with(*prefix);
        self.within.iter().any(&starts) && !self.outside.iter().any(starts)
    }

    fn finding(&self, path: &str, line: usize, text: &str) -> Option<Finding> {
        let word = self.words.iter().find(|word| has_word(text, word))?;
        let text = format!("`{word}`: {}", self.why);
        Some(Finding { path: path.to_owned(), line, rule: self.rule, text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_in_its_place_only() {
        let tree = Tree::of(&[
            ("crates/core/src/plan/a.rs", "// std::env is not used\nlet a = std::env::var(\"A\");"),
            ("crates/core/src/world/b.rs", "let a = std::env::var(\"A\");"),
            ("crates/sandbox/src/c.rs", "let m: HashMap<u8, u8>;\nlet n: MyHashMapLike;"),
        ]);
        let found: Vec<(String, usize)> =
            check(&tree).into_iter().map(|finding| (finding.path, finding.line)).collect();
        let want = [("crates/core/src/plan/a.rs", 2), ("crates/sandbox/src/c.rs", 1)];
        assert_eq!(found, want.map(|(path, line)| (path.to_owned(), line)));
    }
}
