//! Spot capacity first, on-demand as the way out, and a pool of its own for batch work that may be interrupted.

use karpool::spec::{
    Ami, Architecture, Budget, CapacityType, ConsolidationPolicy, Disruption, Limits, Network, NodeClass, NodePool,
    Range, Reason, Requirement, Stack, Taint, TaintEffect, Volume, VolumeType,
};

pub fn stacks() -> Result<Vec<Stack>, Box<dyn std::error::Error>> {
    let network = Network::vpc("vpc-0a1b2c3d4e5f60718")?.subnets_tagged("tier", "private");
    let root = Volume::default().device("/dev/xvda").size("100Gi".parse::<karpool::units::Quantity>()?);
    let kubelet = serde_json::json!({"maxPods": 110});
    let class = NodeClass::default()
        .ami(Ami::Alias("al2023".to_owned()))
        .volumes([root.volume_type(VolumeType::Gp3).throughput(250_u32)])
        .kubelet(kubelet.as_object().cloned().unwrap_or_default());
    let spot = NodePool::spot()
        .arch([Architecture::Amd64, Architecture::Arm64])
        .weight(50)
        .limits(Limits::cpu(400).memory("1600Gi".parse()?));
    let disruption = Disruption::default()
        .policy(ConsolidationPolicy::WhenEmpty)
        .after("10m".parse::<karpool::units::DurationOrNever>()?)
        .budgets([
            Budget::default().nodes("20%".parse::<karpool::units::CountOrPercent>()?),
            Budget::default()
                .nodes("0".parse::<karpool::units::CountOrPercent>()?)
                .schedule("0 9 * * mon-fri")
                .duration("8h".parse::<karpool::units::Duration>()?)
                .reasons([Reason::Drifted]),
        ]);
    let batch = NodePool::spot()
        .capacity_types([CapacityType::Spot])
        .categories(["c", "m", "r"].map(String::from))
        .cpu(Range::between(4, 32))
        .requirements([Requirement::any_of("karpenter.k8s.aws/instance-hypervisor", ["nitro"])])
        .labels([("workload".to_owned(), "batch".to_owned())])
        .taints([Taint::new("workload", Some("batch"), TaintEffect::NoSchedule)])
        .expire_after("168h".parse::<karpool::units::DurationOrNever>()?)
        .disruption(disruption);
    let stack = Stack::new("batch", "us-east-1".parse()?)
        .tag("team", "data")
        .tag("cost-center", "4711")
        .network(network)
        .node_class("default", class)
        .node_pool("spot", spot)
        .node_pool("batch", batch)
        .node_pool("x86", NodePool::x86().weight(10));
    Ok(vec![stack])
}
