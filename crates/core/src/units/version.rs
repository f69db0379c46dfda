//! Versions of Kubernetes and of Karpenter.

use std::fmt;
use std::str::FromStr;

use super::text::{Invalid, unit};

/// A minor version of Kubernetes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KubernetesVersion {
    pub major: u32,
    pub minor: u32,
}

impl KubernetesVersion {
    /// Version 1 and this minor.
    pub const fn minor(minor: u32) -> KubernetesVersion {
        KubernetesVersion { major: 1, minor }
    }

    /// The version that follows: clusters go up by one minor at a time.
    pub const fn next(self) -> KubernetesVersion {
        KubernetesVersion { major: self.major, minor: self.minor + 1 }
    }
}

impl FromStr for KubernetesVersion {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<KubernetesVersion, Invalid> {
        const UNIT: &str = "a Kubernetes version (`\"1.35\"`)";
        let mut parts = text.strip_prefix('v').unwrap_or(text).split('.');
        let number = |part: Option<&str>| -> Result<u32, Invalid> {
            let part = part.unwrap_or_default();
            let plain = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            let number = if plain { part.parse().ok() } else { None };
            number.ok_or_else(|| Invalid::new(UNIT, text, "it is a major and a minor number"))
        };
        let version = KubernetesVersion { major: number(parts.next())?, minor: number(parts.next())? };
        match parts.next() {
            None => Ok(version),
            Some(_) => Err(Invalid::new(UNIT, text, format!("EKS chooses the patch: write \"{version}\""))),
        }
    }
}

impl fmt::Display for KubernetesVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

unit!(KubernetesVersion, "kubernetes-version", "a Kubernetes version (`\"1.35\"`, in quotes)");

/// A version of Karpenter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KarpenterVersion(semver::Version);

impl KarpenterVersion {
    pub const fn of(major: u64, minor: u64, patch: u64) -> KarpenterVersion {
        KarpenterVersion(semver::Version::new(major, minor, patch))
    }

    pub fn semver(&self) -> &semver::Version {
        &self.0
    }

    /// At least this minor.
    pub fn at_least(&self, major: u64, minor: u64) -> bool {
        (self.0.major, self.0.minor) >= (major, minor)
    }
}

impl FromStr for KarpenterVersion {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<KarpenterVersion, Invalid> {
        const UNIT: &str = "a Karpenter version (`1.14.1`)";
        let plain = text.strip_prefix('v').unwrap_or(text);
        semver::Version::parse(plain)
            .map(KarpenterVersion)
            .map_err(|_| Invalid::new(UNIT, text, "it must have a major, a minor and a patch number"))
    }
}

impl fmt::Display for KarpenterVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

unit!(KarpenterVersion, "karpenter-version", "a Karpenter version (`1.14.1`)");
