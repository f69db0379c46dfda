//! What the API knows about the shape of its objects.
//!
//! [`Schema`] is the common form of built-in types and of CustomResourceDefinitions; strict decoding, strategic
//! merge patches and server-side apply work on it.

mod builtin;
mod cel;
mod decode;
mod defaults;
mod formats;
mod structural;
mod validate;

use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) use builtin::{TYPE_TABLE, built_in};
pub(crate) use cel::Rules;
pub(crate) use decode::{Decoded, decode};
pub(crate) use defaults::fill;
pub(crate) use structural::{drop_nulls, prune, structural};
pub(crate) use validate::validate;

/// The shape of a value.
#[derive(Debug, PartialEq)]
pub(crate) enum Schema {
    /// Anything; its shape is deduced from the value.
    Any,
    Scalar(Scalar),
    List {
        items: Arc<Schema>,
        merge: ListMerge,
    },
    Map {
        values: Arc<Schema>,
        atomic: bool,
    },
    Object(Fields),
}

/// The declared fields of an object.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Fields {
    /// The Go-like type name in error texts; empty for custom resources.
    pub(crate) name: String,
    pub(crate) fields: BTreeMap<String, Arc<Schema>>,
    pub(crate) required: Vec<String>,
    pub(crate) atomic: bool,
    /// Undeclared fields are kept.
    pub(crate) open: bool,
}

/// The kinds of scalars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scalar {
    String,
    Integer,
    Number,
    Boolean,
    IntOrString,
    Quantity,
    Time,
    Bytes,
    /// A custom resource's scalar whose type is left to validation.
    Free,
}

/// How two versions of a list are merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ListMerge {
    Atomic,
    Set,
    /// The names of the key fields.
    Map(Vec<String>),
}

impl Schema {
    /// The schema of one field of an object, or of a map's values; `None` when the field is not declared.
    pub(crate) fn field(&self, name: &str) -> Option<Arc<Schema>> {
        match self {
            Schema::Any => Some(Arc::new(Schema::Any)),
            Schema::Map { values, .. } => Some(values.clone()),
            Schema::Object(object) => match object.fields.get(name) {
                Some(found) => Some(found.clone()),
                None if object.open => Some(Arc::new(Schema::Any)),
                None => None,
            },
            _ => None,
        }
    }

    /// A field that is declared by name (not a key of a map).
    pub(crate) fn declares(&self, name: &str) -> bool {
        matches!(self, Schema::Object(object) if object.fields.contains_key(name))
    }

    pub(crate) fn is_atomic(&self) -> bool {
        match self {
            Schema::Scalar(_) => true,
            Schema::List { merge, .. } => *merge == ListMerge::Atomic,
            Schema::Map { atomic, .. } => *atomic,
            Schema::Object(object) => object.atomic,
            Schema::Any => false,
        }
    }
}
