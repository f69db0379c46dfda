//! Replacing objects.

use serde_json::{Value, json};

use super::admission::{has_generation, spec_differs};
use super::{Act, Target, metadata};
use crate::kubernetes::apply::record_update;
use crate::kubernetes::cluster::Cluster;
use crate::kubernetes::custom::note_stored_version;
use crate::kubernetes::resource::Resource;
use crate::kubernetes::schema;
use crate::kubernetes::status::{Cause, Status};
use crate::kubernetes::store::text;

impl Cluster {
    /// Replaces an object (or its status) by a request's body.
    ///
    /// # Errors
    /// 404, 409 for a stale version, 422 and the like.
    pub(crate) fn update(&mut self, act: &Act, target: &Target, mut object: Value) -> Result<Value, Status> {
        metadata::settle_identity(target, &mut object)?;
        let resource = &target.resource;
        let old = self.load(resource, &target.namespace, &target.name).cloned().ok_or_else(|| target.not_found())?;
        self.decode(act, resource, &mut object)?;
        self.replace(act, target, &old, object, false)
    }

    /// Stores a new version of an object. `managed` says that its managers are already written down.
    pub(super) fn replace(
        &mut self,
        act: &Act,
        target: &Target,
        old: &Value,
        mut object: Value,
        managed: bool,
    ) -> Result<Value, Status> {
        let resource = &target.resource;
        self.check_version(target, old, &object)?;
        let mut old = old.clone();
        old["apiVersion"] = json!(resource.api_version());
        let old = &old;
        let status_write = act.subresource == "status";
        if status_write {
            let managers = object["metadata"]["managedFields"].clone();
            let status = object["status"].clone();
            object = old.clone();
            set(&mut object, "status", status);
            object["metadata"]["managedFields"] = managers;
        } else {
            if resource.has("status") {
                set(&mut object, "status", old["status"].clone());
            }
            metadata::inherit(old, &mut object);
            self.complete(resource, &mut object);
            self.keep_fixed(resource, old, &mut object);
            if resource.is("apiextensions.k8s.io", "customresourcedefinitions") {
                note_stored_version(&mut object);
            }
        }
        if has_generation(resource) && !status_write && spec_differs(resource, old, &object) {
            object["metadata"]["generation"] = json!(old["metadata"]["generation"].as_i64().unwrap_or(0) + 1);
        }
        self.accept_finalizers(target, old, &object)?;
        if !status_write && resource.group == "rbac.authorization.k8s.io" && spec_differs(resource, old, &object) {
            self.check_escalation(&act.user, resource, &object)?;
        }
        self.accept(resource, Some(old), &object)?;
        if !managed {
            let (schema, typed) = self.schema(resource);
            record_update(old, &mut object, &schema, typed, &self.writer(act, resource));
        }
        self.finish(act, target, old, object)
    }

    fn finish(&mut self, act: &Act, target: &Target, old: &Value, mut object: Value) -> Result<Value, Status> {
        let resource = &target.resource;
        object["metadata"]["resourceVersion"] = old["metadata"]["resourceVersion"].clone();
        schema::drop_nulls(&mut object);
        if act.dry_run || same(old, &object) {
            return Ok(object);
        }
        let leaving = !object["metadata"]["deletionTimestamp"].is_null();
        let free = object["metadata"]["finalizers"].as_array().is_none_or(Vec::is_empty);
        let graceful = object["metadata"]["deletionGracePeriodSeconds"].as_i64().unwrap_or(0) > 0;
        let namespace_content = resource.kind == "Namespace" && resource.group.is_empty();
        if leaving && free && !graceful && !namespace_content {
            self.erase(target);
            return Ok(object);
        }
        let stored = self.put(resource, object);
        if resource.is("apiextensions.k8s.io", "customresourcedefinitions") && act.subresource.is_empty() {
            self.announce(&target.name);
        }
        if resource.is("rbac.authorization.k8s.io", "clusterroles") {
            self.aggregate_roles();
        }
        Ok(stored)
    }

    fn check_version(&self, target: &Target, old: &Value, new: &Value) -> Result<(), Status> {
        let resource = &target.resource;
        let given = text(new, "/metadata/resourceVersion");
        if !given.is_empty() && given != text(old, "/metadata/resourceVersion") {
            return Err(Status::stale(&resource.plural, &resource.group, &target.name));
        }
        let uid = text(new, "/metadata/uid");
        if !uid.is_empty() && uid != text(old, "/metadata/uid") {
            let why = format!(
                "Precondition failed: UID in precondition: {uid}, UID in object meta: {}",
                text(old, "/metadata/uid")
            );
            return Err(Status::conflict(&resource.plural, &resource.group, &target.name, &why));
        }
        Ok(())
    }

    fn accept_finalizers(&self, target: &Target, old: &Value, new: &Value) -> Result<(), Status> {
        if old["metadata"]["deletionTimestamp"].is_null() {
            return Ok(());
        }
        let list = |object: &Value| object["metadata"]["finalizers"].as_array().cloned().unwrap_or_default();
        let before = list(old);
        let added: Vec<Value> = list(new).into_iter().filter(|one| !before.contains(one)).collect();
        if added.is_empty() {
            return Ok(());
        }
        let detail = "no new finalizers can be added if the object is being deleted, found new finalizers ";
        let names: Vec<String> = added.iter().map(Value::to_string).collect();
        let cause = Cause::forbidden("metadata.finalizers", &format!("{detail}[]string{{{}}}", names.join(", ")));
        let resource = &target.resource;
        Err(Status::invalid(&resource.kind, &resource.group, &target.name, vec![cause]))
    }

    /// Fields that the server gave and an update may leave out.
    fn keep_fixed(&mut self, resource: &Resource, old: &Value, new: &mut Value) {
        let names: &[&str] = match (resource.group.as_str(), resource.kind.as_str()) {
            ("", "Service") => &["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"],
            ("", "Namespace") => &["finalizers"],
            ("", "Pod") => &["nodeName", "serviceAccountName", "serviceAccount"],
            _ => return,
        };
        for name in names {
            if new["spec"][*name].is_null() && !old["spec"][*name].is_null() {
                new["spec"][*name] = old["spec"][*name].clone();
            }
        }
    }
}

fn set(object: &mut Value, name: &str, value: Value) {
    if let Some(fields) = object.as_object_mut() {
        if value.is_null() {
            fields.shift_remove(name);
        } else {
            fields.insert(name.to_owned(), value);
        }
    }
}

/// Whether nothing but the times of managers differs.
fn same(old: &Value, new: &Value) -> bool {
    let bare = |object: &Value| {
        let mut object = object.clone();
        for entry in object["metadata"]["managedFields"].as_array_mut().into_iter().flatten() {
            entry["time"] = Value::Null;
        }
        object
    };
    bare(old) == bare(new)
}
