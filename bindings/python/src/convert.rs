//! Python's values and exceptions.

use std::fmt::{self, Display, Formatter};

use karpool_bridge::{Answer, Failure};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyDict, PyInt, PyList, PyMapping, PyString, PyTuple};
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

/// Where a value stands in what was given.
enum Spot<'a> {
    Root(&'a str),
    Field(&'a Spot<'a>, &'a str),
    Item(&'a Spot<'a>, usize),
}

impl Display for Spot<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Spot::Root(name) => f.write_str(name),
            Spot::Field(holder, name) => write!(f, "{holder}.{name}"),
            Spot::Item(holder, index) => write!(f, "{holder}[{index}]"),
        }
    }
}

impl Spot<'_> {
    fn depth(&self) -> usize {
        match self {
            Spot::Root(_) => 0,
            Spot::Field(holder, _) | Spot::Item(holder, _) => holder.depth() + 1,
        }
    }

    fn is_no_data(&self, what: impl Display) -> PyErr {
        PyTypeError::new_err(format!("{self}: {what}"))
    }

    fn is_no_value(&self, what: impl Display) -> PyErr {
        PyValueError::new_err(format!("{self}: {what}"))
    }
}

/// A Python value as data, with the order of its fields, which decides the order of problems. `name` is what a mistake in
/// it is said of.
pub(crate) fn data(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Value> {
    read(value, &Spot::Root(name))
}

/// A spec, under the name of its form: `value`, `text` or `file`.
pub(crate) fn source(value: &Bound<'_, PyAny>) -> PyResult<Value> {
    let forms = value.cast::<PyDict>()?.iter();
    let form =
        |(form, spec): (Bound<'_, PyAny>, Bound<'_, PyAny>)| Ok((form.extract::<String>()?, data(&spec, "spec")?));
    forms.map(form).collect::<PyResult<Map<_, _>>>().map(Value::Object)
}

fn read(value: &Bound<'_, PyAny>, spot: &Spot<'_>) -> PyResult<Value> {
    if value.is_none() {
        return Ok(Value::Null);
    }
    if spot.depth() > DEPTH {
        let message = format!("data is nested deeper than {DEPTH}: does a dict or a list hold itself?");
        return Err(PyValueError::new_err(message));
    }
    if let Ok(fields) = value.cast::<PyDict>() {
        return fields_of(fields.iter().map(Ok), spot);
    }
    if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        let items = value.try_iter()?.enumerate().map(|(index, item)| read(&item?, &Spot::Item(spot, index)));
        return items.collect::<PyResult<Vec<_>>>().map(Value::Array);
    }
    if let Some(scalar) = scalar(value, spot)? {
        return Ok(scalar);
    }
    if let Ok(fields) = value.cast::<PyMapping>() {
        return fields_of(fields.items()?.try_iter()?.map(|pair| pair?.extract()), spot);
    }
    // A builder inside of a dict, the path of a file.
    for way in ["to_data", "__fspath__"] {
        if let Ok(plain) = value.call_method0(way) {
            return read(&plain, spot);
        }
    }
    Err(spot.is_no_data(format!(
        "a {} is no data: give a dict, a list, a text, a number, a bool or None",
        value.get_type().name()?
    )))
}

type Pair<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>);

fn fields_of<'py>(fields: impl Iterator<Item = PyResult<Pair<'py>>>, spot: &Spot<'_>) -> PyResult<Value> {
    let pair = |pair: PyResult<Pair<'py>>| {
        let (name, value) = pair?;
        let Ok(field) = name.cast::<PyString>() else {
            return Err(spot.is_no_data(format!("{} is no name of a field: names are texts", name.repr()?)));
        };
        let field = text(field, spot)?;
        let value = read(&value, &Spot::Field(spot, &field))?;
        Ok((field, value))
    };
    fields.map(pair).collect::<PyResult<Map<_, _>>>().map(Value::Object)
}

fn text(value: &Bound<'_, PyString>, spot: &Spot<'_>) -> PyResult<String> {
    let half = |_| spot.is_no_value("a text with half a character (a lone surrogate), which no file can hold");
    value.to_str().map(str::to_owned).map_err(half)
}

fn scalar(value: &Bound<'_, PyAny>, spot: &Spot<'_>) -> PyResult<Option<Value>> {
    // A bool is an int in Python.
    if let Ok(value) = value.cast::<PyBool>() {
        return Ok(Some(value.is_true().into()));
    }
    if let Ok(value) = value.cast::<PyString>() {
        return text(value, spot).map(|text| Some(text.into()));
    }
    if value.is_instance_of::<PyInt>() {
        let whole = value.extract::<i64>().map(Value::from).or_else(|_| value.extract::<u64>().map(Value::from));
        return whole.map(Some).map_err(|_| spot.is_no_value(format!("{value} is too large a number")));
    }
    let Ok(number) = value.extract::<f64>() else { return Ok(None) };
    match serde_json::Number::from_f64(number) {
        Some(number) => Ok(Some(Value::Number(number))),
        None => Err(spot.is_no_value(format!("{value} is no number of a spec"))),
    }
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
