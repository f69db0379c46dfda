//! Several node roles: the controller may pass each of them, and each has an entry of its class's kind.
//! Regression: upstream issue 8157, only one node role could be passed (Windows and Linux).

use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::json;

const TWO_ROLES: &str = "
karpenter: {instanceProfile: none}
nodeClasses:
  default: {}
  windows: {ami: windows2022@latest, role: windows-nodes}
nodePools:
  x86: {preset: x86}
  windows:
    nodeClass: windows
    arch: [amd64]
    requirements: [{key: kubernetes.io/os, operator: In, values: [windows]}]
";

#[tokio::test(start_paused = true)]
async fn the_roles_that_classes_name_may_be_passed_and_may_join() {
    let lab = Lab::new().await;
    lab.make_role("windows-nodes", "/").await;
    let plan = lab.plan(&spec(&format!("{SMALLEST}{TWO_ROLES}"))).await.expect("a plan");
    let find = |id: &str| plan.changes.iter().find(|change| change.id == id).unwrap_or_else(|| panic!("no {id}"));
    let text = |value| serde_json::to_string(value).expect("text");
    let controller = text(&find("iam.role/karpenter-controller").fields);
    assert!(controller.contains("arn:aws:iam::111122223333:role/windows-nodes"), "{controller}");
    assert!(controller.contains("iam:CreateInstanceProfile"), "Karpenter makes the profiles");
    let entry = text(&find("eks.access_entry/node-windows-nodes").fields);
    assert!(entry.contains("EC2_WINDOWS"), "{entry}");
    assert!(text(&find("eks.access_entry/karpenter-node").fields).contains("EC2_LINUX"));
}

const PROFILE: &str = "
nodeClasses:
  default: {}
  gpu: {instanceProfile: gpu-nodes ROLE}
nodePools:
  x86: {preset: x86, nodeClass: gpu}
";

#[tokio::test(start_paused = true)]
async fn the_role_of_a_profile_that_a_class_names_is_named_as_well() {
    let lab = Lab::new().await;
    let iam = |operation, input| lab.as_root(karpool_sandbox::iam::handle, "iam", operation, input);
    let text = |role: &str| format!("{SMALLEST}{}", PROFILE.replace(" ROLE", role));
    let refused = async |role: &str| format!("{:?}", lab.plan(&spec(&text(role))).await.expect_err("a refusal"));
    assert!(refused("").await.contains("there is no instance profile `gpu-nodes`"));

    iam("CreateInstanceProfile", json!({"InstanceProfileName": "gpu-nodes"}));
    assert!(refused("").await.contains("carries no role"));

    lab.make_role("gpu-nodes", "/gpu/").await;
    iam("AddRoleToInstanceProfile", json!({"InstanceProfileName": "gpu-nodes", "RoleName": "gpu-nodes"}));
    let said = refused("").await;
    assert!(said.contains("`role: \"arn:aws:iam::111122223333:role/gpu/gpu-nodes\"` beside it"), "{said}");

    let named = spec(&text(", role: \"arn:aws:iam::111122223333:role/gpu/gpu-nodes\""));
    let plan = lab.plan(&named).await.expect("a plan");
    let find = |id: &str| plan.changes.iter().find(|change| change.id == id).unwrap_or_else(|| panic!("no {id}"));
    let controller = serde_json::to_string(&find("iam.role/karpenter-controller").fields).expect("text");
    assert!(controller.contains("arn:aws:iam::111122223333:role/gpu/gpu-nodes"), "{controller}");
    assert!(!controller.contains("iam:CreateInstanceProfile"), "nobody has to make a profile: {controller}");
    find("eks.access_entry/node-gpu-nodes");

    lab.apply_ok(SMALLEST).await;
    let plan = lab.plan(&named).await.expect("a plan");
    let change = plan.changes.iter().find(|change| change.id == "karpenter.node_class/gpu").expect("a class");
    assert!(change.fields.iter().any(|field| field.path == "spec.instanceProfile"), "{change:#?}");
    lab.apply(&named).await.expect("a report");
    let class = lab.object("ec2nodeclasses.karpenter.k8s.aws", "gpu");
    assert_eq!(class["spec"]["instanceProfile"], "gpu-nodes");
    assert_eq!(class["spec"]["role"], json!(null));
}

#[tokio::test(start_paused = true)]
async fn a_profile_for_all_classes_carries_the_node_role() {
    let lab = Lab::new().await;
    lab.make_role("shared", "/").await;
    let iam = |operation, input| lab.as_root(karpool_sandbox::iam::handle, "iam", operation, input);
    iam("CreateInstanceProfile", json!({"InstanceProfileName": "shared"}));
    iam("AddRoleToInstanceProfile", json!({"InstanceProfileName": "shared", "RoleName": "shared"}));
    let profile = format!("{SMALLEST}karpenter: {{instanceProfile: {{name: shared}}}}\n");
    let said = format!("{:?}", lab.plan(&spec(&profile)).await.expect_err("a refusal"));
    assert!(said.contains("carries the role arn:aws:iam::111122223333:role/shared, not"), "{said}");
    assert!(said.contains("nodeRole: {arn:"), "{said}");
    let both = format!("{profile}nodeRole: {{arn: \"arn:aws:iam::111122223333:role/shared\"}}\n");
    lab.apply_ok(&both).await;
    assert!(lab.plan(&spec(&both)).await.expect("a plan").is_idle());
}
