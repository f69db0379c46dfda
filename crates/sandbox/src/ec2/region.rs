//! Regions and their availability zones.

pub struct Region {
    pub name: &'static str,
    /// Zone letter and zone id.
    pub zones: &'static [(&'static str, &'static str)],
    pub opt_in: bool,
}

// Source: AWS "Regions and Availability Zones" and "AZ IDs"; which letter carries which id differs by account.
#[rustfmt::skip]
pub const REGIONS: &[Region] = &[
    Region { name: "us-east-1", opt_in: false, zones: &[("a", "use1-az1"), ("b", "use1-az2"), ("c", "use1-az4"), ("d", "use1-az6"), ("e", "use1-az3"), ("f", "use1-az5")] },
    Region { name: "us-east-2", opt_in: false, zones: &[("a", "use2-az1"), ("b", "use2-az2"), ("c", "use2-az3")] },
    Region { name: "us-west-1", opt_in: false, zones: &[("a", "usw1-az3"), ("c", "usw1-az1")] },
    Region { name: "us-west-2", opt_in: false, zones: &[("a", "usw2-az1"), ("b", "usw2-az2"), ("c", "usw2-az3"), ("d", "usw2-az4")] },
    Region { name: "ca-central-1", opt_in: false, zones: &[("a", "cac1-az1"), ("b", "cac1-az2"), ("d", "cac1-az4")] },
    Region { name: "sa-east-1", opt_in: false, zones: &[("a", "sae1-az1"), ("b", "sae1-az2"), ("c", "sae1-az3")] },
    Region { name: "eu-west-1", opt_in: false, zones: &[("a", "euw1-az1"), ("b", "euw1-az2"), ("c", "euw1-az3")] },
    Region { name: "eu-west-2", opt_in: false, zones: &[("a", "euw2-az2"), ("b", "euw2-az3"), ("c", "euw2-az1")] },
    Region { name: "eu-west-3", opt_in: false, zones: &[("a", "euw3-az1"), ("b", "euw3-az2"), ("c", "euw3-az3")] },
    Region { name: "eu-central-1", opt_in: false, zones: &[("a", "euc1-az2"), ("b", "euc1-az3"), ("c", "euc1-az1")] },
    Region { name: "eu-central-2", opt_in: true, zones: &[("a", "euc2-az1"), ("b", "euc2-az2"), ("c", "euc2-az3")] },
    Region { name: "eu-north-1", opt_in: false, zones: &[("a", "eun1-az1"), ("b", "eun1-az2"), ("c", "eun1-az3")] },
    Region { name: "eu-south-1", opt_in: true, zones: &[("a", "eus1-az1"), ("b", "eus1-az2"), ("c", "eus1-az3")] },
    Region { name: "ap-northeast-1", opt_in: false, zones: &[("a", "apne1-az4"), ("c", "apne1-az1"), ("d", "apne1-az2")] },
    Region { name: "ap-northeast-2", opt_in: false, zones: &[("a", "apne2-az1"), ("b", "apne2-az2"), ("c", "apne2-az3"), ("d", "apne2-az4")] },
    Region { name: "ap-northeast-3", opt_in: false, zones: &[("a", "apne3-az3"), ("b", "apne3-az1"), ("c", "apne3-az2")] },
    Region { name: "ap-south-1", opt_in: false, zones: &[("a", "aps1-az1"), ("b", "aps1-az3"), ("c", "aps1-az2")] },
    Region { name: "ap-southeast-1", opt_in: false, zones: &[("a", "apse1-az1"), ("b", "apse1-az2"), ("c", "apse1-az3")] },
    Region { name: "ap-southeast-2", opt_in: false, zones: &[("a", "apse2-az1"), ("b", "apse2-az3"), ("c", "apse2-az2")] },
    Region { name: "ap-east-1", opt_in: true, zones: &[("a", "ape1-az1"), ("b", "ape1-az2"), ("c", "ape1-az3")] },
    Region { name: "ap-east-2", opt_in: true, zones: &[("a", "ape2-az1"), ("b", "ape2-az2"), ("c", "ape2-az3")] },
    Region { name: "ap-south-2", opt_in: true, zones: &[("a", "aps2-az1"), ("b", "aps2-az2"), ("c", "aps2-az3")] },
    Region { name: "ap-southeast-3", opt_in: true, zones: &[("a", "apse3-az1"), ("b", "apse3-az2"), ("c", "apse3-az3")] },
    Region { name: "ap-southeast-4", opt_in: true, zones: &[("a", "apse4-az1"), ("b", "apse4-az2"), ("c", "apse4-az3")] },
    Region { name: "ap-southeast-5", opt_in: true, zones: &[("a", "apse5-az1"), ("b", "apse5-az2"), ("c", "apse5-az3")] },
    Region { name: "ap-southeast-6", opt_in: true, zones: &[("a", "apse6-az1"), ("b", "apse6-az2"), ("c", "apse6-az3")] },
    Region { name: "ap-southeast-7", opt_in: true, zones: &[("a", "apse7-az1"), ("b", "apse7-az2"), ("c", "apse7-az3")] },
    Region { name: "ca-west-1", opt_in: true, zones: &[("a", "caw1-az1"), ("b", "caw1-az2"), ("c", "caw1-az3")] },
    Region { name: "eu-south-2", opt_in: true, zones: &[("a", "eus2-az1"), ("b", "eus2-az2"), ("c", "eus2-az3")] },
    Region { name: "il-central-1", opt_in: true, zones: &[("a", "ilc1-az1"), ("b", "ilc1-az2"), ("c", "ilc1-az3")] },
    Region { name: "me-south-1", opt_in: true, zones: &[("a", "mes1-az1"), ("b", "mes1-az2"), ("c", "mes1-az3")] },
    Region { name: "mx-central-1", opt_in: true, zones: &[("a", "mxc1-az1"), ("b", "mxc1-az2"), ("c", "mxc1-az3")] },
    Region { name: "me-central-1", opt_in: true, zones: &[("a", "mec1-az1"), ("b", "mec1-az2"), ("c", "mec1-az3")] },
    Region { name: "af-south-1", opt_in: true, zones: &[("a", "afs1-az1"), ("b", "afs1-az2"), ("c", "afs1-az3")] },
    Region { name: "cn-north-1", opt_in: false, zones: &[("a", "cnn1-az1"), ("b", "cnn1-az2"), ("d", "cnn1-az4")] },
    Region { name: "cn-northwest-1", opt_in: false, zones: &[("a", "cnnw1-az1"), ("b", "cnnw1-az2"), ("c", "cnnw1-az3")] },
    Region { name: "us-gov-west-1", opt_in: false, zones: &[("a", "usgw1-az1"), ("b", "usgw1-az2"), ("c", "usgw1-az3")] },
    Region { name: "us-gov-east-1", opt_in: false, zones: &[("a", "usge1-az1"), ("b", "usge1-az2"), ("c", "usge1-az3")] },
];

/// Whether there is such a region here.
pub fn is_known(name: &str) -> bool {
    REGIONS.iter().any(|region| region.name == name)
}

/// The partition that a region is in.
pub fn partition(region: &str) -> &'static str {
    if region.starts_with("cn-") {
        "aws-cn"
    } else if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else {
        "aws"
    }
}

/// What host names of the region's partition end with.
pub fn domain(region: &str) -> &'static str {
    if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" }
}

/// Zone names and zone ids of a region.
pub fn zones(region: &str) -> Vec<(String, &'static str)> {
    let found = REGIONS.iter().find(|r| r.name == region);
    found.map_or(Vec::new(), |r| r.zones.iter().map(|(letter, id)| (format!("{region}{letter}"), *id)).collect())
}

/// The zone id of a zone name.
pub fn zone_id(region: &str, zone: &str) -> Option<&'static str> {
    zones(region).into_iter().find(|(name, _)| name == zone).map(|(_, id)| id)
}
