//! Helm's own engine as a process: a line of JSON in, a line of JSON out.

use std::path::Path;

use karpool_tests::helm_engine::Lines;
use serde_json::{Value, json};

use crate::{NAME, NAMESPACE};

/// Helm's engine, running.
pub(crate) struct Oracle(Lines);

/// What Helm gives for a chart.
pub(crate) struct Answer {
    /// The values as Helm reads them.
    pub(crate) values: Value,
    /// The values the templates saw.
    pub(crate) merged: Value,
    pub(crate) objects: Vec<Value>,
    pub(crate) crds: Vec<Value>,
}

impl Oracle {
    pub(crate) fn start() -> Oracle {
        Oracle(Lines::start("oracle.py"))
    }

    /// Renders with the text of a values file. The error is Helm's reason.
    pub(crate) fn render_file(&mut self, chart: &Path, values: &str, revision: u32) -> Result<Answer, String> {
        self.ask(&json!({"chart": chart, "valuesText": values, "name": NAME, "namespace": NAMESPACE,
            "revision": revision}))
    }

    /// Renders with values that need no file.
    pub(crate) fn render(&mut self, chart: &Path, values: &Value) -> Result<Answer, String> {
        self.ask(&json!({"chart": chart, "values": values, "name": NAME, "namespace": NAMESPACE, "revision": 1}))
    }

    fn ask(&mut self, question: &Value) -> Result<Answer, String> {
        let mut answer = self.0.ask(question)?;
        let list = |value: Value| value.as_array().cloned().unwrap_or_default();
        Ok(Answer {
            values: answer["values"].take(),
            merged: answer["merged"].take(),
            objects: list(answer["objects"].take()),
            crds: list(answer["crds"].take()),
        })
    }
}
