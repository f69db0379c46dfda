//! EKS Auth: credentials for pods with a pod identity.

mod routes;

use crate::call::{Call, Reply};

pub use routes::route;

pub fn handle(call: &mut Call<'_>) -> Reply {
    call.not_implemented()
}

/// The operation behind a method and path, with the parameters that path and query carry.
///
/// The path's segments are still percent-encoded; the query's names and values are decoded.
pub fn route(_method: &str, _path: &str, _query: &[(String, String)]) -> Option<(&'static str, serde_json::Value)> {
    None
}
