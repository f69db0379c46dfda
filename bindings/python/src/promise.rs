//! Answers as futures of asyncio.

use std::future::Future;
use std::sync::{Mutex, PoisonError};

use karpool_bridge::Answer;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3_async_runtimes::tokio::get_runtime;
use tokio::task::AbortHandle;

use crate::convert::Outcome;
use crate::exit;

/// A future of the running loop, which gets the answer when the work is done. Cancelling it ends the work.
pub(crate) fn promise<'py>(
    py: Python<'py>,
    work: impl Future<Output = Answer> + Send + 'static,
) -> PyResult<Bound<'py, PyAny>> {
    static RUNNING: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let running = RUNNING.import(py, "asyncio", "get_running_loop")?.call0()?;
    let future = running.call_method0("create_future")?;
    let waiting = (running.unbind(), future.clone().unbind());
    let task = get_runtime().spawn(async move {
        let answer = work.await;
        exit::visit(|py| deliver(py, waiting, answer));
    });
    future.call_method1("add_done_callback", (Settled(task.abort_handle()),))?;
    Ok(future)
}

/// Brings an answer to the thread of the loop; a loop that is closed has nobody left who waits.
fn deliver(py: Python<'_>, (running, future): (Py<PyAny>, Py<PyAny>), answer: Answer) {
    let answer = Outcome(answer).into_pyobject(py).map(Bound::unbind);
    let delivery = Delivery { future, answer: Mutex::new(Some(answer)) };
    drop(running.call_method1(py, "call_soon_threadsafe", (delivery,)));
}

#[pyclass(frozen)]
struct Delivery {
    future: Py<PyAny>,
    answer: Mutex<Option<PyResult<Py<PyAny>>>>,
}

#[pymethods]
impl Delivery {
    fn __call__(&self, py: Python<'_>) -> PyResult<()> {
        let answer = self.answer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if self.future.call_method0(py, "done")?.is_truthy(py)? {
            return Ok(());
        }
        match answer {
            Some(Ok(value)) => self.future.call_method1(py, "set_result", (value,))?,
            Some(Err(error)) => self.future.call_method1(py, "set_exception", (error,))?,
            None => py.None(),
        };
        Ok(())
    }
}

/// Ends the work of a future that was cancelled.
#[pyclass(frozen)]
struct Settled(AbortHandle);

#[pymethods]
impl Settled {
    fn __call__(&self, _future: &Bound<'_, PyAny>) {
        self.0.abort();
    }
}
