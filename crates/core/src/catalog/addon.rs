//! The addons that a cluster gets, and the names that are known.

/// The addons that every cluster gets unless the spec says `off`.
pub const DEFAULT: [&str; 4] = ["coredns", "eks-pod-identity-agent", "kube-proxy", "vpc-cni"];

/// Addons that run as a DaemonSet and so are active without a node that tolerates them.
pub const DAEMON_SETS: [&str; 4] = ["eks-node-monitoring-agent", "eks-pod-identity-agent", "kube-proxy", "vpc-cni"];

/// Addons by AWS and the common ones of the community.
/// Source: EKS user guide, "AWS add-ons" and "Community add-ons", 2026-11.
pub const KNOWN: [&str; 27] = [
    "adot",
    "amazon-cloudwatch-observability",
    "aws-ebs-csi-driver",
    "aws-efs-csi-driver",
    "aws-fsx-csi-driver",
    "aws-guardduty-agent",
    "aws-mountpoint-s3-csi-driver",
    "aws-network-flow-monitoring-agent",
    "aws-privateca-connector-for-kubernetes",
    "aws-privateca-issuer",
    "aws-secrets-store-csi-driver-provider",
    "cert-manager",
    "coredns",
    "eks-node-monitoring-agent",
    "eks-pod-identity-agent",
    "external-dns",
    "fluent-bit",
    "kube-proxy",
    "kube-state-metrics",
    "metrics-server",
    "prometheus-node-exporter",
    "amazon-sagemaker-hyperpod-taskgovernance",
    "amazon-sagemaker-hyperpod-training-operator",
    "amazon-sagemaker-hyperpod-observability",
    "amazon-sagemaker-spaces",
    "snapshot-controller",
    "vpc-cni",
];
