//! IAM's errors.
//!
//! Source: the IAM API Reference's error lists; statuses from the API model.

use crate::call::Fault;

pub(crate) fn no_such_entity(message: impl Into<String>) -> Fault {
    Fault::new(404, "NoSuchEntity", message)
}

pub(crate) fn already_exists(message: impl Into<String>) -> Fault {
    Fault::new(409, "EntityAlreadyExists", message)
}

pub(crate) fn delete_conflict(message: impl Into<String>) -> Fault {
    Fault::new(409, "DeleteConflict", message)
}

pub(crate) fn limit_exceeded(message: impl Into<String>) -> Fault {
    Fault::new(409, "LimitExceeded", message)
}

pub(crate) fn invalid_input(message: impl Into<String>) -> Fault {
    Fault::new(400, "InvalidInput", message)
}

pub(crate) fn malformed_policy(message: impl Into<String>) -> Fault {
    Fault::new(400, "MalformedPolicyDocument", message)
}

pub(crate) fn validation(message: impl Into<String>) -> Fault {
    Fault::new(400, "ValidationError", message)
}

/// One broken constraint of the API model, in the words every query service uses.
pub(crate) fn constraint(value: &str, member: &str, constraint: &str) -> Fault {
    validation(format!(
        "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {constraint}"
    ))
}

/// Service-linked roles are changed by their service alone.
pub(crate) fn protected(role: &str) -> Fault {
    Fault::new(
        400,
        "UnmodifiableEntity",
        format!("Cannot perform the operation on the protected role '{role}' - this role is only modifiable by AWS"),
    )
}
