//! Secondary IPv4 ranges of a VPC.

use serde_json::json;

use super::fault::{dependency, refuse};
use super::input::require;
use super::{cidr, noun, state};
use crate::call::{Call, Reply};

/// Ranges per VPC. Source: VPC quotas, "IPv4 CIDR blocks per VPC".
const LIMIT: usize = 5;

pub(crate) fn associate(call: &mut Call<'_>) -> Reply {
    let id = require(call, "VpcId")?;
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
