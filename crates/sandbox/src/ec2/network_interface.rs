//! Network interfaces: those of instances, of NAT gateways and endpoints, and those that EKS puts into subnets.

use std::net::Ipv4Addr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::fault::{invalid_value, refuse};
use super::input::{require, text, texts};
use super::listing::{Listing, describe};
use super::state::Place;
use super::{State, Subnet, cidr, noun, security_group, state, tag};
use crate::call::{Call, Fault, Reply};
use crate::time::Time;
use crate::world::World;

/// How long interfaces of a deleted control plane stay in use, and how long they then stay at all.
/// Source: observed; "ENIs linger minutes after nodes and the cluster go".
const LINGER: Duration = Duration::from_secs(90);
const VANISH: Duration = Duration::from_secs(120);

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Attachment {
    pub id: String,
    pub instance: Option<String>,
    pub owner: String,
    pub device_index: u32,
    pub delete_on_termination: bool,
    pub at: Time,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NetworkInterface {
    pub id: String,
    pub vpc: String,
    pub subnet: String,
    pub zone: String,
    pub zone_id: String,
    pub private: Ipv4Addr,
    /// Further addresses, as the VPC CNI takes them for pods.
    pub secondary: Vec<Ipv4Addr>,
    pub public: Option<Ipv4Addr>,
    pub groups: Vec<String>,
    pub description: String,
    /// `interface`, `nat_gateway`, `vpc_endpoint`.
    pub kind: String,
    /// Who manages it, if it isn't the account itself.
    pub requester: Option<String>,
    pub attachment: Option<Attachment>,
    /// The EKS cluster whose control plane uses it.
    pub cluster: Option<String>,
    /// Since when its owner is gone.
    pub released: Option<Time>,
}

impl NetworkInterface {
    pub(crate) fn new(id: &str, subnet: &Subnet, private: Ipv4Addr) -> NetworkInterface {
        NetworkInterface {
            id: id.to_owned(),
            vpc: subnet.vpc.clone(),
            subnet: subnet.id.clone(),
            zone: subnet.zone.clone(),
            zone_id: subnet.zone_id.clone(),
            private,
            secondary: Vec::new(),
            public: None,
            groups: Vec::new(),
            description: String::new(),
            kind: "interface".into(),
            requester: None,
            attachment: None,
            cluster: None,
            released: None,
        }
    }

    pub(crate) fn addresses(&self) -> impl Iterator<Item = Ipv4Addr> + '_ {
        std::iter::once(self.private).chain(self.secondary.iter().copied())
    }

    /// A locally administered MAC address made of the private address.
    pub(crate) fn mac(&self) -> String {
        let [a, b, c, d] = self.private.octets();
        format!("02:5e:{a:02x}:{b:02x}:{c:02x}:{d:02x}")
    }

    pub(crate) fn render(&self, state: &State, place: &Place) -> Value {
        let name = private_name(self.private, &place.region);
        let mut addresses = vec![json!({
            "privateIpAddress": self.private.to_string(), "primary": true, "privateDnsName": name,
        })];
        addresses.extend(self.secondary.iter().map(|ip| {
            let name = private_name(*ip, &place.region);
            json!({"privateIpAddress": ip.to_string(), "primary": false, "privateDnsName": name})
        }));
        let attachment = self.attachment.as_ref().map(|attachment| {
            json!({
                "attachmentId": attachment.id, "instanceId": attachment.instance, "status": "attached",
                "instanceOwnerId": attachment.owner, "deviceIndex": attachment.device_index, "networkCardIndex": 0,
                "deleteOnTermination": attachment.delete_on_termination, "attachTime": attachment.at.rfc3339(),
            })
        });
        let association = self.public.map(|ip| json!({"publicIp": ip.to_string(), "ipOwnerId": "amazon"}));
        json!({
            "networkInterfaceId": self.id, "subnetId": self.subnet, "vpcId": self.vpc, "ownerId": place.account,
            "availabilityZone": self.zone, "availabilityZoneId": self.zone_id, "description": self.description,
            "requesterId": self.requester, "requesterManaged": self.requester.is_some(),
            "status": if self.attachment.is_some() { "in-use" } else { "available" }, "macAddress": self.mac(),
            "privateIpAddress": self.private.to_string(), "privateDnsName": name, "sourceDestCheck": true,
            "groupSet": security_group::render_set(state, &self.groups), "attachment": attachment,
            "association": association, "tagSet": tag::render(state, &self.id), "interfaceType": self.kind,
            "privateIpAddressesSet": addresses, "ipv6AddressesSet": [], "ipv4PrefixSet": [],
        })
    }
}

