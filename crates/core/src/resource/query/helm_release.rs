//! The newest record of a Helm release in a cluster.

use crate::chart::release::{self, Parsed};
use crate::error::{Error, Result};
use crate::graph::Value;
use crate::resource::kubernetes::list_objects;
use crate::resource::{Kind, Query};
use crate::world::{ClusterAccess, World};

#[derive(Clone, Debug)]
pub struct FindHelmRelease {
    pub access: Value<ClusterAccess>,
    pub namespace: String,
    pub name: String,
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
        let selector = format!("owner=helm,name={}", self.name);
        let kind = ("v1", "Secret", Some(self.namespace.as_str()));
        let secrets = list_objects(self.access.known()?, kind, &selector, world).await?;
        let parsed: Vec<Parsed> = secrets
            .iter()
            .map(|secret| release::parse(secret).map_err(|error| Error::bug(error.to_string())))
            .collect::<Result<_>>()?;
        Ok(parsed.into_iter().max_by_key(|parsed| parsed.record.revision))
    }
}
