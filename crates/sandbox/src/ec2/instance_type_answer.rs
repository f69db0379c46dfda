//! DescribeInstanceTypes and DescribeInstanceTypeOfferings.

use serde_json::{Value, json};

use super::fault::{invalid_parameter, refuse};
use super::filter::Path;
use super::input::{text, texts};
use super::instance_type::{Accelerator, InstanceType, all};
use super::listing::{Listing, describe};
use super::region;
use crate::call::{Call, Reply};

const FILTERS: &[Path] = &[
    ("auto-recovery-supported", "autoRecoverySupported"),
    ("bare-metal", "bareMetal"),
    ("burstable-performance-supported", "burstablePerformanceSupported"),
    ("current-generation", "currentGeneration"),
    ("dedicated-hosts-supported", "dedicatedHostsSupported"),
    ("ebs-info.ebs-optimized-support", "ebsInfo.ebsOptimizedSupport"),
    ("ebs-info.encryption-support", "ebsInfo.encryptionSupport"),
    ("ebs-info.nvme-support", "ebsInfo.nvmeSupport"),
    ("free-tier-eligible", "freeTierEligible"),
    ("hibernation-supported", "hibernationSupported"),
    ("hypervisor", "hypervisor"),
    ("instance-storage-supported", "instanceStorageSupported"),
    ("instance-type", "instanceType"),
    ("memory-info.size-in-mib", "memoryInfo.sizeInMiB"),
    ("network-info.efa-supported", "networkInfo.efaSupported"),
    ("network-info.ena-support", "networkInfo.enaSupport"),
    ("network-info.encryption-in-transit-supported", "networkInfo.encryptionInTransitSupported"),
    ("network-info.ipv4-addresses-per-interface", "networkInfo.ipv4AddressesPerInterface"),
    ("network-info.ipv6-supported", "networkInfo.ipv6Supported"),
    ("network-info.maximum-network-cards", "networkInfo.maximumNetworkCards"),
    ("network-info.maximum-network-interfaces", "networkInfo.maximumNetworkInterfaces"),
    ("network-info.network-performance", "networkInfo.networkPerformance"),
    ("processor-info.supported-architecture", "processorInfo.supportedArchitectures"),
    ("processor-info.sustained-clock-speed-in-ghz", "processorInfo.sustainedClockSpeedInGhz"),
    ("supported-boot-mode", "supportedBootModes"),
    ("supported-root-device-type", "supportedRootDeviceTypes"),
    ("supported-usage-class", "supportedUsageClasses"),
    ("supported-virtualization-type", "supportedVirtualizationTypes"),
    ("vcpu-info.default-cores", "vCpuInfo.defaultCores"),
    ("vcpu-info.default-threads-per-core", "vCpuInfo.defaultThreadsPerCore"),
    ("vcpu-info.default-vcpus", "vCpuInfo.defaultVCpus"),
];

const INSTANCE_TYPES: Listing =
    Listing { set: "instanceTypeSet", ids: None, filters: FILTERS, page: Some((5, 100)), ids_exclude_page: false };

const OFFERINGS: Listing = Listing {
    set: "instanceTypeOfferingSet",
    ids: None,
    filters: &[("instance-type", "instanceType"), ("location", "location")],
    page: Some((5, 1000)),
    ids_exclude_page: false,
};

/// Up to this many types may be named in one call. Source: EC2 API reference, DescribeInstanceTypes.
const NAMES: usize = 100;

pub(crate) fn describe_types(call: &mut Call<'_>) -> Reply {
    let names = texts(&call.input, "InstanceType");
    if names.len() > NAMES {
        let message = format!("The maximum number of instance types that can be specified is {NAMES}");
        return Err(refuse("InvalidParameterValue", message));
    }
    let region = call.region.clone();
    let offered: Vec<&InstanceType> = all().iter().filter(|kind| kind.offered_in_region(&region)).collect();
    let unknown: Vec<&str> =
        names.iter().map(String::as_str).filter(|name| !offered.iter().any(|kind| kind.name == *name)).collect();
    if !unknown.is_empty() {
        let message = format!("The following supplied instance types do not exist: [{}]", unknown.join(", "));
        return Err(refuse("InvalidInstanceType", message));
    }
    let mut items: Vec<(String, Value)> = offered
        .into_iter()
        .filter(|kind| names.is_empty() || names.iter().any(|name| name == kind.name))
        .map(|kind| (kind.name.to_owned(), render(kind)))
        .collect();
    items.sort_by(|a, b| a.0.cmp(&b.0));
    describe(call, &INSTANCE_TYPES, items)
}

pub(crate) fn describe_offerings(call: &mut Call<'_>) -> Reply {
    let kind = text(&call.input, "LocationType").unwrap_or_else(|| "region".into());
    let region = call.region.clone();
    let locations: Vec<(String, Option<&str>)> = match kind.as_str() {
        "region" => vec![(region.clone(), None)],
        "availability-zone" => region::zones(&region).into_iter().map(|(name, id)| (name, Some(id))).collect(),
        "availability-zone-id" => region::zones(&region).into_iter().map(|(_, id)| (id.to_owned(), Some(id))).collect(),
        other => {
            let why = "Allowed values are region, availability-zone, availability-zone-id.";
            return Err(invalid_parameter(other, "locationType", why));
        }
    };
    let mut items = Vec::new();
    for (location, zone) in &locations {
        for found in all().iter().filter(|found| match zone {
            Some(zone) => found.offered_in(&region, zone),
            None => found.offered_in_region(&region),
        }) {
            let item = json!({"instanceType": found.name, "locationType": kind, "location": location});
            items.push((format!("{} {location}", found.name), item));
        }
    }
    items.sort_by(|a, b| a.0.cmp(&b.0));
    describe(call, &OFFERINGS, items)
}

