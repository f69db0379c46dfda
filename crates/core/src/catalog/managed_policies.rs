//! AWS managed policies that roles of a cluster are given.

/// What gives nodes addresses of IPv4. A cluster of IPv6 needs a policy of its own instead, which AWS has not made.
pub const CNI: &str = "AmazonEKS_CNI_Policy";

/// Policies of the cluster role. Source: EKS user guide, "Amazon EKS cluster IAM role".
pub const CLUSTER_ROLE: &[&str] = &["AmazonEKSClusterPolicy"];

/// AWS managed policies that lie under `service-role/`: their ARN cannot be told from the name alone.
/// Source: AWS managed policy reference, 2026-11.
const SERVICE_ROLE: &[&str] = &["AmazonEBSCSIDriverPolicy", "AmazonEFSCSIDriverPolicy", "AmazonEC2RoleforSSM"];

/// What follows `policy/` in the ARN of an AWS managed policy.
pub fn resource(name: &str) -> String {
    if SERVICE_ROLE.contains(&name) { format!("service-role/{name}") } else { name.to_owned() }
}

/// ARN of an AWS managed policy in a partition.
pub fn arn(partition: &str, name: &str) -> String {
    format!("arn:{partition}:iam::aws:policy/{}", resource(name))
}
