//! How the body of a loop was left.

use pyo3::prelude::*;

use crate::exit;

/// Stands in an iterator: when it goes while an exception is on its way, it says which.
///
/// Python tells an iterator nothing of what happens in the body of its loop. But an exception that leaves the body drops
/// the iterator at that moment, and a loop that ends in another way does so without one.
#[pyclass(frozen, module = "karpool._karpool")]
pub(crate) struct Leaving(Py<PyAny>);

#[pymethods]
impl Leaving {
    #[new]
    #[pyo3(signature = (told: "typing.Callable[[BaseException], None]"))]
    fn new(told: Py<PyAny>) -> Leaving {
        Leaving(told)
    }
}

impl Drop for Leaving {
    fn drop(&mut self) {
        exit::visit(|py| {
            let Some(raised) = PyErr::take(py) else { return };
            if let Err(problem) = self.0.call1(py, (raised.value(py),)) {
                problem.write_unraisable(py, None);
            }
            raised.restore(py);
        });
    }
}
