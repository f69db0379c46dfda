//! Deletion protection stops a destroy, and its plan, before the first deletion: a cluster without nodes, controller
//! and access would be protected from nothing.

use karpool::error::Kind;
use karpool::{Apply, plan_destroy};
use karpool_tests::{Lab, SMALLEST, spec};

#[tokio::test(start_paused = true)]
async fn a_protected_cluster_stops_a_destroy_before_anything_goes() {
    let protected = spec(&format!("{SMALLEST}kubernetes: {{deletionProtection: true}}\n"));
    let lab = Lab::new().await;
    lab.apply(&protected).await.expect("a report");
    lab.sandbox.clear_log();
    let told = plan_destroy(&protected, &lab.world, &Apply::new()).await.expect_err("a refusal").to_string();
    assert!(told.contains("eks.cluster/dev: deletion protection is on"), "{told}");
    let errors = lab.destroy(&protected).await.expect_err("a refusal");
    assert!(errors.iter().all(|error| error.is(Kind::Preflight)), "{errors}");
    assert_eq!(lab.writes(), Vec::<String>::new());
    assert!(lab.plan(&protected).await.expect("a plan").is_idle());

    // Taken back by the spec, it goes.
    lab.apply_ok(SMALLEST).await;
    assert!(lab.destroy(&spec(SMALLEST)).await.expect("a report").is_ok());
}
