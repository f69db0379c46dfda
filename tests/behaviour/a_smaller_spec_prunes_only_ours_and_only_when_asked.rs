//! What left the spec is listed apart, is no change, and goes only with `prune`.

use karpool::Apply;
use karpool::event::Action;
use karpool_tests::{Lab, SMALLEST, spec};

const TWO_POOLS: &str = "
nodePools:
  x86: {preset: x86}
  extra: {preset: spot}
";
const ONE_POOL: &str = "
nodePools:
  x86: {preset: x86}
";

#[tokio::test(start_paused = true)]
async fn a_smaller_spec_prunes_only_ours_and_only_when_asked() {
    let lab = Lab::applied(&format!("{SMALLEST}{TWO_POOLS}")).await;
    let smaller = spec(&format!("{SMALLEST}{ONE_POOL}"));
    let plan = lab.plan(&smaller).await.expect("a plan");
    let deletions: Vec<&str> =
        plan.changes.iter().filter(|c| c.action == Action::Delete).map(|c| c.key.as_str()).collect();
    assert_eq!(deletions, ["NodePool/extra"]);
    assert!(!plan.has_changes(), "a deletion that was not approved is no change");

    lab.sandbox.clear_log();
    let report = lab.apply(&smaller).await.expect("a report");
    assert_eq!((report.left.len(), lab.writes().len()), (1, 0), "{:?}", lab.writes());

    let report = karpool::apply(&smaller, &lab.world, &Apply::new().prune(true)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert!(lab.plan(&smaller).await.expect("a plan").changes.iter().all(|c| c.action == Action::Keep));
}
