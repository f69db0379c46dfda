//! The Kubernetes side of a cluster: its API, its nodes, who is let in.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::control_plane::address;
use crate::eks::access_policy;
use crate::eks::cluster::Cluster;
use crate::eks::place::Place;
use crate::eks::update::Problem;
use crate::kubernetes::{self as api, AccessEntry, AccessPolicy, User};
use crate::world::World;

/// The certificate authority's data as DescribeCluster answers it.
pub(crate) fn certificate_authority(world: &World, cluster_arn: &str) -> Option<String> {
    world.authorities.get(cluster_arn).map(|authority| authority.data())
}

/// Makes the cluster's API with its certificate authority.
pub(crate) fn boot_kubernetes(world: &mut World, place: &Place, version: &str, issuer: &str) {
    let arn = place.cluster_arn();
    let seed = world.draw();
    let origin = api::Origin {
        name: place.cluster.clone(),
        arn: arn.clone(),
        version: version.to_owned(),
        seed,
        now: world.now,
    };
    // Without a free port on loopback there is no API to be had, which shows as a cluster that fails.
    let mut cluster = if world.real_kubernetes {
        api::Cluster::remote(origin, address::free().unwrap_or_default())
    } else {
        api::Cluster::new(origin)
    };
    issuer.clone_into(&mut cluster.issuer);
    world.clusters.insert(arn.clone(), cluster);
    world.authority(&arn);
}

/// Instance ids of the nodes that are ready.
pub(crate) fn ready_nodes(world: &World, place: &Place) -> BTreeSet<String> {
    let nodes = world.clusters.get(&place.cluster_arn()).map(|cluster| cluster.stored("nodes")).into_iter().flatten();
    nodes.filter(|node| is_ready(node)).filter_map(instance_of).map(str::to_owned).collect()
}

fn is_ready(node: &Value) -> bool {
    let conditions = node["status"]["conditions"].as_array().into_iter().flatten();
    conditions.into_iter().any(|c| c["type"] == "Ready" && c["status"] == "True")
}

/// `aws:///us-east-1a/i-0123` -> `i-0123`
fn instance_of(node: &Value) -> Option<&str> {
    node["spec"]["providerID"].as_str()?.rsplit('/').next()
}

fn node_of<'a>(world: &'a World, place: &Place, instance: &str) -> Option<&'a Value> {
    world.clusters.get(&place.cluster_arn())?.stored("nodes").find(|node| instance_of(node) == Some(instance))
}

/// Cordons an instance's node and evicts its pods; true when none is left that counts.
pub(crate) fn drained(world: &mut World, place: &Place, instance: &str) -> bool {
    let Some(node) = node_of(world, place, instance) else { return true };
    let (name, cordoned) = (text(node, "name"), node["spec"]["unschedulable"] == true);
    let now = world.now;
    let Some(cluster) = world.clusters.get_mut(&place.cluster_arn()) else {
        return true;
    };
    let pods: Vec<&Value> = cluster.stored("pods").filter(|pod| counts(pod, &name)).collect();
    let empty = pods.is_empty();
    // Who is on the way out already is let go.
    let staying = pods.iter().filter(|pod| !pod["metadata"]["deletionTimestamp"].is_string());
    let staying: Vec<(String, String)> = staying.map(|pod| (text(pod, "namespace"), text(pod, "name"))).collect();
    let mut client = cluster.client(now, User::control_plane("eks:node-manager"));
    if !cordoned {
        let _ = client.patch(&api::Place::cluster("nodes", &name), json!({ "spec": { "unschedulable": true } }));
    }
    for (namespace, pod) in &staying {
        // A disruption budget may refuse: it is asked again with the next tick.
        let _ = client.evict(namespace, pod);
    }
    empty
}

/// Pods that a drain waits for: on the node, still running, and not of a DaemonSet.
fn counts(pod: &Value, node: &str) -> bool {
    let owners = pod["metadata"]["ownerReferences"].as_array().into_iter().flatten();
    pod["spec"]["nodeName"] == node
        && !matches!(pod["status"]["phase"].as_str(), Some("Succeeded" | "Failed"))
        && !owners.into_iter().any(|owner| owner["kind"] == "DaemonSet")
}

/// A member of an object's metadata.
fn text(object: &Value, member: &str) -> String {
    object["metadata"][member].as_str().unwrap_or_default().to_owned()
}

