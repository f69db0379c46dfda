//! Karpenter's own controller, with nothing but what karpool made for it: ready pools, and nodes for pods that wait.

use std::collections::BTreeSet;

use karpool_sandbox::ec2::interrupt_spot;
use karpool_tests::real::{RealLab, with_chart};
use karpool_tests::{ACCOUNT, Lab, spec};
use serde_json::{Value, json};

/// A Deployment whose pod fits no node that is there.
fn waiting(name: &str, selector: &Value) -> Value {
    let container = json!({"name": "main", "image": "public.ecr.aws/docker/library/busybox:stable",
        "command": ["sleep", "infinity"], "resources": {"requests": {"cpu": "1", "memory": "1Gi"}}});
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name, "namespace": "default"},
        "spec": {
            "replicas": 1, "selector": {"matchLabels": {"app": name}},
            "template": {
                "metadata": {"labels": {"app": name}},
                "spec": {"nodeSelector": selector, "containers": [container]},
            },
        },
    })
}

/// The node of a Deployment's running pod.
fn host(lab: &Lab, name: &str) -> Option<Value> {
    let pods = lab.objects("pods");
    let mut running = pods.iter().filter(|pod| pod["metadata"]["labels"]["app"] == name);
    let pod =
        running.find(|pod| pod["status"]["phase"] == "Running" && !pod["metadata"]["deletionTimestamp"].is_string())?;
    let nodes = lab.objects("nodes");
    nodes.into_iter().find(|node| node["metadata"]["name"] == pod["spec"]["nodeName"])
}

/// Name of the node and its instance.
fn names(node: &Value) -> (String, String) {
    let text = |pointer: &str| node.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    (text("/metadata/name"), text("/spec/providerID").rsplit('/').next().unwrap_or_default().to_owned())
}

/// The images of the nodes that Karpenter has made.
fn images(lab: &Lab) -> BTreeSet<String> {
    let claims = lab.objects("nodeclaims.karpenter.sh");
    claims.iter().filter_map(|claim| claim["status"]["imageID"].as_str().map(str::to_owned)).collect()
}

const POOLS: &str = "nodePools:
  x86: {preset: x86}
  graviton: {preset: graviton}
  spot: {preset: spot, capacityTypes: [spot]}
";

/// Name of a Deployment, architecture and capacity that it asks for, and the pool that has both.
const DEPLOYMENTS: [(&str, &str, &str, &str); 3] = [
    ("amd64", "amd64", "on-demand", "x86"),
    ("arm64", "arm64", "on-demand", "graviton"),
    ("spot", "amd64", "spot", "spot"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pods_get_their_nodes_interruptions_and_drift_replace_them_and_destroy_takes_all_away() {
    let lab = RealLab::with_karpenter("1.14.1").await;
    let before = lab.inventory();
    let text = with_chart("1.14.1") + POOLS;
    lab.apply_really(&spec(&text)).await;

    for (name, architecture, capacity, _) in DEPLOYMENTS {
        let selector = json!({"kubernetes.io/arch": architecture, "karpenter.sh/capacity-type": capacity});
        lab.as_cluster_admin(|client| client.create(waiting(name, &selector))).expect("taken in");
    }
    for (name, _, _, pool) in DEPLOYMENTS {
        lab.until(&format!("{name} runs"), |lab| host(lab, name).is_some()).await;
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

    // An older image than the one that was chosen by itself.
    let old = images(&lab);
    let pinned = text + "nodeClasses: {default: {ami: al2023@v20260910}}\n";
    lab.apply_really(&spec(&pinned)).await;
    lab.until("every node has the other image", |lab| {
        let now = images(lab);
        now.len() == 2 && now.is_disjoint(&old) && DEPLOYMENTS.iter().all(|(name, ..)| host(lab, name).is_some())
    })
    .await;
    lab.mark("drift");

    let report = lab.destroy(&spec(&pinned)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}\n{:#?}", report.errors().collect::<Vec<_>>(), lab.complaints());
    assert_eq!(lab.inventory(), before);
    lab.mark("destroyed");
}
