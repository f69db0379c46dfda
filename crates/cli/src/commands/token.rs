//! `token`: a token for a cluster's Kubernetes API, in the form that kubectl's credential plugins answer.

use jiff::Timestamp;
use karpool::units::Region;
use karpool::world::Access;
use serde_json::json;

use super::Session;
use crate::args::TokenArgs;
use crate::exit::{DONE, Failure};
use crate::ground;

pub(super) fn token(session: &Session, args: &TokenArgs) -> Result<u8, Failure> {
    let region = Region::new(&args.region).map_err(|error| {
        Failure::usage(format!("--region {}: {error}", args.region), "give a region such as us-east-1")
    })?;
    let access = Access { profile: args.profile.clone(), role_arn: args.role_arn.clone(), ..Access::default() };
    ground::work_in(&session.global.sandbox, (region, access), async |ground| {
        let token = ground.world.token(&args.cluster).await?;
        let expires = Timestamp::try_from(token.expires).unwrap_or(Timestamp::UNIX_EPOCH);
        session.printer.raw_document(&json!({
            "apiVersion": "client.authentication.k8s.io/v1",
            "kind": "ExecCredential",
            "status": {"expirationTimestamp": expires.round(jiff::Unit::Second).unwrap_or(expires), "token": token.text},
        }));
        Ok(DONE)
    })
}
