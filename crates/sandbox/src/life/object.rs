//! Reading Kubernetes objects, which are JSON trees here.

use serde_json::{Map, Value, json};

use crate::kubernetes::Place;
use crate::time::Time;

/// The text at a JSON pointer; empty when there is none.
pub(crate) fn text<'a>(object: &'a Value, pointer: &str) -> &'a str {
    object.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

pub(crate) fn number(object: &Value, pointer: &str) -> Option<i64> {
    object.pointer(pointer).and_then(Value::as_i64)
}

pub(crate) fn list<'a>(object: &'a Value, pointer: &str) -> &'a [Value] {
    object.pointer(pointer).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

pub(crate) fn map<'a>(object: &'a Value, pointer: &str) -> Option<&'a Map<String, Value>> {
    object.pointer(pointer).and_then(Value::as_object)
}

pub(crate) fn name(object: &Value) -> &str {
    text(object, "/metadata/name")
}

pub(crate) fn namespace(object: &Value) -> &str {
    text(object, "/metadata/namespace")
}

pub(crate) fn uid(object: &Value) -> &str {
    text(object, "/metadata/uid")
}

pub(crate) fn label<'a>(object: &'a Value, key: &str) -> Option<&'a str> {
    object["metadata"]["labels"].get(key)?.as_str()
}

pub(crate) fn annotation<'a>(object: &'a Value, key: &str) -> Option<&'a str> {
    object["metadata"]["annotations"].get(key)?.as_str()
}

/// Whether the object waits for its finalizers or its grace period.
pub(crate) fn is_leaving(object: &Value) -> bool {
    object["metadata"]["deletionTimestamp"].is_string()
}

pub(crate) fn has_finalizer(object: &Value, finalizer: &str) -> bool {
    list(object, "/metadata/finalizers").iter().any(|one| one == finalizer)
}

pub(crate) fn created(object: &Value) -> Option<Time> {
    moment(text(object, "/metadata/creationTimestamp"))
}

/// A moment as Kubernetes writes it.
pub(crate) fn moment(text: &str) -> Option<Time> {
    text.parse::<jiff::Timestamp>().ok().map(|at| Time(at.as_millisecond()))
}

/// Whether `owner` (a uid) controls the object.
pub(crate) fn is_controlled_by(object: &Value, owner: &str) -> bool {
    list(object, "/metadata/ownerReferences")
        .iter()
        .any(|reference| reference["uid"] == owner && reference["controller"] == true)
}

/// The reference by which `owner` controls what it makes.
pub(crate) fn owner_reference(owner: &Value) -> Value {
    json!({
        "apiVersion": owner["apiVersion"], "kind": owner["kind"], "name": owner["metadata"]["name"],
        "uid": owner["metadata"]["uid"], "controller": true, "blockOwnerDeletion": true,
    })
}

pub(crate) fn place(resource: &str, object: &Value) -> Place {
    Place::new(resource, namespace(object), name(object))
}

/// A number that is fixed by the text: stands in for everything that varies from object to object in reality.
pub(crate) fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// A short name part in the alphabet that Kubernetes uses (no vowels, nothing that looks like another letter).
pub(crate) fn suffix(text: &str, length: usize) -> String {
    const ALPHABET: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";
    let mut hash = fingerprint(text);
    let mut out = String::new();
    for _ in 0..length {
        out.push(char::from(ALPHABET[(hash % ALPHABET.len() as u64) as usize]));
        hash = (hash / ALPHABET.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (hash >> 7);
    }
    out
}
