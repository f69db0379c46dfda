//! Nobody gives away what they do not have.

use serde_json::Value;

use super::{Attributes, Rule};
use crate::kubernetes::cluster::Cluster;
use crate::kubernetes::request::User;
use crate::kubernetes::resource::Resource;
use crate::kubernetes::status::Status;
use crate::kubernetes::store::{name_of, namespace_of, text};

impl Cluster {
    /// # Errors
    /// 403 when a role or binding would give rights that the user does not have.
    pub(crate) fn check_escalation(&self, user: &User, resource: &Resource, object: &Value) -> Result<(), Status> {
        let namespace = namespace_of(object);
        let binding = resource.kind.ends_with("Binding");
        let verb = if binding { "bind" } else { "escalate" };
        let (plural, name) = match (binding, text(object, "/roleRef/kind")) {
            (true, "Role") => ("roles", text(object, "/roleRef/name")),
            (true, _) => ("clusterroles", text(object, "/roleRef/name")),
            (false, _) => (resource.plural.as_str(), name_of(object)),
        };
        let allowed = Attributes {
            verb: verb.to_owned(),
            group: resource.group.clone(),
            resource: plural.to_owned(),
            namespace: namespace.to_owned(),
            name: name.to_owned(),
            path: String::new(),
        };
        if self.allows(user, &allowed).is_some() {
            return Ok(());
        }
        let given = if binding { self.rules_of(&object["roleRef"], namespace) } else { Rule::list(&object["rules"]) };
        let own = self.rules_for(user, namespace);
        let missing: Vec<Attributes> =
            given.iter().flat_map(Rule::split).filter(|wanted| !own.iter().any(|rule| rule.covers(wanted))).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let list: Vec<String> = missing
            .iter()
            .map(|one| {
                format!("{{APIGroups:[\"{}\"], Resources:[\"{}\"], Verbs:[\"{}\"]}}", one.group, one.resource, one.verb)
            })
            .collect();
        let why = format!(
            "user \"{}\" (groups={:?}) is attempting to grant RBAC permissions not currently held:\n{}",
            user.name,
            user.groups,
            list.join("\n")
        );
        Err(Status::forbidden(&resource.plural, &resource.group, name_of(object), &why))
    }
}
