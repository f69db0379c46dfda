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
}

#[derive(Clone, Debug)]
pub struct ExistingCluster(Live);

impl ExistingCluster {
    pub fn access(&self) -> Value<ClusterAccess> {
        self.0.access()
    }

    pub fn version(&self) -> String {
        self.0.version.clone()
    }

    pub fn security_group(&self) -> Value<String> {
        self.0.security_group.clone()
    }

    pub fn issuer(&self) -> Value<String> {
        self.0.issuer.clone()
    }

    pub fn endpoint(&self) -> Value<String> {
        self.0.endpoint_url.clone()
    }

    pub fn certificate_authority(&self) -> Value<String> {
        self.0.certificate_authority.clone()
    }
}

impl Query for FindCluster {
    const KIND: Kind = Kind("eks.cluster");
    type Answer = ExistingCluster;

    async fn find(&self, world: &World) -> Result<ExistingCluster> {
        let live = Cluster::read(&Name::new(&self.name), world).await?.ok_or_else(|| {
            let text = format!("there is no cluster {} in {}", self.name, world.region());
            Error::new(ErrorKind::Preflight, text).with_hint("check name and region, or leave out kubernetes.existing")
        })?;
        let owner = live.tags.get(tag::STACK);
        if owner.is_some() && owner == self.stack.as_ref() {
            let text = format!("kubernetes.existing: this stack made the cluster {} itself", self.name);
            let hint = "leave `existing` out: with it, what the cluster stands on would be taken for leftovers";
            return Err(Error::new(ErrorKind::Immutable, text).with_hint(hint));
        }
        match live.access() {
            Value::Known(_) => Ok(ExistingCluster(live)),
            Value::Pending(_) => {
                Err(Error::new(ErrorKind::Preflight, format!("the cluster {} is still being made", self.name))
                    .with_hint("run again when it is ACTIVE"))
            }
        }
    }
}
