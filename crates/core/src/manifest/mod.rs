//! Kubernetes objects as data: does the live object differ from what server-side apply would make of the wanted one,
//! and would it meet another manager's fields.

mod compare;
mod defaulted;
mod list_kind;
mod ownership;
mod path;
#[cfg(test)]
mod properties;
mod scalar;

pub use compare::{Change, compare};
pub use ownership::{Conflict, conflicts, set_by_others};

/// What stands in a change in place of a Secret's content.
pub const HIDDEN: &str = "(hidden)";
