//! Does a role trust whoever wants to assume it?

use std::time::Duration;

use serde_json::{Value, json};

use crate::call::{Call, Fault, Reply};
use crate::iam::policy::{Context, Document, Kind, Request, Requester, evaluate_resource};
use crate::iam::{Role, role_by_arn, visible};

/// Sessions that other sessions open last one hour at most.
///
/// Source: IAM user guide, "Role chaining".
const CHAINED_LIMIT: i64 = 3600;

/// Finds a role that its trust policy opens to the requester; missing, new and closed roles look the same.
pub(super) fn open_role(call: &Call<'_>, requester: &Requester, action: &str, context: &Context) -> Option<Role> {
    let arn = call.text("RoleArn").unwrap_or_default();
    let role = role_by_arn(call.world, &arn).filter(|role| visible(role.created, call.now()))?;
    let document = Document::parse(&role.trust, Kind::Trust).ok()?;
    let decision = evaluate_resource(&document, requester, Request { action, resource: &role.arn, context });
    decision.is_allowed().then(|| role.clone())
}

/// Opens the session and writes the answer's common members.
pub(super) fn open_session(call: &mut Call<'_>, role: &Role) -> Reply {
    let duration = call.text("DurationSeconds").and_then(|text| text.parse().ok()).unwrap_or(3600_i64);
    let chained = call.caller.arn.contains(":assumed-role/");
    if duration > role.max_session_duration {
        let text = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
        return Err(Fault::new(400, "ValidationError", text));
    }
    if chained && duration > CHAINED_LIMIT {
        let text = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.";
        return Err(Fault::new(400, "ValidationError", text));
    }
    let name = call.text("RoleSessionName").unwrap_or_default();
    let expires = call.now() + Duration::from_secs(duration.unsigned_abs());
    let session = call.world.open_session(&role.arn, &role.id, &name, expires);
    Ok(json!({
        "Credentials": {
            "AccessKeyId": session.access_key_id,
            "SecretAccessKey": session.secret_access_key,
            "SessionToken": session.session_token,
            "Expiration": session.expires.rfc3339(),
        },
        "AssumedRoleUser": { "AssumedRoleId": session.caller.user_id, "Arn": session.caller.arn },
        "PackedPolicySize": Value::Null,
    }))
}
