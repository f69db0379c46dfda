//! The process in which the library has begun to work.

use std::sync::OnceLock;

use karpool::Error;
use karpool::error::Kind;

use crate::failure::Failure;

static OWNER: OnceLock<u32> = OnceLock::new();

/// Whether this is the process that began; true when nothing has.
pub(crate) fn is_ours() -> bool {
    OWNER.get().is_none_or(|owner| *owner == std::process::id())
}

/// Begins, or goes on, to work in this process.
///
/// # Errors
/// `Preflight` in a process that was forked from one that had begun: the threads that would answer are not in it.
pub fn enter() -> Result<(), Failure> {
    let owner = *OWNER.get_or_init(std::process::id);
    if owner == std::process::id() {
        return Ok(());
    }
    let message = format!("karpool was in use in process {owner} when this process was forked from it");
    let hint = "start processes with the method `spawn`, or use karpool only after the fork";
    Err(Error::new(Kind::Preflight, message).with_hint(hint).into())
}
