//! Regressions named after what is wrong in other tools (D) or what their users ran into (I).

use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::Value as Json;

/// The statements of all inline policies of a role.
fn statements(role: &Json) -> Vec<Json> {
    let mut found = Vec::new();
    for text in role["inline"].as_object().into_iter().flatten().map(|(_, policy)| policy) {
        let document: Json = match text.as_str() {
            Some(text) => serde_json::from_str(text).expect("a policy is JSON"),
            None => text.clone(),
        };
        found.extend(document["Statement"].as_array().cloned().unwrap_or_default());
    }
    assert!(!found.is_empty(), "{role}");
    found
}

fn texts(value: &Json) -> Vec<String> {
    match value {
        Json::String(one) => vec![one.clone()],
        Json::Array(many) => many.iter().filter_map(Json::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// D1: the chart is given `settings.interruptionQueue`, and the running controller polls that queue; a stale key is
/// refused. I13: it is the queue's name, and the queue is there before the controller.
#[tokio::test(start_paused = true)]
async fn d1_the_controller_polls_the_queue_that_was_made() {
    let lab = Lab::applied(SMALLEST).await;
    let deployment = lab.object("deployments.apps", "karpenter");
    let environment = deployment["spec"]["template"]["spec"]["containers"][0]["env"].as_array().expect("variables");
    let queue = environment.iter().find(|variable| variable["name"] == "INTERRUPTION_QUEUE").expect("the queue");
    assert_eq!(queue["value"], "dev");
    assert!(lab.inventory().contains("sqs queues dev"), "{}", lab.inventory());
    let calls = lab.calls();
    let position =
        |text: &str| calls.iter().position(|call| call.contains(text)).unwrap_or_else(|| panic!("no {text}"));
    assert!(position("sqs:CreateQueue") < position("kubernetes:PATCH deployments"));
    let stale = spec(&format!("{SMALLEST}\nkarpenter: {{values: {{settings: {{interruptionQueueName: dev}}}}}}\n"));
    let errors = lab.plan(&stale).await.expect_err("a key that the chart does not know");
    assert!(format!("{errors:?}").contains("interruptionQueueName"), "{errors:?}");
}

/// D2: every rule has its target, and the queue lets EventBridge send. D3: every detail type is one that AWS sends.
#[tokio::test(start_paused = true)]
async fn d2_and_d3_every_rule_delivers_what_aws_sends() {
    let lab = Lab::applied(SMALLEST).await;
    let region = lab.sandbox.inspect(|world| {
        let account = &world.accounts["111122223333"].regions["us-east-1"];
        (serde_json::to_value(&account.events).expect("data"), serde_json::to_value(&account.sqs).expect("data"))
    });
    let rules = region.0["rules"].as_object().expect("rules").clone();
    assert_eq!(rules.len(), 5);
    // Source: EventBridge reference, "Events from AWS services".
    let sent = [
        "AWS Health Event",
        "EC2 Spot Instance Interruption Warning",
        "EC2 Instance Rebalance Recommendation",
        "EC2 Instance State-change Notification",
        "EC2 Capacity Reservation Instance Interruption Warning",
    ];
    let text = region.0.to_string();
    for detail in sent {
        assert_eq!(
            text.matches(&format!("\\\"{detail}\\\"")).count().max(text.matches(&format!("\"{detail}\"")).count()),
            1
        );
    }
    for rule in rules.values() {
        assert!(rule.to_string().contains("arn:aws:sqs:us-east-1:111122223333:dev"), "{rule}");
    }
    let queue = region.1["queues"]["dev"].to_string();
    assert!(queue.contains("events.amazonaws.com") && queue.contains("sqs:SendMessage"), "{queue}");
}

/// D4: nodes join by an entry of type EC2_LINUX, with no hand-written group. D6 and I9: there is an entry for the
/// role of Karpenter's nodes, in the mode in which nothing else counts.
#[tokio::test(start_paused = true)]
async fn d4_and_d6_nodes_join_by_an_entry_of_their_kind() {
    let lab = Lab::applied(SMALLEST).await;
    let entries = lab.cluster()["access_entries"].clone();
    let nodes =
        entries.as_object().into_iter().flatten().find(|(arn, _)| arn.ends_with("dev-us-east-1-karpenter-node"));
    let entry = nodes.expect("an entry of the node role").1.to_string();
    assert!(entry.contains("EC2_LINUX") && !entry.contains("system:bootstrapper\""), "{entry}");
}

/// D5: nothing that launches, terminates or passes is allowed on everything. D9: the policy is the version's own.
/// D13: the zonal shift statement is narrowed by its condition, not by a resource that never matches.
#[tokio::test(start_paused = true)]
async fn d5_d9_and_d13_the_controllers_rights_are_scoped_and_complete() {
    let lab = Lab::applied(SMALLEST).await;
    let all = statements(&lab.role("dev-us-east-1-karpenter-controller"));
    let narrow = ["iam:PassRole", "ec2:RunInstances", "ec2:TerminateInstances", "ec2:CreateFleet"];
    for statement in &all {
        let (actions, resources) = (texts(&statement["Action"]), texts(&statement["Resource"]));
        assert!(!actions.iter().any(|action| action.contains('*')), "{statement}");
        if actions.iter().any(|action| narrow.contains(&action.as_str())) {
            assert!(!resources.contains(&"*".to_owned()), "{statement}");
        }
    }
    let actions: Vec<String> = all.iter().flat_map(|statement| texts(&statement["Action"])).collect();
    for needed in [
        "eks:DescribeCluster",
        "ec2:DescribeInstanceStatus",
        "ec2:DescribeCapacityReservations",
        "iam:ListInstanceProfiles",
    ] {
        assert!(actions.iter().any(|action| action == needed), "{needed}");
    }
    let shift = all.iter().find(|s| s["Action"].to_string().contains("arc-zonal-shift")).expect("zonal shift");
    assert_eq!(texts(&shift["Resource"]), ["*"]);
    assert!(shift["Condition"].to_string().contains("cluster/dev"), "{shift}");
}

/// D10: no image of an ended family, no other partition's ARN.
#[tokio::test(start_paused = true)]
async fn d10_images_are_current_and_arns_are_of_the_partition() {
    let lab = Lab::applied(SMALLEST).await;
    let class = lab.object("ec2nodeclasses.karpenter.k8s.aws", "default")["spec"]["amiSelectorTerms"].to_string();
    assert!(class.contains("al2023@v") && !class.contains("latest"), "{class}");
    let china = SMALLEST.replace("us-east-1", "cn-north-1");
    let resolved = spec(&china).resolve().expect("a valid spec");
    assert!(resolved.names.policy_arn("AmazonEKSWorkerNodePolicy").starts_with("arn:aws-cn:"));
}

/// D11 and I4: vpc-cni's call goes out with the node group's: neither waits for the other, and nothing sleeps.
#[tokio::test(start_paused = true)]
async fn d11_the_network_addon_and_the_group_are_made_together() {
    let lab = Lab::new().await;
    let report = lab.apply_ok(SMALLEST).await;
    let started =
        |id: &str| report.nodes.iter().find(|node| node.id == id).unwrap_or_else(|| panic!("no {id}")).started;
    let apart = (started("eks.addon/vpc-cni") - started("eks.node_group/system")).abs();
    assert!(apart < 2.0, "{apart}");
}

/// D12 and I5: the policies fit, whatever the cluster's name is.
#[tokio::test(start_paused = true)]
async fn d12_policies_fit_at_the_longest_name() {
    let lab = Lab::new().await;
    let long = SMALLEST.replace("name: dev", &format!("name: {}", "c".repeat(100)));
    let plan = lab.plan(&spec(&long)).await.expect("the longest name is no problem");
    assert!(plan.changes.iter().any(|change| change.id == "iam.role/karpenter-controller"));
}

/// D14 and I20: the node entry does not wait for the queue, so it comes without one too.
#[tokio::test(start_paused = true)]
async fn d14_the_node_entry_needs_no_queue() {
    let lab = Lab::applied(&format!("{SMALLEST}\nkarpenter: {{interruption: {{enabled: false}}}}\n")).await;
    assert!(lab.cluster()["access_entries"].to_string().contains("dev-us-east-1-karpenter-node"));
    assert!(!lab.inventory().contains("sqs queues"), "{}", lab.inventory());
}

/// I14: the association is made before the first controller pod is admitted, and every pod has credentials.
#[tokio::test(start_paused = true)]
async fn i14_every_controller_pod_is_admitted_with_credentials() {
    let lab = Lab::applied(SMALLEST).await;
    let calls = lab.calls();
    let position =
        |text: &str| calls.iter().position(|call| call.contains(text)).unwrap_or_else(|| panic!("no {text}"));
    assert!(position("eks:CreatePodIdentityAssociation") < position("kubernetes:PATCH deployments"));
    for pod in lab.objects("pods") {
        if pod["metadata"]["labels"]["app.kubernetes.io/name"] == "karpenter" {
            assert!(pod["spec"].to_string().contains("AWS_CONTAINER_CREDENTIALS_FULL_URI"), "{pod}");
        }
    }
}

/// The names of a Terraform stack are kept: the file beside its tfvars plans exactly these.
#[tokio::test(start_paused = true)]
async fn a_stack_of_the_terraform_module_keeps_its_names() {
    let text = include_str!("../../examples/13_from_terraform.yaml");
    let given = include_str!("../../examples/13_from_terraform.tfvars");
    let lab = Lab::applied(text).await;
    let inventory = lab.inventory();
    for variable in ["iam_role_name", "queue_name", "node_iam_role_name"] {
        let line = given.lines().find(|line| line.split('=').next().map(str::trim) == Some(variable)).expect(variable);
        let name = line.split('"').nth(1).expect("a name");
        // IAM's names are one whatever their case.
        let there = [name.to_owned(), name.to_lowercase()].iter().any(|name| inventory.contains(&format!(" {name} ")));
        assert!(there, "{name} in {inventory}");
    }
    assert!(lab.plan(&spec(text)).await.expect("a plan").is_idle());
    assert!(lab.role("Karpenter-shop")["path"] == "/");
}