impl NetworkInterface {
    /// As an instance shows it: without what it shares with the instance.
    pub(crate) fn render_in_instance(&self, state: &State, place: &Place) -> Value {
        let mut item = self.render(state, place);
        let drop = |value: &mut Value, names: &[&str]| {
            if let Value::Object(members) = value {
                members.retain(|name, _| !names.contains(&name.as_str()));
            }
        };
        drop(&mut item, &["availabilityZone", "availabilityZoneId", "requesterManaged", "requesterId", "tagSet"]);
        drop(&mut item["attachment"], &["instanceId", "instanceOwnerId"]);
        item
    }
}

/// The resolvable name of a private address. Source: VPC user guide, "DNS attributes".
pub fn private_name(address: Ipv4Addr, region: &str) -> String {
    let dashed = address.to_string().replace('.', "-");
    if region == "us-east-1" {
        format!("ip-{dashed}.ec2.internal")
    } else {
        format!("ip-{dashed}.{region}.compute.internal")
    }
}

const NETWORK_INTERFACES: Listing = Listing {
    set: "networkInterfaceSet",
    ids: Some(("NetworkInterfaceId", "eni")),
    filters: &[
        ("addresses.private-ip-address", "privateIpAddressesSet.privateIpAddress"),
        ("association.public-ip", "association.publicIp"),
        ("attachment.attachment-id", "attachment.attachmentId"),
        ("attachment.delete-on-termination", "attachment.deleteOnTermination"),
        ("attachment.device-index", "attachment.deviceIndex"),
        ("attachment.instance-id", "attachment.instanceId"),
        ("attachment.instance-owner-id", "attachment.instanceOwnerId"),
        ("attachment.status", "attachment.status"),
        ("availability-zone", "availabilityZone"),
        ("description", "description"),
        ("group-id", "groupSet.groupId"),
        ("group-name", "groupSet.groupName"),
        ("interface-type", "interfaceType"),
        ("mac-address", "macAddress"),
        ("network-interface-id", "networkInterfaceId"),
        ("owner-id", "ownerId"),
        ("private-dns-name", "privateDnsName"),
        ("private-ip-address", "privateIpAddress"),
        ("requester-id", "requesterId"),
        ("requester-managed", "requesterManaged"),
        ("source-dest-check", "sourceDestCheck"),
        ("status", "status"),
        ("subnet-id", "subnetId"),
        ("tag-key", "tagSet.key"),
        ("tag-value", "tagSet.value"),
        ("vpc-id", "vpcId"),
    ],
    page: Some((5, 1000)),
    ids_exclude_page: true,
};

pub(crate) fn describe_network_interfaces(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    let state = state::of(call);
    let items = state.network_interfaces.values().map(|i| (i.id.clone(), i.render(state, &place))).collect();
    describe(call, &NETWORK_INTERFACES, items)
}

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let subnet = require(call, "SubnetId")?;
    let tags = tag::on_create(call, "network-interface")?;
    let wanted = match text(&call.input, "PrivateIpAddress") {
        None => None,
        Some(given) => {
            Some(given.parse().map_err(|_| invalid_value(format!("invalid value for parameter address: {given}")))?)
        }
    };
    let mut groups = texts(&call.input, "SecurityGroupId");
    let description = text(&call.input, "Description").unwrap_or_default();
    let token = text(&call.input, "ClientToken");
    let place = Place::of(call);
    let id = call.world.hex_id("eni");
    let state = state::of(call);
    let found = state.subnets.get(&subnet).ok_or_else(|| noun::absent("subnet", &subnet))?;
    security_group::check_in_vpc(state, &groups, &found.vpc)?;
    if groups.is_empty() {
        groups.extend(security_group::default_of(state, &found.vpc));
    }
    let private = cidr::choose_address(state, &subnet, wanted)?;
    let mut fresh = NetworkInterface::new(&id, found, private);
    (fresh.groups, fresh.description) = (groups, description);
    state.network_interfaces.insert(id.clone(), fresh);
    tag::put(state, &id, tags);
    Ok(json!({"networkInterface": state.network_interfaces[&id].render(state, &place), "clientToken": token}))
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let id = require(call, "NetworkInterfaceId")?;
    let state = state::of(call);
    let interface = state.network_interfaces.get(&id).ok_or_else(|| noun::absent("eni", &id))?;
    if interface.attachment.is_some() {
        return Err(match &interface.requester {
            Some(_) => refuse(
                "OperationNotPermitted",
                format!("You do not have permission to access the specified resource '{id}'."),
            ),
            None => refuse("InvalidNetworkInterface.InUse", format!("Network interface '{id}' is currently in use.")),
        });
    }
    state.network_interfaces.remove(&id);
    state.tags.remove(&id);
    Ok(json!({"return": true}))
}

