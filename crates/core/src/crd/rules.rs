//! The CEL rules of a schema (`x-kubernetes-validations`).

use std::fmt;
use std::sync::{Arc, OnceLock};

use kube_cel::{CompiledSchema, ErrorKind, RootContext, Validator, compile_schema};
use serde_json::Value;

use super::schemas::Problem;
use super::{UNKNOWN, is_unknown};

/// The rules of a schema, compiled when they are asked for the first time: a run asks them of every class and pool, in
/// its plan and again when each is made.
#[derive(Clone, Default)]
pub(super) struct Rules(Arc<OnceLock<CompiledSchema>>);

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rules")
    }
}

/// They follow from the schema, which is compared.
impl PartialEq for Rules {
    fn eq(&self, _: &Rules) -> bool {
        true
    }
}

impl Rules {
    pub(super) fn validate(&self, schema: &Value, object: &Value, fits: bool) -> Vec<Problem> {
        validate(self.0.get_or_init(|| compile_schema(schema)), object, fits)
    }
}

/// The rules that an object breaks; those that read a part that is not known yet are not asked. Of an object that does
/// not fit its schema (`fits`) only verdicts count: a rule may fail to run because of what was found there already.
fn validate(rules: &CompiledSchema, object: &Value, fits: bool) -> Vec<Problem> {
    let text = |field: &str| object[field].as_str().unwrap_or_default().to_owned();
    let context = RootContext {
        api_group: text("apiVersion").split_once('/').map_or(String::new(), |(group, _)| group.to_owned()),
        api_version: text("apiVersion"),
        kind: text("kind"),
    };
    let Err(errors) = Validator::new().validate_compiled_with_context(rules, object, None, Some(&context)) else {
        return Vec::new();
    };
    errors
        .into_vec()
        .into_iter()
        .filter(|error| match error.kind {
            ErrorKind::ValidationFailure => true,
            ErrorKind::EvaluationError | ErrorKind::InvalidResult => fits,
            // Rules that cannot be run here say nothing about the object; the server still asks them.
            _ => false,
        })
        .filter(|error| !reads_unknown(&error.rule, at(object, &error.field_path)))
        .map(|error| Problem { path: error.field_path, message: error.message })
        .collect()
}

/// Whether a rule asked of `value` reads something that is not known yet.
fn reads_unknown(rule: &str, value: Option<&Value>) -> bool {
    match value {
        // A path that cannot be followed (a rule may name another one for its message) is judged by the whole rule.
        None => rule.contains(UNKNOWN),
        Some(Value::Object(map)) => {
            let whole = !rule.contains("self.") && is_unknown(&Value::Object(map.clone()));
            whole || map.iter().any(|(key, below)| is_unknown(below) && names(rule, key))
        }
        Some(other) => is_unknown(other),
    }
}

/// Whether a field's name stands in a rule as a whole word.
fn names(rule: &str, field: &str) -> bool {
    let word = |character: char| character.is_alphanumeric() || character == '_';
    rule.match_indices(field)
        .any(|(start, _)| !rule[..start].ends_with(word) && !rule[start + field.len()..].starts_with(word))
}

/// Follows a path like `spec.requirements[0].values`.
fn at<'a>(object: &'a Value, path: &str) -> Option<&'a Value> {
    let mut here = object;
    for part in path.split(['.', '[']).filter(|part| !part.is_empty()) {
        let part = part.trim_end_matches(']').trim_matches('"');
        here = match here {
            Value::Array(items) => items.get(part.parse::<usize>().ok()?)?,
            other => other.get(part)?,
        };
    }
    Some(here)
}
