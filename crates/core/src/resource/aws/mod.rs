//! Kinds of AWS.

pub mod ec2_discovery_tag;
pub mod ec2_launch_template;
pub mod ec2_security_group;
pub mod ec2_security_group_rule;
pub mod ec2_vpc_endpoint;
pub mod eks_access_entry;
pub mod eks_addon;
pub mod eks_cluster;
pub mod eks_fargate_profile;
pub mod eks_identity_provider;
pub mod eks_node_group;
pub mod eks_pod_identity_association;
pub mod event_rule;
pub mod iam_instance_profile;
pub mod iam_oidc_provider;
pub mod iam_policy;
pub mod iam_role;
pub mod iam_service_linked_role;
pub mod kms_key;
pub mod log_group;
pub mod sqs_queue;
mod tagged;

use std::fmt;

use super::Key;

/// A key that is a plain name in the region or account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(pub String);

impl Name {
    pub fn new(name: impl Into<String>) -> Name {
        Name(name.into())
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Key for Name {}

/// A key that is a name inside a cluster.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InCluster {
    pub cluster: String,
    pub name: String,
}

impl InCluster {
    pub fn new(cluster: impl Into<String>, name: impl Into<String>) -> InCluster {
        InCluster { cluster: cluster.into(), name: name.into() }
    }
}

impl fmt::Display for InCluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.cluster, self.name)
    }
}

impl Key for InCluster {}
