//! A kept release of images is another image with another Kubernetes: the plan of an upgrade says that Karpenter's nodes
//! are replaced, although their class stays as it is.

use std::time::Duration;

use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::json;

const SAID: &str = "karpenter.node_class/default keeps al2023@v";

#[tokio::test(start_paused = true)]
async fn an_upgrade_says_that_karpenters_nodes_roll() {
    let lab = Lab::applied(SMALLEST).await;
    let plan = lab.plan(&spec(SMALLEST)).await.expect("a plan");
    assert!(!plan.warnings.iter().any(|warning| warning.contains(SAID)), "{:#?}", plan.warnings);
    let images = || lab.object("ec2nodeclasses.karpenter.k8s.aws", "default")["status"]["amis"].to_string();
    let before = images();
    let newer = spec(&format!("{SMALLEST}kubernetes: {{version: \"1.36\"}}\n"));
    let plan = lab.plan(&newer).await.expect("a plan");
    let warning = plan.warnings.iter().find(|warning| warning.contains(SAID)).expect("it is said");
    let image = warning.split(&['(', ')'][..]).nth(1).expect("an image").to_owned();
    lab.apply(&newer).await.expect("a report");
    lab.sandbox.clock().sleep(Duration::from_secs(600)).await;
    let after = images();
    assert!(!before.contains(&image) && after.contains(&image), "{image}: {before} {after}");
    let plan = lab.plan(&newer).await.expect("a plan");
    assert!(!plan.warnings.iter().any(|warning| warning.contains(SAID)), "{:#?}", plan.warnings);
}

/// Who changes a class wants to know how many machines that costs.
#[tokio::test(start_paused = true)]
async fn a_changed_class_says_how_many_nodes_it_rolls() {
    let lab = Lab::applied(SMALLEST).await;
    let rolled = |plan: &karpool::Plan| {
        let class = plan.changes.iter().find(|change| change.id == "karpenter.node_class/default").expect("a class");
        class.fields.iter().find_map(|field| field.rolls.clone())
    };
    let larger =
        spec(&format!("{SMALLEST}nodeClasses: {{default: {{volumes: [{{device: /dev/xvda, size: 80Gi}}]}}}}\n"));
    let none = rolled(&lab.plan(&larger).await.expect("a plan")).expect("it rolls");
    assert_eq!(none.nodes, Some(0));
    let pod = |arch: &str| {
        let container = json!({"name": "main", "image": "busybox", "resources": {"requests": {"cpu": "1"}}});
        let spec = json!({"nodeSelector": {"kubernetes.io/arch": arch}, "containers": [container]});
        json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": arch, "namespace": "default"}, "spec": spec})
    };
    for arch in ["amd64", "arm64"] {
        lab.as_cluster_admin(|client| client.create(pod(arch)).map(|_| ())).expect("a created pod");
    }
    lab.sandbox.clock().sleep(Duration::from_secs(300)).await;
    let two = rolled(&lab.plan(&larger).await.expect("a plan")).expect("it rolls");
    assert_eq!((two.nodes, two.why.as_str()), (Some(2), "Karpenter replaces every node of the class"));
}
