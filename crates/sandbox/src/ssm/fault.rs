//! Refusals of Parameter Store.

use crate::call::Fault;

pub(crate) fn refuse(code: &str, message: impl Into<String>) -> Fault {
    Fault::new(400, code, message)
}

pub(crate) fn not_found() -> Fault {
    refuse("ParameterNotFound", "")
}

pub(crate) fn validation(message: impl Into<String>) -> Fault {
    refuse("ValidationException", message)
}
