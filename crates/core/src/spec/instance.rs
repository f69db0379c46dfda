//! What an instance is made with, whoever makes it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::section::section;
use crate::units::{Quantity, SnapshotId};

section! {
    /// The instance metadata service.
    pub struct Metadata {
        /// Whether it answers.
        ///
        /// Default: `enabled`.
        endpoint: Enabled,
        /// How many network hops its answers travel: with 1, pods do not reach it.
        ///
        /// Range: 1 to 64. Default: `1`.
        hop_limit: u8,
        /// Whether a session token is asked for.
        ///
        /// Default: `required`.
        tokens: Tokens,
        /// Whether it answers over IPv6 as well.
        ///
        /// Default: `disabled`.
        ipv6: Enabled,
    }
}

/// On or off, in EC2's words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Enabled {
    #[default]
    Enabled,
    Disabled,
}

impl Enabled {
    pub fn as_str(self) -> &'static str {
        match self {
            Enabled::Enabled => "enabled",
            Enabled::Disabled => "disabled",
        }
    }
}

/// Whether the metadata service asks for a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Tokens {
    #[default]
    Required,
    Optional,
}

impl Tokens {
    pub fn as_str(self) -> &'static str {
        match self {
            Tokens::Required => "required",
            Tokens::Optional => "optional",
        }
    }
}

/// A type of volume.
/// Source: EC2 API, VolumeType.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum VolumeType {
    Standard,
    Io1,
    Io2,
    Gp2,
    Sc1,
    St1,
    #[default]
    Gp3,
}

impl VolumeType {
    /// The name that EC2 uses.
    pub fn as_str(self) -> &'static str {
        match self {
            VolumeType::Standard => "standard",
            VolumeType::Io1 => "io1",
            VolumeType::Io2 => "io2",
            VolumeType::Gp2 => "gp2",
            VolumeType::Sc1 => "sc1",
            VolumeType::St1 => "st1",
            VolumeType::Gp3 => "gp3",
        }
    }
}

section! {
    /// A volume of Karpenter's nodes.
    pub struct Volume {
        /// The device: `/dev/xvda`.
        device: String,
        /// Its size.
        ///
        /// Shape: a quantity of whole Gi or G. Range: 1Gi to 59000Gi. Default: `50Gi`.
        size: Quantity,
        /// Its type. Default: `gp3`.
        #[serde(rename = "type")]
        volume_type: VolumeType,
        /// Whether it is encrypted. Default: `true`.
        encrypted: bool,
        /// The key that encrypts it, by id or ARN.
        kms_key: String,
        /// Operations a second.
        iops: u32,
        /// Throughput. Unit: MiB a second.
        throughput: u32,
        /// How fast a snapshot's blocks are fetched; since Karpenter 1.5.
        ///
        /// Unit: MiB a second. Range: 100 to 300. Default: as they are read.
        initialization_rate: u32,
        /// The snapshot that it is made from.
        snapshot_id: SnapshotId,
        /// Whether it goes with the instance. Default: `true`.
        delete_on_termination: bool,
        /// Whether it is the one that the image boots from.
        root_volume: bool,
    }
}
