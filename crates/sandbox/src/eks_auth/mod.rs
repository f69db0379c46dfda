//! EKS Auth: credentials for pods with a pod identity.

mod assume_role;
mod routes;

use crate::call::{Call, Reply};

pub use routes::route;

type Handler = for<'a, 'b> fn(&'a mut Call<'b>) -> Reply;

const OPERATIONS: &[(&str, Handler)] = &[("AssumeRoleForPodIdentity", assume_role::run)];

/// What is answered, by name.
pub(crate) fn operations() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().map(|row| row.0)
}

/// Answers one EKS Auth call.
pub fn handle(call: &mut Call<'_>) -> Reply {
    match OPERATIONS.iter().find(|(name, _)| *name == call.operation) {
        Some((_, handler)) => handler(call),
        None => call.not_implemented(),
    }
}
