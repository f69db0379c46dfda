//! Ten kinds, broken at every call and killed at every call and second: whatever happened, the next apply ends in the
//! same world, and a destroy leaves nothing.

use std::time::Duration;

use karpool_sandbox::FaultRule;

use crate::ten_kinds::Account;

fn rule(kind: &str, call: u64) -> FaultRule {
    format!("*#{call}={kind}").parse().expect("a fault")
}

/// The world as it is when nothing went wrong, how many calls and how many seconds it took.
async fn undisturbed() -> (String, u64, u64) {
    let account = Account::fresh().await;
    let began = account.lab.sandbox.clock().now();
    let report = account.apply().await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!(report.nodes.len(), 10, "{:#?}", report.nodes);
    let calls = account.lab.sandbox.faults().calls();
    let took = account.lab.sandbox.clock().now().0 - began.0;
    (account.lab.identities(), calls, u64::try_from(took).expect("time goes on") / 1000)
}

#[tokio::test(start_paused = true)]
async fn a_loss_at_every_call_converges() {
    let (expected, calls, _) = undisturbed().await;
    for kind in ["lose-before", "lose-after"] {
        for call in 1..=calls {
            let (account, when) = (Account::fresh().await, format!("{kind} at call {call}"));
            account.lab.sandbox.faults().add(rule(kind, call));
            // The first run may fail; what it leaves behind must not.
            let _ = account.apply().await;
            account.converges(&when, &expected).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_kill_at_every_call_and_second_converges_or_vanishes() {
    let (expected, calls, seconds) = undisturbed().await;
    for call in 1..=calls {
        let (account, when) = (Account::fresh().await, format!("killed at call {call}"));
        let before = account.lab.inventory();
        account.lab.sandbox.faults().kill_at(call);
        tokio::select! {
            biased;
            () = account.lab.sandbox.faults().killed() => {}
            _ = account.apply() => {}
        }
        account.lab.sandbox.faults().clear();
        if call % 2 == 0 {
            account.converges(&when, &expected).await;
        }
        account.vanishes(&when, &before).await;
    }
    for second in 0..=seconds {
        let (account, when) = (Account::fresh().await, format!("killed after {second} s"));
        let clock = account.lab.sandbox.clock();
        tokio::select! {
            biased;
            () = clock.sleep(Duration::from_secs(second)) => {}
            _ = account.apply() => {}
        }
        account.converges(&when, &expected).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_destroy_that_is_broken_at_every_call_is_ended_by_the_next() {
    let account = Account::fresh().await;
    let before = account.lab.inventory();
    account.apply().await.expect("a report");
    let first = account.lab.sandbox.faults().calls();
    account.vanishes("undisturbed", &before).await;
    let calls = account.lab.sandbox.faults().calls() - first;
    for kind in ["lose-before", "lose-after"] {
        for call in 1..=calls {
            let (account, when) = (Account::fresh().await, format!("{kind} at call {call} of destroy"));
            account.apply().await.expect("a report");
            account.lab.sandbox.faults().add(rule(kind, call));
            let _ = account.destroy().await;
            account.vanishes(&when, &before).await;
        }
    }
}
