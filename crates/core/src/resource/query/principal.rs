//! Who is meant: users, roles and SSO permission sets by name.

use crate::error::{Answer, Error, Kind as ErrorKind, Result};
use crate::resource::{Kind, Query};
use crate::spec::Principal;
use crate::world::World;

#[derive(Clone, Debug)]
pub struct FindPrincipal {
    pub principal: Principal,
    /// Whether an ARN is looked up: what is to be deleted goes by its ARN alone.
    pub looks_up: bool,
}

/// Where IAM Identity Center keeps its roles. Source: IAM Identity Center user guide, "Referencing permission sets".
const SSO_PATH: &str = "/aws-reserved/sso.amazonaws.com/";

impl Query for FindPrincipal {
    const KIND: Kind = Kind("iam.principal");
    /// The ARN as access entries want it: as IAM has it, with its path.
    type Answer = String;

    async fn find(&self, world: &World) -> Result<String> {
        match &self.principal {
            Principal::Name(name) => user(name, world).await,
            Principal::User(user_name) => user(&user_name.user, world).await,
            Principal::Role(named) => role(&named.role, world).await,
            Principal::Sso(set) => sso(&set.sso, world).await,
            Principal::Arn(given) => match sso_role_without_path(&given.arn.to_string()) {
                Some(name) => role(&name, world).await,
                None if !self.looks_up => Ok(given.arn.to_string()),
                None => by_arn(given.arn.to_string(), world).await,
            },
        }
    }
}

/// A user or role of this account is looked up; of another account only its administrators know.
async fn by_arn(arn: String, world: &World) -> Result<String> {
    let account = &world.identity().await?.account;
    let path = arn.split_once("::").and_then(|(_, rest)| rest.strip_prefix(account.as_str())?.strip_prefix(':'));
    let name = arn.rsplit('/').next().unwrap_or_default();
    let found = match path {
        Some(path) if path.starts_with("user/") => user(name, world).await,
        Some(path) if path.starts_with("role/") => role(name, world).await,
        _ => return Ok(arn),
    };
    match found {
        // A caller who may not look at it may still let it in.
        Err(error) if error.is(ErrorKind::Denied) => Ok(arn),
        Ok(found) if found != arn => Err(missing("principal", &arn)),
        other => other,
    }
}

async fn user(name: &str, world: &World) -> Result<String> {
    let found = world.iam().get_user().user_name(name).send().await.found("iam:GetUser")?;
    found.and_then(|answer| answer.user).map(|user| user.arn).ok_or_else(|| missing("user", name))
}

async fn role(name: &str, world: &World) -> Result<String> {
    let found = world.iam().get_role().role_name(name).send().await.found("iam:GetRole")?;
    found.and_then(|answer| answer.role).map(|role| role.arn).ok_or_else(|| missing("role", name))
}

async fn sso(set: &str, world: &World) -> Result<String> {
    let list = world.iam().list_roles().path_prefix(SSO_PATH).into_paginator().items().send();
    let roles = list.try_collect().await.of("iam:ListRoles")?;
    let prefix = format!("AWSReservedSSO_{set}_");
    let role = roles.into_iter().find(|role| role.role_name.starts_with(&prefix));
    role.map(|role| role.arn).ok_or_else(|| missing("SSO permission set", set))
}

/// The name of an SSO role that is given as the `aws-auth` ConfigMap wanted it, without its path: access entries want
/// the role's own ARN. Source: EKS user guide, "Create access entries".
fn sso_role_without_path(arn: &str) -> Option<String> {
    let (_, name) = arn.rsplit_once(":role/")?;
    name.starts_with("AWSReservedSSO_").then(|| name.to_owned())
}

fn missing(what: &str, name: &str) -> Error {
    Error::new(ErrorKind::Preflight, format!("there is no {what} {name} in this account"))
        .with_hint("check the name and the account")
}
