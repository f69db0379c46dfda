//! What the cluster's inhabitants see of AWS: the only place that knows the shapes of its state.

use crate::time::Time;
use crate::world::World;

/// A pod identity association.
#[derive(Clone, Debug)]
pub(crate) struct Association {
    pub(crate) created: Time,
    pub(crate) namespace: String,
    pub(crate) service_account: String,
    pub(crate) role_arn: String,
}

/// An addon as its objects need it.
#[derive(Clone, Debug)]
pub(crate) struct Addon {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) configuration: String,
    pub(crate) role_arn: Option<String>,
    pub(crate) region: String,
    pub(crate) dns_address: String,
    pub(crate) leaving: bool,
    pub(crate) preserve: bool,
}

/// The n-th part of an ARN.
fn part(arn: &str, n: usize) -> &str {
    arn.split(':').nth(n).unwrap_or_default()
}

pub(crate) fn region(cluster_arn: &str) -> &str {
    part(cluster_arn, 3)
}

pub(crate) fn account(cluster_arn: &str) -> &str {
    part(cluster_arn, 4)
}

pub(crate) fn associations(world: &World, cluster_arn: &str) -> Vec<Association> {
    let _ = (world, cluster_arn);
    Vec::new()
}

pub(crate) fn addons(world: &World, cluster_arn: &str) -> Vec<Addon> {
    let _ = (world, cluster_arn);
    Vec::new()
}
