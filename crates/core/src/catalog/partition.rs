//! AWS's partitions and their regions.

/// A partition: accounts, names and regions are its own.
#[derive(Debug, PartialEq, Eq)]
pub struct Partition {
    /// The second part of an ARN.
    pub name: &'static str,
    /// The domain of its service endpoints.
    pub dns_suffix: &'static str,
    /// What its regions begin with; the first row that fits wins, and the last row fits all.
    prefixes: &'static [&'static str],
    pub regions: &'static [&'static str],
}

/// Source: the endpoint rules that AWS publishes with its SDKs (partitions.json), 2026-11.
const PARTITIONS: [Partition; 8] = [
    Partition {
        name: "aws-cn",
        dns_suffix: "amazonaws.com.cn",
        prefixes: &["cn-"],
        regions: &["cn-north-1", "cn-northwest-1"],
    },
    Partition {
        name: "aws-us-gov",
        dns_suffix: "amazonaws.com",
        prefixes: &["us-gov-"],
        regions: &["us-gov-east-1", "us-gov-west-1"],
    },
    Partition {
        name: "aws-iso",
        dns_suffix: "c2s.ic.gov",
        prefixes: &["us-iso-"],
        regions: &["us-iso-east-1", "us-iso-west-1"],
    },
    Partition {
        name: "aws-iso-b",
        dns_suffix: "sc2s.sgov.gov",
        prefixes: &["us-isob-"],
        regions: &["us-isob-east-1", "us-isob-west-1"],
    },
    Partition {
        name: "aws-iso-e",
        dns_suffix: "cloud.adc-e.uk",
        prefixes: &["eu-isoe-"],
        regions: &["eu-isoe-west-1"],
    },
    Partition {
        name: "aws-iso-f",
        dns_suffix: "csp.hci.ic.gov",
        prefixes: &["us-isof-"],
        regions: &["us-isof-east-1", "us-isof-south-1"],
    },
    Partition { name: "aws-eusc", dns_suffix: "amazonaws.eu", prefixes: &["eusc-"], regions: &["eusc-de-east-1"] },
    Partition { name: "aws", dns_suffix: "amazonaws.com", prefixes: &[""], regions: &COMMERCIAL },
];

const COMMERCIAL: [&str; 34] = [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];

/// The partition of a region, also of one that is newer than this table.
pub fn of_region(region: &str) -> &'static Partition {
    let fits = |partition: &&Partition| partition.prefixes.iter().any(|prefix| region.starts_with(prefix));
    PARTITIONS.iter().find(fits).unwrap_or(&PARTITIONS[PARTITIONS.len() - 1])
}

/// Whether the table names the region.
pub fn is_known(region: &str) -> bool {
    PARTITIONS.iter().any(|partition| partition.regions.contains(&region))
}

/// Whether there is a partition of this name.
pub fn is_partition(name: &str) -> bool {
    PARTITIONS.iter().any(|partition| partition.name == name)
}

/// The region whose name is most like the text.
pub fn nearest(text: &str) -> Option<&'static str> {
    let all = PARTITIONS.iter().flat_map(|partition| partition.regions.iter().copied());
    let scored = all.map(|region| (strsim::damerau_levenshtein(text, region), region));
    scored.min().filter(|(distance, _)| *distance <= 2).map(|(_, region)| region)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_find_their_partition() {
        assert_eq!(of_region("us-east-1").name, "aws");
        assert_eq!(of_region("us-gov-west-1").name, "aws-us-gov");
        assert_eq!(of_region("cn-north-9").dns_suffix, "amazonaws.com.cn");
        assert_eq!(nearest("us-est-1"), Some("us-east-1"));
    }
}
