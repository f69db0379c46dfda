//! Several node roles: the controller may pass each of them, and each has an entry of its class's kind.
//! Regression: upstream issue 8157, only one node role could be passed (Windows and Linux).

use karpool_tests::{Lab, SMALLEST, spec};

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
