//! What the cluster's inhabitants see of AWS: the only place that knows the shapes of its state.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::machine::{Location, taint};
use super::object;
use crate::ec2::instance::Phase;
use crate::ec2::{self, Instance};
use crate::eks;
use crate::iam;
use crate::time::Time;
use crate::world::{Regional, World};

/// A pod identity association.
#[derive(Clone, Debug)]
pub(crate) struct Association {
    pub(crate) effective: Time,
    pub(crate) namespace: String,
    pub(crate) service_account: String,
    pub(crate) role_arn: String,
}

/// An addon as its objects need it.
#[derive(Clone, Debug)]
pub(crate) struct Addon {
    pub(crate) installed: eks::Installed,
    pub(crate) region: String,
    pub(crate) dns_address: String,
}

/// An instance that was started to become a node of the cluster.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) instance: String,
    pub(crate) instance_type: String,
    pub(crate) image: String,
    pub(crate) location: Location,
    /// The private name, which is the node's.
    pub(crate) name: String,
    pub(crate) address: String,
    pub(crate) groups: Vec<String>,
    /// ARN of the instance profile.
    pub(crate) profile: Option<String>,
    pub(crate) running: bool,
    pub(crate) since: Time,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) taints: Vec<Value>,
}

impl Member {
    pub(crate) fn provider_id(&self) -> String {
        format!("aws:///{}/{}", self.location.zone, self.instance)
    }
}

/// The n-th part of an ARN.
fn part(arn: &str, n: usize) -> &str {
    arn.split(':').nth(n).unwrap_or_default()
}

pub(crate) fn region(cluster_arn: &str) -> &str {
    part(cluster_arn, 3)
}

pub(crate) fn account(cluster_arn: &str) -> &str {
    part(cluster_arn, 4)
}

pub(crate) fn partition(cluster_arn: &str) -> &str {
    part(cluster_arn, 1)
}

pub(crate) fn regional<'a>(world: &'a World, cluster_arn: &str) -> Option<&'a Regional> {
    world.accounts.get(account(cluster_arn))?.regions.get(region(cluster_arn))
}

/// EKS's own record of the cluster.
pub(crate) fn cluster<'a>(world: &'a World, cluster_arn: &str) -> Option<&'a eks::Cluster> {
    eks::find_cluster(world, cluster_arn)
}

pub(crate) fn associations(world: &World, cluster_arn: &str) -> Vec<Association> {
    let Some(cluster) = cluster(world, cluster_arn) else { return Vec::new() };
    let each = cluster.associations.values().map(|found| Association {
        effective: found.effective,
        namespace: found.namespace.clone(),
        service_account: found.service_account.clone(),
        role_arn: found.role_arn.clone(),
    });
    each.collect()
}

pub(crate) fn addons(world: &World, cluster_arn: &str) -> Vec<Addon> {
    let range = cluster(world, cluster_arn).and_then(|cluster| cluster.network.service_ipv4_cidr.clone());
    let dns_address = tenth(&range.unwrap_or_default());
    let each = eks::installed_addons(world, cluster_arn).into_iter().map(|installed| Addon {
        installed,
        region: region(cluster_arn).to_owned(),
        dns_address: dns_address.clone(),
    });
    each.collect()
}

/// The tenth address of a network. Source: EKS gives it to `kube-dns`.
fn tenth(network: &str) -> String {
    match network.parse::<ipnet::Ipv4Net>() {
        Ok(network) => std::net::Ipv4Addr::from(u32::from(network.network()) + 10).to_string(),
        Err(_) => "172.20.0.10".to_owned(),
    }
}

/// All instances that live and belong to the cluster: those of node groups, and those that Karpenter tagged.
pub(crate) fn members(world: &World, cluster_arn: &str, claims: &[Value]) -> Vec<Member> {
    let (Some(cluster), Some(regional)) = (cluster(world, cluster_arn), regional(world, cluster_arn)) else {
        return Vec::new();
    };
    let mut members = Vec::new();
    for group in cluster.nodegroups.values() {
        for instance in group.instances.keys().filter_map(|id| regional.ec2.instances.get(id)) {
            if instance.phase != Phase::Terminated {
                members.push(of_group(cluster_arn, group, instance));
            }
        }
    }
    let owned = format!("kubernetes.io/cluster/{}", cluster.name);
    for instance in regional.ec2.instances.values().filter(|instance| instance.phase != Phase::Terminated) {
        let Some(tags) = regional.ec2.tags.get(&instance.id) else { continue };
        if tags.get(&owned).is_some_and(|value| value == "owned") && tags.contains_key("karpenter.sh/nodepool") {
            members.push(of_claim(cluster_arn, instance, claims));
        }
    }
    members
}

