//! AWS Identity and Access Management: one account's roles, policies, profiles, users and identity providers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::call::{Call, Reply};
use crate::wire::member;

mod account;
mod attachment;
pub mod authorize;
mod aws_policy;
mod boundary;
pub mod enforce;
pub(crate) mod fault;
mod inline;
mod input;
pub mod instance_profile;
mod ledger;
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
#[cfg(test)]
mod tests;
pub mod user;

pub use authorize::allows;
pub use enforce::authorize;
pub use instance_profile::InstanceProfile;
pub use ledger::{Ledger, Passage};
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
    /// Deletions of service-linked roles by task id, with the resources (by region) that prevented them.
    pub deletion_tasks: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

/// One operation's handler.
type Handler = for<'a, 'b> fn(&'a mut Call<'b>) -> Reply;

/// Operations, their handlers, and the members they take.
const OPERATIONS: &[(&str, Handler, &str)] = &[
    ("AddClientIDToOpenIDConnectProvider", oidc_provider::add_client_id, "OpenIDConnectProviderArn! ClientID!"),
    ("AddRoleToInstanceProfile", instance_profile::add_role, "InstanceProfileName! RoleName!"),
    ("AttachRolePolicy", attachment::attach, "RoleName! PolicyArn!"),
    ("AttachUserPolicy", attachment::attach, "UserName! PolicyArn!"),
    ("CreateAccessKey", user::create_access_key, "UserName"),
    ("CreateInstanceProfile", instance_profile::create, "InstanceProfileName! Path Tags"),
    ("CreateOpenIDConnectProvider", oidc_provider::create, "Url! ClientIDList ThumbprintList Tags"),
    ("CreatePolicy", managed_policy::create, "PolicyName! Path PolicyDocument! Description Tags"),
    ("CreatePolicyVersion", managed_policy::create_version, "PolicyArn! PolicyDocument! SetAsDefault"),
    (
        "CreateRole",
        role::create,
        "RoleName! Path AssumeRolePolicyDocument! Description MaxSessionDuration PermissionsBoundary Tags",
    ),
    ("CreateServiceLinkedRole", service_linked_role::create, "AWSServiceName! Description CustomSuffix"),
    ("CreateUser", user::create, "UserName! Path PermissionsBoundary Tags"),
    ("DeleteAccessKey", user::delete_access_key, "UserName AccessKeyId!"),
    ("DeleteInstanceProfile", instance_profile::delete, "InstanceProfileName!"),
    ("DeleteOpenIDConnectProvider", oidc_provider::delete, "OpenIDConnectProviderArn!"),
    ("DeletePolicy", managed_policy::delete, "PolicyArn!"),
    ("DeletePolicyVersion", managed_policy::delete_version, "PolicyArn! VersionId!"),
    ("DeleteRole", role::delete, "RoleName!"),
    ("DeleteRolePermissionsBoundary", boundary::delete, "RoleName!"),
    ("DeleteRolePolicy", inline::delete, "RoleName! PolicyName!"),
    ("DeleteServiceLinkedRole", service_linked_role::delete, "RoleName!"),
    ("DeleteUser", user::delete, "UserName!"),
    ("DeleteUserPermissionsBoundary", boundary::delete, "UserName!"),
    ("DeleteUserPolicy", inline::delete, "UserName! PolicyName!"),
    ("DetachRolePolicy", attachment::detach, "RoleName! PolicyArn!"),
    ("DetachUserPolicy", attachment::detach, "UserName! PolicyArn!"),
    ("GetAccountSummary", account::summary, ""),
    ("GetInstanceProfile", instance_profile::get, "InstanceProfileName!"),
    ("GetOpenIDConnectProvider", oidc_provider::get, "OpenIDConnectProviderArn!"),
    ("GetPolicy", managed_policy::get, "PolicyArn!"),
    ("GetPolicyVersion", managed_policy::get_version, "PolicyArn! VersionId!"),
    ("GetRole", role::get, "RoleName!"),
    ("GetRolePolicy", inline::get, "RoleName! PolicyName!"),
    ("GetServiceLinkedRoleDeletionStatus", service_linked_role::deletion_status, "DeletionTaskId!"),
    ("GetUser", user::get, "UserName"),
    ("GetUserPolicy", inline::get, "UserName! PolicyName!"),
    ("ListAccessKeys", user::list_access_keys, "UserName Marker MaxItems"),
    ("ListAccountAliases", account::aliases, "Marker MaxItems"),
    ("ListAttachedRolePolicies", attachment::list, "RoleName! PathPrefix Marker MaxItems"),
    ("ListAttachedUserPolicies", attachment::list, "UserName! PathPrefix Marker MaxItems"),
    (
        "ListEntitiesForPolicy",
        attachment::entities,
        "PolicyArn! EntityFilter PathPrefix PolicyUsageFilter Marker MaxItems",
    ),
    ("ListInstanceProfileTags", tag::list, "InstanceProfileName! Marker MaxItems"),
    ("ListInstanceProfiles", instance_profile::list, "PathPrefix Marker MaxItems"),
    ("ListInstanceProfilesForRole", instance_profile::list_for_role, "RoleName! Marker MaxItems"),
    ("ListOpenIDConnectProviderTags", tag::list, "OpenIDConnectProviderArn! Marker MaxItems"),
    ("ListOpenIDConnectProviders", oidc_provider::list, ""),
    ("ListPolicies", managed_policy::list, "Scope OnlyAttached PathPrefix PolicyUsageFilter Marker MaxItems"),
    ("ListPolicyTags", tag::list, "PolicyArn! Marker MaxItems"),
    ("ListPolicyVersions", managed_policy::list_versions, "PolicyArn! Marker MaxItems"),
    ("ListRolePolicies", inline::list, "RoleName! Marker MaxItems"),
    ("ListRoleTags", tag::list, "RoleName! Marker MaxItems"),
    ("ListRoles", role::list, "PathPrefix Marker MaxItems"),
    ("ListUserPolicies", inline::list, "UserName! Marker MaxItems"),
    ("ListUserTags", tag::list, "UserName! Marker MaxItems"),
    ("ListUsers", user::list, "PathPrefix Marker MaxItems"),
    ("PutRolePermissionsBoundary", boundary::put, "RoleName! PermissionsBoundary!"),
    ("PutRolePolicy", inline::put, "RoleName! PolicyName! PolicyDocument!"),
    ("PutUserPermissionsBoundary", boundary::put, "UserName! PermissionsBoundary!"),
    ("PutUserPolicy", inline::put, "UserName! PolicyName! PolicyDocument!"),
    ("RemoveClientIDFromOpenIDConnectProvider", oidc_provider::remove_client_id, "OpenIDConnectProviderArn! ClientID!"),
    ("RemoveRoleFromInstanceProfile", instance_profile::remove_role, "InstanceProfileName! RoleName!"),
    ("SetDefaultPolicyVersion", managed_policy::set_default_version, "PolicyArn! VersionId!"),
    ("SimulateCustomPolicy", simulate::custom, "ActionNames! Marker MaxItems"),
    (
        "SimulatePrincipalPolicy",
        simulate::principal,
        "PolicySourceArn! ActionNames! CallerArn ResourceHandlingOption ResourceOwner Marker MaxItems",
    ),
    ("TagInstanceProfile", tag::tag, "InstanceProfileName! Tags!"),
    ("TagOpenIDConnectProvider", tag::tag, "OpenIDConnectProviderArn! Tags!"),
    ("TagPolicy", tag::tag, "PolicyArn! Tags!"),
    ("TagRole", tag::tag, "RoleName! Tags!"),
    ("TagUser", tag::tag, "UserName! Tags!"),
    ("UntagInstanceProfile", tag::untag, "InstanceProfileName! TagKeys!"),
    ("UntagOpenIDConnectProvider", tag::untag, "OpenIDConnectProviderArn! TagKeys!"),
    ("UntagPolicy", tag::untag, "PolicyArn! TagKeys!"),
    ("UntagRole", tag::untag, "RoleName! TagKeys!"),
    ("UntagUser", tag::untag, "UserName! TagKeys!"),
    ("UpdateAccessKey", user::update_access_key, "UserName AccessKeyId! Status!"),
    ("UpdateAssumeRolePolicy", role::update_trust, "RoleName! PolicyDocument!"),
    (
        "UpdateOpenIDConnectProviderThumbprint",
        oidc_provider::update_thumbprints,
        "OpenIDConnectProviderArn! ThumbprintList!",
    ),
    ("UpdateRole", role::update, "RoleName! Description MaxSessionDuration MaxSigninSessionDuration"),
    ("UpdateRoleDescription", role::update_description, "RoleName! Description!"),
];

/// What is answered, by name.
pub(crate) fn operations() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().map(|row| row.0)
}

/// Answers one IAM request.
pub fn handle(call: &mut Call<'_>) -> Reply {
    let Some((name, handler, members)) = OPERATIONS.iter().find(|(name, ..)| *name == call.operation) else {
        return call.not_implemented();
    };
    member::check(call, name, members, input::MEMBERS)?;
    input::check_partition(call)?;
    handler(call)
}
