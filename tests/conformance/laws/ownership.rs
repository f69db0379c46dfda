//! What belongs to another is left, and what belongs to nobody is taken over only when asked.

use karpool::Apply;
use karpool::error::Kind;
use karpool::resource::Owner;

use super::{applied, applied_with, destroyed, is_gone, is_settled, planned};
use crate::bench::Bench;
use crate::row::{Marks, Row, owner};

pub async fn is_never_taken_from_another_owner<T: Row>() {
    let bench = Bench::of::<T>().await;
    let lab = &bench.lab;
    if T::MARKS == Marks::Nobody {
        return;
    }
    let theirs = T::specimen(&bench, Owner::new("us-east-1/other", "theirs"));
    applied(lab, &theirs).await;
    let ours = T::specimen(&bench, owner());
    let before = lab.inventory();
    lab.sandbox.clear_log();
    // A kind that is found by its owner's tag does not see the other's at all, and makes one beside it.
    match ours.plan(&lab.world, &Apply::new().adopt(true)).await {
        Err(errors) => {
            assert_eq!(errors.kind(), Kind::NotOurs, "{errors:?}");
            assert!(errors.first().hint().is_some());
        }
        Ok(plan) => assert!(!T::specimen(&bench, owner()).key.eq(&theirs.key), "{:#?}", plan.changes),
    }
    assert_eq!(lab.writes(), Vec::<String>::new());
    destroyed(lab, &ours).await;
    assert_eq!(lab.writes(), Vec::<String>::new(), "destroy touches what is another's");
    assert_eq!(lab.inventory(), before);
    is_settled(lab, &theirs, "for its owner").await;
}

pub async fn is_adopted_only_when_asked_and_then_survives<T: Row>() {
    let bench = Bench::of::<T>().await;
    let (lab, specimen) = (&bench.lab, T::specimen(&bench, owner()));
    applied(lab, &specimen).await;
    T::unmark(&bench);
    lab.sandbox.clear_log();
    let adopting = Apply::new().adopt(true);
    match T::MARKS {
        Marks::Invisible => return,
        Marks::Nobody => {
            is_settled(lab, &specimen, "although nobody owns it").await;
            destroyed(lab, &specimen).await;
            assert!(!is_gone(lab, &specimen).await);
            return;
        }
        Marks::Tags => {
            let errors = planned(lab, &specimen).await.expect_err("nobody has marked it");
            assert_eq!(errors.kind(), Kind::NotOurs, "{errors:?}");
            destroyed(lab, &specimen).await;
            assert_eq!(lab.writes(), Vec::<String>::new());
            applied_with(lab, &specimen, &adopting).await;
        }
        Marks::TagsOrFree => {
            destroyed(lab, &specimen).await;
            assert_eq!(lab.writes(), Vec::<String>::new());
            applied(lab, &specimen).await;
        }
    }
    is_settled(lab, &specimen, "after it was taken over").await;
    destroyed(lab, &specimen).await;
    assert!(!is_gone(lab, &specimen).await, "it was there before, so destroy leaves it");
}
