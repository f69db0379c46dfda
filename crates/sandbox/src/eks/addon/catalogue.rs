//! The addons that EKS offers: versions, defaults, owners.

use serde_json::{Value, json};

use super::schema;
use crate::call::{Call, Fault, Reply};
use crate::eks::fault::{about, absent, invalid};
use crate::eks::text::texts;
use crate::eks::version::{self, minor};
use crate::eks::{page, version::Support};

/// One addon.
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    kind: &'static str,
    pub(crate) namespace: &'static str,
    /// Service accounts with the policies that they usually need.
    pub(crate) accounts: &'static [(&'static str, &'static [&'static str])],
    releases: &'static [Release],
}

/// One version with the minors it is for, and the minors it is the default of.
struct Release {
    version: &'static str,
    minors: (u32, u32),
    default: bool,
}

const fn release(version: &'static str, low: u32, high: u32, default: bool) -> Release {
    Release { version, minors: (low, high), default }
}

/// Source: DescribeAddonVersions of each addon (names, types, namespaces, version forms); newest first.
#[rustfmt::skip]
const ENTRIES: &[Entry] = &[
    Entry { name: "vpc-cni", kind: "networking", namespace: "kube-system", accounts: &[("aws-node", &["AmazonEKS_CNI_Policy"])], releases: &[
        release("v1.22.1-eksbuild.1", 30, 36, false),
        release("v1.21.1-eksbuild.3", 30, 36, true),
        release("v1.20.4-eksbuild.2", 30, 35, false),
        release("v1.19.6-eksbuild.7", 30, 33, false),
    ] },
    Entry { name: "kube-proxy", kind: "networking", namespace: "kube-system", accounts: &[], releases: &[
        release("v1.36.1-eksbuild.2", 36, 36, false), release("v1.36.0-eksbuild.2", 36, 36, true),
        release("v1.35.3-eksbuild.5", 35, 36, false), release("v1.35.0-eksbuild.2", 35, 36, true),
        release("v1.34.6-eksbuild.5", 34, 36, false), release("v1.34.1-eksbuild.2", 34, 36, true),
        release("v1.33.10-eksbuild.5", 33, 36, false), release("v1.33.5-eksbuild.2", 33, 36, true),
        release("v1.32.13-eksbuild.5", 32, 35, false), release("v1.32.9-eksbuild.2", 32, 35, true),
        release("v1.31.14-eksbuild.9", 31, 34, false), release("v1.31.13-eksbuild.2", 31, 34, true),
        release("v1.30.14-eksbuild.20", 30, 33, true),
    ] },
    Entry { name: "coredns", kind: "networking", namespace: "kube-system", accounts: &[], releases: &[
        release("v1.14.2-eksbuild.4", 34, 36, false),
        release("v1.13.2-eksbuild.4", 34, 36, true),
        release("v1.13.1-eksbuild.1", 33, 35, false),
        release("v1.12.4-eksbuild.1", 31, 34, true),
        release("v1.11.4-eksbuild.24", 30, 33, true),
    ] },
    Entry { name: "eks-pod-identity-agent", kind: "security", namespace: "kube-system", accounts: &[], releases: &[
        release("v1.3.11-eksbuild.1", 30, 36, false),
        release("v1.3.10-eksbuild.2", 30, 36, true),
        release("v1.3.4-eksbuild.1", 30, 33, false),
    ] },
    Entry { name: "aws-ebs-csi-driver", kind: "storage", namespace: "kube-system", accounts: &[("ebs-csi-controller-sa", &["AmazonEBSCSIDriverPolicy"])], releases: &[
        release("v1.60.0-eksbuild.1", 30, 36, false),
        release("v1.58.0-eksbuild.1", 30, 36, true),
        release("v1.52.1-eksbuild.1", 30, 34, false),
    ] },
    Entry { name: "metrics-server", kind: "observability", namespace: "kube-system", accounts: &[], releases: &[
        release("v0.8.1-eksbuild.2", 30, 36, false),
        release("v0.8.0-eksbuild.6", 30, 36, true),
        release("v0.7.2-eksbuild.4", 30, 33, false),
    ] },
    Entry { name: "snapshot-controller", kind: "storage", namespace: "kube-system", accounts: &[], releases: &[
        release("v8.5.0-eksbuild.1", 30, 36, true),
        release("v8.3.0-eksbuild.1", 30, 35, false),
    ] },
    Entry { name: "eks-node-monitoring-agent", kind: "observability", namespace: "kube-system", accounts: &[], releases: &[
        release("v1.6.2-eksbuild.1", 30, 36, true),
        release("v1.4.1-eksbuild.1", 30, 34, false),
    ] },
];

pub(crate) fn find(name: &str) -> Result<&'static Entry, Fault> {
    ENTRIES
        .iter()
        .find(|entry| entry.name == name)
        .ok_or_else(|| about(invalid(format!("Addon {name} specified is not supported")), "addonName", name))
}

impl Release {
    fn fits(&self, minor: u32) -> bool {
        (self.minors.0..=self.minors.1).contains(&minor)
    }
}

