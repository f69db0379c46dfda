//! All that is wrong with a spec, found without a call.

mod correction;
mod later;
mod problem;
mod shape;

pub use problem::{Place, Problem, Problems, Severity};
pub(crate) use shape::check_shape;

use super::stack::Spec;

/// Checks a spec that was built, not read.
pub fn check_spec(spec: &Spec) -> Problems {
    let _ = spec;
    Problems::default()
}
