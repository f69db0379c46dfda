//! A second apply finds everything as wanted: it plans nothing and sends no write.

use karpool::Outcome;
use karpool_tests::{Lab, SMALLEST, spec};

#[tokio::test(start_paused = true)]
async fn apply_twice_writes_nothing() {
    let lab = Lab::applied(SMALLEST).await;
    lab.sandbox.clear_log();
    let report = lab.apply(&spec(SMALLEST)).await.expect("a report");
    assert_eq!(report.outcome, Outcome::Idle, "{:#?}", report.nodes);
    assert_eq!(lab.writes(), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn a_plan_by_another_caller_is_the_same_plan() {
    let lab = Lab::applied(SMALLEST).await;
    lab.make_admin("alice").await;
    let mine = lab.plan(&spec(SMALLEST)).await.expect("a plan");
    let world = lab.as_user("alice").await;
    let hers = karpool::plan(&spec(SMALLEST), &world, &karpool::Apply::new()).await.expect("a plan");
    assert_ne!(mine.caller, hers.caller);
    assert_eq!(mine.changes, hers.changes);
}
