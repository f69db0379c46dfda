//! A value that is known, or that something which is not made yet will give.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::error::{Error, Result};

/// Where a pending value will come from: the identity of a node.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin(pub(crate) Arc<str>);

impl Origin {
    pub fn new(node: &str) -> Origin {
        Origin(node.into())
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Known now, or known after apply. Clients take plain values, so [`Value::known`] is the only way into a call.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value<T> {
    Known(T),
    Pending(Origin),
}

impl<T> Value<T> {
    /// The value; asking for a pending one is a defect of karpool.
    ///
    /// # Errors
    /// `Bug` when the value is still pending.
    pub fn known(&self) -> Result<&T> {
        match self {
            Value::Known(value) => Ok(value),
            Value::Pending(origin) => Err(Error::bug(format!("a value of {origin} was used before it was known"))),
        }
    }

    pub fn as_known(&self) -> Option<&T> {
        match self {
            Value::Known(value) => Some(value),
            Value::Pending(_) => None,
        }
    }

    pub fn is_pending(&self) -> bool {
        matches!(self, Value::Pending(_))
    }

    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Value<U> {
        match self {
            Value::Known(value) => Value::Known(change(value)),
            Value::Pending(origin) => Value::Pending(origin),
        }
    }

    pub fn and_then<U>(self, change: impl FnOnce(T) -> Value<U>) -> Value<U> {
        match self {
            Value::Known(value) => change(value),
            Value::Pending(origin) => Value::Pending(origin),
        }
    }

    /// All of them, or the first that is pending.
    pub fn all(values: impl IntoIterator<Item = Value<T>>) -> Value<Vec<T>> {
        let mut known = Vec::new();
        for value in values {
            match value {
                Value::Known(value) => known.push(value),
                Value::Pending(origin) => return Value::Pending(origin),
            }
        }
        Value::Known(known)
    }
}

impl<T> From<T> for Value<T> {
    fn from(value: T) -> Value<T> {
        Value::Known(value)
    }
}

impl<T: fmt::Display> fmt::Display for Value<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Known(value) => value.fmt(f),
            Value::Pending(_) => f.write_str("(known after apply)"),
        }
    }
}

impl<T: Serialize> Serialize for Value<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            Value::Known(value) => value.serialize(serializer),
            Value::Pending(origin) => serializer.collect_str(&format_args!("${{{origin}}}")),
        }
    }
}
