//! Security groups.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::fault::{dependency, invalid_parameter, invalid_value, missing, refuse};
use super::input::{objects, require, text, texts};
use super::listing::{Listing, describe};
use super::security_group_rule::{self, Peer, Rule};
use super::state::Place;
use super::{State, Tags, noun, permission, state, tag};
use crate::call::{Call, Fault, Reply};
use crate::time::Time;
use crate::world::World;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SecurityGroup {
    pub id: String,
    pub name: String,
    pub description: String,
    pub vpc: String,
    pub created: Time,
}

/// Source: EC2 API reference, CreateSecurityGroup.
const NAME_LENGTH: usize = 255;
const PUNCTUATION: &str = " ._-:/()#,@[]+=&;{}!$*";

impl SecurityGroup {
    pub fn is_default(&self) -> bool {
        self.name == "default"
    }

    fn render(&self, state: &State, place: &Place) -> Value {
        json!({
            "groupId": self.id, "groupName": self.name, "groupDescription": self.description, "vpcId": self.vpc,
            "ownerId": place.account, "securityGroupArn": place.arn("security-group", &self.id),
            "ipPermissions": permission::render(state, &self.id, false),
            "ipPermissionsEgress": permission::render(state, &self.id, true), "tagSet": tag::render(state, &self.id),
        })
    }
}

const SECURITY_GROUPS: Listing = Listing {
    set: "securityGroupInfo",
    ids: Some(("GroupId", "sg")),
    filters: &[
        ("description", "groupDescription"),
        ("egress.ip-permission.cidr", "ipPermissionsEgress.ipRanges.cidrIp"),
        ("egress.ip-permission.from-port", "ipPermissionsEgress.fromPort"),
        ("egress.ip-permission.group-id", "ipPermissionsEgress.groups.groupId"),
        ("egress.ip-permission.ipv6-cidr", "ipPermissionsEgress.ipv6Ranges.cidrIpv6"),
        ("egress.ip-permission.prefix-list-id", "ipPermissionsEgress.prefixListIds.prefixListId"),
        ("egress.ip-permission.protocol", "ipPermissionsEgress.ipProtocol"),
        ("egress.ip-permission.to-port", "ipPermissionsEgress.toPort"),
        ("group-id", "groupId"),
        ("group-name", "groupName"),
        ("ip-permission.cidr", "ipPermissions.ipRanges.cidrIp"),
        ("ip-permission.from-port", "ipPermissions.fromPort"),
        ("ip-permission.group-id", "ipPermissions.groups.groupId"),
        ("ip-permission.ipv6-cidr", "ipPermissions.ipv6Ranges.cidrIpv6"),
        ("ip-permission.prefix-list-id", "ipPermissions.prefixListIds.prefixListId"),
        ("ip-permission.protocol", "ipPermissions.ipProtocol"),
        ("ip-permission.to-port", "ipPermissions.toPort"),
        ("ip-permission.user-id", "ipPermissions.groups.userId"),
        ("owner-id", "ownerId"),
        ("tag-key", "tagSet.key"),
        ("tag-value", "tagSet.value"),
        ("vpc-id", "vpcId"),
    ],
    page: Some((5, 1000)),
    ids_exclude_page: false,
};

/// `groupSet` of interfaces and instances.
pub(crate) fn render_set(state: &State, groups: &[String]) -> Value {
    let found = groups.iter().filter_map(|id| state.security_groups.get(id));
    found.map(|group| json!({"groupId": group.id, "groupName": group.name})).collect()
}

/// Refuses groups that don't exist or are of another VPC.
pub(crate) fn check_in_vpc(state: &State, groups: &[String], vpc: &str) -> Result<(), Fault> {
    for id in groups {
        let group = state.security_groups.get(id).ok_or_else(|| noun::absent("sg", id))?;
        if group.vpc != vpc {
            let message = format!("Security group {id} and subnet belong to different networks.");
            return Err(refuse("InvalidParameter", message));
        }
    }
    Ok(())
}

