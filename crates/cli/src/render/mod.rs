//! How things look as text. Pure: everything here answers text, the printer prints it.

pub(crate) mod difference;
pub(crate) mod error;
pub(crate) mod event;
mod excerpt;
pub(crate) mod field;
pub(crate) mod fields;
pub(crate) mod grants;
pub(crate) mod lines;
pub(crate) mod plan;
mod policy;
pub(crate) mod progress;
pub(crate) mod report;
pub(crate) mod rule;
pub(crate) mod section;
pub(crate) mod status;
pub(crate) mod style;
pub(crate) mod table;
pub(crate) mod timeline;
pub(crate) mod tree;
