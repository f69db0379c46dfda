//! A cluster that is there and that the spec does not manage.

use crate::error::{Error, Kind as ErrorKind, Result};
use crate::graph::Value;
use crate::resource::aws::Name;
use crate::resource::aws::eks_cluster::{Cluster, Live};
use crate::resource::{Kind, Query, Resource, tag};
use crate::world::{ClusterAccess, World};

#[derive(Clone, Debug)]
pub struct FindCluster {
    pub name: String,
    /// The stack that looks: a cluster that it made itself is not somebody else's.
    pub stack: Option<String>,
    /// What the stack holds beyond the spec is about to be deleted.
    pub deletes: bool,
}

#[derive(Clone, Debug)]
pub struct ExistingCluster {
    live: Live,
    warning: Option<String>,
}

impl ExistingCluster {
    pub fn access(&self) -> Value<ClusterAccess> {
        self.live.access()
    }

    pub fn version(&self) -> String {
        self.live.version.clone()
    }

    pub fn security_group(&self) -> Value<String> {
        self.live.security_group.clone()
    }

    pub fn issuer(&self) -> Value<String> {
        self.live.issuer.clone()
    }

    pub fn endpoint(&self) -> Value<String> {
        self.live.endpoint_url.clone()
    }

    pub fn certificate_authority(&self) -> Value<String> {
        self.live.certificate_authority.clone()
    }
}

impl Query for FindCluster {
    const KIND: Kind = Kind("eks.cluster");
    type Answer = ExistingCluster;

    async fn find(&self, world: &World) -> Result<ExistingCluster> {
        let live = Cluster::read(&Name::new(&self.name), world).await?.ok_or_else(|| {
            let text = format!("there is no cluster {} in {}", self.name, world.region());
            Error::new(ErrorKind::Preflight, text).with_hint(
                "check its name, the region and the account; `karpool apply` of a whole spec makes a cluster",
            )
        })?;
        let owner = live.tags.get(tag::STACK);
        let own = owner.is_some() && owner == self.stack.as_ref();
        let text = format!("kubernetes.existing: this stack made the cluster {} itself", self.name);
        if own && self.deletes {
            let hint = "leave `existing` out: with it, what the cluster stands on would be taken for leftovers";
            return Err(Error::new(ErrorKind::Immutable, text).with_hint(hint));
        }
        let warning = own.then(|| format!("{text}; what it stands on is listed as left over, and cannot be pruned so"));
        match live.access() {
            Value::Known(_) => Ok(ExistingCluster { live, warning }),
            Value::Pending(_) => {
                Err(Error::new(ErrorKind::Preflight, format!("the cluster {} is still being made", self.name))
                    .with_hint("run again when it is ACTIVE"))
            }
        }
    }

    fn warnings(found: &ExistingCluster) -> Vec<String> {
        found.warning.iter().cloned().collect()
    }
}
