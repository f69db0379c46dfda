//! Arguments of a template function, read with the leniency of Go's template functions.

use std::collections::BTreeMap;
use std::sync::Arc;

use gotmpl::Value as Go;

use crate::chart::go_value::float_text;

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

    /// An argument that Go declares as a string: nothing else will do.
    pub(super) fn text(&self, position: usize) -> Result<String, String> {
        match self.at(position)? {
            Go::String(text) => Ok(text.to_string()),
            other => Err(format!("wrong type for value; expected string; got {}", other.type_name())),
        }
    }

    /// An argument that Go declares as a whole number. Numbers of values are floats, so they need `int` first.
    pub(super) fn count(&self, position: usize) -> Result<i64, String> {
        match self.at(position)? {
            Go::Int(whole) => Ok(*whole),
            Go::Uint(whole) => i64::try_from(*whole).map_err(|_| "the number is too large".to_owned()),
            other => Err(format!("wrong type for value; expected int; got {}", other.type_name())),
        }
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

/// What Go's `%v` prints.
pub(super) fn text_of(value: &Go) -> String {
    match value {
        Go::Float(float) => float_text(*float),
        Go::List(items) => format!("[{}]", items.iter().map(text_of).collect::<Vec<_>>().join(" ")),
        Go::Map(map) => {
            let entries = map.iter().map(|(key, value)| format!("{key}:{}", text_of(value)));
            format!("map[{}]", entries.collect::<Vec<_>>().join(" "))
        }
        other => other.to_string(),
    }
}

/// A value as an action prints it: what the engine itself would print otherwise than Go becomes text.
pub(super) fn shown(value: &Go) -> Go {
    match value {
        Go::Float(_) | Go::List(_) | Go::Map(_) => text(text_of(value)),
        other => other.clone(),
    }
}

/// Like sprig's `int64`: what is no number is zero.
pub(super) fn whole_of(value: &Go) -> i64 {
    match value {
        Go::Int(whole) => *whole,
        Go::Uint(whole) => i64::try_from(*whole).unwrap_or(i64::MAX),
        Go::Float(float) => *float as i64,
        Go::Bool(flag) => i64::from(*flag),
        Go::String(text) => whole_in(text).unwrap_or(0),
        _ => 0,
    }
}

/// A whole number as Go's source writes it: hexadecimal, octal and binary by their prefixes, underscores between digits.
fn whole_in(text: &str) -> Option<i64> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (radix, digits) = match digits.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") => (16, &digits[2..]),
        Some("0o") => (8, &digits[2..]),
        Some("0b") => (2, &digits[2..]),
        _ if digits.len() > 1 && digits.starts_with('0') => (8, &digits[1..]),
        _ => (10, digits),
    };
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let size = i128::from(i64::from_str_radix(digits, radix).ok()?);
    i64::try_from(if negative { -size } else { size }).ok()
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
