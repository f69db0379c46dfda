//! The kinds of EC2 resources: how their ids begin, and what is said of an id that isn't there.

use super::State;
use super::fault::refuse;
use crate::call::Fault;

pub(crate) struct Noun {
    /// What ids begin with, without the dash.
    pub(crate) prefix: &'static str,
    /// `ResourceType` in tags and the resource part of ARNs.
    pub(crate) kind: &'static str,
    pub(crate) not_found: &'static str,
    /// With `{}` where the id stands.
    pub(crate) message: &'static str,
    /// The code for text that can't be an id of this kind, where EC2 has one.
    pub(crate) malformed: Option<&'static str>,
}

// Source: EC2 API reference, "Error codes", client error codes.
#[rustfmt::skip]
pub(crate) const NOUNS: &[Noun] = &[
    Noun { prefix: "vpc", kind: "vpc", not_found: "InvalidVpcID.NotFound", message: "The vpc ID '{}' does not exist", malformed: None },
    Noun { prefix: "subnet", kind: "subnet", not_found: "InvalidSubnetID.NotFound", message: "The subnet ID '{}' does not exist", malformed: None },
    Noun { prefix: "sg", kind: "security-group", not_found: "InvalidGroup.NotFound", message: "The security group '{}' does not exist", malformed: Some("InvalidGroupId.Malformed") },
    Noun { prefix: "sgr", kind: "security-group-rule", not_found: "InvalidSecurityGroupRuleId.NotFound", message: "The security group rule ID '{}' does not exist", malformed: Some("InvalidSecurityGroupRuleId.Malformed") },
    Noun { prefix: "rtb", kind: "route-table", not_found: "InvalidRouteTableID.NotFound", message: "The routeTable ID '{}' does not exist", malformed: Some("InvalidRouteTableId.Malformed") },
    Noun { prefix: "igw", kind: "internet-gateway", not_found: "InvalidInternetGatewayID.NotFound", message: "The internetGateway ID '{}' does not exist", malformed: Some("InvalidInternetGatewayId.Malformed") },
    Noun { prefix: "nat", kind: "natgateway", not_found: "NatGatewayNotFound", message: "The Nat gateway {} was not found", malformed: Some("NatGatewayMalformed") },
    Noun { prefix: "eipalloc", kind: "elastic-ip", not_found: "InvalidAllocationID.NotFound", message: "The allocation ID '{}' does not exist", malformed: None },
    Noun { prefix: "vpce", kind: "vpc-endpoint", not_found: "InvalidVpcEndpointId.NotFound", message: "The Vpc Endpoint Id '{}' does not exist", malformed: Some("InvalidVpcEndpointId.Malformed") },
    Noun { prefix: "pl", kind: "prefix-list", not_found: "InvalidPrefixListID.NotFound", message: "The prefix list ID '{}' does not exist", malformed: Some("InvalidPrefixListId.Malformed") },
    Noun { prefix: "eni", kind: "network-interface", not_found: "InvalidNetworkInterfaceID.NotFound", message: "The networkInterface ID '{}' does not exist", malformed: Some("InvalidNetworkInterfaceId.Malformed") },
    Noun { prefix: "lt", kind: "launch-template", not_found: "InvalidLaunchTemplateId.NotFound", message: "The specified launch template, with template ID {}, does not exist.", malformed: Some("InvalidLaunchTemplateId.Malformed") },
    Noun { prefix: "i", kind: "instance", not_found: "InvalidInstanceID.NotFound", message: "The instance ID '{}' does not exist", malformed: Some("InvalidInstanceID.Malformed") },
    Noun { prefix: "vol", kind: "volume", not_found: "InvalidVolume.NotFound", message: "The volume '{}' does not exist.", malformed: Some("InvalidParameterValue") },
    Noun { prefix: "ami", kind: "image", not_found: "InvalidAMIID.NotFound", message: "The image id '[{}]' does not exist", malformed: Some("InvalidAMIID.Malformed") },
    Noun { prefix: "pg", kind: "placement-group", not_found: "InvalidPlacementGroup.Unknown", message: "The Placement Group '{}' is unknown.", malformed: None },
    Noun { prefix: "key", kind: "key-pair", not_found: "InvalidKeyPair.NotFound", message: "The key pair '{}' does not exist", malformed: None },
    Noun { prefix: "cr", kind: "capacity-reservation", not_found: "InvalidCapacityReservationId.NotFound", message: "The capacity reservation ID '{}' does not exist", malformed: Some("InvalidCapacityReservationId.Malformed") },
];

/// The noun of a prefix; prefixes are written in this crate only, and the first row answers for a slip.
pub(crate) fn by_prefix(prefix: &str) -> &'static Noun {
    NOUNS.iter().find(|noun| noun.prefix == prefix).unwrap_or(&NOUNS[0])
}

/// The noun that an id belongs to.
pub(crate) fn of(id: &str) -> Option<&'static Noun> {
    let (prefix, _) = id.rsplit_once('-')?;
    NOUNS.iter().find(|noun| noun.prefix == prefix)
}

/// Says that something isn't there.
pub(crate) fn not_found(prefix: &str, id: &str) -> Fault {
    let noun = by_prefix(prefix);
    refuse(noun.not_found, noun.message.replacen("{}", id, 1))
}

/// Refuses text that can't be an id of this kind.
pub(crate) fn check_form(noun: &Noun, id: &str) -> Result<(), Fault> {
    let digits = id.strip_prefix(noun.prefix).and_then(|rest| rest.strip_prefix('-'));
    let well_formed = digits.is_some_and(|d| [8, 17].contains(&d.len()) && d.bytes().all(|b| b.is_ascii_hexdigit()));
    match noun.malformed {
        Some(code) if !well_formed => {
            Err(refuse(code, format!("Invalid id: \"{id}\" (expecting \"{}-...\")", noun.prefix)))
        }
        _ => Ok(()),
    }
}

/// The fault for an id that a lookup didn't find: malformed or not there.
pub(crate) fn absent(prefix: &str, id: &str) -> Fault {
    match check_form(by_prefix(prefix), id) {
        Err(fault) => fault,
        Ok(()) => not_found(prefix, id),
    }
}

/// Whether a resource of the caller's has this id.
pub(crate) fn exists(state: &State, id: &str) -> bool {
    match of(id).map(|noun| noun.prefix) {
        Some("vpc") => state.vpcs.contains_key(id),
        Some("subnet") => state.subnets.contains_key(id),
        Some("sg") => state.security_groups.contains_key(id),
        Some("sgr") => state.security_group_rules.contains_key(id),
        Some("rtb") => state.route_tables.contains_key(id),
        Some("igw") => state.internet_gateways.contains_key(id),
        Some("nat") => state.nat_gateways.contains_key(id),
        Some("eipalloc") => state.addresses.contains_key(id),
        Some("vpce") => state.vpc_endpoints.contains_key(id),
        Some("pl") => state.prefix_lists.contains_key(id),
        Some("eni") => state.network_interfaces.contains_key(id),
        Some("lt") => state.launch_templates.contains_key(id),
        Some("i") => state.instances.contains_key(id),
        Some("vol") => state.volumes.contains_key(id),
        Some("pg") => state.placement_groups.values().any(|group| group.id == id),
        Some("key") => state.key_pairs.values().any(|pair| pair.id == id),
        _ => false,
    }
}
