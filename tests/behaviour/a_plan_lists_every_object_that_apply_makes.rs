//! What the plan of an empty account lists is what apply makes by its own calls, and nothing else.

use std::collections::BTreeSet;

use karpool::event::Action;
use karpool_tests::{Lab, SMALLEST, spec};

#[tokio::test(start_paused = true)]
async fn a_plan_lists_every_object_that_apply_makes() {
    let lab = Lab::new().await;
    let plan = lab.plan(&spec(SMALLEST)).await.expect("a plan");
    let planned: BTreeSet<String> = plan.changes.iter().map(|change| change.id.clone()).collect();
    assert!(plan.changes.iter().all(|change| change.action == Action::Create));
    lab.sandbox.clear_log();
    let report = lab.apply_ok(SMALLEST).await;
    let made: BTreeSet<String> = report.nodes.iter().map(|node| node.id.clone()).collect();
    assert_eq!(made, planned);
    // Every call that made something is one of the planned kinds; the Lease is the engine's own.
    let created = lab.writes().into_iter().filter(|call| call.contains(":Create") || call.contains("kubernetes:PATCH"));
    let kinds: BTreeSet<String> =
        created.map(|call| call.split_whitespace().nth(1).unwrap_or_default().to_owned()).collect();
    let expected = [
        "ec2:CreateLaunchTemplate",
        "eks:CreateAccessEntry",
        "eks:CreateAddon",
        "eks:CreateCluster",
        "eks:CreateNodegroup",
        "eks:CreatePodIdentityAssociation",
        "iam:CreateInstanceProfile",
        "iam:CreateRole",
        "kubernetes:PATCH",
        "logs:CreateLogGroup",
        "sqs:CreateQueue",
    ];
    assert_eq!(kinds.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

#[tokio::test(start_paused = true)]
async fn the_plan_of_an_upgrade_lists_every_change() {
    let old = format!("{SMALLEST}\nkubernetes: {{version: \"1.34\"}}\nkarpenter: {{version: 1.13.0}}\n");
    let new = format!("{SMALLEST}\nkubernetes: {{version: \"1.35\"}}\nkarpenter: {{version: 1.14.1}}\n");
    let lab = Lab::applied(&old).await;
    let plan = lab.plan(&spec(&new)).await.expect("a plan");
    let planned: BTreeSet<String> =
        plan.changes.iter().filter(|c| c.writes()).map(|change| change.id.clone()).collect();
    assert!(planned.contains("eks.cluster/dev") && planned.contains("eks.node_group/system"), "{planned:?}");
    assert!(planned.contains("kubernetes.object/Deployment/kube-system/karpenter"), "{planned:?}");
    let group = plan.changes.iter().find(|change| change.id == "eks.node_group/system").expect("the group");
    assert!(group.fields.iter().any(|field| field.rolls.as_ref().is_some_and(|rolls| rolls.nodes == Some(2))));
    let report = lab.apply_ok(&new).await;
    let wrote: BTreeSet<String> =
        report.nodes.iter().filter(|node| node.action.writes()).map(|node| node.id.clone()).collect();
    let odd: Vec<&String> = planned.symmetric_difference(&wrote).collect();
    assert!(odd.is_empty(), "planned or written, not both: {odd:?}");
    let after = lab.plan(&spec(&new)).await.expect("a plan");
    let left: Vec<_> = after.changes.iter().filter(|change| change.action != Action::Keep).collect();
    assert!(left.is_empty(), "{left:#?}");
}

#[tokio::test(start_paused = true)]
async fn an_upgrade_over_two_minors_is_refused_with_the_way() {
    let lab = Lab::applied(&format!("{SMALLEST}\nkubernetes: {{version: \"1.33\"}}\n")).await;
    let new = spec(&format!("{SMALLEST}\nkubernetes: {{version: \"1.35\"}}\n"));
    let errors = lab.apply(&new).await.expect_err("two minors at once");
    assert_eq!(errors.kind(), karpool::error::Kind::Immutable);
    assert!(errors.first().hint().is_some_and(|hint| hint.contains("1.34, 1.35")), "{errors:?}");
}
