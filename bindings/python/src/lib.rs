//! The native half of the Python package: values, exceptions, asyncio. What it can do is in the bridge.
#![forbid(unsafe_code)]

mod convert;
mod wait;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use karpool_bridge::{Place, Simulation};
use pyo3::prelude::*;
use pyo3_async_runtimes::tokio::{future_into_py, get_runtime};

use convert::{Outcome, data, raise};

/// A simulated AWS account with everything in it.
#[pyclass(frozen, name = "Sandbox", module = "karpool._karpool")]
struct Sandbox(Arc<Simulation>);

#[pymethods]
impl Sandbox {
    #[new]
    #[pyo3(signature = (settings: "typing.Mapping[str, typing.Any]"))]
    fn new(py: Python<'_>, settings: &Bound<'_, PyAny>) -> PyResult<Sandbox> {
        let settings = data(settings)?;
        let opened = py.detach(|| Simulation::open(settings)).map_err(|failure| raise(py, &failure))?;
        Ok(Sandbox(Arc::new(opened)))
    }

    /// Every call so far.
    #[pyo3(signature = () -> "list[dict[str, typing.Any]]")]
    fn log(&self, py: Python<'_>) -> PyResult<Outcome> {
        enter(py)?;
        Ok(Outcome(py.detach(|| self.0.log())))
    }

    /// Writes the world down and stops what runs beside it.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        enter(py)?;
        py.detach(|| self.0.close());
        Ok(())
    }
}

/// A verb that is being done. Dropping it cancels.
#[pyclass(frozen, name = "Run", module = "karpool._karpool")]
struct Run {
    run: karpool_bridge::Run,
    /// The question for the next event, until its answer was taken.
    asked: Mutex<Option<Py<PyAny>>>,
}

#[pymethods]
impl Run {
    #[new]
    #[pyo3(signature = (request: "typing.Mapping[str, typing.Any]", world: "Sandbox | typing.Mapping[str, typing.Any] | None"))]
    fn new(request: &Bound<'_, PyAny>, world: &Bound<'_, PyAny>) -> PyResult<Run> {
        let (run, work) =
            karpool_bridge::Run::new(data(request)?, place(world)?).map_err(|failure| raise(request.py(), &failure))?;
        get_runtime().spawn(work);
        Ok(Run { run, asked: Mutex::default() })
    }

    /// The next event, or None after the last; the same until it was taken. An interrupt can come between a question and
    /// its keeping, before Python 3.11 even in a coroutine, and would lose an event.
    #[pyo3(signature = () -> "typing.Awaitable[dict[str, typing.Any] | None]")]
    fn next_event<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        enter(py)?;
        if let Some(asked) = &*self.asked() {
            return Ok(asked.bind(py).clone());
        }
        let run = self.run.clone();
        let asked = future_into_py(py, async move { Ok(Outcome(run.next_event().await)) })?;
        *self.asked() = Some(asked.clone().unbind());
        Ok(asked)
    }

    /// Says that the answer of `next_event` has arrived.
    fn taken(&self) {
        // Dropping it may run Python, which is not to find the lock taken.
        let answered = self.asked().take();
        drop(answered);
    }

    /// The answer. Cancelling the awaiting task leaves the run as it is.
    #[pyo3(signature = () -> "typing.Awaitable[typing.Any]")]
    fn finish<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        enter(py)?;
        let run = self.run.clone();
        future_into_py(py, async move { Ok(Outcome(run.finish().await)) })
    }

    /// As `next_event`, blocking.
    #[pyo3(signature = () -> "dict[str, typing.Any] | None")]
    fn next_event_sync(&self, py: Python<'_>) -> PyResult<Outcome> {
        enter(py)?;
        wait::block(py, self.run.next_event()).map(Outcome)
    }

    /// As `finish`, blocking.
    #[pyo3(signature = () -> "typing.Any")]
    fn finish_sync(&self, py: Python<'_>) -> PyResult<Outcome> {
        enter(py)?;
        wait::block(py, self.run.finish()).map(Outcome)
    }

    /// Lets calls in flight end and starts nothing new; the second time, drops what is in flight.
    fn cancel(&self, py: Python<'_>) -> PyResult<()> {
        enter(py)?;
        self.run.cancel();
        Ok(())
    }

    /// Drops what is in flight, at once.
    fn abandon(&self, py: Python<'_>) -> PyResult<()> {
        enter(py)?;
        self.run.abandon();
        Ok(())
    }
}

