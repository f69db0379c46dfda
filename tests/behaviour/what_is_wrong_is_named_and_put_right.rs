//! What keeps Karpenter from working is named by status, in one sentence and with what to do; the next apply does it.

use karpool::Apply;
use karpool_tests::harm::{CONTROLLER_ROLE, EDITOR};
use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::json;

/// What was done, the node on which it is named, words of the sentence and of the hint, and whether an apply needs to be
/// told that the editor's fields are to be taken over.
struct Case {
    what: &'static str,
    hand: fn(&Lab),
    node: &'static str,
    words: &'static [&'static str],
    hint: &'static str,
    takes_over: bool,
}

const fn case(what: &'static str, hand: fn(&Lab), node: &'static str, words: &'static [&'static str]) -> Case {
    Case { what, hand, node, words, hint: "run `karpool apply`", takes_over: false }
}

const fn edited(what: &'static str, hand: fn(&Lab), node: &'static str, words: &'static [&'static str]) -> Case {
    Case { what, hand, node, words, hint: "run `karpool apply --force-conflicts`", takes_over: true }
}

const CASES: &[Case] = &[
    edited(
        "a subnet that is not there",
        |lab| lab.edit_class("subnetSelectorTerms", json!([{"id": "subnet-0bad0bad0bad0bad0"}])),
        "karpenter.node_class/default",
        &["it finds no subnet", "subnet-0bad0bad0bad0bad0"],
    ),
    edited(
        "a security group that is not there",
        |lab| lab.edit_class("securityGroupSelectorTerms", json!([{"id": "sg-0bad0bad0bad0bad0"}])),
        "karpenter.node_class/default",
        &["it finds no security group", "sg-0bad0bad0bad0bad0"],
    ),
    edited(
        "a security group that is there, and not the right one",
        |lab| lab.edit_class("securityGroupSelectorTerms", json!([{"name": "default"}])),
        "karpenter.node_class/default",
        &[EDITOR, "spec.securityGroupSelectorTerms"],
    ),
    case(
        "no pod identity association",
        |lab| {
            lab.delete_association();
            lab.restart_controller();
        },
        "eks.pod_identity_association/karpenter",
        &["no pod identity association gives kube-system/karpenter its role"],
    ),
    case(
        "no access entry for nodes",
        Lab::delete_node_entry,
        "eks.access_entry/karpenter-node",
        &["no access entry lets nodes with the role", "dev-us-east-1-karpenter-node join"],
    ),
    edited(
        "another interruption queue",
        |lab| lab.edit_controller("INTERRUPTION_QUEUE", "elsewhere"),
        "kubernetes.object/Deployment/kube-system/karpenter",
        &["listens to the queue elsewhere, not to dev"],
    ),
    case(
        "no service-linked role for spot",
        Lab::delete_spot_role,
        "iam.service_linked_role/spot",
        &["no service-linked role for spot instances"],
    ),
    case(
        "a policy without a statement",
        |lab| lab.take_statement("AllowScopedDeletion"),
        "iam.role/karpenter-controller",
        &["its role lacks AllowScopedDeletion (ec2:TerminateInstances, ec2:DeleteLaunchTemplate)"],
    ),
];

const TEXT: &str = "nodePools: {x86: {preset: x86}, spot: {preset: spot}}\n";

#[tokio::test(start_paused = true)]
async fn what_is_wrong_is_named_and_put_right() {
    let wanted = spec(&format!("{SMALLEST}{TEXT}"));
    let lab = Lab::applied(&format!("{SMALLEST}{TEXT}")).await;
    assert_eq!(lab.problems(&wanted).await, []);
    for case in CASES {
        (case.hand)(&lab);
        lab.sandbox.clock().sleep(std::time::Duration::from_secs(90)).await;
        let problems = lab.problems(&wanted).await;
        let named = problems.iter().find(|problem| problem.node == case.node);
        let named = named.unwrap_or_else(|| panic!("{}: {problems:#?}", case.what));
        let told = case.words.iter().all(|word| named.message.contains(word)) && named.hint.contains(case.hint);
        assert!(told, "{}: {named:#?}", case.what);

        let apply = Apply::new().force_conflicts(case.takes_over);
        let report = karpool::apply(&wanted, &lab.world, &apply).await.expect("a report");
        assert!(report.is_ok(), "{}: {:#?}", case.what, report.errors().collect::<Vec<_>>());
        assert_eq!(lab.problems(&wanted).await, [], "{}", case.what);
    }
}

#[tokio::test(start_paused = true)]
async fn the_clusters_own_rule_is_named_with_the_command_that_puts_it_back() {
    let wanted = spec(SMALLEST);
    let lab = Lab::applied(SMALLEST).await;
    let group = lab.revoke_self_rule();
    let problems = lab.problems(&wanted).await;
    let named = problems.iter().find(|problem| problem.node == format!("ec2.security_group/{group}"));
    let hint = &named.unwrap_or_else(|| panic!("{problems:#?}")).hint;
    assert!(hint.contains(&format!("--group-id {group} --protocol -1 --source-group {group}")), "{hint}");
    lab.authorize_self_rule(&group);
    assert_eq!(lab.problems(&wanted).await, []);
}

/// Karpenter keeps what its dry runs said for half an hour; an apply that mends the permissions does not wait for that.
#[tokio::test(start_paused = true)]
async fn a_class_is_checked_again_when_its_permissions_are_back() {
    let wanted = spec(SMALLEST);
    let lab = Lab::applied(SMALLEST).await;
    lab.take_statement("AllowScopedEC2InstanceAccessActions");
    lab.restart_controller();
    lab.sandbox.clock().sleep(std::time::Duration::from_secs(120)).await;
    let problems = lab.problems(&wanted).await;
    let of = |node: &str| problems.iter().find(|problem| problem.node == node);
    let class = of("karpenter.node_class/default").unwrap_or_else(|| panic!("{problems:#?}"));
    assert!(class.message.contains("(ec2:CreateFleet)"), "{class:#?}");
    assert!(of("iam.role/karpenter-controller").is_some(), "{problems:#?} {CONTROLLER_ROLE}");

    let before = lab.sandbox.clock().now();
    let report = lab.apply(&wanted).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert!(lab.sandbox.clock().now().since(before) < std::time::Duration::from_secs(300));
    assert_eq!(lab.problems(&wanted).await, []);
    lab.sandbox.clear_log();
    lab.apply(&wanted).await.expect("a report");
    assert_eq!(lab.writes(), Vec::<String>::new());
}
