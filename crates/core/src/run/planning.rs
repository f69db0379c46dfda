//! `plan`: reads, never writes.

use super::prepare::{Ready, prepare};
use super::{Apply, Target};
use crate::error::{Errors, Result};
use crate::event::Verb;
use crate::node::Run;
use crate::plan::{Change, Defaulted, Pass, Plan, survey};
use crate::world::World;

/// What [`apply`](crate::apply()) with the same options would do. Nothing is written.
///
/// # Errors
/// Every problem that was found: `InvalidSpec`, `Preflight`, `NotOurs`, `Immutable`, and what calls answer.
pub async fn plan(target: &impl Target, world: &World, options: &Apply) -> Result<Plan, Errors> {
    let ready = prepare(target, world, options, options.purpose()).await?;
    let pass = read(&ready, options).await;
    describe(&ready, &pass)
}

pub(super) async fn read(ready: &Ready, options: &Apply) -> Pass {
    let run = Run::new(
        ready.world.remembering(),
        ready.facts.clone(),
        ready.composed.graph.len(),
        options.options(&ready.resolved.timeouts),
    );
    survey(&ready.composed.graph, run).await
}

pub(super) fn describe(ready: &Ready, pass: &Pass) -> Result<Plan, Errors> {
    match Errors::of(pass.errors.clone()) {
        Some(errors) => Err(errors),
        None => {
            let mut plan = assemble(ready, Verb::Apply, pass.changes());
            plan.warnings.extend(pass.warnings());
            Ok(plan)
        }
    }
}

pub(super) fn assemble(ready: &Ready, verb: Verb, changes: Vec<Change>) -> Plan {
    let defaulted = |row: &crate::spec::resolved::Defaulted| Defaulted {
        path: row.path.clone(),
        value: row.value.clone(),
        origin: row.origin.to_string(),
    };
    Plan {
        verb,
        stack: ready.owner.clone(),
        account: ready.facts.account.clone(),
        region: ready.facts.region.clone(),
        caller: ready.identity.arn.clone(),
        endpoint: ready.world.endpoint().map(str::to_owned),
        simulated: ready.world.is_simulated(),
        changes,
        searched: ready.purpose.looks_further(),
        warnings: ready.warnings.clone(),
        defaults: ready.resolved.defaulted.iter().map(defaulted).collect(),
    }
}
