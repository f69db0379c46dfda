//! A cluster whose API is answered by another process: what was last seen of it, and what is to be written to it.
//!
//! The inhabitants of such a cluster work as controllers do: they read from a cache that watches fill, and send their
//! writes. [`Cluster::objects`](Cluster) is that cache. A thing of which a write is under way is left alone until the
//! answer is here.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::client::Place;
use super::cluster::{Cluster, Origin};
use super::operation::Target;
use super::request::User;
use super::store::{name_of, namespace_of, slot, text};
use crate::time::Time;

/// How many refused writes are remembered.
const REFUSALS: usize = 100;

/// What is kept of a cluster whose API is elsewhere.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Remote {
    /// Whether the API answers.
    #[serde(skip)]
    up: bool,
    /// Where on loopback the API is, again after every start.
    address: String,
    /// Why there will be no API.
    #[serde(skip)]
    failure: Option<String>,
    /// With which the API signs service account tokens: a DER SubjectPublicKeyInfo.
    pub(crate) token_key: Vec<u8>,
    #[serde(skip)]
    waiting: Vec<Write>,
    /// What is under way, or was decided in an earlier pass.
    #[serde(skip)]
    held: BTreeSet<Place>,
    /// When an object was first seen, by its uid: its own word for that is the machine's time, of which the inhabitants
    /// know nothing.
    #[serde(skip)]
    seen: BTreeMap<String, Time>,
    /// The last refused writes, for whoever asks why nothing happens.
    #[serde(skip)]
    refusals: Vec<String>,
}

