//! A thing with one of our names that we did not make stops the plan, and is as it was afterwards.

use karpool::error::Kind;
use karpool_tests::{Lab, SMALLEST, spec};

#[tokio::test(start_paused = true)]
async fn a_foreign_role_with_our_name_is_refused_and_left() {
    let lab = Lab::new().await;
    lab.make_role("dev-us-east-1-cluster", "/").await;
    let before = lab.inventory();
    let errors = lab.apply(&spec(SMALLEST)).await.expect_err("a foreign role");
    assert_eq!(errors.kind(), Kind::NotOurs);
    assert_eq!(errors.first().node(), Some("iam.role/cluster"));
    assert_eq!(lab.inventory(), before);
}

#[tokio::test(start_paused = true)]
async fn two_stacks_in_one_account_do_not_see_each_other() {
    let lab = Lab::new().await;
    let other = SMALLEST.replace("name: dev", "name: other");
    lab.apply_ok(SMALLEST).await;
    let before = lab.inventory();
    lab.apply_ok(&other).await;
    lab.sandbox.clear_log();
    let plan = lab.plan(&spec(SMALLEST)).await.expect("a plan");
    assert!(plan.is_idle(), "{:#?}", plan.changes);
    let report = lab.destroy(&spec(&other)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!(lab.inventory(), before);
}
