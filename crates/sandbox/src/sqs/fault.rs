//! SQS's errors, by the names of the JSON protocol; the wire adds the older names.

use crate::call::Fault;

pub(crate) fn no_queue() -> Fault {
    Fault::new(400, "QueueDoesNotExist", "The specified queue does not exist.")
}

pub(crate) fn attribute_name(name: &str) -> Fault {
    Fault::new(400, "InvalidAttributeName", format!("Unknown Attribute {name}."))
}

pub(crate) fn attribute_value(message: impl Into<String>) -> Fault {
    Fault::new(400, "InvalidAttributeValue", message)
}

pub(crate) fn parameter(message: impl Into<String>) -> Fault {
    Fault::new(400, "InvalidParameterValue", message)
}

pub(crate) fn missing(member: &str) -> Fault {
    Fault::new(400, "MissingParameter", format!("The request must contain the parameter {member}."))
}

/// A number outside its range, in SQS's words.
pub(crate) fn range(value: i64, name: &str, low: i64, high: i64) -> Fault {
    parameter(format!(
        "Value {value} for parameter {name} is invalid. Reason: Must be between {low} and {high}, if provided."
    ))
}
