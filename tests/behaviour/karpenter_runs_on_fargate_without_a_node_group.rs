//! Fargate profiles are made one after the other, Karpenter and CoreDNS run on them, and pools make the nodes.

use karpool::Apply;
use karpool_tests::{Lab, spec};

const FARGATE: &str = include_str!("../../examples/11_fargate.yaml");

#[tokio::test(start_paused = true)]
async fn karpenter_runs_on_fargate_without_a_node_group() {
    let lab = Lab::new().await;
    lab.apply_ok(FARGATE).await;
    let nodes = lab.objects("nodes");
    let fargate = |node: &&serde_json::Value| node["metadata"]["labels"]["eks.amazonaws.com/compute-type"] == "fargate";
    assert_eq!(nodes.iter().filter(fargate).count(), nodes.len());
    assert_eq!(nodes.len(), 4, "two controllers and two name servers");
    assert!(lab.plan(&spec(FARGATE)).await.expect("a plan").is_idle());
    let report = lab.destroy(&spec(FARGATE)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    let left = lab.inventory();
    assert!(!left.contains("role ") && !left.contains("oidc") && !left.contains("clusters"), "{left}");
}

#[tokio::test(start_paused = true)]
async fn a_changed_selector_brings_a_new_profile_before_the_old_one_goes() {
    let lab = Lab::applied(FARGATE).await;
    let wider = FARGATE.replace("k8s-app: kube-dns", "k8s-app: kube-*");
    let report = karpool::apply(&spec(&wider), &lab.world, &Apply::new().prune(true)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    let profiles = lab.cluster()["fargate_profiles"].as_object().cloned().expect("profiles");
    assert_eq!(profiles.len(), 2);
    assert!(profiles.values().any(|profile| profile["selectors"].to_string().contains("kube-*")));
}
