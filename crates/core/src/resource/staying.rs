//! Karpenter's nodes that still run when a run ends. No kind.
//!
//! Karpenter replaces nodes when their class has changed: after the run, one by one, within the budgets. Until then what
//! they wear is not taken from under them. Calls: ec2:DescribeInstances, iam:ListInstanceProfilesForRole.

use std::collections::BTreeSet;

use aws_sdk_ec2::types as ec2;

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

    /// By whatever profile they have the role.
    pub(crate) async fn acting_as(&self, role: &str, world: &World) -> Result<Option<String>> {
        let list = world.iam().list_instance_profiles_for_role().role_name(role).into_paginator().items().send();
        let profiles = list.try_collect().await.found("iam:ListInstanceProfilesForRole")?.unwrap_or_default();
        let arns: BTreeSet<String> = profiles.into_iter().map(|profile| profile.arn).collect();
        if arns.is_empty() {
            return Ok(None);
        }
        self.wearing(|node| node.profile.as_ref().is_some_and(|profile| arns.contains(profile)), world).await
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
        id: instance.instance_id?,
    })
}
