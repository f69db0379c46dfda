//! CEL rules of structural schemas.

use std::fmt;
use std::sync::Arc;

use kube_cel::{CompiledSchema, ErrorKind, Validator, compile_schema};
use serde_json::Value;

use crate::kubernetes::status::Cause;

/// The compiled rules of one version of a custom resource.
#[derive(Clone)]
pub(crate) struct Rules {
    compiled: Arc<CompiledSchema>,
}

impl fmt::Debug for Rules {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Rules")
    }
}

impl Rules {
    pub(crate) fn compile(schema: &Value) -> Rules {
        Rules { compiled: Arc::new(compile_schema(schema)) }
    }

    /// What the rules say against `value`, in the order of fields.
    pub(crate) fn judge(&self, value: &Value, old: Option<&Value>) -> Vec<Cause> {
        let Err(errors) = Validator::new().validate_compiled(&self.compiled, value, old) else { return Vec::new() };
        let mut errors = errors.into_vec();
        errors.sort_by(|a, b| a.field_path.cmp(&b.field_path));
        errors
            .into_iter()
            .filter(|error| !matches!(error.kind, ErrorKind::UnsupportedReference))
            .map(|error| {
                let message = match error.kind {
                    ErrorKind::EvaluationError => {
                        let why = error.message.trim_start_matches("rule evaluation error: ");
                        format!("{why} evaluating rule: {}", error.rule)
                    }
                    _ => error.message,
                };
                let reason = error.reason.as_deref().unwrap_or("FieldValueInvalid");
                let text = match reason {
                    "FieldValueForbidden" => format!("Forbidden: {message}"),
                    "FieldValueRequired" => format!("Required value: {message}"),
                    "FieldValueDuplicate" => format!("Duplicate value: {message}"),
                    _ => format!("Invalid value: {message}"),
                };
                Cause::new(reason, error.field_path, text)
            })
            .collect()
    }
}
