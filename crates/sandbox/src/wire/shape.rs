//! Checks of an operation's input against a table of members, with each protocol's own error text.
//!
//! A service keeps its rules as data and asks [`check`] first thing in a handler:
//!
//! ```
//! use karpool_sandbox::wire::shape::{Kind, Row, optional, required};
//!
//! // Source: the service's API reference, CreateRole.
//! const ROWS: &[Row] = &[
//!     required("CreateRole", "RoleName", Kind::Text { min: 1, max: 64, pattern: r"[\w+=,.@-]+" }),
//!     optional("CreateRole", "MaxSessionDuration", Kind::Integer { min: 3600, max: 43200 }),
//!     optional("CreateRole", "Tags", Kind::List { min: 0, max: 50 }),
//!     required("CreateRole", "Tags[].Key", Kind::Text { min: 1, max: 128, pattern: "" }),
//! ];
//! ```

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};

use regex::Regex;
use serde_json::Value;

use crate::call::{Call, Fault};

/// What a member must be. Lengths count characters; an empty pattern allows any text.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Text {
        min: usize,
        max: usize,
        pattern: &'static str,
    },
    Enum(&'static [&'static str]),
    Integer {
        min: i64,
        max: i64,
    },
    Boolean,
    List {
        min: usize,
        max: usize,
    },
    /// An object with free keys.
    Map {
        min: usize,
        max: usize,
    },
    /// An object with members of its own (further rows name them).
    Structure,
    /// A number or text that stands for a moment.
    Timestamp,
    /// Anything at all; only presence is checked.
    Any,
}

/// Any text.
pub const TEXT: Kind = Kind::Text { min: 0, max: usize::MAX, pattern: "" };
/// Any text that is not empty.
pub const NAME: Kind = Kind::Text { min: 1, max: usize::MAX, pattern: "" };

/// One rule: a member of an operation's input. `Tags[].Key` steps into every element of a list.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub operation: &'static str,
    pub member: &'static str,
    pub required: bool,
    pub kind: Kind,
}

/// A member that must be given (when the structure around it is).
pub const fn required(operation: &'static str, member: &'static str, kind: Kind) -> Row {
    Row { operation, member, required: true, kind }
}

/// A member that may be left out.
pub const fn optional(operation: &'static str, member: &'static str, kind: Kind) -> Row {
    Row { operation, member, required: false, kind }
}

/// How a service words a refused input.
///
/// Source: answers of the services to malformed calls; the two wordings of EC2 and SQS are in their error references.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Style {
    /// `N validation errors detected: ...`, with this code.
    Collected(&'static str),
    /// EC2: one problem at a time, `MissingParameter` and `InvalidParameterValue`.
    Ec2,
    /// SQS: like EC2 but with a JSON answer.
    Sqs,
    /// EKS: one problem at a time, `InvalidParameterException`.
    Eks,
}

const STYLES: &[(&str, Style)] = &[
    ("iam", Style::Collected("ValidationError")),
    ("sts", Style::Collected("ValidationError")),
    ("ec2", Style::Ec2),
    ("sqs", Style::Sqs),
    ("eks", Style::Eks),
    ("logs", Style::Collected("InvalidParameterException")),
    ("tagging", Style::Collected("InvalidParameterException")),
];

fn style(service: &str) -> Style {
    STYLES.iter().find(|(name, _)| *name == service).map_or(Style::Collected("ValidationException"), |(_, s)| *s)
}

