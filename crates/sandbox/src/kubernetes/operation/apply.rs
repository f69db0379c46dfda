//! Server-side apply of one configuration.

use serde_json::{Value, json};

use super::{Act, Target, metadata};
use crate::kubernetes::apply;
use crate::kubernetes::cluster::Cluster;
use crate::kubernetes::schema;
use crate::kubernetes::status::Status;

impl Cluster {
    /// Applies a configuration; creates the object when it is not there. Answers whether it was created.
    ///
    /// # Errors
    /// Conflicts with other managers, fields that are not declared, and whatever a create or update refuses.
    pub(crate) fn apply(
        &mut self,
        act: &Act,
        target: &Target,
        mut config: Value,
        force: bool,
    ) -> Result<(Value, bool), Status> {
        if act.manager.is_empty() {
            return Err(Status::bad_request(
                "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch",
            ));
        }
        metadata::settle_identity(target, &mut config)?;
        if !config["metadata"]["managedFields"].is_null() {
            return Err(Status::bad_request("metadata.managedFields must be nil"));
        }
        schema::drop_nulls(&mut config);
        self.check_declared(target, &config)?;
        let resource = &target.resource;
        let old = self.load(resource, &target.namespace, &target.name).cloned();
        let (shape, typed) = self.schema(resource);
        let writer = self.writer(act, resource);
        match old {
            None if !act.subresource.is_empty() => Err(target.not_found()),
            None => {
                let config = without_status(resource.has("status"), config);
                let identity = json!({ "apiVersion": config["apiVersion"], "kind": config["kind"],
                    "metadata": { "name": target.name } });
                let applied = apply::apply(&identity, &config, (&shape, typed), &writer, force)?;
                Ok((self.insert(act, target, applied.object, true)?, true))
            }
            Some(mut old) => {
                old["apiVersion"] = json!(resource.api_version());
                let config = match act.subresource.as_str() {
                    "status" => only_status(config),
                    _ => without_status(resource.has("status"), config),
                };
                let applied = apply::apply(&old, &config, (&shape, typed), &writer, force)?;
                let mut object = applied.object;
                self.decode(act, resource, &mut object)?;
                Ok((self.replace(act, target, &old, object, true)?, false))
            }
        }
    }

    fn check_declared(&mut self, target: &Target, config: &Value) -> Result<(), Status> {
        let resource = &target.resource;
        let mut unknown = Vec::new();
        let mut copy = config.clone();
        match self.shape(resource) {
            Some(shape) => {
                schema::prune(&shape.open_api, &mut copy, "", &mut unknown);
            }
            None => {
                let (shape, _) = self.schema(resource);
                let found = schema::decode(&shape, &mut copy);
                unknown = found.unknown;
            }
        }
        let Some(first) = unknown.first() else { return Ok(()) };
        let place = format!("{}/{}", target.namespace, target.name);
        let group_version =
            if resource.group.is_empty() { format!("/{}", resource.version) } else { resource.api_version() };
        Err(Status::new(
            500,
            "InternalError",
            format!(
                "failed to create typed patch object ({place}; {group_version}, Kind={}): .{first}: field not \
                 declared in schema",
                resource.kind
            ),
        ))
    }
}

fn without_status(has_status: bool, mut config: Value) -> Value {
    if has_status && let Some(fields) = config.as_object_mut() {
        fields.shift_remove("status");
    }
    config
}

fn only_status(config: Value) -> Value {
    json!({ "apiVersion": config["apiVersion"], "kind": config["kind"],
        "metadata": { "name": config["metadata"]["name"], "resourceVersion": config["metadata"]["resourceVersion"] }, "status": config["status"] })
}
