//! Deleting objects, and what follows from it.

use serde_json::{Value, json};

use super::{Act, Target};
use crate::kubernetes::cluster::{COLLECTED_AFTER, Cluster, Deed, EMPTIED_AFTER};
use crate::kubernetes::custom;
use crate::kubernetes::status::Status;
use crate::kubernetes::store::{name_of, namespace_of, text};

/// What a delete asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct DeleteOptions {
    pub(crate) grace_seconds: Option<i64>,
    /// `Foreground`, `Background`, `Orphan`, or empty.
    pub(crate) propagation: String,
    pub(crate) uid: String,
    pub(crate) resource_version: String,
}

const FOREGROUND: &str = "foregroundDeletion";
const ORPHAN: &str = "orphan";

impl DeleteOptions {
    pub(crate) fn of(body: &Value) -> DeleteOptions {
        let propagation = match (text(body, "/propagationPolicy"), body["orphanDependents"].as_bool()) {
            ("", Some(true)) => "Orphan",
            (given, _) => given,
        };
        DeleteOptions {
            grace_seconds: body["gracePeriodSeconds"].as_i64(),
            propagation: propagation.to_owned(),
            uid: text(body, "/preconditions/uid").to_owned(),
            resource_version: text(body, "/preconditions/resourceVersion").to_owned(),
        }
    }
}

impl Cluster {
    /// Deletes an object. Answers the object while it stays for finalizers or its grace period.
    ///
    /// # Errors
    /// 404, or 409 when a precondition does not hold.
    pub(crate) fn delete(
        &mut self,
        act: &Act,
        target: &Target,
        options: &DeleteOptions,
    ) -> Result<(Value, bool), Status> {
        let resource = &target.resource;
        let old = self.load(resource, &target.namespace, &target.name).cloned().ok_or_else(|| target.not_found())?;
        check_preconditions(target, &old, options)?;
        if resource.is("", "namespaces") && matches!(target.name.as_str(), "default" | "kube-system" | "kube-public") {
            return Err(Status::forbidden("namespaces", "", &target.name, "this namespace may not be deleted"));
        }
        if resource.is("apiextensions.k8s.io", "customresourcedefinitions") && !act.dry_run {
            self.clear_definition(&target.name);
        }
        let old = self.load(resource, &target.namespace, &target.name).cloned().unwrap_or(old);
        let mut object = old.clone();
        let finalizers = finalizers_of(&object, options);
        let grace = grace_of(target, &object, options);
        let is_namespace = resource.is("", "namespaces");
        if finalizers.is_empty() && grace == 0 && !is_namespace {
            if !act.dry_run {
                self.erase(target);
            }
            return Ok((object, true));
        }
        let shorter = object["metadata"]["deletionGracePeriodSeconds"].as_i64().is_none_or(|before| grace < before);
        if !object["metadata"]["deletionTimestamp"].is_null()
            && !shorter
            && object["metadata"]["finalizers"] == json!(finalizers)
        {
            return Ok((object, false));
        }
        if shorter || object["metadata"]["deletionTimestamp"].is_null() {
            let at = self.now + std::time::Duration::from_secs(grace.max(0) as u64);
            object["metadata"]["deletionTimestamp"] = json!(at.rfc3339());
            object["metadata"]["deletionGracePeriodSeconds"] = json!(grace);
        }
        if !finalizers.is_empty() {
            object["metadata"]["finalizers"] = json!(finalizers);
        }
        if let Some(generation) = old["metadata"]["generation"].as_i64()
            && old["metadata"]["deletionTimestamp"].is_null()
        {
            object["metadata"]["generation"] = json!(generation + 1);
        }
        if is_namespace {
            object["status"]["phase"] = json!("Terminating");
        }
        if act.dry_run {
            return Ok((object, false));
        }
        let object = self.put(resource, object);
        if is_namespace {
            self.schedule(EMPTIED_AFTER, Deed::Empty(target.name.clone()));
        }
        self.schedule(COLLECTED_AFTER, Deed::Collect);
        Ok((object, false))
    }

