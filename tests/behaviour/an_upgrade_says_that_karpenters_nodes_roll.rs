//! A kept release of images is another image with another Kubernetes: the plan of an upgrade says that Karpenter's nodes
//! are replaced, although their class stays as it is.

use karpool_tests::{Lab, SMALLEST, spec};

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
    lab.sandbox.clock().sleep(std::time::Duration::from_secs(600)).await;
    let after = images();
    assert!(!before.contains(&image) && after.contains(&image), "{image}: {before} {after}");
    let plan = lab.plan(&newer).await.expect("a plan");
    assert!(!plan.warnings.iter().any(|warning| warning.contains(SAID)), "{:#?}", plan.warnings);
}
