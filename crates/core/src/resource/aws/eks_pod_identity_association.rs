//! A pod identity association: which role the pods of a service account get.
//!
//! Key: cluster, namespace and service account. Calls: eks:ListPodIdentityAssociations,
//! DescribePodIdentityAssociation, CreatePodIdentityAssociation, UpdatePodIdentityAssociation, TagResource,
//! UntagResource, DeletePodIdentityAssociation. Effective after some seconds. Immutable: nothing.

use std::fmt;
use std::time::Duration;

use aws_sdk_eks::types::PodIdentityAssociationSummary;

use super::eks_access_entry::ClusterScope;
use super::eks_cluster::retag;
use crate::error::{Answer, Error, Result};
use crate::resource::{Claim, Diff, Facts, Field, Key, Kind, Owned, OwnedTags, Resource, Shown, Tags};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct PodIdentityAssociation {
    pub role_arn: String,
    pub tags: OwnedTags,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceAccount {
    pub cluster: String,
    pub namespace: String,
    pub name: String,
}

impl fmt::Display for ServiceAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.cluster, self.namespace, self.name)
    }
}

impl Key for ServiceAccount {}

#[derive(Clone, Debug)]
pub struct Live {
    pub id: String,
    pub arn: String,
    pub role_arn: String,
    /// Set when an addon or another service made it.
    pub owner_arn: Option<String>,
    pub tags: Tags,
}

impl Resource for PodIdentityAssociation {
    const KIND: Kind = Kind("eks.pod_identity_association");
    const CONSISTENCY: &'static [&'static str] = &["InvalidParameterException", "ResourceNotFoundException"];
    const TYPICAL: Duration = Duration::from_secs(2);
    const SECURITY: bool = true;

    type Key = ServiceAccount;
    type Live = Live;

    async fn read(key: &ServiceAccount, world: &World) -> Result<Option<Live>> {
        let eks = world.eks();
        let listed = associations(&key.cluster, world).await?;
        let mut named = listed.iter().filter(|association| {
            association.namespace.as_ref() == Some(&key.namespace)
                && association.service_account.as_ref() == Some(&key.name)
        });
        let Some(id) = named.find_map(|association| association.association_id.clone()) else { return Ok(None) };
        let describe =
            eks.describe_pod_identity_association().cluster_name(&key.cluster).association_id(&id).send().await;
        let found = describe.found_inside("eks:DescribePodIdentityAssociation")?.and_then(|answer| answer.association);
        Ok(found.map(|association| Live {
            id,
            arn: association.association_arn.unwrap_or_default(),
            role_arn: association.role_arn.unwrap_or_default(),
            owner_arn: association.owner_arn,
            tags: association.tags.unwrap_or_default().into_iter().collect(),
        }))
    }

    fn claim(&self, live: &Live) -> Claim {
        match &live.owner_arn {
            Some(owner) => Claim::Foreign(owner.clone()),
            None => self.tags.claim(&live.tags),
        }
    }

    fn diff(&self, live: &Live) -> Diff {
        let mut diff = Diff::same();
        diff.compare("roleArn", &live.role_arn, &self.role_arn);
        diff.extend(self.tags.diff(&live.tags));
        diff
    }

    fn fields(&self) -> Vec<Field> {
        let mut fields = vec![Field::added("roleArn", Shown::of(&self.role_arn))];
        fields.extend(self.tags.fields());
        fields
    }

    fn preview(&self, _: &ServiceAccount, live: Option<&Live>, _: &Facts) -> Live {
        Live {
            id: live.map(|live| live.id.clone()).unwrap_or_default(),
            arn: live.map(|live| live.arn.clone()).unwrap_or_default(),
            role_arn: self.role_arn.clone(),
            owner_arn: None,
            tags: self.tags.preview(live.map(|live| &live.tags)),
        }
    }

    async fn create(&self, key: &ServiceAccount, world: &World) -> Result<Option<ServiceAccount>> {
        let create = world.eks().create_pod_identity_association().cluster_name(&key.cluster).namespace(&key.namespace);
        let create = create.service_account(&key.name).role_arn(&self.role_arn);
        let create = create.set_tags(Some(self.tags.all().into_iter().collect())).send().await;
        create.of("eks:CreatePodIdentityAssociation")?;
        Ok(None)
    }

    async fn update(&self, key: &ServiceAccount, live: &Live, world: &World) -> Result<()> {
        if live.role_arn != self.role_arn {
            let update = world.eks().update_pod_identity_association().cluster_name(&key.cluster);
            let update = update.association_id(&live.id).role_arn(&self.role_arn).send().await;
            update.of("eks:UpdatePodIdentityAssociation")?;
        }
        let (set, remove) = self.tags.changes(&live.tags);
        if set.is_empty() && remove.is_empty() { Ok(()) } else { retag(&live.arn, set, remove, world).await }
    }

    async fn delete(key: &ServiceAccount, live: &Live, world: &World) -> Result<()> {
        let delete = world.eks().delete_pod_identity_association().cluster_name(&key.cluster);
        delete.association_id(&live.id).send().await.of("eks:DeletePodIdentityAssociation")?;
        Ok(())
    }
}

/// Every association of a cluster, asked for once per pass.
async fn associations(cluster: &str, world: &World) -> Result<std::sync::Arc<Vec<PodIdentityAssociationSummary>>> {
    let ask = || async {
        let list = world.eks().list_pod_identity_associations().cluster_name(cluster).into_paginator().items().send();
        Ok(list.try_collect().await.found_inside("eks:ListPodIdentityAssociations")?.unwrap_or_default())
    };
    world.once(format!("eks:ListPodIdentityAssociations {cluster}"), ask).await
}

impl Owned for PodIdentityAssociation {
    type Scope = ClusterScope;

    async fn list(scope: &ClusterScope, world: &World) -> Result<Vec<ServiceAccount>> {
        let listed = associations(&scope.cluster.0, world).await?;
        // What an addon made belongs to the addon.
        let free = listed.iter().filter(|association| association.owner_arn.is_none());
        let key = |association: &PodIdentityAssociationSummary| {
            let name = association.service_account.clone();
            let name = name.ok_or_else(|| Error::bug("an association without a service account"))?;
            let namespace = association.namespace.clone().unwrap_or_default();
            Ok(ServiceAccount { cluster: scope.cluster.0.clone(), namespace, name })
        };
        free.map(key).collect()
    }

    fn is_ours(scope: &ClusterScope, live: &Live) -> bool {
        scope.owns(&live.tags)
    }
}
