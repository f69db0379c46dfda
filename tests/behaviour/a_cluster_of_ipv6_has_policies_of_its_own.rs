//! A cluster of IPv6: its subnets are looked at first, and each node role has the CNI's policy inline, so that two
//! clusters in one account never meet in its name.

use karpool::error::Kind;
use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::{Value, json};

fn ipv6() -> String {
    format!("{SMALLEST}kubernetes: {{ipFamily: ipv6}}\n")
}

fn iam(lab: &Lab, operation: &str, input: Value) -> Value {
    lab.as_root(karpool_sandbox::iam::handle, "iam", operation, input)
}

#[tokio::test(start_paused = true)]
async fn subnets_without_ipv6_are_named_before_anything_is_made() {
    let lab = Lab::new().await;
    let before = lab.inventory();
    let errors = lab.apply(&spec(&ipv6())).await.expect_err("no IPv6");
    assert_eq!(errors.kind(), Kind::Preflight);
    assert!(errors.first().message().contains("has no addresses of IPv6"), "{}", errors.first().message());
    assert_eq!(lab.inventory(), before);
}

#[tokio::test(start_paused = true)]
async fn two_clusters_of_ipv6_live_in_one_account() {
    let lab = Lab::new().await;
    lab.give_ipv6();
    let other = ipv6().replace("name: dev", "name: other");
    for wanted in [ipv6(), other] {
        lab.apply_ok(&wanted).await;
        assert!(lab.plan(&spec(&wanted)).await.expect("a plan").is_idle());
    }
    for role in ["dev-us-east-1-group-system", "other-us-east-1-karpenter-node"] {
        let inline = iam(&lab, "ListRolePolicies", json!({"RoleName": role}));
        assert_eq!(inline["PolicyNames"], json!(["CniIpv6"]), "{role}");
        let attached = iam(&lab, "ListAttachedRolePolicies", json!({"RoleName": role})).to_string();
        assert!(!attached.contains("AmazonEKS_CNI_Policy"), "{role}: {attached}");
    }
    let errors = lab.plan(&spec(SMALLEST)).await.expect_err("the family is fixed");
    assert_eq!(errors.kind(), Kind::Immutable);
}
