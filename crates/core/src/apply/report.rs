//! What a run has done.

use std::collections::BTreeMap;
use std::time::SystemTime;

use schemars::JsonSchema;
use serde::Serialize;

use crate::error::{Error, ErrorRecord, Kind};
use crate::event::{Action, State, Verb};
use crate::node::Run;
use crate::plan::Change;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// Nothing was to do.
    Idle,
    Done,
    Failed,
    Cancelled,
}

/// One node's part of a run. Times are seconds since the run started.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NodeReport {
    /// The node: `eks.node_group/system`.
    pub id: String,
    /// The ids of what it deletes, where that has names of its own: what left the spec, what Karpenter made.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stands_for: Vec<String>,
    /// What the plan had decided for it.
    pub action: Action,
    /// Where it ended.
    pub state: State,
    /// When work on it began.
    pub started: f64,
    /// When it was done with.
    pub ended: f64,
    /// What it waited for last before it could start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// What was done, or why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorRecord>,
    #[serde(skip)]
    pub(crate) failure: Option<Error>,
}

pub(crate) struct Timing {
    pub started: SystemTime,
    pub ended: SystemTime,
    pub after: Option<String>,
}

impl NodeReport {
    pub(crate) fn new(
        id: &str,
        action: Action,
        state: State,
        failure: Option<Error>,
        detail: Option<String>,
    ) -> NodeReport {
        let error = failure.as_ref().map(Error::record);
        let stands_for = Vec::new();
        let (id, started, ended, after) = (id.to_owned(), 0.0, 0.0, None);
        NodeReport { id, stands_for, action, state, started, ended, after, detail, error, failure }
    }

    pub(crate) fn standing_for<'a>(mut self, changes: impl IntoIterator<Item = &'a Change>) -> NodeReport {
        let others = changes.into_iter().filter(|change| change.writes() && change.id != self.id);
        self.stands_for = others.map(|change| change.id.clone()).collect();
        self
    }

    /// How many things it has done something to.
    pub fn count(&self) -> usize {
        self.stands_for.len().max(1)
    }

    pub(crate) fn timed(mut self, run: &Run, timing: Timing) -> NodeReport {
        let since = |at: SystemTime| at.duration_since(run.started).unwrap_or_default().as_secs_f64();
        self.started = since(timing.started);
        self.ended = since(timing.ended);
        self.after = timing.after;
        self
    }
}

/// Everything that a run has done.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// What was done.
    pub verb: Verb,
    /// `<region>/<name>`; of one part alone, its kind and name besides.
    pub stack: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Seconds of the world's time.
    pub seconds: f64,
    /// Every node, in the order of the graph.
    pub nodes: Vec<NodeReport>,
    /// The chain of nodes that decided how long the run took, first to last.
    pub critical_path: Vec<String>,
    /// Named values that other tools ask for: `cluster.endpoint`, `karpenter.queueName`.
    pub outputs: BTreeMap<String, serde_json::Value>,
    /// What left the spec and is still there: until `prune`, or because something uses it, and then a warning says what.
    pub left: Vec<String>,
    /// What may surprise.
    pub warnings: Vec<String>,
}

impl Report {
    /// Every failure, in the order of the graph.
    pub fn errors(&self) -> impl Iterator<Item = &Error> {
        self.nodes.iter().filter_map(|node| node.failure.as_ref())
    }

    /// The failure that decides the exit code: the first in time that is not a mere cancel; others may follow from it.
    pub fn error(&self) -> Option<&Error> {
        let failed = self.nodes.iter().filter_map(|node| Some((node.ended, node.failure.as_ref()?)));
        let first = failed.filter(|(_, error)| !error.is(Kind::Cancelled)).min_by(|(a, _), (b, _)| a.total_cmp(b));
        first.map(|(_, error)| error).or_else(|| self.errors().next())
    }

    pub fn is_ok(&self) -> bool {
        matches!(self.outcome, Outcome::Idle | Outcome::Done)
    }

    pub(crate) fn outcome_of(nodes: &[NodeReport], cancelled: bool) -> Outcome {
        let failed = nodes.iter().any(|node| node.failure.as_ref().is_some_and(|error| !error.is(Kind::Cancelled)));
        let unfinished = nodes.iter().any(|node| matches!(node.state, State::Failed | State::Skipped));
        match (failed, cancelled && unfinished) {
            (true, _) => Outcome::Failed,
            (false, true) => Outcome::Cancelled,
            (false, false) if nodes.is_empty() => Outcome::Idle,
            (false, false) => Outcome::Done,
        }
    }
}

/// From the node that ended last back along what each waited for.
pub(crate) fn critical_path(nodes: &[NodeReport]) -> Vec<String> {
    let by_id: BTreeMap<&str, &NodeReport> = nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let mut path = Vec::new();
    let mut next = nodes.iter().max_by(|a, b| a.ended.total_cmp(&b.ended));
    while let Some(node) = next {
        if path.contains(&node.id) {
            break;
        }
        path.push(node.id.clone());
        next = node.after.as_deref().and_then(|id| by_id.get(id).copied());
    }
    path.reverse();
    path
}
