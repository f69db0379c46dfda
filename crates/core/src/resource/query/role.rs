//! A role that is there and not ours: whether those who shall act as it can, and what nodes could not do with it.

use crate::catalog::managed_policies;
use crate::error::{Answer, Error, Kind as ErrorKind, Result};
use crate::resource::aws::iam_role::parse;
use crate::resource::{Kind, Query};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct FindRole {
    /// The role's ARN.
    pub arn: String,
    /// The field that gives it.
    pub path: String,
    /// The service that shall act as it; none where it is trusted in another way.
    pub service: Option<String>,
    /// What nodes need of it, where nodes shall be it.
    pub nodes: Option<NodesNeed>,
}

#[derive(Clone, Copy, Debug)]
pub struct NodesNeed {
    /// The vpc-cni addon has a role of its own.
    pub own_network: bool,
}

#[derive(Clone, Debug)]
pub struct RoleFound {
    warnings: Vec<String>,
}

impl Query for FindRole {
    const KIND: Kind = Kind("iam.role");
    type Answer = RoleFound;

    async fn find(&self, world: &World) -> Result<RoleFound> {
        let name = self.arn.rsplit('/').next().unwrap_or_default();
        let get = world.iam().get_role().role_name(name).send();
        let (role, attached) = futures::join!(get, self.attached(name, world));
        let role = match role.found("iam:GetRole") {
            Err(error) if error.is(ErrorKind::Denied) => {
                let who = self.service.as_deref().unwrap_or("who shall act as it");
                let text = format!("{}: {} cannot be read; whether {who} can be it is not known", self.path, self.arn);
                return Ok(RoleFound { warnings: vec![text] });
            }
            other => other?.and_then(|answer| answer.role),
        };
        let role = role.filter(|role| role.arn == self.arn).ok_or_else(|| {
            let text = format!("{}: there is no role {}", self.path, self.arn);
            Error::new(ErrorKind::Preflight, text).with_hint("check the ARN, its path and its account")
        })?;
        let trust = parse(role.assume_role_policy_document.as_deref().unwrap_or_default())?;
        if let Some(service) = &self.service
            && !trust.may_allow_service(std::slice::from_ref(service), "sts:AssumeRole")
        {
            let text = format!("{}: {} does not trust {service}, which shall act as it", self.path, self.arn);
            return Err(
                Error::new(ErrorKind::Preflight, text).with_hint("add sts:AssumeRole for it to the role's trust")
            );
        }
        let Some(need) = self.nodes else { return Ok(RoleFound { warnings: Vec::new() }) };
        let missing = managed_policies::missing(&attached?, need.own_network).into_iter();
        let warnings =
            missing.map(|(policy, without)| format!("{}: the role {name} lacks `{policy}`: {without}", self.path));
        Ok(RoleFound { warnings: warnings.collect() })
    }

    fn warnings(found: &RoleFound) -> Vec<String> {
        found.warnings.clone()
    }
}

impl FindRole {
    async fn attached(&self, name: &str, world: &World) -> Result<Vec<String>> {
        if self.nodes.is_none() {
            return Ok(Vec::new());
        }
        let list = world.iam().list_attached_role_policies().role_name(name).into_paginator().items().send();
        let attached = list.try_collect().await.found_inside("iam:ListAttachedRolePolicies")?.unwrap_or_default();
        Ok(attached.into_iter().filter_map(|policy| policy.policy_name).collect())
    }
}
