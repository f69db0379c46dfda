//! Apply, apply again, destroy, with a Kubernetes that is not ours: ready in one run, nothing written by the second,
//! nothing left after the third.

use karpool_tests::real::RealLab;
use karpool_tests::{SMALLEST, spec};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn apply_twice_and_destroy() {
    let lab = RealLab::new().await;
    let before = lab.inventory();
    let wanted = spec(SMALLEST);
    lab.apply_really(&wanted).await;

    lab.sandbox.clear_log();
    let report = lab.apply(&wanted).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!(lab.writes(), Vec::<String>::new());

    let report = lab.destroy(&wanted).await.expect("a report");
    assert!(report.is_ok(), "{:#?}\n{:#?}", report.errors().collect::<Vec<_>>(), lab.complaints());
    assert_eq!(lab.inventory(), before);
}
