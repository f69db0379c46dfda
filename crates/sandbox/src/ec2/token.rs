//! Client tokens: the same request sent twice has one effect.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fault::refuse;
use super::input::text;
use super::state;
use crate::call::{Call, Fault, Reply};
use crate::time::Time;

/// A client token that was used, with what was asked and answered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TokenUse {
    input: Value,
    answer: Value,
    at: Time,
}

/// How long a token is remembered. Source: EC2 user guide, "Ensuring idempotency": at least 24 hours.
const KEPT: Duration = Duration::from_secs(24 * 3600);

/// Runs a create under its client token, if it has one.
pub(crate) fn run_once(call: &mut Call<'_>, run: fn(&mut Call<'_>) -> Reply) -> Reply {
    let Some(token) = text(&call.input, "ClientToken") else { return run(call) };
    let key = format!("{} {token}", call.operation);
    let input = without_token(&call.input);
    let now = call.now();
    if let Some(answer) = replay(call, &key, &input, now)? {
        return Ok(answer);
    }
    let answer = run(call)?;
    let tokens = &mut state::of(call).tokens;
    tokens.retain(|_, used| now.since(used.at) < KEPT);
    tokens.insert(key, TokenUse { input, answer: answer.clone(), at: now });
    Ok(answer)
}

fn replay(call: &mut Call<'_>, key: &str, input: &Value, now: Time) -> Result<Option<Value>, Fault> {
    match state::of(call).tokens.get(key).filter(|used| now.since(used.at) < KEPT) {
        None => Ok(None),
        Some(used) if used.input == *input => Ok(Some(used.answer.clone())),
        Some(_) => Err(refuse(
            "IdempotentParameterMismatch",
            "Arguments on this idempotent request are inconsistent with arguments used in previous request(s).",
        )),
    }
}

fn without_token(input: &Value) -> Value {
    let mut plain = input.clone();
    if let Value::Object(members) = &mut plain {
        members.remove("ClientToken");
        members.remove("DryRun");
    }
    plain
}
