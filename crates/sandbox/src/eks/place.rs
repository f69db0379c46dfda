//! Where a cluster lives, and the way to it.

use super::State;
use super::cluster::Cluster;
use super::fault::{about, absent};
use crate::call::{Call, Fault};
use crate::world::World;

/// A cluster's account, region and name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) account: String,
    pub(crate) partition: String,
    pub(crate) region: String,
    pub(crate) cluster: String,
}

impl Place {
    /// The place that a call is about, whether there is a cluster or not.
    pub(crate) fn of(call: &Call<'_>) -> Place {
        let cluster = call.text("clusterName").or_else(|| call.text("name")).unwrap_or_default();
        Place { account: call.account_id(), partition: call.partition.clone(), region: call.region.clone(), cluster }
    }

    pub(crate) fn arn(&self, resource: &str) -> String {
        format!("arn:{}:eks:{}:{}:{resource}", self.partition, self.region, self.account)
    }

    pub(crate) fn cluster_arn(&self) -> String {
        self.arn(&format!("cluster/{}", self.cluster))
    }

    pub(crate) fn state<'a>(&self, world: &'a mut World) -> &'a mut State {
        &mut world.account(&self.account, &self.partition).region(&self.region).eks
    }

    pub(crate) fn find<'a>(&self, world: &'a World) -> Option<&'a Cluster> {
        world.accounts.get(&self.account)?.regions.get(&self.region)?.eks.clusters.get(&self.cluster)
    }

    pub(crate) fn find_mut<'a>(&self, world: &'a mut World) -> Option<&'a mut Cluster> {
        let account = world.accounts.get_mut(&self.account)?;
        account.regions.get_mut(&self.region)?.eks.clusters.get_mut(&self.cluster)
    }

    /// The cluster, or EKS's answer that there is none.
    pub(crate) fn get<'a>(&self, world: &'a World) -> Result<&'a Cluster, Fault> {
        self.find(world).ok_or_else(|| self.absent())
    }

    pub(crate) fn get_mut<'a>(&self, world: &'a mut World) -> Result<&'a mut Cluster, Fault> {
        self.find_mut(world).ok_or_else(|| self.absent())
    }

    fn absent(&self) -> Fault {
        about(absent(format!("No cluster found for name: {}.", self.cluster)), "clusterName", self.cluster.as_str())
    }

    /// All clusters of the world, in order.
    pub(crate) fn all(world: &World) -> Vec<Place> {
        let mut places = Vec::new();
        for account in world.accounts.values() {
            for (region, regional) in &account.regions {
                places.extend(regional.eks.clusters.keys().map(|cluster| Place {
                    account: account.id.clone(),
                    partition: account.partition.clone(),
                    region: region.clone(),
                    cluster: cluster.clone(),
                }));
            }
        }
        places
    }
}
