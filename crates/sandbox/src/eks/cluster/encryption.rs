//! Encryption of secrets with a KMS key.

use serde_json::{Value, json};

use super::Change;
use crate::call::{Call, Fault, Reply};
use crate::eks::duration::Work;
use crate::eks::fault::{invalid, invalid_request};
use crate::eks::neighbours::{self, Key};
use crate::eks::place::Place;
use crate::world::World;

/// The key of an `encryptionConfig`; refuses what EKS does. Source: EKS API reference, `EncryptionConfig`.
pub(crate) fn key(world: &World, place: &Place, config: &Value) -> Result<Option<String>, Fault> {
    let Some(first) = config.as_array().and_then(|list| list.first()) else {
        return Ok(None);
    };
    if first["resources"].as_array().is_none_or(|list| list.len() != 1 || list[0] != "secrets") {
        return Err(invalid("The encryptionConfig resources must be exactly one: secrets"));
    }
    let Some(arn) = first["provider"]["keyArn"].as_str() else {
        return Err(invalid("The encryptionConfig provider must have a keyArn"));
    };
    match neighbours::key(world, place, arn) {
        Key::Usable(arn) => Ok(Some(arn)),
        Key::Missing => Err(invalid(format!("Invalid KMS key: Key '{arn}' does not exist"))),
        Key::Unusable => Err(invalid(format!("Invalid KMS key: {arn} is not enabled or not symmetric"))),
    }
}

/// `AssociateEncryptionConfig`: one way, once.
pub(crate) fn associate(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    let cluster = place.get(call.world)?;
    cluster.require_idle(&place)?;
    if cluster.encryption_key.is_some() {
        return Err(invalid_request("Encryption is already enabled on the cluster"));
    }
    let Some(key) = key(call.world, &place, &call.input["encryptionConfig"])? else {
        return Err(invalid("encryptionConfig must not be empty"));
    };
    let params = vec![("EncryptionConfig".to_owned(), call.input["encryptionConfig"].to_string())];
    let change = Change::EncryptionKey(key);
    let kind = ("AssociateEncryptionConfig", Work::AssociateEncryption);
    let update = super::configuration::begin(call.world, &place, kind, params, change)?;
    Ok(json!({ "update": update }))
}
