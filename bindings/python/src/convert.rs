//! Python's values and exceptions.

use std::collections::BTreeMap;
use std::ffi::CString;

use karpool_bridge::{Answer, Failure};
use pyo3::exceptions::{PyException, PyTypeError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyType};
use serde::{Serialize, Serializer};
use serde_json::Value;

/// The exception classes, by kind.
static CLASSES: PyOnceLock<BTreeMap<String, Py<PyType>>> = PyOnceLock::new();

/// An answer on its way to Python: a value, or an exception that is raised.
pub(crate) struct Outcome(pub Answer);

impl<'py> IntoPyObject<'py> for Outcome {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self.0 {
            Ok(value) => Ok(serde_pyobject::to_pyobject(py, &Plain(&value))?),
            Err(failure) => Err(raise(py, &failure)),
        }
    }
}

/// Data whose null is Python's None; on its own it would become an empty tuple.
struct Plain<'a>(&'a Value);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Null => serializer.serialize_none(),
            Value::Array(items) => serializer.collect_seq(items.iter().map(Plain)),
            Value::Object(fields) => serializer.collect_map(fields.iter().map(|(name, value)| (name, Plain(value)))),
            other => other.serialize(serializer),
        }
    }
}

/// A Python value as data.
pub(crate) fn data(value: &Bound<'_, PyAny>) -> PyResult<Value> {
    serde_pyobject::from_pyobject(value.clone()).map_err(|error| PyTypeError::new_err(error.to_string()))
}

/// Makes `KarpoolError` and one class below it for each kind.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    let exception = py.get_type::<PyException>();
    let documentation = c"What went wrong: kind, node, doing, hint, code, request_id, errors, problems, report.";
    let base = PyErr::new_type(py, c"karpool.KarpoolError", Some(documentation), Some(&exception), None)?;
    let base = base.bind(py);
    module.add("KarpoolError", base)?;
    let mut classes = BTreeMap::new();
    for kind in karpool_bridge::kinds() {
        let class = PyErr::new_type(py, &CString::new(format!("karpool.{kind}"))?, None, Some(base), None)?;
        module.add(&*kind, class.bind(py))?;
        classes.insert(kind, class);
    }
    // Only a second interpreter in the process finds classes here; it shares them.
    let _ = CLASSES.set(py, classes);
    Ok(())
}

/// The exception of a failure.
pub(crate) fn raise(py: Python<'_>, failure: &Failure) -> PyErr {
    build(py, failure).unwrap_or_else(|error| error)
}

fn build(py: Python<'_>, failure: &Failure) -> PyResult<PyErr> {
    let kind = failure.first.kind.to_string();
    let class = CLASSES.get(py).and_then(|classes| classes.get(&kind));
    let class = class.ok_or_else(|| PyTypeError::new_err(format!("no exception for {kind}: {}", failure.message)))?;
    let exception = class.bind(py).call1((&failure.message,))?;
    let fields = serde_json::to_value(failure).map_err(|error| PyTypeError::new_err(error.to_string()))?;
    for (name, value) in serde_pyobject::to_pyobject(py, &Plain(&fields))?.cast_into::<PyDict>()? {
        match name.extract::<&str>()? {
            "requestId" => exception.setattr("request_id", value)?,
            name => exception.setattr(name, value)?,
        }
    }
    Ok(PyErr::from_value(exception))
}
