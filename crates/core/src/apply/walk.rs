//! Every node as soon as what it needs is there.

use std::time::SystemTime;

use futures::future::join_all;

use super::report::{NodeReport, Timing};
use crate::event::{Action, Event, State};
use crate::graph::Slot;
use crate::node::{Resources, Run, Site, Survey};
use crate::plan::Pass;

/// Walks the graph with what the plan pass has found; answers one report per node that had something to do.
pub(crate) async fn walk(graph: &Resources, pass: &Pass) -> Vec<NodeReport> {
    let visits = (0..graph.len()).map(|node| visit(graph, pass, node));
    join_all(visits).await.into_iter().flatten().collect()
}

async fn visit(graph: &Resources, pass: &Pass, node: usize) -> Option<NodeReport> {
    let declared = graph.get(node);
    let site = Site { run: &pass.run, node, id: &declared.id, needs: &declared.needs, hosts: &declared.hosts };
    let survey = pass.surveys[node].as_ref()?;
    let idle = |survey: &Survey| survey.changes.iter().all(|change| change.action == Action::Keep);
    let settled = |&need: &usize| pass.surveys[need].as_ref().is_some_and(idle);
    if idle(survey) && !survey.changes.is_empty() && declared.needs.iter().all(settled) {
        pass.run.slots.put(node, Slot::Filled(survey.slot.clone()));
        return None;
    }
    let goes_first = goes_first(graph, pass, node);
    let blocked = pass.run.slots.wait(&[declared.needs.as_slice(), &goes_first].concat()).await.err();
    let started = site.now();
    let outcome = match blocked {
        Some(need) => Err(None.ok_or(need)),
        None if site.options().cancel.is_cancelled() && survey.action() != Action::Keep => Err(Err(node)),
        None => declared.body.settle(&site, survey).await.map_err(|error| Ok::<_, usize>(error.at(&declared.id))),
    };
    let (state, error) = match outcome {
        Ok(slot) => {
            pass.run.slots.put(node, Slot::Filled(slot));
            (if survey.action() == Action::Delete { State::Gone } else { State::Ready }, None)
        }
        Err(Ok(error)) => {
            pass.run.slots.put(node, Slot::Blocked);
            (State::Failed, Some(error))
        }
        Err(Err(_)) => {
            pass.run.slots.put(node, Slot::Blocked);
            (State::Skipped, None)
        }
    };
    let action = survey.action();
    if action == Action::Keep && state != State::Failed {
        return None;
    }
    let detail = blocked.map(|other| {
        format!("{} is not {}", graph.get(other).id, if goes_first.contains(&other) { "done" } else { "there" })
    });
    tell(&site, state, detail.clone(), error.as_ref());
    let timing = Timing { started, ended: site.now(), after: last_need(graph, pass, node, &goes_first) };
    let report = NodeReport::new(&declared.id, action, state, error, detail).timed(&pass.run, timing);
    Some(report.standing_for(&survey.changes))
}

/// What an apply does first, beside what this node needs.
///
/// Before it deletes: what destroy would delete first is deleted first, pools before their classes, and what is only
/// changed has let go of the thing by then. Before it replaces machines: what runs on them is changed already.
fn goes_first(graph: &Resources, pass: &Pass, node: usize) -> Vec<usize> {
    let action = |node: usize| pass.surveys[node].as_ref().map_or(Action::Keep, Survey::action);
    let declared = graph.get(node);
    match action(node) {
        Action::Delete => {
            declared.removed_after.iter().copied().filter(|&other| action(other) != Action::Keep).collect()
        }
        Action::Update if pass.surveys[node].as_ref().is_some_and(Survey::rolls) => {
            let changes = |&other: &usize| matches!(action(other), Action::Update | Action::Await);
            declared.rolled_after.iter().copied().filter(changes).collect()
        }
        _ => Vec::new(),
    }
}

/// What ended last of all that this node was waiting for.
fn last_need(graph: &Resources, pass: &Pass, node: usize, first: &[usize]) -> Option<String> {
    let ended = |&&need: &&usize| pass.run.ended(need);
    let all = graph.get(node).needs.iter().chain(first);
    let last = all.filter(|&&need| pass.run.ended(need).is_some()).max_by_key(ended)?;
    Some(graph.get(*last).id.clone())
}

pub(super) fn tell(site: &Site<'_>, state: State, detail: Option<String>, error: Option<&crate::error::Error>) {
    site.run.end(site.node, site.now());
    site.options().events.send(Event::Node {
        at: site.world().clock().timestamp(),
        id: site.id.to_owned(),
        state,
        detail,
        error: error.map(crate::error::Error::record),
    });
}

/// Keeps the moment at which each node's work ended.
impl Run {
    pub(crate) fn ended(&self, node: usize) -> Option<SystemTime> {
        self.ends()[node]
    }

    pub(crate) fn end(&self, node: usize, at: SystemTime) {
        self.ends()[node] = Some(at);
    }
}
