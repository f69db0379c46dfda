//! What an instance family's name says.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The architecture of a processor, as Kubernetes names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Architecture {
    Amd64,
    Arm64,
}

impl Architecture {
    /// The value of the label `kubernetes.io/arch`.
    pub fn as_str(self) -> &'static str {
        match self {
            Architecture::Amd64 => "amd64",
            Architecture::Arm64 => "arm64",
        }
    }

    /// The name that EC2 uses.
    pub fn ec2_name(self) -> &'static str {
        match self {
            Architecture::Amd64 => "x86_64",
            Architecture::Arm64 => "arm64",
        }
    }
}

impl std::fmt::Display for Architecture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Families whose name does not follow the rule that a `g` after the generation means Graviton.
/// Source: EC2 instance type naming conventions; a1 is the first generation of Graviton.
const ARM_EXCEPTIONS: [&str; 1] = ["a1"];

/// The architecture of a family: `m7g` and `c8gn` are arm64, `m7i` and `g5` amd64.
///
/// Source: EC2 instance type naming conventions: series, generation, then options, where `g` is a Graviton processor.
pub fn architecture(family: &str) -> Architecture {
    let base = family.split('-').next().unwrap_or(family);
    let options =
        base.trim_start_matches(|c: char| c.is_ascii_lowercase()).trim_start_matches(|c: char| c.is_ascii_digit());
    if options.contains('g') || ARM_EXCEPTIONS.contains(&base) { Architecture::Arm64 } else { Architecture::Amd64 }
}

/// Whether a family runs macOS only, on dedicated hosts, and so cannot be a node.
pub fn is_mac(family: &str) -> bool {
    family.starts_with("mac")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_processor_option_tells_the_architecture() {
        let arm = ["m7g", "c8gn", "r6gd", "t4g", "g5g", "im4gn", "is4gen", "x2gd", "a1", "i8g", "hpc7g", "u7g"];
        let amd = ["m7i", "m7i-flex", "g5", "g6e", "p5en", "c5n", "t3", "x2iedn", "trn1", "gr6", "u-6tb1", "m5zn"];
        for family in arm {
            assert_eq!(architecture(family), Architecture::Arm64, "{family}");
        }
        for family in amd {
            assert_eq!(architecture(family), Architecture::Amd64, "{family}");
        }
    }
}
