use super::pass::Pass;
pub(crate) fn run(_pass: &mut Pass<'_>) {}
