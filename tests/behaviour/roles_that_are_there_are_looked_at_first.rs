//! Roles of somebody else's: the control plane's is used as it is, the nodes' is looked at before anything leans on it,
//! and neither is changed or deleted.

use karpool::error::Kind;
use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::json;

const NODES: &str = "nodeRole: {arn: \"arn:aws:iam::111122223333:role/shared-nodes\"}\n";

fn attach(lab: &Lab, role: &str, policy: &str) {
    let arn = format!("arn:aws:iam::aws:policy/{policy}");
    lab.as_root(karpool_sandbox::iam::handle, "iam", "AttachRolePolicy", json!({"RoleName": role, "PolicyArn": arn}));
}

fn trusted(lab: &Lab, role: &str, service: &str) {
    let trust = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"},
    ]});
    let input = json!({"RoleName": role, "AssumeRolePolicyDocument": trust.to_string()});
    lab.as_root(karpool_sandbox::iam::handle, "iam", "CreateRole", input);
}

#[tokio::test(start_paused = true)]
async fn the_cluster_may_have_a_role_that_is_there() {
    let lab = Lab::new().await;
    trusted(&lab, "cluster", "eks.amazonaws.com");
    attach(&lab, "cluster", "AmazonEKSClusterPolicy");
    let before = lab.role("cluster");
    let role = "arn:aws:iam::111122223333:role/cluster";
    let text = format!("{SMALLEST}karpenter: off\nkubernetes: {{role: {{arn: \"{role}\"}}}}\n");
    lab.apply_ok(&text).await;
    assert_eq!(lab.cluster()["role_arn"], role);
    assert!(!lab.inventory().contains("dev-us-east-1-cluster"), "{}", lab.inventory());
    assert!(lab.plan(&spec(&text)).await.expect("a plan").is_idle());
    let report = lab.destroy(&spec(&text)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!(lab.role("cluster"), before);
}

#[tokio::test(start_paused = true)]
async fn what_a_given_node_role_lacks_is_named_in_the_plan() {
    let lab = Lab::new().await;
    let text = format!("{SMALLEST}{NODES}");
    let errors = lab.plan(&spec(&text)).await.expect_err("there is no such role");
    assert_eq!(errors.kind(), Kind::Preflight, "{errors:?}");
    trusted(&lab, "shared-nodes", "ec2.amazonaws.com");
    attach(&lab, "shared-nodes", "AmazonEKSWorkerNodePolicy");
    attach(&lab, "shared-nodes", "AmazonEC2ContainerRegistryReadOnly");
    lab.sandbox.clock().sleep(std::time::Duration::from_secs(20)).await;
    let plan = lab.plan(&spec(&text)).await.expect("a plan");
    let lacks = |policy: &str| plan.warnings.iter().any(|w| w.contains("shared-nodes lacks") && w.contains(policy));
    assert!(lacks("AmazonEKS_CNI_Policy") && lacks("AmazonSSMManagedInstanceCore"), "{:?}", plan.warnings);
    assert!(!lacks("AmazonEKSWorkerNodePolicy") && !lacks("ContainerRegistry"), "{:?}", plan.warnings);
    assert!(!plan.changes.iter().any(|change| change.key == "shared-nodes"), "it is not ours to change");
}

#[tokio::test(start_paused = true)]
async fn a_node_role_that_no_instance_can_be_is_refused() {
    let lab = Lab::new().await;
    trusted(&lab, "shared-nodes", "lambda.amazonaws.com");
    lab.sandbox.clock().sleep(std::time::Duration::from_secs(20)).await;
    let errors = lab.apply(&spec(&format!("{SMALLEST}{NODES}"))).await.expect_err("a role of functions");
    assert_eq!(errors.kind(), Kind::Preflight, "{errors:?}");
    assert!(errors.first().hint().is_some_and(|hint| hint.contains("trust")), "{errors:?}");
    assert_eq!(lab.writes(), Vec::<String>::new());
}
