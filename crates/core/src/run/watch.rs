//! Watching over a run that writes: it holds the cluster's lease from the moment at which there is a cluster, and stops
//! starting new things when another run has the lease.

use std::future::Future;
use std::sync::{Mutex, PoisonError};

use tokio_util::sync::CancellationToken;

use super::Apply;
use super::lease::{ADMISSION, Lease};
use super::prepare::Ready;
use crate::error::Result;
use crate::event::Event;
use crate::graph::Slots;
use crate::world::ClusterAccess;

/// What a run knows of its right to write.
pub(super) struct Watch<'a> {
    ready: &'a Ready,
    options: &'a Apply,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    lease: Option<std::sync::Arc<Lease>>,
    /// Who has taken the cluster over while this run went on.
    interruption: Option<String>,
    halt: CancellationToken,
}

impl<'a> Watch<'a> {
    pub(super) fn new(ready: &'a Ready, options: &'a Apply) -> Watch<'a> {
        let held = Held { halt: options.cancel.child_token(), ..Held::default() };
        Watch { ready, options, held: Mutex::new(held) }
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn options(&self) -> &'a Apply {
        self.options
    }

    /// Tripped when the caller cancels and when the cluster is taken over.
    pub(super) fn halt(&self) -> CancellationToken {
        self.held().halt.clone()
    }

    /// Takes the lease of a cluster that is there, unless this run has it; answers whether another run had to be waited
    /// for, so that what was planned before is old.
    ///
    /// # Errors
    /// As [`Lease::take`].
    pub(super) async fn begin(&mut self, access: ClusterAccess) -> Result<bool> {
        if self.held().interruption.take().is_some() {
            let halt = self.options.cancel.child_token();
            *self.held() = Held { halt, ..Held::default() };
        }
        if self.held().lease.is_some() {
            return Ok(false);
        }
        let lease = self.claim(access);
        let waited = lease.take(&self.ready.world, self.options).await?;
        self.held().lease = Some(lease.into());
        Ok(waited)
    }

    fn claim(&self, access: ClusterAccess) -> Lease {
        Lease::of(access, &self.ready.identity.arn, &self.ready.world)
    }

    /// Does the work; when the cluster is lost to another run, nothing new is started and what is in flight ends.
    pub(super) async fn over<T>(&self, slots: &Slots, work: impl Future<Output = T>) -> T {
        let (mut work, guard) = (std::pin::pin!(work), std::pin::pin!(self.guard(slots)));
        let other = tokio::select! {
            biased;
            done = &mut work => return done,
            other = guard => other,
        };
        let at = self.ready.world.clock().timestamp();
        let text = format!("another run has the cluster: {other}; starting nothing more until it has ended");
        self.options.events.send(Event::Notice { at, text });
        self.held().interruption = Some(other);
        self.halt().cancel();
        work.await
    }

    /// Does the work and keeps the lease as long as it can be kept: what destroys the cluster ends the lease with it.
    pub(super) async fn while_it_lasts<T>(&self, work: impl Future<Output = T>) -> T {
        let keep = async {
            let held = self.held().lease.clone();
            if let Some(lease) = held {
                lease.keep(&self.ready.world).await;
            }
            std::future::pending::<T>().await
        };
        tokio::select! {
            biased;
            done = work => done,
            never = keep => never,
        }
    }

    /// Ends only when another run has the cluster, with its name.
    async fn guard(&self, slots: &Slots) -> String {
        let held = self.held().lease.clone();
        let lease = match held {
            Some(lease) => lease,
            None => match self.claim_when_there(slots).await {
                Ok(lease) => lease,
                Err(other) => return other,
            },
        };
        lease.keep(&self.ready.world).await
    }

    /// Claims the lease as soon as the run has made the cluster. A cluster whose leases this caller may not write is
    /// said once; its own nodes will say the rest.
    async fn claim_when_there(&self, slots: &Slots) -> Result<std::sync::Arc<Lease>, String> {
        if let Some(output) = &self.ready.composed.access {
            slots.settled(output.nodes()).await;
        }
        let Some(access) = self.ready.access(slots) else { return std::future::pending().await };
        let lease = self.claim(access);
        match lease.try_take(ADMISSION, &self.ready.world).await {
            Ok(None) => {
                let lease = std::sync::Arc::new(lease);
                self.held().lease = Some(lease.clone());
                Ok(lease)
            }
            Ok(Some(other)) => Err(other),
            Err(error) => {
                let at = self.ready.world.clock().timestamp();
                let text = format!("going on without a lease, another run would not be noticed: {error}");
                self.options.events.send(Event::Notice { at, text });
                std::future::pending().await
            }
        }
    }

    /// Who has taken the cluster over in the last turn.
    pub(super) fn interruption(&self) -> Option<String> {
        self.held().interruption.clone()
    }

    /// Gives the lease back.
    pub(super) async fn end(&self) {
        let lease = self.held().lease.take();
        if let Some(lease) = lease {
            lease.release(&self.ready.world).await;
        }
    }
}
