//! A drain that does not end blocks a destroy until it is forced; then nothing is left, whether Karpenter helps or not.

use std::collections::BTreeSet;
use std::time::Duration;

use karpool::{Apply, Event, Events};
use karpool_sandbox::kubernetes::Place;
use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::json;

/// Short limits: the sooner force is due.
fn impatient() -> String {
    format!("{SMALLEST}\ntimeouts: {{nodePool: 2m, nodeGroup: 20m, chart: 2m}}\n")
}

/// A cluster with a node of Karpenter's, whose only pod may never be disrupted.
async fn occupied() -> Lab {
    let lab = Lab::applied(SMALLEST).await;
    let labels = json!({"app": "stubborn"});
    let container = json!({"name": "main", "image": "busybox", "resources": {"requests": {"cpu": "1"}}});
    let template = json!({
        "metadata": {"labels": labels, "annotations": {"karpenter.sh/do-not-disrupt": "true"}},
        "spec": {"nodeSelector": {"kubernetes.io/arch": "amd64"}, "containers": [container]},
    });
    let deployment = json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "stubborn", "namespace": "default"},
        "spec": {"replicas": 1, "selector": {"matchLabels": labels}, "template": template},
    });
    let budget = json!({
        "apiVersion": "policy/v1", "kind": "PodDisruptionBudget",
        "metadata": {"name": "stubborn", "namespace": "default"},
        "spec": {"maxUnavailable": 0, "selector": {"matchLabels": labels}},
    });
    for object in [deployment, budget] {
        lab.as_cluster_admin(|client| client.create(object).map(|_| ())).expect("a created object");
    }
    lab.sandbox.clock().sleep(Duration::from_secs(300)).await;
    assert_eq!(instances(&lab), 1, "Karpenter made a node");
    lab
}

/// Instances of Karpenter's that are not over.
fn instances(lab: &Lab) -> usize {
    let filters = json!([
        {"Name": "tag-key", "Value": ["karpenter.sh/nodepool"]},
        {"Name": "instance-state-name", "Value": ["pending", "running"]},
    ]);
    let found = lab.as_root(karpool_sandbox::ec2::handle, "ec2", "DescribeInstances", json!({"Filter": filters}));
    found["reservationSet"].as_array().map_or(0, Vec::len)
}

fn force() -> Apply {
    Apply::new().delete_logs(true).force(true)
}

#[tokio::test(start_paused = true)]
async fn a_drain_that_does_not_end_is_ended_by_force() {
    // A grace period of hours, so that only force ends the drain in time.
    let patient = format!("{}nodePools: {{x86: {{preset: x86, terminationGracePeriod: 24h}}}}\n", impatient());
    let lab = occupied().await;
    let report = karpool::apply(&spec(&patient), &lab.world, &Apply::new().prune(true)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    let report = lab.destroy(&spec(&patient)).await.expect("a report");
    let error = report.error().expect("a drain that does not end");
    assert_eq!(error.kind(), karpool::error::Kind::Timeout);
    assert!(error.hint().is_some_and(|hint| hint.contains("--force")), "{error:?}");
    assert_eq!(instances(&lab), 1);
    let report = karpool::destroy(&spec(&patient), &lab.world, &force()).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!(lab.inventory(), Lab::new().await.inventory());
}

#[tokio::test(start_paused = true)]
async fn nodes_of_a_karpenter_that_is_gone_are_terminated() {
    let lab = occupied().await;
    let controller = Place::new("deployments.apps", "kube-system", "karpenter");
    lab.as_cluster_admin(|client| client.delete_now(&controller)).expect("a deleted controller");
    let report = karpool::destroy(&spec(&impatient()), &lab.world, &force()).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!(lab.inventory(), Lab::new().await.inventory());
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_does_not_answer_is_destroyed_with_consent_and_its_nodes_with_it() {
    let lab = occupied().await;
    lab.sandbox.faults().add("kubernetes:*=lose-before*1000000".parse().expect("a fault"));
    let report = lab.destroy(&spec(&impatient())).await.expect("a report");
    assert!(!report.is_ok(), "without consent it fails");
    assert_eq!(instances(&lab), 1);
    let report = karpool::destroy(&spec(&impatient()), &lab.world, &force()).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!(lab.inventory(), Lab::new().await.inventory());
}

#[tokio::test(start_paused = true)]
async fn nodes_of_a_cluster_that_somebody_deleted_are_terminated() {
    let lab = occupied().await;
    let eks = |operation: &str, input| lab.as_root(karpool_sandbox::eks::handle, "eks", operation, input);
    let group = eks("ListNodegroups", json!({"clusterName": "dev"}))["nodegroups"][0].clone();
    eks("DeleteNodegroup", json!({"clusterName": "dev", "nodegroupName": group}));
    lab.sandbox.clock().sleep(Duration::from_secs(3600)).await;
    eks("DeleteCluster", json!({"name": "dev"}));
    lab.sandbox.clock().sleep(Duration::from_secs(600)).await;
    assert_eq!(instances(&lab), 1, "a leaked node");
    let report = lab.destroy(&spec(&impatient())).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    // The instance was in the cluster's own group when the cluster went, so EKS could not delete it; whose it was cannot
    // be told any more, so it is named and left.
    let [group] = report.left.as_slice() else { panic!("one thing is left: {:?}", report.left) };
    let fresh = Lab::new().await.inventory();
    let left: Vec<String> = lab.inventory().lines().filter(|line| !fresh.contains(line)).map(str::to_owned).collect();
    assert!(left.iter().all(|line| line.contains(group) || line.contains(" security_group_rules ")), "{left:?}");
}

/// Two nodes of Karpenter's are two things to delete, and one step of the run.
#[tokio::test(start_paused = true)]
async fn every_step_that_is_announced_comes_to_an_end() {
    let lab = occupied().await;
    let controller = Place::new("deployments.apps", "kube-system", "karpenter");
    lab.as_cluster_admin(|client| client.delete_now(&controller)).expect("a deleted controller");
    let (events, mut received) = Events::channel();
    let report = karpool::destroy(&spec(&impatient()), &lab.world, &force().events(events)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    let (mut announced, mut ended) = (BTreeSet::new(), BTreeSet::new());
    while let Ok(event) = received.try_recv() {
        match event {
            Event::Started { nodes, .. } => announced.extend(nodes.into_iter().map(|node| node.id)),
            Event::Node { id, state, .. } if state.is_final() => {
                ended.insert(id);
            }
            _ => {}
        }
    }
    assert!(announced.contains("ec2.instance/karpenter"), "{announced:?}");
    assert_eq!(ended, announced);
}
