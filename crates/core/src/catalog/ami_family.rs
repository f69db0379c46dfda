//! The families of machine images that nodes boot from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::instance_type::Architecture;

/// A family of images of managed node groups and of Karpenter's nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AmiFamily {
    Al2023,
    Bottlerocket,
}

impl AmiFamily {
    /// The name in an alias of an EC2NodeClass: `al2023` of `al2023@v20260801`.
    pub fn alias(self) -> &'static str {
        match self {
            AmiFamily::Al2023 => "al2023",
            AmiFamily::Bottlerocket => "bottlerocket",
        }
    }

    /// The `amiType` of a managed node group.
    /// Source: EKS API, Nodegroup.amiType.
    pub fn group_type(self, architecture: Architecture) -> &'static str {
        match (self, architecture) {
            (AmiFamily::Al2023, Architecture::Amd64) => "AL2023_x86_64_STANDARD",
            (AmiFamily::Al2023, Architecture::Arm64) => "AL2023_ARM_64_STANDARD",
            (AmiFamily::Bottlerocket, Architecture::Amd64) => "BOTTLEROCKET_x86_64",
            (AmiFamily::Bottlerocket, Architecture::Arm64) => "BOTTLEROCKET_ARM_64",
        }
    }

    /// The device that takes images and pods' files: the one whose size matters.
    /// Source: Karpenter documentation, default block device mappings of each family.
    pub fn data_device(self) -> &'static str {
        match self {
            AmiFamily::Al2023 => "/dev/xvda",
            AmiFamily::Bottlerocket => "/dev/xvdb",
        }
    }
}
