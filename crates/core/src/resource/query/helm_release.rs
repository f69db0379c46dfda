//! The newest record of a Helm release in a cluster.

use crate::chart::release::{self, Parsed};
use crate::error::{Error, Result};
use crate::graph::Value;
use crate::resource::kubernetes::{list_objects, our_objects};
use crate::resource::{Kind, Query};
use crate::world::{ClusterAccess, World};

#[derive(Clone, Debug)]
pub struct FindHelmRelease {
    pub access: Value<ClusterAccess>,
    pub namespace: String,
    pub name: String,
    /// The stack's hash: a record of ours is in the list of our Secrets, which the pass asks for anyway.
    pub stack: String,
}

/// `None` when Helm and karpool have never installed it.
pub type ReleaseFound = Option<Parsed>;

impl Query for FindHelmRelease {
    const KIND: Kind = Kind("helm.release");
    type Answer = ReleaseFound;

    fn is_pending(&self) -> bool {
        self.access.is_pending()
    }

    async fn find(&self, world: &World) -> Result<ReleaseFound> {
        let mut secrets = self.ours(world).await?;
        if secrets.is_empty() {
            let selector = format!("owner=helm,name={}", self.name);
            let kind = ("v1", "Secret", Some(self.namespace.as_str()));
            secrets = list_objects(self.access.known()?, kind, &selector, world).await?;
        }
        let parsed: Vec<Parsed> = secrets
            .iter()
            .map(|secret| release::parse(secret).map_err(|error| Error::bug(error.to_string())))
            .collect::<Result<_>>()?;
        Ok(parsed.into_iter().max_by_key(|parsed| parsed.record.revision))
    }
}

impl FindHelmRelease {
    async fn ours(&self, world: &World) -> Result<Vec<serde_json::Value>> {
        let secrets = our_objects(self.access.known()?, ("v1", "Secret"), &self.stack, world).await?;
        let ours = secrets.iter().filter(|secret| {
            let (metadata, record) = (&secret["metadata"], secret["type"] == "helm.sh/release.v1");
            record
                && metadata["labels"]["name"] == self.name.as_str()
                && metadata["namespace"] == self.namespace.as_str()
        });
        Ok(ours.cloned().collect())
    }
}
