//! EKS: clusters and everything that belongs to one.

mod route;
mod routes;

use serde::{Deserialize, Serialize};

use crate::call::{Call, Reply};

pub(crate) use route::{Route, find as find_route};
pub use routes::route;

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct State {}

pub fn handle(call: &mut Call<'_>) -> Reply {
    call.not_implemented()
}

pub fn tick(_world: &mut crate::World) {}
