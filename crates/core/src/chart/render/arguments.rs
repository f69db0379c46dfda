//! Arguments of a template function, read with the leniency of Go's template functions.

use std::collections::BTreeMap;
use std::sync::Arc;

use gotmpl::Value as Go;

use super::literals::whole;
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

/// Like sprig's `int64`: what is no number is zero.
pub(super) fn whole_of(value: &Go) -> i64 {
    match value {
        Go::Int(whole) => *whole,
        Go::Uint(whole) => i64::try_from(*whole).unwrap_or(i64::MAX),
        Go::Float(float) => cut(*float),
        Go::Bool(flag) => i64::from(*flag),
        Go::String(text) => whole_in(text),
        _ => 0,
    }
}

/// What a float is as a whole number on the machines that Helm is built for: what is too large is the smallest.
fn cut(float: f64) -> i64 {
    const LEAST: f64 = i64::MIN as f64;
    if (LEAST..-LEAST).contains(&float) { float as i64 } else { i64::MIN }
}

/// Like `spf13/cast`, which sprig uses: whole numbers in Go's ways to write them, with a fraction of zeros, else zero.
fn whole_in(text: &str) -> i64 {
    let unfinished =
        text.split_once('.').filter(|(_, zeros)| !zeros.is_empty() && zeros.bytes().all(|one| one == b'0'));
    whole(unfinished.map_or(text, |(digits, _)| digits)).unwrap_or(0)
}

pub(super) fn float_of(value: &Go) -> f64 {
    match value {
        Go::Float(float) => *float,
        Go::String(text) => fractional(text),
        other => whole_of(other) as f64,
    }
}

/// A number of digits, with a fraction or an exponent; the other ways of Go's are zero, as wrong ones are.
fn fractional(text: &str) -> f64 {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    text.parse().ok().filter(|float: &f64| plain && float.is_finite()).unwrap_or_default()
}

pub(super) fn list_of(value: &Go) -> Result<Vec<Go>, String> {
    match value {
        Go::List(items) => Ok(items.to_vec()),
        other => Err(format!("it takes a list, not a {}", other.type_name())),
    }
}

pub(super) fn map_of(value: &Go) -> Result<Map, String> {
    match value {
        Go::Map(map) => Ok(map.as_ref().clone()),
        other => Err(format!("it takes a map, not a {}", other.type_name())),
    }
}
