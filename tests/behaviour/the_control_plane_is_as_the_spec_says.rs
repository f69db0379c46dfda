//! Every setting of the control plane reaches EKS, can be changed where EKS allows it, and is refused where not.

use karpool::error::Kind;
use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::{Value, json};

fn with(kubernetes: &str) -> String {
    format!("{SMALLEST}kubernetes: {{{kubernetes}}}\n")
}

fn cluster(lab: &Lab) -> Value {
    lab.as_root(karpool_sandbox::eks::handle, "eks", "DescribeCluster", json!({"name": "dev"}))["cluster"].clone()
}

fn log_group(lab: &Lab) -> Value {
    let answer = lab.as_root(karpool_sandbox::logs::handle, "logs", "DescribeLogGroups", json!({}));
    answer["logGroups"][0].clone()
}

#[tokio::test(start_paused = true)]
async fn settings_are_made_changed_and_kept() {
    let lab = Lab::new().await;
    let first = with(
        "zonalShift: true, controlPlaneTier: tier-xl, serviceCidr: 10.100.0.0/16, \
         logs: {types: [api], retentionDays: 7, class: INFREQUENT_ACCESS}",
    );
    lab.apply_ok(&first).await;
    let live = cluster(&lab);
    assert_eq!(live["zonalShiftConfig"]["enabled"], json!(true));
    assert_eq!(live["controlPlaneScalingConfig"]["tier"], json!("tier-xl"));
    assert_eq!(live["kubernetesNetworkConfig"]["serviceIpv4Cidr"], json!("10.100.0.0/16"));
    assert_eq!(log_group(&lab)["logGroupClass"], json!("INFREQUENT_ACCESS"));
    assert!(lab.plan(&spec(&first)).await.expect("a plan").is_idle());

    // The range of Services is not named any more, and stays.
    let second = with("zonalShift: false, logs: {types: [api, audit], retentionDays: 14, class: INFREQUENT_ACCESS}");
    lab.apply_ok(&second).await;
    let live = cluster(&lab);
    assert_eq!(live["zonalShiftConfig"]["enabled"], json!(false));
    assert_eq!(live["controlPlaneScalingConfig"]["tier"], json!("standard"));
    assert_eq!(live["kubernetesNetworkConfig"]["serviceIpv4Cidr"], json!("10.100.0.0/16"));
    assert_eq!(log_group(&lab)["retentionInDays"], json!(14));
    assert!(lab.plan(&spec(&second)).await.expect("a plan").is_idle());
}

#[tokio::test(start_paused = true)]
async fn what_is_fixed_is_refused_in_the_plan() {
    let lab = Lab::applied(SMALLEST).await;
    let fixed = ["serviceCidr: 10.100.0.0/16", "logs: {class: INFREQUENT_ACCESS}"];
    for kubernetes in fixed {
        let errors = lab.plan(&spec(&with(kubernetes))).await.expect_err(kubernetes);
        assert_eq!(errors.kind(), Kind::Immutable, "{kubernetes}");
        assert!(errors.first().hint().is_some(), "{kubernetes}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_range_of_services_inside_the_vpc_is_refused_before_anything_is_made() {
    let lab = Lab::new().await;
    let before = lab.inventory();
    let errors = lab.apply(&spec(&with("serviceCidr: 10.0.64.0/20"))).await.expect_err("a range in the VPC");
    assert!(errors.first().message().contains("kubernetes.serviceCidr: 10.0.64.0/20 overlaps"), "{errors:?}");
    assert_eq!(lab.inventory(), before);
}

#[tokio::test(start_paused = true)]
async fn an_upgrade_over_several_minors_is_refused_with_its_waypoints() {
    let lab = Lab::applied(&with("version: \"1.33\"")).await;
    let errors = lab.plan(&spec(&with("version: \"1.35\""))).await.expect_err("two minors at once");
    assert_eq!(errors.kind(), Kind::Immutable);
    let hint = errors.first().hint().expect("a hint");
    assert!(hint.contains("1.34, 1.35"), "{hint}");
    for version in ["1.34", "1.35"] {
        lab.apply_ok(&with(&format!("version: \"{version}\""))).await;
        assert_eq!(cluster(&lab)["version"], json!(version));
    }
}

#[tokio::test(start_paused = true)]
async fn upgrade_insights_are_read_first_and_shown() {
    let old = format!("{}addons: {{kube-proxy: {{version: v1.31.14-eksbuild.9}}}}\n", with("version: \"1.34\""));
    let lab = Lab::applied(&old).await;
    let plan = lab.plan(&spec(&with("version: \"1.35\""))).await.expect("a plan");
    assert!(
        plan.warnings.iter().any(|warning| warning.contains("EKS add-on version compatibility")),
        "{:?}",
        plan.warnings
    );
    // Nothing is asked while nothing is upgraded.
    lab.sandbox.clear_log();
    lab.plan(&spec(&old)).await.expect("a plan");
    assert!(!lab.calls().iter().any(|call| call.contains("ListInsights")), "{:#?}", lab.calls());
}
