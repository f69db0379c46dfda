//! How a command ends.

use std::fmt::Write as _;

use karpool::error::Kind;
use karpool::spec::{Problem, Problems};
use karpool::{Error, Errors};

pub(crate) const DONE: u8 = 0;
pub(crate) const FAILED: u8 = 1;
pub(crate) const WRONG_USE: u8 = 2;
pub(crate) const HAS_CHANGES: u8 = 3;
pub(crate) const CANCELLED: u8 = 130;

/// The documented exit codes.
const CODES: &[(u8, &str)] = &[
    (DONE, "done"),
    (FAILED, "failed: something is broken, a quota, not found, a defect"),
    (WRONG_USE, "wrong use, or an invalid spec"),
    (HAS_CHANGES, "the plan has changes (with --detailed-exit-code)"),
    (4, "no credentials, or the caller may not do it"),
    (5, "not ours, immutable, or changed since the plan"),
    (6, "timed out: run again to go on"),
    (7, "preflight failed, or the wrong account"),
    (8, "unreachable"),
    (CANCELLED, "cancelled: run again to go on"),
];

/// From harmless to what needs the reader most: several stacks end with the worst of their codes.
const SEVERITY: [u8; 10] = [DONE, HAS_CHANGES, CANCELLED, 6, 8, 7, 5, 4, WRONG_USE, FAILED];

/// The worst of several exit codes.
pub(crate) fn worst(codes: impl IntoIterator<Item = u8>) -> u8 {
    let rank = |code: &u8| SEVERITY.iter().position(|known| known == code).unwrap_or(SEVERITY.len());
    codes.into_iter().max_by_key(rank).unwrap_or(DONE)
}

/// The exit codes as `--help` shows them.
pub(crate) fn table() -> String {
    let mut text = String::from("Exit codes:\n");
    for (code, meaning) in CODES {
        let _ = writeln!(text, "  {code:>3}  {meaning}");
    }
    text
}

/// Why a command did not do what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The engine's errors.
    Engine(Errors),
    /// What is wrong with specs.
    Spec(Vec<Problem>),
    /// The command line, or a file of it, cannot be used.
    Usage { message: String, hint: String },
    /// A file cannot be read or written.
    File { path: String, source: std::io::Error },
    /// The sandbox cannot be used.
    Sandbox(String),
    /// The user said no, or pressed Ctrl-C.
    Cancelled(String),
}

impl Failure {
    pub(crate) fn usage(message: impl Into<String>, hint: impl Into<String>) -> Failure {
        Failure::Usage { message: message.into(), hint: hint.into() }
    }

    pub(crate) fn file(path: &std::path::Path, source: std::io::Error) -> Failure {
        Failure::File { path: path.display().to_string(), source }
    }

    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Failure::Engine(errors) => errors.kind().exit_code(),
            Failure::Spec(_) => Kind::InvalidSpec.exit_code(),
            Failure::Usage { .. } | Failure::File { .. } => WRONG_USE,
            Failure::Sandbox(_) => FAILED,
            Failure::Cancelled(_) => CANCELLED,
        }
    }
}

impl From<Errors> for Failure {
    fn from(errors: Errors) -> Failure {
        Failure::Engine(errors)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Engine(error.into())
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Failure {
        Failure::Spec(problems.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_error_ends_with_a_documented_code() {
        for kind in Kind::ALL {
            assert!(CODES.iter().any(|(code, _)| *code == kind.exit_code()), "{kind}");
        }
    }

    #[test]
    fn a_failure_is_worse_than_a_cancel_and_a_cancel_than_changes() {
        assert!(CODES.iter().all(|(code, _)| SEVERITY.contains(code)));
        assert_eq!(worst([DONE, HAS_CHANGES, CANCELLED]), CANCELLED);
        assert_eq!(worst([CANCELLED, 6, 4, DONE]), 4);
        assert_eq!(worst([]), DONE);
    }
}
