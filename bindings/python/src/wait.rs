//! Waiting without asyncio.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use pyo3::prelude::*;
use pyo3_async_runtimes::tokio::get_runtime;

use crate::exit;

/// How often Python gets to see its signals.
const PULSE: Duration = Duration::from_millis(50);

/// Waits with the GIL released. A signal whose handler raises (Ctrl-C) ends the wait and drops the work.
pub(crate) fn block<T: Send>(py: Python<'_>, work: impl Future<Output = T> + Send) -> PyResult<T> {
    let mut work = pin!(work);
    loop {
        let (turn, _visitor) = py.detach(|| {
            let turn = get_runtime().block_on(async { tokio::time::timeout(PULSE, work.as_mut()).await });
            (turn, exit::come_back())
        });
        match turn {
            Ok(value) => return Ok(value),
            Err(_) => py.check_signals()?,
        }
    }
}
