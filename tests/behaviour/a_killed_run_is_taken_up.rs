//! A run that is killed at any moment is taken up by the next one.

use std::time::Duration;

use karpool_sandbox::Options;
use karpool_tests::{Lab, SMALLEST, is_exhaustive, judge_each, spec};

/// The account as the run leaves it when it is killed after so many seconds, for every second that the run takes.
async fn killed_at_every_second() -> (Vec<(usize, String)>, String) {
    let (lab, wanted) = (Lab::new().await, spec(SMALLEST));
    let clock = lab.sandbox.clock();
    let mut states = Vec::new();
    let run = lab.apply(&wanted);
    let mut run = std::pin::pin!(run);
    loop {
        tokio::select! {
            biased;
            report = &mut run => {
                assert!(report.expect("a report").is_ok());
                return (states, lab.identities());
            }
            () = clock.sleep(Duration::from_secs(1)) => states.push((states.len() + 1, lab.sandbox.text())),
        }
    }
}

/// Some seconds in which much happens, and others here and there.
fn is_taken(second: usize) -> bool {
    is_exhaustive() || [1, 5, 590, 621, 623, 640].contains(&second) || second.is_multiple_of(45)
}

#[tokio::test(start_paused = true)]
async fn a_killed_run_is_taken_up() {
    let (states, expected) = killed_at_every_second().await;
    assert!(states.len() > 600, "the run took {} s", states.len());
    let taken = states.into_iter().filter(|(second, _)| is_taken(*second)).collect();
    judge_each(taken, async |(second, text): (usize, String)| {
        let (lab, wanted) = (Lab::resumed(&text, Options::default()).await, spec(SMALLEST));
        let report = lab.apply(&wanted).await.unwrap_or_else(|errors| panic!("killed at {second} s: {errors:?}"));
        assert!(report.is_ok(), "killed at {second} s: {:#?}", report.errors().collect::<Vec<_>>());
        assert!(lab.plan(&wanted).await.expect("a plan").is_idle(), "killed at {second} s");
        assert_eq!(lab.identities(), expected, "killed at {second} s");
    });
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
