//! The API's error document, worded as the real server words it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// A `Status` of kind Failure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Status {
    pub code: u16,
    pub reason: String,
    pub message: String,
    /// `name`, `group`, `kind`, `uid`, `causes`, `retryAfterSeconds`.
    pub details: Map<String, Value>,
}

/// One entry of `details.causes`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cause {
    pub reason: String,
    pub message: String,
    pub field: String,
}

/// A resource as error texts name it: `nodepools.karpenter.sh`, or `pods` in the core group.
pub(crate) fn qualified(resource: &str, group: &str) -> String {
    if group.is_empty() { resource.to_owned() } else { format!("{resource}.{group}") }
}

fn named(name: &str, group: &str, kind: &str) -> Map<String, Value> {
    let mut details = Map::new();
    if !name.is_empty() {
        details.insert("name".to_owned(), json!(name));
    }
    if !group.is_empty() {
        details.insert("group".to_owned(), json!(group));
    }
    if !kind.is_empty() {
        details.insert("kind".to_owned(), json!(kind));
    }
    details
}

impl Status {
    pub fn new(code: u16, reason: &str, message: impl Into<String>) -> Status {
        Status { code, reason: reason.to_owned(), message: message.into(), details: Map::new() }
    }

    pub fn not_found(resource: &str, group: &str, name: &str) -> Status {
        let message = format!("{} \"{name}\" not found", qualified(resource, group));
        Status { details: named(name, group, resource), ..Status::new(404, "NotFound", message) }
    }

    /// No such path.
    pub fn no_such_resource() -> Status {
        Status::new(404, "NotFound", "the server could not find the requested resource")
    }

    pub fn already_exists(resource: &str, group: &str, name: &str) -> Status {
        let message = format!("{} \"{name}\" already exists", qualified(resource, group));
        Status { details: named(name, group, resource), ..Status::new(409, "AlreadyExists", message) }
    }

    pub fn conflict(resource: &str, group: &str, name: &str, why: &str) -> Status {
        let message = format!("Operation cannot be fulfilled on {} \"{name}\": {why}", qualified(resource, group));
        Status { details: named(name, group, resource), ..Status::new(409, "Conflict", message) }
    }

    /// A write that names an older version of the object.
    pub fn stale(resource: &str, group: &str, name: &str) -> Status {
        let why = "the object has been modified; please apply your changes to the latest version and try again";
        Status::conflict(resource, group, name, why)
    }

    pub fn forbidden(resource: &str, group: &str, name: &str, why: &str) -> Status {
        let subject = if name.is_empty() {
            qualified(resource, group)
        } else {
            format!("{} \"{name}\"", qualified(resource, group))
        };
        let message = format!("{subject} is forbidden: {why}");
        Status { details: named(name, group, resource), ..Status::new(403, "Forbidden", message) }
    }

    pub fn unauthorized() -> Status {
        Status::new(401, "Unauthorized", "Unauthorized")
    }

    pub fn bad_request(message: impl Into<String>) -> Status {
        Status::new(400, "BadRequest", message)
    }

    pub fn method_not_allowed() -> Status {
        Status::new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource")
    }

    pub fn expired(asked: u64, oldest: u64) -> Status {
        Status::new(410, "Expired", format!("too old resource version: {asked} ({oldest})"))
    }

    pub fn unsupported_media_type(offered: &str) -> Status {
        let message = format!(
            "the body of the request was in an unknown format ({offered}) - accepted media types include: \
             application/json, application/yaml"
        );
        Status::new(415, "UnsupportedMediaType", message)
    }

    /// Failed validation; `problems` are `(field, reason, text)`.
    pub fn invalid(kind: &str, group: &str, name: &str, causes: Vec<Cause>) -> Status {
        let texts: Vec<String> = causes.iter().map(Cause::sentence).collect();
        let joined = match texts.as_slice() {
            [] => String::new(),
            [one] => one.clone(),
            many => format!("[{}]", many.join(", ")),
        };
        let message = format!("{} \"{name}\" is invalid: {joined}", qualified(kind, group));
        let mut details = named(name, group, kind);
        details.insert("causes".to_owned(), Value::Array(causes.iter().map(Cause::document).collect()));
        Status { details, ..Status::new(422, "Invalid", message) }
    }

    /// The JSON document of the answer.
    pub fn document(&self) -> Value {
        let mut document = json!({
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
            "message": self.message, "reason": self.reason,
        });
        if !self.details.is_empty() {
            document["details"] = Value::Object(self.details.clone());
        }
        document["code"] = json!(self.code);
        document
    }

    pub fn is_not_found(&self) -> bool {
        self.code == 404
    }

    pub fn is_conflict(&self) -> bool {
        self.code == 409 && self.reason == "Conflict"
    }

    pub fn is_already_exists(&self) -> bool {
        self.code == 409 && self.reason == "AlreadyExists"
    }
}

impl Cause {
    pub fn new(reason: &str, field: impl Into<String>, message: impl Into<String>) -> Cause {
        Cause { reason: reason.to_owned(), message: message.into(), field: field.into() }
    }

    pub fn required(field: impl Into<String>, detail: &str) -> Cause {
        let text = if detail.is_empty() { "Required value".to_owned() } else { format!("Required value: {detail}") };
        Cause::new("FieldValueRequired", field, text)
    }

    pub fn invalid(field: impl Into<String>, value: &Value, detail: &str) -> Cause {
        Cause::new("FieldValueInvalid", field, format!("Invalid value: {}: {detail}", value))
    }

    /// An invalid value that the text does not repeat, as CEL rules report it.
    pub fn rule(field: impl Into<String>, detail: &str) -> Cause {
        Cause::new("FieldValueInvalid", field, format!("Invalid value: {detail}"))
    }

    pub fn unsupported(field: impl Into<String>, value: &Value, supported: &[String]) -> Cause {
        let list: Vec<String> = supported.iter().map(|one| format!("\"{one}\"")).collect();
        let text = format!("Unsupported value: {}: supported values: {}", value, list.join(", "));
        Cause::new("FieldValueNotSupported", field, text)
    }

    pub fn duplicate(field: impl Into<String>, value: &Value) -> Cause {
        Cause::new("FieldValueDuplicate", field, format!("Duplicate value: {}", value))
    }

    pub fn forbidden(field: impl Into<String>, detail: &str) -> Cause {
        Cause::new("FieldValueForbidden", field, format!("Forbidden: {detail}"))
    }

    fn sentence(&self) -> String {
        if self.field.is_empty() { self.message.clone() } else { format!("{}: {}", self.field, self.message) }
    }

    fn document(&self) -> Value {
        json!({ "reason": self.reason, "message": self.message, "field": self.field })
    }
}
