//! Tags can be given for one thing: they are there and nowhere else, and a change of one is a change of it alone.

use karpool_tests::{Lab, SMALLEST, spec};

const TAGS: &str = "
nodeRole: {tags: {on: node-role}}
access: {entries: [{principal: {user: bob}, policies: [{name: AmazonEKSViewPolicy}], tags: {on: entry}}]}
addons: {coredns: {tags: {on: dns}}}
karpenter:
  controllerRole: {tags: {on: controller}}
  interruption: {tags: {on: queue}}
";

#[tokio::test(start_paused = true)]
async fn tags_of_one_thing_are_on_that_thing_alone() {
    let text = format!("{SMALLEST}{TAGS}");
    let lab = Lab::applied(&text).await;
    let inventory = lab.inventory();
    let tagged = |tag: &str| inventory.lines().filter(|line| line.contains(tag)).count();
    assert_eq!(tagged("node-role"), 1, "{inventory}");
    assert_eq!(tagged("\"controller\""), 1);
    assert_eq!(tagged("\"queue\""), 6, "the queue and five rules");
    let cluster = lab.cluster();
    assert_eq!(cluster["addons"]["coredns"]["tags"]["on"], "dns");
    assert!(cluster["access_entries"].to_string().contains("\"on\":\"entry\""));
    let changed = spec(&text.replace("on: dns", "on: names"));
    let plan = lab.plan(&changed).await.expect("a plan");
    let changes: Vec<&str> = plan.changes.iter().filter(|change| change.writes()).map(|c| c.id.as_str()).collect();
    assert_eq!(changes, ["eks.addon/coredns"]);
}
