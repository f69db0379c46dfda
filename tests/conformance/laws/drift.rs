//! Whatever of a thing is not as wanted is put right or refused, field by field; nothing is passed over.

use karpool::event::Action;
use karpool::resource::Resource;
use karpool::{Apply, Specimen};

use super::{applied, is_settled, planned};
use crate::bench::Bench;
use crate::row::{Drift, Hand, Row, Then, fields_of, owner};

pub async fn is_repaired_or_refused_field_by_field<T: Row>() {
    let bench = Bench::of::<T>().await;
    let drifts = T::drifts(&bench);
    for field in fields_of(&T::specimen(&bench, owner()).want) {
        let steady = T::STEADY.iter().any(|(name, _)| *name == field);
        let drifts = drifts.iter().any(|drift| drift.field == field);
        assert!(steady != drifts, "`{field}` of {} must be in `drifts` or in `STEADY`", T::Of::KIND);
    }
    // What was put right is as wanted, so the same one drifts again. What cannot be put right is made anew.
    let (parted, repaired): (Vec<_>, Vec<_>) = drifts.into_iter().partition(|drift| drift.anew);
    applied(&bench.lab, &T::specimen(&bench, owner())).await;
    for drift in repaired {
        happens::<T>(&bench, &drift).await;
    }
    for drift in parted {
        let bench = Bench::of::<T>().await;
        if matches!(drift.hand, Hand::Stranger(_)) {
            applied(&bench.lab, &T::specimen(&bench, owner())).await;
        }
        happens::<T>(&bench, &drift).await;
    }
}

async fn happens<T: Row>(bench: &Bench, drift: &Drift<T::Of>) {
    let (lab, specimen) = (&bench.lab, T::specimen(bench, owner()));
    let name = format!("{} of {} ({})", drift.path, T::Of::KIND, drift.field);
    match &drift.hand {
        Hand::Made(change) => {
            let mut other = specimen.clone();
            change(&mut other.want);
            applied(lab, &other).await;
        }
        Hand::Stranger(meddle) => meddle(bench),
    }
    lab.sandbox.clock().sleep(std::time::Duration::from_secs(2)).await;
    lab.sandbox.clear_log();
    let plan = planned(lab, &specimen).await;
    if let Some(kind) = drift.then.error() {
        let errors = plan.as_ref().expect_err(&format!("{name} is passed over"));
        assert_eq!(errors.kind(), kind, "{name}: {errors:?}");
        assert!(errors.first().hint().is_some_and(|hint| !hint.is_empty()), "{name}: no hint");
        let _ = specimen.apply(&lab.world, &Apply::new()).await.expect_err("refused as well");
        assert_eq!(lab.writes(), Vec::<String>::new(), "{name}: something was written");
    }
    match drift.then {
        Then::Refused => {}
        Then::Contested => {
            let insisting = Specimen { want: T::insist(specimen.want.clone()), ..specimen.clone() };
            repair::<T>(bench, &insisting, drift, &name).await;
        }
        Then::Repaired => repair::<T>(bench, &specimen, drift, &name).await,
        Then::Kept => {
            let plan = plan.unwrap_or_else(|errors| panic!("{name}: {errors:?}"));
            let written = plan.changes.iter().any(|change| change.action.writes());
            assert!(!written, "{name} is not kept: {:#?}", plan.changes);
        }
    }
}

async fn repair<T: Row>(bench: &Bench, specimen: &Specimen<T::Of>, drift: &Drift<T::Of>, name: &str) {
    let lab = &bench.lab;
    let plan = planned(lab, specimen).await.unwrap_or_else(|errors| panic!("{name}: {errors:?}"));
    let [change] = plan.changes.as_slice() else { panic!("{name}: {:#?}", plan.changes) };
    assert_eq!(change.action, Action::Update, "{name} is passed over");
    let shown = change.fields.iter().any(|field| field.path.starts_with(&drift.path));
    assert!(shown, "{name} is not shown: {:#?}", change.fields);
    applied(lab, specimen).await;
    is_settled(lab, specimen, &format!("after {name} was put right")).await;
}
