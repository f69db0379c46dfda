//! What is wanted: plain data that is the file, the builders and the schema at once.
#![doc = include_str!("../../docs/spec.md")]

mod access;
mod account;
mod addon;
mod check;
mod cluster;
mod environment;
mod fargate_profile;
mod instance;
mod karpenter;
mod kms_key;
#[doc(hidden)]
pub mod name;
mod network;
mod node_class;
mod node_group;
mod node_overlay;
mod node_pool;
mod node_role;
mod path;
mod piece;
#[doc(hidden)]
pub mod resolved;
mod scheduling;
mod schema;
mod section;
mod security_group;
mod settings;
mod stack;
mod text;

pub use crate::catalog::ami_family::AmiFamily;
pub use crate::catalog::instance_type::Architecture;
pub use access::{
    Access, AccessEntry, AccessPolicy, AuthenticationMode, IdentityProvider, PermissionSet, Principal, PrincipalArn,
    RoleName, UserName,
};
pub use account::{AssumeRole, Iam, NameTag, Naming, Timeouts};
pub use addon::{Addon, AddonPodIdentity, PodIdentityAssociation};
pub use check::{Place, Problem, Problems, Severity, check_spec};
pub use cluster::{
    Cluster, ClusterRole, ControlPlaneTier, Create, GivenRole, IpFamily, LogClass, LogType, Logs, Secrets,
    UpgradePolicy,
};
pub use environment::{ENVIRONMENT_DEFAULTS, Environment, EnvironmentDefault};
pub use fargate_profile::{FargateProfile, FargateSelector};
pub use instance::{Enabled, Metadata, Tokens, Volume, VolumeType};
pub use karpenter::{
    AutoWord, DnsPolicy, Identity, InstanceProfile, InstanceProfileField, InstanceProfileName, InterruptionQueue,
    Karpenter, KarpenterChart, KarpenterRole, NoneWord, QueueEncryption, QueueKey, Resources, RoleTrust, SqsWord,
    StsRegional,
};
pub use kms_key::{KmsKey, KmsKeyWord};
pub use network::{
    Discovery, Endpoint, Endpoints, Named, Network, PublicEndpoint, PublicRanges, Subnets, Tagged, Vpc, VpnCidr,
};
pub use node_class::{
    Ami, AmiSelector, CapacityReservationTerm, ConnectionTracking, CpuOptions, ImageFamily, InstanceMatchCriteria,
    InstanceStorePolicy, InterfaceType, NetworkInterface, NodeClass, PlacementGroup, SecurityGroupTerm, SubnetTerm,
};
pub use node_group::{
    CapacityReservation, Disk, GroupCapacityType, GroupRole, GroupTaints, GroupUpdate, LaunchTemplate, NodeGroup,
    Repair, RepairLimits, ReservationPreference, Size, TaintsWord, UpdateStrategy,
};
pub use node_overlay::NodeOverlay;
pub use node_pool::{Budget, ConsolidationPolicy, Disruption, Limits, NodePool, Preset, Reason};
pub use node_role::{AccessEntryType, NodeAccessEntry, NodeRole, NodeRoleField};
pub use path::{Path, Segment};
pub use piece::PieceSpec;
pub use resolved::{Choice, Defaulted, Origin, Resolved};
pub use scheduling::{CapacityType, Operator, Requirement, Taint, TaintEffect};
pub use schema::{schema, schema_of};
pub use section::{Off, Open, Range, Switch, Texts};
pub use security_group::{
    ClusterWord, CreatedSecurityGroup, GivenSecurityGroup, NodeSecurityGroup, NodeSecurityRules, Protocol,
    RulePeerWord, SecurityRule,
};
pub use settings::{FeatureGates, KarpenterSettings, MinValuesPolicy, PreferencePolicy};
pub use stack::{ApiVersion, Spec, Stack};
pub use text::{Checked, Document, Format, RESERVED_VARIABLES, check};
