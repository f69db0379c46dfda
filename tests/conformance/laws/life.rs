//! Absent, made, the same; deleted, and deleted again.

use karpool::Apply;
use karpool::event::Action;

use super::{applied, destroyed, is_gone, is_settled, living, planned};
use crate::bench::Bench;
use crate::row::{Marks, Row, owner};

pub async fn is_made_once_and_then_the_same<T: Row>() {
    let bench = Bench::of::<T>().await;
    let (lab, specimen) = (&bench.lab, T::specimen(&bench, owner()));
    assert!(living(lab, &specimen).await.is_none(), "it is there before it is made");
    let plan = planned(lab, &specimen).await.expect("a plan");
    let actions: Vec<Action> = plan.changes.iter().map(|change| change.action).collect();
    assert_eq!(actions, [Action::Create]);
    assert_eq!(lab.writes(), Vec::<String>::new(), "a plan writes nothing");
    applied(lab, &specimen).await;
    assert!(!lab.writes().is_empty(), "something was written");
    is_settled(lab, &specimen, "after it was made").await;
    lab.sandbox.clear_log();
    let report = applied(lab, &specimen).await;
    assert!(report.nodes.is_empty(), "{:#?}", report.nodes);
    assert_eq!(lab.writes(), Vec::<String>::new(), "a second apply writes nothing");
}

pub async fn is_deleted_once<T: Row>() {
    let bench = Bench::of::<T>().await;
    let (lab, specimen) = (&bench.lab, T::specimen(&bench, owner()));
    let before = lab.inventory();
    applied(lab, &specimen).await;
    destroyed(lab, &specimen).await;
    if T::MARKS == Marks::Nobody {
        assert!(!is_gone(lab, &specimen).await, "what nobody owns is left");
        return;
    }
    assert!(is_gone(lab, &specimen).await, "it is still there");
    assert_eq!(lab.inventory(), before, "something is left behind");
    lab.sandbox.clear_log();
    let report = destroyed(lab, &specimen).await;
    assert!(report.nodes.is_empty(), "{:#?}", report.nodes);
    assert_eq!(lab.writes(), Vec::<String>::new(), "a second destroy writes nothing");
    applied(lab, &specimen).await;
    is_settled(lab, &specimen, "made again directly after it was deleted").await;
}

/// One of them finds it gone between its look and its call.
pub async fn is_deleted_by_two_at_once<T: Row>() {
    let bench = Bench::of::<T>().await;
    let (lab, specimen) = (&bench.lab, T::specimen(&bench, owner()));
    applied(lab, &specimen).await;
    let other = lab.as_user("deployer").await;
    let options = Apply::new();
    let (one, two) = futures::join!(specimen.destroy(&lab.world, &options), specimen.destroy(&other, &options));
    for report in [one, two] {
        let report = report.expect("a report");
        assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    }
    assert_eq!(is_gone(lab, &specimen).await, T::MARKS != Marks::Nobody);
}
