//! Nodes of groups and of Karpenter wear one security group: the cluster's, one of ours with rules between it and the
//! control plane, or one that is there.

use karpool::error::Kind;
use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::{Value, json};

fn with(network: &str) -> String {
    SMALLEST.replace("network:\n", &format!("network:\n  {network}\n"))
}

fn ec2(lab: &Lab, operation: &str, input: Value) -> Value {
    lab.as_root(karpool_sandbox::ec2::handle, "ec2", operation, input)
}

fn group_named(lab: &Lab, name: &str) -> Option<String> {
    let found = ec2(lab, "DescribeSecurityGroups", json!({"Filter": [{"Name": "group-name", "Value": [name]}]}));
    found["securityGroupInfo"][0]["groupId"].as_str().map(str::to_owned)
}

/// The groups that instances wear, each combination once.
fn worn(lab: &Lab) -> Vec<Vec<String>> {
    let found = ec2(lab, "DescribeInstances", json!({}));
    let reservations = found["reservationSet"].as_array().cloned().unwrap_or_default();
    let instances = reservations.iter().flat_map(|one| one["instancesSet"].as_array().cloned().unwrap_or_default());
    let alive = instances.filter(|instance| instance["instanceState"]["name"] == "running");
    let groups = alive.map(|instance| {
        let set = instance["groupSet"].as_array().cloned().unwrap_or_default();
        set.iter().filter_map(|group| group["groupId"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    });
    let mut all: Vec<Vec<String>> = groups.collect();
    all.sort();
    all.dedup();
    all
}

#[tokio::test(start_paused = true)]
async fn a_group_of_its_own_is_wired_to_the_control_plane_both_ways() {
    let lab = Lab::new().await;
    let wanted =
        with("nodeSecurityGroup: {create: {tags: {tier: nodes}, rules: {web: {ports: 8080, cidr: 10.0.0.0/16}}}}");
    // The group's nodes become Ready, so the rules let them reach the API and DNS.
    lab.apply_ok(&wanted).await;
    let nodes = group_named(&lab, "dev-node").expect("a group of nodes");
    let control_plane = group_named(&lab, "dev-control-plane").expect("a group of the control plane");
    assert_eq!(worn(&lab), vec![vec![nodes.clone()]]);
    let cluster = lab.as_root(karpool_sandbox::eks::handle, "eks", "DescribeCluster", json!({"name": "dev"}));
    assert_eq!(cluster["cluster"]["resourcesVpcConfig"]["securityGroupIds"], json!([control_plane]));
    assert!(lab.plan(&spec(&wanted)).await.expect("a plan").is_idle());

    // A rule that somebody takes away is planned and put back.
    let rules =
        ec2(&lab, "DescribeSecurityGroupRules", json!({"Filter": [{"Name": "group-id", "Value": [control_plane]}]}));
    let api = rules["securityGroupRuleSet"].as_array().into_iter().flatten().find(|rule| rule["fromPort"] == 443);
    let id = api.expect("443 from nodes")["securityGroupRuleId"].clone();
    ec2(&lab, "RevokeSecurityGroupIngress", json!({"GroupId": control_plane, "SecurityGroupRuleId": [id]}));
    let plan = lab.plan(&spec(&wanted)).await.expect("a plan");
    let changed: Vec<&str> = plan.changes.iter().filter(|c| c.writes()).map(|c| c.id.as_str()).collect();
    assert_eq!(changed, ["ec2.security_group_rule/control-plane-api"]);
    lab.apply_ok(&wanted).await;

    // Without the recommended rules those that are needed stay; the others and the spec's are leftovers.
    let fewer = with("nodeSecurityGroup: {create: {tags: {tier: edge}, recommendedRules: false}}");
    let plan = lab.plan(&spec(&fewer)).await.expect("a plan");
    assert_eq!(plan.counts().unapproved, 9, "{:#?}", plan.changes.iter().filter(|c| c.unapproved).collect::<Vec<_>>());
    let options = karpool::Apply::new().prune(true);
    let report = karpool::apply(&spec(&fewer), &lab.world, &options).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert!(lab.plan(&spec(&fewer)).await.expect("a plan").is_idle());
    let report = lab.destroy(&spec(&fewer)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!((group_named(&lab, "dev-node"), group_named(&lab, "dev-control-plane")), (None, None));
}

#[tokio::test(start_paused = true)]
async fn the_name_tag_of_the_nodes_group_can_lose_its_suffix_and_go() {
    let lab = Lab::new().await;
    let tag = |lab: &Lab| {
        let found =
            ec2(lab, "DescribeSecurityGroups", json!({"Filter": [{"Name": "group-name", "Value": ["dev-node"]}]}));
        let tags = found["securityGroupInfo"][0]["tagSet"].as_array().cloned().unwrap_or_default();
        tags.iter().find(|tag| tag["key"] == "Name").map(|tag| tag["value"].as_str().unwrap_or_default().to_owned())
    };
    let own = with("nodeSecurityGroup: {create: {}}");
    lab.apply_ok(&own).await;
    assert_eq!(tag(&lab).as_deref(), Some("dev-node"));
    let short = format!("{own}naming: {{nodeSecurityGroup: \"{{name}}\"}}\n");
    let plan = lab.plan(&spec(&short)).await.expect("a plan");
    let changed: Vec<&str> = plan.changes.iter().filter(|c| c.writes()).map(|c| c.id.as_str()).collect();
    assert_eq!(changed, ["ec2.security_group/node"], "a tag changes in place");
    lab.apply_ok(&short).await;
    assert_eq!(tag(&lab).as_deref(), Some("dev"));
    lab.apply_ok(&format!("{own}naming: {{nodeSecurityGroup: off}}\n")).await;
    assert_eq!(tag(&lab), None);
}

#[tokio::test(start_paused = true)]
async fn a_group_that_does_not_let_nodes_in_is_named_before_anything_is_made() {
    let lab = Lab::new().await;
    let vpc = "vpc-0a1b2c3d4e5f60718";
    let made = ec2(
        &lab,
        "CreateSecurityGroup",
        json!({"GroupName": "theirs", "GroupDescription": "of the network team", "VpcId": vpc}),
    );
    let id = made["groupId"].as_str().expect("an id").to_owned();
    let wanted = with(&format!("nodeSecurityGroup: {{id: {id}}}"));
    let before = lab.inventory();
    let errors = lab.apply(&spec(&wanted)).await.expect_err("no DNS between nodes");
    let error = errors.first();
    assert_eq!((error.kind(), error.node()), (Kind::Preflight, Some("ec2.node_traffic")));
    assert!(error.message().contains(&id) && error.message().contains("tcp 53"), "{}", error.message());
    assert_eq!(lab.inventory(), before);

    let itself = json!([{"IpProtocol": "-1", "Groups": [{"GroupId": id}]}]);
    ec2(&lab, "AuthorizeSecurityGroupIngress", json!({"GroupId": id, "IpPermissions": itself}));
    let plan = lab.plan(&spec(&wanted)).await.expect("a plan");
    assert!(plan.warnings.iter().any(|warning| warning.contains("10250")), "{:?}", plan.warnings);
    lab.apply_ok(&wanted).await;
    assert_eq!(worn(&lab), vec![vec![id.clone()]]);
    assert!(lab.plan(&spec(&wanted)).await.expect("a plan").is_idle());
    let report = lab.destroy(&spec(&wanted)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!(group_named(&lab, "theirs"), Some(id), "it is theirs");
}

/// A rule of the spec that is one of the recommended ones is that rule, with the spec's description.
#[tokio::test(start_paused = true)]
async fn a_rule_that_is_recommended_as_well_is_one_rule() {
    let lab = Lab::new().await;
    let rules =
        "rules: {webhook: {peer: controlPlane, ports: 9443, description: webhooks}, web: {cidr: 0.0.0.0/0, ports: 80}}";
    let wanted = with(&format!("nodeSecurityGroup: {{create: {{{rules}}}}}"));
    lab.apply_ok(&wanted).await;
    lab.sandbox.clear_log();
    lab.apply_ok(&wanted).await;
    assert_eq!(lab.writes(), Vec::<String>::new());
    let group = group_named(&lab, "dev-node").expect("a group of nodes");
    let found = ec2(&lab, "DescribeSecurityGroupRules", json!({"Filter": [{"Name": "group-id", "Value": [group]}]}));
    let all = found["securityGroupRuleSet"].as_array().expect("rules");
    let webhooks: Vec<&Value> = all.iter().filter(|rule| rule["fromPort"].to_string().contains("9443")).collect();
    assert_eq!(webhooks.len(), 1, "{webhooks:#?}");
    assert_eq!(webhooks[0]["description"], "webhooks");
}
