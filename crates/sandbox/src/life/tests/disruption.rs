//! Nodes that Karpenter takes away by itself: expired, underutilized, interrupted; and budgets that hold it back.

use super::*;

fn pool_with(disruption: Value, template: Value) -> Value {
    let mut pool = pool();
    pool["spec"]["disruption"] = disruption;
    for (key, value) in template.as_object().into_iter().flatten() {
        pool["spec"]["template"]["spec"][key] = value.clone();
    }
    pool
}

fn claims(world: &World) -> Vec<String> {
    world.clusters[CLUSTER].stored(CLAIMS).map(|claim| object::name(claim).to_owned()).collect()
}

fn running(world: &World) -> i64 {
    let found = world.clusters[CLUSTER].peek(&Place::new("deployments.apps", "default", "web"));
    found.and_then(|found| object::number(found, "/status/availableReplicas")).unwrap_or(0)
}

fn machine(world: &World) -> String {
    let claim = world.clusters[CLUSTER].stored(CLAIMS).next().unwrap();
    object::label(claim, "node.kubernetes.io/instance-type").unwrap_or_default().to_owned()
}

/// A cluster with one pool of Karpenter's and pods that run on it.
fn with_pods(pool: Value, replicas: i64) -> Account {
    let mut account = Account::with_karpenter();
    account.apply(class());
    account.apply(pool);
    account.apply(workload(replicas));
    account.until("the pods", 600, |world| running(world) == replicas);
    account
}

#[test]
fn an_expired_node_goes_and_its_pods_get_another() {
    let budgets = json!({"consolidationPolicy": "WhenEmpty", "consolidateAfter": "30s", "budgets": [{"nodes": "0"}]});
    let mut account = with_pods(pool_with(budgets, json!({"expireAfter": "20m"})), 1);
    let first = claims(&account.0);
    account.pass(10 * 60);
    assert_eq!(claims(&account.0), first, "not before its time");
    account.until("the replacement", 1200, |world| {
        claims(world).len() == 1 && claims(world) != first && running(world) == 1
    });
}

#[test]
fn a_budget_holds_nodes_back_in_its_window_alone() {
    let pool = pool_with(json!({"consolidationPolicy": "WhenEmpty", "consolidateAfter": "30s"}), json!({}));
    let mut account = with_pods(pool.clone(), 1);
    let now = jiff::Timestamp::from_millisecond(account.0.now.0).unwrap().to_zoned(jiff::tz::TimeZone::UTC);
    let schedule = format!("{} {} * * *", now.minute(), now.hour());
    let mut held = pool;
    held["spec"]["disruption"]["budgets"] = json!([{"nodes": "0", "schedule": schedule, "duration": "30m"}]);
    account.apply(held);
    account.apply(workload(0));
    account.pass(25 * 60);
    assert_eq!(claims(&account.0).len(), 1, "{}", account.state());
    account.until("the end of the window", 10 * 60, |world| claims(world).is_empty());
}

#[test]
fn an_underutilized_node_makes_way_for_a_cheaper_one() {
    let on_demand = json!([
        {"key": "karpenter.sh/capacity-type", "operator": "In", "values": ["on-demand"]},
        {"key": "karpenter.k8s.aws/instance-category", "operator": "In", "values": ["c", "m", "r"]},
    ]);
    let policy = json!({"consolidationPolicy": "WhenEmptyOrUnderutilized", "consolidateAfter": "1m",
        "budgets": [{"nodes": "100%"}]});
    let mut account = with_pods(pool_with(policy, json!({"requirements": on_demand})), 7);
    let (first, large) = (claims(&account.0), machine(&account.0));
    assert_eq!(first.len(), 1, "{}", account.state());
    account.apply(workload(1));
    account.until("the cheaper node", 1200, |world| {
        claims(world).len() == 1 && claims(world) != first && running(world) == 1
    });
    assert_ne!(machine(&account.0), large);
    let second = claims(&account.0);
    account.pass(20 * 60);
    assert_eq!(claims(&account.0), second, "the cheapest stays");
}

#[test]
fn a_pod_that_must_not_be_disrupted_keeps_its_node() {
    let policy = json!({"consolidationPolicy": "WhenEmptyOrUnderutilized", "consolidateAfter": "1m"});
    let mut account = with_pods(pool_with(policy, json!({})), 7);
    let first = claims(&account.0);
    let mut kept = workload(1);
    kept["spec"]["template"]["metadata"]["annotations"] = json!({"karpenter.sh/do-not-disrupt": "true"});
    account.apply(kept);
    account.until("one pod", 300, |world| running(world) == 1);
    account.pass(20 * 60);
    assert_eq!(claims(&account.0), first, "{}", account.state());
}

