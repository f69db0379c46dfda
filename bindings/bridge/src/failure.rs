//! Errors as data: what a language makes its exceptions of.

use std::fmt::Display;

use karpool::error::{ErrorRecord, Kind};
use karpool::spec::{Problem, Problems};
use karpool::{Error, Errors, Report};
use serde::Serialize;
use serde_json::Value;

/// What every verb gives.
pub type Answer = Result<Value, Failure>;

/// Why a verb did not do all that it should.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// Everything that failed, as one text.
    pub message: String,
    /// The error that decides the kind.
    #[serde(flatten)]
    pub first: First,
    /// Every error.
    pub errors: Vec<ErrorRecord>,
    /// What is wrong with the spec, with places.
    pub problems: Vec<Problem>,
    /// What was done before it failed.
    pub report: Option<Value>,
}

/// The fields of the deciding error that are the exception's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct First {
    pub kind: Kind,
    pub node: Option<String>,
    pub doing: Option<String>,
    pub hint: Option<String>,
    pub code: Option<String>,
    pub request_id: Option<String>,
}

impl Failure {
    fn new(first: &Error, message: String, errors: Vec<ErrorRecord>) -> Failure {
        let ErrorRecord { kind, node, doing, hint, code, request_id, .. } = first.record();
        let first = First { kind, node, doing, hint, code, request_id };
        Failure { message, first, errors, problems: Vec::new(), report: None }
    }

    pub(crate) fn bug(message: impl Into<String>) -> Failure {
        Error::bug(message).into()
    }

    pub(crate) fn misused(message: impl Into<String>) -> Failure {
        Error::new(Kind::InvalidSpec, message).into()
    }

    pub(crate) fn unreadable(file: &str, error: &dyn Display) -> Failure {
        Error::new(Kind::NotFound, format!("{file} can't be read: {error}")).into()
    }

    /// A run that ended without doing all; what it did goes along.
    pub(crate) fn of_report(report: &Report, value: Value) -> Failure {
        let cancelled = || Error::new(Kind::Cancelled, "the run was cancelled").with_hint("run again to go on");
        let first = report.error().cloned().unwrap_or_else(cancelled);
        let message = match report.errors().count() {
            0 => first.to_string(),
            _ => lines(report.errors()),
        };
        let errors = report.errors().map(Error::record).collect();
        Failure { report: Some(value), ..Failure::new(&first, message, errors) }
    }
}

fn lines<T: Display>(items: impl Iterator<Item = T>) -> String {
    items.map(|item| item.to_string()).collect::<Vec<_>>().join("\n")
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::new(&error, error.to_string(), vec![error.record()])
    }
}

impl From<Errors> for Failure {
    fn from(errors: Errors) -> Failure {
        Failure::new(errors.first(), errors.to_string(), errors.iter().map(Error::record).collect())
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Failure {
        let error = |problem: &Problem| {
            let text = match problem.path.as_str() {
                "" => problem.message.clone(),
                path => format!("{path}: {}", problem.message),
            };
            let error = Error::new(Kind::InvalidSpec, text);
            problem.hint.iter().fold(error, |error, hint| error.with_hint(hint))
        };
        let errors: Vec<Error> = problems.errors().map(error).collect();
        let message = problems.to_string();
        let failure = match errors.first() {
            Some(first) => Failure::new(first, message, errors.iter().map(Error::record).collect()),
            None => Failure::bug("an invalid spec without a problem"),
        };
        Failure { problems: problems.into_iter().collect(), ..failure }
    }
}
