//! The engine broken at every call: an answer is lost before or after its effect, and the next apply ends in the same
//! world with nothing left to do.

use karpool_sandbox::{FaultRule, Options};
use karpool_tests::{Lab, SMALLEST, is_exhaustive, judge_each, spec};

/// Every call of a whole apply takes minutes; `make simulate` takes them all.
fn stride() -> usize {
    if is_exhaustive() { 1 } else { 41 }
}

async fn converges(kind: &str, call: u64, expected: &str) {
    let rule: FaultRule = format!("*#{call}={kind}").parse().expect("a fault");
    let lab = Lab::with(Options { faults: vec![rule], ..Options::default() }).await;
    // The first run may fail; what it leaves behind must not.
    let _ = lab.apply(&spec(SMALLEST)).await;
    let report = lab.apply(&spec(SMALLEST)).await;
    let report = report.unwrap_or_else(|errors| panic!("{kind} at call {call}: {errors:?}"));
    assert!(report.is_ok(), "{kind} at call {call}: {:#?}", report.errors().collect::<Vec<_>>());
    assert!(lab.plan(&spec(SMALLEST)).await.expect("a plan").is_idle(), "{kind} at call {call}");
    assert_eq!(lab.identities(), expected, "{kind} at call {call}");
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_converges() {
    let lab = Lab::applied(SMALLEST).await;
    let (expected, calls) = (lab.identities(), lab.sandbox.faults().calls());
    let losses = (1..=calls).step_by(stride()).flat_map(|call| [("lose-before", call), ("lose-after", call)]);
    judge_each(losses.collect(), async |(kind, call)| converges(kind, call, &expected).await);
}
