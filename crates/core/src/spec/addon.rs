//! EKS addons and pod identity associations.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::section::{Open, Texts, section};
use crate::units::Arn;

section! {
    /// An EKS addon.
    pub struct Addon {
        /// Its version: `v1.21.1-eksbuild.1`, or `keep`. When it is not given, EKS's default is taken once and kept.
        ///
        /// Wire: `eks:CreateAddon.addonVersion`.
        version: String,
        /// Its values.
        ///
        /// Wire: `eks:CreateAddon.configurationValues`.
        values: Open,
        /// The role that its pods get.
        ///
        /// Wire: `eks:CreateAddon.podIdentityAssociations`.
        pod_identity: AddonPodIdentity,
        /// The role that its pods get through the cluster's OIDC provider, in place of pod identity.
        ///
        /// Wire: `eks:CreateAddon.serviceAccountRoleArn`.
        irsa: AddonPodIdentity,
        /// Whether deleting the addon leaves what it has installed. Default: `false`.
        ///
        /// Wire: `eks:DeleteAddon.preserve`.
        preserve: bool,
        /// Tags of the addon and of the role of its pods, besides the spec's common ones.
        tags: Texts,
    }
}

section! {
    /// The role of an addon's pods: made with these policies, or one that is there.
    pub struct AddonPodIdentity {
        /// The service account of its pods.
        service_account: String,
        /// Managed policies of the role that karpool makes, by name or ARN.
        policies: Vec<String>,
        /// A role that is there.
        role_arn: Arn,
    }
}

/// The tie between a service account and a role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PodIdentityAssociation {
    /// The service account's namespace.
    ///
    /// Wire: `eks:CreatePodIdentityAssociation.namespace`.
    pub namespace: String,
    /// The service account.
    ///
    /// Wire: `eks:CreatePodIdentityAssociation.serviceAccount`.
    pub service_account: String,
    /// The role.
    ///
    /// Wire: `eks:CreatePodIdentityAssociation.roleArn`.
    pub role_arn: Arn,
}

impl PodIdentityAssociation {
    /// The service account gets the role.
    pub fn new(namespace: impl Into<String>, service_account: impl Into<String>, role_arn: Arn) -> Self {
        PodIdentityAssociation { namespace: namespace.into(), service_account: service_account.into(), role_arn }
    }
}
