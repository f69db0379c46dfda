//! EKS Auth: credentials for pods with a pod identity.

mod assume_role;
mod routes;

use crate::call::{Call, Reply};

pub use routes::route;

pub fn handle(call: &mut Call<'_>) -> Reply {
    match call.operation.as_str() {
        "AssumeRoleForPodIdentity" => assume_role::run(call),
        _ => call.not_implemented(),
    }
}
