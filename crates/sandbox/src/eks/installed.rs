//! What others look up in EKS.

use super::addon::catalogue;
use super::{Cluster, Nodegroup};
use crate::world::World;

/// An addon as its software in the cluster is made.
#[derive(Clone, Debug, PartialEq)]
pub struct Installed {
    pub name: String,
    pub version: String,
    pub namespace: String,
    /// JSON; empty when nothing is configured.
    pub configuration: String,
    pub role_arn: Option<String>,
    /// Being deleted.
    pub leaving: bool,
    /// Its software stays when the addon goes.
    pub preserve: bool,
    /// Installed at the cluster's creation as plain objects, without an addon.
    pub self_managed: bool,
}

/// Addons that EKS installs into a cluster without being asked. Source: EKS API reference, `bootstrapSelfManagedAddons`.
const SELF_MANAGED: &[&str] = &["coredns", "kube-proxy", "vpc-cni"];

/// A cluster by its ARN.
pub fn find_cluster<'a>(world: &'a World, arn: &str) -> Option<&'a Cluster> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", _, "eks", region, account, resource] = parts[..] else {
        return None;
    };
    let name = resource.strip_prefix("cluster/")?;
    world.accounts.get(account)?.regions.get(region)?.eks.clusters.get(name).filter(|c| c.arn == arn)
}

/// A node group of the cluster with this ARN.
pub fn find_nodegroup<'a>(world: &'a World, cluster_arn: &str, name: &str) -> Option<&'a Nodegroup> {
    find_cluster(world, cluster_arn)?.nodegroups.get(name)
}

/// What is to be in a cluster: its addons, and those it got by itself unless an addon took them over.
pub fn installed_addons(world: &World, cluster_arn: &str) -> Vec<Installed> {
    let Some(cluster) = find_cluster(world, cluster_arn).filter(|c| c.is_up()) else {
        return Vec::new();
    };
    let mut installed: Vec<Installed> = cluster
        .addons
        .values()
        .map(|addon| Installed {
            name: addon.name.clone(),
            version: addon.version.clone(),
            namespace: addon.namespace.clone(),
            configuration: addon.configuration_values.clone().unwrap_or_default(),
            role_arn: addon.service_account_role.clone(),
            leaving: addon.status == "DELETING",
            preserve: addon.preserve,
            self_managed: false,
        })
        .collect();
    let own = SELF_MANAGED.iter().filter(|name| cluster.self_managed_addons && !cluster.addons.contains_key(**name));
    for name in own {
        let version = catalogue::find(name).ok().and_then(|entry| entry.default_version(&cluster.version));
        installed.push(Installed {
            name: (*name).to_owned(),
            version: version.unwrap_or_default().to_owned(),
            namespace: "kube-system".to_owned(),
            configuration: String::new(),
            role_arn: None,
            leaving: false,
            preserve: false,
            self_managed: true,
        });
    }
    installed
}
