//! AssumeRole.

use super::trust;
use crate::call::{Call, Fault, Reply};
use crate::iam::policy::{Context, Requester};

pub(super) fn assume_role(call: &mut Call<'_>) -> Reply {
    let mut context = Context::new();
    if let Some(id) = call.text("ExternalId") {
        context.set("sts:ExternalId", id);
    }
    if let Some(name) = call.text("RoleSessionName") {
        context.set("sts:RoleSessionName", name);
    }
    context.set("aws:PrincipalAccount", call.caller.account.clone());
    let requester = requester(call);
    let arn = call.text("RoleArn").unwrap_or_default();
    let Some(role) = trust::open_role(call, &requester, "sts:AssumeRole", &context) else {
        return Err(denied(call, "sts:AssumeRole", &arn));
    };
    let tags = trust::tags(call);
    if !tags.is_empty() {
        for (key, value) in &tags {
            context.set(&format!("aws:RequestTag/{key}"), value.clone());
        }
        context.set_all("aws:TagKeys", tags.into_keys().collect());
        if trust::open_role(call, &requester, "sts:TagSession", &context).is_none() {
            return Err(denied(call, "sts:TagSession", &arn));
        }
    }
    trust::open_session(call, &role)
}

fn denied(call: &Call<'_>, action: &str, arn: &str) -> Fault {
    let text = format!("User: {} is not authorized to perform: {action} on resource: {arn}", call.caller.arn);
    Fault::new(403, "AccessDenied", text)
}

/// What trust policies may name the caller by.
fn requester(call: &Call<'_>) -> Requester {
    let caller = &call.caller;
    let mut values = vec![
        ("AWS", caller.arn.clone()),
        ("AWS", caller.account.clone()),
        ("AWS", format!("arn:{}:iam::{}:root", call.partition, caller.account)),
    ];
    if let Some((_, rest)) = caller.arn.split_once(":assumed-role/") {
        let name = rest.split('/').next().unwrap_or_default();
        if let Some(role) = crate::iam::find_role(call.world, &caller.account, name) {
            values.push(("AWS", role.arn.clone()));
        }
    }
    Requester { values }
}
