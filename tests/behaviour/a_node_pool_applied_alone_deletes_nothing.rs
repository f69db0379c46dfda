//! A builder alone carries an owner tag of its own: it changes nothing else, and no stack prunes it.

use karpool::spec::NodePool;
use karpool::units::Region;
use karpool::{Apply, Piece};
use karpool_tests::{Lab, SMALLEST, spec};

#[tokio::test(start_paused = true)]
async fn a_node_pool_applied_alone_deletes_nothing() {
    let lab = Lab::applied(SMALLEST).await;
    let region = Region::new("us-east-1").expect("a region");
    let alone = Piece::node_pool("dev", region, "batch", NodePool::spot());
    let options = Apply::new().prune(true);
    let plan = karpool::plan(&alone, &lab.world, &options).await.expect("a plan");
    let ids: Vec<&str> = plan.changes.iter().map(|change| change.id.as_str()).collect();
    assert_eq!(ids, ["karpenter.node_pool/batch"]);
    let report = karpool::apply(&alone, &lab.world, &options).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    let plan = karpool::plan(&spec(SMALLEST), &lab.world, &options).await.expect("a plan");
    assert!(plan.is_idle(), "the stack leaves the pool alone: {:#?}", plan.changes);
    let report = karpool::destroy(&alone, &lab.world, &options).await.expect("a report");
    assert!(report.is_ok() && report.nodes.len() == 1, "{:#?}", report.nodes);
}

#[tokio::test(start_paused = true)]
async fn what_was_applied_alone_is_taken_into_its_stack_when_asked() {
    let lab = Lab::applied(SMALLEST).await;
    let region = Region::new("us-east-1").expect("a region");
    let alone = Piece::node_pool("dev", region, "batch", NodePool::spot());
    let report = karpool::apply(&alone, &lab.world, &Apply::new()).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    let pools = "nodePools: {x86: {preset: x86}, graviton: {preset: graviton}, batch: {preset: spot}}\n";
    let stack = spec(&format!("{SMALLEST}{pools}"));
    let said = format!("{:?}", lab.plan(&stack).await.expect_err("it is not the stack's"));
    assert!(said.contains("it was applied alone") && said.contains("--adopt"), "{said}");
    let report = karpool::apply(&stack, &lab.world, &Apply::new().adopt(true)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert!(lab.plan(&stack).await.expect("a plan").is_idle());
    let report = karpool::destroy(&stack, &lab.world, &Apply::new().delete_logs(true)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!(report.left, Vec::<String>::new());
}
