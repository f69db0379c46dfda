//! `outputs`: the named values of what is there.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::planning::read;
use super::prepare::{Ready, prepare};
use super::{Apply, Target};
use crate::compose::Purpose;
use crate::error::{Error, Errors, Kind};
use crate::event::Action;
use crate::graph::Output;
use crate::plan::Pass;
use crate::world::World;

/// The outputs as they are now, without writing: of what is there, and of nothing else.
///
/// # Errors
/// As [`plan`](crate::plan()), and `NotFound` when nothing of the target is there.
pub async fn outputs(target: &impl Target, world: &World) -> Result<BTreeMap<String, Json>, Errors> {
    let options = Apply::new();
    let ready = prepare(target, world, &options, Purpose::Read).await?;
    let pass = read(&ready, &options).await;
    let (there, given): (Vec<_>, Vec<_>) = ready
        .composed
        .outputs
        .iter()
        .filter(|(_, output)| output.nodes().iter().all(|&node| is_there(&pass, node)))
        .partition(|(_, output)| !output.nodes().is_empty());
    let stands = |output: &Output<Json>| !output.nodes().is_empty();
    if there.is_empty() && ready.composed.outputs.values().any(stands) {
        return Err(Errors::of(pass.errors.clone()).unwrap_or_else(|| absent(&ready).into()));
    }
    let known = there.into_iter().chain(given).filter_map(|(name, output)| {
        let value = output.resolve(&pass.run.slots).as_known()?.clone();
        Some((name.clone(), value))
    });
    Ok(known.collect())
}

/// What is still to be made has only a preview.
fn is_there(pass: &Pass, node: usize) -> bool {
    pass.surveys[node]
        .as_ref()
        .is_some_and(|survey| survey.changes.iter().all(|change| change.action != Action::Create))
}

fn absent(ready: &Ready) -> Error {
    let text = format!("nothing of the stack {} is there in {}", ready.owner, ready.world.region());
    Error::new(Kind::NotFound, text).with_hint("`karpool apply` makes it; check name, region and account")
}
