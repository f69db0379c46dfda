//! A pod identity association that is still there: EKS gives the pods its role, whatever stands on their account.

use crate::error::{Answer, Error, Kind as ErrorKind, Result};
use crate::resource::{Kind, Query};
use crate::world::World;

/// Source: EKS user guide, "EKS Pod Identities": credentials of an association go before those of IRSA.
#[derive(Clone, Debug)]
pub struct FindNoAssociation {
    pub cluster: String,
    pub namespace: String,
    pub service_account: String,
}

impl Query for FindNoAssociation {
    const KIND: Kind = Kind("eks.pod_identity_association");
    type Answer = ();

    async fn find(&self, world: &World) -> Result<()> {
        let list = world.eks().list_pod_identity_associations().cluster_name(&self.cluster).namespace(&self.namespace);
        let list = list.service_account(&self.service_account).into_paginator().items().send();
        let found = list.try_collect().await.found("eks:ListPodIdentityAssociations")?.unwrap_or_default();
        if found.is_empty() {
            return Ok(());
        }
        let account = format!("{}/{}", self.namespace, self.service_account);
        let text =
            format!("karpenter.identity: the pods of {account} still get their role from a pod identity association");
        Err(Error::new(ErrorKind::Preflight, text)
            .with_hint("apply with --prune, which deletes it, or keep podIdentity"))
    }
}
