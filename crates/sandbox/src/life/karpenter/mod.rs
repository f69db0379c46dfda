pub(crate) mod startup;
use super::pass::Pass;
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
pub(crate) struct State {}
pub(crate) fn run(_pass: &mut Pass<'_>, _state: &mut State) {}
