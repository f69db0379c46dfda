//! Client request tokens: the same request twice has one effect.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fault::invalid;
use super::place::Place;
use crate::call::{Call, Reply};

/// What a client request token was used for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TokenUse {
    pub operation: String,
    pub input: Value,
    pub answer: Value,
    /// The cluster it was about; its tokens go with it.
    pub cluster: String,
}

/// Runs an operation once per token: a repetition gets the first answer again, other parameters are refused.
///
/// Source: Amazon EKS API reference, `clientRequestToken`.
pub(crate) fn run_once(call: &mut Call<'_>, run: fn(&mut Call<'_>) -> Reply) -> Reply {
    let Some(token) = call.text("clientRequestToken") else {
        return run(call);
    };
    let place = Place::of(call);
    if let Some(used) = place.state(call.world).tokens.get(&token) {
        if used.operation == call.operation && used.input == call.input {
            return Ok(used.answer.clone());
        }
        return Err(invalid("The clientRequestToken was already used with different parameters."));
    }
    let answer = run(call)?;
    let used = TokenUse {
        operation: call.operation.clone(),
        input: call.input.clone(),
        answer: answer.clone(),
        cluster: place.cluster.clone(),
    };
    place.state(call.world).tokens.insert(token, used);
    Ok(answer)
}

/// Forgets tokens whose answer named a resource that is gone, so that a repeated creation makes it anew.
pub(crate) fn forget(place: &Place, world: &mut crate::World, member: &str, name: &str) {
    let cluster = &place.cluster;
    place.state(world).tokens.retain(|_, used| &used.cluster != cluster || used.input[member] != name);
}
