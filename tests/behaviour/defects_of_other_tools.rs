//! What other tools' current code gets wrong, each with a test of its number here.
//!
//! | defect | what is wrong there | test |
//! |---|---|---|
//! | D1 | a stale chart key: the controller never polls its queue | `d1_the_live_controller_polls_the_queue` and `tests/broken/27_old_settings` |
//! | D2 | rules without targets, a queue without a policy | `d2_every_rule_reaches_the_queue_and_may` |
//! | D3 | a misspelt detail type | `d3_the_patterns_match_the_events_that_aws_sends` |
//! | D4, D6 | a hand-written group, no access entry for nodes | `d4_d6_nodes_are_let_in_by_an_entry_without_groups` |
//! | D5 | unscoped PassRole, RunInstances, TerminateInstances | `d5_what_is_dangerous_is_scoped` |
//! | D7 | two security groups match | `d7_every_class_names_exactly_one_security_group` and `d7_the_discovery_tag_is_on_exactly_one_security_group` |
//! | D8, D16 | the controller goes before its nodes | `d8_d16_nodes_go_before_the_controller_and_the_controller_before_the_cluster` |
//! | D9 | permissions of an old version | `d9_the_controller_may_do_what_its_version_does` and `make check-shared` |
//! | D10 | Amazon Linux 2, `arn:aws` everywhere | `tests/broken/12_amazon_linux_2`, `tests/broken/18_other_partition` |
//! | D11 | a timer where an edge is meant | `d11_the_addons_call_goes_out_with_the_groups` |
//! | D12 | a policy that outgrows its limit | `d12_the_longest_name_still_fits` |
//! | D13 | a zonal shift statement whose resource never matches | `d13_zonal_shift_is_narrowed_by_a_condition` |
//! | D14 | a delay through an unrelated resource | `d14_an_entry_is_retried_on_its_cause` |
//! | D15 | a log group that comes back | `d15_a_log_group_that_came_back_is_taken_into_use` |
//! | Terraform: another caller | | `apply_twice_writes_nothing` |
//! | Terraform: one tag edited | | `one_edited_tag_changes_tags_only` |
//! | Terraform: killed during CreateKey | | `a_key_is_made_once` |
//! | Terraform: killed just after CreateCluster | | `terraform_a_run_killed_just_after_create_cluster_goes_on` |
//! | Terraform: queue and rules wait for the cluster | | `terraform_queue_and_rules_do_not_wait_for_the_cluster` |
//! | Terraform: destroy waits in series | | `terraform_the_cluster_does_not_wait_for_the_queue_to_go` |
//! | Terraform: addons and images drift by themselves | | `terraform_versions_that_are_not_given_do_not_drift` |

use karpool_sandbox::{LogEntry, Outcome};
use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::{Value as Json, json};
use tokio::sync::OnceCell;

static STANDING: OnceCell<String> = OnceCell::const_new();

/// A copy of an account in which the smallest stack lives.
async fn standing() -> Lab {
    let text = STANDING.get_or_init(|| async { Lab::applied(SMALLEST).await.sandbox.text() }).await;
    Lab::resumed(text, karpool_sandbox::Options::default()).await
}

fn world(lab: &Lab) -> Json {
    lab.sandbox.inspect(|world| serde_json::to_value(world).expect("a world is data"))
}

fn region(lab: &Lab) -> Json {
    world(lab)["accounts"]["111122223333"]["regions"]["us-east-1"].clone()
}

/// The number and second of the first call of this name.
fn first(log: &[LogEntry], name: &str) -> (u64, i64) {
    let found = log.iter().find(|entry| entry.name().starts_with(name));
    let found = found.unwrap_or_else(|| panic!("there was no {name}"));
    (found.number, found.time.0 / 1000)
}

fn last(log: &[LogEntry], name: &str) -> u64 {
    log.iter().filter(|entry| entry.name().starts_with(name)).map(|entry| entry.number).max().expect("such a call")
}