/// One write that waits to be sent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Write {
    pub(crate) user: User,
    pub(crate) place: Place,
    /// The path of the resource's collection.
    pub(crate) collection: String,
    pub(crate) verb: Verb,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Verb {
    Create(Value),
    Replace { object: Value, subresource: &'static str },
    Merge { patch: Value, subresource: &'static str },
    Apply { object: Value, manager: String, force: bool },
    Delete { grace_seconds: Option<i64> },
    Evict,
    Bind { node: String },
}

impl Cluster {
    /// A cluster whose API is another process's; nothing is known of it yet.
    pub(crate) fn remote(origin: Origin, address: String) -> Cluster {
        Cluster { remote: Some(Remote { address, ..Remote::default() }), ..Cluster::empty(origin) }
    }

    /// Whether requests can be answered: always, where the API is simulated.
    pub(crate) fn is_up(&self) -> bool {
        self.remote.as_ref().is_none_or(|remote| remote.up)
    }

    pub(crate) fn is_remote(&self) -> bool {
        self.remote.is_some()
    }

    /// The address at which the API is to listen.
    pub(crate) fn address(&self) -> Option<String> {
        self.remote.as_ref().map(|remote| remote.address.clone())
    }

    pub(crate) fn come_up(&mut self, token_key: Vec<u8>) {
        if let Some(remote) = &mut self.remote {
            *remote = Remote { up: true, token_key, address: std::mem::take(&mut remote.address), ..Remote::default() };
        }
        self.revision += 1;
    }

    pub(crate) fn go_down(&mut self) {
        if let Some(remote) = &mut self.remote {
            remote.up = false;
        }
    }

    /// There will be no API.
    pub(crate) fn fail(&mut self, why: String) {
        if let Some(remote) = &mut self.remote {
            remote.failure = Some(why);
        }
    }

    /// Why the API can't be started, if it can't.
    pub(crate) fn failure(&self) -> Option<&str> {
        self.remote.as_ref()?.failure.as_deref()
    }

    /// Begins a look at the cluster: what was decided before and is not answered yet is not decided again.
    pub(crate) fn begin_look(&mut self) {
        if let Some(remote) = &mut self.remote {
            remote.held.extend(remote.waiting.iter().map(|write| write.place.clone()));
        }
    }

    /// Takes a write in, unless one is under way.
    pub(super) fn send(&mut self, user: &User, target: &Target, verb: Verb) {
        let place = Place::new(&target.resource.key(), &target.namespace, &target.name);
        let collection = collection(target);
        let Some(remote) = &mut self.remote else { return };
        if !remote.held.contains(&place) {
            remote.waiting.push(Write { user: user.clone(), place, collection, verb });
        }
    }

    /// Takes the waiting writes out; their places stay held until [`Cluster::answered`].
    pub(crate) fn take_writes(&mut self) -> Vec<Write> {
        let Some(remote) = &mut self.remote else { return Vec::new() };
        let writes = std::mem::take(&mut remote.waiting);
        remote.held.extend(writes.iter().map(|write| write.place.clone()));
        writes
    }

    pub(crate) fn has_writes(&self) -> bool {
        self.remote.as_ref().is_some_and(|remote| remote.up && !remote.waiting.is_empty())
    }

    /// A write was answered; `refusal` says why it was not done.
    pub(crate) fn answered(&mut self, place: &Place, refusal: Option<String>) {
        // The pass after this one has something to decide, even when the answer changed nothing.
        self.revision += 1;
        let Some(remote) = &mut self.remote else { return };
        remote.held.remove(place);
        if let Some(refusal) = refusal {
            remote.refusals.push(format!("{} {}/{}: {refusal}", place.resource, place.namespace, place.name));
            let surplus = remote.refusals.len().saturating_sub(REFUSALS);
            remote.refusals.drain(..surplus);
        }
    }

    /// Writes of the cluster's inhabitants that its API refused lately.
    pub fn refusals(&self) -> &[String] {
        self.remote.as_ref().map(|remote| remote.refusals.as_slice()).unwrap_or_default()
    }

    /// An object as the API has it; an older state than the known one changes nothing.
    pub(crate) fn see(&mut self, resource: &str, mut object: Value) {
        let version = |object: &Value| text(object, "/metadata/resourceVersion").parse::<u64>().unwrap_or(0);
        let key = slot(namespace_of(&object), name_of(&object));
        let kept = self.objects.entry(resource.to_owned()).or_default();
        if kept.get(&key).is_some_and(|known| version(known) > version(&object)) {
            return;
        }
        if let Some(remote) = &mut self.remote {
            let born = remote.seen.entry(text(&object, "/metadata/uid").to_owned()).or_insert(self.now);
            object["metadata"]["creationTimestamp"] = Value::from(born.rfc3339());
        }
        if resource == DEFINITIONS && is_established(&object) {
            self.served.entry(name_of(&object).to_owned()).or_insert(self.now);
        }
        kept.insert(key, object);
        self.revision += 1;
    }

    /// The object is gone from the API.
    pub(crate) fn lose(&mut self, place: &Place) {
        let key = slot(&place.namespace, &place.name);
        if let Some(object) = self.objects.get_mut(&place.resource).and_then(|kept| kept.remove(&key)) {
            self.revision += 1;
            if let Some(remote) = &mut self.remote {
                remote.seen.remove(text(&object, "/metadata/uid"));
            }
        }
        if place.resource == DEFINITIONS {
            self.served.remove(&place.name);
        }
    }

    /// All objects of a resource as the API lists them.
    pub(crate) fn see_all(&mut self, resource: &str, objects: Vec<Value>) {
        let present: BTreeSet<String> =
            objects.iter().map(|object| slot(namespace_of(object), name_of(object))).collect();
        let kept = self.objects.entry(resource.to_owned()).or_default();
        kept.retain(|key, _| present.contains(key));
        self.revision += 1;
        for object in objects {
            self.see(resource, object);
        }
    }
}

impl Cluster {
    /// The service account of a token that the API signed. Whether it has expired is for those to judge who know the
    /// machine's time.
    pub(super) fn signed_service_account(&self, token: &str) -> Option<User> {
        let (signed, signature) = token.rsplit_once('.')?;
        let payload = URL_SAFE_NO_PAD.decode(signed.split_once('.')?.1).ok()?;
        let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &self.remote.as_ref()?.token_key);
        key.verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
        let claims: Value = serde_json::from_slice(&payload).ok()?;
        let account = &claims["kubernetes.io"]["serviceaccount"];
        let user = User::service_account(claims["kubernetes.io"]["namespace"].as_str()?, account["name"].as_str()?);
        Some(User { uid: account["uid"].as_str()?.to_owned(), ..user })
    }
}

const DEFINITIONS: &str = "customresourcedefinitions.apiextensions.k8s.io";

fn is_established(definition: &Value) -> bool {
    let conditions = definition["status"]["conditions"].as_array().into_iter().flatten();
    conditions.into_iter().any(|one| one["type"] == "Established" && one["status"] == "True")
}

fn collection(target: &Target) -> String {
    let resource = &target.resource;
    let root = if resource.group.is_empty() { "/api" } else { "/apis" };
    let version = resource.api_version();
    if target.namespace.is_empty() {
        format!("{root}/{version}/{}", resource.plural)
    } else {
        format!("{root}/{version}/namespaces/{}/{}", target.namespace, resource.plural)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn cluster() -> Cluster {
        let text = str::to_owned;
        let origin = Origin { name: text("a"), arn: text("arn"), version: text("1.36"), seed: 1, now: Time(0) };
        Cluster::remote(origin, String::new())
    }

    fn node(version: &str) -> Value {
        let metadata = json!({"name": "a", "uid": "u", "resourceVersion": version,
            "creationTimestamp": "2026-01-01T00:00:00Z"});
        json!({"apiVersion": "v1", "kind": "Node", "metadata": metadata})
    }

    #[test]
    fn an_older_state_does_not_undo_a_newer_one() {
        let mut cluster = cluster();
        cluster.see("nodes", node("10"));
        cluster.see("nodes", node("9"));
        let known = cluster.peek(&Place::cluster("nodes", "a")).cloned().unwrap_or_default();
        assert_eq!(known["metadata"]["resourceVersion"], "10");
    }

    #[test]
    fn an_objects_age_is_told_in_the_worlds_time() {
        let mut cluster = cluster();
        cluster.see("nodes", node("1"));
        cluster.now = Time(60_000);
        cluster.see("nodes", node("2"));
        let known = cluster.peek(&Place::cluster("nodes", "a")).cloned().unwrap_or_default();
        assert_eq!(known["metadata"]["creationTimestamp"], Time(0).rfc3339());
    }

    #[test]
    fn what_is_under_way_is_not_sent_again() {
        let mut cluster = cluster();
        cluster.see("nodes", node("1"));
        let place = Place::cluster("nodes", "a");
        let write = |cluster: &mut Cluster| {
            cluster.begin_look();
            let mut client = cluster.client(Time(0), User::control_plane("kubelet"));
            client.patch(&place, json!({"spec": {"unschedulable": true}})).expect("taken in");
            client.patch_status(&place, json!({"status": {}})).expect("taken in");
        };
        write(&mut cluster);
        write(&mut cluster);
        assert_eq!(cluster.take_writes().len(), 2, "both of the first look, none of the second");
        write(&mut cluster);
        assert_eq!(cluster.take_writes(), Vec::new());
        cluster.answered(&place, Some("no".to_owned()));
        assert_eq!(cluster.refusals(), ["nodes /a: no"]);
        write(&mut cluster);
        assert_eq!(cluster.take_writes().len(), 2);
    }
}
