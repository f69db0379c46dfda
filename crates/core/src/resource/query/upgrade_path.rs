//! Whether the control plane may go to a version in one step.
//!
//! Source: EKS user guide, "Update existing cluster to new Kubernetes version": one minor at a time, and every node
//! group at the control plane's version first. Both are refused in the plan, because an order that AWS forbids would
//! fail on every apply, half-way.

use futures::future::try_join_all;

use crate::error::{Answer, Error, Kind as ErrorKind, Result};
use crate::resource::aws::Name;
use crate::resource::aws::eks_cluster::Cluster;
use crate::resource::{Kind, Query, Resource};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct FindUpgradePath {
    pub cluster: String,
    pub target: String,
}

impl Query for FindUpgradePath {
    const KIND: Kind = Kind("eks.upgrade_path");
    type Answer = ();

    async fn find(&self, world: &World) -> Result<()> {
        let live = Cluster::read(&Name::new(&self.cluster), world).await?;
        let Some(live) = live.filter(|live| live.version != self.target) else { return Ok(()) };
        let list = world.eks().list_nodegroups().cluster_name(&self.cluster).into_paginator().items().send();
        let names = list.try_collect().await.found("eks:ListNodegroups")?.unwrap_or_default();
        let groups = try_join_all(names.iter().map(|name| async move {
            let describe =
                world.eks().describe_nodegroup().cluster_name(&self.cluster).nodegroup_name(name).send().await;
            Ok::<_, Error>(describe.found("eks:DescribeNodegroup")?.and_then(|answer| answer.nodegroup))
        }));
        for group in groups.await?.into_iter().flatten() {
            let (name, version) = (group.nodegroup_name.unwrap_or_default(), group.version.unwrap_or_default());
            if version != live.version {
                let text =
                    format!("the node group {name} is at {version} while the control plane is at {}", live.version);
                let hint = format!(
                    "bring the group up first: apply with kubernetes.version {}, then with {}",
                    live.version, self.target
                );
                return Err(Error::new(ErrorKind::Immutable, text).with_hint(hint));
            }
        }
        Ok(())
    }
}
