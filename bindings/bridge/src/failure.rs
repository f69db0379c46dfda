//! Errors as data: what a language makes its exceptions of.

use std::error::Error as _;
use std::fmt::Display;

use karpool::error::{ErrorRecord, Kind};
use karpool::spec::{Problem, Problems};
use karpool::{Error, Errors, Report};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// What every verb gives.
pub type Answer = Result<Value, Failure>;

/// Why a verb did not do all that it should.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// Everything that failed, as one text.
    pub message: String,
    /// The error that decides the kind.
    #[serde(flatten)]
    pub first: First,
    /// What caused the error, outermost first.
    pub causes: Vec<String>,
    /// Every error.
    pub errors: Vec<ErrorRecord>,
    /// What is wrong with the spec, with places.
    pub problems: Vec<Problem>,
    /// What was done before it failed.
    #[schemars(with = "Option<Report>")]
    pub report: Option<Value>,
}

pub(crate) type FailureFields = Failure;

/// The fields of the deciding error that are the exception's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct First {
    /// What went wrong, as far as a program may want to decide on it.
    pub kind: Kind,
    /// The node of the graph: `karpenter.node_pool/x86`.
    pub node: Option<String>,
    /// The call or step: `eks:CreateCluster`.
    pub doing: Option<String>,
    /// What to do about it.
    pub hint: Option<String>,
    /// The service's own error code.
    pub code: Option<String>,
    /// The service's id of the request.
    pub request_id: Option<String>,
}

impl Failure {
    fn new(first: &Error, message: String, errors: Vec<ErrorRecord>) -> Failure {
        let ErrorRecord { kind, node, doing, hint, code, request_id, .. } = first.record();
        let causes = causes(first);
        let first = First { kind, node, doing, hint, code, request_id };
        Failure { message, first, causes, errors, problems: Vec::new(), report: None }
    }

    pub(crate) fn bug(message: impl Into<String>) -> Failure {
        Error::bug(message).into()
    }

    pub(crate) fn misused(message: impl Into<String>) -> Failure {
        Error::new(Kind::InvalidSpec, message).into()
    }

    pub(crate) fn cancelled(message: &str) -> Failure {
        Error::new(Kind::Cancelled, message).with_hint("run again to go on").into()
    }

    pub(crate) fn unreadable(file: &str, error: &dyn Display) -> Failure {
        // No file is called so.
        if let Some((line, _)) = file.split_once('\n') {
            let message = format!("a text that begins with `{line}` was taken for the path of a file");
            let hint = "a path is where a file is; a string is the text of a spec itself";
            return Error::new(Kind::NotFound, message).with_hint(hint).into();
        }
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

/// What is behind an error, outermost first.
fn causes(error: &Error) -> Vec<String> {
    let mut causes = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        causes.push(cause.to_string());
        next = cause.source();
    }
    causes
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
