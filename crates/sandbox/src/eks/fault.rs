//! EKS's errors with their statuses and members.

use serde_json::{Map, Value};

use crate::call::Fault;

/// Source: Amazon EKS API reference, "Errors" of the actions.
const STATUS: &[(&str, u16)] = &[
    ("AccessDeniedException", 403),
    ("ResourceNotFoundException", 404),
    ("NotFoundException", 404),
    ("ResourceInUseException", 409),
    ("ThrottlingException", 429),
    ("ServerException", 500),
    ("ServiceUnavailableException", 503),
];

/// An error of EKS; what is not in the table is a 400.
pub(crate) fn refuse(code: &str, message: impl Into<String>) -> Fault {
    let status = STATUS.iter().find(|(name, _)| *name == code).map_or(400, |(_, status)| *status);
    Fault::new(status, code, message)
}

/// Adds a member to the error: `clusterName`, `nodegroupName`, ...
pub(crate) fn about(mut fault: Fault, member: &str, value: impl Into<Value>) -> Fault {
    let mut members = match fault.members.take() {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    members.insert(member.to_owned(), value.into());
    fault.members = Value::Object(members);
    fault
}

pub(crate) fn invalid(message: impl Into<String>) -> Fault {
    refuse("InvalidParameterException", message)
}

pub(crate) fn invalid_request(message: impl Into<String>) -> Fault {
    refuse("InvalidRequestException", message)
}

pub(crate) fn in_use(message: impl Into<String>) -> Fault {
    refuse("ResourceInUseException", message)
}

pub(crate) fn limit(message: impl Into<String>) -> Fault {
    refuse("ResourceLimitExceededException", message)
}

pub(crate) fn absent(message: impl Into<String>) -> Fault {
    refuse("ResourceNotFoundException", message)
}
