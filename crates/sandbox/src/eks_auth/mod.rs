//! EKS Auth: credentials for pods with a pod identity.

mod routes;

use crate::call::{Call, Reply};

pub use routes::route;

pub fn handle(call: &mut Call<'_>) -> Reply {
    call.not_implemented()
}