/// Where a verb works: a sandbox, or the options of the real world.
fn place(world: &Bound<'_, PyAny>) -> PyResult<Place> {
    match world.cast::<Sandbox>() {
        Ok(sandbox) => Ok(Place::Simulated(Arc::clone(&sandbox.get().0))),
        Err(_) => Place::real(data(world)?).map_err(|failure| raise(world.py(), &failure)),
    }
}

impl Run {
    fn asked(&self) -> MutexGuard<'_, Option<Py<PyAny>>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What was made before a fork has no threads after it: asking it would wait for ever.
fn enter(py: Python<'_>) -> PyResult<()> {
    karpool_bridge::enter().map_err(|failure| raise(py, &failure))
}

/// Says what happens in a run, in lines.
#[pyclass(frozen, name = "Progress", module = "karpool._karpool")]
struct Progress(karpool_bridge::Progress);

#[pymethods]
impl Progress {
    #[new]
    fn new(colour: bool) -> Progress {
        Progress(karpool_bridge::Progress::new(colour))
    }

    /// The lines of an event with their ends; often none.
    #[pyo3(signature = (event: "typing.Mapping[str, typing.Any]"))]
    fn tell(&self, event: &Bound<'_, PyAny>) -> PyResult<String> {
        self.0.tell(data(event)?).map_err(|failure| raise(event.py(), &failure))
    }
}

/// All problems of a spec, found without any call.
#[pyfunction]
#[pyo3(signature = (spec: "typing.Mapping[str, typing.Any]", world: "Sandbox | typing.Mapping[str, typing.Any] | None") -> "list[dict[str, typing.Any]]")]
fn check(spec: &Bound<'_, PyAny>, world: &Bound<'_, PyAny>) -> PyResult<Outcome> {
    Ok(Outcome(karpool_bridge::check(data(spec)?, &place(world)?)))
}

/// The fields of a spec as they were written.
#[pyfunction]
#[pyo3(signature = (spec: "typing.Mapping[str, typing.Any]") -> "dict[str, typing.Any]")]
fn load(spec: &Bound<'_, PyAny>) -> PyResult<Outcome> {
    let spec = data(spec)?;
    Ok(Outcome(karpool_bridge::load(spec)))
}

/// The JSON Schema of the spec.
#[pyfunction]
#[pyo3(signature = () -> "dict[str, typing.Any]")]
fn schema() -> Outcome {
    Outcome(Ok(karpool_bridge::schema()))
}

/// The version, and what is installed when a spec says nothing.
#[pyfunction]
#[pyo3(signature = () -> "dict[str, typing.Any]")]
fn version() -> Outcome {
    Outcome(karpool_bridge::version())
}

/// A plan or a report as HTML.
#[pyfunction]
#[pyo3(signature = (answer: "typing.Mapping[str, typing.Any]"))]
fn html(answer: &Bound<'_, PyAny>) -> PyResult<String> {
    Ok(karpool_bridge::html(&data(answer)?))
}

/// Runs the command `karpool`; the first argument is the program's name. Gives the exit code.
#[pyfunction]
fn command(py: Python<'_>, arguments: Vec<String>) -> u8 {
    py.detach(|| karpool_bridge::command(arguments))
}

/// The names of the kinds of errors, in their documented order.
#[pyfunction]
fn kinds() -> Vec<String> {
    karpool_bridge::kinds()
}

#[pymodule]
mod _karpool {
    /// The version of the library.
    #[pymodule_export]
    const VERSION: &str = karpool_bridge::VERSION;

    #[pymodule_export]
    use super::{Progress, Run, Sandbox, check, command, html, kinds, load, schema, version};
}
