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

/// Answers one SSM call.
pub fn handle(call: &mut Call<'_>) -> Reply {
    match call.operation.as_str() {
        "GetParameter" => parameter::get(call),
        "GetParameters" => parameter::get_several(call),
        "GetParametersByPath" => parameter::get_by_path(call),
        "PutParameter" => parameter::put(call),
        "DeleteParameter" => parameter::delete(call),
        "DescribeParameters" => parameter::describe(call),
        _ => call.not_implemented(),
    }
}
