//! The house rules as checks: every rule is a row of a table, every exception a row with its reason.
//!
//! This module needs nothing of karpool, so it can also be built alone.

mod documentation;
mod examples;
mod exceptions;
mod names;
mod rooms;
mod sizes;
mod source;
mod tree;
mod words;

use std::fmt;
use std::path::Path;

use exceptions::EXCEPTIONS;
use tree::Tree;

/// One place that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    pub path: String,
    pub line: usize,
    pub rule: &'static str,
    pub text: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.path, self.line, self.rule, self.text)
    }
}

type Rule = fn(&Tree) -> Vec<Finding>;

const RULES: &[Rule] = &[sizes::check, names::check, words::check, rooms::check, documentation::check, examples::check];

/// Everything that breaks a rule and is not an exception, and every exception that excuses nothing.
fn findings(tree: &Tree) -> Vec<Finding> {
    let found: Vec<Finding> = RULES.iter().flat_map(|rule| rule(tree)).collect();
    let idle = EXCEPTIONS.iter().filter(|row| !found.iter().any(|finding| row.excuses(finding)));
    let idle = idle.map(|row| Finding {
        path: "xtask/src/tidy/exceptions.rs".into(),
        line: 1,
        rule: "exception",
        text: format!("nothing in {} breaks `{}` any more: delete the row", row.path, row.rule),
    });
    let excused = |finding: &Finding| EXCEPTIONS.iter().any(|row| row.excuses(finding));
    let mut all: Vec<Finding> = found.iter().filter(|finding| !excused(finding)).cloned().chain(idle).collect();
    all.sort();
    all
}

pub(crate) fn report(root: &Path) -> Result<String, String> {
    let tree = Tree::read(root).map_err(|error| format!("{}: {error}", root.display()))?;
    let found = findings(&tree);
    if found.is_empty() {
        return Ok(format!("tidy: {} files keep the house rules", tree.files.len()));
    }
    let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
    Err(format!("{}\ntidy: {} places break the house rules", lines.join("\n"), found.len()))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    #[test]
    fn the_house_is_tidy() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a folder around the package");
        if let Err(problems) = super::report(root) {
            panic!("{problems}");
        }
    }
}
