//! A node role that is there and not ours: whether nodes can be it, and what they could not do.

use crate::catalog::managed_policies;
use crate::error::{Answer, Error, Kind as ErrorKind, Result};
use crate::resource::aws::iam_role::parse;
use crate::resource::{Kind, Query};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct FindNodeRole {
    /// The role's ARN.
    pub arn: String,
    /// The field that gives it.
    pub path: String,
    /// The principal of EC2 in this partition.
    pub service: String,
    /// The vpc-cni addon has a role of its own.
    pub own_network: bool,
}

#[derive(Clone, Debug)]
pub struct NodeRoleFound {
    warnings: Vec<String>,
}

impl Query for FindNodeRole {
    const KIND: Kind = Kind("iam.role");
    type Answer = NodeRoleFound;

    async fn find(&self, world: &World) -> Result<NodeRoleFound> {
        let name = self.arn.rsplit('/').next().unwrap_or_default();
        let list = world.iam().list_attached_role_policies().role_name(name).into_paginator().items().send();
        let get = world.iam().get_role().role_name(name).send();
        let (role, attached) = futures::join!(get, list.try_collect());
        let role = match role.found("iam:GetRole") {
            Err(error) if error.is(ErrorKind::Denied) => {
                let text = format!("{}: {} cannot be read; whether nodes can be it is not known", self.path, self.arn);
                return Ok(NodeRoleFound { warnings: vec![text] });
            }
            other => other?.and_then(|answer| answer.role),
        };
        let role = role.filter(|role| role.arn == self.arn).ok_or_else(|| {
            let text = format!("{}: there is no role {}", self.path, self.arn);
            Error::new(ErrorKind::Preflight, text).with_hint("check the ARN, its path and its account")
        })?;
        let trust = parse(role.assume_role_policy_document.as_deref().unwrap_or_default())?;
        if !trust.may_allow_service(std::slice::from_ref(&self.service), "sts:AssumeRole") {
            let text = format!("{}: {} does not trust {}, so no instance can be it", self.path, self.arn, self.service);
            return Err(
                Error::new(ErrorKind::Preflight, text).with_hint("add sts:AssumeRole for it to the role's trust")
            );
        }
        let attached = attached.found_inside("iam:ListAttachedRolePolicies")?.unwrap_or_default();
        let has: Vec<String> = attached.into_iter().filter_map(|policy| policy.policy_name).collect();
        let missing = managed_policies::missing(&has, self.own_network).into_iter();
        let warnings =
            missing.map(|(policy, without)| format!("{}: the role {name} lacks `{policy}`: {without}", self.path));
        Ok(NodeRoleFound { warnings: warnings.collect() })
    }

    fn warnings(found: &NodeRoleFound) -> Vec<String> {
        found.warnings.clone()
    }
}
