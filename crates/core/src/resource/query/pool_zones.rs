//! Whether the zones that pools name have subnets for their nodes. No call: the network has been asked for them.

use std::collections::BTreeSet;

use super::NetworkFound;
use crate::error::{Error, Kind as ErrorKind, Result};
use crate::graph::Value;
use crate::resource::{Kind, Query};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct FindPoolZones {
    pub pools: Vec<ZonesUsed>,
    pub network: Value<NetworkFound>,
}

/// Zones that one field of the spec names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZonesUsed {
    /// `nodePools.x86.zones`.
    pub path: String,
    pub zones: Vec<String>,
    /// The subnets of its nodes, by the path of their selection.
    pub subnets: &'static str,
}

impl Query for FindPoolZones {
    const KIND: Kind = Kind("ec2.pool_zones");
    /// What is missing and does no harm: Karpenter takes the other zones.
    type Answer = Vec<String>;

    fn is_pending(&self) -> bool {
        self.network.is_pending()
    }

    async fn find(&self, _: &World) -> Result<Vec<String>> {
        let network = self.network.known()?;
        let mut warnings = Vec::new();
        for used in &self.pools {
            let subnets = network.subnets.get(used.subnets).into_iter().flatten();
            let there: BTreeSet<&str> = subnets.map(|subnet| subnet.zone.as_str()).collect();
            let absent: Vec<&str> =
                used.zones.iter().map(String::as_str).filter(|zone| !there.contains(zone)).collect();
            if absent.is_empty() {
                continue;
            }
            let there = there.into_iter().collect::<Vec<_>>().join(", ");
            let text = format!("{}: no subnet of its nodes is in {}", used.path, absent.join(", "));
            if absent.len() == used.zones.len() {
                let hint = format!("they are in {there}: name zones of these, or select subnets there");
                return Err(Error::new(ErrorKind::Preflight, text).with_hint(hint));
            }
            warnings.push(format!("{text}; they are in {there}"));
        }
        Ok(warnings)
    }

    fn warnings(answer: &Vec<String>) -> Vec<String> {
        answer.clone()
    }
}
