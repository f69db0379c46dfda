//! Static capacity: karpool opens the gate, so many nodes come without a pod asking, and the pool keeps its kind.

use karpool::error::Kind;
use karpool_tests::{Lab, SMALLEST, spec};

const FIXED: &str = "
nodePools:
  fixed: {preset: x86, replicas: 2, limits: {nodes: 3}}
";

#[tokio::test(start_paused = true)]
async fn a_pool_with_replicas_keeps_that_many_nodes() {
    let lab = Lab::applied(&format!("{SMALLEST}{FIXED}")).await;
    lab.sandbox.clock().sleep(std::time::Duration::from_secs(180)).await;
    assert_eq!(lab.object("nodepools.karpenter.sh", "fixed")["status"]["nodes"], 2);
    let one = format!("{SMALLEST}{}", FIXED.replace("replicas: 2", "replicas: 1"));
    let plan = lab.plan(&spec(&one)).await.expect("a plan");
    let pool = plan.changes.iter().find(|change| change.id == "karpenter.node_pool/fixed").expect("the pool");
    assert_eq!(pool.fields.iter().map(|field| field.path.as_str()).collect::<Vec<_>>(), ["spec.replicas"]);
    lab.apply_ok(&one).await;
    lab.sandbox.clock().sleep(std::time::Duration::from_secs(180)).await;
    assert_eq!(lab.object("nodepools.karpenter.sh", "fixed")["status"]["nodes"], 1);
    let dynamic = format!("{SMALLEST}\nnodePools:\n  fixed: {{preset: x86, limits: {{nodes: 3}}}}\n");
    let errors = lab.plan(&spec(&dynamic)).await.expect_err("a static pool stays one");
    assert_eq!(errors.kind(), Kind::Immutable);
}
