//! The way of the sandbox's own controllers into the API.

use serde_json::Value;

use super::cluster::Cluster;
use super::request::{Request, Response, User};
use super::status::Status;
use crate::time::Time;

/// A user's hand on a cluster at one moment.
///
/// Resources are named as kubectl names them: `pods`, `deployments.apps`, `nodepools.karpenter.sh`.
pub struct Client<'a> {
    cluster: &'a mut Cluster,
    user: User,
    now: Time,
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
    /// Answers one request.
    pub fn handle(&mut self, now: Time, user: &User, request: &Request) -> Response {
        self.now = self.now.max(now);
        let _ = (user, request);
        Status::new(501, "NotImplemented", "not served yet").into()
    }

    /// A client that acts as `user`.
    pub fn client(&mut self, now: Time, user: User) -> Client<'_> {
        self.now = self.now.max(now);
        Client { cluster: self, user, now }
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
    fn unserved<T>(&self) -> Result<T, Status> {
        let _ = (&self.cluster.name, &self.user.name, self.now);
        Err(Status::new(501, "NotImplemented", "not served yet"))
    }

    pub fn get(&mut self, place: &Place) -> Result<Option<Value>, Status> {
        let _ = place;
        self.unserved()
    }

    /// Lists a resource in one namespace or (empty) in all; `labels` is a label selector or empty.
    pub fn list(&mut self, resource: &str, namespace: &str, labels: &str) -> Result<Vec<Value>, Status> {
        let _ = (resource, namespace, labels);
        self.unserved()
    }

    /// Creates the object; its apiVersion, kind and metadata say what and where.
    pub fn create(&mut self, object: Value) -> Result<Value, Status> {
        let _ = object;
        self.unserved()
    }

    pub fn update(&mut self, object: Value) -> Result<Value, Status> {
        let _ = object;
        self.unserved()
    }

    pub fn update_status(&mut self, object: Value) -> Result<Value, Status> {
        let _ = object;
        self.unserved()
    }

    /// Server-side apply.
    pub fn apply(&mut self, manager: &str, force: bool, object: Value) -> Result<Value, Status> {
        let _ = (manager, force, object);
        self.unserved()
    }

    /// JSON merge patch of the object.
    pub fn patch(&mut self, place: &Place, patch: Value) -> Result<Value, Status> {
        let _ = (place, patch);
        self.unserved()
    }

    /// JSON merge patch of the status subresource.
    pub fn patch_status(&mut self, place: &Place, patch: Value) -> Result<Value, Status> {
        let _ = (place, patch);
        self.unserved()
    }

    /// Deletes the object; what has finalizers or a grace period stays for a while.
    pub fn delete(&mut self, place: &Place) -> Result<(), Status> {
        let _ = place;
        self.unserved()
    }

    /// Deletes the object at once, without a grace period, as the kubelet does when a pod has stopped.
    pub fn delete_now(&mut self, place: &Place) -> Result<(), Status> {
        let _ = place;
        self.unserved()
    }

    /// Evicts a pod; 429 when a disruption budget does not allow it.
    pub fn evict(&mut self, namespace: &str, pod: &str) -> Result<(), Status> {
        let _ = (namespace, pod);
        self.unserved()
    }

    /// Binds a pod to a node.
    pub fn bind(&mut self, namespace: &str, pod: &str, node: &str) -> Result<(), Status> {
        let _ = (namespace, pod, node);
        self.unserved()
    }
}
