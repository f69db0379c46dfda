//! Instances that Karpenter has started for a cluster.
//!
//! Found by the tags that Karpenter gives them. Calls: ec2:DescribeInstances, TerminateInstances. Gone in about a minute.

use aws_sdk_ec2::types as ec2;

use super::{Left, Remnant, karpenter_filters};
use crate::error::{Answer, Result};
use crate::resource::Kind;
use crate::world::World;

/// Every instance of one cluster's Karpenter, or those of some of its pools.
#[derive(Clone, Debug)]
pub struct KarpenterInstances {
    pub cluster: String,
    /// The NodePool whose instances are meant; `None` means all.
    pub pool: Option<String>,
}

/// Everything but `terminated`. Source: EC2 API reference, DescribeInstances, filter `instance-state-name`.
const ALIVE: [&str; 5] = ["pending", "running", "stopping", "stopped", "shutting-down"];

impl Remnant for KarpenterInstances {
    const KIND: Kind = Kind("ec2.instance");
    const WHY: &'static str = "a node of Karpenter's: drained with its NodePool, terminated if it is left";

    async fn list(&self, world: &World) -> Result<Vec<Left>> {
        let state = ec2::Filter::builder().name("instance-state-name");
        let state = state.set_values(Some(ALIVE.map(str::to_owned).to_vec())).build();
        let mut describe = world.ec2().describe_instances().filters(state);
        for filter in karpenter_filters(&self.cluster) {
            describe = describe.filters(filter);
        }
        if let Some(pool) = &self.pool {
            describe = describe.filters(ec2::Filter::builder().name("tag:karpenter.sh/nodepool").values(pool).build());
        }
        let found = describe.into_paginator().items().send().try_collect().await.of("ec2:DescribeInstances")?;
        let instances = found.into_iter().flat_map(|reservation| reservation.instances.unwrap_or_default());
        let mut left: Vec<Left> = instances.filter_map(left).collect();
        left.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(left)
    }

    async fn delete(&self, id: &str, world: &World) -> Result<()> {
        world.ec2().terminate_instances().instance_ids(id).send().await.found("ec2:TerminateInstances")?;
        Ok(())
    }
}

fn left(instance: ec2::Instance) -> Option<Left> {
    let state = instance.state.and_then(|state| state.name);
    Some(Left { id: instance.instance_id?, leaving: state == Some(ec2::InstanceStateName::ShuttingDown) })
}