#[tokio::test(start_paused = true)]
async fn d1_the_live_controller_polls_the_queue() {
    let lab = standing().await;
    let queues = region(&lab)["sqs"]["queues"].clone();
    let queue = queues.as_object().expect("queues").values().next().expect("a queue")["name"].clone();
    let deployments = lab.sandbox.inspect(|world| {
        let cluster = world.clusters.values().next().expect("a cluster");
        cluster.stored("deployments.apps").cloned().collect::<Vec<_>>()
    });
    let karpenter = deployments.iter().find(|object| object["metadata"]["name"] == "karpenter").expect("a controller");
    let environment = karpenter["spec"]["template"]["spec"]["containers"][0]["env"].as_array().expect("variables");
    let polled = environment.iter().find(|variable| variable["name"] == "INTERRUPTION_QUEUE").expect("the variable");
    assert_eq!(polled["value"], queue);
}

#[tokio::test(start_paused = true)]
async fn d2_every_rule_reaches_the_queue_and_may() {
    let region = region(&standing().await);
    let queue = region["sqs"]["queues"].as_object().expect("queues").values().next().expect("a queue").clone();
    let rules: Vec<Json> = region["events"]["rules"].as_object().expect("rules").values().cloned().collect();
    assert_eq!(rules.len(), 5);
    for rule in &rules {
        let targets: Vec<&Json> = rule["targets"].as_object().expect("targets").values().collect();
        assert_eq!(targets.iter().map(|target| &target["arn"]).collect::<Vec<_>>(), [&queue["arn"]], "{rule}");
        assert_eq!(rule["state"], "ENABLED");
    }
    let policy = queue["attributes"]["Policy"].as_str().expect("a policy");
    let policy: Json = serde_json::from_str(policy).expect("JSON");
    let allows = policy["Statement"].as_array().expect("statements").iter().any(|statement| {
        statement["Effect"] == "Allow" && statement["Principal"]["Service"].to_string().contains("events.amazonaws.com")
    });
    assert!(allows, "{policy}");
}

