//! Karpenter replaces nodes after the run, within its budgets. What they wear until then is left by `--prune`, and said:
//! the run ends well and at once, and the next one takes what nobody wears any more.

use karpool::spec::Spec;
use karpool::{Apply, Report};
use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::{Value, json};

async fn pruned(lab: &Lab, spec: &Spec) -> Report {
    let report = karpool::apply(spec, &lab.world, &Apply::new().prune(true)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    report
}

/// A stack with pods that need two nodes of Karpenter's.
async fn busy(text: &str) -> Lab {
    let lab = Lab::applied(text).await;
    let container = json!({"name": "main", "image": "public.ecr.aws/docker/library/busybox:stable",
        "resources": {"requests": {"cpu": "1", "memory": "1Gi"}}});
    let apart = json!({"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [{
        "labelSelector": {"matchLabels": {"app": "web"}}, "topologyKey": "kubernetes.io/hostname"}]}});
    let template =
        json!({"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [container], "affinity": apart}});
    let web = json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "default"},
        "spec": {"replicas": 2, "selector": {"matchLabels": {"app": "web"}}, "template": template}});
    lab.as_cluster_admin(|client| client.create(web)).expect("taken in");
    until(&lab, "two more nodes", |lab| claims(lab).len() == 2 && lab.objects("nodes").len() == 4).await;
    until(&lab, "ready nodes", nodes_are_ready).await;
    lab
}

/// Waits in the account's time, as long as it takes within half an hour.
async fn until(lab: &Lab, what: &str, holds: impl Fn(&Lab) -> bool) {
    for _ in 0..120 {
        if holds(lab) {
            return;
        }
        lab.sandbox.clock().sleep(std::time::Duration::from_secs(15)).await;
    }
    panic!("{what}: {:?}", claims(lab));
}

fn claims(lab: &Lab) -> Vec<String> {
    let claims = lab.objects("nodeclaims.karpenter.sh");
    let mut names: Vec<String> =
        claims.iter().map(|claim| claim["metadata"]["name"].as_str().unwrap_or_default().to_owned()).collect();
    names.sort();
    names
}

/// What is left of a prune because nodes wear it.
fn worn(report: &Report) -> Vec<&String> {
    let said = |id: &&String| {
        report.warnings.iter().any(|warning| warning.starts_with(&format!("{id} is left: 2 nodes of Karpenter's")))
    };
    report.left.iter().filter(said).collect()
}

fn nodes_are_ready(lab: &Lab) -> bool {
    let ready = |node: &Value| {
        let conditions = node["status"]["conditions"].as_array().into_iter().flatten();
        conditions.into_iter().any(|one| one["type"] == "Ready" && one["status"] == "True")
    };
    lab.objects("nodes").iter().all(ready)
}

/// Prunes while nodes wear what left, and again when they have rolled.
async fn in_two_runs(lab: &Lab, wanted: &Spec, kinds: &[&str]) {
    let before = claims(lab);
    let first = pruned(lab, wanted).await;
    assert!(claims(lab).iter().any(|claim| before.contains(claim)), "the run does not wait for all of them");
    for kind in kinds {
        assert!(worn(&first).iter().any(|id| id.starts_with(kind)), "{kind}: {:#?} {:#?}", first.left, first.warnings);
    }
    let rolled = |lab: &Lab| claims(lab).iter().all(|claim| !before.contains(claim)) && nodes_are_ready(lab);
    until(lab, "new nodes", rolled).await;
    let second = pruned(lab, wanted).await;
    assert_eq!(second.left, Vec::<String>::new());
    let plan = karpool::plan(wanted, &lab.world, &Apply::new().prune(true)).await.expect("a plan");
    assert!(plan.changes.iter().all(|change| !change.unapproved) && plan.is_idle(), "{:#?}", plan.changes);
}

#[tokio::test(start_paused = true)]
async fn an_instance_profile_stays_until_its_nodes_have_rolled() {
    let lab = busy(SMALLEST).await;
    let wanted = spec(&format!("{SMALLEST}karpenter: {{instanceProfile: none}}\n"));
    in_two_runs(&lab, &wanted, &["iam.instance_profile/"]).await;
}

#[tokio::test(start_paused = true)]
async fn a_security_group_and_its_rules_stay_until_its_nodes_have_rolled() {
    let with = SMALLEST.replace("tier: private}}", "tier: private}}\n  nodeSecurityGroup: {create: {}}");
    let lab = busy(&with).await;
    in_two_runs(&lab, &spec(SMALLEST), &["ec2.security_group/", "ec2.security_group_rule/"]).await;
}

#[tokio::test(start_paused = true)]
async fn a_role_and_its_entry_stay_while_nodes_act_as_it() {
    let lab = busy(SMALLEST).await;
    let wanted = spec(&format!("{SMALLEST}nodeRole: {{name: other-nodes}}\n"));
    let first = pruned(&lab, &wanted).await;
    for kind in ["iam.role/", "eks.access_entry/"] {
        assert!(worn(&first).iter().any(|id| id.starts_with(kind)), "{kind}: {:#?} {:#?}", first.left, first.warnings);
    }
    // The same profile holds the new role now, but nodes that were launched before act as the old one for a while.
    let second = pruned(&lab, &wanted).await;
    for kind in ["iam.role/", "eks.access_entry/"] {
        assert!(
            worn(&second).iter().any(|id| id.starts_with(kind)),
            "{kind}: {:#?} {:#?}",
            second.left,
            second.warnings
        );
    }
    assert!(nodes_are_ready(&lab));
    let before = claims(&lab);
    for claim in &before {
        let claim = karpool_sandbox::kubernetes::Place::cluster("nodeclaims.karpenter.sh", claim);
        lab.as_cluster_admin(|client| client.delete(&claim).map(|_| ())).expect("a claim on its way out");
    }
    let rolled = |lab: &Lab| claims(lab).iter().all(|claim| !before.contains(claim)) && nodes_are_ready(lab);
    until(&lab, "new nodes", rolled).await;
    assert_eq!(pruned(&lab, &wanted).await.left, Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn a_rule_that_left_the_spec_goes_from_a_group_that_stays() {
    let rule = "{description: web, cidr: 10.0.0.0/8, ports: 8080}";
    let with = |rules: &str| {
        SMALLEST.replace("tier: private}}", &format!("tier: private}}}}\n  nodeSecurityGroup: {{create: {rules}}}"))
    };
    let lab = busy(&with(&format!("{{rules: {{web: {rule}}}}}"))).await;
    let report = pruned(&lab, &spec(&with("{}"))).await;
    assert_eq!(report.left, Vec::<String>::new(), "{:#?}", report.warnings);
    assert!(report.nodes.iter().any(|node| node.id == "ec2.security_group_rule/*"), "{report:#?}");
}
