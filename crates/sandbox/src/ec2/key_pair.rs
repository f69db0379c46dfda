//! Key pairs, imported: the sandbox makes no private keys.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::fault::{missing, refuse};
use super::input::{require, text, texts};
use super::listing::{Listing, describe};
use super::{State, state, tag};
use crate::call::{Call, Fault, Reply};
use crate::time::Time;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KeyPair {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) fingerprint: String,
    pub(crate) created: Time,
}

impl KeyPair {
    fn render(&self, state: &State) -> Value {
        json!({
            "keyPairId": self.id, "keyName": self.name, "keyType": self.kind, "keyFingerprint": self.fingerprint,
            "createTime": self.created.rfc3339(), "tagSet": tag::render(state, &self.id),
        })
    }
}

const KEY_PAIRS: Listing = Listing {
    set: "keySet",
    ids: Some(("KeyPairId", "key")),
    filters: &[
        ("key-pair-id", "keyPairId"),
        ("fingerprint", "keyFingerprint"),
        ("key-name", "keyName"),
        ("tag-key", "tagSet.key"),
        ("tag-value", "tagSet.value"),
    ],
    page: None,
    ids_exclude_page: false,
};

pub(crate) fn unknown(name: &str) -> Fault {
    refuse("InvalidKeyPair.NotFound", format!("The key pair '{name}' does not exist"))
}

pub(crate) fn import(call: &mut Call<'_>) -> Reply {
    let name = require(call, "KeyName")?;
    let given = require(call, "PublicKeyMaterial")?;
    let tags = tag::on_create(call, "key-pair")?;
    let malformed = || refuse("InvalidKey.Format", "Key is not in valid OpenSSH public key format");
    let key = STANDARD.decode(given).ok().and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(malformed)?;
    let kind = match key.split_whitespace().next() {
        Some("ssh-rsa") => "rsa",
        Some("ssh-ed25519") => "ed25519",
        _ => return Err(malformed()),
    };
    if state::of(call).key_pairs.contains_key(&name) {
        return Err(refuse("InvalidKeyPair.Duplicate", format!("The keypair already exists: {name}")));
    }
    let fingerprint = STANDARD.encode(Sha256::digest(key));
    let id = call.world.hex_id("key");
    let pair = KeyPair { id: id.clone(), name: name.clone(), kind: kind.into(), fingerprint, created: call.now() };
    let state = state::of(call);
    state.key_pairs.insert(name.clone(), pair);
    tag::put(state, &id, tags);
    let mut answer = state.key_pairs[&name].render(state);
    if let Value::Object(members) = &mut answer {
        members.retain(|member, _| member != "createTime" && member != "keyType");
    }
    Ok(answer)
}

pub(crate) fn describe_key_pairs(call: &mut Call<'_>) -> Reply {
    let names = texts(&call.input, "KeyName");
    let state = state::of(call);
    if let Some(name) = names.iter().find(|name| !state.key_pairs.contains_key(*name)) {
        return Err(unknown(name));
    }
    let items = state
        .key_pairs
        .values()
        .filter(|pair| names.is_empty() || names.contains(&pair.name))
        .map(|pair| (pair.id.clone(), pair.render(state)))
        .collect();
    describe(call, &KEY_PAIRS, items)
}

/// Deleting a key pair that isn't there is no error.
pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let (name, id) = (text(&call.input, "KeyName"), text(&call.input, "KeyPairId"));
    if name.is_none() && id.is_none() {
        return Err(missing("KeyName"));
    }
    let state = state::of(call);
    let found =
        state.key_pairs.values().find(|pair| name.as_ref() == Some(&pair.name) || id.as_ref() == Some(&pair.id));
    let found = found.cloned();
    if let Some(pair) = &found {
        state.key_pairs.remove(&pair.name);
        state.tags.remove(&pair.id);
    }
    Ok(json!({"return": true, "keyPairId": found.map(|pair| pair.id)}))
}
