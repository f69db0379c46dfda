//! The native half of the Python package: values, exceptions, asyncio. What it can do is in the bridge.
#![forbid(unsafe_code)]

mod convert;
mod exit;
mod leaving;
mod promise;
mod wait;

use std::sync::Arc;

use karpool_bridge::{Place, Simulation};
use pyo3::prelude::*;
use pyo3_async_runtimes::tokio::get_runtime;
use serde_json::json;

use convert::{Outcome, data, raise, source};
use promise::promise;

/// A simulated AWS account with everything in it.
#[pyclass(frozen, name = "Sandbox", module = "karpool._karpool")]
struct Sandbox(Arc<Simulation>);

#[pymethods]
impl Sandbox {
    #[new]
    #[pyo3(signature = (settings: "typing.Mapping[str, typing.Any]"))]
    fn new(py: Python<'_>, settings: &Bound<'_, PyAny>) -> PyResult<Sandbox> {
        let settings = data(settings, "sandbox")?;
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
struct Run(karpool_bridge::Run);

#[pymethods]
impl Run {
    #[new]
    #[pyo3(signature = (verb: "typing.Any", spec: "typing.Mapping[str, typing.Any] | None", options: "typing.Mapping[str, typing.Any]", world: "Sandbox | typing.Mapping[str, typing.Any] | None"))]
    fn new(
        verb: &Bound<'_, PyAny>,
        spec: &Bound<'_, PyAny>,
        options: &Bound<'_, PyAny>,
        world: &Bound<'_, PyAny>,
    ) -> PyResult<Run> {
        let spec = if spec.is_none() { json!(null) } else { source(spec)? };
        let request = json!({"verb": data(verb, "verb")?, "spec": spec, "options": data(options, "options")?});
        let begun = karpool_bridge::Run::new(request, place(world)?);
        let (run, work) = begun.map_err(|failure| raise(verb.py(), &failure))?;
        get_runtime().spawn(work);
        Ok(Run(run))
    }

    /// The event at a position, counted from 0, or None after the last.
    #[pyo3(signature = (position) -> "asyncio.Future[dict[str, typing.Any] | None]")]
    fn event<'py>(&self, py: Python<'py>, position: usize) -> PyResult<Bound<'py, PyAny>> {
        enter(py)?;
        let run = self.0.clone();
        promise(py, async move { run.event(position).await })
    }

    /// The answer. Cancelling it leaves the run as it is.
    #[pyo3(signature = () -> "asyncio.Future[typing.Any]")]
    fn finish<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        enter(py)?;
        let run = self.0.clone();
        promise(py, async move { run.finish().await })
    }

    /// As `event`, blocking.
    #[pyo3(signature = (position) -> "dict[str, typing.Any] | None")]
    fn event_sync(&self, py: Python<'_>, position: usize) -> PyResult<Outcome> {
        enter(py)?;
        wait::block(py, self.0.event(position)).map(Outcome)
    }

    /// As `finish`, blocking.
    #[pyo3(signature = () -> "typing.Any")]
    fn finish_sync(&self, py: Python<'_>) -> PyResult<Outcome> {
        enter(py)?;
        wait::block(py, self.0.finish()).map(Outcome)
    }

    /// The kind and the text of the failure with which it has ended.
    fn failure(&self) -> Option<(String, String)> {
        self.0.failure().map(|failure| (failure.first.kind.to_string(), failure.message))
    }

    /// Lets calls in flight end and starts nothing new, however often it is said.
    fn wind_down(&self, py: Python<'_>) -> PyResult<()> {
        enter(py)?;
        self.0.wind_down();
        Ok(())
    }

    /// Drops what is in flight, at once.
    fn abandon(&self, py: Python<'_>) -> PyResult<()> {
        enter(py)?;
        self.0.abandon();
        Ok(())
    }
}

/// Where a verb works: a sandbox, or the options of the real world.
fn place(world: &Bound<'_, PyAny>) -> PyResult<Place> {
    match world.cast::<Sandbox>() {
        Ok(sandbox) => Ok(Place::Simulated(Arc::clone(&sandbox.get().0))),
        Err(_) => Place::real(data(world, "world")?).map_err(|failure| raise(world.py(), &failure)),
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
        self.0.tell(data(event, "event")?).map_err(|failure| raise(event.py(), &failure))
    }
}

/// All problems of a spec, found without any call.
#[pyfunction]
#[pyo3(signature = (spec: "typing.Mapping[str, typing.Any]", world: "Sandbox | typing.Mapping[str, typing.Any] | None") -> "list[dict[str, typing.Any]]")]
fn check(spec: &Bound<'_, PyAny>, world: &Bound<'_, PyAny>) -> PyResult<Outcome> {
    Ok(Outcome(karpool_bridge::check(source(spec)?, &place(world)?)))
}

/// The fields of a spec as they were written.
#[pyfunction]
#[pyo3(signature = (spec: "typing.Mapping[str, typing.Any]") -> "dict[str, typing.Any]")]
fn load(spec: &Bound<'_, PyAny>) -> PyResult<Outcome> {
    Ok(Outcome(karpool_bridge::load(source(spec)?)))
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
    Ok(karpool_bridge::html(&data(answer, "answer")?))
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
    use super::exit::shut;

    #[pymodule_export]
    use super::leaving::Leaving;

    #[pymodule_export]
    use super::{Progress, Run, Sandbox, check, command, html, kinds, load, schema, version};
}
