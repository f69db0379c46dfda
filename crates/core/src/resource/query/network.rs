//! The network that is there: the VPC, and the subnets that the spec selects in it. Everything that can be wrong with
//! them for a cluster is found here, before anything is made.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::types as ec2;
use futures::future::{try_join, try_join3};
use ipnet::IpNet;

use crate::error::{Answer, Error, Kind as ErrorKind, Result};
use crate::resource::aws::Name;
use crate::resource::aws::ec2_discovery_tag::mark;
use crate::resource::aws::eks_cluster::Cluster;
use crate::resource::{Kind, Query, Resource, Tags};
use crate::world::World;

/// How the VPC is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VpcSelection {
    Id(String),
    Tags(BTreeMap<String, String>),
    /// By the subnets that are named by id.
    BySubnets,
}

/// How subnets are given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    Ids(Vec<String>),
    Tags(BTreeMap<String, String>),
}

#[derive(Clone, Debug)]
pub struct FindNetwork {
    pub vpc: VpcSelection,
    /// What each selection is for, and the selection: `network.subnets`, `nodeGroups.system.subnets`.
    pub subnets: Vec<(String, Selection)>,
    /// Paths whose subnets must lie in two zones (the control plane's).
    pub two_zones: Vec<String>,
    /// Networks that must not overlap the VPC, by the field that gives them.
    pub outside: Vec<(&'static str, String)>,
    /// A cluster with a private endpoint needs DNS in its VPC; asked while the cluster is still to be made.
    pub needs_dns: Option<String>,
    /// Every selected subnet needs addresses of IPv6.
    pub ipv6: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subnet {
    pub id: String,
    pub zone: String,
    pub free_addresses: i32,
}

#[derive(Clone, Debug)]
pub struct NetworkFound {
    pub vpc: String,
    /// The VPC's first range of addresses.
    pub cidr: String,
    /// Every subnet of the VPC with its tags.
    tags: BTreeMap<String, Tags>,
    /// By the path of the selection.
    pub subnets: BTreeMap<String, Vec<Subnet>>,
}

impl NetworkFound {
    pub fn ids(&self, path: &str) -> BTreeSet<String> {
        self.subnets.get(path).into_iter().flatten().map(|subnet| subnet.id.clone()).collect()
    }

    /// One of them in each zone: the first by id.
    pub fn one_per_zone(&self, path: &str) -> BTreeSet<String> {
        let mut zones = BTreeMap::new();
        for subnet in self.subnets.get(path).into_iter().flatten() {
            zones.entry(&subnet.zone).or_insert_with(|| subnet.id.clone());
        }
        zones.into_values().collect()
    }

    /// Subnets of the VPC that carry the discovery mark of a stack.
    pub fn marked(&self, stack: &str) -> BTreeSet<String> {
        let mark = mark(stack);
        self.tags.iter().filter(|(_, tags)| tags.contains_key(&mark)).map(|(id, _)| id.clone()).collect()
    }
}

/// The control plane's interfaces take up to five addresses in each subnet while it is upgraded.
/// Source: EKS user guide, "Subnet requirements and considerations", 2026-11.
const FREE_ADDRESSES: i32 = 6;

impl Query for FindNetwork {
    const KIND: Kind = Kind("ec2.network");
    type Answer = NetworkFound;

    async fn find(&self, world: &World) -> Result<NetworkFound> {
        let (vpc, all) = match &self.vpc {
            VpcSelection::Id(id) => try_join(one_vpc(Some(id), &BTreeMap::new(), world), subnets_in(id, world)).await?,
            VpcSelection::Tags(tags) => {
                let vpc = one_vpc(None, tags, world).await?;
                let id = vpc.vpc_id.clone().unwrap_or_default();
                (vpc, subnets_in(&id, world).await?)
            }
            VpcSelection::BySubnets => self.by_subnets(world).await?,
        };
        let id = vpc.vpc_id.clone().unwrap_or_default();
        if let Some(cluster) = &self.needs_dns
            && Cluster::read(&Name::new(cluster), world).await?.is_none()
        {
            require_dns(&id, world).await?;
        }
        self.require_outside(&vpc)?;
        let mut subnets = BTreeMap::new();
        for (path, selection) in &self.subnets {
            let selected = select(path, selection, &all, &id)?;
            if self.ipv6 {
                require_ipv6(path, &selected, &all)?;
            }
            subnets.insert(path.clone(), selected);
        }
        for path in &self.two_zones {
            require_zones(path, subnets.get(path).map(Vec::as_slice).unwrap_or_default())?;
        }
        let tags = all.iter().filter_map(|subnet| Some((subnet.subnet_id.clone()?, tags_of(subnet)))).collect();
        Ok(NetworkFound { vpc: id, cidr: vpc.cidr_block.unwrap_or_default(), tags, subnets })
    }
}

impl FindNetwork {
    async fn by_subnets(&self, world: &World) -> Result<(ec2::Vpc, Vec<ec2::Subnet>)> {
        let ids = self.subnets.iter().flat_map(|(_, selection)| match selection {
            Selection::Ids(ids) => ids.clone(),
            Selection::Tags(_) => Vec::new(),
        });
        let ids: BTreeSet<String> = ids.collect();
        let found = world.ec2().describe_subnets().set_subnet_ids(Some(ids.iter().cloned().collect())).send().await;
        let found = found.of("ec2:DescribeSubnets").map_err(|error| match error.is(ErrorKind::NotFound) {
            true => preflight(error.message().to_owned(), "check network.subnets, the region and the account"),
            false => error,
        })?;
        let first = found.subnets.unwrap_or_default().into_iter().next().and_then(|subnet| subnet.vpc_id);
        let id = first
            .ok_or_else(|| preflight("no VPC is named, nor a subnet to find it by".into(), "give network.vpcId"))?;
        try_join(one_vpc(Some(&id), &BTreeMap::new(), world), subnets_in(&id, world)).await
    }

    fn require_outside(&self, vpc: &ec2::Vpc) -> Result<()> {
        let associated = vpc.cidr_block_association_set.iter().flatten().filter_map(|set| set.cidr_block.as_deref());
        let ranges: Vec<IpNet> =
            associated.chain(vpc.cidr_block.as_deref()).filter_map(|text| text.parse().ok()).collect();
        for (path, text) in &self.outside {
            let Ok(outside) = text.parse::<IpNet>() else { continue };
            if let Some(range) =
                ranges.iter().find(|range| range.contains(&outside.network()) || outside.contains(&range.network()))
            {
                return Err(preflight(
                    format!("{path}: {text} overlaps {range} of the VPC"),
                    "name a range outside of the VPC",
                ));
            }
        }
        Ok(())
    }
}

fn preflight(text: String, hint: &str) -> Error {
    Error::new(ErrorKind::Preflight, text).with_hint(hint)
}

async fn one_vpc(id: Option<&str>, tags: &BTreeMap<String, String>, world: &World) -> Result<ec2::Vpc> {
    let filters =
        tags.iter().map(|(key, value)| ec2::Filter::builder().name(format!("tag:{key}")).values(value).build());
    let mut describe = world.ec2().describe_vpcs();
    match id {
        Some(id) => describe = describe.vpc_ids(id),
        None => describe = describe.set_filters(Some(filters.collect())),
    }
    let found = describe.into_paginator().items().send().try_collect().await.found("ec2:DescribeVpcs")?;
    let mut found = found.unwrap_or_default();
    let name = id.map_or_else(|| format!("with the tags {tags:?}"), str::to_owned);
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => Err(preflight(
            format!("there is no VPC {name} in {}", world.region()),
            "check network.vpcId, the region and the account",
        )),
        many => Err(preflight(format!("{many} VPCs match {name}"), "give network.vpcId by id")),
    }
}

async fn subnets_in(vpc: &str, world: &World) -> Result<Vec<ec2::Subnet>> {
    let filter = ec2::Filter::builder().name("vpc-id").values(vpc).build();
    world
        .ec2()
        .describe_subnets()
        .filters(filter)
        .into_paginator()
        .items()
        .send()
        .try_collect()
        .await
        .of("ec2:DescribeSubnets")
}

async fn require_dns(vpc: &str, world: &World) -> Result<()> {
    let ask = |name: ec2::VpcAttributeName| world.ec2().describe_vpc_attribute().vpc_id(vpc).attribute(name).send();
    let support = async { ask(ec2::VpcAttributeName::EnableDnsSupport).await.of("ec2:DescribeVpcAttribute") };
    let names = async { ask(ec2::VpcAttributeName::EnableDnsHostnames).await.of("ec2:DescribeVpcAttribute") };
    let (support, names, ()) = try_join3(support, names, async { Ok(()) }).await?;
    let on = |value: Option<ec2::AttributeBooleanValue>| value.and_then(|value| value.value).unwrap_or(false);
    if on(support.enable_dns_support) && on(names.enable_dns_hostnames) {
        return Ok(());
    }
    Err(preflight(
        format!("DNS support or DNS host names are off in {vpc}, so nodes would not find the private endpoint"),
        "turn both on: `aws ec2 modify-vpc-attribute --enable-dns-support` and `--enable-dns-hostnames`",
    ))
}

fn select(path: &str, selection: &Selection, all: &[ec2::Subnet], vpc: &str) -> Result<Vec<Subnet>> {
    let matching = |subnet: &&ec2::Subnet| match selection {
        Selection::Ids(ids) => subnet.subnet_id.as_ref().is_some_and(|id| ids.contains(id)),
        Selection::Tags(tags) => tags.iter().all(|(key, value)| {
            subnet.tags().iter().any(|tag| tag.key() == Some(key) && (value == "*" || tag.value() == Some(value)))
        }),
    };
    let mut found: Vec<Subnet> = all.iter().filter(matching).map(summarise).collect();
    found.sort();
    match selection {
        Selection::Ids(ids) => {
            let there: BTreeSet<&str> = found.iter().map(|subnet| subnet.id.as_str()).collect();
            if let Some(missing) = ids.iter().find(|id| !there.contains(id.as_str())) {
                return Err(preflight(
                    format!("{path}: {missing} is not a subnet of {vpc}"),
                    "all subnets must be in one VPC",
                ));
            }
        }
        Selection::Tags(tags) if found.is_empty() => {
            let text = format!("{path}: no subnet of {vpc} carries the tags {tags:?}");
            return Err(preflight(text, "check the tags, or name the subnets by id"));
        }
        Selection::Tags(_) => {}
    }
    Ok(found)
}

fn tags_of(subnet: &ec2::Subnet) -> Tags {
    let pair = |tag: &ec2::Tag| (tag.key().unwrap_or_default().to_owned(), tag.value().unwrap_or_default().to_owned());
    subnet.tags().iter().map(pair).collect()
}

fn require_ipv6(path: &str, selected: &[Subnet], all: &[ec2::Subnet]) -> Result<()> {
    let has = |id: &str| {
        let found = all.iter().find(|subnet| subnet.subnet_id.as_deref() == Some(id));
        found.is_some_and(|subnet| !subnet.ipv6_cidr_block_association_set().is_empty())
    };
    match selected.iter().find(|subnet| !has(&subnet.id)) {
        None => Ok(()),
        Some(subnet) => Err(preflight(
            format!("{path}: {} has no addresses of IPv6, and kubernetes.ipFamily is ipv6", subnet.id),
            "give the VPC and its subnets a range of IPv6: `aws ec2 associate-subnet-cidr-block`",
        )),
    }
}

fn summarise(subnet: &ec2::Subnet) -> Subnet {
    Subnet {
        id: subnet.subnet_id.clone().unwrap_or_default(),
        zone: subnet.availability_zone.clone().unwrap_or_default(),
        free_addresses: subnet.available_ip_address_count.unwrap_or_default(),
    }
}

fn require_zones(path: &str, subnets: &[Subnet]) -> Result<()> {
    let zones: BTreeSet<&str> = subnets.iter().map(|subnet| subnet.zone.as_str()).collect();
    if zones.len() < 2 {
        let text = format!("{path}: the subnets lie in {} zone; EKS needs two", zones.len());
        return Err(preflight(text, "add a subnet in another zone"));
    }
    match subnets.iter().find(|subnet| subnet.free_addresses < FREE_ADDRESSES) {
        Some(full) => {
            let text =
                format!("{path}: {} has {} free addresses; EKS needs {FREE_ADDRESSES}", full.id, full.free_addresses);
            Err(preflight(text, "use larger subnets for the control plane: network.controlPlaneSubnets"))
        }
        None => Ok(()),
    }
}
