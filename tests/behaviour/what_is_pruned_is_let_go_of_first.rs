//! What left the spec is deleted when nothing leans on it any more: its own inhabitants are gone, and what takes its
//! place is there.

use karpool::spec::Spec;
use karpool::{Apply, Report};
use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::json;

async fn pruned(lab: &Lab, spec: &Spec) -> Report {
    let report = karpool::apply(spec, &lab.world, &Apply::new().prune(true)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    report
}

/// A pod that fits no node of the system group.
async fn busy(lab: &Lab) {
    let container = json!({"name": "main", "image": "public.ecr.aws/docker/library/busybox:stable",
        "resources": {"requests": {"cpu": "1", "memory": "1Gi"}}});
    let template = json!({"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [container]}});
    let web = json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "default"},
        "spec": {"replicas": 2, "selector": {"matchLabels": {"app": "web"}}, "template": template}});
    lab.as_cluster_admin(|client| client.create(web)).expect("taken in");
    lab.sandbox.clock().sleep(std::time::Duration::from_secs(300)).await;
    assert!(!lab.objects("nodeclaims.karpenter.sh").is_empty());
}

#[tokio::test(start_paused = true)]
async fn karpenter_goes_when_its_nodes_have_gone() {
    let lab = Lab::applied(SMALLEST).await;
    busy(&lab).await;
    let without = spec(&format!("{SMALLEST}karpenter: off\n"));
    let report = pruned(&lab, &without).await;
    let of = |id: &str| report.nodes.iter().find(|node| node.id == id).unwrap_or_else(|| panic!("no {id}"));
    let controller = of("kubernetes.object/*");
    assert!(controller.started >= of("karpenter.node_class/*").ended, "{report:#?}");
    assert!(of("karpenter.node_class/*").started >= of("karpenter.node_pool/*").ended, "{report:#?}");
    let needed = ["iam.role", "iam.instance_profile", "sqs.queue", "events.rule", "eks.access_entry"];
    for kind in needed.into_iter().chain(["eks.pod_identity_association", "kubernetes.custom_resource_definition"]) {
        assert!(of(&format!("{kind}/*")).started >= controller.ended, "{kind}: {report:#?}");
    }
    assert_eq!(lab.objects("nodes").len(), 2, "those of the system group are left");
    assert!(karpool::plan(&without, &lab.world, &Apply::new().prune(true)).await.expect("a plan").is_idle());
}

#[tokio::test(start_paused = true)]
async fn the_queue_goes_when_the_controller_has_let_go_of_it() {
    let lab = Lab::applied(SMALLEST).await;
    lab.sandbox.clear_log();
    let report = pruned(&lab, &spec(&format!("{SMALLEST}karpenter: {{interruption: {{enabled: false}}}}\n"))).await;
    let of = |id: &str| report.nodes.iter().find(|node| node.id == id).unwrap_or_else(|| panic!("no {id}"));
    let controller = of("kubernetes.object/Deployment/kube-system/karpenter");
    assert!(of("events.rule/*").started >= controller.ended, "{report:#?}");
    assert!(of("sqs.queue/*").started >= controller.ended, "{report:#?}");
}

#[tokio::test(start_paused = true)]
async fn rules_go_when_the_groups_nodes_wear_others() {
    let with = SMALLEST.replace("tier: private}}", "tier: private}}\n  nodeSecurityGroup: {create: {}}");
    assert_ne!(with, SMALLEST);
    let lab = Lab::applied(&with).await;
    let report = pruned(&lab, &spec(SMALLEST)).await;
    let of = |id: &str| report.nodes.iter().find(|node| node.id == id).unwrap_or_else(|| panic!("no {id}"));
    let rules = of("ec2.security_group_rule/*").started;
    assert!(rules >= of("karpenter.node_class/default").ended, "{report:#?}");
    assert!(rules >= of("eks.node_group/system").ended, "{report:#?}");
}

#[tokio::test(start_paused = true)]
async fn a_key_outlives_the_spec_that_named_it() {
    let lab = Lab::applied(&format!("{SMALLEST}kubernetes: {{logs: {{kmsKey: create}}}}\n")).await;
    let report = pruned(&lab, &spec(SMALLEST)).await;
    assert!(!report.nodes.iter().any(|node| node.id.starts_with("kms.key")), "{report:#?}");
    let plan = karpool::plan_destroy(&spec(SMALLEST), &lab.world, &Apply::new()).await.expect("a plan");
    assert!(plan.warnings.iter().any(|text| text.contains("PendingDeletion")), "{:#?}", plan.warnings);
}

#[tokio::test(start_paused = true)]
async fn own_endpoints_count_until_they_are_to_be_pruned() {
    let network = |word: &str| SMALLEST.replace("tier: private}}", &format!("tier: private}}}}\n  endpoints: {word}"));
    let lab = Lab::applied(&network("create")).await;
    let verified = spec(&network("verify"));
    assert!(lab.plan(&verified).await.expect("they are still there").is_idle());
    let plan = karpool::plan(&verified, &lab.world, &Apply::new().prune(true)).await;
    let said = format!("{:?}", plan.expect_err("they would be missed"));
    assert!(said.contains("network.endpoints") && said.contains("is not there"), "{said}");
}

#[tokio::test(start_paused = true)]
async fn irsa_beside_an_association_is_refused_before_anything_is_done() {
    let lab = Lab::applied(SMALLEST).await;
    let irsa = spec(&format!("{SMALLEST}karpenter: {{identity: irsa}}\n"));
    let said = format!("{:?}", lab.plan(&irsa).await.expect_err("the association would win"));
    assert!(said.contains("pod identity association") && said.contains("--prune"), "{said}");
    pruned(&lab, &irsa).await;
    assert!(lab.plan(&irsa).await.expect("a plan").is_idle());
}
