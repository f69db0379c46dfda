//! CustomResourceDefinitions.

use serde_json::{Value, json};

use crate::kubernetes::status::Cause;
use crate::kubernetes::store::text;

/// Checks names, scope and versions.
pub(super) fn check(old: Option<&Value>, object: &Value, causes: &mut Vec<Cause>) {
    let spec = &object["spec"];
    let (group, plural) = (text(spec, "/group"), text(spec, "/names/plural"));
    for (field, value) in
        [("spec.group", group), ("spec.names.plural", plural), ("spec.names.kind", text(spec, "/names/kind"))]
    {
        if value.is_empty() {
            causes.push(Cause::required(field, ""));
        }
    }
    let name = text(object, "/metadata/name");
    if name != format!("{plural}.{group}") {
        causes.push(Cause::invalid("metadata.name", &json!(name), "must be spec.names.plural+\".\"+spec.group"));
    }
    let scopes = ["Cluster", "Namespaced"].map(str::to_owned);
    if !scopes.iter().any(|scope| spec["scope"] == scope.as_str()) {
        causes.push(Cause::unsupported("spec.scope", &spec["scope"], &scopes));
    }
    let versions = spec["versions"].as_array().map(Vec::as_slice).unwrap_or_default();
    if versions.iter().filter(|one| one["storage"] == true).count() != 1 {
        let detail = "must have exactly one version marked as storage version";
        causes.push(Cause::invalid("spec.versions", &spec["versions"], detail));
    }
    for (index, version) in versions.iter().enumerate() {
        let place = format!("spec.versions[{index}].schema.openAPIV3Schema");
        let schema = &version["schema"]["openAPIV3Schema"];
        if !schema.is_object() {
            causes.push(Cause::required(place, "schemas are required"));
        } else if schema["type"] != "object" {
            causes.push(Cause::invalid(format!("{place}.type"), &schema["type"], "must be \"object\" at the root"));
        }
    }
    if let Some(old) = old {
        for field in ["group", "scope"] {
            if old["spec"][field] != spec[field] {
                causes.push(Cause::invalid(format!("spec.{field}"), &spec[field], "field is immutable"));
            }
        }
        for field in ["plural", "kind"] {
            if old["spec"]["names"][field] != spec["names"][field] {
                let place = format!("spec.names.{field}");
                causes.push(Cause::invalid(place, &spec["names"][field], "field is immutable"));
            }
        }
        for stored in old["status"]["storedVersions"].as_array().into_iter().flatten() {
            if !versions.iter().any(|one| one["name"] == *stored) {
                let detail = "must appear in spec.versions";
                causes.push(Cause::invalid("status.storedVersions[0]", stored, detail));
            }
        }
    }
}
