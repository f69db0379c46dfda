//! A cluster that is there gets Karpenter and two pools; nothing else of it is changed.

use karpool::spec::{Ami, Karpenter, KarpenterSettings, Limits, Network, NodeClass, NodePool, Stack};

pub fn stacks() -> Result<Vec<Stack>, karpool::units::Invalid> {
    let settings = KarpenterSettings::default().batch_max_duration("15s".parse::<karpool::units::Duration>()?);
    let karpenter = Karpenter::default().replicas(2_u32).settings(settings);
    let stack = Stack::for_existing("legacy", "us-east-1".parse()?)
        .network(Network::vpc("vpc-0a1b2c3d4e5f60718")?.subnets_tagged("tier", "private"))
        .karpenter(karpenter)
        .node_class("default", NodeClass::default().ami(Ami::Alias("bottlerocket".to_owned())))
        .node_pool("x86", NodePool::x86().limits(Limits::cpu(200)))
        .node_pool("graviton", NodePool::graviton().limits(Limits::cpu(200)));
    Ok(vec![stack])
}
