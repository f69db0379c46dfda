//! Where a run keeps what its nodes have become.

use std::any::Any;
use std::sync::Arc;

use tokio::sync::watch;

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
pub struct Slots(Vec<watch::Sender<Slot>>);

impl Slots {
    pub(crate) fn new(nodes: usize) -> Slots {
        Slots((0..nodes).map(|_| watch::Sender::new(Slot::Empty)).collect())
    }

    pub(crate) fn put(&self, node: usize, slot: Slot) {
        self.0[node].send_replace(slot);
    }

    pub(crate) fn get(&self, node: usize) -> Option<Shared> {
        match &*self.0[node].borrow() {
            Slot::Filled(state) => Some(state.clone()),
            Slot::Empty | Slot::Blocked => None,
        }
    }

    /// Waits until every one of `nodes` is filled; `Err` names the first that is blocked.
    pub(crate) async fn wait(&self, nodes: &[usize]) -> Result<(), usize> {
        for &node in nodes {
            let mut receiver = self.0[node].subscribe();
            let slot = receiver.wait_for(|slot| !matches!(slot, Slot::Empty)).await;
            if matches!(slot.as_deref(), Ok(Slot::Blocked)) {
                return Err(node);
            }
        }
        Ok(())
    }

    /// Waits until each of `nodes` is either filled or blocked.
    pub(crate) async fn settled(&self, nodes: &[usize]) {
        for &node in nodes {
            let mut receiver = self.0[node].subscribe();
            let _ = receiver.wait_for(|slot| !matches!(slot, Slot::Empty)).await;
        }
    }

    pub(crate) fn is_blocked(&self, node: usize) -> bool {
        matches!(&*self.0[node].borrow(), Slot::Blocked)
    }
}
