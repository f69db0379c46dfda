//! `apply`: a full plan pass, which is the whole run when nothing is to do, then the walk with that plan.

use std::collections::BTreeMap;
use std::time::SystemTime;

use super::lease::Lease;
use super::planning::{assemble, describe, read};
use super::prepare::{Ready, prepare};
use super::{Apply, Target};
use crate::apply::{NodeReport, Outcome, Report, critical_path, walk};
use crate::compose::Purpose;
use crate::error::{Error, Errors, Kind, Result};
use crate::event::{Action, Event, Planned, Verb};
use crate::graph::Slots;
use crate::plan::{Pass, Plan};
use crate::world::{ClusterAccess, World};

/// Makes the world as the spec says. Applying again changes nothing.
///
/// Failures of single nodes do not stop their siblings; they are in the report.
///
/// # Errors
/// What [`plan`](crate::plan()) finds; then nothing was written. `Changed` when an approved plan no longer holds.
pub async fn apply(target: &impl Target, world: &World, options: &Apply) -> Result<Report, Errors> {
    let ready = prepare(target, world, options, Purpose::Apply).await?;
    let started = ready.world.clock().now();
    let mut pass = read(&ready, options).await;
    let mut plan = describe(&ready, &pass)?;
    approve(&plan, options)?;
    announce(&ready, &plan, options);
    if plan.is_idle() {
        return Ok(finish(&ready, &plan, Vec::new(), (&pass.run.slots, started), options));
    }
    let lease = match known_access(&ready, &pass) {
        Some(access) => Some(Lease::take(access, &ready.identity.arn, &ready.world, options).await?),
        None => None,
    };
    if lease.as_ref().is_some_and(|lease| lease.waited) {
        // The other run has changed the world: look again before anything is written.
        pass = read(&ready, options).await;
        plan = describe(&ready, &pass)?;
        approve(&plan, options)?;
    }
    let work = walk_until_calm(&ready, &mut pass, &plan, options);
    let nodes = match &lease {
        Some(lease) => tokio::select! {
            nodes = work => nodes,
            () = lease.keep(&ready.world) => Vec::new(),
        },
        None => work.await,
    };
    if let Some(lease) = lease {
        lease.release(&ready.world).await;
    }
    Ok(finish(&ready, &plan, nodes, (&pass.run.slots, started), options))
}

/// A plan that was approved is done as it is or not at all.
pub(super) fn approve(plan: &Plan, options: &Apply) -> Result<()> {
    match &options.approved {
        Some(digest) if *digest != plan.digest() => {
            let text = "the world has changed since the plan was made";
            Err(Error::new(Kind::Changed, text).with_hint("plan again and look at what is different"))
        }
        _ => Ok(()),
    }
}

/// The cluster's API, when the cluster is there already.
fn known_access(ready: &Ready, pass: &Pass) -> Option<ClusterAccess> {
    let output = ready.composed.access.as_ref()?;
    output.resolve(&pass.run.slots).as_known().cloned()
}

/// Nodes that are replaced move pods, so what was ready before may be waiting again: a run that rolled nodes ends when
/// another look finds nothing to wait for.
async fn walk_until_calm(ready: &Ready, pass: &mut Pass, plan: &Plan, options: &Apply) -> Vec<NodeReport> {
    let mut nodes = walk_out(ready, pass).await;
    let rolled = plan.changes.iter().flat_map(|change| &change.fields).any(|field| field.rolls.is_some());
    let failed = nodes.iter().any(|node| node.error.is_some());
    if !rolled || failed || options.cancel.is_cancelled() {
        return nodes;
    }
    let mut again = read(ready, options).await;
    let waiting = describe(ready, &again).is_ok_and(|plan| !plan.has_changes() && !plan.is_idle());
    if waiting {
        let later = walk_out(ready, &mut again).await;
        for other in later {
            // What was done to it stays what it says; how it ended is now known better.
            match nodes.iter_mut().find(|node| node.id == other.id) {
                Some(node) => *node = NodeReport { action: node.action, started: node.started, ..other },
                None => nodes.push(other),
            }
        }
    }
    nodes
}

async fn walk_out(ready: &Ready, pass: &mut Pass) -> Vec<NodeReport> {
    // Outside of the pass every look is a fresh one.
    pass.run.world = ready.world.clone();
    walk(&ready.composed.graph, pass).await
}

pub(super) fn announce(ready: &Ready, plan: &Plan, options: &Apply) {
    let typical = |id: &str| {
        let found = ready.composed.graph.iter().find(|(_, declared)| declared.id == id);
        found.map_or(0, |(_, declared)| declared.body.typical().as_secs())
    };
    let busy = plan.changes.iter().filter(|change| change.action != Action::Keep && !change.unapproved);
    let nodes =
        busy.map(|change| Planned { id: change.id.clone(), action: change.action, typical: typical(&change.id) });
    options.events.send(Event::Started {
        at: ready.world.clock().timestamp(),
        verb: plan.verb,
        stack: plan.stack.clone(),
        account: plan.account.clone(),
        region: plan.region.clone(),
        nodes: nodes.collect(),
    });
}

pub(super) fn finish(
    ready: &Ready,
    plan: &Plan,
    nodes: Vec<NodeReport>,
    (slots, started): (&Slots, SystemTime),
    options: &Apply,
) -> Report {
    let outcome = Report::outcome_of(&nodes, options.cancel.is_cancelled());
    options.events.send(Event::Finished {
        at: ready.world.clock().timestamp(),
        ok: matches!(outcome, Outcome::Idle | Outcome::Done),
    });
    let outputs = ready.composed.outputs.iter();
    let known = outputs
        .filter_map(|(name, output)| output.resolve(slots).as_known().map(|value| (name.clone(), value.clone())));
    let outputs: BTreeMap<_, _> = if plan.verb == Verb::Apply { known.collect() } else { BTreeMap::new() };
    let left = plan.changes.iter().filter(|change| change.unapproved).map(|change| change.id.clone());
    Report {
        verb: plan.verb,
        stack: plan.stack.clone(),
        outcome,
        seconds: ready.world.clock().since(started).as_secs_f64(),
        critical_path: critical_path(&nodes),
        nodes,
        outputs,
        left: left.collect(),
        warnings: plan.warnings.clone(),
    }
}

/// The outputs as they are now, without writing.
///
/// # Errors
/// As [`plan`](crate::plan()).
pub async fn outputs(target: &impl Target, world: &World) -> Result<BTreeMap<String, serde_json::Value>, Errors> {
    let options = Apply::new();
    let ready = prepare(target, world, &options, Purpose::Apply).await?;
    let pass = read(&ready, &options).await;
    let plan = assemble(&ready, Verb::Apply, Vec::new());
    let started = ready.world.clock().now();
    let report = finish(&ready, &plan, Vec::new(), (&pass.run.slots, started), &options);
    Ok(report.outputs)
}