    /// Takes an object out of storage.
    pub(crate) fn erase(&mut self, target: &Target) {
        if self.remove(&target.resource, &target.namespace, &target.name).is_some() {
            self.schedule_collection();
        }
        if target.resource.is("apiextensions.k8s.io", "customresourcedefinitions") {
            self.forget_definition(&target.name);
        }
        if target.resource.is("rbac.authorization.k8s.io", "clusterroles") {
            self.aggregate_roles();
        }
        if let Some(definition) = custom::definition_of(&target.resource) {
            self.release_definition(definition);
        }
    }

    pub(crate) fn schedule_collection(&mut self) {
        if !self.later.iter().any(|later| later.what == Deed::Collect) {
            self.schedule(COLLECTED_AFTER, Deed::Collect);
        }
    }

    /// Deletes everything in a namespace, and the namespace when nothing is left.
    pub(crate) fn empty_namespace(&mut self, namespace: &str) {
        let act = Act::default();
        let mut left = false;
        for resource in self.resources() {
            if !resource.namespaced || resource.asked || resource.plural == "bindings" {
                continue;
            }
            let inside: Vec<String> = self
                .stored(&resource.key())
                .filter(|object| namespace_of(object) == namespace)
                .map(|object| name_of(object).to_owned())
                .collect();
            for name in inside {
                let target = Target { resource: resource.clone(), namespace: namespace.to_owned(), name };
                let options = DeleteOptions { propagation: "Background".to_owned(), ..DeleteOptions::default() };
                let _ = self.delete(&act, &target, &options);
                left |= self.load(&target.resource, namespace, &target.name).is_some();
            }
        }
        let Some(resource) = self.resource_of_key("namespaces") else { return };
        if left {
            self.schedule(std::time::Duration::from_secs(1), Deed::Empty(namespace.to_owned()));
        } else if self
            .load(&resource, "", namespace)
            .is_some_and(|one| one["metadata"]["finalizers"].as_array().is_none_or(Vec::is_empty))
        {
            self.erase(&Target { resource, namespace: String::new(), name: namespace.to_owned() });
        } else {
            self.schedule(std::time::Duration::from_secs(1), Deed::Empty(namespace.to_owned()));
        }
    }
}

fn grace_of(target: &Target, object: &Value, options: &DeleteOptions) -> i64 {
    if !target.resource.is("", "pods") {
        return 0;
    }
    let finished = matches!(text(object, "/status/phase"), "Succeeded" | "Failed");
    if text(object, "/spec/nodeName").is_empty() || finished {
        return 0;
    }
    let own = object["spec"]["terminationGracePeriodSeconds"].as_i64().unwrap_or(30);
    options.grace_seconds.unwrap_or(own).max(0)
}

/// The finalizers that it has, and the one that the way of deleting adds.
fn finalizers_of(object: &Value, options: &DeleteOptions) -> Vec<Value> {
    let mut finalizers: Vec<Value> = object["metadata"]["finalizers"].as_array().cloned().unwrap_or_default();
    for (policy, finalizer) in [("Foreground", FOREGROUND), ("Orphan", ORPHAN)] {
        if options.propagation == policy && !finalizers.iter().any(|one| one == finalizer) {
            finalizers.push(json!(finalizer));
        }
    }
    finalizers
}

fn check_preconditions(target: &Target, object: &Value, options: &DeleteOptions) -> Result<(), Status> {
    let resource = &target.resource;
    for (label, wanted, found) in [
        ("UID", &options.uid, text(object, "/metadata/uid")),
        ("ResourceVersion", &options.resource_version, text(object, "/metadata/resourceVersion")),
    ] {
        if !wanted.is_empty() && wanted != found {
            let why =
                format!("Precondition failed: {label} in precondition: {wanted}, {label} in object meta: {found}");
            return Err(Status::conflict(&resource.plural, &resource.group, &target.name, &why));
        }
    }
    Ok(())
}
