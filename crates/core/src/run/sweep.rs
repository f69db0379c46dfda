//! What is left after a destroy: looked for by tags and paths, and only listed.

use aws_sdk_ec2::types as ec2;

use crate::error::{Answer, Result};
use crate::resource::tag;
use crate::spec::name::Names;
use crate::world::World;

/// ARNs and ids of what still carries the stack's marks or the cluster's name. What cannot be asked is not known.
pub(super) async fn sweep(names: &Names, cluster: &str, world: &World) -> Vec<String> {
    let (stack, path) = (names.stack(), names.path());
    let (tagged, roles, instances) =
        futures::join!(tagged(&stack, world), roles(&path, world), instances(cluster, world),);
    let mut left: Vec<String> = [tagged, roles, instances].into_iter().filter_map(Result::ok).flatten().collect();
    left.sort();
    left.dedup();
    left
}

async fn tagged(stack: &str, world: &World) -> Result<Vec<String>> {
    let filter = aws_sdk_resourcegroupstagging::types::TagFilter::builder().key(tag::STACK).values(stack).build();
    let found = world.tagging().get_resources().tag_filters(filter).into_paginator().items().send().try_collect().await;
    Ok(found.of("tag:GetResources")?.into_iter().filter_map(|resource| resource.resource_arn).collect())
}

async fn roles(path: &str, world: &World) -> Result<Vec<String>> {
    let roles = world.iam().list_roles().path_prefix(path).into_paginator().items().send().try_collect().await;
    Ok(roles.of("iam:ListRoles")?.into_iter().map(|role| role.arn).collect())
}

/// Instances that Karpenter or a node group of this cluster started.
async fn instances(cluster: &str, world: &World) -> Result<Vec<String>> {
    let filter = |name: &str, values: &[&str]| {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        ec2::Filter::builder().name(name).set_values(Some(values)).build()
    };
    let found = world
        .ec2()
        .describe_instances()
        .filters(filter(&format!("tag:kubernetes.io/cluster/{cluster}"), &["owned"]))
        .filters(filter("instance-state-name", &["pending", "running", "stopping", "stopped"]))
        .into_paginator()
        .items()
        .send()
        .try_collect()
        .await
        .of("ec2:DescribeInstances")?;
    let instances = found.into_iter().flat_map(|reservation| reservation.instances.unwrap_or_default());
    Ok(instances.filter_map(|instance| instance.instance_id).collect())
}
