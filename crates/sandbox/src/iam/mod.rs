//! AWS Identity and Access Management: one account's roles, policies, profiles, users and identity providers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::call::{Call, Reply};

mod account;
mod attachment;
pub mod authorize;
mod aws_policy;
mod boundary;
pub(crate) mod fault;
mod inline;
pub mod instance_profile;
pub mod lookup;
pub mod managed_policy;
pub mod oidc_provider;
mod page;
pub mod policy;
pub(crate) mod principal;
pub mod role;
mod service;
pub mod service_linked_role;
mod simulate;
pub(crate) mod tag;
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
pub use user::{User, find_access_key};

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

/// One operation's handler.
type Handler = for<'a, 'b> fn(&'a mut Call<'b>) -> Reply;

const OPERATIONS: &[(&str, Handler)] = &[
    ("AddClientIDToOpenIDConnectProvider", oidc_provider::add_client_id),
    ("AddRoleToInstanceProfile", instance_profile::add_role),
    ("AttachRolePolicy", attachment::attach),
    ("AttachUserPolicy", attachment::attach),
    ("CreateAccessKey", user::create_access_key),
    ("CreateInstanceProfile", instance_profile::create),
    ("CreateOpenIDConnectProvider", oidc_provider::create),
    ("CreatePolicy", managed_policy::create),
    ("CreatePolicyVersion", managed_policy::create_version),
    ("CreateRole", role::create),
    ("CreateServiceLinkedRole", service_linked_role::create),
    ("CreateUser", user::create),
    ("DeleteAccessKey", user::delete_access_key),
    ("DeleteInstanceProfile", instance_profile::delete),
    ("DeleteOpenIDConnectProvider", oidc_provider::delete),
    ("DeletePolicy", managed_policy::delete),
    ("DeletePolicyVersion", managed_policy::delete_version),
    ("DeleteRole", role::delete),
    ("DeleteRolePermissionsBoundary", boundary::delete),
    ("DeleteRolePolicy", inline::delete),
    ("DeleteServiceLinkedRole", service_linked_role::delete),
    ("DeleteUser", user::delete),
    ("DeleteUserPermissionsBoundary", boundary::delete),
    ("DeleteUserPolicy", inline::delete),
    ("DetachRolePolicy", attachment::detach),
    ("DetachUserPolicy", attachment::detach),
    ("GetAccountSummary", account::summary),
    ("GetInstanceProfile", instance_profile::get),
    ("GetOpenIDConnectProvider", oidc_provider::get),
    ("GetPolicy", managed_policy::get),
    ("GetPolicyVersion", managed_policy::get_version),
    ("GetRole", role::get),
    ("GetRolePolicy", inline::get),
    ("GetServiceLinkedRoleDeletionStatus", service_linked_role::deletion_status),
    ("GetUser", user::get),
    ("GetUserPolicy", inline::get),
    ("ListAccessKeys", user::list_access_keys),
    ("ListAccountAliases", account::aliases),
    ("ListAttachedRolePolicies", attachment::list),
    ("ListAttachedUserPolicies", attachment::list),
    ("ListEntitiesForPolicy", attachment::entities),
    ("ListInstanceProfileTags", tag::list),
    ("ListInstanceProfiles", instance_profile::list),
    ("ListInstanceProfilesForRole", instance_profile::list_for_role),
    ("ListOpenIDConnectProviderTags", tag::list),
    ("ListOpenIDConnectProviders", oidc_provider::list),
    ("ListPolicies", managed_policy::list),
    ("ListPolicyTags", tag::list),
    ("ListPolicyVersions", managed_policy::list_versions),
    ("ListRolePolicies", inline::list),
    ("ListRoleTags", tag::list),
    ("ListRoles", role::list),
    ("ListUserPolicies", inline::list),
    ("ListUserTags", tag::list),
    ("ListUsers", user::list),
    ("PutRolePermissionsBoundary", boundary::put),
    ("PutRolePolicy", inline::put),
    ("PutUserPermissionsBoundary", boundary::put),
    ("PutUserPolicy", inline::put),
    ("RemoveClientIDFromOpenIDConnectProvider", oidc_provider::remove_client_id),
    ("RemoveRoleFromInstanceProfile", instance_profile::remove_role),
    ("SetDefaultPolicyVersion", managed_policy::set_default_version),
    ("SimulateCustomPolicy", simulate::custom),
    ("SimulatePrincipalPolicy", simulate::principal),
    ("TagInstanceProfile", tag::tag),
    ("TagOpenIDConnectProvider", tag::tag),
    ("TagPolicy", tag::tag),
    ("TagRole", tag::tag),
    ("TagUser", tag::tag),
    ("UntagInstanceProfile", tag::untag),
    ("UntagOpenIDConnectProvider", tag::untag),
    ("UntagPolicy", tag::untag),
    ("UntagRole", tag::untag),
    ("UntagUser", tag::untag),
    ("UpdateAccessKey", user::update_access_key),
    ("UpdateAssumeRolePolicy", role::update_trust),
    ("UpdateOpenIDConnectProviderThumbprint", oidc_provider::update_thumbprints),
    ("UpdateRole", role::update),
    ("UpdateRoleDescription", role::update_description),
];

/// Answers one IAM request.
pub fn handle(call: &mut Call<'_>) -> Reply {
    match OPERATIONS.iter().find(|(name, _)| *name == call.operation) {
        Some((_, handler)) => handler(call),
        None => call.not_implemented(),
    }
}
