//! Go's objects among the values of a template: what has methods is no map. The engine's value for one is a function
//! that is asked, and never a value that a template could call.

use std::sync::Arc;

use gotmpl::{TemplateError, Value as Go};

/// What an object is asked.
pub(super) enum Asked<'a> {
    /// What Go prints of it.
    Text,
    /// What `range` goes over.
    Parts,
    /// A field or a method, with the arguments of the call.
    Member(&'a str, &'a [Go]),
}

/// An object that answers.
pub(super) fn object(answer: impl Fn(Asked<'_>) -> Result<Go, String> + Send + Sync + 'static) -> Go {
    let asked = move |args: &[Go]| {
        let result = match args {
            [] => answer(Asked::Text),
            [Go::String(name), args @ ..] => answer(Asked::Member(name, args)),
            _ => answer(Asked::Parts),
        };
        result.map_err(TemplateError::Exec)
    };
    Go::Function(Arc::new(asked))
}

/// What Go prints of a value, where it is an object.
pub(super) fn printed(value: &Go) -> Result<Go, String> {
    ask(value, &[])
}

/// What `range` goes over, and whose emptiness makes it false.
pub(super) fn parts(value: &Go) -> Result<Go, String> {
    ask(value, &[Go::Bool(true)])
}

/// A field or method of an object.
pub(super) fn member(value: &Go, name: &str, args: &[Go]) -> Result<Go, String> {
    let mut asked = vec![Go::String(name.into())];
    asked.extend_from_slice(args);
    ask(value, &asked)
}

fn ask(value: &Go, args: &[Go]) -> Result<Go, String> {
    match value {
        Go::Function(answer) => answer(args).map_err(|error| match error {
            TemplateError::Exec(reason) => reason,
            other => other.to_string(),
        }),
        other => Ok(other.clone()),
    }
}

/// The reason for a member that is not there, or that is not supported.
pub(super) fn no_member(object: &str, name: &str) -> Result<Go, String> {
    Err(format!("{object} has no `{name}` here: Go has none either, or it is not supported"))
}
