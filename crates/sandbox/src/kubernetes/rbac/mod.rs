//! Authorisation: RBAC, EKS access policies, and the groups that may do everything.

mod access_policy;
mod escalation;
mod review;
mod roles;
mod rule;

use serde_json::Value;

pub(crate) use roles::{BINDINGS, ROLES, Role};
pub(crate) use rule::Rule;

use super::cluster::Cluster;
use super::request::User;
use super::status::{Status, qualified};
use super::store::{namespace_of, text};

/// What somebody wants to do.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Attributes {
    pub(crate) verb: String,
    pub(crate) group: String,
    /// With its subresource: `pods/eviction`.
    pub(crate) resource: String,
    pub(crate) namespace: String,
    pub(crate) name: String,
    /// For requests that are not about resources.
    pub(crate) path: String,
}

const ROLES_KEY: &str = "rbac.authorization.k8s.io";

impl Cluster {
    /// Whether the user may, and why.
    pub(crate) fn allows(&self, user: &User, wanted: &Attributes) -> Option<String> {
        if user.groups.iter().any(|group| group == "system:masters") {
            return Some(String::new());
        }
        if let Some(policy) = self.access_policy_allows(user, wanted) {
            return Some(policy);
        }
        self.bindings_of(user, &wanted.namespace)
            .into_iter()
            .find(|(_, rules)| rules.iter().any(|rule| rule.covers(wanted)))
            .map(|(why, _)| why)
    }

    /// # Errors
    /// 403 in the server's words.
    pub(crate) fn authorize(&self, user: &User, wanted: &Attributes) -> Result<(), Status> {
        match self.allows(user, wanted) {
            Some(_) => Ok(()),
            None => Err(denied(user, wanted)),
        }
    }

    /// The rules that bindings give to the user, with the binding's description.
    fn bindings_of(&self, user: &User, namespace: &str) -> Vec<(String, Vec<Rule>)> {
        let mut found = Vec::new();
        for binding in self.stored(&format!("clusterrolebindings.{ROLES_KEY}")) {
            if let Some(subject) = subject_of(binding, user) {
                let name = text(binding, "/metadata/name");
                let role = text(binding, "/roleRef/name");
                let why =
                    format!("RBAC: allowed by ClusterRoleBinding \"{name}\" of ClusterRole \"{role}\" to {subject}");
                found.push((why, self.rules_of(&binding["roleRef"], "")));
            }
        }
        if namespace.is_empty() {
            return found;
        }
        for binding in self.stored(&format!("rolebindings.{ROLES_KEY}")) {
            if namespace_of(binding) != namespace {
                continue;
            }
            if let Some(subject) = subject_of(binding, user) {
                let name = text(binding, "/metadata/name");
                let (kind, role) = (text(binding, "/roleRef/kind"), text(binding, "/roleRef/name"));
                let why =
                    format!("RBAC: allowed by RoleBinding \"{name}/{namespace}\" of {kind} \"{role}\" to {subject}");
                found.push((why, self.rules_of(&binding["roleRef"], namespace)));
            }
        }
        found
    }

    pub(crate) fn rules_of(&self, reference: &Value, namespace: &str) -> Vec<Rule> {
        let name = text(reference, "/name");
        let (key, slot) = if reference["kind"] == "Role" {
            (format!("roles.{ROLES_KEY}"), format!("{namespace}/{name}"))
        } else {
            (format!("clusterroles.{ROLES_KEY}"), format!("/{name}"))
        };
        let role = self.objects.get(&key).and_then(|all| all.get(&slot));
        role.map(|role| Rule::list(&role["rules"])).unwrap_or_default()
    }

    /// All rules that hold for a user in a namespace.
    pub(crate) fn rules_for(&self, user: &User, namespace: &str) -> Vec<Rule> {
        if user.groups.iter().any(|group| group == "system:masters") {
            return vec![Rule::everything()];
        }
        let mut rules = self.policy_rules(user, namespace);
        rules.extend(self.bindings_of(user, namespace).into_iter().flat_map(|(_, rules)| rules));
        rules
    }

    /// Fills in the rules of roles that are put together from others.
    pub(crate) fn aggregate_roles(&mut self) {
        let key = format!("clusterroles.{ROLES_KEY}");
        let Some(resource) = self.resource_of_key(&key) else { return };
        let roles: Vec<Value> = self.stored(&key).cloned().collect();
        for role in roles.iter().filter(|role| role["aggregationRule"].is_object()) {
            let mut rules: Vec<Value> = Vec::new();
            for selector in role["aggregationRule"]["clusterRoleSelectors"].as_array().into_iter().flatten() {
                let selector = super::selector::Selector::of_object(selector);
                for part in roles
                    .iter()
                    .filter(|one| selector.fits(one) && text(one, "/metadata/name") != text(role, "/metadata/name"))
                {
                    for rule in part["rules"].as_array().into_iter().flatten() {
                        if !rules.contains(rule) {
                            rules.push(rule.clone());
                        }
                    }
                }
            }
            if role["rules"] != Value::Array(rules.clone()) {
                let mut role = role.clone();
                role["rules"] = Value::Array(rules);
                self.put(&resource, role);
                // A role may be part of another one, which comes in the next round.
                return self.aggregate_roles();
            }
        }
    }
}

fn subject_of(binding: &Value, user: &User) -> Option<String> {
    binding["subjects"].as_array()?.iter().find_map(|subject| {
        let name = text(subject, "/name");
        let fits = match text(subject, "/kind") {
            "User" => user.name == name,
            "Group" => user.groups.iter().any(|group| group == name),
            "ServiceAccount" => user.name == format!("system:serviceaccount:{}:{name}", text(subject, "/namespace")),
            _ => false,
        };
        fits.then(|| format!("{} \"{name}\"", text(subject, "/kind")))
    })
}

fn denied(user: &User, wanted: &Attributes) -> Status {
    if !wanted.path.is_empty() {
        let why = format!("User \"{}\" cannot {} path \"{}\"", user.name, wanted.verb, wanted.path);
        return Status::new(403, "Forbidden", format!("forbidden: {why}"));
    }
    let plural = wanted.resource.split('/').next().unwrap_or_default();
    let place = if wanted.namespace.is_empty() {
        "at the cluster scope".to_owned()
    } else {
        format!("in the namespace \"{}\"", wanted.namespace)
    };
    let why = format!(
        "User \"{}\" cannot {} resource \"{}\" in API group \"{}\" {place}",
        user.name, wanted.verb, wanted.resource, wanted.group
    );
    let mut status = Status::forbidden(plural, &wanted.group, &wanted.name, &why);
    if wanted.name.is_empty() {
        status.message = format!("{} is forbidden: {why}", qualified(plural, &wanted.group));
    }
    status
}
