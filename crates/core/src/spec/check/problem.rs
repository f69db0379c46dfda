//! What is wrong with a spec, and where.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::spec::path::Path;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The spec cannot be used.
    Error,
    /// The spec can be used, and this may surprise.
    Warning,
}

/// The place of a problem in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    /// The file's name; for a single value, the argument or variable that gave it.
    pub file: String,
    /// From 1; 0 when there are no lines.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// The line's text.
    pub excerpt: String,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// `nodePools.x86.arch[0]`; empty for the whole spec.
    pub path: String,
    /// What is wrong, with the value.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Where it stands in the text, when the spec came from one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

impl Problem {
    pub(crate) fn error(path: &Path, message: impl Into<String>) -> Problem {
        Problem { severity: Severity::Error, path: path.to_string(), message: message.into(), hint: None, place: None }
    }

    pub(crate) fn warning(path: &Path, message: impl Into<String>) -> Problem {
        Problem { severity: Severity::Warning, ..Problem::error(path, message) }
    }

    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Problem {
        self.hint = Some(hint.into());
        self
    }
}

/// Characters of a line that are shown: the caret below it has to meet its place on every terminal.
const SHOWN: usize = 120;

impl Place {
    /// The part of the line that is shown, and how many characters stand before the place in it.
    fn window(&self) -> (String, usize) {
        let line: Vec<char> = self.excerpt.chars().collect();
        let before = self.column.saturating_sub(1);
        if line.len() <= SHOWN {
            return (self.excerpt.clone(), before);
        }
        // A third of it stands before the place, unless the line begins or ends there.
        let start = before.saturating_sub(SHOWN / 3).min(line.len() - SHOWN);
        let end = start + SHOWN;
        let mut shown: String = line[start..end].iter().collect();
        if end < line.len() {
            shown.push('…');
        }
        match start {
            0 => (shown, before),
            start => (format!("…{shown}"), before - start + 1),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        match self.path.as_str() {
            "" => writeln!(f, "{severity}: {}", self.message)?,
            path => writeln!(f, "{severity}: {path}: {}", self.message)?,
        }
        if let Some(place) = self.place.as_ref().filter(|place| place.line == 0) {
            writeln!(f, " --> {}", place.file)?;
        }
        if let Some(place) = self.place.as_ref().filter(|place| place.line > 0) {
            let number = place.line.to_string();
            let margin = " ".repeat(number.len());
            let (excerpt, before) = place.window();
            writeln!(f, "{margin}--> {}:{}:{}", place.file, place.line, place.column)?;
            writeln!(f, "{number} | {excerpt}")?;
            writeln!(f, "{margin} | {}^", " ".repeat(before))?;
        }
        match &self.hint {
            Some(hint) => writeln!(f, "  hint: {hint}"),
            None => Ok(()),
        }
    }
}

/// All problems of a spec, errors first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Problems(Vec<Problem>);

impl Problems {
    pub(crate) fn of_field(name: &str, why: &dyn fmt::Display) -> Problems {
        Problems(vec![Problem::error(&Path::root().field(name), why.to_string())])
    }

    pub(crate) fn push(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    pub(crate) fn error(&mut self, path: &Path, message: impl Into<String>) {
        self.push(Problem::error(path, message));
    }

    pub(crate) fn extend_option(&mut self, other: Option<Problem>) {
        self.0.extend(other);
    }

    /// Errors first, each kind in the order of the file, no problem twice.
    pub(crate) fn sorted(mut self) -> Problems {
        let key = |problem: &Problem| {
            let place = problem.place.as_ref().map_or((usize::MAX, 0), |place| (place.line, place.column));
            (problem.severity, place)
        };
        self.0.sort_by_key(key);
        let mut seen: Vec<Problem> = Vec::with_capacity(self.0.len());
        for problem in self.0 {
            if !seen.contains(&problem) {
                seen.push(problem);
            }
        }
        Problems(seen)
    }

    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|problem| problem.severity == Severity::Error)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }

    pub fn errors(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter().filter(|problem| problem.severity == Severity::Error)
    }

    pub fn warnings(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter().filter(|problem| problem.severity == Severity::Warning)
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Problems {
        Problems(vec![problem])
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Problems {
    type Item = Problem;
    type IntoIter = std::vec::IntoIter<Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            problem.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

#[cfg(test)]
mod tests {
    use super::*;

    /// The caret stands below its place, however long the line is.
    #[test]
    fn a_long_line_is_shown_around_its_place() {
        let line = format!("{}here{}", "a".repeat(400), "b".repeat(400));
        for (column, cut) in [(1, "aaa"), (401, "here"), (800, "bbb")] {
            let place = Place { file: "dev.yaml".into(), line: 1, column, excerpt: line.clone() };
            let (shown, before) = place.window();
            assert!(shown.chars().count() <= SHOWN + 2 && shown.contains(cut), "{shown}");
            let at = |text: &str, index: usize| text.chars().nth(index);
            assert_eq!(at(&shown, before), at(&line, column - 1), "{shown}");
        }
    }
}
