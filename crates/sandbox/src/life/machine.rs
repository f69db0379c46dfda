//! Machines: instances as the nodes that they become.

use std::collections::BTreeMap;

use serde_json::Value;

use super::quantity::Resources;
use crate::ec2::instance_type::InstanceType;

const MEBIBYTE: i64 = 1_048_576 * 1000;

/// What a machine of the type offers in all. Source: Karpenter's default memory overhead of 7.5 %; 20 GiB root disk.
pub(crate) fn capacity(kind: &InstanceType) -> Resources {
    let mut resources = Resources::from([
        ("cpu".to_owned(), i64::from(kind.vcpus) * 1000),
        ("memory".to_owned(), kind.mebibytes as i64 * 925 / 1000 * MEBIBYTE),
        ("pods".to_owned(), i64::from(kind.pods()) * 1000),
        ("ephemeral-storage".to_owned(), 20 * 1024 * MEBIBYTE),
    ]);
    if let Some(accelerator) = &kind.accelerator {
        let name = match accelerator.manufacturer.to_lowercase().as_str() {
            "nvidia" => "nvidia.com/gpu",
            "amd" => "amd.com/gpu",
            _ => "aws.amazon.com/neuron",
        };
        resources.insert(name.to_owned(), i64::from(accelerator.count) * 1000);
    }
    resources
}

/// What pods may ask for. Source: the EKS images' reservations (6 % of the first core, then 1 %, 0.5 %, 0.25 %;
/// 255 MiB and 11 MiB per pod; 100 MiB eviction threshold).
pub(crate) fn allocatable(kind: &InstanceType) -> Resources {
    let mut resources = capacity(kind);
    let cores = i64::from(kind.vcpus);
    let reserved = 60 + 10 * i64::from(cores > 1) + 5 * (cores - 2).clamp(0, 2) + (5 * (cores - 4).max(0)) / 2;
    if let Some(cpu) = resources.get_mut("cpu") {
        *cpu -= reserved;
    }
    if let Some(memory) = resources.get_mut("memory") {
        *memory -= (255 + 11 * i64::from(kind.pods()) + 100) * MEBIBYTE;
    }
    if let Some(disk) = resources.get_mut("ephemeral-storage") {
        *disk = *disk * 9 / 10;
    }
    resources
}

/// `amd64` for what EC2 calls `x86_64`.
pub(crate) fn architecture(kind: &InstanceType) -> &'static str {
    if kind.architecture == "arm64" { "arm64" } else { "amd64" }
}

/// Where a machine is.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Location {
    pub(crate) region: String,
    pub(crate) zone: String,
    pub(crate) zone_id: String,
}

/// The labels that every node of the type has there.
pub(crate) fn labels(kind: &InstanceType, location: &Location) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    let mut put = |key: &str, value: &str| labels.insert(key.to_owned(), value.to_owned());
    for key in ["node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type"] {
        put(key, kind.name);
    }
    for key in ["topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"] {
        put(key, &location.zone);
    }
    for key in ["topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region"] {
        put(key, &location.region);
    }
    put("topology.k8s.aws/zone-id", &location.zone_id);
    put("kubernetes.io/arch", architecture(kind));
    put("kubernetes.io/os", "linux");
    labels
}

/// Whether a node's taints keep off what does not tolerate `key`.
pub(crate) fn taint(key: &str, value: Option<&str>, effect: &str) -> Value {
    let mut taint = serde_json::json!({"key": key, "effect": effect});
    if let Some(value) = value {
        taint["value"] = serde_json::json!(value);
    }
    taint
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ec2::instance_type;
    use crate::life::quantity;

    #[test]
    fn a_machine_keeps_some_of_itself_back() {
        let Some(kind) = instance_type::find("m5.large") else { panic!("m5.large is in the table") };
        let (all, free) = (capacity(kind), allocatable(kind));
        assert_eq!(quantity::format(free["cpu"]), "1930m");
        assert!(free["memory"] < all["memory"] && free["memory"] > 6 * 1024 * MEBIBYTE);
        assert_eq!(free["pods"], 29_000);
    }
}
