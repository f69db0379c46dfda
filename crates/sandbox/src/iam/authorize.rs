//! Whether a caller may do something.

use super::policy::{Context, Decision, Document, Kind, Request, applies, evaluate};
use super::{State, Tags, aws_policy, find_role};
use crate::call::Caller;
use crate::world::{Session, World};

/// What a principal's permissions consist of.
pub(crate) struct Permissions {
    pub(crate) documents: Vec<Document>,
    /// The documents of the permissions boundary, if one is set.
    pub(crate) boundary: Option<Vec<Document>>,
}

/// Decides on the caller's identity policies and permissions boundary. Resource policies are the services' own.
pub fn allows(world: &World, caller: &Caller, action: &str, resource: &str, context: &Context) -> Decision {
    judge(world, caller, (action, resource), context).0
}

/// The decision, and the names of the statements that allow it.
pub(crate) fn judge(
    world: &World,
    caller: &Caller,
    (action, resource): (&str, &str),
    context: &Context,
) -> (Decision, Vec<String>) {
    if caller.arn.ends_with(":root") {
        return (Decision::Allowed, Vec::new());
    }
    let Some(found) = permissions(world, &caller.account, &caller.arn) else {
        return (Decision::ImplicitDeny, Vec::new());
    };
    let request = Request { action, resource, context: &caller_context(world, caller, context) };
    match found.decide(request) {
        Decision::Allowed if is_beyond_session(world, caller, request) => (Decision::BeyondSession, Vec::new()),
        decision => (decision, found.allowing(request)),
    }
}

/// The live sessions of a caller. Those of one name can't be told apart, so that the widest of them counts.
fn sessions<'a>(world: &'a World, caller: &'a Caller) -> impl Iterator<Item = &'a Session> {
    let all = world.accounts.get(&caller.account).into_iter().flat_map(|account| account.sessions.values());
    all.filter(move |session| session.caller == *caller && session.expires > world.now)
}

/// Whether a caller's session has less than its role's permissions.
pub(crate) fn is_limited(world: &World, caller: &Caller) -> bool {
    let mut sessions = sessions(world, caller).peekable();
    sessions.peek().is_some() && sessions.all(|session| session.policies.is_some())
}

fn is_beyond_session(world: &World, caller: &Caller, request: Request<'_>) -> bool {
    let Some(account) = world.accounts.get(&caller.account).filter(|_| is_limited(world, caller)) else { return false };
    let mut limits = sessions(world, caller).filter_map(|session| session.policies.as_ref());
    !limits.any(|limit| {
        let inline = limit.inline.as_deref().and_then(parse);
        let attached = limit.managed.iter().filter_map(|arn| managed(&account.iam, arn));
        evaluate(&inline.into_iter().chain(attached).collect::<Vec<_>>(), request).is_allowed()
    })
}

impl Permissions {
    /// Everything is allowed and nothing denied: an administrator's.
    pub(crate) fn are_unlimited(&self) -> bool {
        let everything = |patterns: &[String]| patterns.iter().any(|p| p == "*");
        let mut statements = self.documents.iter().flat_map(|d| &d.statements);
        let all = statements.clone().any(|s| {
            s.allow
                && s.conditions.is_empty()
                && !s.actions.negated
                && everything(&s.actions.patterns)
                && s.resources.as_ref().is_some_and(|r| !r.negated && everything(&r.patterns))
        });
        all && self.boundary.is_none() && statements.all(|s| s.allow)
    }

    /// The names of the statements that allow a request.
    fn allowing(&self, request: Request<'_>) -> Vec<String> {
        let statements = self.documents.iter().flat_map(|document| &document.statements);
        statements.filter(|one| one.allow && applies(one, request)).filter_map(|one| one.sid.clone()).collect()
    }

