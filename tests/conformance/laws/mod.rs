//! What holds for every kind.

pub mod drift;
pub mod lag;
pub mod life;
pub mod loss;
pub mod ownership;
pub mod pure;

use karpool::resource::Resource;
use karpool::{Apply, Errors, Plan, Report, Specimen};
use karpool_tests::Lab;

/// Applies, and fails the test when anything failed.
async fn applied<R: Resource>(lab: &Lab, specimen: &Specimen<R>) -> Report {
    applied_with(lab, specimen, &Apply::new()).await
}

async fn applied_with<R: Resource>(lab: &Lab, specimen: &Specimen<R>, options: &Apply) -> Report {
    let report = specimen.apply(&lab.world, options).await.unwrap_or_else(|errors| panic!("{}: {errors:?}", R::KIND));
    assert!(report.is_ok(), "{}: {:#?}", R::KIND, report.errors().collect::<Vec<_>>());
    report
}

async fn planned<R: Resource>(lab: &Lab, specimen: &Specimen<R>) -> Result<Plan, Errors> {
    specimen.plan(&lab.world, &Apply::new()).await
}

/// Fails the test unless nothing is left to do.
async fn is_settled<R: Resource>(lab: &Lab, specimen: &Specimen<R>, when: &str) {
    let plan = planned(lab, specimen).await.unwrap_or_else(|errors| panic!("{} {when}: {errors:?}", R::KIND));
    assert!(plan.is_idle(), "{} {when}: {:#?}", R::KIND, plan.changes);
}

async fn destroyed<R: Resource>(lab: &Lab, specimen: &Specimen<R>) -> Report {
    let report = specimen.destroy(&lab.world, &Apply::new()).await;
    let report = report.unwrap_or_else(|errors| panic!("{}: {errors:?}", R::KIND));
    assert!(report.is_ok(), "{}: {:#?}", R::KIND, report.errors().collect::<Vec<_>>());
    report
}

/// What lives, as text.
async fn living<R: Resource>(lab: &Lab, specimen: &Specimen<R>) -> Option<R::Live> {
    R::read(&specimen.key, &lab.world).await.unwrap_or_else(|error| panic!("{}: {error}", R::KIND))
}

async fn is_gone<R: Resource>(lab: &Lab, specimen: &Specimen<R>) -> bool {
    living(lab, specimen).await.is_none_or(|live| R::phase(&live) == karpool::resource::Phase::Gone)
}
