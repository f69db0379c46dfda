//! Where a run keeps what its nodes have become.

use std::any::Any;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

pub(crate) type Shared = Arc<dyn Any + Send + Sync>;

/// What a node has become in this run.
#[derive(Clone)]
pub(crate) enum Slot {
    Empty,
    /// The node's typed state.
    Filled(Shared),
    /// It failed, or was skipped because of something it needs; dependants are skipped.
    Blocked,
}

/// One slot per node; a slot is written once per pass and can be waited for.
///
/// Who waits is woken in the order in which waiting began, so that the same world gives the same run. (The channels of
/// tokio that hold a value wake in a random order.)
pub struct Slots(Vec<Place>);

struct Place {
    slot: Mutex<Slot>,
    put: Notify,
}

impl Place {
    fn slot(&self) -> MutexGuard<'_, Slot> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The slot once it is no longer empty.
    async fn settled(&self) -> Slot {
        loop {
            let put = self.put.notified();
            let slot = self.slot().clone();
            if !matches!(slot, Slot::Empty) {
                return slot;
            }
            put.await;
        }
    }
}

impl Slots {
    pub(crate) fn new(nodes: usize) -> Slots {
        Slots((0..nodes).map(|_| Place { slot: Mutex::new(Slot::Empty), put: Notify::new() }).collect())
    }

    pub(crate) fn put(&self, node: usize, slot: Slot) {
        *self.0[node].slot() = slot;
        self.0[node].put.notify_waiters();
    }

    pub(crate) fn get(&self, node: usize) -> Option<Shared> {
        match &*self.0[node].slot() {
            Slot::Filled(state) => Some(state.clone()),
            Slot::Empty | Slot::Blocked => None,
        }
    }

    /// Waits until every one of `nodes` is filled; `Err` names the first that is blocked.
    pub(crate) async fn wait(&self, nodes: &[usize]) -> Result<(), usize> {
        for &node in nodes {
            if matches!(self.0[node].settled().await, Slot::Blocked) {
                return Err(node);
            }
        }
        Ok(())
    }

    /// Waits until each of `nodes` is either filled or blocked.
    pub(crate) async fn settled(&self, nodes: &[usize]) {
        for &node in nodes {
            self.0[node].settled().await;
        }
    }

    pub(crate) fn is_blocked(&self, node: usize) -> bool {
        matches!(&*self.0[node].slot(), Slot::Blocked)
    }
}
