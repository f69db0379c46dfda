//! Key policies.

use std::collections::BTreeMap;

use serde_json::json;

use super::{fault, lookup, page};
use crate::call::{Call, Fault, Reply};
use crate::iam::policy::{Context, Document, Kind, Request, Requester, evaluate_resource};
use crate::iam::principal;

/// Keys have exactly one policy, of this name. Source: KMS API Reference, PutKeyPolicy.
const NAME: &str = "default";
const MOST: usize = 32_768;

/// The policy of a key made without one.
pub(crate) fn default(partition: &str, account: &str) -> String {
    let policy = json!({
        "Version": "2012-10-17",
        "Id": "key-default-1",
        "Statement": [{
            "Sid": "Enable IAM User Permissions",
            "Effect": "Allow",
            "Principal": {"AWS": format!("arn:{partition}:iam::{account}:root")},
            "Action": "kms:*",
            "Resource": "*",
        }],
    });
    serde_json::to_string_pretty(&policy).unwrap_or_default()
}

/// The request's policy, checked, with the ids of its principals.
pub(crate) fn given(call: &Call<'_>, arn: &str) -> Result<(String, BTreeMap<String, String>), Fault> {
    let text = call.text("Policy").unwrap_or_default();
    if text.len() > MOST {
        return Err(Fault::new(400, "LimitExceededException", format!("The key policy is longer than {MOST} bytes.")));
    }
    let document = Document::parse(&text, Kind::Resource).map_err(|reason| fault::malformed_policy(reason.clone()))?;
    if document.statements.iter().any(|statement| statement.resources.is_none()) {
        return Err(fault::malformed_policy("Policy statement must contain resources."));
    }
    let ids = principal::resolve(call.world, &document, &call.partition)
        .map_err(|_| fault::malformed_policy("Policy contains a statement with one or more invalid principals."))?;
    if !call.input["BypassPolicyLockoutSafetyCheck"].as_bool().unwrap_or(false) && locks_out(call, &document, arn) {
        return Err(fault::malformed_policy(
            "The new key policy will not allow you to update the key policy in the future.",
        ));
    }
    Ok((principal::normalise(&text, &call.partition), ids))
}

/// Whether the caller could not put another policy afterwards. A statement for the account leaves it to IAM.
fn locks_out(call: &Call<'_>, document: &Document, arn: &str) -> bool {
    let (caller, context) = (&call.caller, Context::new());
    let mut values = vec![
        ("AWS", caller.arn.clone()),
        ("AWS", caller.account.clone()),
        ("AWS", format!("arn:{}:iam::{}:root", call.partition, caller.account)),
    ];
    if let Some((_, session)) = caller.arn.split_once(":assumed-role/") {
        let name = session.split('/').next().unwrap_or_default();
        values.extend(crate::iam::find_role(call.world, &caller.account, name).map(|role| ("AWS", role.arn.clone())));
    }
    let request = Request { action: "kms:PutKeyPolicy", resource: arn, context: &context };
    !evaluate_resource(document, &Requester { values }, request).is_allowed()
}

fn check_name(call: &Call<'_>) -> Result<(), Fault> {
    match call.text("PolicyName") {
        Some(name) if name != NAME => Err(fault::not_found(format!("No such policy exists: {name}"))),
        _ => Ok(()),
    }
}

pub(crate) fn put(call: &mut Call<'_>) -> Reply {
    check_name(call)?;
    let key = lookup::open(call)?;
    super::key::refuse_aws(key)?;
    let arn = key.arn.clone();
    let (policy, ids) = given(call, &arn)?;
    let key = lookup::open(call)?;
    (key.policy, key.policy_ids) = (policy, ids);
    Ok(json!({}))
}

pub(crate) fn get(call: &mut Call<'_>) -> Reply {
    check_name(call)?;
    let key = lookup::open(call)?;
    let (text, ids) = (key.policy.clone(), key.policy_ids.clone());
    Ok(json!({ "Policy": principal::render(call.world, &text, &ids), "PolicyName": NAME }))
}

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    lookup::open(call)?;
    page(call, "PolicyNames", vec![(NAME.to_owned(), json!(NAME))])
}
