//! AWS managed policies that roles of a cluster are given.

/// Policies of a node role. Source: Karpenter's getting-started template (PullOnly since Karpenter 1.4).
pub const NODE_ROLE: &[&str] = &[
    "AmazonEKS_CNI_Policy",
    "AmazonEKSWorkerNodePolicy",
    "AmazonEC2ContainerRegistryPullOnly",
    "AmazonSSMManagedInstanceCore",
];

/// Policies of the cluster role. Source: EKS user guide, "Amazon EKS cluster IAM role".
pub const CLUSTER_ROLE: &[&str] = &["AmazonEKSClusterPolicy"];

/// ARN of an AWS managed policy in a partition.
pub fn arn(partition: &str, name: &str) -> String {
    format!("arn:{partition}:iam::aws:policy/{name}")
}
