//! Creating objects.

use serde_json::{Value, json};

use super::admission::has_generation;
use super::{Act, Target, metadata};
use crate::kubernetes::apply::{Writer, record_update};
use crate::kubernetes::cluster::Cluster;
use crate::kubernetes::custom::note_stored_version;
use crate::kubernetes::resource::Resource;
use crate::kubernetes::schema;
use crate::kubernetes::status::Status;
use crate::kubernetes::store::{name_of, namespace_of};

impl Cluster {
    /// Creates an object from a request's body.
    ///
    /// # Errors
    /// Whatever the API refuses.
    pub(crate) fn create(&mut self, act: &Act, target: &Target, mut object: Value) -> Result<Value, Status> {
        metadata::settle_identity(target, &mut object)?;
        if let Some(metadata) = object["metadata"].as_object_mut() {
            metadata.shift_remove("managedFields");
        }
        if !object["metadata"]["resourceVersion"].is_null() && object["metadata"]["resourceVersion"] != "" {
            return Err(Status::bad_request("resourceVersion should not be set on objects to be created"));
        }
        self.insert(act, target, object, false)
    }

    /// Stores a new object. `managed` says that its managers are already written down.
    pub(super) fn insert(
        &mut self,
        act: &Act,
        target: &Target,
        mut object: Value,
        managed: bool,
    ) -> Result<Value, Status> {
        let resource = &target.resource;
        self.decode(act, resource, &mut object)?;
        self.bear(&mut object);
        let target = &Target { name: name_of(&object).to_owned(), ..target.clone() };
        self.check_namespace(target)?;
        if self.load(resource, &target.namespace, &target.name).is_some() {
            return Err(Status::already_exists(&resource.plural, &resource.group, &target.name));
        }
        if resource.has("status")
            && let Some(fields) = object.as_object_mut()
        {
            fields.shift_remove("status");
        }
        if has_generation(resource) {
            object["metadata"]["generation"] = json!(1);
        } else if let Some(metadata) = object["metadata"].as_object_mut() {
            metadata.shift_remove("generation");
        }
        self.complete(resource, &mut object);
        if !managed {
            // What the server itself adds from here on belongs to nobody.
            let (schema, typed) = self.schema(resource);
            let identity = json!({ "metadata": {} });
            record_update(&identity, &mut object, &schema, typed, &self.writer(act, resource));
        }
        self.prepare(act, resource, &mut object)?;
        schema::drop_nulls(&mut object);
        self.accept(resource, None, &object)?;
        if act.dry_run {
            return Ok(object);
        }
        let stored = self.put(resource, object);
        self.after_create(resource, &stored);
        Ok(stored)
    }

    pub(super) fn writer(&self, act: &Act, resource: &Resource) -> Writer {
        Writer {
            name: act.manager.clone(),
            api_version: resource.api_version(),
            subresource: act.subresource.clone(),
            now: self.now,
        }
    }

    /// What the API itself writes into new objects.
    fn prepare(&mut self, act: &Act, resource: &Resource, object: &mut Value) -> Result<(), Status> {
        match (resource.group.as_str(), resource.kind.as_str()) {
            ("", "Pod") => self.admit_pod(object)?,
            ("", "Service") => self.give_cluster_ip(object)?,
            ("", "Namespace") => {
                object["status"] = json!({ "phase": "Active" });
                let name = name_of(object).to_owned();
                object["metadata"]["labels"]["kubernetes.io/metadata.name"] = json!(name);
                object["spec"] = json!({ "finalizers": ["kubernetes"] });
            }
            ("apiextensions.k8s.io", "CustomResourceDefinition") => {
                object["status"] = json!({ "conditions": [], "acceptedNames": { "plural": "", "kind": "" },
                    "storedVersions": [] });
                note_stored_version(object);
            }
            ("rbac.authorization.k8s.io", _) => self.check_escalation(&act.user, resource, object)?,
            _ => {}
        }
        Ok(())
    }

    fn after_create(&mut self, resource: &Resource, object: &Value) {
        match (resource.group.as_str(), resource.kind.as_str()) {
            ("", "Namespace") => self.furnish_namespace(name_of(object)),
            ("apiextensions.k8s.io", "CustomResourceDefinition") => self.announce(name_of(object)),
            ("rbac.authorization.k8s.io", "ClusterRole") => self.aggregate_roles(),
            _ => {}
        }
        if object["metadata"]["ownerReferences"].is_array() {
            self.schedule_collection();
        }
    }

    /// Every namespace has a default service account and the cluster's CA.
    pub(crate) fn furnish_namespace(&mut self, namespace: &str) {
        let act = Act {
            user: crate::kubernetes::request::User::control_plane("system:kube-controller-manager"),
            manager: "kube-controller-manager".to_owned(),
            ..Act::default()
        };
        for (key, object) in [
            ("serviceaccounts", json!({ "metadata": { "name": "default" } })),
            ("configmaps", json!({ "metadata": { "name": "kube-root-ca.crt" }, "data": { "ca.crt": "" } })),
        ] {
            let Some(resource) = self.resource_of_key(key) else { continue };
            let target = Target { resource, namespace: namespace.to_owned(), name: String::new() };
            // The namespace is new or just booted: there is nothing to be refused.
            let _ = self.create(&act, &target, object);
        }
    }

    /// Creates, with the namespace taken from the object itself.
    pub(crate) fn create_object(&mut self, act: &Act, object: Value) -> Result<Value, Status> {
        let target = self.target_of(&object)?;
        self.create(act, &Target { name: String::new(), ..target }, object)
    }

    /// The place that an object names.
    pub(crate) fn target_of(&self, object: &Value) -> Result<Target, Status> {
        let version = object["apiVersion"].as_str().unwrap_or_default();
        let kind = object["kind"].as_str().unwrap_or_default();
        let resource = self.resource_of_kind(version, kind).ok_or_else(Status::no_such_resource)?;
        let namespace = match (resource.namespaced, namespace_of(object)) {
            (false, _) => String::new(),
            (true, "") => "default".to_owned(),
            (true, given) => given.to_owned(),
        };
        Ok(Target { resource, namespace, name: name_of(object).to_owned() })
    }
}
