//! Roles, boundaries, templates, repair and updates of node groups, for both image families and architectures.

use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::{Value as Json, json};

const GROUPS: &str = "
nodeGroups:
  system:
    role: {name: platform-nodes, path: /platform/, extraPolicies: [AmazonEBSCSIDriverPolicy], cloudwatch: true, ssm: false}
    repair: {maxUnhealthyPercentage: 40, maxParallelCount: 1}
    update: {maxUnavailable: 1, strategy: minimal}
    metadata: {hopLimit: 2, ipv6: enabled}
    capacityReservation: {preference: open}
  flasks: {ami: bottlerocket, instanceTypes: [m7i.large], size: {min: 1, desired: 1, max: 1}}
";

fn group(lab: &Lab, name: &str) -> Json {
    let groups = lab.cluster()["nodegroups"].clone();
    let found = groups.as_object().into_iter().flatten().find(|(key, _)| key.starts_with(&format!("{name}-")));
    found.unwrap_or_else(|| panic!("no group {name}: {groups}")).1.clone()
}

#[tokio::test(start_paused = true)]
async fn a_group_is_made_as_the_spec_says() {
    let text = format!("{SMALLEST}{GROUPS}");
    let lab = Lab::applied(&text).await;
    let role = lab.role("platform-nodes").to_string();
    assert!(role.contains("/platform/") && role.contains("CloudWatchAgentServerPolicy"), "{role}");
    assert!(role.contains("AmazonEBSCSIDriverPolicy") && !role.contains("AmazonSSMManagedInstanceCore"), "{role}");
    let system = group(&lab, "system").to_string();
    assert!(system.contains("\"maxUnhealthyNodeThresholdPercentage\":40"), "{system}");
    assert!(system.contains("MINIMAL") && system.contains("AL2023_ARM_64_STANDARD"), "{system}");
    assert!(group(&lab, "flasks").to_string().contains("BOTTLEROCKET_x86_64"));
    assert!(lab.plan(&spec(&text)).await.expect("a plan").is_idle());
}

#[tokio::test(start_paused = true)]
async fn a_boundary_is_put_on_every_role() {
    let text = format!("{SMALLEST}\niam: {{permissionsBoundary: \"arn:aws:iam::aws:policy/AdministratorAccess\"}}\n");
    let lab = Lab::applied(&text).await;
    for role in ["cluster", "group-system", "karpenter-node", "karpenter-controller"] {
        let role = lab.role(&format!("dev-us-east-1-{role}")).to_string();
        assert!(role.contains("policy/AdministratorAccess"), "{role}");
    }
    let other = text.replace("AdministratorAccess", "PowerUserAccess");
    let plan = lab.plan(&spec(&other)).await.expect("a plan");
    let changed: Vec<&str> = plan.changes.iter().filter(|change| change.writes()).map(|c| c.id.as_str()).collect();
    assert!(changed.iter().all(|id| id.starts_with("iam.role/")) && changed.len() == 4, "{changed:?}");
}

#[tokio::test(start_paused = true)]
async fn a_changed_template_rolls_the_groups_nodes_and_says_so() {
    let lab = Lab::applied(&format!("{SMALLEST}{GROUPS}")).await;
    let changed = GROUPS.replace("hopLimit: 2", "hopLimit: 3");
    let plan = lab.plan(&spec(&format!("{SMALLEST}{changed}"))).await.expect("a plan");
    let group = plan.changes.iter().find(|change| change.id == "eks.node_group/system").expect("the group");
    let rolls: Vec<_> = group.fields.iter().filter_map(|field| field.rolls.as_ref()?.nodes).collect();
    assert_eq!(rolls, [2]);
}

#[tokio::test(start_paused = true)]
async fn a_capacity_block_is_bought_by_the_template() {
    let block = "
nodeGroups:
  system: {}
  training: {capacityType: capacity-block, instanceTypes: [g5.xlarge], capacityReservation: {id: cr-0a1b2c3d4e5f60718}}
";
    let lab = Lab::new().await;
    let plan = lab.plan(&spec(&format!("{SMALLEST}{block}"))).await.expect("a plan");
    let text = |id: &str| {
        let change = plan.changes.iter().find(|change| change.id == id).unwrap_or_else(|| panic!("no {id}"));
        serde_json::to_string(&change.fields).expect("text")
    };
    let template = text("ec2.launch_template/training");
    assert!(template.contains("cr-0a1b2c3d4e5f60718") && template.contains("capacity-block"), "{template}");
    assert!(template.contains("g5.xlarge"), "{template}");
    assert!(text("eks.node_group/training").contains("CAPACITY_BLOCK"));
}

