//! Instance types: a table of published facts, and where each type is offered.

use std::sync::LazyLock;

use super::region;

/// What EC2 publishes about one instance type.
#[derive(Clone, Debug)]
pub struct InstanceType {
    pub name: &'static str,
    /// `x86_64` or `arm64`.
    pub architecture: &'static str,
    pub manufacturer: &'static str,
    pub gigahertz: f64,
    pub vcpus: u32,
    pub threads_per_core: u32,
    pub mebibytes: u64,
    pub interfaces: u32,
    pub addresses_per_interface: u32,
    pub network: &'static str,
    pub baseline_gigabits: f64,
    pub peak_gigabits: f64,
    pub disk_baseline_megabits: u32,
    pub disk_maximum_megabits: u32,
    pub hypervisor: &'static str,
    pub encrypts_in_transit: bool,
    pub local_gigabytes: u32,
    pub accelerator: Option<Accelerator>,
    pub current: bool,
}

/// GPUs or Neuron devices of a type.
#[derive(Clone, Debug)]
pub struct Accelerator {
    pub manufacturer: &'static str,
    pub name: &'static str,
    pub count: u32,
    pub mebibytes: u64,
}

static TABLE: LazyLock<Vec<InstanceType>> =
    LazyLock::new(|| include_str!("data/instance_types.tsv").lines().filter_map(parse).collect());

fn parse(line: &'static str) -> Option<InstanceType> {
    if line.starts_with('#') {
        return None;
    }
    let fields: Vec<&'static str> = line.split('\t').collect();
    let [
        name,
        architecture,
        manufacturer,
        gigahertz,
        vcpus,
        threads,
        mebibytes,
        interfaces,
        addresses,
        network,
        ref rest @ ..,
    ] = fields[..]
    else {
        return None;
    };
    let [baseline, peak, disk_baseline, disk_maximum, hypervisor, encrypts, local, accelerator, current] = rest[..]
    else {
        return None;
    };
    Some(InstanceType {
        name,
        architecture,
        manufacturer,
        gigahertz: gigahertz.parse().ok()?,
        vcpus: vcpus.parse().ok()?,
        threads_per_core: threads.parse().ok()?,
        mebibytes: mebibytes.parse().ok()?,
        interfaces: interfaces.parse().ok()?,
        addresses_per_interface: addresses.parse().ok()?,
        network,
        baseline_gigabits: baseline.parse().ok()?,
        peak_gigabits: peak.parse().ok()?,
        disk_baseline_megabits: disk_baseline.parse().ok()?,
        disk_maximum_megabits: disk_maximum.parse().ok()?,
        hypervisor,
        encrypts_in_transit: encrypts == "yes",
        local_gigabytes: local.parse().ok()?,
        accelerator: parse_accelerator(accelerator),
        current: current == "yes",
    })
}

fn parse_accelerator(field: &'static str) -> Option<Accelerator> {
    let parts: Vec<&'static str> = field.split('/').collect();
    let [manufacturer, name, count, mebibytes] = parts[..] else { return None };
    Some(Accelerator { manufacturer, name, count: count.parse().ok()?, mebibytes: mebibytes.parse().ok()? })
}

/// All types that the sandbox knows.
pub fn all() -> &'static [InstanceType] {
    &TABLE
}

/// A type by its name.
pub fn find(name: &str) -> Option<&'static InstanceType> {
    TABLE.iter().find(|kind| kind.name == name)
}

/// Zones that lack families. Source: offerings per zone id as EC2 publishes them (moto 5.2.1's offerings tables).
const MISSING: &[(&str, &[&str])] = &[
    ("use1-az1", &["m8a", "inf2"]),
    (
        "use1-az3",
        &[
            "c5", "c5a", "c5d", "c6a", "c6g", "c6gd", "c6i", "c6id", "c7a", "c7g", "c7i", "c7i-flex", "c8g", "c8i",
            "m5", "m5a", "m5d", "m6a", "m6g", "m6gd", "m6i", "m6id", "m7a", "m7g", "m7gd", "m7i", "m7i-flex", "m8a",
            "m8g", "m8i", "r5", "r5a", "r6a", "r6g", "r6i", "r7a", "r7g", "r7i", "r8g", "r8i", "t3", "t3a", "t4g",
            "i4i", "g4dn", "g5", "g6", "inf2",
        ],
    ),
    ("use1-az5", &["m8a"]),
    ("euc1-az1", &["m8a", "inf2"]),
    ("euc1-az2", &["c8i", "c7i-flex"]),
    ("euw1-az1", &["c8i", "g6"]),
    ("euw1-az2", &["m8i", "g6"]),
    ("euw1-az3", &["m8a", "g6"]),
    ("usw2-az4", &["t2", "g4dn", "g5"]),
];

/// Families that the other partitions don't have yet. Source: as above.
const ONLY_COMMERCIAL: &[&str] = &["c8g", "c8i", "m8a", "m8g", "m8i", "r8g", "r8i", "c7a", "m7a", "r7a", "g6", "inf2"];

impl InstanceType {
    pub fn family(&self) -> &'static str {
        self.name.split('.').next().unwrap_or_default()
    }

    /// How many pods the VPC CNI can give addresses to without prefixes.
    pub fn pods(&self) -> u32 {
        self.interfaces * (self.addresses_per_interface - 1) + 2
    }

    /// Whether a zone (by its id) has the type.
    pub fn offered_in(&self, region: &str, zone_id: &str) -> bool {
        if region::partition(region) != "aws" && ONLY_COMMERCIAL.contains(&self.family()) {
            return false;
        }
        !MISSING.iter().any(|(zone, families)| *zone == zone_id && families.contains(&self.family()))
    }

    /// Whether any zone of the region has the type.
    pub fn offered_in_region(&self, region: &str) -> bool {
        region::zones(region).iter().any(|(_, id)| self.offered_in(region, id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_read() {
        let rows = include_str!("data/instance_types.tsv").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(all().len(), rows);
        assert!(rows >= 60);
    }

    #[test]
    fn sizes_are_the_published_ones() {
        let kind = find("m7g.large").unwrap();
        assert_eq!((kind.architecture, kind.vcpus, kind.mebibytes, kind.pods()), ("arm64", 2, 8192, 29));
        assert!(!find("m5.large").unwrap().offered_in("us-east-1", "use1-az3"));
    }
}
