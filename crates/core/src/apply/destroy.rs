//! Everything away again, the other way round: what lives inside something first, where it must, and no call for
//! what goes with its container.

use futures::future::join_all;

use super::report::{NodeReport, Timing};
use super::walk::tell;
use crate::error::Error;
use crate::event::{Action, State};
use crate::graph::{Slot, Slots};
use crate::node::{Remains, Resources, Run, Site};
use crate::plan::Change;

/// What destroy found, node by node.
pub(crate) struct Located {
    pub run: Run,
    pub remains: Vec<Option<Remains>>,
    /// A failed read blocks only what the node needs: that must outlive it.
    pub errors: Vec<(usize, Error)>,
}

impl Located {
    /// What will be deleted by a call, in the order of the graph.
    pub(crate) fn changes(&self, graph: &Resources) -> Vec<Change> {
        let doomed = |node: usize| self.is_doomed(graph, node);
        let nodes = graph.iter().filter(|(node, _)| doomed(*node));
        nodes.flat_map(|(node, _)| self.remains[node].iter().flat_map(|remains| remains.changes.clone())).collect()
    }

    /// What will be deleted by calls, with the node that does it.
    pub(crate) fn work(&self, graph: &Resources) -> Vec<(usize, &Change)> {
        let doomed = graph.iter().map(|(node, _)| node).filter(|&node| self.is_doomed(graph, node));
        doomed
            .flat_map(|node| self.remains[node].iter().flat_map(move |r| r.changes.iter().map(move |c| (node, c))))
            .collect()
    }

    /// What may not be deleted, and would be.
    pub(crate) fn protected<'a>(&'a self, graph: &'a Resources) -> impl Iterator<Item = &'a Error> {
        let doomed = graph.iter().map(|(node, _)| node).filter(|&node| self.is_doomed(graph, node));
        doomed.filter_map(|node| self.remains[node].as_ref()?.protected.as_ref())
    }

    /// What is ours and stays for the sake of others, with the reason: what its container takes along is not asked.
    pub(crate) fn staying<'a>(&'a self, graph: &'a Resources) -> impl Iterator<Item = &'a (String, String)> {
        let own = graph.iter().map(|(node, _)| node).filter(|&node| !self.goes_with_container(graph, node));
        own.flat_map(|node| self.remains[node].iter().flat_map(|remains| &remains.stays))
    }

    /// Deleted by its own call.
    fn is_doomed(&self, graph: &Resources, node: usize) -> bool {
        let declared = graph.get(node);
        let here = self.remains[node].as_ref().is_some_and(|remains| !remains.changes.is_empty());
        here && declared.survives.is_none() && !self.goes_with_container(graph, node)
    }

    /// Gone without a call, because its container is deleted.
    fn goes_with_container(&self, graph: &Resources, node: usize) -> bool {
        let declared = graph.get(node);
        let container = declared.container.filter(|_| !declared.leaves_first);
        container.is_some_and(|container| self.is_doomed(graph, container))
    }

    fn is_contained_in_nothing(&self, graph: &Resources, node: usize) -> bool {
        let gone = |container: usize| self.remains[container].as_ref().is_some_and(|remains| remains.slot.is_none());
        graph.get(node).container.is_some_and(gone)
    }
}

/// The reading pass of destroy.
pub(crate) async fn locate(graph: &Resources, run: Run) -> Located {
    let visits = graph.iter().map(|(node, declared)| {
        let run = &run;
        async move {
            let site = Site { run, node, id: &declared.id, needs: &declared.needs, hosts: &declared.hosts };
            if let Some(container) = declared.container {
                run.slots.settled(&[container]).await;
                if run.slots.is_blocked(container) {
                    run.slots.put(node, Slot::Blocked);
                    return Ok(None);
                }
            }
            let found = declared.body.locate(&site).await;
            let slot = found.as_ref().ok().and_then(|remains| remains.slot.clone());
            run.slots.put(node, slot.map_or(Slot::Blocked, Slot::Filled));
            found.map(Some).map_err(|error| (node, error.at(&declared.id)))
        }
    });
    let answers = join_all(visits).await;
    let mut located = Located { run, remains: Vec::new(), errors: Vec::new() };
    for answer in answers {
        match answer {
            Ok(remains) => located.remains.push(remains),
            Err(error) => {
                located.remains.push(None);
                located.errors.push(error);
            }
        }
    }
    located
}

/// Deletes; every node as soon as everything that needs it is gone.
///
/// `order` is the graph's own, of `removal_order`.
pub(crate) async fn tear_down(graph: &Resources, located: &mut Located, order: &[Vec<usize>]) -> Vec<NodeReport> {
    located.run.slots = Slots::new(graph.len());
    let located = &*located;
    let visits = (0..graph.len()).map(|node| visit(graph, located, node, &order[node]));
    join_all(visits).await.into_iter().flatten().collect()
}

async fn visit(graph: &Resources, located: &Located, node: usize, before: &[usize]) -> Option<NodeReport> {
    let declared = graph.get(node);
    let site = Site { run: &located.run, node, id: &declared.id, needs: &declared.needs, hosts: &declared.hosts };
    let slots = &located.run.slots;
    let done = || slots.put(node, Slot::Filled(std::sync::Arc::new(())));
    if let Some((_, error)) = located.errors.iter().find(|(failed, _)| *failed == node) {
        // With consent, what cannot be read does not keep its container from being deleted with it inside.
        let inside = declared.container.is_some() && located.run.options.force;
        slots.put(node, if inside { Slot::Filled(std::sync::Arc::new(())) } else { Slot::Blocked });
        if inside {
            return None;
        }
        tell(&site, State::Failed, None, Some(error));
        let timing = Timing { started: site.now(), ended: site.now(), after: None };
        return Some(
            NodeReport::new(&declared.id, Action::Delete, State::Failed, Some(error.clone()), None)
                .timed(&located.run, timing),
        );
    }
    let blocked = slots.wait(before).await.err();
    if !located.is_doomed(graph, node) || located.is_contained_in_nothing(graph, node) {
        match blocked {
            Some(_) => slots.put(node, Slot::Blocked),
            None => done(),
        }
        return None;
    }
    let started = site.now();
    let outcome = match (blocked, located.remains[node].as_ref()) {
        (Some(_), _) => None,
        (None, _) if site.options().cancel.is_cancelled() => None,
        (None, Some(remains)) => {
            Some(declared.body.remove(&site, remains).await.map_err(|error| error.at(&declared.id)))
        }
        (None, None) => None,
    };
    let (state, error) = match outcome {
        Some(Ok(())) => (State::Gone, None),
        Some(Err(error)) => (State::Failed, Some(error)),
        None => (State::Skipped, None),
    };
    slots.put(node, if state == State::Gone { Slot::Filled(std::sync::Arc::new(())) } else { Slot::Blocked });
    let detail = blocked.map(|other| format!("{} is still there", graph.get(other).id));
    tell(&site, state, detail.clone(), error.as_ref());
    let ended = |&&other: &&usize| located.run.ended(other);
    let last = before.iter().filter(|&&other| located.run.ended(other).is_some()).max_by_key(ended);
    let timing = Timing { started, ended: site.now(), after: last.map(|&other| graph.get(other).id.clone()) };
    let report = NodeReport::new(&declared.id, Action::Delete, state, error, detail).timed(&located.run, timing);
    Some(report.standing_for(located.remains[node].iter().flat_map(|remains| &remains.changes)))
}
