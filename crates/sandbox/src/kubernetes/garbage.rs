//! Garbage collection by owner references.

use serde_json::{Value, json};

use super::cluster::Cluster;
use super::operation::{Act, DeleteOptions, Target};
use super::resource::Resource;
use super::store::{name_of, namespace_of, text};

struct Found {
    resource: Resource,
    namespace: String,
    name: String,
    uid: String,
    owners: Vec<Value>,
    /// Waits for its dependants.
    foreground: bool,
    orphans: bool,
}

impl Cluster {
    /// Deletes what has lost all its owners and lets go of owners whose dependants are gone.
    pub(crate) fn collect_garbage(&mut self) {
        let everything = self.everything();
        let uids: std::collections::BTreeSet<&str> = everything.iter().map(|one| one.uid.as_str()).collect();
        let act = Act::default();
        let mut acted = false;
        for owner in everything.iter().filter(|one| one.orphans) {
            acted |= self.release(owner, &everything);
        }
        for found in everything.iter().filter(|one| !one.owners.is_empty()) {
            let alive = |owner: &Value| uids.contains(text(owner, "/uid"));
            let leaving = |owner: &Value| everything.iter().any(|one| one.foreground && one.uid == text(owner, "/uid"));
            let orphaned = |owner: &Value| everything.iter().any(|one| one.orphans && one.uid == text(owner, "/uid"));
            let lost = found.owners.iter().all(|owner| !alive(owner));
            let swept = found.owners.iter().all(|owner| !alive(owner) || leaving(owner));
            if found.owners.iter().any(orphaned) || !(lost || swept) {
                continue;
            }
            let target = found.target();
            let gone = self
                .load(&target.resource, &target.namespace, &target.name)
                .is_none_or(|one| !one["metadata"]["deletionTimestamp"].is_null());
            if gone {
                continue;
            }
            let propagation = if lost { "Background" } else { "Foreground" };
            let options = DeleteOptions { propagation: propagation.to_owned(), ..DeleteOptions::default() };
            acted |= self.delete(&act, &target, &options).is_ok();
        }
        for owner in everything.iter().filter(|one| one.foreground) {
            let blocked = self.everything().iter().any(|one| {
                one.owners
                    .iter()
                    .any(|reference| text(reference, "/uid") == owner.uid && reference["blockOwnerDeletion"] == true)
            });
            if !blocked {
                acted |= self.drop_finalizer(&owner.target(), "foregroundDeletion");
            }
        }
        if acted {
            self.schedule_collection();
        }
    }

    fn everything(&self) -> Vec<Found> {
        let mut all = Vec::new();
        for key in self.objects.keys() {
            let Some(resource) = self.resource_of_key(key) else { continue };
            for object in self.stored(key) {
                let finalizers = &object["metadata"]["finalizers"];
                let has = |name: &str| finalizers.as_array().is_some_and(|all| all.iter().any(|one| one == name));
                let leaving = !object["metadata"]["deletionTimestamp"].is_null();
                all.push(Found {
                    resource: resource.clone(),
                    namespace: namespace_of(object).to_owned(),
                    name: name_of(object).to_owned(),
                    uid: text(object, "/metadata/uid").to_owned(),
                    owners: object["metadata"]["ownerReferences"].as_array().cloned().unwrap_or_default(),
                    foreground: leaving && has("foregroundDeletion"),
                    orphans: leaving && has("orphan"),
                });
            }
        }
        all
    }

    /// Takes the owner's reference from its dependants and lets the owner go.
    fn release(&mut self, owner: &Found, everything: &[Found]) -> bool {
        for found in everything.iter().filter(|one| one.owners.iter().any(|o| text(o, "/uid") == owner.uid)) {
            let target = found.target();
            let Some(mut object) = self.load(&target.resource, &target.namespace, &target.name).cloned() else {
                continue;
            };
            let left: Vec<Value> = found.owners.iter().filter(|one| text(one, "/uid") != owner.uid).cloned().collect();
            if left.is_empty() {
                if let Some(metadata) = object["metadata"].as_object_mut() {
                    metadata.shift_remove("ownerReferences");
                }
            } else {
                object["metadata"]["ownerReferences"] = json!(left);
            }
            self.put(&target.resource, object);
        }
        self.drop_finalizer(&owner.target(), "orphan")
    }

    /// Removes a finalizer; the object goes with the last one. Answers whether anything changed.
    pub(crate) fn drop_finalizer(&mut self, target: &Target, finalizer: &str) -> bool {
        let Some(mut object) = self.load(&target.resource, &target.namespace, &target.name).cloned() else {
            return false;
        };
        let list = object["metadata"]["finalizers"].as_array().cloned().unwrap_or_default();
        let left: Vec<Value> = list.iter().filter(|one| *one != finalizer).cloned().collect();
        if left.len() == list.len() {
            return false;
        }
        if left.is_empty() {
            if let Some(metadata) = object["metadata"].as_object_mut() {
                metadata.shift_remove("finalizers");
            }
            let graceful = object["metadata"]["deletionGracePeriodSeconds"].as_i64().unwrap_or(0) > 0;
            if !object["metadata"]["deletionTimestamp"].is_null() && !graceful {
                self.erase(target);
                return true;
            }
        } else {
            object["metadata"]["finalizers"] = json!(left);
        }
        self.put(&target.resource, object);
        true
    }
}

impl Found {
    fn target(&self) -> Target {
        Target { resource: self.resource.clone(), namespace: self.namespace.clone(), name: self.name.clone() }
    }
}
