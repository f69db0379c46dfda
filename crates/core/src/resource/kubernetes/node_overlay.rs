//! A NodeOverlay: a correction of what Karpenter believes of instance types. Ready when Karpenter has taken it in; it
//! replaces no node by itself.

use std::time::Duration;

use super::applied::{Applied, Flavor};
use super::live::Live;
use crate::resource::{Kind, Readiness};

#[derive(Clone, Debug)]
pub struct Overlay;

pub type NodeOverlay = Applied<Overlay>;

impl Flavor for Overlay {
    const KIND: Kind = Kind("karpenter.node_overlay");
    const TYPICAL: Duration = Duration::from_secs(5);

    fn ready(live: &Live) -> Readiness {
        live.when_seen("Ready")
    }
}
