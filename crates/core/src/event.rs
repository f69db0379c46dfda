//! What happens during a run, in the order in which it happens: the only thing a front end sees of it.
#![doc = include_str!("../docs/events.md")]

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use crate::error::ErrorRecord;

/// What a run does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Verb {
    Plan,
    Apply,
    Destroy,
}

/// What a plan has decided for a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// There and as wanted.
    Keep,
    /// There and as wanted, but not ready yet: apply waits for it without writing.
    Await,
    Create,
    Update,
    /// Ours and no longer wanted.
    Delete,
}

impl Action {
    /// The sign in front of a line of a plan.
    pub fn sign(self) -> &'static str {
        match self {
            Action::Keep => " ",
            Action::Await => ".",
            Action::Create => "+",
            Action::Update => "~",
            Action::Delete => "-",
        }
    }

    pub fn writes(self) -> bool {
        matches!(self, Action::Create | Action::Update | Action::Delete)
    }
}

/// Where a node stands in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum State {
    Creating,
    Updating,
    Deleting,
    /// Accepted; waiting until it is ready or gone.
    Waiting,
    /// Something it needs is not visible yet, or the service asked for patience.
    Retrying,
    Ready,
    Gone,
    Failed,
    /// Not done because something it needs failed, or because the run was cancelled.
    Skipped,
}

impl State {
    pub fn is_final(self) -> bool {
        matches!(self, State::Ready | State::Gone | State::Failed | State::Skipped)
    }
}

/// One thing that happened. Times are the world's: simulated in the sandbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Event {
    /// A run begins to work.
    Started {
        /// When it happened.
        #[schemars(with = "String")]
        at: jiff::Timestamp,
        /// What the run does.
        verb: Verb,
        /// `<region>/<name>`; of one part alone, its kind and name besides.
        stack: String,
        /// The account, twelve digits.
        account: String,
        /// The region.
        region: String,
        /// What will be worked on.
        nodes: Vec<Planned>,
    },
    /// A node has come into another state.
    Node {
        /// When it happened.
        #[schemars(with = "String")]
        at: jiff::Timestamp,
        /// The node: `eks.node_group/system`.
        id: String,
        /// Where it stands now.
        state: State,
        /// Why it waits, what is updated, which error.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        detail: Option<String>,
        /// Why it failed, or why it is tried again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<ErrorRecord>,
    },
    /// Something the reader should know that belongs to no node.
    Notice {
        /// When it happened.
        #[schemars(with = "String")]
        at: jiff::Timestamp,
        /// What there is to know.
        text: String,
    },
    /// A cancel was asked for: nothing new is started.
    Cancelling {
        /// When it happened.
        #[schemars(with = "String")]
        at: jiff::Timestamp,
    },
    /// The run has ended.
    Finished {
        /// When it happened.
        #[schemars(with = "String")]
        at: jiff::Timestamp,
        /// Whether all was done.
        ok: bool,
    },
}

/// A node that a run is going to work on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Planned {
    /// The node: `eks.node_group/system`.
    pub id: String,
    /// What will be done to it.
    pub action: Action,
    /// How long this kind typically takes, in seconds; 0 when at once.
    pub typical: u64,
}

/// Where events go. Cloning is cheap; a sink that nobody listens to drops them.
#[derive(Clone, Debug, Default)]
pub struct Events(Option<mpsc::UnboundedSender<Event>>);

impl Events {
    pub fn none() -> Events {
        Events(None)
    }

    pub fn channel() -> (Events, mpsc::UnboundedReceiver<Event>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Events(Some(sender)), receiver)
    }

    /// Adds an event: the engine what it does, a front end what it was asked for.
    pub fn send(&self, event: Event) {
        if let Some(sender) = &self.0 {
            let _ = sender.send(event);
        }
    }
}

/// A duration as people write it: `1h02m`, `12m30s`, `4.2s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(pub std::time::Duration);

impl std::fmt::Display for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let seconds = self.0.as_secs();
        match seconds {
            0..10 => write!(f, "{:.1}s", self.0.as_secs_f64()),
            10..60 => write!(f, "{seconds}s"),
            60..3600 => write!(f, "{}m{:02}s", seconds / 60, seconds % 60),
            _ => write!(f, "{}h{:02}m", seconds / 3600, seconds % 3600 / 60),
        }
    }
}
