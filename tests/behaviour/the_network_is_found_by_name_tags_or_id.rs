//! The VPC is found by its id, its name or its tags, exactly one; the control plane may have subnets of its own.

use karpool::error::Kind;
use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::{Value, json};

const VPC: &str = "vpcId: vpc-0a1b2c3d4e5f60718";

fn with(vpc: &str) -> String {
    format!("{}karpenter: off\n", SMALLEST.replace(VPC, vpc))
}

fn ec2(lab: &Lab, operation: &str, input: Value) -> Value {
    lab.as_root(karpool_sandbox::ec2::handle, "ec2", operation, input)
}

fn subnets(lab: &Lab, tier: &str) -> Vec<Value> {
    let found = ec2(lab, "DescribeSubnets", json!({"Filter": [{"Name": "tag:tier", "Value": [tier]}]}));
    let mut ids: Vec<Value> =
        found["subnetSet"].as_array().into_iter().flatten().map(|subnet| subnet["subnetId"].clone()).collect();
    ids.sort_by_key(ToString::to_string);
    ids
}

#[tokio::test(start_paused = true)]
async fn the_network_is_found_by_name_tags_or_id() {
    let lab = Lab::new().await;
    let tags = json!([{"Key": "environment", "Value": "development"}]);
    ec2(&lab, "CreateTags", json!({"ResourceId": ["vpc-0a1b2c3d4e5f60718"], "Tag": tags}));
    let by_id = lab.plan(&spec(&with(VPC))).await.expect("a plan");
    assert!(by_id.has_changes());
    for vpc in ["vpcId: {name: main}", "vpcId: {tags: {environment: development}}"] {
        let plan = lab.plan(&spec(&with(vpc))).await.expect("a plan");
        assert_eq!(plan.digest(), by_id.digest(), "{vpc}");
    }
    for vpc in ["vpcId: {name: other}", "vpcId: {tags: {environment: production}}"] {
        let errors = lab.plan(&spec(&with(vpc))).await.expect_err(vpc);
        assert_eq!(errors.kind(), Kind::Preflight, "{errors:?}");
    }
    let second = ec2(&lab, "CreateVpc", json!({"CidrBlock": "10.50.0.0/16"}))["vpc"]["vpcId"].clone();
    ec2(&lab, "CreateTags", json!({"ResourceId": [second], "Tag": tags}));
    let errors = lab.plan(&spec(&with("vpcId: {tags: {environment: development}}"))).await.expect_err("two VPCs");
    assert_eq!(errors.kind(), Kind::Preflight, "{errors:?}");
}

#[tokio::test(start_paused = true)]
async fn the_control_plane_may_have_subnets_of_its_own() {
    let lab = Lab::new().await;
    let text = with(&format!("{VPC}\n  controlPlaneSubnets: {{tags: {{tier: public}}}}"));
    lab.apply_ok(&text).await;
    let cluster = lab.as_root(karpool_sandbox::eks::handle, "eks", "DescribeCluster", json!({"name": "dev"}));
    let mut of_cluster = cluster["cluster"]["resourcesVpcConfig"]["subnetIds"].as_array().cloned().expect("subnets");
    of_cluster.sort_by_key(ToString::to_string);
    assert_eq!(of_cluster, subnets(&lab, "public"));
    let groups = lab.as_root(karpool_sandbox::eks::handle, "eks", "ListNodegroups", json!({"clusterName": "dev"}));
    let input = json!({"clusterName": "dev", "nodegroupName": groups["nodegroups"][0]});
    let group = lab.as_root(karpool_sandbox::eks::handle, "eks", "DescribeNodegroup", input);
    let mut of_group = group["nodegroup"]["subnets"].as_array().cloned().expect("subnets");
    of_group.sort_by_key(ToString::to_string);
    assert_eq!(of_group, subnets(&lab, "private"));
    assert!(lab.plan(&spec(&text)).await.expect("a plan").is_idle());
}
