//! OIDC identity providers for a cluster's users.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::cluster::Change;
use super::duration::{self, Work};
use super::fault::{about, absent, in_use, invalid, invalid_request};
use super::page;
use super::place::Place;
use super::text::{entries, tags};
use super::update::Update;
use crate::call::{Call, Fault, Reply};
use crate::world::World;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IdentityProvider {
    pub name: String,
    pub arn: String,
    pub issuer_url: String,
    pub client_id: String,
    pub username_claim: Option<String>,
    pub username_prefix: Option<String>,
    pub groups_claim: Option<String>,
    pub groups_prefix: Option<String>,
    pub required_claims: BTreeMap<String, String>,
    pub tags: BTreeMap<String, String>,
    /// `CREATING`, `ACTIVE`, `DELETING`.
    pub status: String,
}

impl IdentityProvider {
    fn view(&self, cluster: &str) -> Value {
        json!({ "oidc": {
            "identityProviderConfigName": self.name,
            "identityProviderConfigArn": self.arn,
            "clusterName": cluster,
            "issuerUrl": self.issuer_url,
            "clientId": self.client_id,
            "usernameClaim": self.username_claim,
            "usernamePrefix": self.username_prefix,
            "groupsClaim": self.groups_claim,
            "groupsPrefix": self.groups_prefix,
            "requiredClaims": self.required_claims,
            "tags": self.tags,
            "status": self.status,
        } })
    }
}

/// `AssociateIdentityProviderConfig`. Source: EKS user guide: one OIDC provider per cluster.
pub(crate) fn associate(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    let cluster = place.get(call.world)?;
    let oidc = call.input["oidc"].clone();
    let text = |member: &str| oidc[member].as_str().map(str::to_owned);
    let name = text("identityProviderConfigName").unwrap_or_default();
    if cluster.identity_providers.contains_key(&name) {
        let fault = in_use(format!("Identity provider config already exists with name {name}"));
        return Err(about(fault, "clusterName", place.cluster));
    }
    if !cluster.identity_providers.is_empty() {
        return Err(invalid_request("A cluster can have one OIDC identity provider"));
    }
    cluster.require_idle(&place)?;
    let issuer_url = text("issuerUrl").unwrap_or_default();
    if !issuer_url.starts_with("https://") {
        return Err(invalid("issuerUrl must begin with https://"));
    }
    let uuid = call.world.uuid();
    let tags = tags(&call.input["tags"])?;
    let provider = IdentityProvider {
        arn: place.arn(&format!("identityproviderconfig/{}/oidc/{name}/{uuid}", place.cluster)),
        name: name.clone(),
        issuer_url,
        client_id: text("clientId").unwrap_or_default(),
        username_claim: text("usernameClaim"),
        username_prefix: text("usernamePrefix"),
        groups_claim: text("groupsClaim"),
        groups_prefix: text("groupsPrefix"),
        required_claims: entries(&oidc["requiredClaims"]),
        tags: tags.clone(),
        status: "CREATING".to_owned(),
    };
    let params = vec![("IdentityProviderConfig".to_owned(), json!([{ "type": "oidc", "name": name }]).to_string())];
    let change = Change::IdentityProvider { name: name.clone(), remove: false };
    let update = begin(call.world, &place, "AssociateIdentityProviderConfig", params, change)?;
    place.get_mut(call.world)?.identity_providers.insert(name, provider);
    Ok(json!({ "update": update, "tags": tags }))
}

/// An update that leaves the cluster itself `ACTIVE`.
fn begin(
    world: &mut World,
    place: &Place,
    kind: &str,
    params: Vec<(String, String)>,
    change: Change,
) -> Result<Value, Fault> {
    let takes = duration::of(world, Work::IdentityProvider);
    let mut update = Update::begin(world, kind, params, change);
    update.ends = Some(world.now + takes);
    let view = update.describe();
    place.get_mut(world)?.updates.push(update);
    Ok(view)
}

/// The provider that a call names.
fn named(call: &Call<'_>) -> Result<(Place, String), Fault> {
    let place = Place::of(call);
    let config = &call.input["identityProviderConfig"];
    let name = config["name"].as_str().unwrap_or_default().to_owned();
    if config["type"] != "oidc" {
        return Err(invalid("The identity provider config type must be oidc"));
    }
    match place.get(call.world)?.identity_providers.contains_key(&name) {
        true => Ok((place, name)),
        false => Err(about(
            absent(format!("Identity provider config {name} is not associated with cluster {}", place.cluster)),
            "clusterName",
            place.cluster,
        )),
    }
}

/// `DescribeIdentityProviderConfig`.
pub(crate) fn describe(call: &mut Call<'_>) -> Reply {
    let (place, name) = named(call)?;
    let view = place.get(call.world)?.identity_providers.get(&name).map(|p| p.view(&place.cluster));
    Ok(json!({ "identityProviderConfig": view }))
}

/// `ListIdentityProviderConfigs`.
pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let names = Place::of(call).get(call.world)?.identity_providers.keys();
    let items = names.map(|name| json!({ "type": "oidc", "name": name })).collect();
    page::page(call, "identityProviderConfigs", items)
}

/// `DisassociateIdentityProviderConfig`.
pub(crate) fn disassociate(call: &mut Call<'_>) -> Reply {
    let (place, name) = named(call)?;
    place.get(call.world)?.require_idle(&place)?;
    let params = vec![("IdentityProviderConfig".to_owned(), json!([{ "type": "oidc", "name": name }]).to_string())];
    let change = Change::IdentityProvider { name: name.clone(), remove: true };
    let update = begin(call.world, &place, "DisassociateIdentityProviderConfig", params, change)?;
    if let Some(provider) = place.get_mut(call.world)?.identity_providers.get_mut(&name) {
        provider.status = "DELETING".to_owned();
    }
    Ok(json!({ "update": update }))
}
