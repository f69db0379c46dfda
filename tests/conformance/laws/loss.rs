//! An answer is lost before or after every write: what is then is as if nothing had been lost.

use karpool::Apply;
use karpool_sandbox::{FaultRule, LogEntry};

use super::{applied, destroyed, is_gone, is_settled};
use crate::bench::Bench;
use crate::row::{Marks, Row, owner};

/// The writes of a log, as fault rules name them: the operation, and which of its calls.
fn writes(log: &[LogEntry]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for entry in log.iter().filter(|entry| entry.write) {
        let name = entry.name();
        let nth = names.iter().filter(|other| **other == name).count() + 1;
        found.push(format!("{name}#{nth}"));
        names.push(name);
    }
    found
}

fn rules(log: &[LogEntry]) -> Vec<FaultRule> {
    let kinds = ["lose-before", "lose-after", "throttle"];
    let writes = writes(log);
    let texts = writes.iter().flat_map(|write| kinds.map(|kind| format!("{write}={kind}")));
    texts.map(|text| text.parse().unwrap_or_else(|error| panic!("{error}"))).collect()
}

pub async fn converges_after_a_loss_at_every_write<T: Row>() {
    let bench = Bench::of::<T>().await;
    let specimen = T::specimen(&bench, owner());
    applied(&bench.lab, &specimen).await;
    let expected = bench.lab.identities();
    for rule in rules(&bench.lab.sandbox.log()) {
        let bench = Bench::of::<T>().await;
        let (lab, specimen) = (&bench.lab, T::specimen(&bench, owner()));
        lab.sandbox.faults().add(rule.clone());
        // One lost answer is the run's own business: it does not even fail.
        applied(lab, &specimen).await;
        is_settled(lab, &specimen, &format!("after {rule}")).await;
        assert_eq!(lab.identities(), expected, "after {rule}");
    }
}

pub async fn goes_after_a_loss_at_every_write<T: Row>() {
    if T::MARKS == Marks::Nobody {
        return;
    }
    let bench = Bench::of::<T>().await;
    let (lab, specimen) = (&bench.lab, T::specimen(&bench, owner()));
    applied(lab, &specimen).await;
    lab.sandbox.clear_log();
    destroyed(lab, &specimen).await;
    for rule in rules(&lab.sandbox.log()) {
        let bench = Bench::of::<T>().await;
        let (lab, specimen) = (&bench.lab, T::specimen(&bench, owner()));
        let before = lab.inventory();
        applied(lab, &specimen).await;
        lab.sandbox.faults().add(rule.clone());
        let report = specimen.destroy(&lab.world, &Apply::new()).await.expect("a report");
        assert!(report.is_ok(), "after {rule}: {:#?}", report.errors().collect::<Vec<_>>());
        assert!(is_gone(lab, &specimen).await, "after {rule}");
        assert_eq!(lab.inventory(), before, "after {rule}");
    }
}
