//! Where in an object something is, as text and as the steps of `managedFields`.

use std::fmt;

use serde_json::{Map, Value};

use super::list_kind::key_default;

/// A path as text: `spec.containers[name=controller].image`, `metadata.labels["app.kubernetes.io/name"]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Path(String);

impl Path {
    pub(super) fn field(&self, name: &str) -> Path {
        let plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
        Path(match (plain, self.0.is_empty()) {
            (true, true) => name.to_owned(),
            (true, false) => format!("{}.{name}", self.0),
            (false, _) => format!("{}[\"{name}\"]", self.0),
        })
    }

    pub(super) fn index(&self, index: usize) -> Path {
        Path(format!("{}[{index}]", self.0))
    }

    pub(super) fn item(&self, keys: &Map<String, Value>) -> Path {
        let shown: Vec<String> = keys.iter().map(|(key, value)| format!("{key}={}", plain(value))).collect();
        Path(format!("{}[{}]", self.0, shown.join(",")))
    }

    pub(super) fn value(&self, value: &Value) -> Path {
        Path(format!("{}[={}]", self.0, plain(value)))
    }

    pub(super) fn starts_with(&self, name: &str) -> bool {
        self.0.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    }
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// One step of `fieldsV1`.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    /// `f:name`.
    Field(String),
    /// `k:{...}`: the item of a list with these keys.
    Item(Map<String, Value>),
    /// `v:...`: a value of a set.
    Value(Value),
    /// `i:0`.
    Index(usize),
}

impl Step {
    /// Reads a key of `fieldsV1`; `.` (the thing itself) is no step.
    pub(super) fn parse(key: &str) -> Option<Step> {
        let (kind, rest) = key.split_once(':')?;
        match kind {
            "f" => Some(Step::Field(rest.to_owned())),
            "k" => serde_json::from_str(rest).ok().map(Step::Item),
            "v" => serde_json::from_str(rest).ok().map(Step::Value),
            "i" => rest.parse().ok().map(Step::Index),
            _ => None,
        }
    }

    pub(super) fn of<'a>(&self, value: &'a Value) -> Option<&'a Value> {
        let found = match self {
            Step::Field(name) => value.get(name),
            Step::Item(keys) => value.as_array()?.iter().find(|item| has_keys(item, keys)),
            Step::Value(wanted) => value.as_array()?.iter().find(|item| *item == wanted),
            Step::Index(index) => value.get(index),
        };
        found.filter(|found| !found.is_null())
    }

    pub(super) fn below(&self, path: &Path) -> Path {
        match self {
            Step::Field(name) => path.field(name),
            Step::Item(keys) => path.item(keys),
            Step::Value(value) => path.value(value),
            Step::Index(index) => path.index(*index),
        }
    }
}

/// Whether a list's item carries these keys; a key the server would default counts with its default.
pub(super) fn has_keys(item: &Value, keys: &Map<String, Value>) -> bool {
    keys.iter().all(|(key, value)| match item.get(key) {
        Some(own) => own == value,
        None => key_default(key).is_some_and(|default| value == default),
    })
}
