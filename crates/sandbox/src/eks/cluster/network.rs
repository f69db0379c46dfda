//! What EKS requires of a cluster's network.

use std::collections::BTreeSet;

use ipnet::{Ipv4Net, Ipv6Net};
use serde_json::Value;

use super::settings::{NetworkConfig, VpcConfig};
use crate::call::Fault;
use crate::eks::fault::{about, invalid, refuse};
use crate::eks::neighbours;
use crate::eks::place::Place;
use crate::eks::text::texts;
use crate::world::World;

/// Zones where EKS takes no control plane subnets. Source: EKS user guide, "Subnet requirements for clusters".
const UNSUPPORTED_ZONES: &[&str] = &["use1-az3", "usw1-az2", "cac1-az3"];

/// What a service CIDR must lie in. Source: EKS API reference, `serviceIpv4Cidr` (/12 to /24 in these).
const PRIVATE: &[&str] = &["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/// Service ranges that EKS takes by itself. Source: EKS API reference, `serviceIpv4Cidr`.
const SERVICE_DEFAULTS: &[&str] = &["10.100.0.0/16", "172.20.0.0/16"];

/// Free addresses that a control plane needs in a subnet. Source: EKS user guide (at least six).
const ADDRESSES: u32 = 6;

/// Most public access CIDRs. Source: EKS service quotas.
const PUBLIC_CIDRS: usize = 40;

/// Checks a `resourcesVpcConfig` on top of what the cluster has (or of the defaults of a new one).
pub(crate) fn vpc(world: &World, place: &Place, input: &Value, before: &VpcConfig) -> Result<VpcConfig, Fault> {
    let mut vpc = before.clone();
    if let Some(subnets) = texts(&input["subnetIds"]) {
        vpc.vpc_id = subnets_vpc(world, place, &subnets)?;
        if !before.vpc_id.is_empty() && before.vpc_id != vpc.vpc_id {
            return Err(invalid("Provided subnets belong to a different VPC than the cluster."));
        }
        vpc.subnet_ids = subnets;
    }
    if let Some(groups) = texts(&input["securityGroupIds"]) {
        security_groups(world, place, &groups, &vpc.vpc_id)?;
        vpc.security_group_ids = groups;
    }
    vpc.public = input["endpointPublicAccess"].as_bool().unwrap_or(vpc.public);
    vpc.private = input["endpointPrivateAccess"].as_bool().unwrap_or(vpc.private);
    if !vpc.public && !vpc.private {
        return Err(invalid("Private and public endpoint access cannot be false"));
    }
    if let Some(cidrs) = texts(&input["publicAccessCidrs"]) {
        vpc.public_cidrs = public_cidrs(&cidrs)?;
    }
    Ok(vpc)
}

/// The one VPC of a control plane's subnets.
fn subnets_vpc(world: &World, place: &Place, ids: &[String]) -> Result<String, Fault> {
    let mut zones = BTreeSet::new();
    let mut vpcs = BTreeSet::new();
    for id in ids {
        let Some(subnet) = neighbours::subnet(world, place, id) else {
            return Err(invalid(format!("The subnet ID '{id}' does not exist")));
        };
        if UNSUPPORTED_ZONES.contains(&subnet.zone_id.as_str()) {
            return Err(unsupported_zone(place, &subnet.zone));
        }
        if subnet.free < ADDRESSES {
            return Err(invalid(format!("Subnet {id} has too few free addresses: at least {ADDRESSES} are needed")));
        }
        zones.insert(subnet.zone);
        vpcs.insert(subnet.vpc);
    }
    if ids.len() < 2 || zones.len() < 2 {
        return Err(invalid("Subnets specified must be in at least two different AZs"));
    }
    if ids.iter().collect::<BTreeSet<_>>().len() != ids.len() {
        return Err(invalid("Subnets specified must not repeat"));
    }
    let mut vpcs = vpcs.into_iter();
    match (vpcs.next(), vpcs.next()) {
        (Some(vpc), None) => Ok(vpc),
        _ => Err(invalid("Subnets specified must belong to the same VPC")),
    }
}

/// Source: EKS user guide, "Learn about IPv6 addresses to clusters, Pods, and services".
pub(crate) fn require_ipv6(world: &World, place: &Place, ids: &[String]) -> Result<(), Fault> {
    let lacks = |id: &&String| neighbours::subnet(world, place, id).is_none_or(|subnet| !subnet.has_ipv6);
    match ids.iter().find(lacks) {
        None => Ok(()),
        Some(id) => {
            Err(invalid(format!("The subnet {id} must have an IPv6 CIDR block to create a cluster of family ipv6")))
        }
    }
}

fn unsupported_zone(place: &Place, zone: &str) -> Fault {
    let valid: Vec<String> = neighbours::zones(&place.region)
        .into_iter()
        .filter(|(_, id)| !UNSUPPORTED_ZONES.contains(id))
        .map(|(name, _)| name)
        .collect();
    let text = format!(
        "Cannot create cluster '{}' because {zone}, the targeted availability zone, does not currently have sufficient capacity to support the cluster. Retry and choose from these availability zones: {}",
        place.cluster,
        valid.join(", ")
    );
    let fault = about(refuse("UnsupportedAvailabilityZoneException", text), "clusterName", place.cluster.as_str());
    about(fault, "validZones", valid)
}

fn security_groups(world: &World, place: &Place, ids: &[String], vpc: &str) -> Result<(), Fault> {
    // Source: EKS API reference, `securityGroupIds` (at most five).
    if ids.len() > 5 {
        return Err(invalid("At most 5 security groups can be specified"));
    }
    for id in ids {
        match neighbours::security_group_vpc(world, place, id) {
            None => return Err(invalid(format!("The security group '{id}' does not exist"))),
            Some(found) if found != vpc => {
                return Err(invalid(format!("Security group {id} does not belong to the VPC {vpc} of the subnets")));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

fn public_cidrs(cidrs: &[String]) -> Result<Vec<String>, Fault> {
    if cidrs.len() > PUBLIC_CIDRS {
        return Err(invalid(format!("The maximum number of CIDRs allowed in publicAccessCidrs is {PUBLIC_CIDRS}")));
    }
    let bad: Vec<&str> = cidrs.iter().map(String::as_str).filter(|cidr| !is_public_cidr(cidr)).collect();
    if !bad.is_empty() {
        return Err(invalid(format!("The following CIDRs are invalid in publicAccessCidrs: [{}]", bad.join(", "))));
    }
    Ok(if cidrs.is_empty() { vec!["0.0.0.0/0".to_owned()] } else { cidrs.to_vec() })
}

/// A network as it must be written (no bits behind the prefix), and not a reserved range.
fn is_public_cidr(text: &str) -> bool {
    if let Ok(net) = text.parse::<Ipv4Net>() {
        // Source: EKS user guide: 0.0.0.0/0 or public ranges; private ranges have no effect and are refused.
        let private = PRIVATE.iter().filter_map(|p| p.parse::<Ipv4Net>().ok()).any(|p| p.contains(&net));
        return net.trunc() == net && !private;
    }
    text.parse::<Ipv6Net>().is_ok_and(|net| net.trunc() == net)
}

/// Checks a `kubernetesNetworkConfig` and fills in what EKS chooses.
pub(crate) fn service_network(input: &Value, vpc_cidrs: &[Ipv4Net], endpoint_id: &str) -> Result<NetworkConfig, Fault> {
    let family = input["ipFamily"].as_str().unwrap_or("ipv4");
    if family == "ipv6" {
        if input["serviceIpv4Cidr"].is_string() {
            return Err(invalid("serviceIpv4Cidr cannot be specified with ipFamily ipv6"));
        }
        let digits = endpoint_id.to_lowercase();
        let range = format!("fd{}:{}:{}::/108", &digits[..2], &digits[2..6], &digits[6..10]);
        return Ok(NetworkConfig {
            ip_family: family.to_owned(),
            service_ipv4_cidr: None,
            service_ipv6_cidr: Some(range),
        });
    }
    let overlaps = |net: &Ipv4Net| vpc_cidrs.iter().any(|cidr| cidr.contains(net) || net.contains(cidr));
    let chosen = match input["serviceIpv4Cidr"].as_str() {
        Some(text) => checked_service_cidr(text, overlaps)?,
        None => default_service_cidr(vpc_cidrs),
    };
    Ok(NetworkConfig { ip_family: family.to_owned(), service_ipv4_cidr: Some(chosen), service_ipv6_cidr: None })
}

fn checked_service_cidr(text: &str, overlaps: impl Fn(&Ipv4Net) -> bool) -> Result<String, Fault> {
    let net: Ipv4Net = text.parse().map_err(|_| invalid(format!("The serviceIpv4Cidr {text} is not a valid CIDR")))?;
    if net.trunc() != net || !(12..=24).contains(&net.prefix_len()) {
        return Err(invalid(format!("The serviceIpv4Cidr {text} must be a network between /24 and /12")));
    }
    if !PRIVATE.iter().filter_map(|p| p.parse::<Ipv4Net>().ok()).any(|p| p.contains(&net)) {
        return Err(invalid(format!(
            "The serviceIpv4Cidr {text} must be within one of these private ranges: {}",
            PRIVATE.join(", ")
        )));
    }
    if overlaps(&net) {
        return Err(invalid(format!("The serviceIpv4Cidr {text} overlaps with a CIDR of the VPC")));
    }
    Ok(text.to_owned())
}

/// The first default unless the VPC lies in 10.0.0.0/8.
fn default_service_cidr(vpc_cidrs: &[Ipv4Net]) -> String {
    let in_ten = vpc_cidrs.iter().any(|cidr| cidr.addr().octets()[0] == 10);
    SERVICE_DEFAULTS[usize::from(in_ten)].to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn network(input: Value) -> Result<String, String> {
        let vpc = ["10.0.0.0/16".parse().unwrap()];
        service_network(&input, &vpc, "0123456789ABCDEF0123456789ABCDEF")
            .map(|n| n.service_ipv4_cidr.or(n.service_ipv6_cidr).unwrap_or_default())
            .map_err(|fault| fault.message)
    }

    #[test]
    fn the_service_range_avoids_the_vpc() {
        assert_eq!(network(json!({})).unwrap(), "172.20.0.0/16");
        assert_eq!(network(json!({"serviceIpv4Cidr": "10.100.0.0/16"})).unwrap(), "10.100.0.0/16");
        assert!(network(json!({"serviceIpv4Cidr": "10.0.128.0/20"})).unwrap_err().contains("overlaps"));
        assert!(network(json!({"serviceIpv4Cidr": "100.64.0.0/16"})).unwrap_err().contains("private ranges"));
        assert!(network(json!({"serviceIpv4Cidr": "10.100.0.0/28"})).unwrap_err().contains("between"));
        assert_eq!(network(json!({"ipFamily": "ipv6"})).unwrap(), "fd01:2345:6789::/108");
    }

    #[test]
    fn public_cidrs_are_networks() {
        assert!(public_cidrs(&["203.0.113.0/24".to_owned()]).is_ok());
        assert!(public_cidrs(&["203.0.113.7/24".to_owned()]).is_err());
        assert!(public_cidrs(&["10.0.0.0/8".to_owned()]).is_err());
    }
}
