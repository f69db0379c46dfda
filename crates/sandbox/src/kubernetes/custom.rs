//! The life of CustomResourceDefinitions: announced, served, established, gone.

use serde_json::{Value, json};

use super::cluster::{Cluster, Deed, ESTABLISHED_AFTER, SERVED_AFTER};
use super::operation::{Act, DeleteOptions, Target};
use super::resource::Resource;
use super::store::{name_of, namespace_of};

const DEFINITIONS: &str = "customresourcedefinitions.apiextensions.k8s.io";

/// Notes the version in which objects are stored from this write on. Source: apiextensions-apiserver, the strategy of
/// CustomResourceDefinitions, which does so before the write.
pub(super) fn note_stored_version(definition: &mut Value) {
    let mut stored = definition["status"]["storedVersions"].as_array().cloned().unwrap_or_default();
    for version in definition["spec"]["versions"].as_array().into_iter().flatten() {
        if version["storage"] == true && !stored.contains(&version["name"]) {
            stored.push(version["name"].clone());
        }
    }
    definition["status"]["storedVersions"] = json!(stored);
}

impl Cluster {
    /// A definition was written: it is served and established a moment later.
    pub(crate) fn announce(&mut self, name: &str) {
        let at = self.now + SERVED_AFTER;
        self.served.entry(name.to_owned()).or_insert(at);
        self.schedule(ESTABLISHED_AFTER, Deed::Establish(name.to_owned()));
    }

    /// Writes names and conditions into the definition's status.
    pub(crate) fn establish(&mut self, name: &str) {
        let key = format!("/{name}");
        let Some(mut definition) = self.objects.get(DEFINITIONS).and_then(|all| all.get(&key)).cloned() else { return };
        let Some(resource) = self.resource_of_key(DEFINITIONS) else { return };
        let now = self.now.rfc3339();
        let condition = |kind: &str, reason: &str, message: &str| {
            json!({ "type": kind, "status": "True", "lastTransitionTime": now, "reason": reason, "message": message,
                "observedGeneration": definition["metadata"]["generation"] })
        };
        let mut status = definition["status"].clone();
        if status["conditions"].as_array().is_none_or(Vec::is_empty) {
            status["conditions"] = json!([
                condition("NamesAccepted", "NoConflicts", "no conflicts found"),
                condition("Established", "InitialNamesAccepted", "the initial names have been accepted"),
            ]);
        }
        status["acceptedNames"] = definition["spec"]["names"].clone();
        if definition["status"] != status {
            definition["status"] = status;
            self.put(&resource, definition);
        }
    }

    /// A definition is being deleted: its objects go first.
    pub(crate) fn clear_definition(&mut self, name: &str) {
        let Some(resource) = self.resource_of_key(name) else { return };
        let inside: Vec<(String, String)> = self
            .stored(&resource.key())
            .map(|object| (namespace_of(object).to_owned(), name_of(object).to_owned()))
            .collect();
        for (namespace, name) in inside {
            let target = Target { resource: resource.clone(), namespace, name };
            let _ = self.delete(&Act::default(), &target, &DeleteOptions::default());
        }
        if self.stored(&resource.key()).next().is_some() {
            self.hold_definition(name);
        }
    }

    fn hold_definition(&mut self, name: &str) {
        let Some(resource) = self.resource_of_key(DEFINITIONS) else { return };
        let Some(mut definition) = self.load(&resource, "", name).cloned() else { return };
        let finalizer = json!("customresourcecleanup.apiextensions.k8s.io");
        let mut list = definition["metadata"]["finalizers"].as_array().cloned().unwrap_or_default();
        if !list.contains(&finalizer) {
            list.push(finalizer);
            definition["metadata"]["finalizers"] = json!(list);
            self.put(&resource, definition);
        }
    }

    /// A custom object is gone: a definition that waited for it may go, too.
    pub(crate) fn release_definition(&mut self, name: &str) {
        let Some(resource) = self.resource_of_key(DEFINITIONS) else { return };
        let leaving = self.load(&resource, "", name).is_some_and(|one| !one["metadata"]["deletionTimestamp"].is_null());
        if leaving && self.stored(name).next().is_none() {
            let target = Target { resource, namespace: String::new(), name: name.to_owned() };
            self.drop_finalizer(&target, "customresourcecleanup.apiextensions.k8s.io");
        }
    }

    /// A definition is gone: nothing of it is served any more.
    pub(crate) fn forget_definition(&mut self, name: &str) {
        self.served.remove(name);
        self.objects.remove(name);
        self.shapes.retain(|key, _| key.split('/').next() != Some(name));
    }
}

/// Fills in the names that a definition may leave out.
pub(crate) fn complete_definition(definition: &mut Value) {
    let names = &mut definition["spec"]["names"];
    let kind = names["kind"].as_str().unwrap_or_default().to_owned();
    if names["listKind"].is_null() {
        names["listKind"] = json!(format!("{kind}List"));
    }
    if names["singular"].is_null() {
        names["singular"] = json!(kind.to_lowercase());
    }
    if definition["spec"]["conversion"].is_null() {
        definition["spec"]["conversion"] = json!({ "strategy": "None" });
    }
}

/// Whether objects of the resource belong to a definition that may wait for them.
pub(crate) fn definition_of(resource: &Resource) -> Option<&str> {
    resource.definition.as_deref()
}
