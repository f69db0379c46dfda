//! IAM in front of every call: may this caller do this to that?

mod context;
mod node_group;
mod pass_role;
mod resource;
mod tagging;
mod template;

use super::authorize::{is_limited, judge, permissions, principal_arn};
use super::policy::{Context, Decision};
use crate::call::{Call, Fault};

/// Services whose action prefix differs from their name here.
const PREFIXES: &[(&str, &str)] =
    &[("tagging", "tag"), ("eks_auth", "eks-auth"), ("arc_zonal_shift", "arc-zonal-shift")];

/// Calls that no policy is asked for. Source: STS API Reference, GetCallerIdentity ("No permissions are required").
const FREE: &[(&str, &str)] = &[
    ("sts", "GetCallerIdentity"),
    ("sts", "AssumeRoleWithWebIdentity"),
    ("sts", "GetAccessKeyInfo"),
    // A role's trust policy decides on these two.
    ("sts", "AssumeRole"),
    ("eks_auth", "AssumeRoleForPodIdentity"),
];

/// Checks the caller's permissions for a call, and those it needs beside its own (`iam:PassRole`).
///
/// # Errors
/// The service's own error for a denied call.
pub fn authorize(call: &mut Call<'_>) -> Result<(), Fault> {
    if call.caller.arn.ends_with(":root") || FREE.contains(&(call.service, call.operation.as_str())) {
        return Ok(());
    }
    let found = permissions(call.world, &call.caller.account, &call.caller.arn);
    if found.is_some_and(|found| found.are_unlimited()) && !is_limited(call.world, &call.caller) {
        return Ok(());
    }
    check(call)?;
    let reason = match node_group::launch(call) {
        Some(mut launch) => check(&mut launch).err(),
        None => None,
    };
    reason.map_or(Ok(()), |reason| Err(node_group::refusal(call, &reason)))
}

/// Everything that one call needs.
fn check(call: &mut Call<'_>) -> Result<(), Fault> {
    let prefix = PREFIXES.iter().find(|(name, _)| *name == call.service).map_or(call.service, |(_, prefix)| *prefix);
    let action = format!("{prefix}:{}", call.operation);
    for resource in resource::list(call) {
        let context = context::build(call, &resource);
        decide(call, &action, &resource, &context)?;
    }
    for (role, service) in pass_role::list(call) {
        let mut context = context::build(call, &role);
        context.set("iam:PassedToService", service);
        decide(call, "iam:PassRole", &role, &context)?;
    }
    for (action, resource) in tagging::list(call) {
        let context = context::of_new(call, &resource);
        decide(call, action, &resource, &context)?;
    }
    if call.service == "ec2" && context::tags_on_create(call) {
        tag_on_create(call)?;
    }
    Ok(())
}

/// Creating with tags needs `ec2:CreateTags` too, limited by `ec2:CreateAction`.
fn tag_on_create(call: &mut Call<'_>) -> Result<(), Fault> {
    for resource in context::tagged_kinds(call) {
        let mut context = context::build(call, &resource);
        context.set("ec2:CreateAction", call.operation.clone());
        decide(call, "ec2:CreateTags", &resource, &context)?;
    }
    Ok(())
}

fn decide(call: &mut Call<'_>, action: &str, resource: &str, context: &Context) -> Result<(), Fault> {
    let (decision, statements) = judge(call.world, &call.caller, (action, resource), context);
    let principal = principal_arn(&call.caller.arn);
    call.world.ledger.note(principal, (action, resource), (decision, statements));
    match decision {
        Decision::Allowed => Ok(()),
        decision => Err(denied(call, action, resource, decision)),
    }
}

fn denied(call: &Call<'_>, action: &str, resource: &str, decision: Decision) -> Fault {
    let reason = match decision {
        Decision::ExplicitDeny => "with an explicit deny in an identity-based policy".to_owned(),
        // Source: IAM user guide, "Troubleshoot access denied error messages".
        Decision::BeyondBoundary => format!("because no permissions boundary allows the {action} action"),
        Decision::BeyondSession => format!("because no session policy allows the {action} action"),
        _ => format!("because no identity-based policy allows the {action} action"),
    };
    let who = &call.caller.arn;
    let text = format!("User: {who} is not authorized to perform: {action} on resource: {resource} {reason}");
    match call.service {
        "ec2" => Fault::new(
            403,
            "UnauthorizedOperation",
            format!("You are not authorized to perform this operation. {text}"),
        ),
        "iam" | "sts" | "sqs" => Fault::new(403, "AccessDenied", text),
        "eks" | "eks_auth" | "arc_zonal_shift" => Fault::new(403, "AccessDeniedException", text),
        _ => Fault::new(400, "AccessDeniedException", text),
    }
}
