use serde::{Deserialize, Serialize};

use crate::call::{Call, Reply};

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct State {}

pub fn handle(call: &mut Call<'_>) -> Reply {
    call.not_implemented()
}

pub fn tick(_world: &mut crate::World) {}
