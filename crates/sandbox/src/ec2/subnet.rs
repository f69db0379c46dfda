//! Subnets.

use ipnet::{Ipv4Net, Ipv6Net};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::fault::{combination, dependency, invalid_parameter, missing, refuse};
use super::input::{flag, require, text};
use super::listing::{Listing, describe};
use super::state::Place;
use super::{State, cidr, noun, region, state, tag, vpc_cidr};
use crate::call::{Call, Fault, Reply};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Subnet {
    pub id: String,
    pub vpc: String,
    pub cidr: Ipv4Net,
    pub zone: String,
    pub zone_id: String,
    pub public_addresses: bool,
    /// The association and its range.
    #[serde(default)]
    pub ipv6: Option<(String, Ipv6Net)>,
}

impl Subnet {
    fn render(&self, state: &State, place: &Place) -> Value {
        json!({
            "subnetId": self.id, "subnetArn": place.arn("subnet", &self.id), "ownerId": place.account,
            "vpcId": self.vpc, "cidrBlock": self.cidr, "state": "available",
            "availabilityZone": self.zone, "availabilityZoneId": self.zone_id,
            "availableIpAddressCount": cidr::free_addresses(state, &self.id),
            "defaultForAz": false, "mapPublicIpOnLaunch": self.public_addresses, "mapCustomerOwnedIpOnLaunch": false,
            "assignIpv6AddressOnCreation": false, "ipv6CidrBlockAssociationSet": vpc_cidr::render_ipv6(self.ipv6.as_ref()), "enableDns64": false,
            "ipv6Native": false, "tagSet": tag::render(state, &self.id),
            "privateDnsNameOptionsOnLaunch": {
                "hostnameType": "ip-name", "enableResourceNameDnsARecord": false,
                "enableResourceNameDnsAAAARecord": false,
            },
            "blockPublicAccessStates": {"internetGatewayBlockMode": "off"},
        })
    }
}

const SUBNETS: Listing = Listing {
    set: "subnetSet",
    ids: Some(("SubnetId", "subnet")),
    filters: &[
        ("availability-zone", "availabilityZone"),
        ("availabilityZone", "availabilityZone"),
        ("availability-zone-id", "availabilityZoneId"),
        ("availabilityZoneId", "availabilityZoneId"),
        ("available-ip-address-count", "availableIpAddressCount"),
        ("cidr", "cidrBlock"),
        ("cidr-block", "cidrBlock"),
        ("cidrBlock", "cidrBlock"),
        ("default-for-az", "defaultForAz"),
        ("defaultForAz", "defaultForAz"),
        ("enable-dns64", "enableDns64"),
        ("ipv6-native", "ipv6Native"),
        ("map-public-ip-on-launch", "mapPublicIpOnLaunch"),
        ("outpost-arn", "outpostArn"),
        ("owner-id", "ownerId"),
        ("state", "state"),
        ("subnet-arn", "subnetArn"),
        ("subnet-id", "subnetId"),
        ("tag-key", "tagSet.key"),
        ("tag-value", "tagSet.value"),
        ("vpc-id", "vpcId"),
    ],
    page: Some((5, 1000)),
    ids_exclude_page: false,
};

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let vpc_id = require(call, "VpcId")?;
    let net = cidr::parse(&require(call, "CidrBlock")?)?;
    let tags = tag::on_create(call, "subnet")?;
    let (zone, zone_id) = choose_zone(call)?;
    let place = Place::of(call);
    let id = call.world.hex_id("subnet");
    let state = state::of(call);
    let vpc = state.vpcs.get(&vpc_id).ok_or_else(|| noun::absent("vpc", &vpc_id))?;
    cidr::check_size(net, "InvalidSubnet.Range")?;
    if !vpc.cidrs().any(|range| range.contains(&net)) {
        return Err(refuse("InvalidSubnet.Range", format!("The CIDR '{net}' is invalid.")));
    }
    if state.subnets.values().any(|other| other.vpc == vpc_id && cidr::overlap(other.cidr, net)) {
        return Err(refuse("InvalidSubnet.Conflict", format!("The CIDR '{net}' conflicts with another subnet")));
    }
    let subnet = Subnet { id: id.clone(), vpc: vpc_id, cidr: net, zone, zone_id, public_addresses: false, ipv6: None };
    state.subnets.insert(id.clone(), subnet);
    tag::put(state, &id, tags);
    Ok(json!({"subnet": state.subnets[&id].render(state, &place)}))
}

/// The zone asked for by name or id, or the region's first.
fn choose_zone(call: &Call<'_>) -> Result<(String, String), Fault> {
    let zones = region::zones(&call.region);
    let (name, id) = (text(&call.input, "AvailabilityZone"), text(&call.input, "AvailabilityZoneId"));
    let found = zones.iter().find(|(zone, zone_id)| {
        name.as_ref().is_none_or(|name| name == zone) && id.as_ref().is_none_or(|id| id == zone_id)
    });
    match (found, name.or(id)) {
        (Some((zone, zone_id)), _) => Ok((zone.clone(), (*zone_id).to_owned())),
        (None, Some(given)) => {
            let names: Vec<&str> = zones.iter().map(|(zone, _)| zone.as_str()).collect();
            let why = format!(
                "Subnets can currently only be created in the following availability zones: {}.",
                names.join(", ")
            );
            Err(invalid_parameter(&given, "availabilityZone", &why))
        }
        (None, None) => Err(missing("AvailabilityZone")),
    }
}

pub(crate) fn describe_subnets(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    let state = state::of(call);
    let items = state.subnets.values().map(|subnet| (subnet.id.clone(), subnet.render(state, &place))).collect();
    describe(call, &SUBNETS, items)
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let id = require(call, "SubnetId")?;
    let state = state::of(call);
    if !state.subnets.contains_key(&id) {
        return Err(noun::absent("subnet", &id));
    }
    if state.network_interfaces.values().any(|interface| interface.subnet == id) {
        return Err(dependency(format!("The subnet '{id}' has dependencies and cannot be deleted.")));
    }
    state.subnets.remove(&id);
    state.tags.remove(&id);
    for table in state.route_tables.values_mut() {
        table.associations.retain(|_, subnet| subnet.as_deref() != Some(id.as_str()));
    }
    Ok(json!({"return": true}))
}

/// Of these one call changes one. Source: EC2 API reference, ModifySubnetAttribute.
const ATTRIBUTES: &[&str] = &[
    "AssignIpv6AddressOnCreation",
    "EnableDns64",
    "EnableResourceNameDnsAAAARecordOnLaunch",
    "EnableResourceNameDnsARecordOnLaunch",
    "MapPublicIpOnLaunch",
    "PrivateDnsHostnameTypeOnLaunch",
];

pub(crate) fn modify_attribute(call: &mut Call<'_>) -> Reply {
    let id = require(call, "SubnetId")?;
    if ATTRIBUTES.iter().filter(|name| !call.input[**name].is_null()).count() > 1 {
        return Err(combination("Fields for multiple attribute types specified"));
    }
    // The other attributes (IPv6, Outposts, resource names) belong to features that no subnet here has.
    let Some(value) = flag(&call.input["MapPublicIpOnLaunch"], "Value") else {
        return if state::of(call).subnets.contains_key(&id) {
            Err(missing("MapPublicIpOnLaunch"))
        } else {
            Err(noun::absent("subnet", &id))
        };
    };
    let subnet = state::of(call).subnets.get_mut(&id).ok_or_else(|| noun::absent("subnet", &id))?;
    subnet.public_addresses = value;
    Ok(json!({"return": true}))
}