/// Brings labels and taints of a changed group to its nodes.
pub(crate) fn relabel_nodes(world: &mut World, place: &Place, group: &str) {
    let Some(group) = place.find(world).and_then(|c| c.nodegroups.get(group)) else {
        return;
    };
    let labels = json!(group.labels);
    let taints: Vec<Value> = group
        .taints
        .iter()
        .map(|t| json!({ "key": t.key, "value": t.value.clone().unwrap_or_default(), "effect": t.kubernetes_effect() }))
        .collect();
    let (members, now): (Vec<String>, _) = (group.instances.keys().cloned().collect(), world.now);
    let nodes: Vec<String> = members
        .iter()
        .filter_map(|id| node_of(world, place, id)?["metadata"]["name"].as_str().map(str::to_owned))
        .collect();
    let Some(cluster) = world.clusters.get_mut(&place.cluster_arn()) else {
        return;
    };
    let mut client = cluster.client(now, User::control_plane("eks:node-manager"));
    for node in nodes {
        let patch = json!({ "metadata": { "labels": labels }, "spec": { "taints": taints } });
        // A node that has just gone needs no labels.
        let _ = client.patch(&api::Place::cluster("nodes", &node), patch);
    }
}

/// What is wrong with an active group. Source: EKS API reference, `Issue`.
pub(crate) fn node_group_issues(world: &World, place: &Place, name: &str) -> Vec<Problem> {
    let Some(group) = place.find(world).and_then(|c| c.nodegroups.get(name)) else {
        return Vec::new();
    };
    let mut issues = Vec::new();
    if !super::role_exists(world, &group.node_role) {
        let text = "The node group's IAM role was not found";
        issues.push(Problem::new("IamNodeRoleNotFound", text, vec![group.node_role.clone()]));
    }
    if let Some(own) = &group.own_template
        && super::launch_template(world, place, own, None).is_none()
    {
        let text = "The launch template that EKS made for the node group was not found";
        issues.push(Problem::new("Ec2LaunchTemplateNotFound", text, vec![own.clone()]));
    }
    let lost = group.subnets.iter().filter(|id| super::subnet(world, place, id).is_none());
    let lost: Vec<String> = lost.cloned().collect();
    if !lost.is_empty() {
        issues.push(Problem::new("Ec2SubnetNotFound", "Subnets of the node group were not found", lost));
    }
    issues
}

/// Tells the API who is let in, as far as it is effective by now.
pub(crate) fn share_access(world: &mut World, place: &Place) {
    let Some(cluster) = place.find(world) else {
        return;
    };
    let access = access(world, place, cluster);
    if let Some(api) = world.clusters.get_mut(&place.cluster_arn()) {
        api.access = access;
    }
}

fn access(world: &World, place: &Place, cluster: &Cluster) -> BTreeMap<String, AccessEntry> {
    let mut access = BTreeMap::new();
    if cluster.access.mode != "API" {
        // The config map's entries: the creator and the roles of node groups.
        for group in cluster.nodegroups.values() {
            if let Ok(found) = super::principal(world, &place.account, &group.node_role) {
                access.insert(found.arn.clone(), node_entry(found.arn, found.id, group.entry_kind()));
            }
        }
        let (arn, user_id) = &cluster.creator;
        let creator = super::caller_principal(world, place, arn, user_id);
        let policy = access_policy::arn(&place.partition, "AmazonEKSClusterAdminPolicy");
        if cluster.access.mode == "CONFIG_MAP" && cluster.access.creator_admin {
            access.insert(
                creator.arn.clone(),
                AccessEntry {
                    principal_arn: creator.arn,
                    principal_id: creator.id,
                    username: "kubernetes-admin".to_owned(),
                    groups: vec!["system:masters".to_owned()],
                    kind: "STANDARD".to_owned(),
                    policies: vec![AccessPolicy { arn: policy, namespaces: Vec::new() }],
                },
            );
        }
    }
    let entries =
        cluster.access_entries.values().filter(|e| cluster.access.mode != "CONFIG_MAP" && e.effective <= world.now);
    for entry in entries {
        let policies = entry.policies.values();
        access.insert(
            entry.principal_arn.clone(),
            AccessEntry {
                principal_arn: entry.principal_arn.clone(),
                principal_id: entry.principal_id.clone(),
                username: entry.username.clone(),
                groups: entry.groups.clone(),
                kind: entry.kind.clone(),
                policies: policies
                    .map(|p| AccessPolicy { arn: p.policy_arn.clone(), namespaces: p.namespaces.clone() })
                    .collect(),
            },
        );
    }
    access
}

fn node_entry(arn: String, id: String, kind: &str) -> AccessEntry {
    AccessEntry {
        principal_arn: arn,
        principal_id: id,
        username: "system:node:{{EC2PrivateDNSName}}".to_owned(),
        groups: vec!["system:bootstrappers".to_owned(), "system:nodes".to_owned()],
        kind: kind.to_owned(),
        policies: Vec::new(),
    }
}
