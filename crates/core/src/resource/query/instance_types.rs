//! Whether the instance types that the spec names exist, have the architecture that their names say, and are offered
//! where they shall run. One question for all groups and pools.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::types as ec2;
use futures::future::try_join;

use super::NetworkFound;
use crate::error::{Answer, Error, Kind as ErrorKind, Result};
use crate::graph::Value;
use crate::resource::{Kind, Query};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct FindInstanceTypes {
    pub uses: Vec<TypesUsed>,
    pub network: Value<NetworkFound>,
}

/// Types that one field of the spec names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypesUsed {
    /// `nodeGroups.system.instanceTypes`.
    pub path: String,
    /// Each with EC2's name of the architecture that karpool takes it to have.
    pub types: Vec<(String, &'static str)>,
    /// The subnets that they run in, by the path of their selection.
    pub subnets: String,
    /// Only these zones; empty for all of the subnets'.
    pub zones: Vec<String>,
}

impl Query for FindInstanceTypes {
    const KIND: Kind = Kind("ec2.instance_types");
    /// All of them are there.
    type Answer = ();

    fn is_pending(&self) -> bool {
        self.network.is_pending()
    }

    async fn find(&self, world: &World) -> Result<()> {
        let names: BTreeSet<&str> =
            self.uses.iter().flat_map(|used| &used.types).map(|(name, _)| name.as_str()).collect();
        let (types, offers) = try_join(architectures(&names, world), offerings(&names, world)).await?;
        let network = self.network.known()?;
        for used in &self.uses {
            let own = network.subnets.get(&used.subnets).into_iter().flatten().map(|subnet| subnet.zone.as_str());
            let zones: BTreeSet<&str> =
                own.filter(|zone| used.zones.is_empty() || used.zones.iter().any(|one| one == zone)).collect();
            for (name, architecture) in &used.types {
                used.require(name, architecture, types.get(name), world)?;
                used.require_offer(name, &zones, offers.get(name))?;
            }
        }
        Ok(())
    }
}

impl TypesUsed {
    fn require(&self, name: &str, architecture: &str, found: Option<&BTreeSet<String>>, world: &World) -> Result<()> {
        let Some(found) = found else {
            let text = format!("{}: there is no instance type {name} in {}", self.path, world.region());
            return Err(Error::new(ErrorKind::Preflight, text)
                .with_hint("`aws ec2 describe-instance-type-offerings` lists what the region has"));
        };
        if found.contains(architecture) {
            return Ok(());
        }
        let has = found.iter().cloned().collect::<Vec<_>>().join(", ");
        let text = format!("{}: {name} is {has}, and karpool took it for {architecture}", self.path);
        Err(Error::new(ErrorKind::Preflight, text).with_hint("name another type, and report this one"))
    }

    fn require_offer(&self, name: &str, zones: &BTreeSet<&str>, offered: Option<&BTreeSet<String>>) -> Result<()> {
        let here = |zone: &&str| offered.is_some_and(|offered| offered.contains(*zone));
        if zones.is_empty() || zones.iter().any(here) {
            return Ok(());
        }
        let list = |zones: Vec<&str>| zones.join(", ");
        let elsewhere = list(offered.into_iter().flatten().map(String::as_str).collect());
        let text = format!(
            "{}: {name} is not offered in {}, where its subnets are",
            self.path,
            list(zones.iter().copied().collect())
        );
        let hint = match elsewhere.is_empty() {
            true => "name another type".to_owned(),
            false => format!("it is offered in {elsewhere}: name subnets there, or another type"),
        };
        Err(Error::new(ErrorKind::Preflight, text).with_hint(hint))
    }
}

/// Filters take so many values. Source: EC2 API reference, "Filter": 200 values.
const VALUES: usize = 200;

fn filters(names: &BTreeSet<&str>) -> Vec<ec2::Filter> {
    let all: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let filter = |part: &[String]| ec2::Filter::builder().name("instance-type").set_values(Some(part.to_vec())).build();
    all.chunks(VALUES).map(filter).collect()
}

async fn architectures(names: &BTreeSet<&str>, world: &World) -> Result<BTreeMap<String, BTreeSet<String>>> {
    let mut found = BTreeMap::new();
    for filter in filters(names) {
        let ask = world.ec2().describe_instance_types().filters(filter).into_paginator().items().send();
        for kind in ask.try_collect().await.of("ec2:DescribeInstanceTypes")? {
            let name = kind.instance_type.map(|name| name.as_str().to_owned()).unwrap_or_default();
            let processor = kind.processor_info.and_then(|info| info.supported_architectures).unwrap_or_default();
            found.insert(name, processor.iter().map(|one| one.as_str().to_owned()).collect());
        }
    }
    Ok(found)
}

/// The zones of each type.
async fn offerings(names: &BTreeSet<&str>, world: &World) -> Result<BTreeMap<String, BTreeSet<String>>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for filter in filters(names) {
        let ask = world.ec2().describe_instance_type_offerings().location_type(ec2::LocationType::AvailabilityZone);
        let offers = ask.filters(filter).into_paginator().items().send().try_collect().await;
        for offer in offers.of("ec2:DescribeInstanceTypeOfferings")? {
            let name = offer.instance_type.map(|name| name.as_str().to_owned()).unwrap_or_default();
            found.entry(name).or_default().extend(offer.location);
        }
    }
    Ok(found)
}
