//! Custom resources checked without a cluster: against the schema and the CEL rules of the CRDs that a chart brings,
//! with the API server's messages.

mod number;
mod rules;
mod schemas;
mod structure;
#[cfg(test)]
mod tests;

pub use schemas::{Problem, Schemas};

/// What stands in an object for a part that is not known yet; it satisfies every schema, and rules that read it are
/// not asked.
pub const UNKNOWN: &str = "(known after apply)";

/// Whether a value is, or holds, a part that is not known yet.
pub(crate) fn is_unknown(value: &serde_json::Value) -> bool {
    use serde_json::Value;
    match value {
        Value::String(text) => text == UNKNOWN,
        Value::Array(items) => items.iter().any(is_unknown),
        Value::Object(map) => map.values().any(is_unknown),
        _ => false,
    }
}
