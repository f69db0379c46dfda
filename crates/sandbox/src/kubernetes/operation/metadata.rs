//! Metadata that every object has.

use serde_json::{Value, json};

use super::Target;
use crate::kubernetes::cluster::Cluster;
use crate::kubernetes::resource::Resource;
use crate::kubernetes::status::{Cause, Status};
use crate::kubernetes::store::{name_of, namespace_of, text};

const SUBDOMAIN: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or \
    '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is \
    '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must \
    start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is \
    '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const LABEL_VALUE: &str = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or \
    '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex \
    used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const LABEL_NAME: &str = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end \
    with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is \
    '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

pub(super) fn is_label(name: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    !name.is_empty()
        && name.len() <= 63
        && name.chars().all(|c| inner(c) || c == '-')
        && name.starts_with(inner)
        && name.ends_with(inner)
}

fn is_subdomain(name: &str) -> bool {
    !name.is_empty() && name.len() <= 253 && name.split('.').all(|part| is_label(part) || part.len() > 63)
}

fn is_label_value(value: &str) -> bool {
    let edge = |c: char| c.is_ascii_alphanumeric();
    value.is_empty()
        || value.len() <= 63
            && value.chars().all(|c| edge(c) || "-_.".contains(c))
            && value.starts_with(edge)
            && value.ends_with(edge)
}

/// Kinds whose names are DNS labels, and kinds whose names are free path segments.
///
/// Source: "Object Names and IDs" of the Kubernetes documentation.
const LABEL_NAMED: &[&str] = &["Namespace", "Service"];
const FREE_NAMED: &[&str] = &["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "APIService", "Event"];

/// Checks name, labels, annotations, owner references and finalizers.
pub(super) fn check(resource: &Resource, object: &Value) -> Vec<Cause> {
    let mut causes = Vec::new();
    let name = name_of(object);
    if name.is_empty() {
        causes.push(Cause::required("metadata.name", "name or generateName is required"));
    } else if FREE_NAMED.contains(&resource.kind.as_str()) {
        if name.contains('/') || name.contains('%') || name == "." || name == ".." {
            causes.push(Cause::invalid("metadata.name", &json!(name), "may not contain '/'"));
        }
    } else if LABEL_NAMED.contains(&resource.kind.as_str()) && !resource.is_custom() {
        if !is_label(name) {
            causes.push(Cause::invalid("metadata.name", &json!(name), LABEL));
        }
    } else if !is_subdomain(name) {
        causes.push(Cause::invalid("metadata.name", &json!(name), SUBDOMAIN));
    }
    for (key, value) in object["metadata"]["labels"].as_object().into_iter().flatten() {
        let value = value.as_str().unwrap_or_default();
        if !is_label_value(value) {
            causes.push(Cause::invalid("metadata.labels", &json!(value), LABEL_VALUE));
        }
        let short = key.rsplit('/').next().unwrap_or_default();
        if short.is_empty() || !is_label_value(short) {
            causes.push(Cause::invalid("metadata.labels", &json!(key), LABEL_NAME));
        }
    }
    for (index, owner) in object["metadata"]["ownerReferences"].as_array().into_iter().flatten().enumerate() {
        for field in ["apiVersion", "kind", "name", "uid"] {
            if text(owner, &format!("/{field}")).is_empty() {
                causes.push(Cause::invalid(
                    format!("metadata.ownerReferences[{index}].{field}"),
                    &json!(""),
                    "must not be empty",
                ));
            }
        }
    }
    causes
}

/// Makes the object's identity agree with the path; what the client may not set is gone afterwards.
///
/// # Errors
/// 400 when body and path disagree.
pub(super) fn settle_identity(target: &Target, object: &mut Value) -> Result<(), Status> {
    let resource = &target.resource;
    let (version, kind) = (text(object, "/apiVersion"), text(object, "/kind"));
    if !version.is_empty() && version != resource.api_version() || !kind.is_empty() && kind != resource.kind {
        return Err(Status::bad_request(format!(
            "the API version in the data ({version}, Kind={kind}) does not match the expected API version ({}, Kind={})",
            resource.api_version(),
            resource.kind
        )));
    }
    if !object.is_object() {
        return Err(Status::bad_request("the object provided is unrecognized (must be of type object)"));
    }
    object["apiVersion"] = json!(resource.api_version());
    object["kind"] = json!(resource.kind);
    if !object["metadata"].is_object() {
        object["metadata"] = json!({});
    }
    if resource.namespaced {
        let given = namespace_of(object);
        if !given.is_empty() && given != target.namespace {
            return Err(Status::bad_request(
                "the namespace of the provided object does not match the namespace sent on the request".to_string(),
            ));
        }
        object["metadata"]["namespace"] = json!(target.namespace);
    } else if let Some(metadata) = object["metadata"].as_object_mut() {
        metadata.shift_remove("namespace");
    }
    if !target.name.is_empty() {
        let given = name_of(object);
        if !given.is_empty() && given != target.name {
            return Err(Status::bad_request(format!(
                "the name of the object ({given}) does not match the name on the URL ({})",
                target.name
            )));
        }
        object["metadata"]["name"] = json!(target.name);
    }
    Ok(())
}

impl Cluster {
    /// Gives a new object its name, uid and time of birth.
    pub(super) fn bear(&mut self, object: &mut Value) {
        if name_of(object).is_empty() {
            let prefix = text(object, "/metadata/generateName").to_owned();
            if !prefix.is_empty() {
                object["metadata"]["name"] = json!(format!("{prefix}{}", self.name_suffix()));
            }
        }
        let (uid, born) = (self.uuid(), self.now.rfc3339());
        let metadata = &mut object["metadata"];
        metadata["uid"] = json!(uid);
        metadata["creationTimestamp"] = json!(born);
        if let Some(metadata) = metadata.as_object_mut() {
            for gone in ["resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"] {
                metadata.shift_remove(gone);
            }
        }
    }
}

/// What stays as it was, whatever an update says.
pub(super) fn inherit(old: &Value, new: &mut Value) {
    for name in
        ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "generateName"]
    {
        match &old["metadata"][name] {
            Value::Null => {
                if let Some(metadata) = new["metadata"].as_object_mut() {
                    metadata.shift_remove(name);
                }
            }
            value => new["metadata"][name] = value.clone(),
        }
    }
}
