//! What is left after a destroy: looked for by tags and paths, and only listed.

use aws_sdk_ec2::types as ec2;

use crate::error::{Answer, Result};
use crate::resource::tag;
use crate::spec::name::Names;
use crate::world::World;

/// ARNs and ids of what still carries the stack's marks or the cluster's name. What cannot be asked is not known.
pub(super) async fn sweep(names: &Names, cluster: &str, world: &World) -> Vec<String> {
    let (stack, path) = (names.stack(), names.path());
    let (tagged, roles, instances, volumes, groups, interfaces) = futures::join!(
        tagged(&stack, world),
        roles(&path, world),
        instances(cluster, world),
        volumes(cluster, world),
        security_groups(cluster, world),
        network_interfaces(cluster, world),
    );
    let answers = [tagged, roles, instances, volumes, groups, interfaces];
    let mut left: Vec<String> = answers.into_iter().filter_map(Result::ok).flatten().collect();
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

fn filter(name: &str, values: &[&str]) -> ec2::Filter {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    ec2::Filter::builder().name(name).set_values(Some(values)).build()
}

fn of_cluster(cluster: &str) -> ec2::Filter {
    filter(&format!("tag:kubernetes.io/cluster/{cluster}"), &["owned"])
}

/// Instances that Karpenter or a node group of this cluster started.
async fn instances(cluster: &str, world: &World) -> Result<Vec<String>> {
    let alive = filter("instance-state-name", &["pending", "running", "stopping", "stopped"]);
    let describe = world.ec2().describe_instances().filters(of_cluster(cluster)).filters(alive);
    let found = describe.into_paginator().items().send().try_collect().await.of("ec2:DescribeInstances")?;
    let instances = found.into_iter().flat_map(|reservation| reservation.instances.unwrap_or_default());
    Ok(instances.filter_map(|instance| instance.instance_id).collect())
}

/// Volumes of its nodes and of its workloads.
async fn volumes(cluster: &str, world: &World) -> Result<Vec<String>> {
    let describe = world.ec2().describe_volumes().filters(of_cluster(cluster));
    let found = describe.into_paginator().items().send().try_collect().await.of("ec2:DescribeVolumes")?;
    Ok(found.into_iter().filter_map(|volume| volume.volume_id).collect())
}

/// The group that EKS made for the cluster stays when something still used it as the cluster went. EKS marks it with the
/// cluster's name only, so nobody can say which cluster of that name it was: it is listed, never deleted.
async fn security_groups(cluster: &str, world: &World) -> Result<Vec<String>> {
    let describe = world.ec2().describe_security_groups().filters(filter("tag:aws:eks:cluster-name", &[cluster]));
    let found = describe.into_paginator().items().send().try_collect().await.of("ec2:DescribeSecurityGroups")?;
    Ok(found.into_iter().filter_map(|group| group.group_id).collect())
}

/// Interfaces that the network plugin has made and not taken away. Source: amazon-vpc-cni-k8s, README, section ENI tags.
async fn network_interfaces(cluster: &str, world: &World) -> Result<Vec<String>> {
    let describe = world.ec2().describe_network_interfaces();
    let describe = describe.filters(filter("tag:cluster.k8s.amazonaws.com/name", &[cluster]));
    let found = describe.into_paginator().items().send().try_collect().await.of("ec2:DescribeNetworkInterfaces")?;
    Ok(found.into_iter().filter_map(|interface| interface.network_interface_id).collect())
}
