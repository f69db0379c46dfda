//! Managed policies that the spec names: whether they are there.

use std::collections::BTreeMap;

use futures::future::try_join_all;

use crate::error::{Answer, Error, Kind as ErrorKind, Result};
use crate::resource::{Kind, Query};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct FindPolicies {
    /// The ARN of each, and the node of the role that shall have it.
    pub wanted: BTreeMap<String, String>,
}

impl Query for FindPolicies {
    const KIND: Kind = Kind("iam.policy");
    type Answer = ();

    async fn find(&self, world: &World) -> Result<()> {
        let looks = self.wanted.iter().map(|(arn, role)| async move {
            let found = match world.iam().get_policy().policy_arn(arn).send().await.found("iam:GetPolicy") {
                // A caller who may not look at it may still attach it.
                Err(error) if error.is(ErrorKind::Denied) => return Ok(()),
                other => other?,
            };
            let missing = || {
                let error = Error::new(ErrorKind::Preflight, format!("{role}: there is no policy {arn}"));
                error.with_hint("check the name, and the account of its ARN; `aws iam list-policies` lists them")
            };
            found.map(|_| ()).ok_or_else(missing)
        });
        try_join_all(looks).await.map(|_| ())
    }
}
