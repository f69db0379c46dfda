//! `apply`: a full plan pass, which is the whole run when nothing is to do, then the walk with that plan.

use std::collections::BTreeMap;
use std::time::SystemTime;

use super::planning::{describe, read};
use super::prepare::{Ready, prepare};
use super::watch::Watch;
use super::{Apply, Target};
use crate::apply::{NodeReport, Outcome, Report, critical_path, walk};
use crate::error::{Error, Errors, Kind, Result};
use crate::event::{Event, Planned, State, Verb};
use crate::graph::Slots;
use crate::plan::{Change, Pass, Plan, since};
use crate::world::World;

/// How often one run gives way to others before it says so.
const TURNS: usize = 4;

/// Makes the world as the spec says. Applying again changes nothing.
///
/// Failures of single nodes do not stop their siblings; they are in the report.
///
/// # Errors
/// What [`plan`](crate::plan()) finds; then nothing was written. `Changed` when an approved plan no longer holds.
pub async fn apply(target: &impl Target, world: &World, options: &Apply) -> Result<Report, Errors> {
    let ready = prepare(target, world, options, options.purpose()).await?;
    let mut watch = Watch::new(&ready, options);
    let report = take_turns(&ready, &mut watch, options).await;
    watch.end().await;
    report
}

/// Plans and walks; when another run has had the cluster meanwhile, plans anew and goes on.
async fn take_turns(ready: &Ready, watch: &mut Watch<'_>, options: &Apply) -> Result<Report, Errors> {
    let started = ready.world.clock().now();
    let mut nodes = Vec::new();
    for turn in 0..TURNS {
        let pass = read(ready, options).await;
        let plan = describe(ready, &pass)?;
        approve(&plan, options)?;
        if turn == 0 || !plan.is_idle() {
            announce(ready, &plan, pass.work(), options);
        }
        if plan.is_idle() {
            return Ok(finish(ready, &plan, nodes, (&pass.run.slots, started), options));
        }
        if let Some(access) = ready.access(&pass.run.slots)
            && watch.begin(access).await?
        {
            // The other run has changed the world: look again before anything is written.
            continue;
        }
        let (pass, turn) = walk_watched(ready, pass, &plan, watch).await;
        merge(&mut nodes, turn);
        match watch.interruption() {
            Some(_) if !options.cancel.is_cancelled() => nodes.retain(is_ended),
            _ => return Ok(finish(ready, &plan, nodes, (&pass.run.slots, started), options)),
        }
    }
    let text = format!("other runs have changed the cluster {TURNS} times while this one went on");
    Err(Error::new(Kind::Changed, text).with_hint("run again when they have ended").into())
}

/// What a turn that was interrupted has finished all the same.
fn is_ended(node: &NodeReport) -> bool {
    matches!(node.state, State::Ready | State::Gone)
}

/// A plan that was approved is done as it is or not at all.
pub(super) fn approve(plan: &Plan, options: &Apply) -> Result<()> {
    match &options.approved {
        Some(digest) if *digest != plan.digest() => {
            let mut text = "the world has changed since the plan was made".to_owned();
            let changed = options.shown.as_ref().map(|shown| since(shown, plan)).unwrap_or_default();
            changed.iter().for_each(|line| text += &format!("\n  {line}"));
            Err(Error::new(Kind::Changed, text).with_hint("plan again and look at what is different"))
        }
        _ => Ok(()),
    }
}

/// The walk, for as long as the cluster is this run's.
async fn walk_watched(ready: &Ready, mut pass: Pass, plan: &Plan, watch: &Watch<'_>) -> (Pass, Vec<NodeReport>) {
    pass.run.begin_walk(ready.world.clone(), watch.halt());
    let nodes = watch.over(&pass.run.slots, walk_until_calm(ready, &pass, plan, watch)).await;
    (pass, nodes)
}

/// Nodes that are replaced move pods, so what was ready before may be waiting again: a run that rolled nodes ends when
/// another look finds nothing to wait for.
async fn walk_until_calm(ready: &Ready, pass: &Pass, plan: &Plan, watch: &Watch<'_>) -> Vec<NodeReport> {
    let mut nodes = walk(&ready.composed.graph, pass).await;
    let rolled = plan.changes.iter().flat_map(|change| &change.fields).any(|field| field.rolls.is_some());
    let failed = nodes.iter().any(|node| node.error.is_some());
    if !rolled || failed || watch.halt().is_cancelled() {
        return nodes;
    }
    let mut again = read(ready, watch.options()).await;
    let waiting = describe(ready, &again).is_ok_and(|plan| !plan.has_changes() && !plan.is_idle());
    if waiting {
        again.run.begin_walk(ready.world.clone(), watch.halt());
        merge(&mut nodes, walk(&ready.composed.graph, &again).await);
    }
    nodes
}

/// What was done to a node stays what the first report says; how it ended is known better by the later one.
fn merge(nodes: &mut Vec<NodeReport>, later: Vec<NodeReport>) {
    for other in later {
        match nodes.iter_mut().find(|node| node.id == other.id) {
            Some(node) => *node = NodeReport { action: node.action, started: node.started, ..other },
            None => nodes.push(other),
        }
    }
}

/// Says what is to be done, before it begins: each node, and what a node for leftovers deletes under its own name.
pub(super) fn announce(ready: &Ready, plan: &Plan, work: Vec<(usize, &Change)>, options: &Apply) {
    let mut nodes: Vec<Planned> = Vec::new();
    for (node, change) in work {
        let declared = ready.composed.graph.get(node);
        let typical = declared.body.typical().as_secs();
        let mut add = |id: &String| {
            if !nodes.iter().any(|planned| planned.id == *id) {
                nodes.push(Planned { id: id.clone(), action: change.action, typical });
            }
        };
        add(&declared.id);
        if declared.id.ends_with("/*") {
            add(&change.id);
        }
    }
    options.events.send(Event::Started {
        at: ready.world.clock().timestamp(),
        verb: plan.verb,
        stack: plan.stack.clone(),
        account: plan.account.clone(),
        region: plan.region.clone(),
        nodes,
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
    let left = || plan.changes.iter().filter(|change| change.unapproved);
    let used = left().filter_map(|change| Some(format!("{} is left: {}", change.id, change.note.as_ref()?)));
    Report {
        verb: plan.verb,
        stack: plan.stack.clone(),
        outcome,
        seconds: ready.world.clock().since(started).as_secs_f64(),
        critical_path: critical_path(&nodes),
        nodes,
        outputs,
        left: left().map(|change| change.id.clone()).collect(),
        warnings: plan.warnings.iter().cloned().chain(used).collect(),
    }
}
