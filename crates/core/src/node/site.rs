//! Where a node works: the run it is part of and the services of that run.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use tokio_util::sync::CancellationToken;

use crate::error::{Error, Kind, Result};
use crate::event::{Event, Events, State};
use crate::graph::Slots;
use crate::resource::{Facts, Resource};
use crate::world::World;

/// What the caller allows and wishes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    pub prune: bool,
    pub adopt: bool,
    pub force: bool,
    /// How long a kind may take, where the spec says it and not the kind.
    pub limits: BTreeMap<&'static str, Limit>,
    pub events: Events,
    pub cancel: CancellationToken,
}

/// How long a kind may take, and the field of the spec that says so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    pub span: Duration,
    pub field: &'static str,
}

/// How long after the writing of something it may still be invisible to other services.
/// Source: IAM user guide, "Changes that I make are not always immediately visible"; seen up to 20 s, kept generous.
const PROPAGATION: Duration = Duration::from_secs(90);

/// One pass over a graph.
pub(crate) struct Run {
    pub world: World,
    pub facts: Facts,
    pub slots: Slots,
    pub options: Options,
    pub started: SystemTime,
    /// When each node was last written in this run.
    written: Mutex<Vec<Option<SystemTime>>>,
    /// When each node's work ended.
    ends: Mutex<Vec<Option<SystemTime>>>,
}

impl Run {
    pub(crate) fn new(world: World, facts: Facts, nodes: usize, options: Options) -> Run {
        let started = world.clock().now();
        Run {
            world,
            facts,
            slots: Slots::new(nodes),
            options,
            started,
            written: Mutex::new(vec![None; nodes]),
            ends: Mutex::new(vec![None; nodes]),
        }
    }

    /// Begins anew with what the reading pass has learned: nothing is settled yet, and every look is a fresh one.
    pub(crate) fn begin_walk(&mut self, world: World, cancel: CancellationToken) {
        let nodes = self.ends().len();
        self.slots = Slots::new(nodes);
        self.world = world;
        self.options.cancel = cancel;
    }

    fn written(&self) -> std::sync::MutexGuard<'_, Vec<Option<SystemTime>>> {
        self.written.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    pub(crate) fn ends(&self) -> std::sync::MutexGuard<'_, Vec<Option<SystemTime>>> {
        self.ends.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// A node's place in a run.
pub(crate) struct Site<'a> {
    pub run: &'a Run,
    pub node: usize,
    pub id: &'a str,
    pub needs: &'a [usize],
    /// What it runs on.
    pub hosts: &'a [usize],
}

impl Site<'_> {
    pub(crate) fn world(&self) -> &World {
        &self.run.world
    }

    pub(crate) fn options(&self) -> &Options {
        &self.run.options
    }

    /// How long creating, updating or deleting one thing of this kind may take.
    pub(crate) fn limit<R: Resource>(&self) -> Duration {
        self.options().limits.get(R::KIND.0).map_or(R::LIMIT, |limit| limit.span)
    }

    /// The field of the spec that raises it.
    pub(crate) fn limit_field<R: Resource>(&self) -> Option<&'static str> {
        self.options().limits.get(R::KIND.0).map(|limit| limit.field)
    }

    pub(crate) fn now(&self) -> SystemTime {
        self.world().clock().now()
    }

    pub(crate) fn tell(&self, state: State, detail: impl Into<Option<String>>) {
        let at = self.world().clock().timestamp();
        self.options().events.send(Event::Node {
            at,
            id: self.id.to_owned(),
            state,
            detail: detail.into(),
            error: None,
        });
    }

    /// Whether nothing comes any more of what it runs on.
    pub(crate) fn is_stranded(&self) -> bool {
        let failed = |&host: &usize| self.run.slots.is_blocked(host);
        !self.hosts.is_empty() && self.hosts.iter().all(failed)
    }

    /// Waits, unless the run is cancelled meanwhile.
    pub(crate) async fn pause(&self, duration: Duration) -> Result<()> {
        tokio::select! {
            biased;
            () = self.options().cancel.cancelled() => Err(cancelled()),
            () = self.world().clock().sleep(duration) => Ok(()),
        }
    }

    /// Nothing new is started once the run is cancelled.
    pub(crate) fn still_wanted(&self) -> Result<()> {
        if self.options().cancel.is_cancelled() { Err(cancelled()) } else { Ok(()) }
    }

    pub(crate) fn mark_written(&self) {
        self.run.written()[self.node] = Some(self.now());
    }

    /// Until when a "does not exist" about something this node needs may just be delay: an earlier run may have
    /// written it a moment before this one started.
    pub(crate) fn consistent_by(&self) -> SystemTime {
        let written = self.run.written();
        let last = self.needs.iter().filter_map(|&need| written[need]).max().unwrap_or(self.run.started);
        last.max(self.run.started) + PROPAGATION
    }
}

pub(crate) fn cancelled() -> Error {
    Error::new(Kind::Cancelled, "the run was cancelled").with_hint("run again to go on")
}
