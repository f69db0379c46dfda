//! Arguments of a template function, read with the leniency of Go's template functions.

use std::collections::BTreeMap;
use std::sync::Arc;

use gotmpl::Value as Go;

/// What a template function is: arguments in, value or reason out.
pub(super) type Function = fn(&Arguments<'_>) -> Result<Go, String>;

pub(super) type Map = BTreeMap<Arc<str>, Go>;

/// The arguments of one call.
pub(super) struct Arguments<'a> {
    pub(super) values: &'a [Go],
}

impl<'a> Arguments<'a> {
    pub(super) fn at(&self, position: usize) -> Result<&'a Go, String> {
        self.values.get(position).ok_or_else(|| format!("it takes at least {} arguments", position + 1))
    }

    pub(super) fn last(&self) -> Result<&'a Go, String> {
        self.values.last().ok_or_else(|| "it takes an argument".to_owned())
    }

    /// Everything from `position` on.
    pub(super) fn rest(&self, position: usize) -> &'a [Go] {
        self.values.get(position..).unwrap_or_default()
    }

    pub(super) fn text(&self, position: usize) -> Result<String, String> {
        self.at(position).map(text_of)
    }

    pub(super) fn whole(&self, position: usize) -> Result<i64, String> {
        self.at(position).map(whole_of)
    }

    pub(super) fn list(&self, position: usize) -> Result<Vec<Go>, String> {
        list_of(self.at(position)?)
    }

    pub(super) fn map(&self, position: usize) -> Result<Map, String> {
        map_of(self.at(position)?)
    }
}

pub(super) fn text(text: impl AsRef<str>) -> Go {
    Go::String(text.as_ref().into())
}

pub(super) fn map(map: Map) -> Go {
    Go::Map(Arc::new(map))
}

pub(super) fn text_of(value: &Go) -> String {
    match value {
        Go::Nil => String::new(),
        other => other.to_string(),
    }
}

/// Like sprig's `int64`: what is no number is zero.
pub(super) fn whole_of(value: &Go) -> i64 {
    match value {
        Go::Int(whole) => *whole,
        Go::Uint(whole) => i64::try_from(*whole).unwrap_or(i64::MAX),
        Go::Float(float) => *float as i64,
        Go::Bool(flag) => i64::from(*flag),
        Go::String(text) => text.parse().unwrap_or_else(|_| text.parse::<f64>().map_or(0, |float| float as i64)),
        _ => 0,
    }
}

pub(super) fn float_of(value: &Go) -> f64 {
    match value {
        Go::Float(float) => *float,
        Go::String(text) => text.parse().unwrap_or_default(),
        other => whole_of(other) as f64,
    }
}

pub(super) fn list_of(value: &Go) -> Result<Vec<Go>, String> {
    match value {
        Go::List(items) => Ok(items.to_vec()),
        Go::Nil => Ok(Vec::new()),
        other => Err(format!("it takes a list, not a {}", other.type_name())),
    }
}

pub(super) fn map_of(value: &Go) -> Result<Map, String> {
    match value {
        Go::Map(map) => Ok(map.as_ref().clone()),
        Go::Nil => Ok(Map::new()),
        other => Err(format!("it takes a map, not a {}", other.type_name())),
    }
}
