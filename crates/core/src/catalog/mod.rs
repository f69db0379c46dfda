//! Facts of AWS, Kubernetes and Karpenter as tables.

pub mod access_policy;
pub mod addon;
pub mod ami_family;
pub mod compatibility;
pub mod instance_type;
pub mod partition;
