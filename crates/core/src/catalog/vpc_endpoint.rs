//! Which VPC endpoints a cluster with Karpenter needs when its nodes cannot leave the VPC.
//!
//! Sources: Karpenter's documentation, "Private Clusters"; EKS user guide, "Deploy private clusters with limited
//! internet access" and "EKS Pod Identity".

/// When an endpoint is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Always,
    /// Something gets its role by EKS pod identity.
    PodIdentity,
    /// Karpenter listens to a queue.
    Interruption,
    /// The cluster is registered for zonal shift.
    ZonalShift,
}

/// One endpoint.
#[derive(Clone, Copy, Debug)]
pub struct Endpoint {
    /// What follows the region in the service's name.
    pub service: &'static str,
    /// Route tables lead to a gateway; interfaces are the others.
    pub gateway: bool,
    pub when: When,
    pub why: &'static str,
}

const fn interface(service: &'static str, when: When, why: &'static str) -> Endpoint {
    Endpoint { service, gateway: false, when, why }
}

pub const ENDPOINTS: [Endpoint; 10] = [
    interface("ec2", When::Always, "nodes and Karpenter ask EC2"),
    interface("ecr.api", When::Always, "nodes sign in to the registry"),
    interface("ecr.dkr", When::Always, "nodes pull images"),
    Endpoint { service: "s3", gateway: true, when: When::Always, why: "the registry keeps the layers of images in S3" },
    interface("sts", When::Always, "nodes and pods get credentials"),
    interface("ssm", When::Always, "Karpenter looks up AMIs"),
    interface("sqs", When::Interruption, "Karpenter reads its interruption queue"),
    interface("eks", When::Always, "nodes and Karpenter ask for the cluster"),
    interface("eks-auth", When::PodIdentity, "pods get their role"),
    interface("arc-zonal-shift", When::ZonalShift, "Karpenter asks for zonal shifts"),
];

/// The name of a service for endpoints. Source: VPC user guide, "AWS services that integrate with AWS PrivateLink";
/// in China all but S3 begin with `cn.`.
pub fn service_name(partition: &str, region: &str, service: &str) -> String {
    let country = if partition == "aws-cn" && service != "s3" { "cn." } else { "" };
    format!("{country}com.amazonaws.{region}.{service}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_partition() {
        assert_eq!(service_name("aws", "us-east-1", "ecr.api"), "com.amazonaws.us-east-1.ecr.api");
        assert_eq!(service_name("aws-cn", "cn-north-1", "sqs"), "cn.com.amazonaws.cn-north-1.sqs");
        assert_eq!(service_name("aws-cn", "cn-north-1", "s3"), "com.amazonaws.cn-north-1.s3");
    }
}
