//! An upgrade goes in EKS's order: the control plane, then the addons, then what replaces nodes. Only a change of nodes
//! waits: a fresh cluster makes addons and node groups side by side.

use karpool::{NodeReport, Report};
use karpool_tests::{Lab, SMALLEST, spec};

fn with(version: &str, proxy: &str) -> String {
    format!("{SMALLEST}kubernetes: {{version: \"{version}\"}}\naddons: {{kube-proxy: {{version: {proxy}}}}}\n")
}

fn of<'a>(report: &'a Report, id: &str) -> &'a NodeReport {
    report.nodes.iter().find(|node| node.id == id).unwrap_or_else(|| panic!("no {id}: {report:#?}"))
}

#[tokio::test(start_paused = true)]
async fn an_upgrade_goes_by_control_plane_addons_and_nodes() {
    let lab = Lab::new().await;
    let first = lab.apply_ok(&with("1.35", "v1.35.0-eksbuild.2")).await;
    assert!(of(&first, "eks.node_group/system").started < of(&first, "eks.addon/kube-proxy").ended, "{first:#?}");
    let text = with("1.36", "v1.36.0-eksbuild.2");
    let plan = lab.plan(&spec(&text)).await.expect("a plan");
    let place = |id: &str| plan.changes.iter().position(|change| change.id == id).expect("in the plan");
    let order = ["eks.cluster/dev", "eks.addon/kube-proxy", "eks.node_group/system"];
    assert!(order.map(place).is_sorted(), "{order:?}");
    let report = lab.apply_ok(&text).await;
    let [cluster, addon, group] = order.map(|id| of(&report, id));
    assert!(cluster.ended <= addon.started && addon.ended <= group.started, "{report:#?}");
    assert_eq!(report.critical_path[..3], order, "what was waited for");
    assert!(lab.plan(&spec(&text)).await.expect("a plan").is_idle());
    let nodes = lab.objects("nodes");
    let group = nodes.iter().filter(|node| node["metadata"]["labels"]["eks.amazonaws.com/nodegroup"].is_string());
    let zones: std::collections::BTreeSet<String> =
        group.map(|node| node["metadata"]["labels"]["topology.kubernetes.io/zone"].to_string()).collect();
    assert_eq!(zones.len(), 2, "one node that rolled takes the other's zone away: {zones:?}");
}

#[tokio::test(start_paused = true)]
async fn karpenters_nodes_wait_as_well_and_a_new_size_does_not() {
    let lab = Lab::applied(&with("1.35", "v1.35.0-eksbuild.2")).await;
    let more = "nodeGroups: {system: {size: {min: 2, max: 4}}}\nnodeClasses: {default: {tags: {team: web}}}\n";
    let report = lab.apply_ok(&format!("{}{more}", with("1.35", "v1.35.3-eksbuild.5"))).await;
    let addon = of(&report, "eks.addon/kube-proxy");
    assert!(of(&report, "karpenter.node_class/default").started >= addon.ended, "{report:#?}");
    assert!(of(&report, "eks.node_group/system").started < addon.ended, "{report:#?}");
}
