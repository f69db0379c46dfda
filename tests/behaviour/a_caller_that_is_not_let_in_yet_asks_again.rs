//! A 401 of the Kubernetes API may mean a token that aged on its way, or an access entry that is not effective yet: a
//! caller asks again with a new token for some seconds, and then says so.

use karpool::error::Kind;
use karpool_sandbox::FaultRule;
use karpool_tests::{Lab, SMALLEST, spec};

fn refused(times: u32) -> FaultRule {
    format!("kubernetes:*#1=error(Unauthorized,401)*{times}").parse().expect("a fault")
}

#[tokio::test(start_paused = true)]
async fn a_plan_goes_on_when_the_first_answers_were_refusals() {
    let lab = Lab::applied(SMALLEST).await;
    lab.sandbox.faults().add(refused(3));
    assert!(lab.plan(&spec(SMALLEST)).await.expect("a plan").is_idle());
}

#[tokio::test(start_paused = true)]
async fn a_stranger_is_told_so_within_seconds() {
    let lab = Lab::applied(SMALLEST).await;
    lab.sandbox.faults().add(refused(1_000_000));
    let began = lab.sandbox.clock().now();
    let errors = lab.plan(&spec(SMALLEST)).await.expect_err("nobody is let in");
    assert!(errors.iter().all(|error| error.is(Kind::Credentials)), "{errors:?}");
    let took = lab.sandbox.clock().now().since(began).as_secs();
    assert!((6..60).contains(&took), "it took {took} s");
}
