//! Karpenter's nodes take the role of the managed group, whose access entry EKS has made already.

use karpool::spec::{Addon, AddonPodIdentity, Disk, Network, NodeGroup, NodeRole, Size, Stack, VolumeType};

pub fn stacks() -> Result<Vec<Stack>, karpool::units::Invalid> {
    let group = NodeGroup::of(["m7g.large".parse()?, "m6g.large".parse()?])
        .size(Size::default().min(2_u32).desired(2_u32).max(4_u32))
        .disk(Disk::default().size("80Gi".parse::<karpool::units::Quantity>()?).volume_type(VolumeType::Gp3))
        .labels([("role".to_owned(), "system".to_owned())]);
    let prefixes = serde_json::json!({"env": {"ENABLE_PREFIX_DELEGATION": "true"}});
    let driver = AddonPodIdentity::default()
        .service_account("ebs-csi-controller-sa")
        .policies(["AmazonEBSCSIDriverPolicy".to_owned()]);
    let stack = Stack::new("dev", "us-east-1".parse()?)
        .network(Network::vpc("vpc-0a1b2c3d4e5f60718")?.subnets_tagged("tier", "private"))
        .node_role(NodeRole::of_group("system"))
        .node_group("system", group)
        .addon("vpc-cni", Addon::default().values(prefixes.as_object().cloned().unwrap_or_default()))
        .addon("aws-ebs-csi-driver", Addon::default().pod_identity(driver));
    Ok(vec![stack])
}