const STRATEGIES: &[&str] = &["cluster", "partition", "spread"];

fn render(kind: &InstanceType) -> Value {
    let nitro = kind.hypervisor == "nitro";
    let burstable = kind.family().starts_with('t');
    let free = ["t2.micro", "t3.micro", "t4g.micro"].contains(&kind.name);
    let cores = (kind.vcpus / kind.threads_per_core).max(1);
    let modes: &[&str] = if kind.architecture == "arm64" { &["uefi"] } else { &["legacy-bios", "uefi"] };
    let mut item = json!({
        "instanceType": kind.name, "currentGeneration": kind.current,
        "freeTierEligible": free,
        "supportedUsageClasses": ["on-demand", "spot"], "supportedRootDeviceTypes": ["ebs"],
        "supportedVirtualizationTypes": ["hvm"], "bareMetal": false, "hypervisor": kind.hypervisor,
        "processorInfo": {
            "supportedArchitectures": [kind.architecture], "sustainedClockSpeedInGhz": kind.gigahertz,
            "manufacturer": kind.manufacturer,
        },
        "vCpuInfo": {
            "defaultVCpus": kind.vcpus, "defaultCores": cores,
            "defaultThreadsPerCore": kind.threads_per_core,
        },
        "memoryInfo": {"sizeInMiB": kind.mebibytes},
        "instanceStorageSupported": kind.local_gigabytes > 0,
        "ebsInfo": render_disks(kind), "networkInfo": render_network(kind),
        "placementGroupInfo":
            {"supportedStrategies": if burstable { &STRATEGIES[1..] } else { STRATEGIES }},
        "hibernationSupported": false, "burstablePerformanceSupported": burstable,
        "dedicatedHostsSupported": !burstable, "autoRecoverySupported": kind.local_gigabytes == 0,
        "supportedBootModes": modes,
        "nitroEnclavesSupport": if nitro && kind.vcpus > 2 { "supported" } else { "unsupported" },
        "nitroTpmSupport": if nitro { "supported" } else { "unsupported" },
    });
    if kind.local_gigabytes > 0 {
        item["instanceStorageInfo"] = json!({
            "totalSizeInGB": kind.local_gigabytes, "nvmeSupport": "required", "encryptionSupport": "required",
            "disks": [{"sizeInGB": kind.local_gigabytes, "count": 1, "type": "ssd"}],
        });
    }
    if let Some(accelerator) = &kind.accelerator {
        let (member, value) = render_accelerator(accelerator);
        item[member] = value;
    }
    item
}

fn render_disks(kind: &InstanceType) -> Value {
    let nitro = kind.hypervisor == "nitro";
    let mut item = json!({
        "ebsOptimizedSupport": if kind.disk_baseline_megabits > 0 { "default" } else { "unsupported" },
        "encryptionSupport": "supported", "nvmeSupport": if nitro { "required" } else { "unsupported" },
        "maximumEbsAttachments": if nitro { 27 } else { 39 }, "attachmentLimitType": "shared",
    });
    if kind.disk_baseline_megabits > 0 {
        item["ebsOptimizedInfo"] = json!({
            "baselineBandwidthInMbps": kind.disk_baseline_megabits,
            "baselineThroughputInMBps": f64::from(kind.disk_baseline_megabits) / 8.0,
            "maximumBandwidthInMbps": kind.disk_maximum_megabits,
            "maximumThroughputInMBps": f64::from(kind.disk_maximum_megabits) / 8.0,
        });
    }
    item
}

fn render_network(kind: &InstanceType) -> Value {
    json!({
        "networkPerformance": kind.network, "maximumNetworkInterfaces": kind.interfaces, "maximumNetworkCards": 1,
        "defaultNetworkCardIndex": 0, "ipv4AddressesPerInterface": kind.addresses_per_interface,
        "ipv6AddressesPerInterface": kind.addresses_per_interface, "ipv6Supported": true,
        "enaSupport": if kind.hypervisor == "nitro" { "required" } else { "unsupported" }, "efaSupported": false,
        "encryptionInTransitSupported": kind.encrypts_in_transit, "enaSrdSupported": false,
        "networkCards": [{
            "networkCardIndex": 0, "networkPerformance": kind.network, "maximumNetworkInterfaces": kind.interfaces,
            "baselineBandwidthInGbps": kind.baseline_gigabits, "peakBandwidthInGbps": kind.peak_gigabits,
        }],
    })
}

fn render_accelerator(accelerator: &Accelerator) -> (&'static str, Value) {
    let total = accelerator.mebibytes * u64::from(accelerator.count);
    if accelerator.manufacturer == "AWS" {
        let device = json!({
            "name": accelerator.name, "count": accelerator.count, "coreInfo": {"count": 2, "version": 2},
            "memoryInfo": {"sizeInMiB": accelerator.mebibytes},
        });
        return ("neuronInfo", json!({"neuronDevices": [device], "totalNeuronDeviceMemoryInMiB": total}));
    }
    let device = json!({
        "name": accelerator.name, "manufacturer": accelerator.manufacturer, "count": accelerator.count,
        "memoryInfo": {"sizeInMiB": accelerator.mebibytes},
    });
    ("gpuInfo", json!({"gpus": [device], "totalGpuMemoryInMiB": total}))
}
