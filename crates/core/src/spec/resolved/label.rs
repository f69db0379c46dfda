//! Labels that a NodePool's typed fields stand for.
//! Source: Kubernetes, "Well-Known Labels"; Karpenter documentation, "Well-known labels".

pub const ARCH: &str = "kubernetes.io/arch";
pub const OS: &str = "kubernetes.io/os";
pub const CAPACITY_TYPE: &str = "karpenter.sh/capacity-type";
pub const CATEGORY: &str = "karpenter.k8s.aws/instance-category";
pub const GENERATION: &str = "karpenter.k8s.aws/instance-generation";
pub const FAMILY: &str = "karpenter.k8s.aws/instance-family";
pub const SIZE: &str = "karpenter.k8s.aws/instance-size";
pub const INSTANCE_TYPE: &str = "node.kubernetes.io/instance-type";
/// The tag, too, by which Karpenter finds subnets and one security group.
/// Source: Karpenter documentation, "Getting started".
pub const DISCOVERY: &str = "karpenter.sh/discovery";
pub const ZONE: &str = "topology.kubernetes.io/zone";
pub const CPU: &str = "karpenter.k8s.aws/instance-cpu";
pub const MEMORY: &str = "karpenter.k8s.aws/instance-memory";
pub const GPU_MANUFACTURER: &str = "karpenter.k8s.aws/instance-gpu-manufacturer";
