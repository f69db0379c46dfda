//! EKS access policies: rules that the authorizer of EKS adds to a principal.
//!
//! Source: "Review access policy permissions" of the EKS user guide. Each policy carries the rules of a built-in role.

use super::{Attributes, ROLES, Rule};
use crate::kubernetes::cluster::Cluster;
use crate::kubernetes::request::User;

/// The extra field of a user that names the principal.
pub(crate) const PRINCIPAL: &str = "arn";

/// Policy name and the built-in role whose rules it carries.
const POLICIES: &[(&str, &str)] = &[
    ("AmazonEKSClusterAdminPolicy", "cluster-admin"),
    ("AmazonEKSAdminPolicy", "admin"),
    ("AmazonEKSEditPolicy", "edit"),
    ("AmazonEKSViewPolicy", "view"),
    ("AmazonEKSAdminViewPolicy", "admin-view"),
    ("AmazonEKSAutoNodePolicy", "system:node"),
];

impl Cluster {
    fn policies_of(&self, user: &User, namespace: &str) -> Vec<(String, Vec<Rule>)> {
        let Some(principal) = user.extra.get("canonicalArn").or_else(|| user.extra.get(PRINCIPAL)) else {
            return Vec::new();
        };
        let entries = principal.iter().filter_map(|arn| self.access.get(arn));
        entries
            .flat_map(|entry| &entry.policies)
            .filter(|policy| {
                policy.namespaces.is_empty()
                    || policy.namespaces.iter().any(|pattern| match pattern.strip_suffix('*') {
                        Some(prefix) => !namespace.is_empty() && namespace.starts_with(prefix),
                        None => pattern == namespace,
                    })
            })
            .filter_map(|policy| {
                let name = policy.arn.rsplit('/').next().unwrap_or_default();
                let (_, role) = POLICIES.iter().find(|(known, _)| *known == name)?;
                Some((name.to_owned(), rules(role)))
            })
            .collect()
    }

    pub(super) fn access_policy_allows(&self, user: &User, wanted: &Attributes) -> Option<String> {
        self.policies_of(user, &wanted.namespace)
            .into_iter()
            .find(|(_, rules)| rules.iter().any(|rule| rule.covers(wanted)))
            .map(|(name, _)| format!("EKS Access Policy: allowed by {name}"))
    }

    /// Decides a SubjectAccessReview's `spec` by access policies alone: why it is allowed, if it is.
    pub(crate) fn access_policy_review(&self, user: &User, spec: &serde_json::Value) -> Option<String> {
        let (about, path) = (&spec["resourceAttributes"], &spec["nonResourceAttributes"]);
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let (plural, below) = (text(&about["resource"]), text(&about["subresource"]));
        let wanted = Attributes {
            verb: text(if about.is_object() { &about["verb"] } else { &path["verb"] }),
            group: text(&about["group"]),
            resource: if below.is_empty() { plural } else { format!("{plural}/{below}") },
            namespace: text(&about["namespace"]),
            name: text(&about["name"]),
            path: text(&path["path"]),
        };
        self.access_policy_allows(user, &wanted)
    }

    pub(super) fn policy_rules(&self, user: &User, namespace: &str) -> Vec<Rule> {
        self.policies_of(user, namespace).into_iter().flat_map(|(_, rules)| rules).collect()
    }
}

fn rules(role: &str) -> Vec<Rule> {
    if role == "admin-view" {
        let read = ["get", "list", "watch"].map(str::to_owned).to_vec();
        let mut rule = Rule { verbs: read, ..Rule::everything() };
        rule.paths = vec!["*".to_owned()];
        return vec![rule];
    }
    ROLES
        .iter()
        .filter(|one| one.name == role || (role != "cluster-admin" && one.part_of.contains(&role)))
        .flat_map(|one| one.rules())
        .collect()
}