fn member(cluster_arn: &str, instance: &Instance) -> Member {
    let region = region(cluster_arn);
    Member {
        instance: instance.id.clone(),
        instance_type: instance.instance_type.clone(),
        image: instance.image.clone(),
        location: Location {
            region: region.to_owned(),
            zone: instance.zone.clone(),
            zone_id: instance.zone_id.clone(),
        },
        name: instance.private_name(region),
        address: instance.private.to_string(),
        groups: instance.groups.clone(),
        profile: instance.profile.as_ref().map(|(arn, _)| arn.clone()),
        running: instance.phase == Phase::Running,
        since: instance.since,
        labels: BTreeMap::new(),
        taints: Vec::new(),
    }
}

fn of_group(cluster_arn: &str, group: &eks::Nodegroup, instance: &Instance) -> Member {
    let mut member = member(cluster_arn, instance);
    member.labels.clone_from(&group.labels);
    for (key, value) in [
        ("eks.amazonaws.com/nodegroup", group.name.as_str()),
        ("eks.amazonaws.com/nodegroup-image", instance.image.as_str()),
        ("eks.amazonaws.com/capacityType", group.capacity_type.as_str()),
    ] {
        member.labels.insert(key.to_owned(), value.to_owned());
    }
    member.taints =
        group.taints.iter().map(|one| taint(&one.key, one.value.as_deref(), one.kubernetes_effect())).collect();
    member
}

/// What Karpenter's user data tells the kubelet: the claim's labels, and a taint until the claim knows the node.
fn of_claim(cluster_arn: &str, instance: &Instance, claims: &[Value]) -> Member {
    let mut member = member(cluster_arn, instance);
    let provider = member.provider_id();
    let claim = claims.iter().find(|claim| object::text(claim, "/status/providerID") == provider);
    for (key, value) in claim.and_then(|claim| object::map(claim, "/metadata/labels")).into_iter().flatten() {
        member.labels.insert(key.clone(), value.as_str().unwrap_or_default().to_owned());
    }
    member.taints.push(json!({"key": "karpenter.sh/unregistered", "effect": "NoExecute"}));
    member
}

/// Whether the API lets the machine in: its role has an entry for nodes, and its packets arrive.
pub(crate) fn admitted(world: &World, cluster_arn: &str, member: &Member) -> bool {
    let profile = member.profile.as_deref().and_then(|arn| iam::instance_profile_by_arn(world, arn));
    let role = profile.and_then(|profile| iam::find_role(world, account(cluster_arn), profile.role.as_deref()?));
    let entries = world.clusters.get(cluster_arn).map(|cluster| &cluster.access);
    let known = role.zip(entries).is_some_and(|(role, entries)| {
        entries.get(&role.arn).is_some_and(|entry| {
            entry.principal_id == role.id && matches!(entry.kind.as_str(), "EC2_LINUX" | "EC2_WINDOWS" | "EC2")
        })
    });
    known && arrives(world, cluster_arn, member)
}

/// Whether the machine's security groups reach the API's private interfaces, or else its public endpoint.
fn arrives(world: &World, cluster_arn: &str, member: &Member) -> bool {
    let Some(cluster) = cluster(world, cluster_arn) else { return false };
    let place = (account(cluster_arn), region(cluster_arn));
    let own = ec2::End { groups: &member.groups, address: member.address.parse().ok() };
    let mut groups = cluster.vpc.security_group_ids.clone();
    groups.extend(cluster.vpc.cluster_security_group_id.clone());
    if cluster.vpc.private {
        return ec2::reaches(world, place, own, ec2::End { groups: &groups, address: None }, ("tcp", 443));
    }
    ec2::reaches(world, place, own, ec2::End { groups: &[], address: None }, ("tcp", 443))
}
