//! EKS remembers a role's unique id: when the node role was deleted and made again, its entry is made again too.

use karpool_tests::{Lab, SMALLEST, spec};

#[tokio::test(start_paused = true)]
async fn a_recreated_role_gets_its_entry_back() {
    let lab = Lab::applied(SMALLEST).await;
    lab.delete_role("dev-us-east-1-karpenter-node").await;
    let plan = lab.plan(&spec(SMALLEST)).await.expect("a plan");
    let changed: Vec<&str> = plan.changes.iter().filter(|c| c.writes()).map(|c| c.id.as_str()).collect();
    assert!(changed.contains(&"iam.role/karpenter-node"), "{changed:?}");
    assert!(changed.contains(&"eks.access_entry/karpenter-node"), "{changed:?}");
    lab.apply_ok(SMALLEST).await;
    assert!(lab.plan(&spec(SMALLEST)).await.expect("a plan").is_idle());
}
