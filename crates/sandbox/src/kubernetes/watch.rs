//! Watches over a bounded log of events.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::cluster::Cluster;
use super::selector::Selector;
use super::status::Status;
use super::table;
use crate::time::Time;

/// A watch as it was asked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WatchSpec {
    /// `pods`, `nodepools.karpenter.sh`.
    pub resource: String,
    /// Events after this version are wanted; the shell starts with it.
    pub from: u64,
    /// The stream ends after so many seconds of simulated time.
    pub timeout_seconds: Option<u64>,
    /// The API version in which the objects are wanted.
    pub(crate) api_version: String,
    pub(crate) namespace: String,
    pub(crate) selector: Selector,
    /// The stream starts with the objects that are there; `from` is then 0.
    pub(crate) initial: bool,
    /// A bookmark says when the initial objects are through.
    pub(crate) bookmark: bool,
    /// Objects as rows of a table.
    pub(crate) as_table: bool,
    /// Only `metadata`.
    pub(crate) only_metadata: bool,
}

/// What a watch delivers at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Watched {
    /// `{"type": "ADDED", "object": {...}}`, in order.
    pub events: Vec<Value>,
    /// Where to go on.
    pub revision: u64,
    /// The stream is over (the last event says why).
    pub ended: bool,
}

/// One event of the log.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Logged {
    pub(crate) revision: u64,
    pub(crate) resource: String,
    pub(crate) change: Change,
    pub(crate) object: Value,
    /// What selectors saw before.
    pub(crate) previous: Option<Value>,
}

/// What happened to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Added,
    Modified,
    Deleted,
}

impl Cluster {
    /// The events of a watch after `from`.
    pub fn watch_events(&mut self, now: Time, spec: &WatchSpec, from: u64) -> Watched {
        self.settle(now);
        if from == 0 && spec.initial {
            return self.initial_events(spec);
        }
        if from < self.oldest() {
            let status = Status::expired(from, self.oldest()).document();
            let events = vec![json!({ "type": "ERROR", "object": status })];
            return Watched { events, revision: from, ended: true };
        }
        let mut events = Vec::new();
        let start = self.log.partition_point(|logged| logged.revision <= from);
        for logged in self.log.iter().skip(start).filter(|logged| logged.resource == spec.resource) {
            if let Some(kind) = spec.sees(logged) {
                events.push((kind, logged.object.clone()));
            }
        }
        let served = self.resource_of_key(&spec.resource).is_some();
        let events = events.into_iter().map(|(kind, object)| self.event(spec, kind, object)).collect();
        Watched { events, revision: self.revision, ended: !served }
    }

    fn initial_events(&mut self, spec: &WatchSpec) -> Watched {
        let objects: Vec<Value> = self.stored(&spec.resource).filter(|one| spec.wants(one)).cloned().collect();
        let mut events: Vec<Value> = objects.into_iter().map(|object| self.event(spec, "ADDED", object)).collect();
        if spec.bookmark {
            let kind = self.resource_of_key(&spec.resource).map(|one| one.kind).unwrap_or_default();
            events.push(json!({ "type": "BOOKMARK", "object": {
                "kind": kind, "apiVersion": spec.api_version,
                "metadata": {
                    "resourceVersion": self.revision.to_string(), "creationTimestamp": null,
                    "annotations": { "k8s.io/initial-events-end": "true" },
                },
            } }));
        }
        Watched { events, revision: self.revision, ended: false }
    }

    fn event(&mut self, spec: &WatchSpec, kind: &str, mut object: Value) -> Value {
        object["apiVersion"] = json!(spec.api_version);
        if spec.as_table
            && let Some(resource) = self.resource_of_key(&spec.resource)
        {
            object = table::table(self, &resource, vec![object], &json!({}), "Metadata");
        } else if spec.only_metadata {
            object = table::partial(object);
        }
        json!({ "type": kind, "object": object })
    }
}

impl WatchSpec {
    fn wants(&self, object: &Value) -> bool {
        (self.namespace.is_empty() || object["metadata"]["namespace"] == self.namespace) && self.selector.fits(object)
    }

    /// The type under which the watch sees an event: objects that enter or leave the selection appear or vanish.
    fn sees(&self, logged: &Logged) -> Option<&'static str> {
        let before = logged.previous.as_ref().is_some_and(|one| self.wants(one));
        let after = logged.change != Change::Deleted && self.wants(&logged.object);
        match (before, after) {
            (false, true) => Some("ADDED"),
            (true, true) => Some("MODIFIED"),
            (true, false) => Some("DELETED"),
            (false, false) => None,
        }
    }
}
