//! Questions: things that are looked up and never written.

mod addon_schema;
mod addon_version;
mod ami_alias;
mod existing_cluster;
mod helm_release;
mod instance_types;
mod network;
mod principal;
mod upgrade_path;

pub use addon_schema::FindAddonSchema;
pub use addon_version::FindAddonVersion;
pub use ami_alias::FindAmiAlias;
pub use existing_cluster::{ExistingCluster, FindCluster};
pub use helm_release::{FindHelmRelease, ReleaseFound};
pub use instance_types::{FindInstanceTypes, TypesUsed};
pub use network::{FindNetwork, NetworkFound, Selection, Subnet, VpcSelection};
pub use principal::FindPrincipal;
pub use upgrade_path::FindUpgradePath;
