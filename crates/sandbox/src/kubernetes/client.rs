//! The way of the sandbox's own controllers into the API.

use serde_json::Value;

use super::cluster::Cluster;
use super::operation::{Act, DeleteOptions, ListQuery, PatchKind, Target};
use super::rbac::Attributes;
use super::remote::Verb;
use super::request::User;
use super::selector::Selector;
use super::status::Status;
use crate::time::Time;

/// A user's hand on a cluster at one moment.
///
/// Resources are named as kubectl names them: `pods`, `deployments.apps`, `nodepools.karpenter.sh`.
pub struct Client<'a> {
    cluster: &'a mut Cluster,
    user: User,
}

/// Where an object is: resource, namespace (empty for cluster-scoped ones) and name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub resource: String,
    pub namespace: String,
    pub name: String,
}

impl Place {
    pub fn new(resource: &str, namespace: &str, name: &str) -> Place {
        Place { resource: resource.to_owned(), namespace: namespace.to_owned(), name: name.to_owned() }
    }

    /// A cluster-scoped object.
    pub fn cluster(resource: &str, name: &str) -> Place {
        Place::new(resource, "", name)
    }
}

impl Cluster {
    /// A client that acts as `user`.
    pub fn client(&mut self, now: Time, user: User) -> Client<'_> {
        if !self.is_remote() {
            self.settle(now);
        }
        self.now = self.now.max(now);
        Client { cluster: self, user }
    }

    /// All stored objects of a resource without authorisation, for simulations that look at everything.
    pub fn stored(&self, resource: &str) -> impl Iterator<Item = &Value> {
        self.objects.get(resource).into_iter().flat_map(|kept| kept.values())
    }

    /// One stored object without authorisation.
    pub fn peek(&self, place: &Place) -> Option<&Value> {
        self.objects.get(&place.resource)?.get(&format!("{}/{}", place.namespace, place.name))
    }
}

