//! Who sent a request: EKS tokens and service account tokens.

use std::collections::BTreeMap;

use super::cluster::{AccessEntry, Cluster};
use super::request::User;
use super::status::Status;
use crate::call::Caller;
use crate::sts::verify_token;
use crate::time::Time;
use crate::world::World;

/// Finds the user behind a bearer token; without a token the user is `system:anonymous`.
///
/// # Errors
/// 401 when the token is not one of this cluster's, or its principal has no access entry.
pub fn authenticate(world: &mut World, cluster_arn: &str, bearer: Option<&str>, now: Time) -> Result<User, Status> {
    let cluster = world.clusters.get(cluster_arn).ok_or_else(Status::unauthorized)?;
    let Some(token) = bearer else { return Ok(User::anonymous()) };
    if let Some(user) = cluster.service_account_of(token) {
        return Ok(user);
    }
    let caller = verify_token(world, token, now, &cluster.name).map_err(|_| Status::unauthorized())?;
    let principal = principal_arn(&caller);
    let id = caller.user_id.split(':').next().unwrap_or_default();
    // An entry belongs to the principal for which it was made, not to a later one of the same name.
    let mut entries = cluster.access.values();
    let entry =
        entries
            .find(|entry| {
                if entry.principal_id.is_empty() { entry.principal_arn == principal } else { entry.principal_id == id }
            })
            .ok_or_else(Status::unauthorized)?;
    Ok(user_of(entry, &caller))
}

/// The role or user behind a caller: a session belongs to its role.
fn principal_arn(caller: &Caller) -> String {
    let Some((head, session)) = caller.arn.split_once(":assumed-role/") else { return caller.arn.clone() };
    let role = session.split('/').next().unwrap_or_default();
    format!("{}:role/{role}", head.replacen(":sts:", ":iam:", 1))
}

fn user_of(entry: &AccessEntry, caller: &Caller) -> User {
    let session = caller.arn.rsplit('/').next().unwrap_or_default();
    let name = entry
        .username
        .replace("{{EC2PrivateDNSName}}", session)
        .replace("{{SessionName}}", &session.replace('@', "-"))
        .replace("{{SessionNameRaw}}", session)
        .replace("{{AccountID}}", &caller.account);
    let mut groups = entry.groups.clone();
    groups.push("system:authenticated".to_owned());
    let extra: BTreeMap<String, Vec<String>> = [
        ("arn", caller.arn.clone()),
        ("canonicalArn", entry.principal_arn.clone()),
        ("principalId", caller.user_id.clone()),
        ("sessionName", session.to_owned()),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), vec![value]))
    .collect();
    let uid = format!("aws-iam-authenticator:{}:{}", caller.account, caller.user_id);
    User { name, uid, groups, extra }
}

impl Cluster {
    /// The service account of a token that was issued and has not expired.
    pub(crate) fn service_account_of(&self, token: &str) -> Option<User> {
        if self.is_remote() {
            return self.signed_service_account(token);
        }
        let issued = self.tokens.get(token).filter(|one| one.expires > self.now)?;
        let user = User::service_account(&issued.namespace, &issued.service_account);
        Some(User { uid: issued.uid.clone(), ..user })
    }
}