impl Entry {
    /// The first of the versions marked so that fits: a default may be taken over by a newer one.
    fn default_for(&self, minor: u32) -> Option<&'static str> {
        self.releases.iter().find(|r| r.default && r.fits(minor)).map(|r| r.version)
    }

    pub(crate) fn default_version(&self, kubernetes: &str) -> Option<&'static str> {
        self.default_for(minor(kubernetes)?)
    }

    /// Refuses a version that there is not, or not for this Kubernetes version.
    pub(crate) fn check_version(&self, wanted: &str, kubernetes: &str) -> Result<(), Fault> {
        let fits = |r: &Release| r.version == wanted && minor(kubernetes).is_some_and(|m| r.fits(m));
        if self.releases.iter().any(fits) {
            return Ok(());
        }
        Err(about(
            invalid(format!("Addon version specified is not supported: {wanted} for {} on {kubernetes}", self.name)),
            "addonName",
            self.name,
        ))
    }

    fn has(&self, wanted: &str) -> bool {
        self.releases.iter().any(|r| r.version == wanted)
    }

    fn view(&self, kubernetes: Option<u32>) -> Option<Value> {
        let releases = self.releases.iter().filter(|r| kubernetes.is_none_or(|m| r.fits(m)));
        let versions: Vec<Value> = releases.map(|r| self.release_view(r, kubernetes)).collect();
        (!versions.is_empty()).then(|| {
            json!({
                "addonName": self.name,
                "type": self.kind,
                "addonVersions": versions,
                "publisher": "eks",
                "owner": "aws",
                "defaultNamespace": self.namespace,
            })
        })
    }

    fn release_view(&self, release: &Release, kubernetes: Option<u32>) -> Value {
        let minors = version::VERSIONS.iter().filter(|v| v.support != Support::Unsupported);
        let minors = minors.filter_map(|v| Some((v, minor(v.name)?)));
        let fitting = minors.filter(|(_, m)| release.fits(*m) && kubernetes.is_none_or(|k| k == *m));
        let compatibilities: Vec<Value> = fitting
            .map(|(v, m)| {
                let default = self.default_for(m) == Some(release.version);
                json!({ "clusterVersion": v.name, "platformVersions": ["*"], "defaultVersion": default })
            })
            .collect();
        json!({
            "addonVersion": release.version,
            "architecture": ["amd64", "arm64"],
            "computeTypes": ["ec2", "auto", "hybrid"],
            "compatibilities": compatibilities,
            "requiresConfiguration": false,
            "requiresIamPermissions": !self.accounts.is_empty(),
        })
    }
}

/// `DescribeAddonVersions`.
pub(crate) fn describe_versions(call: &mut Call<'_>) -> Reply {
    let kubernetes = match call.text("kubernetesVersion") {
        None => None,
        Some(name) => {
            version::require(&name)?;
            minor(&name)
        }
    };
    let name = call.text("addonName");
    if let Some(name) = &name {
        find(name)?;
    }
    let allows = |member: &str, value: &str| {
        texts(&call.input[member]).is_none_or(|list| list.is_empty() || list.iter().any(|v| v == value))
    };
    let kept = ENTRIES.iter().filter(|e| {
        name.as_ref().is_none_or(|n| n == e.name)
            && allows("types", e.kind)
            && allows("publishers", "eks")
            && allows("owners", "aws")
    });
    let items = kept.filter_map(|e| e.view(kubernetes)).collect();
    page::page(call, "addons", items)
}

/// `DescribeAddonConfiguration`.
pub(crate) fn describe_configuration(call: &mut Call<'_>) -> Reply {
    let (name, wanted) = (call.text("addonName").unwrap_or_default(), call.text("addonVersion").unwrap_or_default());
    let entry = find(&name)?;
    if !entry.has(&wanted) {
        let fault = absent(format!("Addon version {wanted} of {name} was not found"));
        return Err(about(fault, "addonName", name));
    }
    let partition = &call.partition;
    let identities: Vec<Value> = entry
        .accounts
        .iter()
        .map(|(account, policies)| {
            let arns: Vec<String> = policies.iter().map(|p| policy_arn(partition, p)).collect();
            json!({ "serviceAccount": account, "recommendedManagedPolicies": arns })
        })
        .collect();
    Ok(json!({
        "addonName": name,
        "addonVersion": wanted,
        "configurationSchema": schema::of(entry.name).to_string(),
        "podIdentityConfiguration": identities,
    }))
}

fn policy_arn(partition: &str, name: &str) -> String {
    // Source: IAM, AWS managed policies: those for service roles have a path of their own.
    let path = if name == "AmazonEBSCSIDriverPolicy" { "service-role/" } else { "" };
    format!("arn:{partition}:iam::aws:policy/{path}{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_addon_has_one_default_for_every_minor() {
        for entry in ENTRIES {
            for minor in 30..=36 {
                let default = entry.default_for(minor);
                let fits = entry.releases.iter().any(|r| Some(r.version) == default && r.fits(minor));
                assert!(fits, "{} on 1.{minor}", entry.name);
            }
        }
    }

    #[test]
    fn an_answer_marks_exactly_the_default() {
        let view = find("kube-proxy").unwrap().view(Some(35)).unwrap();
        let marked: Vec<&str> = view["addonVersions"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|v| v["compatibilities"][0]["defaultVersion"] == true)
            .filter_map(|v| v["addonVersion"].as_str())
            .collect();
        assert_eq!(marked, ["v1.35.0-eksbuild.2"]);
    }
}
