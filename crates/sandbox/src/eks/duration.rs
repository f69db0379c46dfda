//! How long EKS takes.

use std::time::Duration;

use crate::world::World;

/// What takes time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    CreateCluster,
    DeleteCluster,
    UpdateVersion,
    UpdateEndpoint,
    UpdateVpc,
    UpdateLogging,
    UpdateAccess,
    UpdateOther,
    AssociateEncryption,
    IdentityProvider,
    /// Until a node group's instances are started.
    LaunchNodes,
    /// Until a node group without nodes is active; with nodes it is active once they are ready, not before.
    CreateNodegroup,
    DeleteNodegroup,
    UpdateNodegroup,
    CreateAddon,
    UpdateAddon,
    DeleteAddon,
    CreateFargateProfile,
    DeleteFargateProfile,
    /// Until an access entry or an association is known to everything it concerns.
    Effect,
    LogGroup,
}

/// Shortest and longest in seconds. The shortest of these were seen in public logs of infrastructure tools.
#[rustfmt::skip]
const SECONDS: &[(Work, u64, u64)] = &[
    (Work::CreateCluster,        560, 640), // logs: 8:23 to 11:23, median 10:09
    (Work::DeleteCluster,        150, 240), // estimate: 3 to 10 minutes with the network interfaces
    (Work::UpdateVersion,        510, 600), // estimate: 8 to 12 minutes
    (Work::UpdateEndpoint,       150, 240),
    (Work::UpdateVpc,            240, 360),
    (Work::UpdateLogging,         90, 150),
    (Work::UpdateAccess,          45,  90),
    (Work::UpdateOther,           30,  90),
    (Work::AssociateEncryption,  300, 420),
    (Work::IdentityProvider,     300, 420),
    (Work::LaunchNodes,           25,  35),
    (Work::CreateNodegroup,       54,  62), // logs: 0:58 with a desired size of 0
    (Work::DeleteNodegroup,       90, 150),
    (Work::UpdateNodegroup,       20,  40),
    (Work::CreateAddon,           14,  40), // logs: 0:04 to 0:56 by addon
    (Work::UpdateAddon,           15,  40),
    (Work::DeleteAddon,           10,  25),
    (Work::CreateFargateProfile,  60, 140), // estimate: 1 to 2.5 minutes
    (Work::DeleteFargateProfile,  60, 120),
    (Work::Effect,                 1,   4), // "several seconds", EKS user guide
    (Work::LogGroup,              50,  70),
];

/// How long it takes this time.
pub(crate) fn of(world: &mut World, work: Work) -> Duration {
    let (low, high) = SECONDS.iter().find(|row| row.0 == work).map_or((30, 60), |row| (row.1, row.2));
    Duration::from_secs(low + world.draw() % (high - low + 1))
}
