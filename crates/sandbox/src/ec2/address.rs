//! Elastic IP addresses.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::fault::{invalid_parameter, missing, refuse};
use super::input::{text, texts};
use super::listing::{Listing, describe};
use super::state::Place;
use super::{State, noun, state, tag};
use crate::call::{Call, Reply};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Address {
    pub(crate) id: String,
    pub(crate) public: Ipv4Addr,
    /// Association id, interface and its private address.
    pub(crate) association: Option<(String, String, Ipv4Addr)>,
}

/// As DescribeAccountAttributes says it (`max-elastic-ips`). Source: EC2 quotas, "EC2-VPC Elastic IPs", per region.
const MOST: usize = 5;

impl Address {
    fn render(&self, state: &State, place: &Place) -> Value {
        let mut item = json!({
            "allocationId": self.id, "publicIp": self.public.to_string(), "domain": "vpc", "publicIpv4Pool": "amazon",
            "networkBorderGroup": place.region, "tagSet": tag::render(state, &self.id),
        });
        if let Some((association, interface, private)) = &self.association {
            item["associationId"] = json!(association);
            item["networkInterfaceId"] = json!(interface);
            item["networkInterfaceOwnerId"] = json!(place.account);
            item["privateIpAddress"] = json!(private.to_string());
        }
        item
    }
}

const ADDRESSES: Listing = Listing {
    set: "addressesSet",
    ids: Some(("AllocationId", "eipalloc")),
    filters: &[
        ("allocation-id", "allocationId"),
        ("association-id", "associationId"),
        ("domain", "domain"),
        ("instance-id", "instanceId"),
        ("network-border-group", "networkBorderGroup"),
        ("network-interface-id", "networkInterfaceId"),
        ("network-interface-owner-id", "networkInterfaceOwnerId"),
        ("private-ip-address", "privateIpAddress"),
        ("public-ip", "publicIp"),
        ("tag-key", "tagSet.key"),
        ("tag-value", "tagSet.value"),
    ],
    page: None,
    ids_exclude_page: false,
};

/// A public address nobody has; from the ranges kept for documentation and benchmarks, so that none is real.
pub(crate) fn draw_public(call: &mut Call<'_>) -> Ipv4Addr {
    let drawn = call.world.draw();
    Ipv4Addr::new(198, 18 + (drawn >> 16) as u8 % 2, (drawn >> 8) as u8, 1 + drawn as u8 % 254)
}

pub(crate) fn allocate(call: &mut Call<'_>) -> Reply {
    let domain = text(&call.input, "Domain").unwrap_or_else(|| "vpc".into());
    if !["vpc", "standard"].contains(&domain.as_str()) {
        return Err(invalid_parameter(&domain, "domain", "Allowed values are vpc, standard."));
    }
    let tags = tag::on_create(call, "elastic-ip")?;
    if state::of(call).addresses.len() >= MOST {
        return Err(refuse("AddressLimitExceeded", "The maximum number of addresses has been reached."));
    }
    let id = call.world.hex_id("eipalloc");
    let public = draw_public(call);
    let region = call.region.clone();
    let state = state::of(call);
    state.addresses.insert(id.clone(), Address { id: id.clone(), public, association: None });
    tag::put(state, &id, tags);
    Ok(json!({
        "allocationId": id, "publicIp": public.to_string(), "domain": "vpc", "publicIpv4Pool": "amazon",
        "networkBorderGroup": region,
    }))
}

pub(crate) fn describe_addresses(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    let public = texts(&call.input, "PublicIp");
    let state = state::of(call);
    if let Some(unknown) = public.iter().find(|ip| !state.addresses.values().any(|a| a.public.to_string() == **ip)) {
        return Err(refuse("InvalidAddress.NotFound", format!("Address '{unknown}' not found.")));
    }
    let items = state
        .addresses
        .values()
        .filter(|address| public.is_empty() || public.contains(&address.public.to_string()))
        .map(|address| (address.id.clone(), address.render(state, &place)))
        .collect();
    describe(call, &ADDRESSES, items)
}

pub(crate) fn release(call: &mut Call<'_>) -> Reply {
    let (id, public) = (text(&call.input, "AllocationId"), text(&call.input, "PublicIp"));
    let state = state::of(call);
    let id = match (id, public) {
        (Some(id), _) => id,
        (None, Some(public)) => match state.addresses.values().find(|a| a.public.to_string() == public) {
            Some(address) => address.id.clone(),
            None => return Err(refuse("InvalidAddress.NotFound", format!("Address '{public}' not found."))),
        },
        (None, None) => return Err(missing("AllocationId")),
    };
    let address = state.addresses.get(&id).ok_or_else(|| noun::absent("eipalloc", &id))?;
    if address.association.is_some() {
        return Err(refuse("InvalidIPAddress.InUse", format!("Address {} is in use.", address.public)));
    }
    state.addresses.remove(&id);
    state.tags.remove(&id);
    Ok(json!({"return": true}))
}
