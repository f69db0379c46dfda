//! Python's values and exceptions.

use karpool_bridge::{Answer, Failure};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyDict, PyInt, PyList, PyString, PyTuple};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

/// An answer on its way to Python: a value, or an exception that is raised.
pub(crate) struct Outcome(pub Answer);

impl<'py> IntoPyObject<'py> for Outcome {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self.0 {
            Ok(value) => to_python(py, &value),
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

fn to_python<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(serde_pyobject::to_pyobject(py, &Plain(value))?)
}

/// How deep data may be nested; JSON's readers stop there as well.
const DEPTH: usize = 128;

/// A Python value as data, with the order of its fields, which decides the order of problems.
pub(crate) fn data(value: &Bound<'_, PyAny>) -> PyResult<Value> {
    data_within(value, DEPTH)
}

fn data_within(value: &Bound<'_, PyAny>, depth: usize) -> PyResult<Value> {
    if value.is_none() {
        return Ok(Value::Null);
    }
    let below = || {
        let message = format!("data is nested deeper than {DEPTH}: does a dict or a list hold itself?");
        depth.checked_sub(1).ok_or_else(|| PyValueError::new_err(message))
    };
    if let Ok(fields) = value.cast::<PyDict>() {
        let below = below()?;
        let pair = |(name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>)| {
            let Ok(field) = name.cast::<PyString>() else {
                let message = format!("{} is no name of a field: names are texts", name.repr()?);
                return Err(PyTypeError::new_err(message));
            };
            Ok((field.to_str()?.to_owned(), data_within(&value, below)?))
        };
        return fields.iter().map(pair).collect::<PyResult<Map<_, _>>>().map(Value::Object);
    }
    if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        let below = below()?;
        let items = value.try_iter()?.map(|item| data_within(&item?, below));
        return items.collect::<PyResult<Vec<_>>>().map(Value::Array);
    }
    // A bool is an int in Python, and a text that is no UTF-8 is nothing here.
    if let Ok(value) = value.cast::<PyBool>() {
        return Ok(value.is_true().into());
    }
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(text.to_str()?.into());
    }
    if value.is_instance_of::<PyInt>() {
        return value.extract::<i64>().map(Value::from).or_else(|_| value.extract::<u64>().map(Value::from));
    }
    if let Ok(number) = value.extract::<f64>() {
        let number = serde_json::Number::from_f64(number).map(Value::Number);
        return number.ok_or_else(|| PyValueError::new_err("nan and inf are no numbers of a spec"));
    }
    // A builder inside of a dict.
    if let Ok(plain) = value.call_method0("to_data") {
        return data_within(&plain, below()?);
    }
    Err(PyTypeError::new_err(format!(
        "{} is no data: give a dict, a list, a text, a number, a bool or None",
        value.get_type()
    )))
}

/// The exception of a failure: `karpool.errors` knows the classes.
pub(crate) fn raise(py: Python<'_>, failure: &Failure) -> PyErr {
    build(py, failure).unwrap_or_else(|error| error)
}

fn build(py: Python<'_>, failure: &Failure) -> PyResult<PyErr> {
    static MAKE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let fields = serde_json::to_value(failure).map_err(|error| PyTypeError::new_err(error.to_string()))?;
    let exception = MAKE.import(py, "karpool.errors", "of_failure")?.call1((to_python(py, &fields)?,))?;
    Ok(PyErr::from_value(exception))
}
