//! Karpenter's own controller, with nothing but what karpool made for it: ready pools, and nodes for pods that wait.

use std::sync::atomic::{AtomicUsize, Ordering};

use karpool_sandbox::ec2::interrupt_spot;
use karpool_tests::real::{RealLab, with_chart};
use karpool_tests::{ACCOUNT, spec};
use serde_json::json;

use crate::policy::{self, World};
use crate::workload::{apart, going, host, images, names, running};

const POOLS: &str = "nodePools:
  x86: {preset: x86, disruption: {budgets: [{nodes: 1}]}}
  graviton: {preset: graviton}
  spot: {preset: spot, capacityTypes: [spot]}
";

/// Name of a Deployment, architecture and capacity that it asks for, the pool that has both, and how many nodes.
const DEPLOYMENTS: [(&str, &str, &str, &str, u32); 3] = [
    ("amd64", "amd64", "on-demand", "x86", 2),
    ("arm64", "arm64", "on-demand", "graviton", 1),
    ("spot", "amd64", "spot", "spot", 1),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pods_get_their_nodes_interruptions_and_drift_replace_them_and_destroy_takes_all_away() {
    let lab = RealLab::with_karpenter("1.14.1").await;
    let before = lab.inventory();
    let text = with_chart("1.14.1") + POOLS;
    lab.apply_really(&spec(&text)).await;

    for (name, architecture, capacity, _, count) in DEPLOYMENTS {
        let selector = json!({"kubernetes.io/arch": architecture, "karpenter.sh/capacity-type": capacity});
        lab.as_cluster_admin(|client| client.create(apart(name, &selector, count))).expect("taken in");
    }
    for (name, _, _, pool, count) in DEPLOYMENTS {
        lab.until(&format!("{name} runs"), |lab| running(lab, name) == count as usize).await;
        let node = host(&lab, name).expect("a node");
        assert_eq!(node["metadata"]["labels"]["karpenter.sh/nodepool"], pool);
    }
    lab.mark("pods run");

    // EventBridge rule, queue, controller: the notice of the bus ends in another node.
    let (node, instance) = names(&host(&lab, "spot").expect("a node"));
    lab.sandbox.clear_log();
    assert!(lab.sandbox.meddle(|world| interrupt_spot(world, ACCOUNT, "us-east-1", &instance)));
    lab.until("the interrupted pod runs elsewhere", |lab| host(lab, "spot").is_some_and(|host| names(&host).0 != node))
        .await;
    assert!(lab.calls().iter().any(|call| call.contains("sqs:DeleteMessage")), "{:#?}", lab.calls());
    lab.mark("interruption");

    // An older image than the one that was chosen by itself: the pool with two nodes may lose one at a time.
    let old = images(&lab);
    let pinned = text + "nodeClasses: {default: {ami: al2023@v20260910}}\n";
    lab.apply_really(&spec(&pinned)).await;
    let most = AtomicUsize::new(0);
    lab.until("every node has the other image", |lab| {
        most.fetch_max(going(lab, "x86"), Ordering::Relaxed);
        let now = images(lab);
        let all = DEPLOYMENTS.iter().all(|(name, _, _, _, count)| running(lab, name) == *count as usize);
        now.len() == 2 && now.is_disjoint(&old) && all
    })
    .await;
    assert_eq!(most.into_inner(), 1, "nodes of x86 that went at once");
    lab.mark("drift");

    let report = lab.destroy(&spec(&pinned)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}\n{:#?}", report.errors().collect::<Vec<_>>(), lab.complaints());
    assert_eq!(lab.inventory(), before);
    lab.mark("destroyed");
    policy::hold(&lab, World::Default);
}
