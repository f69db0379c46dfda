//! AMI types: processor, image family and the versions they are published for.

use crate::call::Fault;
use crate::eks::fault::invalid;
use crate::eks::neighbours;
use crate::eks::version::minor;
use crate::world::World;

#[derive(Clone, Copy, Debug)]
pub(crate) struct AmiType {
    pub(crate) name: &'static str,
    /// EC2's name of the architecture.
    pub(crate) architecture: &'static str,
    pub(crate) family: Family,
    /// The last minor it is published for.
    last_minor: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    AmazonLinux2,
    AmazonLinux2023,
    Bottlerocket,
    Windows,
    Custom,
}

const fn row(name: &'static str, architecture: &'static str, family: Family, last_minor: u32) -> AmiType {
    AmiType { name, architecture, family, last_minor }
}

const ALL: u32 = u32::MAX;
const X86: &str = "x86_64";
const ARM: &str = "arm64";

/// Source: EKS API reference, `amiType`; EKS user guide (no Amazon Linux 2 images from 1.33 on).
#[rustfmt::skip]
const TYPES: &[AmiType] = &[
    row("AL2023_x86_64_STANDARD",             X86, Family::AmazonLinux2023, ALL),
    row("AL2023_ARM_64_STANDARD",             ARM, Family::AmazonLinux2023, ALL),
    row("AL2023_x86_64_NEURON",               X86, Family::AmazonLinux2023, ALL),
    row("AL2023_x86_64_NVIDIA",               X86, Family::AmazonLinux2023, ALL),
    row("AL2023_ARM_64_NVIDIA",               ARM, Family::AmazonLinux2023, ALL),
    row("AL2_x86_64",                         X86, Family::AmazonLinux2, 32),
    row("AL2_x86_64_GPU",                     X86, Family::AmazonLinux2, 32),
    row("AL2_ARM_64",                         ARM, Family::AmazonLinux2, 32),
    row("BOTTLEROCKET_x86_64",                X86, Family::Bottlerocket, ALL),
    row("BOTTLEROCKET_ARM_64",                ARM, Family::Bottlerocket, ALL),
    row("BOTTLEROCKET_x86_64_FIPS",           X86, Family::Bottlerocket, ALL),
    row("BOTTLEROCKET_ARM_64_FIPS",           ARM, Family::Bottlerocket, ALL),
    row("BOTTLEROCKET_x86_64_NVIDIA",         X86, Family::Bottlerocket, ALL),
    row("BOTTLEROCKET_ARM_64_NVIDIA",         ARM, Family::Bottlerocket, ALL),
    row("BOTTLEROCKET_x86_64_NVIDIA_FIPS",    X86, Family::Bottlerocket, ALL),
    row("BOTTLEROCKET_ARM_64_NVIDIA_FIPS",    ARM, Family::Bottlerocket, ALL),
    row("WINDOWS_CORE_2019_x86_64",           X86, Family::Windows, ALL),
    row("WINDOWS_FULL_2019_x86_64",           X86, Family::Windows, ALL),
    row("WINDOWS_CORE_2022_x86_64",           X86, Family::Windows, ALL),
    row("WINDOWS_FULL_2022_x86_64",           X86, Family::Windows, ALL),
    row("WINDOWS_CORE_2025_x86_64",           X86, Family::Windows, ALL),
    row("WINDOWS_FULL_2025_x86_64",           X86, Family::Windows, ALL),
    row("CUSTOM",                             "",  Family::Custom, ALL),
];

/// What a group without instance types of its own gets.
pub(crate) const DEFAULT: &str = "AL2023_x86_64_STANDARD";

pub(crate) fn find(name: &str) -> Result<&'static AmiType, Fault> {
    TYPES.iter().find(|t| t.name == name).ok_or_else(|| invalid(format!("Unknown amiType {name}")))
}

impl AmiType {
    pub(crate) fn check_version(&self, version: &str) -> Result<(), Fault> {
        if minor(version).is_some_and(|m| m > self.last_minor) {
            return Err(invalid(format!(
                "AMI Type {} is only supported for kubernetes versions 1.{} or earlier",
                self.name, self.last_minor
            )));
        }
        Ok(())
    }

    /// EC2's family, architecture and variant of its images; none for families that the sandbox has no images of.
    pub(crate) fn image_kind(&self) -> Option<(&'static str, (&'static str, &'static str))> {
        let family = match self.family {
            Family::AmazonLinux2023 => "amazon-linux-2023",
            Family::Bottlerocket => "bottlerocket",
            _ => return None,
        };
        let variant = match self.name {
            name if name.contains("NVIDIA") => "nvidia",
            name if name.contains("NEURON") => "neuron",
            _ => "standard",
        };
        Some((family, (self.architecture, variant)))
    }

    /// The newest release of its image for a Kubernetes version.
    pub(crate) fn release(&self, world: &World, version: &str) -> String {
        let (family, kind) = self.image_kind().unwrap_or(("amazon-linux-2023", (X86, "standard")));
        neighbours::image(world, family, version, kind).map(|image| image.release_version()).unwrap_or_default()
    }

    /// Refuses a release that was never published for the version.
    pub(crate) fn check_release(&self, given: &str, version: &str) -> Result<(), Fault> {
        match self.image_kind() {
            Some((family, kind)) if !neighbours::release_exists(family, version, kind, given) => Err(invalid(format!(
                "Requested release version {given} is not valid for kubernetes version {version}."
            ))),
            _ => Ok(()),
        }
    }
}
