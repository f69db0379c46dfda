//! Roles, boundaries, templates, repair and updates of node groups, for both image families and architectures.

use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::Value as Json;

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
