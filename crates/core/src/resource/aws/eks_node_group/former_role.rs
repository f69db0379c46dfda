//! The access entry that EKS made for a role that was deleted and made again under its name.

use crate::error::{Answer, Result};
use crate::resource::aws::InCluster;
use crate::resource::tag;
use crate::world::World;

/// EKS lets the group's nodes in by an access entry of its own, and keeps one that is there; it holds the role's id, so
/// one that is older than the role lets nobody in. Source: EKS user guide, "Create access entries".
pub(super) async fn forget(role_arn: &str, key: &InCluster, world: &World) -> Result<()> {
    let entry = world.eks().describe_access_entry().cluster_name(&key.cluster).principal_arn(role_arn).send().await;
    let entry = entry.found("eks:DescribeAccessEntry")?.and_then(|answer| answer.access_entry);
    // One of a stack's is looked after by the stack.
    let entry = entry.filter(|entry| !entry.tags.iter().flatten().any(|(key, _)| key == tag::STACK));
    let Some(made) = entry.and_then(|entry| entry.created_at) else { return Ok(()) };
    let name = role_arn.rsplit('/').next().unwrap_or_default();
    let role = world.iam().get_role().role_name(name).send().await.found("iam:GetRole")?;
    let Some(role) = role.and_then(|answer| answer.role) else { return Ok(()) };
    if role.create_date > made {
        let delete = world.eks().delete_access_entry().cluster_name(&key.cluster).principal_arn(role_arn);
        delete.send().await.found("eks:DeleteAccessEntry")?;
    }
    Ok(())
}
