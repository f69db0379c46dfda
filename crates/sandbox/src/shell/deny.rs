//! May the caller do what it asks for?
//!
//! The check is by action: a caller needs some statement that allows the operation, and none that denies it
//! everywhere. Resources and conditions of allowing statements are left to the services.

use crate::call::{Caller, Fault};
use crate::iam;
use crate::iam::policy::{Document, pattern};
use crate::wire::{Protocol, Service};
use crate::world::World;

/// Services whose actions have another prefix than their name.
///
/// Source: Service Authorization Reference.
const PREFIXES: &[(&str, &str)] =
    &[("tagging", "tag"), ("eks_auth", "eks-auth"), ("arc_zonal_shift", "arc-zonal-shift")];

/// Operations that need no permission.
///
/// Source: AWS STS API reference.
const FREE: &[&str] =
    &["sts:GetCallerIdentity", "sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:GetAccessKeyInfo"];

/// The service's refusal, if the caller's policies don't allow the operation.
pub(super) fn refusal(world: &World, caller: &Caller, service: &Service, operation: &str) -> Option<Fault> {
    let prefix = PREFIXES.iter().find(|(name, _)| *name == service.name).map_or(service.name, |(_, prefix)| *prefix);
    let action = format!("{prefix}:{operation}");
    if caller.arn.ends_with(":root") || FREE.contains(&action.as_str()) {
        return None;
    }
    let documents = iam::authorize::permissions(world, &caller.account, &caller.arn).map(|p| p.documents);
    let verdict = judge(&documents.unwrap_or_default(), &action);
    (!verdict.allowed || verdict.denied).then(|| denied(caller, service, &action, verdict.denied))
}

#[derive(Default)]
struct Verdict {
    allowed: bool,
    denied: bool,
}

fn judge(documents: &[Document], action: &str) -> Verdict {
    let mut verdict = Verdict::default();
    for statement in documents.iter().flat_map(|document| &document.statements) {
        let matched = statement.actions.patterns.iter().any(|p| pattern::matches_ignoring_case(p, action));
        if matched == statement.actions.negated {
            continue;
        }
        let everywhere = statement.resources.as_ref().is_none_or(|r| !r.negated && r.patterns.iter().any(|p| p == "*"));
        if statement.allow {
            verdict.allowed = true;
        } else if everywhere && statement.conditions.is_empty() {
            verdict.denied = true;
        }
    }
    verdict
}

fn denied(caller: &Caller, service: &Service, action: &str, explicit: bool) -> Fault {
    let (status, code) = match service.protocol {
        Protocol::Query | Protocol::Json10 => (403, "AccessDenied"),
        Protocol::Ec2 => (403, "UnauthorizedOperation"),
        Protocol::Json11 => (400, "AccessDeniedException"),
        Protocol::RestJson => (403, "AccessDeniedException"),
    };
    let because = if explicit {
        format!("with an explicit deny in an identity-based policy ({action})")
    } else {
        format!("because no identity-based policy allows the {action} action")
    };
    let text = match service.protocol {
        Protocol::Ec2 => format!(
            "You are not authorized to perform this operation. User: {} is not authorized to perform: {action} {because}",
            caller.arn
        ),
        _ => format!("User: {} is not authorized to perform: {action} {because}", caller.arn),
    };
    Fault::new(status, code, text)
}
