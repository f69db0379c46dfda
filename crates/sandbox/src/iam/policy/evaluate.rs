//! Policy evaluation: does a set of policies let a request through?

use std::collections::BTreeMap;

use super::document::{Document, Principal, Selection, Statement};
use super::{condition, pattern};

/// The outcome of an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    Allowed,
    ExplicitDeny,
    ImplicitDeny,
    /// The caller's own policies allow it, and its permissions boundary does not.
    BeyondBoundary,
    /// The caller's own policies allow it, and those of its session do not.
    BeyondSession,
}

impl Decision {
    pub fn is_allowed(self) -> bool {
        self == Decision::Allowed
    }

    /// As SimulatePrincipalPolicy writes it.
    pub fn name(self) -> &'static str {
        match self {
            Decision::Allowed => "allowed",
            Decision::ExplicitDeny => "explicitDeny",
            Decision::ImplicitDeny | Decision::BeyondBoundary | Decision::BeyondSession => "implicitDeny",
        }
    }
}

/// Condition keys of a request; the names are compared without regard to case (tag keys too).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Context(BTreeMap<String, Vec<String>>);

impl Context {
    pub fn new() -> Context {
        Context::default()
    }

    /// Sets a key to one value.
    pub fn set(&mut self, key: &str, value: impl Into<String>) -> &mut Context {
        self.0.insert(key.to_ascii_lowercase(), vec![value.into()]);
        self
    }

    /// Sets a multivalued key, such as `aws:TagKeys`.
    pub fn set_all(&mut self, key: &str, values: Vec<String>) -> &mut Context {
        self.0.insert(key.to_ascii_lowercase(), values);
        self
    }

    pub fn values(&self, key: &str) -> Option<&Vec<String>> {
        self.0.get(&key.to_ascii_lowercase())
    }

    pub fn single(&self, key: &str) -> Option<&str> {
        self.values(key).and_then(|v| v.first()).map(String::as_str)
    }
}

/// One request as policies see it.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    pub action: &'a str,
    pub resource: &'a str,
    pub context: &'a Context,
}

/// Who a resource or trust policy's principals are compared with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Requester {
    /// Values per principal type: for a role its ARN, its session's ARN, its account's id and root ARN.
    pub values: Vec<(&'static str, String)>,
}

/// Identity policies: an explicit deny wins, then any allow.
pub fn evaluate(documents: &[Document], request: Request<'_>) -> Decision {
    decide(documents.iter().flat_map(|d| &d.statements).filter(|s| applies(s, request)))
}

/// A resource's own policy (or a trust policy): the principal has to match as well.
pub fn evaluate_resource(document: &Document, requester: &Requester, request: Request<'_>) -> Decision {
    decide(document.statements.iter().filter(|statement| {
        statement.principal.as_ref().is_some_and(|p| principal_matches(p, requester)) && applies(statement, request)
    }))
}

fn decide<'a>(statements: impl Iterator<Item = &'a Statement>) -> Decision {
    let mut decision = Decision::ImplicitDeny;
    for statement in statements {
        if !statement.allow {
            return Decision::ExplicitDeny;
        }
        decision = Decision::Allowed;
    }
    decision
}

/// Whether a statement speaks about the request, whatever its effect and principal.
pub fn applies(statement: &Statement, request: Request<'_>) -> bool {
    let action = |p: &str| pattern::matches_ignoring_case(p, request.action);
    let resource = |p: &str| {
        pattern::substitute(p, request.context).is_some_and(|p| {
            p == "*"
                || pattern::matches_arn(&p, request.resource)
                || !p.starts_with("arn:") && pattern::matches(&p, request.resource)
        })
    };
    selected(&statement.actions, action)
        && statement.resources.as_ref().is_none_or(|r| selected(r, resource))
        && statement.conditions.iter().all(|c| condition::holds(c, request.context))
}

fn selected(selection: &Selection, matches: impl Fn(&str) -> bool) -> bool {
    selection.patterns.iter().any(|p| matches(p)) != selection.negated
}

fn principal_matches(principal: &Principal, requester: &Requester) -> bool {
    let found = principal.values.iter().any(|(kind, value)| {
        kind == "AWS" && value == "*" || requester.values.iter().any(|(k, v)| k == kind && v == value)
    });
    found != principal.negated
}
