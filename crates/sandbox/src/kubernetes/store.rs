//! Storage: objects by resource and name, one version counter, one log of events.

use serde_json::{Value, json};

use super::cluster::Cluster;
use super::resource::Resource;
use super::watch::{Change, Logged};

/// How many events watches can look back on.
const LOG_LENGTH: usize = 1000;

/// Where an object lies inside its resource.
pub(crate) fn slot(namespace: &str, name: &str) -> String {
    format!("{namespace}/{name}")
}

/// A text inside an object; empty when it is not there.
pub(crate) fn text<'a>(object: &'a Value, path: &str) -> &'a str {
    object.pointer(path).and_then(Value::as_str).unwrap_or_default()
}

pub(crate) fn namespace_of(object: &Value) -> &str {
    text(object, "/metadata/namespace")
}

pub(crate) fn name_of(object: &Value) -> &str {
    text(object, "/metadata/name")
}

impl Cluster {
    pub(crate) fn load(&self, resource: &Resource, namespace: &str, name: &str) -> Option<&Value> {
        self.objects.get(&resource.key())?.get(&slot(namespace, name))
    }

    /// Stores an object under the next version and tells the watches.
    pub(crate) fn put(&mut self, resource: &Resource, mut object: Value) -> Value {
        self.revision += 1;
        object["metadata"]["resourceVersion"] = json!(self.revision.to_string());
        let kept = self.objects.entry(resource.key()).or_default();
        let old = kept.insert(slot(namespace_of(&object), name_of(&object)), object.clone());
        let change = if old.is_some() { Change::Modified } else { Change::Added };
        self.note(resource, change, object.clone(), old.as_ref());
        object
    }

    /// Removes an object and tells the watches.
    pub(crate) fn remove(&mut self, resource: &Resource, namespace: &str, name: &str) -> Option<Value> {
        let kept = self.objects.get_mut(&resource.key())?;
        let mut object = kept.remove(&slot(namespace, name))?;
        self.revision += 1;
        let old = object.clone();
        object["metadata"]["resourceVersion"] = json!(self.revision.to_string());
        self.note(resource, Change::Deleted, object.clone(), Some(&old));
        Some(object)
    }

    /// The oldest version from which a watch misses nothing: every version is one event of the log.
    pub(crate) fn oldest(&self) -> u64 {
        self.log.front().map_or(self.revision, |first| first.revision - 1)
    }

    fn note(&mut self, resource: &Resource, change: Change, object: Value, old: Option<&Value>) {
        let previous = old.map(super::selector::selectable);
        self.log.push_back(Logged { revision: self.revision, resource: resource.key(), change, object, previous });
        while self.log.len() > LOG_LENGTH {
            self.log.pop_front();
        }
    }
}
