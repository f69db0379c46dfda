//! NAT gateways.

use std::net::Ipv4Addr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::fault::{invalid_parameter, missing, refuse};
use super::input::{require, text};
use super::listing::{Listing, describe};
use super::network_interface::{Attachment, NetworkInterface};
use super::{State, cidr, internet_gateway, noun, state, tag};
use crate::call::{Call, Fault, Reply};
use crate::time::Time;

/// How long a gateway takes to come and to go, and how long a gone one is still shown.
/// Source: VPC user guide, "Work with NAT gateways" (a deleted one stays visible for an hour);
/// times as usually met.
const COMING: Duration = Duration::from_secs(90);
const GOING: Duration = Duration::from_secs(45);
const SHOWN: Duration = Duration::from_secs(3600);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Phase {
    Pending,
    Available,
    Deleting,
    Deleted,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct NatGateway {
    pub(crate) id: String,
    pub(crate) vpc: String,
    pub(crate) subnet: String,
    pub(crate) allocation: Option<String>,
    pub(crate) interface: String,
    pub(crate) private: Ipv4Addr,
    pub(crate) public: Option<Ipv4Addr>,
    pub(crate) phase: Phase,
    pub(crate) created: Time,
    /// Since when the phase lasts.
    pub(crate) since: Time,
}

impl NatGateway {
    pub(crate) fn is_usable(&self) -> bool {
        matches!(self.phase, Phase::Pending | Phase::Available)
    }

    fn render(&self, state: &State) -> Value {
        let phase = match self.phase {
            Phase::Pending => "pending",
            Phase::Available => "available",
            Phase::Deleting => "deleting",
            Phase::Deleted => "deleted",
        };
        let deleted = (!self.is_usable()).then(|| self.since.rfc3339());
        let address = json!({
            "allocationId": self.allocation, "networkInterfaceId": self.interface,
            "privateIp": self.private.to_string(), "publicIp": self.public.map(|ip| ip.to_string()),
            "isPrimary": true, "status": if self.is_usable() { "succeeded" } else { "disassociating" },
        });
        json!({
            "natGatewayId": self.id, "vpcId": self.vpc, "subnetId": self.subnet, "state": phase,
            "createTime": self.created.rfc3339(), "deleteTime": deleted, "natGatewayAddressSet": [address],
            "connectivityType": if self.allocation.is_some() { "public" } else { "private" },
            "availabilityMode": "zonal", "tagSet": tag::render(state, &self.id),
        })
    }
}

const NAT_GATEWAYS: Listing = Listing {
    set: "natGatewaySet",
    ids: Some(("NatGatewayId", "nat")),
    filters: &[
        ("nat-gateway-id", "natGatewayId"),
        ("state", "state"),
        ("subnet-id", "subnetId"),
        ("tag-key", "tagSet.key"),
        ("tag-value", "tagSet.value"),
        ("vpc-id", "vpcId"),
        ("connectivity-type", "connectivityType"),
    ],
    page: Some((5, 1000)),
    ids_exclude_page: false,
};

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let subnet = require(call, "SubnetId")?;
    let kind = text(&call.input, "ConnectivityType").unwrap_or_else(|| "public".into());
    let allocation = match kind.as_str() {
        "public" => Some(text(&call.input, "AllocationId").ok_or_else(|| missing("AllocationId"))?),
        "private" => None,
        _ => return Err(invalid_parameter(&kind, "connectivityType", "Allowed values are public, private.")),
    };
    let tags = tag::on_create(call, "natgateway")?;
    let token = text(&call.input, "ClientToken");
    let now = call.now();
    let public = check(state::of(call), &subnet, allocation.as_deref())?;
    let id = call.world.hex_id("nat");
    let (interface, association) = (call.world.hex_id("eni"), call.world.hex_id("eipassoc"));
    let attachment = Attachment {
        id: call.world.hex_id("eni-attach"),
        instance: None,
        owner: "amazon-aws".into(),
        device_index: 1,
        delete_on_termination: false,
        at: now,
    };
    let state = state::of(call);
    let private = cidr::choose_address(state, &subnet, None)?;
    let place = &state.subnets[&subnet];
    let vpc = place.vpc.clone();
    let mut fresh = NetworkInterface::new(&interface, place, private);
    fresh.description = format!("Interface for NAT Gateway {id}");
    fresh.kind = "nat_gateway".into();
    fresh.requester = Some("amazon-aws".into());
    fresh.attachment = Some(attachment);
    state.network_interfaces.insert(interface.clone(), fresh);
    if let Some(address) = allocation.as_ref().and_then(|a| state.addresses.get_mut(a)) {
        address.association = Some((association, interface.clone(), private));
    }
    let gateway = NatGateway {
        id: id.clone(),
        vpc,
        subnet,
        allocation,
        interface,
        private,
        public,
        phase: Phase::Pending,
        created: now,
        since: now,
    };
    state.nat_gateways.insert(id.clone(), gateway);
    tag::put(state, &id, tags);
    Ok(json!({"natGateway": state.nat_gateways[&id].render(state), "clientToken": token}))
}

