//! An object as it lives, and what its controller says of it.

use serde_json::Value as Json;

use super::controller::Pod;
use crate::resource::Readiness;

#[derive(Clone, Debug)]
pub struct Live {
    pub object: Json,
    /// The pods of Karpenter's controller, where the object is its Deployment.
    pub pods: Vec<Pod>,
    /// Its namespace is being deleted.
    pub leaving: bool,
    /// What its controller remembers, and is to ask again.
    pub remembered: Option<String>,
    /// How many nodes are made of it, where that was counted.
    pub nodes: Option<u64>,
}

impl Live {
    pub(super) fn text(&self, pointer: &str) -> Option<&str> {
        self.object.pointer(pointer).and_then(Json::as_str)
    }

    pub(super) fn number(&self, pointer: &str) -> Option<i64> {
        self.object.pointer(pointer).and_then(Json::as_i64)
    }

    /// A finalizer of somebody who is neither Kubernetes nor Karpenter.
    pub(super) fn held_by(&self) -> Option<&str> {
        const KNOWN: [&str; 3] = ["k8s.io", "kubernetes", "karpenter"];
        let finalizers = self.object.pointer("/metadata/finalizers").and_then(Json::as_array);
        let mut others = finalizers
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
            .filter(|finalizer| finalizer.contains('/') && !KNOWN.iter().any(|known| finalizer.contains(known)));
        others.next()
    }

    /// The status and message of a condition.
    pub(super) fn condition(&self, name: &str) -> Option<(&str, &str, &str)> {
        let conditions = self.object.pointer("/status/conditions")?.as_array()?;
        let condition = conditions.iter().find(|condition| condition["type"] == name)?;
        let text = |field: &str| condition[field].as_str().unwrap_or_default();
        Some((text("status"), text("reason"), text("message")))
    }

    /// Ready when a condition is true of what was applied last, for controllers that say of what they speak.
    pub(super) fn when_seen(&self, name: &str) -> Readiness {
        match self.speaks_of_earlier(name) {
            true => Readiness::Waiting { why: format!("{name} is still said of what it was before the change") },
            false => self.when(name),
        }
    }

    /// Ready when a condition is true.
    pub(super) fn when(&self, name: &str) -> Readiness {
        match self.condition(name) {
            Some(("True", _, _)) => Readiness::Ready,
            Some((_, reason, message)) => {
                let failed = self.failed_conditions(name);
                let why =
                    [name, " is not true: ", reason, if message.is_empty() { "" } else { ": " }, message].concat();
                Readiness::Waiting { why: if failed.is_empty() { why } else { failed.join("; ") } }
            }
            None => Readiness::Waiting { why: format!("no controller has said anything about {name} yet") },
        }
    }

    /// Whether a condition was found before the last change of the object. Source: Kubernetes API conventions, "Typical
    /// status properties": `observedGeneration` of a condition.
    fn speaks_of_earlier(&self, name: &str) -> bool {
        let conditions = self.object.pointer("/status/conditions").and_then(Json::as_array);
        let condition = conditions.into_iter().flatten().find(|condition| condition["type"] == name);
        let seen = condition.and_then(|condition| condition["observedGeneration"].as_i64());
        seen.is_some_and(|seen| self.number("/metadata/generation").is_some_and(|now| seen < now))
    }

    /// The other conditions that are false: they say why the one that sums them up is.
    fn failed_conditions(&self, except: &str) -> Vec<String> {
        let conditions = self.object.pointer("/status/conditions").and_then(Json::as_array);
        let failed = conditions
            .into_iter()
            .flatten()
            .filter(|condition| condition["status"] == "False" && condition["type"] != except);
        failed
            .map(|condition| {
                let text = |field: &str| condition[field].as_str().unwrap_or_default();
                format!("{}: {} {}", text("type"), text("reason"), text("message")).trim_end().to_owned()
            })
            .collect()
    }
}
