//! Any group's role may be reused: pass rights, profile and class follow it, EKS's own entry is used, and what the
//! role lacks is said.

use karpool_tests::{Lab, SMALLEST, spec};

const REUSED: &str = "
nodeRole: {reuse: nodeGroups/system}
nodeGroups:
  system: {role: {policies: [AmazonEKSWorkerNodePolicy, AmazonEKS_CNI_Policy]}}
";

#[tokio::test(start_paused = true)]
async fn a_reused_role_is_used_everywhere_and_its_gaps_are_named() {
    let lab = Lab::new().await;
    let text = format!("{SMALLEST}{REUSED}");
    let plan = lab.plan(&spec(&text)).await.expect("a plan");
    let named = |policy: &str| plan.warnings.iter().any(|warning| warning.contains(&format!("lacks `{policy}`")));
    assert!(
        named("AmazonEC2ContainerRegistryPullOnly") && !named("AmazonSSMManagedInstanceCore"),
        "{:?}",
        plan.warnings
    );
    assert!(!plan.changes.iter().any(|change| change.id == "eks.access_entry/karpenter-node"));
    let controller = plan.changes.iter().find(|change| change.id == "iam.role/karpenter-controller").expect("the role");
    let fields = serde_json::to_string(&controller.fields).expect("text");
    assert!(fields.contains("dev-us-east-1-group-system") && !fields.contains("karpenter-node\""), "{fields}");
}

#[tokio::test(start_paused = true)]
async fn an_entry_that_is_forced_takes_over_the_one_that_eks_made() {
    let text = format!("{SMALLEST}\nnodeRole: {{reuse: nodeGroups/system, accessEntry: create}}\n");
    let lab = Lab::applied(&text).await;
    assert!(lab.plan(&spec(&text)).await.expect("a plan").is_idle());
}
