//! EC2's refusals, by the codes of the EC2 API reference ("Error codes for the Amazon EC2 API").

use crate::call::Fault;

/// A client error: EC2 answers 400 to all but a few.
pub(crate) fn refuse(code: &str, message: impl Into<String>) -> Fault {
    Fault::new(400, code, message)
}

pub(crate) fn missing(parameter: &str) -> Fault {
    refuse("MissingParameter", format!("The request must contain the parameter {parameter}"))
}

pub(crate) fn invalid_value(message: impl Into<String>) -> Fault {
    refuse("InvalidParameterValue", message)
}

/// The usual sentence about a value of a parameter.
pub(crate) fn invalid_parameter(value: &str, parameter: &str, why: &str) -> Fault {
    invalid_value(format!("Value ({value}) for parameter {parameter} is invalid. {why}").trim_end().to_owned())
}

pub(crate) fn combination(message: impl Into<String>) -> Fault {
    refuse("InvalidParameterCombination", message)
}

pub(crate) fn dependency(message: impl Into<String>) -> Fault {
    refuse("DependencyViolation", message)
}

pub(crate) fn dry_run() -> Fault {
    Fault::new(412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.")
}