/// The default group of a VPC.
pub(crate) fn default_of(state: &State, vpc: &str) -> Option<String> {
    state.security_groups.values().find(|group| group.vpc == vpc && group.is_default()).map(|group| group.id.clone())
}

fn insert(world: &mut World, (account, region): (&str, &str), group: SecurityGroup) {
    let rule = world.hex_id("sgr");
    let open = Rule::new(&rule, &group.id, true, Peer::Ipv4("0.0.0.0/0".into()));
    let state = state::at(world, account, region);
    state.security_group_rules.insert(rule, open);
    state.security_groups.insert(group.id.clone(), group);
}

fn admit_itself(world: &mut World, (account, region): (&str, &str), group: &str) {
    let rule = world.hex_id("sgr");
    let own = Rule::new(&rule, group, false, Peer::Group { id: group.to_owned(), account: account.to_owned() });
    state::at(world, account, region).security_group_rules.insert(rule, own);
}

/// The group that comes with a VPC: admits itself, lets everything out.
pub(crate) fn create_default(call: &mut Call<'_>, vpc: &str) {
    let id = call.world.hex_id("sg");
    let (account, region, created) = (call.account_id(), call.region.clone(), call.now());
    let (name, description) = ("default".to_owned(), "default VPC security group".to_owned());
    let group = SecurityGroup { id: id.clone(), name, description, vpc: vpc.to_owned(), created };
    insert(call.world, (&account, &region), group);
    admit_itself(call.world, (&account, &region), &id);
}

fn check_name(name: &str) -> Result<(), Fault> {
    if name.starts_with("sg-") {
        let message = format!("Invalid value '{name}' for groupName. Group names may not be in the format sg-*");
        return Err(invalid_value(message));
    }
    if name == "default" {
        return Err(invalid_value(format!("Cannot use reserved security group name: {name}")));
    }
    check_text(name, "GroupName")
}

fn check_text(given: &str, parameter: &str) -> Result<(), Fault> {
    if given.chars().count() > NAME_LENGTH {
        let why = format!("The length must not exceed {NAME_LENGTH} characters.");
        return Err(invalid_parameter(given, parameter, &why));
    }
    if !given.chars().all(|c| c.is_ascii_alphanumeric() || PUNCTUATION.contains(c)) {
        return Err(invalid_parameter(given, parameter, "Character sets beyond ASCII are not supported."));
    }
    Ok(())
}

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let name = require(call, "GroupName")?;
    let description = require(call, "GroupDescription")?;
    check_name(&name)?;
    check_text(&description, "GroupDescription")?;
    let tags = tag::on_create(call, "security-group")?;
    let vpc = text(&call.input, "VpcId").ok_or_else(|| refuse("VPCIdNotSpecified", "No default VPC for this user"))?;
    let place = Place::of(call);
    let state = state::of(call);
    if !state.vpcs.contains_key(&vpc) {
        return Err(noun::absent("vpc", &vpc));
    }
    if state.security_groups.values().any(|group| group.vpc == vpc && group.name == name) {
        let message = format!("The security group '{name}' already exists for VPC '{vpc}'");
        return Err(refuse("InvalidGroup.Duplicate", message));
    }
    let id = call.world.hex_id("sg");
    let created = call.now();
    let group = SecurityGroup { id: id.clone(), name, description, vpc, created };
    insert(call.world, (&place.account, &place.region), group);
    let state = state::of(call);
    let answer = tag::render_tags(&tags);
    tag::put(state, &id, tags);
    let arn = place.arn("security-group", &id);
    Ok(json!({"groupId": id, "tagSet": answer, "securityGroupArn": arn}))
}

