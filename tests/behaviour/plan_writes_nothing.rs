//! Planning reads: on an empty account, on a finished one, and for a destroy.

use karpool::Apply;
use karpool_tests::{Lab, SMALLEST, spec};

#[tokio::test(start_paused = true)]
async fn plan_writes_nothing() {
    let lab = Lab::new().await;
    lab.sandbox.clear_log();
    lab.plan(&spec(SMALLEST)).await.expect("a plan of an empty account");
    assert_eq!(lab.writes(), Vec::<String>::new());

    let lab = Lab::applied(SMALLEST).await;
    lab.sandbox.clear_log();
    lab.plan(&spec(SMALLEST)).await.expect("a plan of a finished account");
    karpool::plan_destroy(&spec(SMALLEST), &lab.world, &Apply::new()).await.expect("a plan of a destroy");
    assert_eq!(lab.writes(), Vec::<String>::new());
}
