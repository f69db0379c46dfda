//! Karpenter's nodes that still run when a run ends. No kind.
//!
//! Karpenter replaces nodes when their class has changed: after the run, one by one, within the budgets. Until then what
//! they wear is not taken from under them. Calls: ec2:DescribeInstances, iam:ListInstanceProfilesForRole,
//! GetInstanceProfile.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::types as ec2;
use futures::future::try_join_all;

use super::Few;
use super::kubernetes::our_objects;
use super::remnant::karpenter_filters;
use super::tag;
use crate::error::{Answer, Result};
use crate::graph::Value;
use crate::world::{ClusterAccess, World};

/// The nodes of every pool but those of ours that the run deletes: these are drained in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Staying {
    pub cluster: String,
    pub access: Value<ClusterAccess>,
    /// The stack's hash, which labels its pools.
    pub stack: String,
    /// The pools of the spec.
    pub pools: BTreeSet<String>,
    /// Security groups that new nodes wear as well: nobody rolls out of them.
    pub groups: BTreeSet<String>,
}

/// A node and what it wears.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    id: String,
    /// The ARN of its instance profile.
    profile: Option<String>,
    /// Seconds since 1970.
    launched: i64,
    groups: BTreeSet<String>,
}

impl Node {
    pub(crate) fn wears(&self, group: &str) -> bool {
        self.groups.contains(group)
    }
}

/// Source: EC2 API reference, DescribeInstances, filter `instance-state-name`: what runs, or will again.
const RUNNING: [&str; 4] = ["pending", "running", "stopping", "stopped"];
const POOL: &str = "karpenter.sh/nodepool";

impl Staying {
    /// Why what such nodes wear stays, if there are any.
    pub(crate) async fn wearing(&self, wears: impl Fn(&Node) -> bool, world: &World) -> Result<Option<String>> {
        let nodes = self.nodes(world).await?;
        let ids: Vec<String> = nodes.iter().filter(|node| wears(node)).map(|node| node.id.clone()).collect();
        if ids.is_empty() {
            return Ok(None);
        }
        let nodes = match ids.len() {
            1 => "1 node of Karpenter's still uses".to_owned(),
            count => format!("{count} nodes of Karpenter's still use"),
        };
        Ok(Some(format!("{nodes} it ({}); apply with --prune again when that has ended", Few(&ids))))
    }

    pub(crate) async fn wearing_profile(&self, arn: &str, world: &World) -> Result<Option<String>> {
        self.wearing(|node| node.profile.as_deref() == Some(arn), world).await
    }

    /// By whatever profile they have the role, or had it when they were launched: an instance acts as the role of
    /// before for a while when its profile gets another one. Source: EC2 user guide, "Attach an IAM role".
    pub(crate) async fn acting_as(&self, role: &str, world: &World) -> Result<Option<String>> {
        let list = world.iam().list_instance_profiles_for_role().role_name(role).into_paginator().items().send();
        let profiles = list.try_collect().await.found("iam:ListInstanceProfilesForRole")?.unwrap_or_default();
        let arns: BTreeSet<String> = profiles.into_iter().map(|profile| profile.arn).collect();
        let moved = self.moved(world).await?;
        let acts = |node: &Node| {
            let profile = node.profile.as_ref();
            profile.is_some_and(|profile| {
                arns.contains(profile) || moved.get(profile).is_some_and(|since| node.launched < *since)
            })
        };
        self.wearing(acts, world).await
    }

    /// Since when the profiles of the nodes have the role that they have, where they had another one before.
    async fn moved(&self, world: &World) -> Result<BTreeMap<String, i64>> {
        let nodes = self.nodes(world).await?;
        let worn: BTreeSet<&String> = nodes.iter().filter_map(|node| node.profile.as_ref()).collect();
        let asked = worn.into_iter().map(async |arn| {
            let name = arn.rsplit('/').next().unwrap_or_default();
            let get = world.iam().get_instance_profile().instance_profile_name(name).send().await;
            let profile = get.found("iam:GetInstanceProfile")?.and_then(|answer| answer.instance_profile);
            let tags = profile.and_then(|profile| profile.tags).unwrap_or_default();
            let since = tags.iter().find(|one| one.key == tag::ROLE_SINCE);
            let since = since.and_then(|one| one.value.parse::<jiff::Timestamp>().ok());
            Ok::<_, crate::error::Error>(since.map(|since| (arn.clone(), since.as_second())))
        });
        Ok(try_join_all(asked).await?.into_iter().flatten().collect())
    }

    async fn nodes(&self, world: &World) -> Result<std::sync::Arc<Vec<Node>>> {
        let question = format!("ec2:DescribeInstances staying {}", self.cluster);
        world.once(question, || self.list(world)).await
    }

    async fn list(&self, world: &World) -> Result<Vec<Node>> {
        let going = self.going(world).await?;
        let state = ec2::Filter::builder().name("instance-state-name");
        let state = state.set_values(Some(RUNNING.map(str::to_owned).to_vec())).build();
        let filters = karpenter_filters(&self.cluster).into_iter().chain([state]).collect();
        let describe = world.ec2().describe_instances().set_filters(Some(filters));
        let found = describe.into_paginator().items().send().try_collect().await.of("ec2:DescribeInstances")?;
        let instances = found.into_iter().flat_map(|reservation| reservation.instances.unwrap_or_default());
        let stays = |instance: &ec2::Instance| {
            let pool = instance.tags().iter().find(|tag| tag.key() == Some(POOL)).and_then(ec2::Tag::value);
            !pool.is_some_and(|pool| going.contains(pool))
        };
        let mut nodes: Vec<Node> = instances.filter(stays).filter_map(node).collect();
        nodes.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(nodes)
    }

    /// Pools of ours that left the spec.
    async fn going(&self, world: &World) -> Result<BTreeSet<String>> {
        let Value::Known(access) = &self.access else { return Ok(BTreeSet::new()) };
        let ours = our_objects(access, ("karpenter.sh/v1", "NodePool"), &self.stack, world).await?;
        let ours = ours.iter().filter(|pool| pool["metadata"]["annotations"].get(tag::ADOPTED).is_none());
        let names = ours.filter_map(|pool| pool["metadata"]["name"].as_str());
        Ok(names.filter(|name| !self.pools.contains(*name)).map(str::to_owned).collect())
    }
}

fn node(instance: ec2::Instance) -> Option<Node> {
    let groups = instance.security_groups.unwrap_or_default().into_iter().filter_map(|group| group.group_id);
    Some(Node {
        groups: groups.collect(),
        profile: instance.iam_instance_profile.and_then(|profile| profile.arn),
        launched: instance.launch_time.map_or(0, |time| time.secs()),
        id: instance.instance_id?,
    })
}