/// A script is packed as EKS reads it, and a group of one's own stands beside the one that lets nodes in: the nodes join.
#[tokio::test(start_paused = true)]
async fn a_script_and_a_security_group_of_ones_own_do_not_keep_nodes_from_joining() {
    let lab = Lab::new().await;
    let ec2 = |operation: &str, input: Json| lab.as_root(karpool_sandbox::ec2::handle, "ec2", operation, input);
    let made = ec2(
        "CreateSecurityGroup",
        json!({"GroupName": "mine", "GroupDescription": "of others", "VpcId": karpool_sandbox::fixture::VPC}),
    );
    let own = made["groupId"].as_str().expect("an id");
    let text = format!(
        "{SMALLEST}nodeGroups:\n  system: {{securityGroups: [{own}], userData: \"#!/bin/bash\\necho hello\"}}\n"
    );
    lab.apply_ok(&text).await;
    assert!(lab.plan(&spec(&text)).await.expect("a plan").is_idle());
    let cluster = lab.as_root(karpool_sandbox::eks::handle, "eks", "DescribeCluster", json!({"name": "dev"}));
    let of_cluster = cluster["cluster"]["resourcesVpcConfig"]["clusterSecurityGroupId"].as_str().expect("a group");
    let found = ec2("DescribeInstances", json!({}));
    let instances = found["reservationSet"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|one| one["instancesSet"].as_array().cloned().unwrap_or_default());
    let mut nodes = 0;
    for instance in instances.filter(|one| one["groupSet"].to_string().contains(own)) {
        assert!(instance["groupSet"].to_string().contains(of_cluster), "{}", instance["groupSet"]);
        nodes += 1;
    }
    assert_eq!(nodes, 2);
}

/// EKS makes no group of a template whose user data is no archive: the simulated account says what users report, so the
/// test above fails where a script is not packed.
#[tokio::test(start_paused = true)]
async fn a_template_with_a_bare_script_is_refused_by_the_account() {
    let lab = Lab::new().await;
    let data = json!({"UserData": "IyEvYmluL2Jhc2gKZWNobyBoZWxsbwo="});
    let input = json!({"LaunchTemplateName": "bare", "LaunchTemplateData": data});
    let made = lab.as_root(karpool_sandbox::ec2::handle, "ec2", "CreateLaunchTemplate", input);
    let id = made["launchTemplate"]["launchTemplateId"].as_str().expect("an id");
    let text = format!("{SMALLEST}nodeGroups: {{system: {{launchTemplate: {{id: {id}, version: \"1\"}}}}}}\n");
    let report = lab.apply(&spec(&text)).await.expect("a report");
    let said: Vec<String> = report.errors().map(ToString::to_string).collect();
    assert!(said.iter().any(|text| text.contains("User data was not in the MIME multipart format")), "{said:#?}");
}

#[tokio::test(start_paused = true)]
async fn user_data_that_no_node_can_read_is_refused_by_the_check() {
    for (group, words) in [
        ("userData: echo hello", "cannot read what begins with `echo hello`"),
        ("ami: bottlerocket, userData: \"#!/bin/bash\\n\"", ""),
        ("ami: bottlerocket, userData: \"max-pods = \"", "it is not TOML"),
    ] {
        let text = format!("{SMALLEST}nodeGroups: {{system: {{{group}}}}}\n");
        let problems = karpool::spec::check(&text, karpool::spec::Format::Yaml, "test.yaml").to_string();
        let told = problems.contains("nodeGroups.system.userData") && problems.contains(words);
        assert_eq!(told, !words.is_empty(), "{group}: {problems}");
    }
}

/// EKS's own access entry of a role that was deleted and made again under its name would let no node in.
#[tokio::test(start_paused = true)]
async fn a_group_whose_role_was_made_again_gets_nodes() {
    let lab = Lab::applied(SMALLEST).await;
    let prune = || karpool::Apply::new().prune(true);
    let named = spec(&format!("{SMALLEST}nodeGroups: {{system: {{role: {{name: other}}}}}}\n"));
    for wanted in [&named, &spec(SMALLEST)] {
        let report = karpool::apply(wanted, &lab.world, &prune()).await.expect("a report");
        assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    }
}

