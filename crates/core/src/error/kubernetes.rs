//! What the Kubernetes API's answers mean. Reasons and statuses only, never message text.

use super::{Error, Kind, Retry};

/// Turns a kube error into ours; `doing` is `kubernetes:VERB resource/name`.
pub(crate) fn from_kubernetes(error: kube::Error, doing: &str) -> Error {
    let found = match &error {
        kube::Error::Api(status) if is_conflict_of_managers(status) => {
            from_status(status.code, &status.reason, &status.message).with_hint(CONTESTED)
        }
        kube::Error::Api(status) => from_status(status.code, &status.reason, &status.message),
        kube::Error::Auth(_) => Error::new(Kind::Credentials, "no token for the Kubernetes API could be made"),
        kube::Error::SerdeError(_) | kube::Error::BuildRequest(_) => Error::bug(error.to_string()),
        _ => Error::new(Kind::Unreachable, format!("the Kubernetes API did not answer: {}", last_cause(&error)))
            .with_retry(Retry::Lost)
            .with_hint("run again; if it stays so, the endpoint is closed to this machine: add its address to network.endpoint.public.cidrs, or connect by VPN"),
    };
    found.while_doing(doing).caused_by(error)
}

/// What is advised where another field manager has set a field.
pub(crate) const CONTESTED: &str = "leave the field out of the spec, or take it over with --force-conflicts";

/// Source: Kubernetes documentation, "Server-Side Apply", section Conflicts: the causes of the status.
fn is_conflict_of_managers(status: &kube::core::Status) -> bool {
    let causes = status.details.iter().flat_map(|details| &details.causes);
    status.code == 409 && causes.into_iter().any(|cause| cause.reason == "FieldManagerConflict")
}

fn from_status(code: u16, reason: &str, message: &str) -> Error {
    let (kind, retry) = match (code, reason) {
        (401, _) => (Kind::Credentials, Retry::Soon),
        (403, _) => (Kind::Denied, Retry::Never),
        (404, _) => (Kind::NotFound, Retry::Never),
        (409, "AlreadyExists") => (Kind::Changed, Retry::Lost),
        (409, _) => (Kind::NotOurs, Retry::Never),
        (410, _) => (Kind::Changed, Retry::Soon),
        (429, _) => (Kind::Quota, Retry::Soon),
        (400 | 405 | 413 | 415 | 422, _) => (Kind::Broken, Retry::Never),
        (500.., _) => (Kind::Broken, Retry::Lost),
        _ => (Kind::Bug, Retry::Never),
    };
    let mut error = Error::new(kind, message).with_retry(retry).with_code(if reason.is_empty() {
        code.to_string()
    } else {
        reason.to_owned()
    });
    if kind == Kind::Denied {
        error = error
            .with_hint("add the caller under access.admins, or run as somebody who is an administrator of the cluster");
    }
    error
}

fn last_cause(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = cause.to_string();
        source = cause.source();
    }
    text
}