impl Client<'_> {
    fn target(&self, place: &Place) -> Result<Target, Status> {
        let resource = self.cluster.resource_of_key(&place.resource).ok_or_else(Status::no_such_resource)?;
        Ok(Target { resource, namespace: place.namespace.clone(), name: place.name.clone() })
    }

    /// A remote API judges for itself.
    fn allowed(&self, verb: &str, target: &Target, subresource: &str) -> Result<(), Status> {
        if self.cluster.is_remote() {
            return Ok(());
        }
        let plural = &target.resource.plural;
        let resource = if subresource.is_empty() { plural.clone() } else { format!("{plural}/{subresource}") };
        self.cluster.authorize(
            &self.user,
            &Attributes {
                verb: verb.to_owned(),
                group: target.resource.group.clone(),
                resource,
                namespace: target.namespace.clone(),
                name: target.name.clone(),
                path: String::new(),
            },
        )
    }

    fn send(&mut self, target: &Target, verb: Verb) {
        self.cluster.send(&self.user, target, verb);
    }

    /// The target of an object, if its API is remote.
    fn remote_target_of(&self, object: &Value) -> Result<Option<Target>, Status> {
        if self.cluster.is_remote() { self.cluster.target_of(object).map(Some) } else { Ok(None) }
    }

    fn act(&self, subresource: &str) -> Act {
        let name = self.user.name.rsplit(':').next().unwrap_or_default();
        Act { user: self.user.clone(), manager: name.to_owned(), subresource: subresource.to_owned(), ..Act::default() }
    }

    /// # Errors
    /// 403; 404 only for the resource itself.
    pub fn get(&mut self, place: &Place) -> Result<Option<Value>, Status> {
        let target = self.target(place)?;
        self.allowed("get", &target, "")?;
        Ok(self.cluster.load(&target.resource, &target.namespace, &target.name).cloned())
    }

    /// Lists a resource in one namespace or (empty) in all; `labels` is a label selector or empty.
    ///
    /// # Errors
    /// 403, 404 for the resource, 400 for the selector.
    pub fn list(&mut self, resource: &str, namespace: &str, labels: &str) -> Result<Vec<Value>, Status> {
        let target = self.target(&Place::new(resource, namespace, ""))?;
        self.allowed("list", &target, "")?;
        let query = ListQuery {
            namespace: namespace.to_owned(),
            selector: Selector::parse(labels, "")?,
            ..ListQuery::default()
        };
        Ok(self.cluster.list(&target.resource, &query)?.0)
    }

    /// Creates the object; its apiVersion, kind and metadata say what and where.
    ///
    /// # Errors
    /// Whatever the API refuses.
    pub fn create(&mut self, object: Value) -> Result<Value, Status> {
        if let Some(target) = self.remote_target_of(&object)? {
            self.send(&target, Verb::Create(object.clone()));
            return Ok(object);
        }
        let target = self.cluster.target_of(&object)?;
        self.allowed("create", &target, "")?;
        let act = self.act("");
        self.cluster.create_object(&act, object)
    }

    /// # Errors
    /// Whatever the API refuses.
    pub fn update(&mut self, object: Value) -> Result<Value, Status> {
        if let Some(target) = self.remote_target_of(&object)? {
            self.send(&target, Verb::Replace { object: object.clone(), subresource: "" });
            return Ok(object);
        }
        let target = self.cluster.target_of(&object)?;
        self.allowed("update", &target, "")?;
        let act = self.act("");
        self.cluster.update(&act, &target, object)
    }

    /// # Errors
    /// Whatever the API refuses.
    pub fn update_status(&mut self, object: Value) -> Result<Value, Status> {
        if let Some(target) = self.remote_target_of(&object)? {
            self.send(&target, Verb::Replace { object: object.clone(), subresource: "status" });
            return Ok(object);
        }
        let target = self.cluster.target_of(&object)?;
        self.allowed("update", &target, "status")?;
        let act = self.act("status");
        self.cluster.update(&act, &target, object)
    }

    /// Server-side apply.
    ///
    /// # Errors
    /// Conflicts, and whatever else the API refuses.
    pub fn apply(&mut self, manager: &str, force: bool, object: Value) -> Result<Value, Status> {
        if let Some(target) = self.remote_target_of(&object)? {
            self.send(&target, Verb::Apply { object: object.clone(), manager: manager.to_owned(), force });
            return Ok(object);
        }
        let target = self.cluster.target_of(&object)?;
        self.allowed("patch", &target, "")?;
        let act = Act { manager: manager.to_owned(), ..self.act("") };
        Ok(self.cluster.apply(&act, &target, object, force)?.0)
    }

    /// JSON merge patch of the object.
    ///
    /// # Errors
    /// Whatever the API refuses.
    pub fn patch(&mut self, place: &Place, patch: Value) -> Result<Value, Status> {
        let target = self.target(place)?;
        self.allowed("patch", &target, "")?;
        if self.cluster.is_remote() {
            return self.send_patch(&target, patch, "");
        }
        let act = self.act("");
        self.cluster.patch(&act, &target, PatchKind::Merge, &patch)
    }

    /// JSON merge patch of the status subresource.
    ///
    /// # Errors
    /// Whatever the API refuses.
    pub fn patch_status(&mut self, place: &Place, patch: Value) -> Result<Value, Status> {
        let target = self.target(place)?;
        self.allowed("patch", &target, "status")?;
        if self.cluster.is_remote() {
            return self.send_patch(&target, patch, "status");
        }
        let act = self.act("status");
        self.cluster.patch(&act, &target, PatchKind::Merge, &patch)
    }

    fn send_patch(&mut self, target: &Target, patch: Value, subresource: &'static str) -> Result<Value, Status> {
        let known = self.cluster.load(&target.resource, &target.namespace, &target.name).cloned();
        self.send(target, Verb::Merge { patch, subresource });
        Ok(known.unwrap_or_default())
    }

    /// Deletes the object; what has finalizers or a grace period stays for a while.
    ///
    /// # Errors
    /// 403, 404.
    pub fn delete(&mut self, place: &Place) -> Result<(), Status> {
        self.delete_with(place, &DeleteOptions::default())
    }

    /// Deletes the object at once, without a grace period, as the kubelet does when a pod has stopped.
    ///
    /// # Errors
    /// 403, 404.
    pub fn delete_now(&mut self, place: &Place) -> Result<(), Status> {
        self.delete_with(place, &DeleteOptions { grace_seconds: Some(0), ..DeleteOptions::default() })
    }

    fn delete_with(&mut self, place: &Place, options: &DeleteOptions) -> Result<(), Status> {
        let target = self.target(place)?;
        self.allowed("delete", &target, "")?;
        if self.cluster.is_remote() {
            self.send(&target, Verb::Delete { grace_seconds: options.grace_seconds });
            return Ok(());
        }
        let act = self.act("");
        self.cluster.delete(&act, &target, options).map(|_| ())
    }

    /// Evicts a pod.
    ///
    /// # Errors
    /// 429 when a disruption budget does not allow it.
    pub fn evict(&mut self, namespace: &str, pod: &str) -> Result<(), Status> {
        let target = self.target(&Place::new("pods", namespace, pod))?;
        self.allowed("create", &target, "eviction")?;
        if self.cluster.is_remote() {
            self.send(&target, Verb::Evict);
            return Ok(());
        }
        let act = self.act("");
        self.cluster.evict(&act, &target, &Value::Null)
    }

    /// Binds a pod to a node.
    ///
    /// # Errors
    /// 404, or 409 when the pod is bound already.
    pub fn bind(&mut self, namespace: &str, pod: &str, node: &str) -> Result<(), Status> {
        let target = self.target(&Place::new("pods", namespace, pod))?;
        self.allowed("create", &target, "binding")?;
        if self.cluster.is_remote() {
            self.send(&target, Verb::Bind { node: node.to_owned() });
            return Ok(());
        }
        let act = self.act("");
        self.cluster.bind_pod(&act, &target, &serde_json::json!({ "target": { "name": node } }))
    }
}