/// What the spec names is looked up before anything is made.
#[tokio::test(start_paused = true)]
async fn templates_that_are_not_there_are_refused() {
    let lab = Lab::new().await;
    lab.furnish().await;
    let group = |id: &str, version: u8| {
        format!("{SMALLEST}nodeGroups: {{system: {{launchTemplate: {{id: {id}, version: \"{version}\"}}}}}}\n")
    };
    lab.plan(&spec(&group("lt-0a1b2c3d4e5f60718", 2))).await.expect("a template that is there");
    for (id, version) in [("lt-0a1b2c3d4e5f60718", 3), ("lt-00000000000000000", 1)] {
        let errors = lab.plan(&spec(&group(id, version))).await.expect_err(id);
        let told = format!("nodeGroups.system.launchTemplate: there is no version {version} of a launch template {id}");
        assert_eq!(errors.kind(), karpool::error::Kind::Preflight);
        assert!(errors.to_string().contains(&told), "{errors}");
    }
    // EKS would refuse it after the cluster was made.
    let input = json!({"LaunchTemplateName": "typed", "LaunchTemplateData": {"InstanceType": "m7i.large"}});
    let made = lab.as_root(karpool_sandbox::ec2::handle, "ec2", "CreateLaunchTemplate", input);
    let id = made["launchTemplate"]["launchTemplateId"].as_str().expect("an id");
    let errors = lab.plan(&spec(&group(id, 1))).await.expect_err("two places for types");
    assert!(errors.to_string().contains("names the instance type m7i.large"), "{errors}");
}

/// What the spec names is looked up before anything is made.
#[tokio::test(start_paused = true)]
async fn roles_and_policies_that_are_not_there_are_refused() {
    let lab = Lab::new().await;
    lab.make_role("instances", "/").await;
    let arn = |name: &str| format!("arn:aws:iam::111122223333:role/{name}");
    for (given, words) in [
        (format!("kubernetes: {{role: {{arn: \"{}\"}}}}", arn("nope")), "kubernetes.role.arn: there is no role"),
        (format!("kubernetes: {{role: {{arn: \"{}\"}}}}", arn("instances")), "does not trust eks.amazonaws.com"),
        (format!("nodeGroups: {{system: {{role: {{arn: \"{}\"}}}}}}", arn("nope")), "nodeGroups.system.role.arn"),
        ("iam: {permissionsBoundary: \"arn:aws:iam::111122223333:policy/nope\"}".into(), "there is no policy"),
        (
            format!("karpenter: {{controllerRole: {{arn: \"{}\"}}}}", arn("nope")),
            "karpenter.controllerRole.arn: there is no",
        ),
        (
            format!("karpenter: {{controllerRole: {{arn: \"{}\"}}}}", arn("instances")),
            "does not trust pods.eks.amazonaws.com",
        ),
        ("nodeClasses: {default: {role: nope}}".into(), "nodeClasses.default.role: there is no role"),
        ("nodeRole: {extraPolicies: [NoSuchPolicy]}".into(), "there is no policy arn:aws:iam::aws:policy/NoSuchPolicy"),
    ] {
        let text = format!("{SMALLEST}{given}\n");
        let errors = lab.plan(&spec(&text)).await.map(|_| ()).expect_err(&given).to_string();
        assert!(errors.contains(words), "{given}: {errors}");
    }
}

/// As Auto Scaling does: instances spread over the zones, and one that is lost comes back where the fewest are.
#[tokio::test(start_paused = true)]
async fn a_groups_instances_stay_in_different_zones() {
    let lab = Lab::applied(SMALLEST).await;
    let ec2 = |operation: &str, input: Json| lab.as_root(karpool_sandbox::ec2::handle, "ec2", operation, input);
    let running = || {
        let found = ec2("DescribeInstances", json!({}));
        let all = found["reservationSet"].as_array().cloned().unwrap_or_default();
        let all = all.into_iter().flat_map(|one| one["instancesSet"].as_array().cloned().unwrap_or_default());
        let alive = all.filter(|one| one["instanceState"]["name"] == "running");
        let text = |value: &Json| value.as_str().expect("a text").to_owned();
        alive.map(|one| (text(&one["instanceId"]), text(&one["placement"]["availabilityZone"]))).collect::<Vec<_>>()
    };
    let apart = |instances: &[(String, String)]| instances.len() == 2 && instances[0].1 != instances[1].1;
    for _ in 0..3 {
        let there = running();
        assert!(apart(&there), "{there:?}");
        ec2("TerminateInstances", json!({"InstanceId": [there[0].0]}));
        lab.sandbox.clock().sleep(std::time::Duration::from_secs(600)).await;
    }
    assert!(apart(&running()), "{:?}", running());
}
