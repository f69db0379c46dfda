//! What an account has in one region, and how the rest of the sandbox looks at it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::address::Address;
use super::instance::Instance;
use super::internet_gateway::InternetGateway;
use super::key_pair::KeyPair;
use super::launch_template::LaunchTemplate;
use super::nat_gateway::NatGateway;
use super::network_interface::NetworkInterface;
use super::placement_group::PlacementGroup;
use super::prefix_list::PrefixList;
use super::route_table::RouteTable;
use super::security_group::SecurityGroup;
use super::security_group_rule::Rule;
use super::subnet::Subnet;
use super::token::TokenUse;
use super::volume::Volume;
use super::vpc::Vpc;
use super::vpc_endpoint::VpcEndpoint;
use super::{Tags, cidr, region};
use crate::call::Call;
use crate::world::World;

/// EC2's resources of one account in one region, by id.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    pub vpcs: BTreeMap<String, Vpc>,
    pub subnets: BTreeMap<String, Subnet>,
    pub security_groups: BTreeMap<String, SecurityGroup>,
    pub security_group_rules: BTreeMap<String, Rule>,
    pub network_interfaces: BTreeMap<String, NetworkInterface>,
    pub launch_templates: BTreeMap<String, LaunchTemplate>,
    pub instances: BTreeMap<String, Instance>,
    pub(crate) route_tables: BTreeMap<String, RouteTable>,
    pub(crate) internet_gateways: BTreeMap<String, InternetGateway>,
    pub(crate) nat_gateways: BTreeMap<String, NatGateway>,
    pub(crate) addresses: BTreeMap<String, Address>,
    pub(crate) vpc_endpoints: BTreeMap<String, VpcEndpoint>,
    pub(crate) prefix_lists: BTreeMap<String, PrefixList>,
    pub(crate) volumes: BTreeMap<String, Volume>,
    pub(crate) placement_groups: BTreeMap<String, PlacementGroup>,
    pub(crate) key_pairs: BTreeMap<String, KeyPair>,
    /// Tags of every resource by its id.
    pub tags: BTreeMap<String, Tags>,
    pub(crate) tokens: BTreeMap<String, TokenUse>,
    /// State changes of instances that are still to be announced to EventBridge.
    pub(crate) announcements: Vec<(String, String)>,
    /// How long a new security group stays out of lookups by tag, in milliseconds.
    pub tag_lag: i64,
}

impl Default for State {
    fn default() -> State {
        State {
            vpcs: BTreeMap::new(),
            subnets: BTreeMap::new(),
            security_groups: BTreeMap::new(),
            security_group_rules: BTreeMap::new(),
            network_interfaces: BTreeMap::new(),
            launch_templates: BTreeMap::new(),
            instances: BTreeMap::new(),
            route_tables: BTreeMap::new(),
            internet_gateways: BTreeMap::new(),
            nat_gateways: BTreeMap::new(),
            addresses: BTreeMap::new(),
            vpc_endpoints: BTreeMap::new(),
            prefix_lists: BTreeMap::new(),
            volumes: BTreeMap::new(),
            placement_groups: BTreeMap::new(),
            key_pairs: BTreeMap::new(),
            tags: BTreeMap::new(),
            tokens: BTreeMap::new(),
            announcements: Vec::new(),
            tag_lag: 1_000,
        }
    }
}

/// Where a resource lives: what its ARN and its owner say.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) account: String,
    pub(crate) region: String,
    pub(crate) partition: String,
}

impl Place {
    pub(crate) fn of(call: &Call<'_>) -> Place {
        Place { account: call.account_id(), region: call.region.clone(), partition: call.partition.clone() }
    }

    pub(crate) fn named(account: &str, region: &str) -> Place {
        Place {
            account: account.to_owned(),
            region: region.to_owned(),
            partition: region::partition(region).to_owned(),
        }
    }

    pub(crate) fn arn(&self, kind: &str, id: &str) -> String {
        format!("arn:{}:ec2:{}:{}:{kind}/{id}", self.partition, self.region, self.account)
    }
}

/// The state that a call is about.
pub(crate) fn of<'a>(call: &'a mut Call<'_>) -> &'a mut State {
    &mut call.regional().ec2
}

/// The state of an account in a region.
pub(crate) fn at<'a>(world: &'a mut World, account: &str, region: &str) -> &'a mut State {
    &mut world.account(account, region::partition(region)).region(region).ec2
}

fn look<'a>(world: &'a World, account: &str, region: &str) -> Option<&'a State> {
    Some(&world.accounts.get(account)?.regions.get(region)?.ec2)
}

pub fn find_vpc<'a>(world: &'a World, account: &str, region: &str, id: &str) -> Option<&'a Vpc> {
    look(world, account, region)?.vpcs.get(id)
}

pub fn find_subnet<'a>(world: &'a World, account: &str, region: &str, id: &str) -> Option<&'a Subnet> {
    look(world, account, region)?.subnets.get(id)
}

pub fn find_security_group<'a>(world: &'a World, account: &str, region: &str, id: &str) -> Option<&'a SecurityGroup> {
    look(world, account, region)?.security_groups.get(id)
}

pub fn find_instance<'a>(world: &'a World, account: &str, region: &str, id: &str) -> Option<&'a Instance> {
    look(world, account, region)?.instances.get(id)
}

/// A launch template by its id or its name.
pub fn find_launch_template<'a>(
    world: &'a World,
    account: &str,
    region: &str,
    id_or_name: &str,
) -> Option<&'a LaunchTemplate> {
    let templates = &look(world, account, region)?.launch_templates;
    templates.get(id_or_name).or_else(|| templates.values().find(|t| t.name == id_or_name))
}

/// How many addresses a subnet still has.
pub fn free_addresses(world: &World, account: &str, region: &str, subnet: &str) -> u32 {
    look(world, account, region).map_or(0, |state| cidr::free_addresses(state, subnet))
}
