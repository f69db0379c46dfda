//! `values.schema.json`: what a chart says of its values, checked before it is rendered, as Helm checks it.

use serde_json::Value;

use crate::chart::{Chart, Error};

/// More would not be read.
const MOST_PROBLEMS: usize = 10;

/// Checks the merged values, where the chart brings a schema.
pub(super) fn check(chart: &Chart, values: &Value) -> Result<(), Error> {
    let Some(text) = chart.files.get("values.schema.json") else { return Ok(()) };
    let wrong = |reason: String| Error::NotAChart {
        reference: chart.name.clone(),
        reason: format!("values.schema.json: {reason}"),
    };
    let schema: Value = serde_json::from_slice(text).map_err(|error| wrong(error.to_string()))?;
    let validator = jsonschema::validator_for(&schema).map_err(|error| wrong(error.to_string()))?;
    let problems = validator.iter_errors(values).take(MOST_PROBLEMS);
    let problems: Vec<String> =
        problems.map(|problem| format!("at `{}`: {problem}", problem.instance_path())).collect();
    if problems.is_empty() { Ok(()) } else { Err(wrong(format!("the values do not fit: {}", problems.join("; ")))) }
}
