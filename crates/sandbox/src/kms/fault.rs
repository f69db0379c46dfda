//! KMS's errors.

use crate::call::Fault;

pub(crate) fn not_found(message: impl Into<String>) -> Fault {
    Fault::new(400, "NotFoundException", message)
}

pub(crate) fn invalid_state(message: impl Into<String>) -> Fault {
    Fault::new(400, "KMSInvalidStateException", message)
}

pub(crate) fn validation(message: impl Into<String>) -> Fault {
    Fault::new(400, "ValidationException", message)
}

pub(crate) fn malformed_policy(message: impl Into<String>) -> Fault {
    Fault::new(400, "MalformedPolicyDocumentException", message)
}

pub(crate) fn constraint(value: &str, member: &str, rule: &str) -> Fault {
    validation(format!(
        "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {rule}"
    ))
}
