//! AWS managed policies that roles of a cluster are given.

/// What gives nodes addresses of IPv4. A cluster of IPv6 needs a policy of its own instead, which AWS has not made.
pub const CNI: &str = "AmazonEKS_CNI_Policy";

/// Policies of the cluster role. Source: EKS user guide, "Amazon EKS cluster IAM role".
pub const CLUSTER_ROLE: &[&str] = &["AmazonEKSClusterPolicy"];

/// What nodes of Karpenter cannot do when none of the policies is there.
/// Source: EKS user guide, "Amazon EKS node IAM role".
const NODES: [(&[&str], &str); 4] = [
    (&["AmazonEKSWorkerNodePolicy"], "nodes do not join the cluster"),
    (
        &["AmazonEC2ContainerRegistryPullOnly", "AmazonEC2ContainerRegistryReadOnly"],
        "nodes pull no images from ECR, those of the addons among them",
    ),
    (&[CNI], "pods get no addresses, unless the vpc-cni addon has a role of its own"),
    (&[SSM], "Session Manager does not reach the nodes"),
];

/// The policies that a node role lacks, and what comes of it. `has` are names or ARNs; with `own_network` the vpc-cni
/// addon has a role of its own.
pub fn missing(has: &[String], own_network: bool) -> Vec<(&'static str, &'static str)> {
    let there = |policies: &[&str]| has.iter().any(|one| policies.iter().any(|p| one.rsplit('/').next() == Some(p)));
    let needed = NODES.iter().filter(|(policies, _)| !(own_network && policies[0] == CNI));
    needed.filter(|(policies, _)| !there(policies)).map(|(policies, without)| (policies[0], *without)).collect()
}

/// What every node role is given. Source: Karpenter's getting-started template (PullOnly since Karpenter 1.4).
pub const NODE_ROLE: &[&str] = &["AmazonEKSWorkerNodePolicy", CNI, "AmazonEC2ContainerRegistryPullOnly"];

/// What a node role is given by its field `ssm`.
pub const SSM: &str = "AmazonSSMManagedInstanceCore";

/// What a node role is given by its field `cloudwatch`.
pub const CLOUDWATCH: &str = "CloudWatchAgentServerPolicy";

/// The policy of the role of Fargate's pods. Source: EKS user guide, "Amazon EKS Pod execution IAM role".
pub const FARGATE_ROLE: &str = "AmazonEKSFargatePodExecutionRolePolicy";

/// Whether karpool gives it to roles without being told its name: there is no need to look whether it is there.
pub fn is_known(name: &str) -> bool {
    NODE_ROLE.iter().chain(CLUSTER_ROLE).chain(&[SSM, CLOUDWATCH, FARGATE_ROLE]).any(|policy| *policy == name)
}

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