/// Puts the control plane's interfaces into a cluster's subnets: at least two, at most one in a subnet.
///
/// # Errors
/// A subnet is missing or has no free address.
pub fn create_cluster_interfaces(
    world: &mut World,
    (account, region): (&str, &str),
    cluster: &str,
    subnets: &[String],
    groups: &[String],
) -> Result<Vec<String>, Fault> {
    let now = world.now;
    let mut made = Vec::new();
    for subnet in subnets.iter().take(4) {
        let (id, attachment) = (world.hex_id("eni"), world.hex_id("eni-attach"));
        let state = state::at(world, account, region);
        let found = state.subnets.get(subnet).ok_or_else(|| noun::absent("subnet", subnet))?;
        let private = cidr::choose_address(state, subnet, None)?;
        let mut fresh = NetworkInterface::new(&id, found, private);
        fresh.description = format!("Amazon EKS {cluster}");
        fresh.requester = Some("AROAEKSCONTROLPLANE00:AmazonEKS".into());
        fresh.groups = groups.to_vec();
        fresh.cluster = Some(cluster.to_owned());
        fresh.attachment = Some(Attachment {
            id: attachment,
            instance: None,
            owner: "amazon-aws".into(),
            device_index: 1,
            delete_on_termination: false,
            at: now,
        });
        state.network_interfaces.insert(id.clone(), fresh);
        made.push(id);
    }
    Ok(made)
}

/// Lets go of a deleted cluster's interfaces; they disappear some two minutes later.
pub fn delete_cluster_interfaces(world: &mut World, account: &str, region: &str, cluster: &str) {
    let now = world.now;
    for interface in state::at(world, account, region).network_interfaces.values_mut() {
        if interface.cluster.as_deref() == Some(cluster) {
            interface.released.get_or_insert(now);
        }
    }
}

/// Attaches another interface to a node, as the VPC CNI does; it outlives the instance as `available`.
///
/// # Errors
/// The instance is missing or its subnet has no free address.
pub fn attach_node_interface(
    world: &mut World,
    (account, region): (&str, &str),
    instance: &str,
    cluster: &str,
) -> Result<String, Fault> {
    let now = world.now;
    let (id, attachment) = (world.hex_id("eni"), world.hex_id("eni-attach"));
    let state = state::at(world, account, region);
    let node = state.instances.get(instance).ok_or_else(|| noun::absent("i", instance))?;
    let subnet = state.subnets.get(&node.subnet).ok_or_else(|| noun::absent("subnet", &node.subnet))?;
    let private = cidr::choose_address(state, &node.subnet, None)?;
    let mut fresh = NetworkInterface::new(&id, subnet, private);
    fresh.description = format!("aws-K8S-{instance}");
    fresh.groups = node.groups.clone();
    fresh.attachment = Some(Attachment {
        id: attachment,
        instance: Some(instance.to_owned()),
        owner: account.to_owned(),
        device_index: 1,
        delete_on_termination: false,
        at: now,
    });
    state.network_interfaces.insert(id.clone(), fresh);
    // Source: amazon-vpc-cni-k8s README, tags of the interfaces it makes.
    let tags = [("cluster.k8s.amazonaws.com/name", cluster), ("node.k8s.amazonaws.com/instance_id", instance)];
    tag::put(state, &id, tags.map(|(key, value)| (key.to_owned(), value.to_owned())).into());
    Ok(id)
}

/// Lets interfaces whose cluster is gone become `available` and then disappear.
pub(crate) fn live(state: &mut State, now: Time) {
    let mut gone = Vec::new();
    for interface in state.network_interfaces.values_mut() {
        let Some(released) = interface.released else { continue };
        if now.since(released) >= VANISH {
            gone.push(interface.id.clone());
        } else if now.since(released) >= LINGER {
            interface.attachment = None;
        }
    }
    for id in gone {
        state.network_interfaces.remove(&id);
        state.tags.remove(&id);
    }
}
