//! All that is wrong with a spec, found without a call.

mod arn_example;
mod branch;
mod correction;
mod problem;
mod rules;
mod shape;
mod text_form;
mod wording;

pub(crate) use correction::nearest;
pub use problem::{Place, Problem, Problems, Severity};
pub(crate) use shape::{Shaped, check_shape};

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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::spec::text::{Format, check};

    /// Every broken spec gives the problems that stand beside it. The texts are the `Display` of `Problems`.
    #[test]
    fn each_broken_spec_gives_its_problems() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/broken");
        let mut specs = 0;
        for entry in std::fs::read_dir(folder).expect("the folder of broken specs") {
            let path = entry.expect("a file").path();
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
            if name.ends_with(".expected") {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a spec");
            let expected = std::fs::read_to_string(path.with_extension("expected")).expect("its problems");
            assert_eq!(check(&text, Format::of_file(&name), &name).to_string(), expected, "{name}");
            specs += 1;
        }
        assert!(specs >= 30, "{specs}");
    }

    /// The examples are right, and so is each of them as resolved.
    #[test]
    fn examples_have_no_problems() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
        for entry in std::fs::read_dir(folder).expect("the folder of examples") {
            let path = entry.expect("a file").path();
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
            if !(name.ends_with(".yaml") || name.ends_with(".json")) {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a spec");
            // A part that is applied alone is no whole spec.
            if text.lines().any(|line| line.starts_with("piece:")) {
                continue;
            }
            assert_eq!(check(&text, Format::of_file(&name), &name).to_string(), "", "{name}");
        }
    }
}
