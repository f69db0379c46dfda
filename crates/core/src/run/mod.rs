//! The verbs: what a program, the command line and the bindings call.

mod applying;
mod destroying;
mod options;
mod planning;
mod prepare;

pub use applying::{apply, outputs};
pub use destroying::{destroy, plan_destroy};
pub use options::Apply;
pub use planning::plan;
pub use prepare::render;
