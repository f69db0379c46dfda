//! The way of every write: decode, default, validate.

use serde_json::{Value, json};

use super::{Act, Target, metadata};
use crate::kubernetes::cluster::Cluster;
use crate::kubernetes::defaults;
use crate::kubernetes::options::FieldValidation;
use crate::kubernetes::resource::Resource;
use crate::kubernetes::schema;
use crate::kubernetes::status::{Cause, Status};
use crate::kubernetes::store::name_of;
use crate::kubernetes::validation;

/// Kinds without a generation: they have no spec that a controller would follow.
const WITHOUT_GENERATION: &[&str] = &[
    "Namespace",
    "Node",
    "Service",
    "ServiceAccount",
    "ConfigMap",
    "Secret",
    "Event",
    "Lease",
    "Endpoints",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "ClusterRole",
    "Role",
    "ClusterRoleBinding",
    "RoleBinding",
    "StorageClass",
    "CSINode",
    "ControllerRevision",
    "APIService",
    "RuntimeClass",
    "LimitRange",
    "ResourceQuota",
];

impl Cluster {
    /// Brings a body into the shape of its kind.
    ///
    /// # Errors
    /// 400 for values of a wrong type, and for unknown fields when validation is strict.
    pub(super) fn decode(&mut self, act: &Act, resource: &Resource, object: &mut Value) -> Result<(), Status> {
        let (shape, typed) = self.schema(resource);
        let mut unknown = Vec::new();
        if typed {
            let found = schema::decode(&shape, object);
            if let Some(wrong) = found.wrong {
                return Err(Status::bad_request(format!(
                    "{} in version \"{}\" cannot be handled as a {}: {wrong}",
                    resource.kind, resource.version, resource.kind
                )));
            }
            unknown = found.unknown;
        } else if let Some(shape) = self.shape(resource) {
            let found = match shape.schema.field("metadata") {
                Some(metadata) => schema::decode(&metadata, &mut object["metadata"]),
                None => schema::Decoded::default(),
            };
            unknown.extend(found.unknown.iter().map(|path| format!("metadata.{path}")));
            schema::prune(&shape.open_api, object, "", &mut unknown);
            schema::drop_nulls(object);
        }
        if act.validation == FieldValidation::Strict && !unknown.is_empty() {
            let list: Vec<String> = unknown.iter().map(|path| format!("unknown field \"{path}\"")).collect();
            let prefix = if typed {
                format!(
                    "{} in version \"{}\" cannot be handled as a {}: ",
                    resource.kind, resource.version, resource.kind
                )
            } else {
                String::new()
            };
            return Err(Status::bad_request(format!("{prefix}strict decoding error: {}", list.join(", "))));
        }
        Ok(())
    }

    /// Fills in defaults.
    pub(super) fn complete(&mut self, resource: &Resource, object: &mut Value) {
        match self.shape(resource) {
            Some(shape) => schema::fill(&shape.open_api, object),
            None => defaults::fill(resource, object),
        }
        schema::drop_nulls(object);
    }

    /// Collects everything that is wrong with the object.
    pub(super) fn judge(&mut self, resource: &Resource, old: Option<&Value>, object: &Value) -> Vec<Cause> {
        let mut causes = metadata::check(resource, object);
        if let Some(shape) = self.shape(resource) {
            let mut wrong = Vec::new();
            let mut body = object.clone();
            if let Some(fields) = body.as_object_mut() {
                for name in ["apiVersion", "kind", "metadata"] {
                    fields.shift_remove(name);
                }
            }
            schema::validate(&shape.open_api, &body, "", &mut wrong);
            if wrong.is_empty() {
                wrong = shape.rules.judge(object, old);
            } else {
                // Rules are not asked about values of a wrong type; of the others they speak as well.
                let typed_wrong = wrong.iter().any(|cause| cause.reason == "FieldValueTypeInvalid");
                if !typed_wrong {
                    wrong.extend(shape.rules.judge(object, old));
                }
            }
            causes.extend(wrong);
        } else {
            causes.extend(validation::check(resource, old, object));
        }
        causes
    }

    /// # Errors
    /// 422 with all causes.
    pub(super) fn accept(&mut self, resource: &Resource, old: Option<&Value>, object: &Value) -> Result<(), Status> {
        let causes = self.judge(resource, old, object);
        if causes.is_empty() {
            return Ok(());
        }
        Err(Status::invalid(&resource.kind, &resource.group, name_of(object), causes))
    }

    /// # Errors
    /// 404 for a namespace that is not there, 403 for one that is going.
    pub(super) fn check_namespace(&self, target: &Target) -> Result<(), Status> {
        if !target.resource.namespaced {
            return Ok(());
        }
        let key = format!("/{}", target.namespace);
        match self.objects.get("namespaces").and_then(|all| all.get(&key)) {
            None => Err(Status::not_found("namespaces", "", &target.namespace)),
            Some(found) if found["status"]["phase"] == "Terminating" => {
                let why = format!(
                    "unable to create new content in namespace {} because it is being terminated",
                    target.namespace
                );
                let mut status = Status::forbidden(&target.resource.plural, &target.resource.group, &target.name, &why);
                status.details.insert(
                    "causes".to_owned(),
                    json!([{ "reason": "NamespaceTerminating", "field": "metadata.namespace",
                        "message": format!("namespace {} is being terminated", target.namespace) }]),
                );
                Err(status)
            }
            Some(_) => Ok(()),
        }
    }
}

/// Whether objects of the resource count their generations.
pub(super) fn has_generation(resource: &Resource) -> bool {
    resource.is_custom() || !WITHOUT_GENERATION.contains(&resource.kind.as_str())
}

/// Whether anything but metadata and status differs.
pub(super) fn spec_differs(resource: &Resource, old: &Value, new: &Value) -> bool {
    let (Some(old), Some(new)) = (old.as_object(), new.as_object()) else { return false };
    let ignored =
        |name: &str| matches!(name, "metadata" | "apiVersion" | "kind") || (name == "status" && resource.has("status"));
    let names = old.keys().chain(new.keys()).filter(|name| !ignored(name));
    names.into_iter().any(|name| old.get(name) != new.get(name))
}