/// The public address of the allocation, after all that EC2 checks.
fn check(state: &State, subnet: &str, allocation: Option<&str>) -> Result<Option<Ipv4Addr>, Fault> {
    let found = state.subnets.get(subnet).ok_or_else(|| noun::absent("subnet", subnet))?;
    let Some(allocation) = allocation else { return Ok(None) };
    let address = state.addresses.get(allocation).ok_or_else(|| noun::absent("eipalloc", allocation))?;
    if address.association.is_some() {
        let message = format!("Elastic IP address [{allocation}] is already associated");
        return Err(refuse("Resource.AlreadyAssociated", message));
    }
    if internet_gateway::attached_to(state, &found.vpc).is_none() {
        let message = format!("Network {} has no Internet gateway attached", found.vpc);
        return Err(refuse("Gateway.NotAttached", message));
    }
    Ok(Some(address.public))
}

pub(crate) fn describe_nat_gateways(call: &mut Call<'_>) -> Reply {
    let state = state::of(call);
    let items = state.nat_gateways.values().map(|gateway| (gateway.id.clone(), gateway.render(state))).collect();
    describe(call, &NAT_GATEWAYS, items)
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let id = require(call, "NatGatewayId")?;
    let now = call.now();
    let state = state::of(call);
    let gateway = state.nat_gateways.get_mut(&id).ok_or_else(|| noun::absent("nat", &id))?;
    if gateway.is_usable() {
        (gateway.phase, gateway.since) = (Phase::Deleting, now);
    }
    Ok(json!({"natGatewayId": id}))
}

/// Moves every gateway on that has been in its phase for long enough.
pub(crate) fn live(state: &mut State, now: Time) {
    let mut released = Vec::new();
    for gateway in state.nat_gateways.values_mut() {
        let next = match gateway.phase {
            Phase::Pending if now.since(gateway.since) >= COMING => Phase::Available,
            Phase::Deleting if now.since(gateway.since) >= GOING => Phase::Deleted,
            _ => continue,
        };
        (gateway.phase, gateway.since) = (next, now);
        if next == Phase::Deleted {
            released.push((gateway.interface.clone(), gateway.allocation.clone()));
        }
    }
    for (interface, allocation) in released {
        state.network_interfaces.remove(&interface);
        if let Some(address) = allocation.and_then(|id| state.addresses.get_mut(&id)) {
            address.association = None;
        }
    }
    let gone = |gateway: &NatGateway| gateway.phase == Phase::Deleted && now.since(gateway.since) >= SHOWN;
    let old: Vec<String> = state.nat_gateways.values().filter(|g| gone(g)).map(|g| g.id.clone()).collect();
    for id in old {
        state.nat_gateways.remove(&id);
        state.tags.remove(&id);
    }
}
