//! The form that every section of the spec has.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Tags, labels or annotations: a key and its value.
pub type Texts = BTreeMap<String, String>;

/// Part of the file whose content is somebody else's: chart values, kubelet settings.
pub type Open = serde_json::Map<String, serde_json::Value>;

/// A section: plain data whose fields are all optional, its wire form in camelCase, and a consuming setter a field.
/// What is not given stays `None`, because a default and a given value are treated differently later.
macro_rules! section {
    ($(#[$meta:meta])* pub struct $name:ident {
        $($(#[doc = $doc:literal])* $(#[serde($($wire:tt)*)])? $field:ident: $type:ty,)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(rename_all = "camelCase", deny_unknown_fields, default)]
        pub struct $name {
            $(
                $(#[doc = $doc])*
                $(#[serde($($wire)*)])?
                #[serde(skip_serializing_if = "Option::is_none")]
                pub $field: Option<$type>,
            )*
        }

        impl $name {
            $(
                $(#[doc = $doc])*
                #[must_use]
                pub fn $field(mut self, value: impl Into<$type>) -> $name {
                    self.$field = Some(value.into());
                    self
                }
            )*
        }
    };
}

pub(crate) use section;

/// The word that leaves something out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
pub enum Off {
    #[default]
    #[serde(rename = "off")]
    Off,
}

/// A section, or `off`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "{T}OrOff")]
pub enum Switch<T> {
    /// Left out.
    Off(Off),
    /// Given.
    On(T),
}

impl<T> Switch<T> {
    /// The section, unless it is off.
    pub fn on(&self) -> Option<&T> {
        match self {
            Switch::Off(_) => None,
            Switch::On(section) => Some(section),
        }
    }
}

impl<T> From<T> for Switch<T> {
    fn from(section: T) -> Switch<T> {
        Switch::On(section)
    }
}

/// The smallest and largest value that are wanted; either may be left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "RangeOf{T}")]
pub struct Range<T> {
    /// The smallest, itself included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<T>,
    /// The largest, itself included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<T>,
}

impl<T> Range<T> {
    /// From `min` upwards.
    pub fn at_least(min: T) -> Range<T> {
        Range { min: Some(min), max: None }
    }

    /// From `min` to `max`, both included.
    pub fn between(min: T, max: T) -> Range<T> {
        Range { min: Some(min), max: Some(max) }
    }
}
