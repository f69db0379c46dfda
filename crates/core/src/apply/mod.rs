//! Making the world as the plan says: walk, settle, prune, destroy, report.

mod destroy;
mod look;
mod remove;
mod report;
mod settle;
mod walk;

pub(crate) use destroy::{Located, locate, tear_down};
pub(crate) use look::{Seen, look};
pub(crate) use remove::remove;
pub(crate) use report::critical_path;
pub use report::{NodeReport, Outcome, Report};
pub(crate) use settle::settle;
pub(crate) use walk::walk;
