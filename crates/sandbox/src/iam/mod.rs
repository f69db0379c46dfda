//! AWS Identity and Access Management: one account's roles, policies, profiles, users and identity providers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::call::{Call, Reply};

pub mod authorize;
mod aws_policy;
pub mod instance_profile;
pub mod lookup;
pub mod managed_policy;
pub mod oidc_provider;
pub mod policy;
pub mod role;
pub mod service_linked_role;
pub mod user;

pub use authorize::allows;
pub use instance_profile::InstanceProfile;
pub use lookup::{
    Unusable, find_instance_profile, find_role, instance_profile_by_arn, role_by_arn, trusts, usable_role, visible,
};
pub use managed_policy::ManagedPolicy;
pub use oidc_provider::OidcProvider;
pub use role::Role;
pub use service_linked_role::create_service_linked_role_internal;
pub use user::User;

/// Tags of one resource.
pub type Tags = BTreeMap<String, String>;

/// Everything IAM keeps for one account. Names are unique without regard to case, so the maps of roles, profiles
/// and users have lower-case keys.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct State {
    pub roles: BTreeMap<String, Role>,
    pub instance_profiles: BTreeMap<String, InstanceProfile>,
    pub users: BTreeMap<String, User>,
    /// Customer managed policies by ARN.
    pub policies: BTreeMap<String, ManagedPolicy>,
    /// OpenID Connect providers by ARN.
    pub oidc_providers: BTreeMap<String, OidcProvider>,
    /// Finished deletions of service-linked roles by task id.
    pub deletion_tasks: BTreeMap<String, String>,
}

pub fn handle(call: &mut Call<'_>) -> Reply {
    call.not_implemented()
}
