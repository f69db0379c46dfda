//! Which Karpenter runs on which Kubernetes, and what karpool takes when nothing is given.

use crate::units::{KarpenterVersion, KubernetesVersion};

/// The Kubernetes version of a cluster whose spec gives none.
pub const DEFAULT_KUBERNETES: KubernetesVersion = KubernetesVersion::minor(35);
/// The Karpenter version of a stack whose spec gives none.
pub static DEFAULT_KARPENTER: KarpenterVersion = KarpenterVersion::of(1, 14, 1);
/// The last Kubernetes minor for which EKS publishes Amazon Linux 2 images.
/// Source: EKS user guide, "Amazon Linux 2 AMI deprecation".
pub const LAST_AL2: KubernetesVersion = KubernetesVersion::minor(32);

/// From this Karpenter on, Kubernetes `min` to `max`.
/// Source: karpenter-provider-aws, compatibility matrix of v1.14.
static MATRIX: [(KarpenterVersion, u32, u32); 7] = [
    (KarpenterVersion::of(1, 0, 0), 25, 30),
    (KarpenterVersion::of(1, 0, 5), 25, 31),
    (KarpenterVersion::of(1, 2, 0), 25, 32),
    (KarpenterVersion::of(1, 5, 0), 26, 33),
    (KarpenterVersion::of(1, 6, 0), 26, 34),
    (KarpenterVersion::of(1, 9, 0), 26, 35),
    (KarpenterVersion::of(1, 13, 0), 26, 36),
];

/// A release to stay away from, why, and what to take instead.
pub struct Avoided {
    pub version: KarpenterVersion,
    pub why: &'static str,
    pub instead: &'static str,
}

/// Source: kubernetes-sigs/karpenter, issue 2785.
pub static AVOIDED: [Avoided; 1] = [Avoided {
    version: KarpenterVersion::of(1, 8, 4),
    why: "it schedules pods with topology spread wrongly",
    instead: "1.8.8",
}];

/// The Kubernetes versions that a Karpenter supports: the oldest and the newest.
pub fn kubernetes_range(karpenter: &KarpenterVersion) -> Option<(KubernetesVersion, KubernetesVersion)> {
    let row = MATRIX.iter().rev().find(|(from, _, _)| karpenter.semver() >= from.semver())?;
    Some((KubernetesVersion::minor(row.1), KubernetesVersion::minor(row.2)))
}

/// The oldest Karpenter that supports a Kubernetes version.
pub fn oldest_karpenter(kubernetes: KubernetesVersion) -> Option<&'static KarpenterVersion> {
    MATRIX
        .iter()
        .find(|(_, min, max)| (KubernetesVersion::minor(*min)..=KubernetesVersion::minor(*max)).contains(&kubernetes))
        .map(|(from, _, _)| from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pins_fit_each_other() {
        let (min, max) = kubernetes_range(&DEFAULT_KARPENTER).expect("the pin is in the matrix");
        assert!(min <= DEFAULT_KUBERNETES && DEFAULT_KUBERNETES <= max);
        assert_eq!(oldest_karpenter(KubernetesVersion::minor(36)), Some(&KarpenterVersion::of(1, 13, 0)));
        assert_eq!(oldest_karpenter(KubernetesVersion::minor(40)), None);
        assert_eq!(
            kubernetes_range(&KarpenterVersion::of(1, 8, 4)).map(|(_, max)| max),
            Some(KubernetesVersion::minor(34))
        );
    }
}
