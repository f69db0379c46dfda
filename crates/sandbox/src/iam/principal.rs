//! Principals in policies: do they exist, and how do they come back?

use std::collections::BTreeMap;

use serde_json::Value;

use super::lookup::{split_arn, visible};
use super::policy::Document;
use crate::world::World;

/// Outside identity providers that a trust policy may name by domain.
const WEB_PROVIDERS: &[&str] = &[
    "cognito-identity.amazonaws.com",
    "accounts.google.com",
    "graph.facebook.com",
    "www.amazon.com",
    "api.twitter.com",
];

/// Finds the ids of all users and roles that a policy names.
///
/// # Errors
/// The first principal that does not exist in the partition (or that is too new to be seen), as `"AWS":"value"`.
pub(crate) fn resolve(world: &World, document: &Document, partition: &str) -> Result<BTreeMap<String, String>, String> {
    let mut ids = BTreeMap::new();
    for (kind, value) in document.principals() {
        let elsewhere = value.strip_prefix("arn:").is_some_and(|rest| rest.split(':').next() != Some(partition));
        let known = match kind.as_str() {
            _ if elsewhere => false,
            "AWS" => match aws_principal(world, value) {
                Some(Some(id)) => {
                    ids.insert(value.clone(), id);
                    true
                }
                Some(None) => true,
                None => false,
            },
            "Service" => is_service(value),
            "Federated" => {
                WEB_PROVIDERS.contains(&value.as_str())
                    || split_arn(value)
                        .is_some_and(|(_, r)| r.starts_with("oidc-provider/") || r.starts_with("saml-provider/"))
            }
            _ => true,
        };
        if !known {
            let kind = if kind == "AWS" { "AWS" } else { &kind.to_uppercase() };
            return Err(format!("\"{kind}\":\"{value}\""));
        }
    }
    Ok(ids)
}

/// `Some(Some(id))` for a living user or role, `Some(None)` for what has no id (accounts, `*`, sessions).
fn aws_principal(world: &World, value: &str) -> Option<Option<String>> {
    if value == "*" || is_account(value) {
        return Some(None);
    }
    if value.starts_with("AROA") || value.starts_with("AIDA") {
        let alive = world
            .accounts
            .values()
            .any(|a| a.iam.roles.values().any(|r| r.id == value) || a.iam.users.values().any(|u| u.id == value));
        return alive.then_some(None);
    }
    if let Some((head, session)) = value.split_once(":assumed-role/") {
        let account = head.rsplit(':').next()?;
        return super::find_role(world, account, session.split('/').next()?).map(|_| None);
    }
    let (account, resource) = split_arn(value)?;
    if resource == "root" {
        return is_account(account).then_some(None);
    }
    let (id, created) = living(world, account, value, resource)?;
    visible(created, world.now).then_some(Some(id))
}

fn living(world: &World, account: &str, arn: &str, resource: &str) -> Option<(String, crate::Time)> {
    let state = &world.accounts.get(account)?.iam;
    let name = resource.rsplit('/').next()?.to_lowercase();
    if resource.starts_with("role/") {
        state.roles.get(&name).filter(|r| r.arn == arn).map(|r| (r.id.clone(), r.created))
    } else if resource.starts_with("user/") {
        state.users.get(&name).filter(|u| u.arn == arn).map(|u| (u.id.clone(), u.created))
    } else {
        None
    }
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

/// Service principals are `name[.region].amazonaws.com[.cn]`.
fn is_service(value: &str) -> bool {
    let name = value.strip_suffix(".cn").unwrap_or(value).strip_suffix(".amazonaws.com");
    name.is_some_and(|name| {
        super::service::NAMES.contains(&name.split('.').next().unwrap_or_default()) || {
            // Two-label services: `pods.eks`, `vpc-flow-logs` style names are plain, these are not.
            super::service::NAMES.contains(&name)
        }
    })
}

/// A policy as it is kept: account ids become ARNs, lists of one become the one.
pub(crate) fn normalise(text: &str, partition: &str) -> String {
    edit(text, &mut |value| is_account(value).then(|| format!("arn:{partition}:iam::{value}:root")))
}

/// A policy as it comes back: principals that are gone (or were made again) show the id they had.
pub(crate) fn render(world: &World, text: &str, ids: &BTreeMap<String, String>) -> String {
    let dead: BTreeMap<&String, &String> = ids
        .iter()
        .filter(|(arn, id)| {
            let living = split_arn(arn).and_then(|(account, resource)| living(world, account, arn, resource));
            living.is_none_or(|(now, _)| now != **id)
        })
        .collect();
    if dead.is_empty() {
        return text.to_owned();
    }
    edit(text, &mut |value| dead.get(&value.to_owned()).map(|id| (*id).clone()))
}

/// Rewrites every `AWS` principal for which `change` answers something.
fn edit(text: &str, change: &mut dyn FnMut(&str) -> Option<String>) -> String {
    let Ok(mut document) = serde_json::from_str::<Value>(text) else {
        return text.to_owned();
    };
    let statements = match document.get_mut("Statement") {
        Some(Value::Array(list)) => list.iter_mut().collect::<Vec<_>>(),
        Some(one) => vec![one],
        None => Vec::new(),
    };
    for statement in statements {
        for element in ["Principal", "NotPrincipal"] {
            let Some(kinds) = statement.get_mut(element).and_then(Value::as_object_mut) else {
                continue;
            };
            for (kind, value) in kinds.iter_mut() {
                if let Value::Array(list) = value
                    && list.len() == 1
                {
                    *value = list.remove(0);
                }
                if kind != "AWS" {
                    continue;
                }
                let values = match value {
                    Value::Array(list) => list.iter_mut().collect::<Vec<_>>(),
                    one => vec![one],
                };
                for one in values {
                    if let Some(new) = one.as_str().and_then(&mut *change) {
                        *one = Value::String(new);
                    }
                }
            }
        }
    }
    document.to_string()
}
