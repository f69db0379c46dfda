//! EKS makes no cluster at a version in extended support while the policy is standard: the plan says so, and nothing is
//! made.

use karpool::error::Kind;
use karpool_tests::{Lab, SMALLEST, spec};

#[tokio::test(start_paused = true)]
async fn a_version_in_extended_support_needs_a_word() {
    let old = format!("{SMALLEST}kubernetes: {{version: \"1.32\"}}\nkarpenter: {{version: 1.13.1}}\n");
    let lab = Lab::new().await;
    lab.sandbox.clear_log();
    for errors in [
        lab.plan(&spec(&old)).await.map(|_| ()).expect_err("a refusal"),
        lab.apply(&spec(&old)).await.map(|_| ()).expect_err("a refusal"),
    ] {
        assert!(errors.iter().all(|error| error.is(Kind::Preflight)), "{errors}");
        assert!(errors.to_string().contains("1.32 is in extended support"), "{errors}");
    }
    assert_eq!(lab.writes(), Vec::<String>::new());
    // With the word it is made, and a destroy asks nothing of the kind.
    let extended = old.replace("kubernetes: {", "kubernetes: {upgradePolicy: extended, ");
    lab.apply_ok(&extended).await;
    assert!(lab.plan(&spec(&extended)).await.expect("a plan").is_idle());
    assert!(lab.destroy(&spec(&old)).await.expect("a report").is_ok());
}
