//! A CustomResourceDefinition from the chart. Ready when it is established, within a second.

use serde_json::Value as Json;

use super::applied::{Applied, Flavor, Live};
use crate::resource::{Field, Kind, Readiness, Shown};

#[derive(Clone, Debug)]
pub struct Definition;

pub type CustomResourceDefinition = Applied<Definition>;

impl Flavor for Definition {
    const KIND: Kind = Kind("kubernetes.custom_resource_definition");

    fn ready(live: &Live) -> Readiness {
        live.when("Established")
    }

    fn stuck(live: &Live, manifest: &Json) -> Option<Field> {
        left_behind(&live.object, manifest)
    }
}

/// Versions in which objects may still be stored, and which the new definition does not have: the API server takes no
/// such definition. Source: Kubernetes, "Versions in CustomResourceDefinitions", "Upgrade existing objects to a new
/// stored version"; Karpenter, "v1 migration".
fn left_behind(live: &Json, wanted: &Json) -> Option<Field> {
    let versions = wanted["spec"]["versions"].as_array()?;
    let names: Vec<&str> = versions.iter().filter_map(|version| version["name"].as_str()).collect();
    let stored = live["status"]["storedVersions"].as_array()?.iter().filter_map(Json::as_str);
    let missing: Vec<&str> = stored.filter(|version| !names.contains(version)).collect();
    (!missing.is_empty()).then(|| {
        let hint = format!(
            "objects are stored as {}: go to the latest Karpenter 1.0 first, let it store them anew, and take the version out \
             of status.storedVersions",
            missing.join(", ")
        );
        Field::new("status.storedVersions", Shown::of(missing.join(", ")), Shown::of(names.join(", "))).fixed(hint)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_version_in_which_objects_are_stored_is_not_left_behind() {
        let wanted = json!({"spec": {"versions": [{"name": "v1"}]}});
        let live = |stored: &[&str]| json!({"status": {"storedVersions": stored}});
        assert!(left_behind(&live(&["v1"]), &wanted).is_none());
        assert!(left_behind(&json!({}), &wanted).is_none());
        let field = left_behind(&live(&["v1beta1", "v1"]), &wanted).expect("a field");
        assert!(field.fixed.is_some_and(|hint| hint.contains("v1beta1") && hint.contains("1.0")));
    }
}
