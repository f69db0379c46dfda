//! Only a NodePool, for a cluster that is there and has Karpenter: nothing else is read into it or changed by it.

use karpool::Piece;
use karpool::spec::{Architecture, Limits, NodePool, Taint, TaintEffect};

pub fn stacks() -> Result<Vec<Piece>, karpool::units::Invalid> {
    let pool = NodePool::spot().arch([Architecture::Arm64]).limits(Limits::cpu(64)).taints([Taint::new(
        "workload",
        Some("batch"),
        TaintEffect::NoSchedule,
    )]);
    Ok(vec![Piece::node_pool("dev", "us-east-1".parse()?, "batch", pool)])
}
