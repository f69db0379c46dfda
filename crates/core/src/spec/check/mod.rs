//! All that is wrong with a spec, found without a call.

mod correction;
mod later;
mod problem;
mod rules;
mod shape;
mod text_form;

pub use problem::{Place, Problem, Problems, Severity};
pub(crate) use shape::check_shape;

use super::stack::Spec;
use crate::units::ClusterName;

/// Checks a spec that was built, not read: everything that a form alone cannot say.
pub fn check_spec(spec: &Spec) -> Problems {
    let mut problems = Problems::default();
    // A name that is not one is a problem of its own; the rest is checked beside it.
    let Ok(name) = ClusterName::new(&spec.name).or_else(|_| ClusterName::new("unnamed")) else { return problems };
    let full = spec.resolve_named(name);
    rules::apply(&rules::Subject { spec, full: &full }, &mut problems);
    problems.sorted()
}
