//! A resource in a graph with its type erased: what a plan, a walk and a destroy can ask of it.

mod declare;
mod displaced;
mod found;
mod left;
mod managed;
mod pruned;
mod site;

use std::time::Duration;

use futures::future::BoxFuture;

use crate::error::{Error, Result};
use crate::event::Action;
use crate::graph::{Graph, Shared};
use crate::plan::Change;
use crate::resource::Kind;

pub(crate) use declare::Settled;
pub use declare::{Answered, Declare, Displacing, Handle};
pub(crate) use displaced::Successor;
pub(crate) use site::{Limit, Options, Run, Site, cancelled};

/// What the plan pass learned about a node, kept for the walk.
pub(crate) struct Survey {
    pub changes: Vec<Change>,
    pub warnings: Vec<String>,
    /// What dependants see: the live state, or its preview.
    pub slot: Shared,
    /// What the node itself wants to remember.
    pub memo: Shared,
}

impl Survey {
    pub(crate) fn action(&self) -> Action {
        let actions = self.changes.iter().filter(|change| !change.unapproved).map(|change| change.action);
        actions.max().unwrap_or(Action::Keep)
    }

    /// Whether machines are replaced by it.
    pub(crate) fn rolls(&self) -> bool {
        self.changes.iter().flat_map(|change| &change.fields).any(|field| field.rolls.is_some())
    }
}

/// What destroy found.
pub(crate) struct Remains {
    pub changes: Vec<Change>,
    pub slot: Option<Shared>,
    pub memo: Shared,
    /// Why it may not be deleted at all; said before anything is.
    pub protected: Option<Error>,
    /// What is ours and stays, unless it goes with its container: each by its id, and why.
    pub stays: Vec<(String, String)>,
}

impl Remains {
    pub(crate) fn new(changes: Vec<Change>, slot: Option<Shared>, memo: Shared) -> Remains {
        Remains { changes, slot, memo, protected: None, stays: Vec::new() }
    }
}

/// How a node ends when the thing that it lives inside is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It is gone with it and gets no call of its own.
    WithContainer,
    /// It is deleted first, by its own call.
    Before,
}

pub(crate) trait Node: Send + Sync {
    fn kind(&self) -> Kind;

    /// The type of a node that shall exist; none for questions and leftovers.
    fn managed(&self) -> Option<std::any::TypeId> {
        None
    }

    /// How long creating one takes when all is well.
    fn typical(&self) -> Duration {
        Duration::ZERO
    }

    /// Reads and decides; writes nothing. `None` when something it needs could not be planned.
    fn survey<'a>(&'a self, site: &'a Site<'a>) -> BoxFuture<'a, Result<Option<Survey>>>;

    /// Makes it as wanted and waits until it is ready; answers what dependants see.
    fn settle<'a>(&'a self, site: &'a Site<'a>, survey: &'a Survey) -> BoxFuture<'a, Result<Shared>>;

    /// Reads for destroy, without check and diff: an invalid spec or a drift must not block it.
    fn locate<'a>(&'a self, site: &'a Site<'a>) -> BoxFuture<'a, Result<Remains>>;

    /// Deletes it and waits until it is gone.
    fn remove<'a>(&'a self, site: &'a Site<'a>, remains: &'a Remains) -> BoxFuture<'a, Result<()>>;
}

/// A graph of things.
pub type Resources = Graph<Box<dyn Node>>;

impl std::fmt::Debug for dyn Node {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.kind().0)
    }
}
