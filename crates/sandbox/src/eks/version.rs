//! The Kubernetes versions that EKS offers.

use serde_json::{Value, json};

use super::fault::invalid;
use super::page;
use crate::call::{Call, Fault, Reply};

/// How a version is supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Support {
    Unsupported,
    Extended,
    Standard,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Version {
    pub(crate) name: &'static str,
    pub(crate) patch: &'static str,
    pub(crate) platform: &'static str,
    pub(crate) support: Support,
    /// Release on EKS, end of standard support, end of extended support.
    dates: [&'static str; 3],
}

const fn row(
    name: &'static str,
    patch: &'static str,
    platform: &'static str,
    support: Support,
    dates: [&'static str; 3],
) -> Version {
    Version { name, patch, platform, support, dates }
}

/// Source: EKS user guide, "Kubernetes versions" (release calendar) and "Platform versions"; newest first.
#[rustfmt::skip]
pub(crate) const VERSIONS: &[Version] = &[
    row("1.36", "1.36.0",  "eks.3",  Support::Standard,    ["2026-06-10", "2027-08-02", "2028-08-02"]),
    row("1.35", "1.35.1",  "eks.7",  Support::Standard,    ["2026-01-28", "2027-03-27", "2028-03-27"]),
    row("1.34", "1.34.2",  "eks.13", Support::Standard,    ["2025-10-02", "2026-12-02", "2027-12-02"]),
    row("1.33", "1.33.5", "eks.27", Support::Standard,    ["2025-05-29", "2026-07-29", "2027-07-29"]),
    row("1.32", "1.32.9", "eks.34", Support::Extended,    ["2025-01-23", "2026-03-23", "2027-03-23"]),
    row("1.31", "1.31.13", "eks.50", Support::Extended,    ["2024-09-26", "2025-11-26", "2026-11-26"]),
    row("1.30", "1.30.14", "eks.58", Support::Extended,    ["2024-05-23", "2025-07-23", "2026-07-23"]),
    row("1.29", "1.29.15", "eks.61", Support::Unsupported, ["2024-01-23", "2025-03-23", "2026-03-23"]),
    row("1.28", "1.28.15", "eks.66", Support::Unsupported, ["2023-09-26", "2024-11-26", "2025-11-26"]),
];

/// What a cluster gets when its creator does not say.
pub(crate) const DEFAULT: &str = "1.35";

/// A version that clusters and node groups may have.
pub(crate) fn offered(name: &str) -> Option<&'static Version> {
    VERSIONS.iter().find(|v| v.name == name && v.support != Support::Unsupported)
}

pub(crate) fn require(name: &str) -> Result<&'static Version, Fault> {
    offered(name).ok_or_else(|| invalid(format!("unsupported Kubernetes version {name}")))
}

/// The minor of `1.35` or `v1.35.2-eks-...`.
pub(crate) fn minor(version: &str) -> Option<u32> {
    let mut parts = version.trim_start_matches('v').split('.');
    if parts.next()? != "1" {
        return None;
    }
    parts.next()?.parse().ok()
}

impl Support {
    fn status(self) -> (&'static str, &'static str) {
        match self {
            Support::Unsupported => ("unsupported", "UNSUPPORTED"),
            Support::Extended => ("extended-support", "EXTENDED_SUPPORT"),
            Support::Standard => ("standard-support", "STANDARD_SUPPORT"),
        }
    }
}

impl Version {
    fn describe(&self) -> Value {
        let (status, version_status) = self.support.status();
        json!({
            "clusterVersion": self.name,
            "clusterType": "eks",
            "defaultPlatformVersion": self.platform,
            "defaultVersion": self.name == DEFAULT,
            "releaseDate": epoch(self.dates[0]),
            "endOfStandardSupportDate": epoch(self.dates[1]),
            "endOfExtendedSupportDate": epoch(self.dates[2]),
            "status": status,
            "versionStatus": version_status,
            "kubernetesPatchVersion": self.patch,
        })
    }
}

fn epoch(date: &str) -> f64 {
    format!("{date}T00:00:00Z").parse::<jiff::Timestamp>().map_or(0.0, |t| t.as_second() as f64)
}

/// `DescribeClusterVersions`.
pub(crate) fn describe(call: &mut Call<'_>) -> Reply {
    let input = &call.input;
    let wanted: Vec<&str> = input["clusterVersions"]
        .as_array()
        .map(|list| list.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    for name in &wanted {
        if !VERSIONS.iter().any(|v| v.name == *name) {
            return Err(invalid(format!("unsupported Kubernetes version {name}")));
        }
    }
    if !matches!(input["clusterType"].as_str(), None | Some("eks" | "eks-local-outposts")) {
        return Err(invalid("The specified clusterType is invalid."));
    }
    let all = input["includeAll"].as_bool().unwrap_or(false);
    let keep = |v: &Version| {
        let (status, version_status) = v.support.status();
        let asked = input["status"].as_str().is_none_or(|s| s == status)
            && input["versionStatus"].as_str().is_none_or(|s| s == version_status);
        let filtered = input["status"].is_string() || input["versionStatus"].is_string() || !wanted.is_empty();
        (wanted.is_empty() || wanted.contains(&v.name))
            && asked
            && (all || filtered || v.support != Support::Unsupported)
            && (!input["defaultOnly"].as_bool().unwrap_or(false) || v.name == DEFAULT)
    };
    let items = VERSIONS.iter().filter(|v| keep(v)).map(Version::describe).collect();
    page::page(call, "clusterVersions", items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minors_are_read_from_both_forms() {
        assert_eq!(minor("1.35"), Some(35));
        assert_eq!(minor("v1.35.2-eks-0a1b2c3"), Some(35));
        assert_eq!(minor("2.1"), None);
        assert_eq!(minor("latest"), None);
    }
}
