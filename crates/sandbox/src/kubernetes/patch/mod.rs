//! The three forms of patches, as pure functions.

mod json;
mod merge;
mod strategic;

pub(crate) use json::json;
pub(crate) use merge::merge;
pub(crate) use strategic::strategic;