/// Gives the controller a queue that gets events of one kind.
fn listen(account: &mut Account, detail_type: &str) {
    let arn = "arn:aws:sqs:us-east-1:111122223333:interruptions";
    let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": arn,
        "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage"}]});
    let input = json!({"QueueName": "interruptions", "Attributes": {"Policy": policy.to_string()}});
    account.must("sqs", "CreateQueue", input);
    let pattern = json!({"source": ["aws.ec2"], "detail-type": [detail_type]});
    account.must("events", "PutRule", json!({"Name": "heard", "EventPattern": pattern.to_string()}));
    account.must("events", "PutTargets", json!({"Rule": "heard", "Targets": [{"Id": "queue", "Arn": arn}]}));
    let mut listening = controller();
    listening["spec"]["template"]["spec"]["containers"][0]["env"] =
        json!([{"name": "CLUSTER_NAME", "value": "dev"}, {"name": "INTERRUPTION_QUEUE", "value": "interruptions"}]);
    account.apply(listening);
    account.pass(180);
    account.until("the controller", 300, |world| available(world, "karpenter") == 2);
}

/// The claims that were said to be interrupted.
fn interrupted(world: &World) -> Vec<String> {
    let events = world.clusters[CLUSTER].stored("events").filter(|event| event["reason"] == "Interrupted");
    events.map(|event| object::text(event, "/involvedObject/name").to_owned()).collect()
}

#[test]
fn an_instance_that_begins_is_no_interruption_and_one_that_ends_is() {
    let mut account = Account::with_karpenter();
    account.apply(class());
    account.apply(pool());
    listen(&mut account, "EC2 Instance State-change Notification");
    account.apply(workload(1));
    account.until("the pod", 600, |world| running(world) == 1);
    account.pass(60);
    let (living, said) = (claims(&account.0), interrupted(&account.0));
    assert!(!living.is_empty() && living.iter().all(|claim| !said.contains(claim)), "{living:?} {said:?}");
    let claim = account.0.clusters[CLUSTER].stored(CLAIMS).next().unwrap().clone();
    let instance = object::text(&claim, "/status/providerID").rsplit('/').next().unwrap().to_owned();
    account.must("ec2", "TerminateInstances", json!({"InstanceId": [instance]}));
    let name = object::name(&claim).to_owned();
    account.until("the word of it", 300, |world| interrupted(world).contains(&name));
}

#[test]
fn an_interrupted_spot_node_is_drained_and_replaced() {
    let mut account = with_pods(pool(), 1);
    listen(&mut account, "EC2 Spot Instance Interruption Warning");
    let first = claims(&account.0);
    let claim = account.0.clusters[CLUSTER].stored(CLAIMS).next().unwrap().clone();
    assert_eq!(object::label(&claim, "karpenter.sh/capacity-type"), Some("spot"));
    let instance = object::text(&claim, "/status/providerID").rsplit('/').next().unwrap().to_owned();
    assert!(crate::ec2::interrupt_spot(&mut account.0, fixture::ACCOUNT, REGION, &instance));
    account.until("the drain", 60, |world| {
        let own = |claim: &Value| object::name(claim) == first[0] && object::is_leaving(claim);
        world.clusters[CLUSTER].stored(CLAIMS).any(own)
    });
    account.until("the replacement", 300, |world| {
        claims(world).len() == 1 && claims(world) != first && running(world) == 1
    });
    let queue = &account.0.account(fixture::ACCOUNT, "aws").region(REGION).sqs.queues["interruptions"];
    assert!(queue.messages.is_empty(), "the message is deleted");
}

#[test]
fn without_a_queue_an_interrupted_node_dies_unannounced() {
    let mut account = with_pods(pool(), 1);
    let claim = account.0.clusters[CLUSTER].stored(CLAIMS).next().unwrap().clone();
    let instance = object::text(&claim, "/status/providerID").rsplit('/').next().unwrap().to_owned();
    assert!(crate::ec2::interrupt_spot(&mut account.0, fixture::ACCOUNT, REGION, &instance));
    account.pass(90);
    let left = account.0.clusters[CLUSTER].stored(CLAIMS).next().unwrap();
    assert!(!object::is_leaving(left), "nobody told the controller");
    account.until("the replacement", 600, |world| {
        claims(world).len() == 1 && claims(world)[0] != object::name(&claim) && running(world) == 1
    });
}