/// What is wrong with one member.
enum Wrong {
    Missing,
    /// The JSON value has another type than the member.
    Type(&'static str),
    Constraint(String),
}

struct Finding {
    path: String,
    shown: Option<String>,
    wrong: Wrong,
}

/// Checks the call's input against the rows of its operation.
pub fn check(call: &Call<'_>, rows: &[Row]) -> Result<(), Fault> {
    check_input(call.service, &call.operation, &call.input, rows)
}

/// Checks an input that is not in a [`Call`].
pub fn check_input(service: &str, operation: &str, input: &Value, rows: &[Row]) -> Result<(), Fault> {
    let mut findings = Vec::new();
    for row in rows.iter().filter(|row| row.operation == operation) {
        let steps: Vec<&str> = row.member.split('.').collect();
        visit(input, &steps, String::new(), row, &mut findings);
    }
    if findings.is_empty() { Ok(()) } else { Err(fault(service, &findings)) }
}

fn visit(value: &Value, steps: &[&str], path: String, row: &Row, findings: &mut Vec<Finding>) {
    let [step, rest @ ..] = steps else {
        return;
    };
    let (name, is_list) = step.strip_suffix("[]").map_or((*step, false), |name| (name, true));
    let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    let member = &value[name];
    if is_list {
        let elements = member.as_array().map(Vec::as_slice).unwrap_or_default();
        for (index, element) in elements.iter().enumerate() {
            let path = format!("{path}.{}", index + 1);
            if rest.is_empty() {
                judge(element, path, row, findings);
            } else {
                visit(element, rest, path, row, findings);
            }
        }
    } else if rest.is_empty() {
        judge(member, path, row, findings);
    } else if !member.is_null() {
        visit(member, rest, path, row, findings);
    }
}

fn judge(value: &Value, path: String, row: &Row, findings: &mut Vec<Finding>) {
    let wrong = if value.is_null() { row.required.then_some(Wrong::Missing) } else { mismatch(value, row.kind) };
    if let Some(wrong) = wrong {
        findings.push(Finding { path, shown: shown(value), wrong });
    }
}

fn shown(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

fn mismatch(value: &Value, kind: Kind) -> Option<Wrong> {
    match kind {
        Kind::Text { min, max, pattern } => match value {
            Value::String(text) => wrong_text(text, min, max, pattern),
            _ => Some(Wrong::Type("String")),
        },
        Kind::Enum(values) => match value {
            Value::String(text) if values.contains(&text.as_str()) => None,
            Value::String(_) => {
                Some(Wrong::Constraint(format!("Member must satisfy enum value set: [{}]", values.join(", "))))
            }
            _ => Some(Wrong::Type("String")),
        },
        Kind::Integer { min, max } => {
            let number = match value {
                Value::String(text) => text.parse().ok(),
                other => other.as_i64(),
            };
            match number {
                None => Some(Wrong::Type("Integer")),
                Some(n) if n < min => {
                    Some(Wrong::Constraint(format!("Member must have value greater than or equal to {min}")))
                }
                Some(n) if n > max => {
                    Some(Wrong::Constraint(format!("Member must have value less than or equal to {max}")))
                }
                Some(_) => None,
            }
        }
        Kind::Boolean => match value {
            Value::Bool(_) => None,
            Value::String(text) if text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false") => None,
            _ => Some(Wrong::Type("Boolean")),
        },
        Kind::List { min, max } => match value {
            Value::Array(elements) => wrong_length(elements.len(), min, max),
            // The query protocols write an empty list as an empty text.
            Value::String(text) if text.is_empty() => wrong_length(0, min, max),
            _ => Some(Wrong::Type("List")),
        },
        Kind::Map { min, max } => match value {
            Value::Object(entries) => wrong_length(entries.len(), min, max),
            Value::String(text) if text.is_empty() => wrong_length(0, min, max),
            _ => Some(Wrong::Type("Map")),
        },
        Kind::Structure => (!value.is_object()).then_some(Wrong::Type("Structure")),
        Kind::Timestamp => (!value.is_number() && !value.is_string()).then_some(Wrong::Type("Timestamp")),
        Kind::Any => None,
    }
}

fn wrong_text(text: &str, min: usize, max: usize, pattern: &'static str) -> Option<Wrong> {
    let length = text.chars().count();
    if let Some(wrong) = wrong_length(length, min, max) {
        return Some(wrong);
    }
    (!pattern.is_empty() && !matches(pattern, text))
        .then(|| Wrong::Constraint(format!("Member must satisfy regular expression pattern: {pattern}")))
}

fn wrong_length(length: usize, min: usize, max: usize) -> Option<Wrong> {
    if length < min {
        Some(Wrong::Constraint(format!("Member must have length greater than or equal to {min}")))
    } else if length > max {
        Some(Wrong::Constraint(format!("Member must have length less than or equal to {max}")))
    } else {
        None
    }
}

/// Whether the whole text matches the pattern of a table; patterns are compiled once.
///
/// A pattern that does not compile matches nothing, so that a mistake in a table shows at the first call.
pub fn matches(pattern: &'static str, text: &str) -> bool {
    static COMPILED: OnceLock<Mutex<BTreeMap<&'static str, Option<Regex>>>> = OnceLock::new();
    let mut compiled = COMPILED.get_or_init(Mutex::default).lock().unwrap_or_else(|poison| poison.into_inner());
    let regex = compiled.entry(pattern).or_insert_with(|| Regex::new(&format!("^(?:{pattern})$")).ok());
    regex.as_ref().is_some_and(|regex| regex.is_match(text))
}

fn fault(service: &str, findings: &[Finding]) -> Fault {
    let style = style(service);
    let Some(first) = findings.first() else {
        return Fault::new(500, "InternalFailure", "no finding");
    };
    match style {
        Style::Ec2 | Style::Sqs => single(first, "MissingParameter", "InvalidParameterValue"),
        Style::Eks => single(first, "InvalidParameterException", "InvalidParameterException"),
        Style::Collected(code) => collected(code, findings),
    }
}

fn single(finding: &Finding, missing: &str, invalid: &str) -> Fault {
    let path = &finding.path;
    let value = finding.shown.as_deref().unwrap_or_default();
    match &finding.wrong {
        Wrong::Missing => Fault::new(400, missing, format!("The request must contain the parameter {path}")),
        Wrong::Type(kind) => {
            Fault::new(400, invalid, format!("Invalid value '{value}' for {path}: not a valid {}", kind.to_lowercase()))
        }
        Wrong::Constraint(text) => {
            Fault::new(400, invalid, format!("Value ({value}) for parameter {path} is invalid. {text}"))
        }
    }
}

fn collected(code: &str, findings: &[Finding]) -> Fault {
    if let Some((kind, finding)) = findings.iter().find_map(|f| match f.wrong {
        Wrong::Type(kind) => Some((kind, f)),
        _ => None,
    }) {
        let code = if code == "ValidationError" { "MalformedInput" } else { "SerializationException" };
        let value = finding.shown.as_deref().unwrap_or_default();
        return Fault::new(400, code, format!("{value} of {} can not be converted to {kind}", finding.path));
    }
    let texts: Vec<String> = findings.iter().map(sentence).collect();
    let (count, plural) = (texts.len(), if texts.len() == 1 { "" } else { "s" });
    Fault::new(400, code, format!("{count} validation error{plural} detected: {}", texts.join("; ")))
}

fn sentence(finding: &Finding) -> String {
    let path = lower_camel(&finding.path);
    match (&finding.wrong, &finding.shown) {
        (Wrong::Constraint(text), Some(value)) => {
            format!("Value '{value}' at '{path}' failed to satisfy constraint: {text}")
        }
        (Wrong::Constraint(text), None) => format!("Value at '{path}' failed to satisfy constraint: {text}"),
        _ => format!("Value null at '{path}' failed to satisfy constraint: Member must not be null"),
    }
}

/// `RoleName` is shown as `roleName`, list positions as `tags.1.member.key`.
fn lower_camel(path: &str) -> String {
    let mut out = Vec::new();
    for step in path.split('.') {
        let mut letters = step.chars();
        match letters.next() {
            Some(first) if first.is_ascii_digit() => {
                out.push(step.to_owned());
                out.push("member".to_owned());
            }
            Some(first) => out.push(first.to_lowercase().chain(letters).collect()),
            None => {}
        }
    }
    out.join(".")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ROWS: &[Row] = &[
        required("CreateRole", "RoleName", Kind::Text { min: 1, max: 8, pattern: r"[\w+=,.@-]+" }),
        optional("CreateRole", "MaxSessionDuration", Kind::Integer { min: 3600, max: 43200 }),
        required("CreateRole", "Tags[].Key", NAME),
        optional("Other", "State", Kind::Enum(&["ENABLED", "DISABLED"])),
    ];

    fn message(service: &str, operation: &str, input: Value) -> (String, String) {
        match check_input(service, operation, &input, ROWS) {
            Ok(()) => Default::default(),
            Err(fault) => (fault.code, fault.message),
        }
    }

    #[test]
    fn collects_every_problem_with_its_path() {
        let (code, text) = message("iam", "CreateRole", json!({"RoleName": "a b", "Tags": [{"Key": "k"}, {}]}));
        assert_eq!(code, "ValidationError");
        assert_eq!(
            text,
            "2 validation errors detected: Value 'a b' at 'roleName' failed to satisfy constraint: Member must satisfy \
             regular expression pattern: [\\w+=,.@-]+; Value null at 'tags.2.member.key' failed to satisfy constraint: \
             Member must not be null"
        );
    }

    #[test]
    fn numbers_are_read_from_the_text_of_the_query_protocols() {
        assert_eq!(message("iam", "CreateRole", json!({"RoleName": "a", "MaxSessionDuration": "3600"})).0, "");
        let (_, text) = message("iam", "CreateRole", json!({"RoleName": "a", "MaxSessionDuration": "60"}));
        assert!(text.ends_with("Member must have value greater than or equal to 3600"), "{text}");
    }

    #[test]
    fn each_service_has_its_own_code() {
        assert_eq!(message("ec2", "CreateRole", json!({})).0, "MissingParameter");
        assert_eq!(message("eks", "CreateRole", json!({})).0, "InvalidParameterException");
        assert_eq!(message("kms", "Other", json!({"State": "x"})).0, "ValidationException");
        assert_eq!(message("kms", "Other", json!({"State": 1})).0, "SerializationException");
    }
}
