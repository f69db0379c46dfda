//! JSON patch, JSON merge patch and strategic merge patch.

use serde_json::Value;

use super::{Act, Target, metadata};
use crate::kubernetes::cluster::Cluster;
use crate::kubernetes::patch;
use crate::kubernetes::status::Status;

/// The form of a patch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PatchKind {
    Json,
    Merge,
    Strategic,
}

impl Cluster {
    /// Changes an object by a patch.
    ///
    /// # Errors
    /// 400 or 422 for a patch that does not fit, and whatever an update refuses.
    pub(crate) fn patch(&mut self, act: &Act, target: &Target, kind: PatchKind, body: &Value) -> Result<Value, Status> {
        let resource = &target.resource;
        let mut old =
            self.load(resource, &target.namespace, &target.name).cloned().ok_or_else(|| target.not_found())?;
        old["apiVersion"] = Value::String(resource.api_version());
        let mut object = match kind {
            PatchKind::Json => patch::json(&old, body)?,
            PatchKind::Merge => patch::merge(&old, body),
            PatchKind::Strategic if resource.is_custom() => {
                return Err(Status::new(
                    415,
                    "UnsupportedMediaType",
                    "the body of the request was in an unknown format - accepted media types include: \
                     application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml",
                ));
            }
            PatchKind::Strategic => {
                let (schema, _) = self.schema(resource);
                patch::strategic(&old, body, &schema)
            }
        };
        metadata::settle_identity(target, &mut object)?;
        self.decode(act, resource, &mut object)?;
        self.replace(act, target, &old, object, false)
    }
}
