//! Grants.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{fault, lookup, page};
use crate::call::{Call, Fault, Reply};
use crate::time::Time;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Grant {
    pub id: String,
    pub name: Option<String>,
    pub grantee: String,
    pub retiring: Option<String>,
    pub operations: Vec<String>,
    pub constraints: Value,
    pub created: Time,
    pub issuer: String,
}

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let operations: Vec<String> = call.input["Operations"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    if operations.is_empty() {
        return Err(fault::validation("Operations must not be empty"));
    }
    let grantee = call.text("GranteePrincipal").unwrap_or_default();
    let known = grantee.starts_with("arn:") || grantee.ends_with(".amazonaws.com");
    if !known {
        return Err(Fault::new(400, "InvalidArnException", format!("ARN {grantee} is not valid")));
    }
    let id = format!("{}{}", call.world.uuid(), call.world.uuid()).replace('-', "");
    let token = format!("AQpA{id}");
    let grant = Grant {
        id: id.clone(),
        name: call.text("Name"),
        grantee,
        retiring: call.text("RetiringPrincipal"),
        operations,
        constraints: call.input["Constraints"].clone(),
        created: call.now(),
        issuer: format!("arn:{}:iam::{}:root", call.partition, call.caller.account),
    };
    let key = lookup::open_alive(call)?;
    if !key.enabled {
        return Err(Fault::new(400, "DisabledException", format!("{} is disabled.", key.arn)));
    }
    key.grants.insert(id.clone(), grant);
    Ok(json!({ "GrantId": id, "GrantToken": token }))
}

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let (only, grantee) = (call.text("GrantId"), call.text("GranteePrincipal"));
    let key = lookup::open(call)?;
    let items = key
        .grants
        .values()
        .filter(|grant| only.as_ref().is_none_or(|id| grant.id == *id))
        .filter(|grant| grantee.as_ref().is_none_or(|principal| grant.grantee == *principal))
        .map(|grant| {
            let mut shown = json!({
                "KeyId": key.arn,
                "GrantId": grant.id,
                "Name": grant.name,
                "CreationDate": grant.created.epoch_seconds(),
                "GranteePrincipal": grant.grantee,
                "RetiringPrincipal": grant.retiring,
                "IssuingAccount": grant.issuer,
                "Operations": grant.operations,
                "Constraints": grant.constraints,
            });
            if let Some(map) = shown.as_object_mut() {
                map.retain(|_, value| !value.is_null());
            }
            (grant.id.clone(), shown)
        })
        .collect();
    page(call, "Grants", items)
}

pub(crate) fn revoke(call: &mut Call<'_>) -> Reply {
    let id = call.text("GrantId").unwrap_or_default();
    let key = lookup::open(call)?;
    let missing = fault::not_found(format!("Grant ID {id} not found"));
    key.grants.remove(&id).map(|_| json!({})).ok_or(missing)
}
