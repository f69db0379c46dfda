//! Reading: AWS first, then what the cluster's own API says.

use aws_sdk_eks::types as eks;
use futures::future::{join, join_all, join3};

use super::{AddonStatus, ClusterStatus, NodeGroupStatus, Status};
use super::{kubernetes, problem};
use crate::error::{Answer, Error, Errors, Result};
use crate::graph::Value;
use crate::resource::Resource;
use crate::resource::aws::eks_cluster::Cluster;
use crate::resource::aws::{InCluster, Name, eks_addon::Addon, eks_node_group::NodeGroup};
use crate::run::{access, guard, resolve};
use crate::spec::Spec;
use crate::world::World;

/// What lives of a stack now.
///
/// What cannot be read is said in the status and is no failure.
///
/// # Errors
/// `InvalidSpec`, `Credentials`, the wrong account, and whatever keeps the cluster itself from being read.
pub async fn status(spec: &Spec, world: &World) -> Result<Status, Errors> {
    let (resolved, _) = resolve(spec)?;
    let world = world.at(&resolved.region, &access(&resolved)).await?.remembering();
    let identity = world.identity().await?.clone();
    guard(&resolved, &identity)?;
    let name = resolved.name.to_string();
    let mut status = Status {
        stack: resolved.names.stack(),
        account: identity.account,
        at: world.clock().timestamp(),
        cluster: None,
        node_groups: Vec::new(),
        addons: Vec::new(),
        controllers: Vec::new(),
        node_classes: Vec::new(),
        node_pools: Vec::new(),
        node_claims: Vec::new(),
        nodes: Vec::new(),
        problems: Vec::new(),
        unknown: Vec::new(),
    };
    let Some(live) = Cluster::read(&Name::new(&name), &world).await? else { return Ok(status) };
    let api = live.access();
    status.cluster = Some(ClusterStatus {
        name: name.clone(),
        arn: live.arn.clone(),
        status: live.status.as_str().to_owned(),
        version: live.version.clone(),
        platform_version: live.platform_version.clone(),
        endpoint: live.endpoint_url.as_known().cloned(),
        certificate_authority: live.certificate_authority.as_known().cloned(),
        issues: live.issues.clone(),
    });
    let namespace = resolved.karpenter.as_ref().map_or("kube-system", |karpenter| karpenter.namespace.as_str());
    let inside = async {
        match &api {
            Value::Known(access) => Some(kubernetes::read(access, namespace, &world).await),
            Value::Pending(_) => None,
        }
    };
    let outside = problem::read(&resolved, &status.account, &live, &world);
    let ((groups, addons), inside, (account, unread)) =
        join3(join(node_groups(&name, &world), addons(&name, &world)), inside, outside).await;
    status.node_groups = known(groups, &mut status.unknown);
    status.addons = known(addons, &mut status.unknown);
    match inside {
        Some(found) => {
            found.fill(&mut status);
            status.unknown.extend(unread.iter().map(ToString::to_string));
            let interrupted = resolved.karpenter.as_ref().filter(|karpenter| karpenter.interruption.enabled);
            let queue = interrupted.map(|_| resolved.names.queue().to_owned());
            status.problems = problem::find(&found.into_evidence(status.at, account, queue));
        }
        None => status.unknown.push("the Kubernetes API is not there yet".into()),
    }
    Ok(status)
}

/// What was read; what was not is said.
fn known<T>(read: Result<Vec<Result<T>>>, unknown: &mut Vec<String>) -> Vec<T> {
    let mut tell = |error: Error| unknown.push(error.to_string());
    match read {
        Ok(items) => items.into_iter().filter_map(|item| item.map_err(&mut tell).ok()).collect(),
        Err(error) => {
            tell(error);
            Vec::new()
        }
    }
}

async fn node_groups(cluster: &str, world: &World) -> Result<Vec<Result<NodeGroupStatus>>> {
    let list = world.eks().list_nodegroups().cluster_name(cluster).into_paginator().items().send();
    let names = list.try_collect().await.found("eks:ListNodegroups")?.unwrap_or_default();
    let reads = names.into_iter().map(|name| async move {
        let live = NodeGroup::read(&InCluster::new(cluster, &name), world).await?;
        Ok(live.map(|live| NodeGroupStatus {
            status: live.status.as_str().to_owned(),
            version: live.version.as_known().cloned(),
            release: live.release,
            desired: Some(i64::from(live.size.desired)),
            instance_types: live.instance_types,
            issues: live.issues.into_iter().map(|(code, text)| format!("{code}: {text}")).collect(),
            name,
        }))
    });
    Ok(join_all(reads).await.into_iter().filter_map(Result::transpose).collect())
}

async fn addons(cluster: &str, world: &World) -> Result<Vec<Result<AddonStatus>>> {
    let list = world.eks().list_addons().cluster_name(cluster).into_paginator().items().send();
    let names = list.try_collect().await.found("eks:ListAddons")?.unwrap_or_default();
    let reads = names.into_iter().map(|name| async move {
        let live = Addon::read(&InCluster::new(cluster, &name), world).await?;
        Ok(live.map(|live| AddonStatus {
            status: addon_status(&live.status),
            version: live.version.as_known().cloned(),
            issues: live.issues,
            name,
        }))
    });
    Ok(join_all(reads).await.into_iter().filter_map(Result::transpose).collect())
}

fn addon_status(status: &eks::AddonStatus) -> String {
    status.as_str().to_owned()
}
