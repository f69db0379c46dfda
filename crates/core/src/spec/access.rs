//! Who may use the cluster.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use std::collections::BTreeMap;

use super::section::{Texts, section};
use crate::units::Arn;

section! {
    /// Who may use the cluster's API.
    pub struct Access {
        /// Where EKS looks up who a caller is: access entries, or the `aws-auth` ConfigMap as well.
        ///
        /// Default: `API`. Wire: `eks:CreateCluster.accessConfig.authenticationMode`.
        authentication_mode: AuthenticationMode,
        /// Whether the caller that creates the cluster becomes its administrator. Asked for at creation, not compared
        /// later.
        ///
        /// Default: `true`. Wire: `eks:CreateCluster.accessConfig.bootstrapClusterCreatorAdminPermissions`.
        creator_admin: bool,
        /// Administrators: names of IAM users, or `{role}`, `{sso}`, `{user}`, `{arn}`. They are looked up.
        admins: Vec<Principal>,
        /// Further access entries.
        entries: Vec<AccessEntry>,
        /// OIDC providers whose users the API server takes, by name. A cluster has one at most.
        identity_providers: BTreeMap<String, IdentityProvider>,
    }
}

section! {
    /// An OIDC provider. A change of it takes it away and associates it again, which lasts half an hour.
    pub struct IdentityProvider {
        /// Where its discovery document is, without `/.well-known`.
        ///
        /// Shape: begins with `https://`. Wire: `eks:AssociateIdentityProviderConfig.oidc.issuerUrl`.
        issuer_url: String,
        /// The audience of its tokens.
        ///
        /// Wire: `eks:AssociateIdentityProviderConfig.oidc.clientId`.
        client_id: String,
        /// The claim that is the user's name.
        ///
        /// Default: `sub`. Wire: `eks:AssociateIdentityProviderConfig.oidc.usernameClaim`.
        username_claim: String,
        /// What is put before the user's name, so that it is no other's.
        ///
        /// Wire: `eks:AssociateIdentityProviderConfig.oidc.usernamePrefix`.
        username_prefix: String,
        /// The claim that holds the user's groups.
        ///
        /// Wire: `eks:AssociateIdentityProviderConfig.oidc.groupsClaim`.
        groups_claim: String,
        /// What is put before groups.
        ///
        /// Wire: `eks:AssociateIdentityProviderConfig.oidc.groupsPrefix`.
        groups_prefix: String,
        /// Claims that a token must have, with their values.
        ///
        /// Wire: `eks:AssociateIdentityProviderConfig.oidc.requiredClaims`.
        required_claims: Texts,
    }
}

/// Where EKS looks up who a caller is.
/// Source: EKS API, AuthenticationMode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AuthenticationMode {
    #[default]
    Api,
    ApiAndConfigMap,
}

impl AuthenticationMode {
    /// The name that EKS uses.
    pub fn as_eks(self) -> &'static str {
        match self {
            AuthenticationMode::Api => "API",
            AuthenticationMode::ApiAndConfigMap => "API_AND_CONFIG_MAP",
        }
    }
}

/// A principal of IAM.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Principal {
    /// The name of an IAM user.
    Name(String),
    /// The name of an IAM user.
    User(UserName),
    /// The name of an IAM role, its path left out.
    Role(RoleName),
    /// A permission set of IAM Identity Center: the role that it made in this account.
    Sso(PermissionSet),
    /// A user or role by its ARN.
    Arn(PrincipalArn),
}

/// An IAM user.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UserName {
    /// The user's name.
    pub user: String,
}

/// An IAM role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleName {
    /// The role's name without its path.
    pub role: String,
}

/// A permission set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PermissionSet {
    /// The permission set's name: `AdministratorAccess` for `AWSReservedSSO_AdministratorAccess_0123456789abcdef`.
    pub sso: String,
}

/// A user or role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PrincipalArn {
    /// The ARN of a user or role.
    pub arn: Arn,
}

impl Principal {
    /// An IAM user.
    pub fn user(name: impl Into<String>) -> Principal {
        Principal::User(UserName { user: name.into() })
    }

    /// An IAM role.
    pub fn role(name: impl Into<String>) -> Principal {
        Principal::Role(RoleName { role: name.into() })
    }

    /// A permission set of IAM Identity Center.
    pub fn sso(name: impl Into<String>) -> Principal {
        Principal::Sso(PermissionSet { sso: name.into() })
    }

    /// What the principal is, in one way of writing: `user/alice`, `role/ci`, `sso/Admin` or the ARN.
    /// A plain name and `{user}` are the same.
    pub fn identity(&self) -> String {
        match self {
            Principal::Name(name) => format!("user/{name}"),
            Principal::User(user) => format!("user/{}", user.user),
            Principal::Role(role) => format!("role/{}", role.role),
            Principal::Sso(set) => format!("sso/{}", set.sso),
            Principal::Arn(arn) => arn.arn.to_string(),
        }
    }
}

impl From<&str> for Principal {
    fn from(user: &str) -> Principal {
        Principal::Name(user.to_owned())
    }
}

impl From<Arn> for Principal {
    fn from(arn: Arn) -> Principal {
        Principal::Arn(PrincipalArn { arn })
    }
}

/// An access entry: a principal and what it may do, by access policies of EKS or by groups of Kubernetes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccessEntry {
    /// Whom the entry is for.
    ///
    /// Wire: `eks:CreateAccessEntry.principalArn`.
    pub principal: Principal,
    /// Access policies of EKS.
    ///
    /// Wire: `eks:AssociateAccessPolicy`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<AccessPolicy>,
    /// Groups of Kubernetes, for RBAC bindings of your own.
    ///
    /// Wire: `eks:CreateAccessEntry.kubernetesGroups`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// The name that Kubernetes sees.
    ///
    /// Default: made by EKS. Wire: `eks:CreateAccessEntry.username`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Tags of the entry, besides the spec's common ones.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub tags: Texts,
}

impl AccessEntry {
    /// An entry for a principal.
    pub fn of(principal: impl Into<Principal>) -> AccessEntry {
        AccessEntry {
            principal: principal.into(),
            policies: Vec::new(),
            groups: Vec::new(),
            username: None,
            tags: Texts::new(),
        }
    }

    /// Adds an access policy for the whole cluster.
    #[must_use]
    pub fn policy(mut self, name: impl Into<String>) -> AccessEntry {
        self.policies.push(AccessPolicy { name: name.into(), namespaces: None });
        self
    }

    /// Adds an access policy for some namespaces.
    #[must_use]
    pub fn policy_in(mut self, name: impl Into<String>, namespaces: impl Into<Vec<String>>) -> AccessEntry {
        self.policies.push(AccessPolicy { name: name.into(), namespaces: Some(namespaces.into()) });
        self
    }

    /// Adds a group of Kubernetes.
    #[must_use]
    pub fn group(mut self, name: impl Into<String>) -> AccessEntry {
        self.groups.push(name.into());
        self
    }

    /// The name that Kubernetes sees.
    #[must_use]
    pub fn username(mut self, name: impl Into<String>) -> AccessEntry {
        self.username = Some(name.into());
        self
    }
}

/// An access policy and where it holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AccessPolicy {
    /// The policy's name: `AmazonEKSViewPolicy`.
    pub name: String,
    /// The namespaces that it holds in, one at least; a `*` at the end stands for any.
    ///
    /// Default: the whole cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespaces: Option<Vec<String>>,
}
