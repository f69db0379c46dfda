//! What keeps the real Karpenter from working: seen in what it says itself, named by status, put right by the next apply.

use std::time::Duration;

use karpool::Apply;
use karpool::spec::Spec;
use karpool_tests::harm::EDITOR;
use karpool_tests::real::{RealLab, with_settings};
use karpool_tests::{Lab, spec};
use serde_json::{Value, json};

use crate::workload::{running, waiting};

const POOLS: &str = "nodePools: {x86: {preset: x86}, spot: {preset: spot, capacityTypes: [spot]}}\n";

/// What the class says of a condition.
fn class_says(lab: &Lab, condition: &str) -> (String, String) {
    let class = lab.object("ec2nodeclasses.karpenter.k8s.aws", "default");
    let conditions = class["status"]["conditions"].as_array().cloned().unwrap_or_default();
    let found = conditions.into_iter().find(|one| one["type"] == condition).unwrap_or_default();
    let text = |field: &str| found[field].as_str().unwrap_or_default().to_owned();
    (text("status"), text("reason"))
}

/// Waits until status names it.
async fn named(lab: &RealLab, wanted: &Spec, node: &str, words: &[&str]) {
    for _ in 0..120 {
        let problems = lab.problems(wanted).await;
        let mut named = problems.iter().filter(|problem| problem.node == node);
        if named.any(|problem| words.iter().all(|word| format!("{}; {}", problem.message, problem.hint).contains(word)))
        {
            return lab.mark(&format!("named: {node}"));
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    panic!("{node} {words:?} is not named: {:#?}\n{:#?}", lab.problems(wanted).await, lab.complaints());
}

/// Applies; what the editor has set is taken over.
async fn put_right(lab: &RealLab, wanted: &Spec) {
    let report = karpool::apply(wanted, &lab.world, &Apply::new().force_conflicts(true)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}\n{:#?}", report.errors().collect::<Vec<_>>(), lab.complaints());
    // The kubelet tells of a rollout a moment after it is done.
    for _ in 0..60 {
        if lab.problems(wanted).await.is_empty() {
            return lab.mark("put right");
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    panic!("{:#?}\n{:#?}", lab.problems(wanted).await, lab.complaints());
}

async fn classes(lab: &RealLab, wanted: &Spec) {
    const CASES: [(&str, &str, &str, &str); 2] = [
        ("subnetSelectorTerms", "subnet-0bad0bad0bad0bad0", "SubnetsReady", "SubnetsNotFound"),
        ("securityGroupSelectorTerms", "sg-0bad0bad0bad0bad0", "SecurityGroupsReady", "SecurityGroupsNotFound"),
    ];
    for (field, id, condition, reason) in CASES {
        lab.edit_class(field, json!([{"id": id}]));
        lab.until(condition, |lab| class_says(lab, condition) == ("False".to_owned(), reason.to_owned())).await;
        named(lab, wanted, "karpenter.node_class/default", &[id, "--force-conflicts", EDITOR]).await;
        put_right(lab, wanted).await;
    }
}

async fn association(lab: &RealLab, wanted: &Spec) {
    lab.delete_association();
    lab.restart_controller();
    lab.until("the controller ends without credentials", |lab| {
        let pods = lab.objects("pods");
        let mut own = pods.iter().filter(|pod| pod["metadata"]["labels"]["app.kubernetes.io/name"] == "karpenter");
        own.any(|pod| pod["status"]["containerStatuses"][0]["restartCount"].as_u64() > Some(0))
    })
    .await;
    let words = ["no pod identity association gives kube-system/karpenter its role", "run `karpool apply`"];
    named(lab, wanted, "eks.pod_identity_association/karpenter", &words).await;
    put_right(lab, wanted).await;
}

async fn queue(lab: &RealLab, wanted: &Spec) {
    lab.edit_controller("INTERRUPTION_QUEUE", "elsewhere");
    lab.until("the controller does not find its queue", |_| lab.has_logged(&["failed to create valid sqs provider"]))
        .await;
    let words = ["listens to the queue elsewhere, not to dev", "--force-conflicts", EDITOR];
    named(lab, wanted, "kubernetes.object/Deployment/kube-system/karpenter", &words).await;
    put_right(lab, wanted).await;
}

/// A claim whose instance runs, and whose node is not there.
fn is_alone(claim: &Value) -> bool {
    let conditions = claim["status"]["conditions"].as_array().cloned().unwrap_or_default();
    let is = |kind: &str| conditions.iter().any(|one| one["type"] == kind && one["status"] == "True");
    is("Launched") && !is("Registered")
}

/// Pods that need a node: it is launched, and does not come for a while in which it otherwise would.
async fn in_vain(lab: &RealLab, name: &str) {
    let selector = json!({"karpenter.sh/nodepool": "x86"});
    lab.as_cluster_admin(|client| client.create(waiting(name, &selector))).expect("taken in");
    lab.until("an instance is launched", |lab| lab.objects("nodeclaims.karpenter.sh").iter().any(is_alone)).await;
    // Booting takes 35 to 45 simulated seconds.
    lab.sandbox.clock().sleep(Duration::from_secs(80)).await;
    assert!(lab.objects("nodeclaims.karpenter.sh").iter().any(is_alone), "{:#?}", lab.objects("nodes"));
}

async fn entry(lab: &RealLab, wanted: &Spec) {
    lab.delete_node_entry();
    in_vain(lab, "without-entry").await;
    let words = ["no access entry lets nodes with the role", "run `karpool apply`"];
    named(lab, wanted, "eks.access_entry/karpenter-node", &words).await;
    put_right(lab, wanted).await;
    lab.until("the node joins and the pod runs", |lab| running(lab, "without-entry") == 1).await;
    lab.mark("the node has joined");
}

async fn self_rule(lab: &RealLab, wanted: &Spec) {
    let group = lab.revoke_self_rule();
    in_vain(lab, "without-rule").await;
    let command = format!("--group-id {group} --protocol -1 --source-group {group}");
    named(lab, wanted, &format!("ec2.security_group/{group}"), &["has lost the rule", &command]).await;
    lab.authorize_self_rule(&group);
    lab.until("the node joins and the pod runs", |lab| running(lab, "without-rule") == 1).await;
    assert_eq!(lab.problems(wanted).await, []);
    lab.mark("the node has joined");
}

async fn spot_role(lab: &RealLab, wanted: &Spec) {
    lab.delete_spot_role();
    let selector = json!({"karpenter.sh/nodepool": "spot"});
    lab.as_cluster_admin(|client| client.create(waiting("spot", &selector))).expect("taken in");
    lab.until("EC2 refuses", |_| lab.has_logged(&["ServiceLinkedRoleCreationNotPermitted"])).await;
    let words = ["no service-linked role for spot instances", "run `karpool apply`"];
    named(lab, wanted, "iam.service_linked_role/spot", &words).await;
    put_right(lab, wanted).await;
    // The controller believes for three minutes that there are no spot instances; another one asks at once.
    lab.restart_controller();
    lab.until("the pod runs", |lab| running(lab, "spot") == 1).await;
    lab.mark("the node has joined");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_wrong_shows_in_the_real_karpenter() {
    let lab = RealLab::with_karpenter("1.14.1").await;
    let wanted = spec(&(with_settings("1.14.1", ", replicas: 1", "") + POOLS));
    lab.apply_really(&wanted).await;
    lab.mark("applied");
    assert_eq!(lab.problems(&wanted).await, []);
    classes(&lab, &wanted).await;
    entry(&lab, &wanted).await;
    self_rule(&lab, &wanted).await;
    spot_role(&lab, &wanted).await;
    queue(&lab, &wanted).await;
    association(&lab, &wanted).await;
}
