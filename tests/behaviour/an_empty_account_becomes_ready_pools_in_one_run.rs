//! The old two-step problem: pools are planned before the cluster exists, and one apply makes all of it.

use karpool_tests::{Lab, SMALLEST, spec};

#[tokio::test(start_paused = true)]
async fn an_empty_account_becomes_ready_pools_in_one_run() {
    let lab = Lab::new().await;
    let wanted = spec(SMALLEST);
    let plan = lab.plan(&wanted).await.expect("a plan");
    assert!(plan.changes.iter().any(|change| change.id == "karpenter.node_pool/graviton"));
    let report = lab.apply(&wanted).await.expect("a report");
    for node in &report.nodes {
        println!(
            "{:>7.1} {:>7.1} {:?} {:?} {} {}",
            node.started,
            node.ended,
            node.action,
            node.state,
            node.id,
            node.error.as_ref().map(|e| format!("{e:?}")).unwrap_or_default()
        );
    }
    assert!(report.is_ok(), "{:?}", report.errors().collect::<Vec<_>>());
}
