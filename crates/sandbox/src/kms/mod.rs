//! AWS Key Management Service: keys and their policies, aliases, rotation, grants; no cryptography.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::call::{Call, Fault, Reply};
use crate::wire::member;

mod alias;
mod fault;
mod grant;
mod input;
mod key;
mod lookup;
mod policy;
mod rotation;
mod tag;

pub use alias::Alias;
pub use grant::Grant;
pub use key::Key;
pub use lookup::{allows, find_key, resolve};

/// One account's keys in one region.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct State {
    /// By key id.
    pub keys: BTreeMap<String, Key>,
    /// By name, `alias/` included.
    pub aliases: BTreeMap<String, Alias>,
}

/// One operation's handler.
type Handler = for<'a, 'b> fn(&'a mut Call<'b>) -> Reply;

/// Operations, their handlers, and the members they take.
const OPERATIONS: &[(&str, Handler, &str)] = &[
    ("CancelKeyDeletion", key::cancel_deletion, "KeyId!"),
    ("CreateAlias", alias::create, "AliasName! TargetKeyId!"),
    ("CreateGrant", grant::create, "KeyId! GranteePrincipal! RetiringPrincipal Operations! Name"),
    (
        "CreateKey",
        key::create,
        "Policy Description KeyUsage KeySpec CustomerMasterKeySpec Origin Tags MultiRegion \
         BypassPolicyLockoutSafetyCheck",
    ),
    ("DeleteAlias", alias::delete, "AliasName!"),
    ("DescribeKey", key::describe, "KeyId!"),
    ("DisableKey", key::disable, "KeyId!"),
    ("DisableKeyRotation", rotation::disable, "KeyId!"),
    ("EnableKey", key::enable, "KeyId!"),
    ("EnableKeyRotation", rotation::enable, "KeyId! RotationPeriodInDays"),
    ("GetKeyPolicy", policy::get, "KeyId! PolicyName"),
    ("GetKeyRotationStatus", rotation::status, "KeyId!"),
    ("ListAliases", alias::list, "KeyId Limit Marker"),
    ("ListGrants", grant::list, "KeyId! Limit Marker"),
    ("ListKeyPolicies", policy::list, "KeyId! Limit Marker"),
    ("ListKeys", key::list, "Limit Marker"),
    ("ListResourceTags", tag::list, "KeyId! Limit Marker"),
    ("PutKeyPolicy", policy::put, "KeyId! PolicyName Policy! BypassPolicyLockoutSafetyCheck"),
    ("RevokeGrant", grant::revoke, "KeyId! GrantId!"),
    ("ScheduleKeyDeletion", key::schedule_deletion, "KeyId! PendingWindowInDays"),
    ("TagResource", tag::tag, "KeyId! Tags!"),
    ("UntagResource", tag::untag, "KeyId! TagKeys!"),
    ("UpdateAlias", alias::update, "AliasName! TargetKeyId!"),
    ("UpdateKeyDescription", key::update_description, "KeyId! Description!"),
];

/// What is answered, by name.
pub(crate) fn operations() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().map(|row| row.0)
}

/// Answers one KMS request.
pub fn handle(call: &mut Call<'_>) -> Reply {
    let now = call.now();
    let state = &mut call.regional().kms;
    state.keys.retain(|_, key| key.deletion.is_none_or(|at| at > now));
    let keys = &state.keys;
    state.aliases.retain(|_, alias| alias.target.as_ref().is_none_or(|id| keys.contains_key(id)));
    let Some((name, handler, members)) = OPERATIONS.iter().find(|(name, ..)| *name == call.operation) else {
        return call.not_implemented();
    };
    member::check(call, name, members, input::MEMBERS)?;
    handler(call)
}

/// One page; the marker is the last key.
fn page(call: &Call<'_>, member: &str, items: Vec<(String, Value)>) -> Reply {
    let size = match call.input["Limit"].as_i64() {
        None => 100,
        Some(n) if (1..=1000).contains(&n) => n as usize,
        Some(n) => {
            let rule = if n < 1 { "greater than or equal to 1" } else { "less than or equal to 1000" };
            return Err(fault::constraint(&n.to_string(), "limit", &format!("Member must have value {rule}")));
        }
    };
    let after = call.text("Marker");
    if after.as_ref().is_some_and(|marker| !items.iter().any(|(key, _)| key == marker)) {
        return Err(Fault::new(400, "InvalidMarkerException", "Could not deserialize marker"));
    }
    let rest: Vec<(String, Value)> =
        items.into_iter().filter(|(key, _)| after.as_ref().is_none_or(|after| key > after)).collect();
    let truncated = rest.len() > size;
    let mut reply = json!({ "Truncated": truncated });
    if truncated {
        reply["NextMarker"] = rest[size - 1].0.clone().into();
    }
    reply[member] = rest.into_iter().take(size).map(|(_, value)| value).collect();
    Ok(reply)
}
