//! What workloads hold in the account through the cluster: load balancers, and volumes. Their controllers remove them
//! when the object is deleted, and nobody does once the cluster is gone.
//!
//! Found in the cluster: Services of type LoadBalancer, Ingresses, and claims of volumes that go with their claim. Calls:
//! those of Kubernetes. A load balancer is gone within minutes; a claim waits for the pods that use it.

use serde_json::Value as Json;

use super::{Left, Remnant};
use crate::error::{Error, Kind as ErrorKind, Result};
use crate::resource::Kind;
use crate::resource::kubernetes::{Coordinates, delete_object, list_objects};
use crate::world::{ClusterAccess, World};

/// Objects with a load balancer in the account.
#[derive(Clone, Debug)]
pub struct Balanced {
    pub access: ClusterAccess,
}

/// Claims with a volume in the account.
#[derive(Clone, Debug)]
pub struct Claimed {
    pub access: ClusterAccess,
}

const SERVICE: (&str, &str) = ("v1", "Service");
const INGRESS: (&str, &str) = ("networking.k8s.io/v1", "Ingress");
const CLAIM: (&str, &str) = ("v1", "PersistentVolumeClaim");
const VOLUME: (&str, &str) = ("v1", "PersistentVolume");

impl Remnant for Balanced {
    const KIND: Kind = Kind("kubernetes.object");
    const WHY: &'static str = "it has a load balancer in the account, which its controller removes with it";
    const AWAITED: bool = true;

    async fn list(&self, world: &World) -> Result<Vec<Left>> {
        let (services, ingresses) =
            futures::try_join!(all(&self.access, SERVICE, world), all(&self.access, INGRESS, world))?;
        let balanced = services.iter().filter(|service| service["spec"]["type"] == "LoadBalancer");
        Ok(balanced.chain(&ingresses).map(left).collect())
    }

    async fn delete(&self, id: &str, world: &World) -> Result<()> {
        delete(&self.access, id, world).await
    }
}

impl Remnant for Claimed {
    const KIND: Kind = Kind("kubernetes.object");
    const WHY: &'static str = "it has a volume in the account, which goes with it";
    const AWAITED: bool = true;

    async fn list(&self, world: &World) -> Result<Vec<Left>> {
        let (claims, volumes) = futures::try_join!(all(&self.access, CLAIM, world), all(&self.access, VOLUME, world))?;
        let goes = |volume: &&Json| {
            volume["spec"]["persistentVolumeReclaimPolicy"] == "Delete" && !volume["spec"]["csi"].is_null()
        };
        let held: Vec<&Json> = volumes.iter().filter(goes).map(|volume| &volume["spec"]["claimRef"]["uid"]).collect();
        let bound = claims.iter().filter(|claim| held.contains(&&claim["metadata"]["uid"]));
        Ok(bound.map(left).collect())
    }

    async fn delete(&self, id: &str, world: &World) -> Result<()> {
        delete(&self.access, id, world).await
    }
}

/// Every object of a kind. An API that does not answer, or not to this caller, does not keep a cluster from going.
async fn all(access: &ClusterAccess, (version, kind): (&str, &str), world: &World) -> Result<Vec<Json>> {
    match list_objects(access, (version, kind, None), "", world).await {
        Err(error) if [ErrorKind::Unreachable, ErrorKind::Denied, ErrorKind::Credentials].contains(&error.kind()) => {
            Ok(Vec::new())
        }
        found => found,
    }
}

fn left(object: &Json) -> Left {
    Left { id: Coordinates::of(object).to_string(), leaving: object["metadata"]["deletionTimestamp"].is_string() }
}

/// `Service/default/web`, as it was listed.
async fn delete(access: &ClusterAccess, id: &str, world: &World) -> Result<()> {
    let mut parts = id.splitn(3, '/');
    let (Some(kind), Some(namespace), Some(name)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(Error::bug(format!("{id} names no object in a namespace")));
    };
    let known = [SERVICE, INGRESS, CLAIM].into_iter().find(|(_, known)| *known == kind);
    let (version, kind) = known.ok_or_else(|| Error::bug(format!("{id} is of another kind")))?;
    let at = Coordinates {
        api_version: version.into(),
        kind: kind.into(),
        namespace: Some(namespace.to_owned()),
        name: name.to_owned(),
    };
    match delete_object(access, &at, None, world).await {
        Err(error) if error.is(ErrorKind::NotFound) => Ok(()),
        answer => answer,
    }
}
