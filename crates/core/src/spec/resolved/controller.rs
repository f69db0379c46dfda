//! What the controller's policies depend on, and the roles that nodes may be given.

use std::collections::BTreeSet;

use super::{NodeRoleSource, Resolved, ResolvedKarpenter};
use crate::catalog::controller_policy::Parameters;
use crate::spec::name::RoleFor;
use crate::spec::node_class::Ami;

impl Resolved {
    /// The ARN of the role of Karpenter's nodes, whoever makes it.
    pub fn node_role_arn(&self, account: &str) -> String {
        match self.node_role.as_ref().map(|role| &role.source) {
            Some(NodeRoleSource::Given(given)) => given.arn.to_string(),
            Some(NodeRoleSource::Group(reused)) => self.group_role_arn(reused.group(), account),
            Some(NodeRoleSource::Create(created)) => {
                self.region.iam_arn(account, &format!("role{}{}", created.path, created.name))
            }
            None => self.names.role_arn(account, RoleFor::Nodes),
        }
    }

    /// The ARN of a group's role. A piece may name a group of a stack that is not at hand.
    pub fn group_role_arn(&self, group: &str, account: &str) -> String {
        let known = self.node_groups.get(group).map(|group| group.role.arn(&self.region, account));
        known.unwrap_or_else(|| self.names.role_arn(account, RoleFor::Group(group)))
    }

    /// A class names a role by its ARN, or by its name when it has no path.
    pub fn class_role_arn(&self, role: &str, account: &str) -> String {
        match role.starts_with("arn:") {
            true => role.to_owned(),
            false => self.region.iam_arn(account, &format!("role/{role}")),
        }
    }

    /// The roles that classes name themselves, beside the one of all nodes.
    pub fn further_role_arns(&self, account: &str) -> BTreeSet<String> {
        let named = self.node_classes.values().filter_map(|class| class.role.as_ref());
        let mut all: BTreeSet<String> = named.map(|role| self.class_role_arn(role, account)).collect();
        all.remove(&self.node_role_arn(account));
        all
    }

    /// The parameters that classes take their images from, AWS's public ones excepted.
    pub fn image_parameter_arns(&self, account: &str) -> BTreeSet<String> {
        let named = self.node_classes.values().filter_map(|class| match &class.ami {
            Ami::Selector(selector) => selector.ssm_parameter.as_deref(),
            Ami::Alias(_) => None,
        });
        let own = named.filter(|name| !name.starts_with("/aws/service/"));
        own.map(|name| match name.starts_with("arn:") {
            true => name.to_owned(),
            false => self.region.arn("ssm", account, &format!("parameter/{}", name.trim_start_matches('/'))),
        })
        .collect()
    }

    /// What the controller's policies are filled in with.
    pub fn controller_parameters(&self, wanted: &ResolvedKarpenter, account: &str) -> Parameters {
        let roles = std::iter::once(self.node_role_arn(account)).chain(self.further_role_arns(account));
        Parameters {
            cluster: self.name.to_string(),
            partition: self.region.partition().name.to_owned(),
            region: self.region.to_string(),
            account: account.to_owned(),
            node_role_arns: roles.collect(),
            queue_arn: wanted.interruption.enabled.then(|| self.names.queue_arn(account)),
            instance_profile_is_ours: !self.controller_makes_profiles(),
            isolated: self.is_private() || wanted.settings.isolated_vpc.unwrap_or(false),
            karpenter_minor: wanted.version.semver().minor,
        }
    }
}
