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
        let text = format!("User: {} is not authorized to perform: sts:AssumeRole on resource: {arn}", call.caller.arn);
        return Err(Fault::new(403, "AccessDenied", text));
    };
    trust::open_session(call, &role)
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
