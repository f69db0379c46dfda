//! The verbs: what a program, the command line and the bindings call.

mod applying;
mod destroying;
mod lease;
mod options;
mod orphans;
mod outputs;
mod piece;
mod planning;
mod prepare;
mod specimen;
mod subject;
mod sweep;
mod watch;

pub use crate::compose::Piece;
pub use applying::apply;
pub use destroying::{destroy, plan_destroy};
pub use options::Apply;
pub use outputs::outputs;
pub use piece::Target;
pub use planning::plan;
pub use prepare::render;
pub(crate) use prepare::{access, guard, resolve};
pub use specimen::{Specimen, Specimens};
pub use subject::{Opened, Subject};
