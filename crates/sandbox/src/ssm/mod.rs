//! Systems Manager Parameter Store: AWS's public parameters about node images, and the account's own.

mod fault;
mod parameter;
mod public;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use parameter::Parameter;
pub use public::value as public_value;

use crate::call::{Call, Reply};

/// The parameters of an account in one region.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct State {
    pub parameters: BTreeMap<String, Parameter>,
}

type Handler = for<'a, 'b> fn(&'a mut Call<'b>) -> Reply;

const OPERATIONS: &[(&str, Handler)] = &[
    ("DeleteParameter", parameter::delete),
    ("DescribeParameters", parameter::describe),
    ("GetParameter", parameter::get),
    ("GetParameters", parameter::get_several),
    ("GetParametersByPath", parameter::get_by_path),
    ("PutParameter", parameter::put),
];

/// What is answered, by name.
pub(crate) fn operations() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().map(|row| row.0)
}

/// Answers one SSM call.
pub fn handle(call: &mut Call<'_>) -> Reply {
    match OPERATIONS.iter().find(|(name, _)| *name == call.operation) {
        Some((_, handler)) => handler(call),
        None => call.not_implemented(),
    }
}
