//! Secondary IPv4 ranges of a VPC; ranges of IPv6 of a VPC and its subnets.

use ipnet::Ipv6Net;
use serde_json::{Value, json};

use super::fault::{dependency, invalid_value, refuse};
use super::input::{flag, require};
use super::{cidr, noun, state};
use crate::call::{Call, Reply};

/// Ranges per VPC. Source: VPC quotas, "IPv4 CIDR blocks per VPC".
const LIMIT: usize = 5;

pub(crate) fn associate(call: &mut Call<'_>) -> Reply {
    let id = require(call, "VpcId")?;
    if flag(&call.input, "AmazonProvidedIpv6CidrBlock") == Some(true) {
        return associate_ipv6(call, &id);
    }
    let net = cidr::parse(&require(call, "CidrBlock")?)?;
    cidr::check_size(net, "InvalidVpc.Range")?;
    let association = call.world.hex_id("vpc-cidr-assoc");
    let vpc = state::of(call).vpcs.get_mut(&id).ok_or_else(|| noun::absent("vpc", &id))?;
    if vpc.cidrs().any(|present| cidr::overlap(present, net)) {
        return Err(refuse("InvalidVpc.Range", format!("The CIDR '{net}' conflicts with another CIDR of the VPC.")));
    }
    if vpc.ranges.len() >= LIMIT {
        return Err(refuse(
            "CidrLimitExceeded",
            format!("This network '{id}' has met its maximum number of allowed CIDRs: {LIMIT}"),
        ));
    }
    vpc.ranges.push((association.clone(), net));
    Ok(json!({
        "vpcId": id,
        "cidrBlockAssociation":
            {"associationId": association, "cidrBlock": net, "cidrBlockState": {"state": "associating"}},
    }))
}

pub(crate) fn disassociate(call: &mut Call<'_>) -> Reply {
    let association = require(call, "AssociationId")?;
    let state = state::of(call);
    let found = state.vpcs.values().find_map(|vpc| {
        let place = vpc.ranges.iter().position(|(id, _)| *id == association)?;
        Some((vpc.id.clone(), place, vpc.ranges[place].1))
    });
    let Some((vpc, place, net)) = found else {
        return Err(refuse(
            "InvalidVpcCidrBlockAssociationID.NotFound",
            format!("The vpc CIDR block association ID '{association}' does not exist"),
        ));
    };
    if place == 0 {
        let message = format!(
            "The vpc CIDR block with association ID {association} may not be disassociated. It is the primary \
                IPv4 CIDR block of the VPC"
        );
        return Err(refuse("OperationNotPermitted", message));
    }
    if state.subnets.values().any(|subnet| subnet.vpc == vpc && net.contains(&subnet.cidr)) {
        return Err(dependency(format!("The CIDR block '{net}' has subnets and cannot be disassociated.")));
    }
    if let Some(found) = state.vpcs.get_mut(&vpc) {
        found.ranges.remove(place);
    }
    Ok(json!({
        "vpcId": vpc,
        "cidrBlockAssociation":
            {"associationId": association, "cidrBlock": net, "cidrBlockState": {"state": "disassociating"}},
    }))
}

/// A range of IPv6 with its association, as VPCs and subnets show it.
pub(crate) fn render_ipv6(range: Option<&(String, Ipv6Net)>) -> Value {
    let one = |(id, net): &(String, Ipv6Net)| json!({"associationId": id, "ipv6CidrBlock": net, "ipv6CidrBlockState": {"state": "associated"}});
    range.map(one).into_iter().collect()
}

/// Amazon's pool gives each VPC a /56. Source: VPC user guide, "VPC CIDR blocks".
fn associate_ipv6(call: &mut Call<'_>, id: &str) -> Reply {
    let association = call.world.hex_id("vpc-cidr-assoc");
    let drawn = call.world.draw();
    let vpc = state::of(call).vpcs.get_mut(id).ok_or_else(|| noun::absent("vpc", id))?;
    if vpc.ipv6.is_some() {
        let message = format!("This network '{id}' has met its maximum number of allowed CIDRs: 1");
        return Err(refuse("CidrLimitExceeded", message));
    }
    let (middle, low) = (drawn as u16, (drawn >> 16) as u16 & 0xff00);
    let net = Ipv6Net::new(std::net::Ipv6Addr::new(0x2600, 0x1f18, middle, low, 0, 0, 0, 0), 56);
    let net = net.map_err(|_| invalid_value("no range"))?;
    vpc.ipv6 = Some((association.clone(), net));
    Ok(json!({
        "vpcId": id,
        "ipv6CidrBlockAssociation":
            {"associationId": association, "ipv6CidrBlock": net, "ipv6CidrBlockState": {"state": "associating"}},
    }))
}

/// `AssociateSubnetCidrBlock`: a /64 of the VPC's range.
pub(crate) fn associate_subnet(call: &mut Call<'_>) -> Reply {
    let (id, text) = (require(call, "SubnetId")?, require(call, "Ipv6CidrBlock")?);
    let net: Ipv6Net = text.parse().map_err(|_| invalid_value(format!("The CIDR '{text}' is invalid.")))?;
    let association = call.world.hex_id("subnet-cidr-assoc");
    let state = state::of(call);
    let vpc = state.subnets.get(&id).map(|subnet| subnet.vpc.clone()).ok_or_else(|| noun::absent("subnet", &id))?;
    let range = state.vpcs.get(&vpc).and_then(|vpc| vpc.ipv6.as_ref()).map(|(_, range)| *range);
    if net.prefix_len() != 64 || net.trunc() != net || !range.is_some_and(|range| range.contains(&net)) {
        return Err(refuse("InvalidSubnet.Range", format!("The CIDR '{net}' is invalid.")));
    }
    let taken = |other: &super::Subnet| other.vpc == vpc && other.ipv6.as_ref().is_some_and(|(_, used)| *used == net);
    if state.subnets.values().any(taken) {
        return Err(refuse("InvalidSubnet.Conflict", format!("The CIDR '{net}' conflicts with another subnet")));
    }
    if let Some(subnet) = state.subnets.get_mut(&id) {
        subnet.ipv6 = Some((association.clone(), net));
    }
    Ok(json!({
        "subnetId": id,
        "ipv6CidrBlockAssociation":
            {"associationId": association, "ipv6CidrBlock": net, "ipv6CidrBlockState": {"state": "associating"}},
    }))
}
