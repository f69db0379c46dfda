//! Instance types of a group are fixed, so its name carries a hash of them: the new group is Ready first.

use karpool::Apply;
use karpool_tests::{Lab, SMALLEST, spec};

#[tokio::test(start_paused = true)]
async fn a_changed_instance_type_brings_a_new_group_before_the_old_one_goes() {
    let lab = Lab::applied(SMALLEST).await;
    let changed = spec(&format!("{SMALLEST}\nnodeGroups: {{system: {{instanceTypes: [m7g.xlarge]}}}}\n"));
    lab.sandbox.clear_log();
    let report = karpool::apply(&changed, &lab.world, &Apply::new().prune(true)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    let at = |id: &str| report.nodes.iter().find(|node| node.id.starts_with(id)).expect("a node");
    assert!(at("eks.node_group/system").ended <= at("eks.node_group/*").started);
    assert!(lab.plan(&changed).await.expect("a plan").is_idle());
}