    pub(crate) fn decide(&self, request: Request<'_>) -> Decision {
        let identity = evaluate(&self.documents, request);
        match &self.boundary {
            Some(boundary) if identity != Decision::ExplicitDeny => match evaluate(boundary, request) {
                Decision::Allowed => identity,
                Decision::ImplicitDeny if identity.is_allowed() => Decision::BeyondBoundary,
                other => other,
            },
            _ => identity,
        }
    }
}

/// Adds what is known of the caller to a request's context.
fn caller_context(world: &World, caller: &Caller, context: &Context) -> Context {
    let mut full = context.clone();
    for (key, value) in principal_tags(world, caller) {
        full.set(&format!("aws:PrincipalTag/{key}"), value);
    }
    full.set("aws:PrincipalArn", principal_arn(&caller.arn))
        .set("aws:PrincipalAccount", caller.account.clone())
        .set("aws:userid", caller.user_id.clone());
    if let Some(name) = caller.arn.split_once(":user/").and_then(|(_, path)| path.rsplit('/').next()) {
        full.set("aws:username", name).set("aws:PrincipalType", "User");
    } else {
        full.set("aws:PrincipalType", "AssumedRole");
    }
    full
}

/// The caller's own tags and, over them, those of its session.
fn principal_tags(world: &World, caller: &Caller) -> Tags {
    let Some(account) = world.accounts.get(&caller.account) else { return Tags::new() };
    if let Some((_, path)) = caller.arn.split_once(":user/") {
        let name = path.rsplit('/').next().unwrap_or_default().to_lowercase();
        return account.iam.users.get(&name).map(|user| user.tags.clone()).unwrap_or_default();
    }
    let session = caller.arn.split_once(":assumed-role/").map(|(_, rest)| rest.split('/').next().unwrap_or_default());
    let role = session.and_then(|name| account.iam.roles.get(&name.to_lowercase()));
    let mut tags = role.map(|role| role.tags.clone()).unwrap_or_default();
    for session in sessions(world, caller) {
        tags.extend(session.tags.clone());
    }
    tags
}

/// The IAM principal behind a caller: a session's is its role (whose path is not part of a session's ARN).
pub(super) fn principal_arn(arn: &str) -> String {
    match arn.split_once(":assumed-role/") {
        Some((head, rest)) => {
            let name = rest.split('/').next().unwrap_or_default();
            format!("{}:role/{name}", head.replacen(":sts:", ":iam:", 1))
        }
        None => arn.to_owned(),
    }
}

/// The policies of a user, role or session by ARN.
pub(crate) fn permissions(world: &World, account: &str, arn: &str) -> Option<Permissions> {
    let state = &world.accounts.get(account)?.iam;
    let (inline, attached, boundary) = if let Some((_, path)) = arn.split_once(":user/") {
        let user = state.users.get(&path.rsplit('/').next()?.to_lowercase())?;
        (&user.inline, &user.attached, &user.boundary)
    } else {
        let name = match (arn.split_once(":assumed-role/"), arn.split_once(":role/")) {
            (Some((_, rest)), _) => rest.split('/').next()?,
            (_, Some((_, rest))) => rest.rsplit('/').next()?,
            _ => return None,
        };
        let role = find_role(world, account, name)?;
        (&role.inline, &role.attached, &role.boundary)
    };
    let mut documents: Vec<Document> = inline.values().filter_map(|text| parse(text)).collect();
    documents.extend(attached.iter().filter_map(|arn| managed(state, arn)));
    let boundary = boundary.as_ref().map(|arn| managed(state, arn).into_iter().collect());
    Some(Permissions { documents, boundary })
}

fn parse(text: &str) -> Option<Document> {
    Document::parse(text, Kind::Identity).ok()
}

/// The document of a managed policy, customer's or AWS's, that is in force.
fn managed(state: &State, arn: &str) -> Option<Document> {
    match state.policies.get(arn) {
        Some(policy) => {
            policy.versions.iter().find(|v| v.number == policy.default_version).and_then(|v| parse(&v.document))
        }
        None => aws_policy::find(arn).and_then(|row| parse(&aws_policy::document(row))),
    }
}
