//! Where parts of a document come from.

use super::node::Mark;
use crate::spec::check::{Place, Problem};

/// One text, and how it came here.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// A file's name, or the argument as it was given: `--set kubernetes.version=1.35`.
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) kind: SourceKind,
}

/// How a text came here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SourceKind {
    File,
    /// One value, from `--set` or an environment variable, and what it is called. A shell takes quotes away, so a
    /// number or `true` is text where text is expected.
    Argument(String),
}

impl Source {
    /// What a map is made of that is there without being given.
    pub(crate) fn default_map() -> Source {
        let kind = SourceKind::Argument("default".to_owned());
        Source { name: "default".to_owned(), text: String::new(), kind }
    }

    pub(crate) fn is_argument(&self) -> bool {
        self.kind != SourceKind::File
    }

    /// What `check --show` says of a value: `dev.yaml:7`, `KARPOOL_TAGS__TEAM`, `--set`.
    pub(crate) fn origin(&self, mark: Mark) -> String {
        match &self.kind {
            SourceKind::Argument(called) => called.clone(),
            SourceKind::File if mark.line > 0 => format!("{}:{}", self.name, mark.line),
            SourceKind::File => self.name.clone(),
        }
    }

    /// Gives a problem its place; one value has no lines.
    pub(crate) fn place(&self, mut problem: Problem, mark: Mark) -> Problem {
        if self.is_argument() {
            problem.place = Some(Place { file: self.name.clone(), line: 0, column: 0, excerpt: String::new() });
        } else if mark.line > 0 {
            let excerpt = self.text.lines().nth(mark.line - 1).unwrap_or_default().trim_end().to_owned();
            problem.place = Some(Place { file: self.name.clone(), line: mark.line, column: mark.column, excerpt });
        }
        problem
    }
}
