//! A run that is killed at any moment is taken up by the next one.

use std::time::Duration;

use karpool_tests::{Lab, SMALLEST, is_exhaustive, spec};

#[tokio::test(start_paused = true)]
async fn a_killed_run_is_taken_up() {
    let lab = Lab::applied(SMALLEST).await;
    let expected = lab.identities();
    let some = [1, 5, 30, 400, 621, 623, 640, 700, 738];
    let seconds: Vec<u64> = if is_exhaustive() { (1..745).collect() } else { some.to_vec() };
    for second in seconds {
        let lab = Lab::new().await;
        let wanted = spec(SMALLEST);
        let clock = lab.sandbox.clock();
        tokio::select! {
            _ = lab.apply(&wanted) => {}
            () = clock.sleep(Duration::from_secs(second)) => {}
        }
        let report = lab.apply(&wanted).await.unwrap_or_else(|errors| panic!("killed at {second} s: {errors:?}"));
        assert!(report.is_ok(), "killed at {second} s: {:#?}", report.errors().collect::<Vec<_>>());
        assert!(lab.plan(&wanted).await.expect("a plan").is_idle(), "killed at {second} s");
        assert_eq!(lab.identities(), expected, "killed at {second} s");
    }
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_run_starts_nothing_new_and_is_taken_up() {
    let lab = Lab::new().await;
    let wanted = spec(SMALLEST);
    let token = tokio_util::sync::CancellationToken::new();
    let options = karpool::Apply::new().cancel(token.clone());
    let cancelling = async {
        lab.sandbox.clock().sleep(Duration::from_secs(60)).await;
        token.cancel();
    };
    let (report, ()) = futures::join!(karpool::apply(&wanted, &lab.world, &options), cancelling);
    let report = report.expect("a report");
    assert_eq!(report.outcome, karpool::Outcome::Cancelled);
    assert!(report.seconds < 75.0, "it ended {} s after the start", report.seconds);
    assert!(!lab.calls().iter().any(|call| call.contains("CreateNodegroup")));
    lab.apply_ok(SMALLEST).await;
}
