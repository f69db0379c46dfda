//! Who may use the cluster, and from where: an administrator by name, a viewer of one namespace, the office by VPN.

use karpool::spec::{
    AccessEntry, Cluster, Endpoint, LogType, Logs, Network, Principal, PublicEndpoint, PublicRanges, Stack, VpnCidr,
};
use karpool::units::{Cidr, Invalid};

pub fn stacks() -> Result<Vec<Stack>, Invalid> {
    let from = |cidr: &str, description: &str| {
        Ok::<_, Invalid>(VpnCidr::default().cidr(Cidr::new(cidr)?).description(description))
    };
    let offices = PublicRanges { cidrs: vec![Cidr::new("203.0.113.0/24")?] };
    let endpoint = Endpoint::default()
        .private(true)
        .public(PublicEndpoint::From(offices))
        .vpn_cidrs([from("10.8.0.0/16", "office VPN")?, from("192.168.40.0/24", "data centre")?]);
    let bob = AccessEntry::of(Principal::user("bob")).policy_in("AmazonEKSViewPolicy", ["web".to_owned()]);
    let logs = Logs::default()
        .types([LogType::Api, LogType::Audit, LogType::Authenticator, LogType::ControllerManager, LogType::Scheduler])
        .retention_days(30_u32);
    let network = Network::vpc("vpc-0a1b2c3d4e5f60718")?.subnets_tagged("tier", "private").endpoint(endpoint);
    let stack = Stack::new("dev", "us-east-1".parse()?)
        .network(network)
        .admin("alice")
        .access_entry(bob)
        .cluster(Cluster::default().logs(logs));
    Ok(vec![stack])
}
