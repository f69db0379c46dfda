//! Facts of AWS, Kubernetes and Karpenter as tables.

pub mod access_policy;
pub mod addon;
pub mod ami_family;
pub mod compatibility;
pub mod controller_environment;
pub mod controller_policy;
pub mod instance_type;
pub mod interruption;
pub mod managed_policies;
pub mod partition;
pub mod security_group_rule;
pub mod user_data;
pub mod vpc_endpoint;
