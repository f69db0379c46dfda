//! Launch templates that Karpenter has made for a cluster; its controller drops them some time after their last use.
//!
//! Found by the tags that Karpenter gives them. Calls: ec2:DescribeLaunchTemplates, DeleteLaunchTemplate.

use super::{Left, Remnant};
use crate::error::{Answer, Result};
use crate::resource::Kind;
use crate::world::World;

/// Every launch template of one cluster's Karpenter.
#[derive(Clone, Debug)]
pub struct KarpenterTemplates {
    pub cluster: String,
}

impl Remnant for KarpenterTemplates {
    const KIND: Kind = Kind("ec2.launch_template");
    const WHY: &'static str = "made by Karpenter; deleted here when Karpenter leaves it";

    async fn list(&self, world: &World) -> Result<Vec<Left>> {
        let filter = |name: &str, value: &str| aws_sdk_ec2::types::Filter::builder().name(name).values(value).build();
        let describe = world
            .ec2()
            .describe_launch_templates()
            .filters(filter("tag:eks:eks-cluster-name", &self.cluster))
            .filters(filter("tag-key", "karpenter.k8s.aws/ec2nodeclass"));
        let found = describe.into_paginator().items().send().try_collect().await.of("ec2:DescribeLaunchTemplates")?;
        let ids = found.into_iter().filter_map(|template| template.launch_template_id);
        Ok(ids.map(|id| Left { id, leaving: false }).collect())
    }

    async fn delete(&self, id: &str, world: &World) -> Result<()> {
        world.ec2().delete_launch_template().launch_template_id(id).send().await.found("ec2:DeleteLaunchTemplate")?;
        Ok(())
    }
}
