//! Subnets, security groups and interfaces.

use ipnet::Ipv4Net;

use crate::ec2;
use crate::eks::cluster::VpcConfig;
use crate::eks::place::Place;
use crate::world::World;

pub(crate) struct Subnet {
    pub(crate) vpc: String,
    pub(crate) zone: String,
    pub(crate) zone_id: String,
    pub(crate) free: u32,
    pub(crate) has_ipv6: bool,
}

pub(crate) fn subnet(world: &World, place: &Place, id: &str) -> Option<Subnet> {
    let found = ec2::find_subnet(world, &place.account, &place.region, id)?;
    Some(Subnet {
        vpc: found.vpc.clone(),
        zone: found.zone.clone(),
        zone_id: found.zone_id.clone(),
        has_ipv6: found.ipv6.is_some(),
        free: ec2::free_addresses(world, &place.account, &place.region, id),
    })
}

pub(crate) fn zones(region: &str) -> Vec<(String, &'static str)> {
    ec2::region::zones(region)
}

pub(crate) fn vpc_cidrs(world: &World, place: &Place, vpc: &str) -> Vec<Ipv4Net> {
    ec2::find_vpc(world, &place.account, &place.region, vpc).map(|vpc| vpc.cidrs().collect()).unwrap_or_default()
}

/// The VPC of a security group.
pub(crate) fn security_group_vpc(world: &World, place: &Place, id: &str) -> Option<String> {
    ec2::find_security_group(world, &place.account, &place.region, id).map(|group| group.vpc.clone())
}

/// Whether a subnet's routes lead to an internet gateway; a subnet without a table of its own uses the VPC's main one.
pub(crate) fn is_public_subnet(world: &World, place: &Place, id: &str) -> bool {
    let regional = world.accounts.get(&place.account).and_then(|account| account.regions.get(&place.region));
    let (Some(state), Some(subnet)) = (regional.map(|r| &r.ec2), subnet(world, place, id)) else {
        return false;
    };
    let tables = || state.route_tables.values().filter(|table| table.vpc == subnet.vpc);
    let own = tables().find(|table| table.associations.values().any(|to| to.as_deref() == Some(id)));
    let table = own.or_else(|| tables().find(|table| table.associations.values().any(Option::is_none)));
    table.is_some_and(|table| table.routes.iter().any(|route| route.target.1.starts_with("igw-")))
}

pub(crate) fn create_cluster_security_group(world: &mut World, place: &Place, vpc: &str) -> Option<String> {
    ec2::create_security_group_for_cluster(world, &place.account, &place.region, vpc, &place.cluster).ok()
}

/// False when something still uses it.
pub(crate) fn delete_cluster_security_group(world: &mut World, place: &Place, id: &str) -> bool {
    ec2::delete_security_group_for_cluster(world, &place.account, &place.region, id)
}

/// The control plane's interfaces with the cluster's group and those that the user named.
pub(crate) fn create_cluster_interfaces(world: &mut World, place: &Place, vpc: &VpcConfig) {
    let groups: Vec<String> = vpc.cluster_security_group_id.iter().chain(&vpc.security_group_ids).cloned().collect();
    let at = (place.account.as_str(), place.region.as_str());
    // A subnet that has gone or is full shows in the cluster's health.
    let _ = ec2::create_cluster_interfaces(world, at, &place.cluster, &vpc.subnet_ids, &groups);
}

pub(crate) fn delete_cluster_interfaces(world: &mut World, place: &Place) {
    ec2::delete_cluster_interfaces(world, &place.account, &place.region, &place.cluster);
}
