//! AWS Security Token Service: who is calling, and temporary credentials of roles.

mod assume;
#[cfg(test)]
mod tests;
mod token;
mod trust;
mod web_identity;

use serde_json::json;

use crate::call::{Call, Fault, Reply};
use crate::wire::shape::{self, Kind, Row, optional, required};

pub use token::{BadToken, verify_token};

const ARN: Kind = Kind::Text { min: 20, max: 2048, pattern: "" };
const POLICY: Kind = Kind::Text { min: 1, max: 2048, pattern: r"[\u0009\u000A\u000D\u0020-\u00FF]+" };
const TOKEN_SIZE: Kind = Kind::Integer { min: 0, max: 4096 };
const SESSION_NAME: Kind = Kind::Text { min: 2, max: 64, pattern: r"[\w+=,.@-]*" };

/// Source: AWS STS API reference, request parameters of each action.
#[rustfmt::skip]
const ROWS: &[Row] = &[
    required("AssumeRole", "RoleArn", ARN),
    required("AssumeRole", "RoleSessionName", SESSION_NAME),
    optional("AssumeRole", "DurationSeconds", Kind::Integer { min: 900, max: 43200 }),
    optional("AssumeRole", "Policy", POLICY),
    optional("AssumeRole", "PolicyArns", Kind::List { min: 0, max: 10 }),
    optional("AssumeRole", "PolicyArns[].arn", ARN),
    optional("AssumeRole", "ExternalId", Kind::Text { min: 2, max: 1224, pattern: r"[\w+=,.@:\/-]*" }),
    optional("AssumeRole", "Tags", Kind::List { min: 0, max: 50 }),
    required("AssumeRole", "Tags[].Key", Kind::Text { min: 1, max: 128, pattern: "" }),
    required("AssumeRole", "Tags[].Value", Kind::Text { min: 0, max: 256, pattern: "" }),
    optional("AssumeRole", "TransitiveTagKeys", Kind::List { min: 0, max: 50 }),
    optional("AssumeRole", "SerialNumber", Kind::Text { min: 9, max: 256, pattern: r"[\w+=/:,.@-]*" }),
    optional("AssumeRole", "TokenCode", Kind::Text { min: 6, max: 6, pattern: r"[0-9]*" }),
    optional("AssumeRole", "SourceIdentity", Kind::Text { min: 2, max: 256, pattern: r"[\w+=,.@-]*" }),
    optional("AssumeRole", "ProvidedContexts", Kind::List { min: 1, max: 5 }),
    optional("AssumeRole", "MinimumSessionTokenSize", TOKEN_SIZE),
    required("AssumeRoleWithWebIdentity", "RoleArn", ARN),
    required("AssumeRoleWithWebIdentity", "RoleSessionName", SESSION_NAME),
    required("AssumeRoleWithWebIdentity", "WebIdentityToken", Kind::Text { min: 4, max: 20000, pattern: "" }),
    optional("AssumeRoleWithWebIdentity", "DurationSeconds", Kind::Integer { min: 900, max: 43200 }),
    optional("AssumeRoleWithWebIdentity", "ProviderId", Kind::Text { min: 4, max: 2048, pattern: "" }),
    optional("AssumeRoleWithWebIdentity", "Policy", POLICY),
    optional("AssumeRoleWithWebIdentity", "PolicyArns", Kind::List { min: 0, max: 10 }),
    optional("AssumeRoleWithWebIdentity", "PolicyArns[].arn", ARN),
    optional("AssumeRoleWithWebIdentity", "MinimumSessionTokenSize", TOKEN_SIZE),
    required("GetAccessKeyInfo", "AccessKeyId", Kind::Text { min: 16, max: 128, pattern: r"[\w]*" }),
];

/// Operations that need no signature.
pub(crate) const UNSIGNED: &[&str] = &["AssumeRoleWithWebIdentity"];

type Handler = for<'a, 'b> fn(&'a mut Call<'b>) -> Reply;

const OPERATIONS: &[(&str, Handler)] = &[
    ("AssumeRole", assume::assume_role),
    ("AssumeRoleWithWebIdentity", web_identity::assume_role),
    ("GetAccessKeyInfo", access_key_info),
    ("GetCallerIdentity", caller_identity),
];

/// What is answered, by name.
pub(crate) fn operations() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().map(|row| row.0)
}

pub fn handle(call: &mut Call<'_>) -> Reply {
    shape::check(call, ROWS)?;
    trust::check_arn(call)?;
    match OPERATIONS.iter().find(|(name, _)| *name == call.operation) {
        Some((_, handler)) => handler(call),
        None => call.not_implemented(),
    }
}

fn caller_identity(call: &mut Call<'_>) -> Reply {
    Ok(json!({ "Arn": call.caller.arn, "UserId": call.caller.user_id, "Account": call.caller.account }))
}

fn access_key_info(call: &mut Call<'_>) -> Reply {
    let id = call.text("AccessKeyId").unwrap_or_default();
    let owner = call.world.accounts.values().find(|account| {
        account.sessions.contains_key(&id)
            || account.iam.users.values().any(|user| user.access_keys.iter().any(|key| key.id == id))
    });
    match owner {
        Some(account) => Ok(json!({ "Account": account.id })),
        None => Err(Fault::new(400, "ValidationError", "Invalid access key id")),
    }
}
