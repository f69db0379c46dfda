//! Internet gateways.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::fault::{dependency, refuse};
use super::input::require;
use super::listing::{Listing, describe};
use super::state::Place;
use super::{State, noun, state, tag};
use crate::call::{Call, Reply};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct InternetGateway {
    pub(crate) id: String,
    pub(crate) vpc: Option<String>,
}

impl InternetGateway {
    fn render(&self, state: &State, place: &Place) -> Value {
        let attachments: Vec<Value> = self.vpc.iter().map(|vpc| json!({"vpcId": vpc, "state": "available"})).collect();
        json!({
            "internetGatewayId": self.id, "ownerId": place.account, "attachmentSet": attachments,
            "tagSet": tag::render(state, &self.id),
        })
    }
}

const INTERNET_GATEWAYS: Listing = Listing {
    set: "internetGatewaySet",
    ids: Some(("InternetGatewayId", "igw")),
    filters: &[
        ("attachment.state", "attachmentSet.state"),
        ("attachment.vpc-id", "attachmentSet.vpcId"),
        ("internet-gateway-id", "internetGatewayId"),
        ("owner-id", "ownerId"),
        ("tag-key", "tagSet.key"),
        ("tag-value", "tagSet.value"),
    ],
    page: Some((5, 1000)),
    ids_exclude_page: false,
};

/// The gateway that a VPC has.
pub(crate) fn attached_to<'a>(state: &'a State, vpc: &str) -> Option<&'a InternetGateway> {
    state.internet_gateways.values().find(|gateway| gateway.vpc.as_deref() == Some(vpc))
}

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let tags = tag::on_create(call, "internet-gateway")?;
    let place = Place::of(call);
    let id = call.world.hex_id("igw");
    let state = state::of(call);
    state.internet_gateways.insert(id.clone(), InternetGateway { id: id.clone(), vpc: None });
    tag::put(state, &id, tags);
    Ok(json!({"internetGateway": state.internet_gateways[&id].render(state, &place)}))
}

pub(crate) fn describe_internet_gateways(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    let state = state::of(call);
    let items = state.internet_gateways.values().map(|g| (g.id.clone(), g.render(state, &place))).collect();
    describe(call, &INTERNET_GATEWAYS, items)
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let id = require(call, "InternetGatewayId")?;
    let state = state::of(call);
    let gateway = state.internet_gateways.get(&id).ok_or_else(|| noun::absent("igw", &id))?;
    if gateway.vpc.is_some() {
        return Err(dependency(format!("The internetGateway '{id}' has dependencies and cannot be deleted.")));
    }
    state.internet_gateways.remove(&id);
    state.tags.remove(&id);
    Ok(json!({"return": true}))
}

pub(crate) fn attach(call: &mut Call<'_>) -> Reply {
    let (id, vpc) = (require(call, "InternetGatewayId")?, require(call, "VpcId")?);
    let state = state::of(call);
    let gateway = state.internet_gateways.get(&id).ok_or_else(|| noun::absent("igw", &id))?;
    if !state.vpcs.contains_key(&vpc) {
        return Err(noun::absent("vpc", &vpc));
    }
    if let Some(other) = &gateway.vpc {
        let message = format!("resource {id} is already attached to network {other}");
        return Err(refuse("Resource.AlreadyAssociated", message));
    }
    if attached_to(state, &vpc).is_some() {
        let message = format!("Network {vpc} already has an internet gateway attached");
        return Err(super::fault::invalid_value(message));
    }
    if let Some(gateway) = state.internet_gateways.get_mut(&id) {
        gateway.vpc = Some(vpc);
    }
    Ok(json!({"return": true}))
}

pub(crate) fn detach(call: &mut Call<'_>) -> Reply {
    let (id, vpc) = (require(call, "InternetGatewayId")?, require(call, "VpcId")?);
    let state = state::of(call);
    let gateway = state.internet_gateways.get(&id).ok_or_else(|| noun::absent("igw", &id))?;
    if !state.vpcs.contains_key(&vpc) {
        return Err(noun::absent("vpc", &vpc));
    }
    if gateway.vpc.as_deref() != Some(vpc.as_str()) {
        return Err(refuse("Gateway.NotAttached", format!("resource {id} is not attached to network {vpc}")));
    }
    // Public addresses of NAT gateways keep the gateway in its place.
    let mapped = state.nat_gateways.values().any(|nat| nat.vpc == vpc && nat.is_usable() && nat.allocation.is_some());
    if mapped {
        let message = format!(
            "Network {vpc} has some mapped public address(es). Please unmap those public address(es) before \
                detaching the gateway."
        );
        return Err(dependency(message));
    }
    if let Some(gateway) = state.internet_gateways.get_mut(&id) {
        gateway.vpc = None;
    }
    Ok(json!({"return": true}))
}