pub(crate) fn describe_security_groups(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    let now = call.now();
    let by_tag = objects(&call.input, "Filter")
        .iter()
        .any(|filter| filter["Name"].as_str().is_some_and(|name| name.starts_with("tag")));
    let names = texts(&call.input, "GroupName");
    let state = state::of(call);
    // Names look in the default VPC, which no account here has; the filter `group-name` is for the others.
    if let Some(name) = names.first() {
        return Err(refuse("InvalidGroup.NotFound", format!("The security group '{name}' does not exist")));
    }
    // Lookups by tag lag behind creation.
    let hidden = |group: &SecurityGroup| by_tag && now.0 - group.created.0 < state.tag_lag;
    let items = state
        .security_groups
        .values()
        .filter(|group| !hidden(group))
        .map(|group| (group.id.clone(), group.render(state, &place)))
        .collect();
    describe(call, &SECURITY_GROUPS, items)
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let (id, name) = (text(&call.input, "GroupId"), text(&call.input, "GroupName"));
    let state = state::of(call);
    let id = match (id, name) {
        (Some(id), _) => id,
        (None, Some(name)) => match state.security_groups.values().find(|group| group.name == name) {
            Some(group) => group.id.clone(),
            None => return Err(refuse("InvalidGroup.NotFound", format!("The security group '{name}' does not exist"))),
        },
        (None, None) => return Err(missing("GroupId")),
    };
    let group = state.security_groups.get(&id).ok_or_else(|| noun::absent("sg", &id))?;
    if group.is_default() {
        let message = format!("the specified group: \"{id}\" name: \"default\" cannot be deleted by a user");
        return Err(refuse("CannotDelete", message));
    }
    if is_needed(state, &id) {
        return Err(dependency(format!("resource {id} has a dependent object")));
    }
    remove(state, &id);
    Ok(json!({"return": true, "groupId": id}))
}

/// Whether an interface wears the group or another group's rule names it.
fn is_needed(state: &State, id: &str) -> bool {
    state.network_interfaces.values().any(|interface| interface.groups.iter().any(|group| group == id))
        || state.security_group_rules.values().any(|rule| rule.group != id && rule.peer.group() == Some(id))
}

/// Takes a group away with its rules and tags.
pub(crate) fn remove(state: &mut State, id: &str) {
    for rule in security_group_rule::of_group(state, id) {
        state.security_group_rules.remove(&rule);
        state.tags.remove(&rule);
    }
    state.security_groups.remove(id);
    state.tags.remove(id);
}

/// Makes the security group of an EKS cluster: it admits itself and carries EKS's tags.
///
/// # Errors
/// The VPC doesn't exist.
pub fn create_security_group_for_cluster(
    world: &mut World,
    account: &str,
    region: &str,
    vpc: &str,
    cluster: &str,
) -> Result<String, Fault> {
    let (id, created) = (world.hex_id("sg"), world.now);
    let digits = world.draw() % 10_000_000_000;
    if !state::at(world, account, region).vpcs.contains_key(vpc) {
        return Err(noun::absent("vpc", vpc));
    }
    // Source: EKS user guide, "View Amazon EKS security group requirements for clusters".
    let name = format!("eks-cluster-sg-{cluster}-{digits:010}");
    let description = "EKS created security group applied to ENI that is attached to EKS Control Plane master \
        nodes, as well as any managed workloads."
        .to_owned();
    let group = SecurityGroup { id: id.clone(), name: name.clone(), description, vpc: vpc.to_owned(), created };
    insert(world, (account, region), group);
    admit_itself(world, (account, region), &id);
    let tags = Tags::from([
        ("Name".to_owned(), name),
        ("aws:eks:cluster-name".to_owned(), cluster.to_owned()),
        (format!("kubernetes.io/cluster/{cluster}"), "owned".to_owned()),
    ]);
    tag::put(state::at(world, account, region), &id, tags);
    Ok(id)
}

/// Takes the cluster's group away if nothing else holds it; EKS leaves it behind otherwise.
pub fn delete_security_group_for_cluster(world: &mut World, account: &str, region: &str, id: &str) -> bool {
    let state = state::at(world, account, region);
    if is_needed(state, id) {
        return false;
    }
    remove(state, id);
    true
}
