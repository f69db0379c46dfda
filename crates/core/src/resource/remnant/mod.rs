//! What something inside a cluster has made in the account: no spec names it, and nothing else would remove it.

mod instance;
mod instance_profile;
mod launch_template;
mod orphan;

use std::fmt;
use std::future::Future;
use std::time::Duration;

use aws_sdk_ec2::types as ec2;

use super::Kind;
use crate::error::Result;
use crate::world::World;

pub use instance::KarpenterInstances;
pub use instance_profile::KarpenterProfiles;
pub use launch_template::KarpenterTemplates;
pub use orphan::{Balanced, Claimed};

/// One thing that is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    pub id: String,
    /// On its way out already: only waited for.
    pub leaving: bool,
}

/// Things of one kind that a controller has made. `Self` says where they are found.
///
/// They come and go by themselves, so they are listed again when it is their turn.
pub trait Remnant: Clone + fmt::Debug + Send + Sync + 'static {
    const KIND: Kind;
    /// Why a plan to destroy shows them.
    const WHY: &'static str;
    const PACE: Duration = Duration::from_secs(5);
    /// How long it may take until they are gone.
    const LIMIT: Duration = Duration::from_secs(10 * 60);
    /// Whether those that are on their way out already are found too: what would cut them off has to wait for them.
    const AWAITED: bool = false;
    /// Codes that `delete` answers while something else still uses one.
    const IN_USE: &'static [&'static str] = &[];

    fn list(&self, world: &World) -> impl Future<Output = Result<Vec<Left>>> + Send;

    /// Asks for the end of one; that it is gone already is no error.
    fn delete(&self, id: &str, world: &World) -> impl Future<Output = Result<()>> + Send;
}

/// The tags by which Karpenter knows the things of its cluster.
/// Source: Karpenter documentation, "EC2NodeClass", section spec.tags.
pub(super) fn karpenter_filters(cluster: &str) -> [ec2::Filter; 3] {
    let filter = |name: &str, value: &str| ec2::Filter::builder().name(name).values(value).build();
    [
        filter(&format!("tag:kubernetes.io/cluster/{cluster}"), "owned"),
        filter("tag:eks:eks-cluster-name", cluster),
        filter("tag-key", "karpenter.sh/nodepool"),
    ]
}
