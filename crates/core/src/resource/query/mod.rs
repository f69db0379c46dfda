//! Questions: things that are looked up and never written.

mod addon_schema;
mod addon_version;
mod ami_alias;
mod association;
mod discovery;
mod distinct_principals;
mod existing_cluster;
mod helm_release;
mod instance_profile;
mod instance_types;
mod kms_key;
mod network;
mod policies;
mod principal;
mod role;
mod security_group;
mod upgrade_path;
mod vpc_endpoints;

pub use addon_schema::FindAddonSchema;
pub use addon_version::FindAddonVersion;
pub use ami_alias::FindAmiAlias;
pub use association::FindNoAssociation;
pub use discovery::FindDiscovered;
pub use distinct_principals::FindDistinctPrincipals;
pub use existing_cluster::{ExistingCluster, FindCluster};
pub use helm_release::{FindHelmRelease, ReleaseFound};
pub use instance_profile::FindProfile;
pub use instance_types::{FindInstanceTypes, TypesUsed};
pub use kms_key::{FindKey, KeyFound};
pub use network::{FindNetwork, NetworkFound, Selection, Subnet, VpcSelection};
pub use policies::FindPolicies;
pub use principal::FindPrincipal;
pub use role::{FindRole, NodesNeed, RoleFound};
pub use security_group::{FindGroup, FindNodeTraffic};
pub use upgrade_path::FindUpgradePath;
pub use vpc_endpoints::{FindEndpoints, FindRouteTables};
