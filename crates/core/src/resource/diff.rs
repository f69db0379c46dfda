//! In which fields a live thing is not as wanted.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::graph::{Origin, Value};

/// How a value is written that is known after apply.
const PENDING: &str = "(known after apply)";
/// How a value is written that is never printed.
const SECRET: &str = "(secret)";

/// A value as a plan shows it.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    Absent,
    Known(serde_json::Value),
    /// Known after apply; the node that will give it.
    Pending(Origin),
    /// Never printed.
    Secret,
}

impl Shown {
    pub fn of(value: impl Serialize) -> Shown {
        match serde_json::to_value(value) {
            Ok(serde_json::Value::Null) | Err(_) => Shown::Absent,
            Ok(value) => Shown::Known(value),
        }
    }

    pub fn value<T: Serialize>(value: &Value<T>) -> Shown {
        match value {
            Value::Known(value) => Shown::of(value),
            Value::Pending(origin) => Shown::Pending(origin.clone()),
        }
    }
}

impl Serialize for Shown {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Shown::Absent => serializer.serialize_none(),
            Shown::Known(value) => value.serialize(serializer),
            Shown::Pending(_) => serializer.serialize_str(PENDING),
            Shown::Secret => serializer.serialize_str(SECRET),
        }
    }
}

/// As it was written; which node gives a pending value is not.
impl<'de> Deserialize<'de> for Shown {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Shown, D::Error> {
        Ok(match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::Null => Shown::Absent,
            serde_json::Value::String(text) if text == PENDING => Shown::Pending(Origin::new("apply")),
            serde_json::Value::String(text) if text == SECRET => Shown::Secret,
            value => Shown::Known(value),
        })
    }
}

/// How many nodes a change replaces, by Karpenter's or the node group's rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Rolls {
    /// How many nodes; null when they cannot be counted.
    pub nodes: Option<u64>,
    /// Which rule says so.
    pub why: String,
}

/// One field that differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    /// Path in the API's own names: `spec.limits.cpu`, `tags.team`.
    pub path: String,
    /// What it is now; null when there is nothing.
    #[schemars(with = "serde_json::Value")]
    pub from: Shown,
    /// What it will be; null when it goes.
    #[schemars(with = "serde_json::Value")]
    pub to: Shown,
    /// Set when the service can never change it: what to do instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed: Option<String>,
    /// How many nodes the change replaces, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rolls: Option<Rolls>,
}

impl Field {
    pub fn new(path: impl Into<String>, from: Shown, to: Shown) -> Field {
        Field { path: path.into(), from, to, fixed: None, rolls: None }
    }

    /// A field of something that will be created.
    pub fn added(path: impl Into<String>, to: Shown) -> Field {
        Field::new(path, Shown::Absent, to)
    }

    /// A field of something that will be deleted.
    pub fn removed(path: impl Into<String>, from: Shown) -> Field {
        Field::new(path, from, Shown::Absent)
    }

    #[must_use]
    pub fn fixed(mut self, hint: impl Into<String>) -> Field {
        self.fixed = Some(hint.into());
        self
    }

    #[must_use]
    pub fn rolling(mut self, nodes: Option<u64>, why: impl Into<String>) -> Field {
        self.rolls = Some(Rolls { nodes, why: why.into() });
        self
    }
}

/// The fields that differ; empty means the same.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Diff {
    pub fields: Vec<Field>,
}

impl Diff {
    pub fn same() -> Diff {
        Diff::default()
    }

    pub fn is_same(&self) -> bool {
        self.fields.is_empty()
    }

    pub fn push(&mut self, field: Field) {
        self.fields.push(field);
    }

    /// Adds a field when the two values are not equal.
    pub fn compare<T: PartialEq + Serialize>(&mut self, path: &str, live: &T, want: &T) {
        if live != want {
            self.push(Field::new(path, Shown::of(live), Shown::of(want)));
        }
    }

    /// As [`Diff::compare`], for a field that the service can never change.
    pub fn compare_fixed<T: PartialEq + Serialize>(&mut self, path: &str, live: &T, want: &T, hint: &str) {
        if live != want {
            self.push(Field::new(path, Shown::of(live), Shown::of(want)).fixed(hint));
        }
    }

    /// Compares a wanted value that may be pending with a live one: pending always differs from what is there.
    pub fn compare_value<T: PartialEq + Serialize>(&mut self, path: &str, live: &Value<T>, want: &Value<T>) {
        if live != want {
            self.push(Field::new(path, Shown::value(live), Shown::value(want)));
        }
    }

    /// Compares only when the user has given a value; what was not given is kept as it lives.
    pub fn compare_given<T: PartialEq + Serialize>(&mut self, path: &str, live: &T, want: Option<&T>) {
        if let Some(want) = want {
            self.compare(path, live, want);
        }
    }

    /// The first field that can never be changed.
    pub fn fixed(&self) -> Option<&Field> {
        self.fields.iter().find(|field| field.fixed.is_some())
    }

    /// Whether a field at `path` or below it differs.
    pub fn touches(&self, path: &str) -> bool {
        self.fields.iter().any(|field| {
            field.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[', '/']))
        })
    }
}

impl Extend<Field> for Diff {
    fn extend<I: IntoIterator<Item = Field>>(&mut self, fields: I) {
        self.fields.extend(fields);
    }
}
