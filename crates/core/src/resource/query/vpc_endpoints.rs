//! The way out of a VPC that has none: route tables, and endpoints that somebody else has made.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::types as ec2;
use futures::future::try_join_all;
use ipnet::IpNet;

use crate::error::{Answer, Error, Kind as ErrorKind, Result};
use crate::graph::Value;
use crate::resource::aws::ec2_security_group_rule::rules_of;
use crate::resource::aws::ec2_vpc_endpoint::{endpoints_of, is_of};
use crate::resource::{Kind, Query};
use crate::world::World;

/// The route tables of subnets: their own, or the VPC's main one.
#[derive(Clone, Debug)]
pub struct FindRouteTables {
    pub vpc: Value<String>,
    pub subnets: Value<BTreeSet<String>>,
}

impl Query for FindRouteTables {
    const KIND: Kind = Kind("ec2.route_tables");
    type Answer = BTreeSet<String>;

    fn is_pending(&self) -> bool {
        self.vpc.is_pending() || self.subnets.is_pending()
    }

    async fn find(&self, world: &World) -> Result<BTreeSet<String>> {
        let by_subnet = route_tables(self.vpc.known()?, self.subnets.known()?, world).await?;
        Ok(by_subnet.into_values().flatten().collect())
    }
}

async fn route_tables(
    vpc: &str,
    subnets: &BTreeSet<String>,
    world: &World,
) -> Result<BTreeMap<String, Option<String>>> {
    let filter = ec2::Filter::builder().name("vpc-id").values(vpc).build();
    let describe = world.ec2().describe_route_tables().filters(filter).into_paginator().items().send();
    let tables = describe.try_collect().await.of("ec2:DescribeRouteTables")?;
    let find = |wanted: &dyn Fn(&ec2::RouteTableAssociation) -> bool| {
        let found = tables.iter().find(|table| table.associations().iter().any(wanted));
        found.and_then(|table| table.route_table_id.clone())
    };
    let main = find(&|association| association.main == Some(true));
    let own = |subnet: &String| find(&|association| association.subnet_id.as_ref() == Some(subnet));
    Ok(subnets.iter().map(|subnet| (subnet.clone(), own(subnet).or_else(|| main.clone()))).collect())
}

/// Whether the endpoints that are needed are there and let nodes in.
#[derive(Clone, Debug)]
pub struct FindEndpoints {
    pub vpc: Value<String>,
    pub subnets: Value<BTreeSet<String>>,
    /// What nodes wear.
    pub group: Value<String>,
    /// Names of services, and whether each is a gateway.
    pub services: Vec<(String, bool)>,
    /// The stack whose own endpoints do not count, because it is about to delete them.
    pub leaving: Option<String>,
}

impl Query for FindEndpoints {
    const KIND: Kind = Kind("ec2.vpc_endpoints");
    type Answer = ();

    fn is_pending(&self) -> bool {
        self.vpc.is_pending() || self.subnets.is_pending()
    }

    async fn find(&self, world: &World) -> Result<()> {
        let (vpc, subnets) = (self.vpc.known()?, self.subnets.known()?);
        let live = endpoints_of(vpc, world).await?;
        let tables = route_tables(vpc, subnets, world).await?;
        let stays = |found: &&ec2::VpcEndpoint| !self.leaving.as_ref().is_some_and(|stack| is_of(found, stack));
        let find = |service: &String| live.iter().filter(stays).find(|one| one.service_name.as_ref() == Some(service));
        let checks = self.services.iter().map(|(service, gateway)| {
            let (endpoint, tables) = (find(service), &tables);
            async move {
                let wrong = match endpoint {
                    None => Some("is not there".to_owned()),
                    Some(endpoint) if *gateway => misrouted(endpoint, tables),
                    Some(endpoint) => self.closed(endpoint, world).await?,
                };
                Ok::<_, Error>(wrong.map(|wrong| format!("{service} {wrong}")))
            }
        });
        let wrong: Vec<String> = try_join_all(checks).await?.into_iter().flatten().collect();
        if wrong.is_empty() {
            return Ok(());
        }
        let text = format!("network.endpoints: VPC endpoints of {vpc}: {}", wrong.join("; "));
        Err(Error::new(ErrorKind::Preflight, text).with_hint("make them, or say `network.endpoints: create`"))
    }
}

/// A gateway has to be in the route table of every subnet.
fn misrouted(endpoint: &ec2::VpcEndpoint, tables: &BTreeMap<String, Option<String>>) -> Option<String> {
    let has = |table: &Option<String>| table.as_ref().is_some_and(|table| endpoint.route_table_ids().contains(table));
    let missing: Vec<&str> = tables.iter().filter(|(_, table)| !has(table)).map(|(id, _)| id.as_str()).collect();
    (!missing.is_empty()).then(|| format!("is not in the route table of {}", missing.join(", ")))
}

impl FindEndpoints {
    /// An interface has to answer under the service's own name, and to let nodes in.
    async fn closed(&self, endpoint: &ec2::VpcEndpoint, world: &World) -> Result<Option<String>> {
        let state = endpoint.state.as_ref().map(|state| state.as_str().to_ascii_lowercase()).unwrap_or_default();
        if state != "available" {
            return Ok(Some(format!("is {state}")));
        }
        if endpoint.private_dns_enabled != Some(true) {
            return Ok(Some("has no private DNS name".to_owned()));
        }
        let groups = endpoint.groups().iter().filter_map(|group| group.group_id.as_deref());
        let rules = try_join_all(groups.map(|group| rules_of(group, world))).await?;
        let open = rules.iter().flat_map(|rules| rules.iter()).any(|rule| self.lets_in(rule));
        Ok((!open).then(|| "does not let nodes in on tcp 443".to_owned()))
    }

    /// A range of private addresses is taken to hold the nodes; a group has to be theirs.
    fn lets_in(&self, rule: &ec2::SecurityGroupRule) -> bool {
        let all = rule.ip_protocol.as_deref() == Some("-1");
        let tcp = rule.ip_protocol.as_deref() == Some("tcp");
        let ports = rule.from_port.unwrap_or(0)..=rule.to_port.unwrap_or(0);
        if rule.is_egress != Some(false) || !(all || tcp && ports.contains(&443)) {
            return false;
        }
        let group = rule.referenced_group_info.as_ref().and_then(|info| info.group_id.as_ref());
        let range = rule.cidr_ipv4.as_deref().and_then(|text| text.parse::<IpNet>().ok());
        match (group, range) {
            (Some(group), _) => self.group.as_known().is_none_or(|nodes| nodes == group),
            (None, Some(_)) => true,
            (None, None) => rule.prefix_list_id.is_some(),
        }
    }
}
