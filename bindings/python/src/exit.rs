//! The end of the interpreter. A thread that comes into it then is killed by it, and takes the whole process along:
//! threads of ours come in by a door that is shut first.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::ThreadId;

use pyo3::prelude::*;

static DOOR: Mutex<Door> = Mutex::new(Door { shut_by: None, inside: 0 });
static LEFT: Condvar = Condvar::new();

struct Door {
    /// The thread in which the interpreter ends; it alone may still come and go.
    shut_by: Option<ThreadId>,
    inside: usize,
}

/// Somebody for whom the interpreter does not end yet.
pub(crate) struct Visitor(());

impl Drop for Visitor {
    fn drop(&mut self) {
        door().inside -= 1;
        LEFT.notify_all();
    }
}

fn door() -> MutexGuard<'static, Door> {
    DOOR.lock().unwrap_or_else(PoisonError::into_inner)
}

fn enter() -> Option<Visitor> {
    let mut door = door();
    match door.shut_by {
        Some(thread) if thread != std::thread::current().id() => None,
        _ => {
            door.inside += 1;
            Some(Visitor(()))
        }
    }
}

/// Does something inside of the interpreter, unless it ends.
pub(crate) fn visit<T>(work: impl FnOnce(Python<'_>) -> T) -> Option<T> {
    let _visitor = enter()?;
    Python::try_attach(work)
}

/// What a thread of Python's waits for before it goes back: once the interpreter ends, it never does.
pub(crate) fn come_back() -> Visitor {
    loop {
        match enter() {
            Some(visitor) => return visitor,
            None => std::thread::park(),
        }
    }
}

/// Lets no other thread in any more, and waits until all are out; Python calls it when it ends.
#[pyfunction]
pub(crate) fn shut(py: Python<'_>) {
    // After a fork nobody is there who would leave.
    if karpool_bridge::enter().is_err() {
        return;
    }
    py.detach(|| {
        let mut door = door();
        door.shut_by = Some(std::thread::current().id());
        let out = LEFT.wait_while(door, |door| door.inside > 0);
        drop(out);
    });
}
