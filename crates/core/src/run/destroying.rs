//! `destroy`: everything away again.

use super::applying::{announce, approve, finish};
use super::orphans;
use super::planning::assemble;
use super::prepare::{Ready, prepare};
use super::sweep::sweep;
use super::watch::Watch;
use super::{Apply, Target};
use crate::apply::{Located, Report, locate, tear_down};
use crate::compose::{ORPHANS, Purpose};
use crate::error::{Errors, Kind, Result};
use crate::event::{Event, State, Verb};
use crate::node::Run;
use crate::plan::Plan;
use crate::resource::Resource;
use crate::resource::aws::kms_key::{Key, PENDING_DAYS};
use crate::world::World;

/// What [`destroy`] would delete by calls; what goes with its container is not listed.
///
/// # Errors
/// As [`destroy`].
pub async fn plan_destroy(target: &impl Target, world: &World, options: &Apply) -> Result<Plan, Errors> {
    let (ready, _) = prepare_destroy(target, world, options).await?;
    let located = find(&ready, options).await;
    describe(&ready, &located)
}

/// Deletes everything that the stack owns. What was there before, and what others own, stays.
///
/// # Errors
/// `InvalidSpec`, `Credentials`, `Preflight` and `Changed` before anything is deleted; later failures are in the report.
pub async fn destroy(target: &impl Target, world: &World, options: &Apply) -> Result<Report, Errors> {
    let (ready, order) = prepare_destroy(target, world, options).await?;
    let started = ready.world.clock().now();
    let mut located = find(&ready, options).await;
    let mut plan = describe(&ready, &located)?;
    approve(&plan, options)?;
    announce(&ready, &plan, located.work(&ready.composed.graph), options);
    let mut watch = Watch::new(&ready, options);
    if plan.has_changes() && begin(&mut watch, &ready, &located).await? {
        located = find(&ready, options).await;
        plan = describe(&ready, &located)?;
        approve(&plan, options)?;
    }
    located.run.world = ready.world.clone();
    let nodes = watch.while_it_lasts(tear_down(&ready.composed.graph, &mut located, &order)).await;
    if !nodes.iter().any(|node| node.id.starts_with("eks.cluster/") && node.state == State::Gone) {
        watch.end().await;
    }
    let mut report = finish(&ready, &plan, nodes, (&located.run.slots, started), options);
    if report.is_ok() {
        report.left = sweep(&ready.resolved.names, ready.resolved.name.as_str(), &ready.world).await;
    }
    Ok(report)
}

/// Waits for a run that has the cluster. An API that does not answer, or not to this caller, does not block a destroy.
async fn begin(watch: &mut Watch<'_>, ready: &Ready, located: &Located) -> Result<bool> {
    let Some(access) = ready.access(&located.run.slots) else { return Ok(false) };
    match watch.begin(access).await {
        Err(error) if error.is(Kind::Cancelled) || error.is(Kind::Timeout) => Err(error),
        Err(error) => {
            let at = located.run.world.clock().timestamp();
            watch.options().events.send(Event::Notice { at, text: format!("destroying without a lease: {error}") });
            Ok(false)
        }
        waited => waited,
    }
}

/// With the order in which things go, which is looked at before anything does.
async fn prepare_destroy(
    target: &impl Target,
    world: &World,
    options: &Apply,
) -> Result<(Ready, Vec<Vec<usize>>), Errors> {
    let mut ready = prepare(target, world, options, Purpose::Destroy).await?;
    if options.delete_logs {
        ready.composed.graph.stop_surviving("logs.log_group/");
    }
    if options.delete_orphans {
        ready.composed.graph.stop_surviving(ORPHANS);
    }
    let order = ready.composed.graph.removal_order()?;
    Ok((ready, order))
}

pub(super) async fn find(ready: &Ready, options: &Apply) -> Located {
    let graph = &ready.composed.graph;
    let run = Run::new(
        ready.world.remembering(),
        ready.facts.clone(),
        graph.len(),
        options.options(&ready.resolved.timeouts),
    );
    locate(graph, run).await
}

/// A failed read does not stop a destroy, unless it is of a kind that fails everything: nobody signed in, or the spec
/// calls the stack's own cluster somebody else's. What is protected stops it too, and what would be left behind.
pub(super) fn describe(ready: &Ready, located: &Located) -> Result<Plan, Errors> {
    let fatal = |error: &&crate::error::Error| {
        error.is(Kind::Immutable)
            || error.is(Kind::Credentials) && error.doing().is_some_and(|doing| !doing.starts_with("kubernetes:"))
    };
    let protected = located.protected(&ready.composed.graph);
    let errors = located.errors.iter().map(|(_, error)| error).filter(fatal).chain(protected).cloned().collect();
    if let Some(errors) = Errors::of(errors) {
        return Err(errors);
    }
    orphans::refuse(&ready.composed.graph, located)?;
    let mut plan = assemble(ready, Verb::Destroy, located.changes(&ready.composed.graph));
    let keys = plan.changes.iter().filter(|change| change.kind == Key::KIND).map(|change| change.id.clone());
    for id in keys.collect::<Vec<_>>() {
        plan.warnings
            .push(format!("{id}: AWS keeps it for {PENDING_DAYS} days as PendingDeletion; a new apply takes it back"));
    }
    for (id, why) in located.staying(&ready.composed.graph) {
        plan.warnings.push(format!("{id} stays: {why}; move them and destroy again, or delete it yourself"));
    }
    for (node, declared) in ready.composed.graph.iter() {
        let there = located.remains[node].as_ref().is_some_and(|remains| remains.slot.is_some());
        let one = there && declared.body.managed().is_some();
        if let Some(why) = declared.survives.as_ref().filter(|_| one) {
            plan.warnings.push(format!("{} stays: {why}", declared.id));
        }
    }
    Ok(plan)
}
