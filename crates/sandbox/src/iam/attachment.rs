//! Managed policies attached to roles and users.

use serde_json::{Value, json};

use super::{aws_policy, fault, page, role, user};
use crate::call::{Call, Fault, Reply};

/// Source: IAM quotas (default), "Managed policies attached to a role" and "to a user".
const MOST: usize = 10;

/// A role or user as the operation names it.
fn attached<'c>(call: &'c mut Call<'_>) -> Result<&'c mut Vec<String>, Fault> {
    if call.operation.contains("Role") {
        let now = call.now();
        let role = role::open_own(call)?;
        role.permissions_changed = now;
        Ok(&mut role.attached)
    } else {
        Ok(&mut user::open(call)?.attached)
    }
}

/// ARNs in IAM's inputs have to be ARNs of policies.
pub(crate) fn check_arn(arn: &str) -> Result<(), Fault> {
    let resource = super::lookup::split_arn(arn).map(|(_, resource)| resource);
    match resource {
        Some(resource) if resource.starts_with("policy/") => Ok(()),
        _ => Err(fault::invalid_input(format!("ARN {arn} is not valid."))),
    }
}

/// Whether a managed policy exists, AWS's or the account's own.
pub(crate) fn exists(call: &mut Call<'_>, arn: &str) -> bool {
    let own_partition = arn.starts_with(&format!("arn:{}:", call.partition));
    call.account().iam.policies.contains_key(arn) || own_partition && aws_policy::find(arn).is_some()
}

pub(crate) fn attach(call: &mut Call<'_>) -> Reply {
    let arn = call.text("PolicyArn").unwrap_or_default();
    check_arn(&arn)?;
    attached(call)?;
    if !exists(call, &arn) {
        return Err(fault::no_such_entity(format!("Policy {arn} does not exist or is not attachable.")));
    }
    let quota = if call.operation.contains("Role") { "PoliciesPerRole" } else { "PoliciesPerUser" };
    let list = attached(call)?;
    if list.contains(&arn) {
        return Ok(json!({}));
    }
    if list.len() >= MOST {
        return Err(fault::limit_exceeded(format!("Cannot exceed quota for {quota}: {MOST}")));
    }
    list.push(arn);
    Ok(json!({}))
}

pub(crate) fn detach(call: &mut Call<'_>) -> Reply {
    let arn = call.text("PolicyArn").unwrap_or_default();
    check_arn(&arn)?;
    let list = attached(call)?;
    let before = list.len();
    list.retain(|one| *one != arn);
    if list.len() == before {
        return Err(fault::no_such_entity(format!("Policy {arn} was not found.")));
    }
    Ok(json!({}))
}

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let prefix = call.text("PathPrefix").unwrap_or_else(|| "/".into());
    let arns = if call.operation.contains("Role") {
        role::open(call)?.attached.clone()
    } else {
        user::open(call)?.attached.clone()
    };
    let items = arns
        .iter()
        .filter(|arn| path(arn).starts_with(&prefix))
        .map(|arn| (arn.clone(), json!({"PolicyName": name(arn), "PolicyArn": arn})))
        .collect();
    page::answer(call, "AttachedPolicies", sorted(items))
}

fn name(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or_default()
}

fn path(arn: &str) -> &str {
    let after = arn.split_once(":policy").map_or("/", |(_, rest)| rest);
    &after[..after.rfind('/').map_or(0, |slash| slash + 1)]
}

fn sorted(mut items: Vec<(String, Value)>) -> Vec<(String, Value)> {
    items.sort_by(|a, b| a.0.cmp(&b.0));
    items
}

/// `ListEntitiesForPolicy`: who has a policy attached or as boundary.
pub(crate) fn entities(call: &mut Call<'_>) -> Reply {
    let arn = call.text("PolicyArn").unwrap_or_default();
    check_arn(&arn)?;
    if !exists(call, &arn) {
        return Err(fault::no_such_entity(format!("Policy {arn} was not found.")));
    }
    let filter = call.text("EntityFilter");
    let usage = call.text("PolicyUsageFilter");
    let prefix = call.text("PathPrefix").unwrap_or_else(|| "/".into());
    let wanted = |attached: &[String], boundary: &Option<String>| {
        usage.as_deref() != Some("PermissionsBoundary") && attached.contains(&arn)
            || usage.as_deref() != Some("PermissionsPolicy") && boundary.as_ref() == Some(&arn)
    };
    let state = &call.account().iam;
    let mut items: Vec<(String, Value)> = Vec::new();
    if filter.as_deref().is_none_or(|f| f == "Role") {
        items.extend(
            state
                .roles
                .values()
                .filter(|r| r.path.starts_with(&prefix) && wanted(&r.attached, &r.boundary))
                .map(|r| (format!("role/{}", r.name), json!({"RoleName": r.name, "RoleId": r.id}))),
        );
    }
    if filter.as_deref().is_none_or(|f| f == "User") {
        items.extend(
            state
                .users
                .values()
                .filter(|u| u.path.starts_with(&prefix) && wanted(&u.attached, &u.boundary))
                .map(|u| (format!("user/{}", u.name), json!({"UserName": u.name, "UserId": u.id}))),
        );
    }
    let mut reply = page::answer(call, "Entities", sorted(items))?;
    let page = reply.as_object_mut().and_then(|map| map.remove("Entities")).unwrap_or_default();
    let pick = |key: &str| -> Value {
        page.as_array().into_iter().flatten().filter(|one| one.get(key).is_some()).cloned().collect()
    };
    reply["PolicyGroups"] = json!([]);
    reply["PolicyUsers"] = pick("UserName");
    reply["PolicyRoles"] = pick("RoleName");
    Ok(reply)
}
