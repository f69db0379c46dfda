//! An EC2NodeClass: what Karpenter's instances are made of. Ready when its selectors match and its checks pass.

use std::time::Duration;

use super::applied::{Applied, Flavor, Live};
use crate::resource::{Kind, Readiness, Rolls};

#[derive(Clone, Debug)]
pub struct Class;

pub type NodeClass = Applied<Class>;

/// Fields whose change does not replace nodes by itself: they are resolved, and only nodes outside of the result go.
/// Source: Karpenter documentation, "Drift", 2026-11.
const DYNAMIC: [&str; 4] = [
    "spec.subnetSelectorTerms",
    "spec.securityGroupSelectorTerms",
    "spec.amiSelectorTerms",
    "spec.capacityReservationSelectorTerms",
];

impl Flavor for Class {
    const KIND: Kind = Kind("karpenter.node_class");
    const LIMIT: Duration = Duration::from_secs(15 * 60);
    const TYPICAL: Duration = Duration::from_secs(10);

    fn ready(live: &Live) -> Readiness {
        live.when("Ready")
    }

    fn rolls(path: &str, _: &Live) -> Option<Rolls> {
        if !path.starts_with("spec.") {
            return None;
        }
        let why = match DYNAMIC.iter().any(|dynamic| path.starts_with(dynamic)) {
            true => "Karpenter replaces nodes that the new selection leaves out",
            false => "Karpenter replaces every node of the class",
        };
        Some(Rolls { nodes: None, why: why.into() })
    }

    fn leaving(_: &Live) -> Option<String> {
        Some("its nodes are going first".into())
    }
}
