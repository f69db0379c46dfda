//! EKS: clusters and everything that belongs to one.

mod access_entry;
mod access_policy;
mod addon;
mod cluster;
mod duration;
pub(crate) mod fargate_profile;
mod fault;
mod identity_provider;
mod input;
mod insight;
mod installed;
mod neighbours;
mod nodegroup;
mod page;
mod place;
mod pod_identity;
mod route;
mod routes;
mod tag;
mod text;
mod token;
mod update;
mod version;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::call::{Call, Reply};
use crate::world::World;
use place::Place;

pub use access_entry::AccessEntry;
pub use addon::Addon;
pub use cluster::Cluster;
pub use fargate_profile::FargateProfile;
pub use installed::{Installed, find_cluster, find_nodegroup, installed_addons};
pub use nodegroup::Nodegroup;
pub use pod_identity::Association;
pub(crate) use route::{Route, find as find_route};
pub use routes::route;

/// What EKS keeps of one account in one region.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct State {
    pub clusters: BTreeMap<String, Cluster>,
    pub(crate) tokens: BTreeMap<String, token::TokenUse>,
}

type Handler = fn(&mut Call<'_>) -> Reply;

const OPERATIONS: &[(&str, Handler)] = &[
    ("AssociateAccessPolicy", access_policy::associate),
    ("AssociateEncryptionConfig", cluster::associate_encryption),
    ("AssociateIdentityProviderConfig", identity_provider::associate),
    ("CreateAccessEntry", access_entry::create),
    ("CreateAddon", addon::create),
    ("CreateCluster", cluster::create),
    ("CreateFargateProfile", fargate_profile::create),
    ("CreateNodegroup", nodegroup::create),
    ("CreatePodIdentityAssociation", pod_identity::create),
    ("DeleteAccessEntry", access_entry::delete),
    ("DeleteAddon", addon::delete),
    ("DeleteCluster", cluster::delete),
    ("DeleteFargateProfile", fargate_profile::delete),
    ("DeleteNodegroup", nodegroup::delete),
    ("DeletePodIdentityAssociation", pod_identity::delete),
    ("DescribeAccessEntry", access_entry::describe),
    ("DescribeAddon", addon::describe),
    ("DescribeAddonConfiguration", addon::catalogue::describe_configuration),
    ("DescribeAddonVersions", addon::catalogue::describe_versions),
    ("DescribeCluster", cluster::describe),
    ("DescribeClusterVersions", version::describe),
    ("DescribeFargateProfile", fargate_profile::describe),
    ("DescribeIdentityProviderConfig", identity_provider::describe),
    ("DescribeInsight", insight::describe),
    ("DescribeNodegroup", nodegroup::describe),
    ("DescribePodIdentityAssociation", pod_identity::describe),
    ("DescribeUpdate", update::describe),
    ("DisassociateAccessPolicy", access_policy::disassociate),
    ("DisassociateIdentityProviderConfig", identity_provider::disassociate),
    ("ListAccessEntries", access_entry::list),
    ("ListAccessPolicies", access_policy::list_all),
    ("ListAddons", addon::list),
    ("ListAssociatedAccessPolicies", access_policy::list_associated),
    ("ListClusters", cluster::list),
    ("ListFargateProfiles", fargate_profile::list),
    ("ListIdentityProviderConfigs", identity_provider::list),
    ("ListInsights", insight::list),
    ("ListNodegroups", nodegroup::list),
    ("ListPodIdentityAssociations", pod_identity::list),
    ("ListTagsForResource", tag::list),
    ("ListUpdates", update::list),
    ("TagResource", tag::tag),
    ("UntagResource", tag::untag),
    ("UpdateAccessEntry", access_entry::update),
    ("UpdateAddon", addon::update),
    ("UpdateClusterConfig", cluster::update_config),
    ("UpdateClusterVersion", cluster::upgrade),
    ("UpdateNodegroupConfig", nodegroup::update_config),
    ("UpdateNodegroupVersion", nodegroup::upgrade),
    ("UpdatePodIdentityAssociation", pod_identity::update),
];

/// What is answered, by name.
pub(crate) fn operations() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().map(|row| row.0)
}

/// Answers one EKS call.
pub fn handle(call: &mut Call<'_>) -> Reply {
    let Some((_, handler)) = OPERATIONS.iter().find(|(name, _)| *name == call.operation) else {
        return call.not_implemented();
    };
    input::check(call)?;
    token::run_once(call, *handler).map(text::without_nulls)
}

/// Lets every cluster live for a tick.
pub fn tick(world: &mut World) {
    for place in Place::all(world) {
        cluster::live(world, &place);
        nodegroup::live(world, &place);
        addon::live(world, &place);
        fargate_profile::live(world, &place);
    }
}
