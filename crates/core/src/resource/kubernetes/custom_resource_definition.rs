//! A CustomResourceDefinition from the chart. Ready when it is established, within a second.

use serde_json::Value as Json;

use super::api;
use super::applied::{Applied, Flavor};
use super::key::{Coordinates, ObjectKey};
use super::live::Live;
use super::namespace::is_of_others;
use crate::error::Result;
use crate::resource::{Few, Field, Kind, Readiness, Shown};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct Definition;

pub type CustomResourceDefinition = Applied<Definition>;

impl Flavor for Definition {
    const KIND: Kind = Kind("kubernetes.custom_resource_definition");

    fn ready(live: &Live) -> Readiness {
        live.when("Established")
    }

    /// A definition takes every object of its kind with it.
    async fn tenants(key: &ObjectKey, live: &Live, world: &World) -> Result<Option<String>> {
        let spec = &live.object["spec"];
        let (Some(kind), Some(path)) = (spec["names"]["kind"].as_str(), collection(spec)) else { return Ok(None) };
        let found = api::list(key.access.known()?, &path, "", world).await?;
        let of_others = found.iter().filter(|object| is_of_others(object, &key.stack));
        let others: Vec<String> = of_others.map(|object| format!("{kind}/{}", Coordinates::of(object).name)).collect();
        Ok((!others.is_empty()).then(|| format!("others have made {} of it", Few(&others))))
    }

    fn stuck(live: &Live, manifest: &Json) -> Option<Field> {
        left_behind(&live.object, manifest)
    }
}

/// Where the objects of a definition are listed, in a version that is served.
fn collection(spec: &Json) -> Option<String> {
    let served = |version: &&Json| version["served"] == true;
    let version = spec["versions"].as_array()?.iter().find(served)?["name"].as_str()?;
    Some(format!("/apis/{}/{version}/{}", spec["group"].as_str()?, spec["names"]["plural"].as_str()?))
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
