//! A cluster of IPv6: its subnets are looked at first, and each node role has the CNI's policy inline, so that two
//! clusters in one account never meet in its name.

use karpool::error::Kind;
use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::{Value, json};

fn ipv6() -> String {
    format!("{SMALLEST}kubernetes: {{ipFamily: ipv6}}\n")
}

fn ec2(lab: &Lab, operation: &str, input: Value) -> Value {
    lab.as_root(karpool_sandbox::ec2::handle, "ec2", operation, input)
}

fn iam(lab: &Lab, operation: &str, input: Value) -> Value {
    lab.as_root(karpool_sandbox::iam::handle, "iam", operation, input)
}

fn give_ipv6(lab: &Lab) {
    let made = ec2(
        lab,
        "AssociateVpcCidrBlock",
        json!({"VpcId": "vpc-0a1b2c3d4e5f60718", "AmazonProvidedIpv6CidrBlock": "true"}),
    );
    let range = made["ipv6CidrBlockAssociation"]["ipv6CidrBlock"].as_str().expect("a range").to_owned();
    let base = range.strip_suffix("00::/56").or_else(|| range.strip_suffix("::/56")).expect("a /56").to_owned();
    let subnets = ec2(lab, "DescribeSubnets", json!({"Filter": [{"Name": "tag:tier", "Value": ["private"]}]}));
    for (index, subnet) in subnets["subnetSet"].as_array().into_iter().flatten().enumerate() {
        let net = format!("{base}0{index}::/64");
        ec2(lab, "AssociateSubnetCidrBlock", json!({"SubnetId": subnet["subnetId"], "Ipv6CidrBlock": net}));
    }
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
    give_ipv6(&lab);
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
