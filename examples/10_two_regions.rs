//! Two clusters in two regions from one program: what they share is said once.

use karpool::spec::{Limits, Named, Network, NodePool, Stack, Subnets, Vpc};
use karpool::units::Invalid;

/// The shop's cluster in a region, with at most so many processors.
fn shop(region: &str, short: &str, cpu: u64) -> Result<Stack, Invalid> {
    let main = Named { name: "main".to_owned() };
    let network = Network::default().vpc_id(Vpc::Named(main)).subnets(Subnets::tagged("tier", "private"));
    let stack = Stack::new(format!("shop-{short}"), region.parse()?)
        .tag("app", "shop")
        .network(network)
        .node_pool("x86", NodePool::x86().limits(Limits::cpu(cpu)));
    Ok(stack)
}

pub fn stacks() -> Result<Vec<Stack>, Invalid> {
    Ok(vec![shop("us-east-1", "east", 400)?, shop("us-west-2", "west", 100)?])
}
