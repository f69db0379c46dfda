//! Does a role trust whoever wants to assume it?

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use crate::call::{Call, Fault, Reply};
use crate::iam::policy::{Context, Document, Kind, Request, Requester, evaluate_resource};
use crate::iam::{Role, role_by_arn, visible};
use crate::world::SessionPolicies;

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

/// The tags that the request puts on its session.
pub(super) fn tags(call: &Call<'_>) -> BTreeMap<String, String> {
    let given = call.input["Tags"].as_array().into_iter().flatten();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    given.map(|tag| (text(&tag["Key"]), text(&tag["Value"]))).collect()
}

/// Refuses what is no ARN of a role.
pub(super) fn check_arn(call: &Call<'_>) -> Result<(), Fault> {
    let Some(arn) = call.text("RoleArn") else { return Ok(()) };
    match arn.splitn(6, ':').collect::<Vec<_>>()[..] {
        ["arn", partition, "iam", "", account, resource]
            if !partition.is_empty() && account.len() == 12 && resource.starts_with("role/") =>
        {
            Ok(())
        }
        _ => Err(Fault::new(400, "ValidationError", format!("{arn} is invalid"))),
    }
}

/// The policies that the request limits its session by.
fn session_policies(call: &Call<'_>) -> Result<Option<SessionPolicies>, Fault> {
    let inline = call.text("Policy");
    if let Some(text) = &inline {
        let parsed = Document::parse(text, Kind::Identity);
        parsed.map_err(|reason| Fault::new(400, "MalformedPolicyDocument", reason))?;
    }
    let given = call.input["PolicyArns"].as_array().into_iter().flatten();
    let managed: Vec<String> = given.filter_map(|one| one["arn"].as_str()).map(str::to_owned).collect();
    Ok((inline.is_some() || !managed.is_empty()).then_some(SessionPolicies { inline, managed }))
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
    let limits = session_policies(call)?;
    let tags = tags(call);
    let name = call.text("RoleSessionName").unwrap_or_default();
    let expires = call.now() + Duration::from_secs(duration.unsigned_abs());
    let session = call.world.open_session(&role.arn, &role.id, &name, expires);
    if let Some(kept) =
        call.world.accounts.get_mut(&session.caller.account).and_then(|a| a.sessions.get_mut(&session.access_key_id))
    {
        (kept.tags, kept.policies) = (tags, limits);
    }
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
