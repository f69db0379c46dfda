//! Who calls, and how things are named.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::section::{Off, section};
use crate::units::{Arn, Duration};

section! {
    /// A role that karpool takes before it calls anything else.
    pub struct AssumeRole {
        /// The role.
        ///
        /// Wire: `sts:AssumeRole.RoleArn`.
        arn: Arn,
        /// The secret that the role's owner asks for.
        ///
        /// Wire: `sts:AssumeRole.ExternalId`.
        external_id: String,
        /// The session's name in CloudTrail.
        ///
        /// Shape: 2 to 64 of letters, digits and `=,.@-`. Default: `karpool`.
        session_name: String,
        /// The serial number or ARN of the MFA device that the role asks for; its code is read from `AWS_MFA_CODE`.
        ///
        /// Wire: `sts:AssumeRole.SerialNumber`.
        mfa_serial: String,
    }
}

section! {
    /// Templates of names. `{name}` is the cluster's name, `{region}` its region, `{role}` what the thing is for.
    /// A name that would be too long is shortened and ends in a hash.
    pub struct Naming {
        /// The names of IAM roles, which are unique per account.
        ///
        /// Default: `{name}-{region}-{role}`.
        roles: String,
        /// The IAM path of roles and instance profiles.
        ///
        /// Shape: begins and ends with `/`. Default: `/karpool/{region}/{name}/`.
        path: String,
        /// The `Name` tag of the nodes' security group (`network.nodeSecurityGroup: {create}`), or `off`.
        ///
        /// Default: `{name}-node`. Wire: `ec2:CreateSecurityGroup.TagSpecifications`.
        node_security_group: NameTag,
        /// The `Name` tag of things that have no name of their own.
        ///
        /// Default: `{name}-{role}`.
        name_tag: NameTag,
    }
}

/// The template of the `Name` tag, or `off`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum NameTag {
    /// No `Name` tag.
    Off(Off),
    /// A template.
    Template(String),
}

impl NameTag {
    /// The template, unless it is off.
    pub fn template(&self) -> Option<String> {
        match self {
            NameTag::Off(_) => None,
            NameTag::Template(template) => Some(template.clone()),
        }
    }
}

impl From<&str> for NameTag {
    fn from(template: &str) -> NameTag {
        NameTag::Template(template.to_owned())
    }
}

section! {
    /// What holds for every IAM role that karpool makes.
    pub struct Iam {
        /// The permissions boundary of every role.
        ///
        /// Wire: `iam:CreateRole.PermissionsBoundary`.
        permissions_boundary: Arn,
    }
}

section! {
    /// How long each kind of thing may take before the run gives up. Running again goes on where it stopped.
    pub struct Timeouts {
        /// Creating, updating or deleting the control plane. Default: `30m`.
        cluster: Duration,
        /// Creating, updating or deleting a node group. Default: `20m`.
        node_group: Duration,
        /// Creating, updating or deleting an addon. Default: `10m`.
        addon: Duration,
        /// The roll-out of Karpenter's controller, and its classes becoming ready. Default: `10m`. The controller needs the
        /// group's nodes, so `nodeGroup` is added to it.
        chart: Duration,
        /// A NodePool becoming ready, or its nodes draining. Default: `5m`.
        node_pool: Duration,
    }
}
