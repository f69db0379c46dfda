//! Reviews: questions about who somebody is and what they may do.

use serde_json::{Value, json};

use super::Attributes;
use crate::kubernetes::cluster::Cluster;
use crate::kubernetes::request::User;
use crate::kubernetes::resource::Resource;
use crate::kubernetes::status::Status;
use crate::kubernetes::store::text;

fn shown(user: &User) -> Value {
    let mut info = json!({ "username": user.name, "groups": user.groups });
    if !user.uid.is_empty() {
        info["uid"] = json!(user.uid);
    }
    if !user.extra.is_empty() {
        info["extra"] = json!(user.extra);
    }
    info
}

impl Cluster {
    /// Answers a review.
    ///
    /// # Errors
    /// 404 for a kind that is none.
    pub(crate) fn review(
        &self,
        user: &User,
        resource: &Resource,
        namespace: &str,
        body: &Value,
    ) -> Result<Value, Status> {
        let spec = &body["spec"];
        let status = match resource.kind.as_str() {
            "SelfSubjectReview" => json!({ "userInfo": shown(user) }),
            "SelfSubjectAccessReview" => self.access_status(user, spec, namespace),
            "SubjectAccessReview" | "LocalSubjectAccessReview" => {
                let groups = spec["groups"].as_array().into_iter().flatten().filter_map(Value::as_str);
                let asked = User {
                    name: text(spec, "/user").to_owned(),
                    groups: groups.map(str::to_owned).collect(),
                    ..User::default()
                };
                self.access_status(&asked, spec, namespace)
            }
            "SelfSubjectRulesReview" => self.rules_status(user, text(spec, "/namespace")),
            "TokenReview" => match self.service_account_of(text(spec, "/token")) {
                Some(found) => json!({ "authenticated": true, "user": shown(&found) }),
                None => json!({ "user": {}, "error": "[invalid bearer token]" }),
            },
            _ => return Err(Status::no_such_resource()),
        };
        Ok(json!({ "kind": resource.kind, "apiVersion": resource.api_version(),
            "metadata": { "creationTimestamp": null }, "spec": spec, "status": status }))
    }

    fn access_status(&self, user: &User, spec: &Value, namespace: &str) -> Value {
        let wanted = &spec["resourceAttributes"];
        let part = |name: &str| text(wanted, name).to_owned();
        let attributes = if wanted.is_object() {
            let resource = match text(wanted, "/subresource") {
                "" => part("/resource"),
                sub => format!("{}/{sub}", part("/resource")),
            };
            let inside = if namespace.is_empty() { part("/namespace") } else { namespace.to_owned() };
            Attributes {
                verb: part("/verb"),
                group: part("/group"),
                resource,
                namespace: inside,
                name: part("/name"),
                path: String::new(),
            }
        } else {
            Attributes {
                verb: text(spec, "/nonResourceAttributes/verb").to_owned(),
                path: text(spec, "/nonResourceAttributes/path").to_owned(),
                ..Attributes::default()
            }
        };
        match self.allows(user, &attributes) {
            Some(reason) if reason.is_empty() => json!({ "allowed": true }),
            Some(reason) => json!({ "allowed": true, "reason": reason }),
            None => json!({ "allowed": false }),
        }
    }

    fn rules_status(&self, user: &User, namespace: &str) -> Value {
        let rules = self.rules_for(user, namespace);
        let (paths, resources): (Vec<_>, Vec<_>) = rules.iter().partition(|rule| rule.resources.is_empty());
        json!({
            "resourceRules": resources.iter().map(|rule| rule.write()).collect::<Vec<_>>(),
            "nonResourceRules": paths.iter().map(|rule| rule.write()).collect::<Vec<_>>(),
            "incomplete": false,
        })
    }
}
