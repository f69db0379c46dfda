//! Server-side apply: who owns which field, and how two intentions become one object.

mod compare;
mod conflict;
mod field_set;
mod managers;
mod merge;
mod operation;

pub(crate) use managers::{Writer, record_update};
pub(crate) use operation::apply;