#[tokio::test(start_paused = true)]
async fn d3_the_patterns_match_the_events_that_aws_sends() {
    let region = region(&standing().await);
    let rules = region["events"]["rules"].as_object().expect("rules").clone();
    let pattern =
        |rule: &Json| serde_json::from_str::<Json>(rule["pattern"].as_str().expect("a pattern")).expect("JSON");
    let mut kinds: Vec<String> = rules.values().map(|rule| pattern(rule)["detail-type"][0].to_string()).collect();
    kinds.sort();
    // Source: EventBridge, "Events from AWS services": EC2, Health.
    let sent = [
        "AWS Health Event",
        "EC2 Instance Rebalance Recommendation",
        "EC2 Instance State-change Notification",
        "EC2 Spot Instance Interruption Warning",
    ];
    for kind in sent {
        assert!(kinds.contains(&format!("\"{kind}\"")), "{kind} is not in {kinds:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn d4_d6_nodes_are_let_in_by_an_entry_without_groups() {
    let lab = standing().await;
    let input = json!({"clusterName": "dev"});
    let eks = |operation: &str, input: Json| lab.as_root(karpool_sandbox::eks::handle, "eks", operation, input);
    let listed = eks("ListAccessEntries", input);
    let principals = listed["accessEntries"].as_array().expect("entries").clone();
    let node = principals.iter().find(|arn| arn.to_string().contains("karpenter-node")).expect("an entry for nodes");
    let entry = eks("DescribeAccessEntry", json!({"clusterName": "dev", "principalArn": node}));
    assert_eq!(entry["accessEntry"]["type"], "EC2_LINUX");
    assert_eq!(entry["accessEntry"]["tags"]["karpool.dev/stack"], "us-east-1/dev");
}

/// Every statement of the controller's policies.
fn statements(lab: &Lab) -> Vec<Json> {
    let roles = world(lab)["accounts"]["111122223333"]["iam"]["roles"].clone();
    let controller = roles["dev-us-east-1-karpenter-controller"].clone();
    let texts = controller["inline"].as_object().unwrap_or_else(|| panic!("no inline policies: {controller}")).clone();
    let document = |text: &Json| match text {
        Json::String(text) => serde_json::from_str::<Json>(text).expect("JSON"),
        other => serde_json::from_str(other["document"].as_str().unwrap_or_default()).expect("JSON"),
    };
    texts.values().flat_map(|text| document(text)["Statement"].as_array().cloned().unwrap_or_default()).collect()
}

fn names(statement: &Json, action: &str) -> bool {
    match &statement["Action"] {
        Json::Array(actions) => actions.iter().any(|named| named == action),
        named => named == action,
    }
}

#[tokio::test(start_paused = true)]
async fn d5_what_is_dangerous_is_scoped() {
    let statements = statements(&standing().await);
    for action in ["iam:PassRole", "ec2:RunInstances", "ec2:TerminateInstances", "ec2:CreateFleet"] {
        let naming: Vec<&Json> = statements.iter().filter(|statement| names(statement, action)).collect();
        assert!(!naming.is_empty(), "the controller may not {action}");
        for statement in naming {
            assert_ne!(statement["Resource"], "*", "{action} is unscoped: {statement}");
        }
    }
    assert!(!statements.iter().any(|statement| names(statement, "*")));
}

#[tokio::test(start_paused = true)]
async fn d9_the_controller_may_do_what_its_version_does() {
    let statements = statements(&standing().await);
    for action in [
        "eks:DescribeCluster",
        "ec2:DescribeInstances",
        "ec2:DescribeCapacityReservations",
        "pricing:GetProducts",
        "sqs:ReceiveMessage",
    ] {
        assert!(statements.iter().any(|statement| names(statement, action)), "the controller may not {action}");
    }
}

#[tokio::test(start_paused = true)]
async fn d7_every_class_names_exactly_one_security_group() {
    let classes = standing().await.sandbox.inspect(|world| {
        let cluster = world.clusters.values().next().expect("a cluster");
        cluster.stored("ec2nodeclasses.karpenter.k8s.aws").cloned().collect::<Vec<_>>()
    });
    assert!(!classes.is_empty());
    for class in classes {
        let terms = class["spec"]["securityGroupSelectorTerms"].as_array().expect("terms").clone();
        assert!(matches!(terms.as_slice(), [term] if term["id"].is_string()), "{terms:?}");
        assert_eq!(class["status"]["securityGroups"].as_array().map(Vec::len), Some(1));
    }
}

#[tokio::test(start_paused = true)]
async fn d8_d16_nodes_go_before_the_controller_and_the_controller_before_the_cluster() {
    let lab = standing().await;
    lab.sandbox.clear_log();
    let report = lab.destroy(&spec(SMALLEST)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    let log = lab.sandbox.log();
    let pools = last(&log, "kubernetes:DELETE nodepools");
    let controller = first(&log, "kubernetes:DELETE deployments").0;
    let groups = first(&log, "eks:DeleteNodegroup").0;
    let cluster = first(&log, "eks:DeleteCluster").0;
    assert!(pools < controller && controller < groups && groups < cluster, "{pools} {controller} {groups} {cluster}");
}

#[tokio::test(start_paused = true)]
async fn d11_the_addons_call_goes_out_with_the_groups_and_terraform_queue_and_rules_do_not_wait_for_the_cluster() {
    let lab = Lab::new().await;
    lab.apply_ok(SMALLEST).await;
    let log = lab.sandbox.log();
    let (group, addon) = (first(&log, "eks:CreateNodegroup").1, first(&log, "eks:CreateAddon").1);
    assert!((group - addon).abs() <= 5, "the group's call at {group}, the addon's at {addon}");
    let (began, cluster) = (log[0].time.0 / 1000, group);
    for name in ["sqs:CreateQueue", "events:PutRule", "events:PutTargets"] {
        let at = first(&log, name).1;
        assert!(at - began < 60 && at < cluster, "{name} at {} s", at - began);
    }
}

#[tokio::test(start_paused = true)]
async fn d12_the_longest_name_still_fits() {
    let lab = Lab::new().await;
    let name = "a".repeat(100);
    let longest = SMALLEST.replace("name: dev", &format!("name: {name}"));
    lab.apply_ok(&longest).await;
}

#[tokio::test(start_paused = true)]
async fn d13_zonal_shift_is_narrowed_by_a_condition() {
    let statements = statements(&standing().await);
    let shift = statements.iter().find(|statement| statement.to_string().contains("arc-zonal-shift:"));
    let shift = shift.expect("the controller looks at zonal shift");
    assert_eq!(shift["Resource"], "*", "a cluster's ARN never matches: {shift}");
    assert!(shift["Condition"].to_string().contains(":cluster/dev"), "{shift}");
}

#[tokio::test(start_paused = true)]
async fn terraform_the_cluster_does_not_wait_for_the_queue_to_go() {
    let lab = standing().await;
    lab.sandbox.clear_log();
    lab.sandbox.faults().add("sqs:DeleteQueue#1=delay(240s)".parse().expect("a rule"));
    let report = lab.destroy(&spec(SMALLEST)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    let log = lab.sandbox.log();
    let (queue, cluster) = (first(&log, "sqs:DeleteQueue").1, first(&log, "eks:DeleteCluster").1);
    assert!(cluster < queue, "the queue went at {queue}, the cluster's call only came at {cluster}");
}

#[tokio::test(start_paused = true)]
async fn terraform_versions_that_are_not_given_do_not_drift() {
    let of = |addon: &str, ami: &str| {
        let addons = format!("addons: {{metrics-server: {{{addon}}}}}\n");
        format!("{SMALLEST}{addons}nodeClasses: {{default: {{ami: {ami}}}}}\n")
    };
    // October 2026: neither is what EKS and EC2 would give today.
    let start = karpool_sandbox::Time(1_790_812_800_000);
    let lab = Lab::with(karpool_sandbox::Options { start, ..Default::default() }).await;
    lab.apply_ok(&of("version: v0.8.1-eksbuild.2", "al2023@v20260801")).await;
    let newest = lab.plan(&spec(&SMALLEST.replace("name: dev", "name: new"))).await.expect("a plan");
    let text = serde_json::to_string(&newest).expect("text");
    assert!(text.contains("al2023@v20260910") && !text.contains("v20260801"), "there is a newer one");
    let plan = lab.plan(&spec(&of("", "al2023"))).await.expect("a plan");
    assert!(plan.is_idle(), "{:#?}", plan.changes);
}

#[tokio::test(start_paused = true)]
async fn d14_an_entry_is_retried_on_its_cause() {
    let without = format!("{SMALLEST}karpenter: {{interruption: {{enabled: false}}}}\n");
    let lab = Lab::applied(&without).await;
    // The role is made anew, so its entry is made within moments of it, with no queue beside them to wait for.
    lab.delete_role("dev-us-east-1-karpenter-node").await;
    lab.sandbox.clear_log();
    lab.apply_ok(&without).await;
    let entries = |done: bool| {
        let log = lab.sandbox.log();
        log.iter().filter(|e| e.name() == "eks:CreateAccessEntry" && (e.outcome == Outcome::Done) == done).count()
    };
    assert!(entries(false) > 0, "the role was not visible at once");
    assert_eq!(entries(true), 1);
}

#[tokio::test(start_paused = true)]
async fn d15_a_log_group_that_came_back_is_taken_into_use() {
    let lab = standing().await;
    let report = lab.destroy(&spec(SMALLEST)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    let input = json!({"logGroupName": "/aws/eks/dev/cluster"});
    lab.as_root(karpool_sandbox::logs::handle, "logs", "CreateLogGroup", input);
    lab.apply_ok(SMALLEST).await;
}

#[tokio::test(start_paused = true)]
async fn terraform_a_run_killed_just_after_create_cluster_goes_on() {
    let lab = Lab::applied(SMALLEST).await;
    let number = first(&lab.sandbox.log(), "eks:CreateCluster").0;
    let lab = Lab::new().await;
    lab.sandbox.faults().kill_at(number + 1);
    let wanted = spec(SMALLEST);
    let faults = lab.sandbox.faults();
    tokio::select! {
        biased;
        () = faults.killed() => {}
        _ = lab.apply(&wanted) => {}
    }
    faults.clear();
    lab.apply_ok(SMALLEST).await;
    let log = lab.sandbox.log();
    let creations = log.iter().filter(|e| e.name() == "eks:CreateCluster" && e.outcome == Outcome::Done).count();
    assert_eq!(creations, 1);
}
