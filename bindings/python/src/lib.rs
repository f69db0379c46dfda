//! The native half of the Python package: values, exceptions, asyncio. What it can do is in the bridge.
#![forbid(unsafe_code)]

mod convert;
mod wait;

use std::sync::Arc;

use karpool_bridge::{Place, Simulation};
use pyo3::prelude::*;
use pyo3_async_runtimes::tokio::{future_into_py, get_runtime};

use convert::{Outcome, data, raise, register};

/// A simulated AWS account with everything in it.
#[pyclass(frozen, name = "Sandbox", module = "karpool._karpool")]
struct Sandbox(Arc<Simulation>);

#[pymethods]
impl Sandbox {
    #[new]
    fn new(py: Python<'_>, settings: &Bound<'_, PyAny>) -> PyResult<Sandbox> {
        let settings = data(settings)?;
        let opened = py.detach(|| Simulation::open(settings)).map_err(|failure| raise(py, &failure))?;
        Ok(Sandbox(Arc::new(opened)))
    }

    /// Every call so far.
    fn log(&self, py: Python<'_>) -> Outcome {
        Outcome(py.detach(|| self.0.log()))
    }

    /// Writes the world down and stops what runs beside it.
    fn close(&self, py: Python<'_>) {
        py.detach(|| self.0.close());
    }
}

/// A verb that is being done. Dropping it cancels.
#[pyclass(frozen, name = "Run", module = "karpool._karpool")]
struct Run(karpool_bridge::Run);

#[pymethods]
impl Run {
    #[new]
    fn new(request: &Bound<'_, PyAny>, world: Option<&Bound<'_, Sandbox>>) -> PyResult<Run> {
        let place = world.map_or(Place::Real, |sandbox| Place::Simulated(Arc::clone(&sandbox.get().0)));
        let (run, work) = karpool_bridge::Run::new(data(request)?, place);
        get_runtime().spawn(work);
        Ok(Run(run))
    }

    /// The next event, or None after the last.
    fn next_event<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let run = self.0.clone();
        future_into_py(py, async move { Ok(Outcome(run.next_event().await)) })
    }

    /// The answer. Cancelling the awaiting task cancels the run.
    fn finish<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let run = self.0.clone();
        future_into_py(py, async move { Ok(Outcome(run.finish().await)) })
    }

    fn next_event_sync(&self, py: Python<'_>) -> PyResult<Outcome> {
        wait::block(py, self.0.next_event()).map(Outcome)
    }

    fn finish_sync(&self, py: Python<'_>) -> PyResult<Outcome> {
        wait::block(py, self.0.finish()).map(Outcome)
    }

    fn cancel(&self) {
        self.0.cancel();
    }
}

#[pyfunction]
fn check(spec: &Bound<'_, PyAny>) -> PyResult<Outcome> {
    let spec = data(spec)?;
    Ok(Outcome(karpool_bridge::check(spec)))
}

#[pyfunction]
fn load(spec: &Bound<'_, PyAny>) -> PyResult<Outcome> {
    let spec = data(spec)?;
    Ok(Outcome(karpool_bridge::load(spec)))
}

#[pyfunction]
fn schema() -> Outcome {
    Outcome(Ok(karpool_bridge::schema()))
}

#[pymodule]
fn _karpool(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("VERSION", karpool_bridge::VERSION)?;
    module.add("KINDS", karpool_bridge::kinds())?;
    register(module)?;
    module.add_class::<Sandbox>()?;
    module.add_class::<Run>()?;
    module.add_function(wrap_pyfunction!(check, module)?)?;
    module.add_function(wrap_pyfunction!(load, module)?)?;
    module.add_function(wrap_pyfunction!(schema, module)?)
}
