//! Nodes that do not leave the VPC: VPC endpoints for every service they call, and a mirror for public images.

use karpool::spec::{Cluster, Endpoint, Karpenter, KmsKey, Logs, Network, Secrets, Stack, VpnCidr};
use karpool::units::{Cidr, Invalid};

const MIRROR: &str = "111122223333.dkr.ecr.us-east-1.amazonaws.com/karpenter";
const DIGEST: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000001";

pub fn stacks() -> Result<Vec<Stack>, Invalid> {
    let office = VpnCidr::default().cidr(Cidr::new("10.8.0.0/16")?).description("office VPN");
    let network = Network::vpc("vpc-0a1b2c3d4e5f60718")?
        .subnets_tagged("tier", "private")
        .private(true)
        .endpoint(Endpoint::default().vpn_cidrs([office]));
    let cluster = Cluster::default()
        .secrets(Secrets::default().kms_key(KmsKey::CREATE))
        .logs(Logs::default().kms_key(KmsKey::CREATE).retention_days(365_u32));
    let image = serde_json::json!({"repository": format!("{MIRROR}/controller"), "digest": DIGEST});
    let values = serde_json::json!({"controller": {"image": image}});
    let karpenter = Karpenter::default()
        .chart(format!("oci://{MIRROR}/karpenter"))
        .values(values.as_object().cloned().unwrap_or_default());
    Ok(vec![Stack::new("dev", "us-east-1".parse()?).network(network).cluster(cluster).karpenter(karpenter)])
}
