//! A service-linked role of the account: ensured, never changed, never deleted.
//!
//! Key: the role's fixed name. Calls: iam:GetRole, CreateServiceLinkedRole. Ready at once.

use super::Name;
use crate::error::{Answer, Kind as ErrorKind, Result};
use crate::resource::{Claim, Diff, Facts, Field, Kind, Resource, Shown};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct ServiceLinkedRole {
    /// `spot.amazonaws.com`.
    pub service: String,
}

/// It is there; nothing else of it is ours.
#[derive(Clone, Debug)]
pub struct Live;

/// (service, role's name). Source: EC2 user guide, "Service-linked role for Spot Instance requests", 2026-11.
const NAMES: &[(&str, &str)] = &[("spot.amazonaws.com", "AWSServiceRoleForEC2Spot")];

impl ServiceLinkedRole {
    pub fn spot() -> (Name, ServiceLinkedRole) {
        let (service, name) = NAMES[0];
        (Name::new(name), ServiceLinkedRole { service: service.into() })
    }
}

impl Resource for ServiceLinkedRole {
    const KIND: Kind = Kind("iam.service_linked_role");
    const ADOPTS: bool = true;

    type Key = Name;
    type Live = Live;

    async fn read(key: &Name, world: &World) -> Result<Option<Live>> {
        let role = world.iam().get_role().role_name(&key.0).send().await.found("iam:GetRole")?;
        Ok(role.map(|_| Live))
    }

    /// The account's: using it needs no mark, and destroy leaves it.
    fn claim(&self, _: &Live) -> Claim {
        Claim::Free
    }

    fn diff(&self, _: &Live) -> Diff {
        Diff::same()
    }

    fn fields(&self) -> Vec<Field> {
        vec![Field::added("service", Shown::of(&self.service))]
    }

    fn preview(&self, _: &Name, _: Option<&Live>, _: &Facts) -> Live {
        Live
    }

    async fn create(&self, _: &Name, world: &World) -> Result<Option<Name>> {
        let create = world.iam().create_service_linked_role().aws_service_name(&self.service).send().await;
        match create.of("iam:CreateServiceLinkedRole") {
            // The answer to a role that exists: somebody else was faster.
            Err(error) if error.code() == Some("InvalidInput") => Ok(None),
            Err(error) if error.is(ErrorKind::Denied) => {
                Err(error.with_hint("ask an administrator to run `aws iam create-service-linked-role --aws-service-name spot.amazonaws.com` once"))
            }
            answer => answer.map(|_| None),
        }
    }

    async fn update(&self, _: &Name, _: &Live, _: &World) -> Result<()> {
        Ok(())
    }

    async fn delete(_: &Name, _: &Live, _: &World) -> Result<()> {
        Ok(())
    }
}
