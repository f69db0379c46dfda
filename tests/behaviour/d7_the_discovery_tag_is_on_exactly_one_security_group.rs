//! D7: a discovery tag on two security groups makes Karpenter put both on every node, and load balancers fail. Here it
//! is on exactly one, in the plan and after apply; a second one is named, a stolen value is put right, and another
//! cluster's value is not touched.

use karpool::error::Kind;
use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::{Value, json};

const TAG: &str = "karpenter.sh/discovery";

fn by_tags() -> String {
    SMALLEST.replace("network:\n", "network:\n  discovery: tags\n")
}

fn ec2(lab: &Lab, operation: &str, input: Value) -> Value {
    lab.as_root(karpool_sandbox::ec2::handle, "ec2", operation, input)
}

/// Resources of a kind that carry the tag with this value.
fn tagged(lab: &Lab, kind: &str, value: &str) -> Vec<String> {
    let filters = json!([
        {"Name": "key", "Value": [TAG]}, {"Name": "value", "Value": [value]}, {"Name": "resource-type", "Value": [kind]},
    ]);
    let found = ec2(lab, "DescribeTags", json!({"Filter": filters}));
    found["tagSet"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|tag| tag["resourceId"].as_str().map(str::to_owned))
        .collect()
}

fn put(lab: &Lab, id: &str, value: &str) {
    ec2(lab, "CreateTags", json!({"ResourceId": [id], "Tag": [{"Key": TAG, "Value": value}]}));
}

fn marks(lab: &Lab) -> usize {
    let found = ec2(lab, "DescribeTags", json!({"Filter": [{"Name": "key", "Value": ["karpool.dev/discovery.*"]}]}));
    found["tagSet"].as_array().map_or(0, Vec::len)
}

#[tokio::test(start_paused = true)]
async fn d7_the_discovery_tag_is_on_exactly_one_security_group() {
    let lab = Lab::applied(&by_tags()).await;
    assert_eq!(tagged(&lab, "security-group", "dev").len(), 1);
    assert_eq!(tagged(&lab, "subnet", "dev").len(), 3, "the private subnets");
    assert!(lab.plan(&spec(&by_tags())).await.expect("a plan").is_idle());

    // A second group with the same value is named and refused, whoever has tagged it.
    let second = ec2(&lab, "DescribeSecurityGroups", json!({"Filter": [{"Name": "group-name", "Value": ["default"]}]}));
    let second = second["securityGroupInfo"][0]["groupId"].as_str().expect("a group").to_owned();
    put(&lab, &second, "dev");
    let errors = lab.plan(&spec(&by_tags())).await.expect_err("two groups");
    assert_eq!((errors.kind(), errors.first().node()), (Kind::Preflight, Some("ec2.discovery")));
    assert!(errors.first().message().contains(&second), "{}", errors.first().message());
    ec2(&lab, "DeleteTags", json!({"ResourceId": [second], "Tag": [{"Key": TAG}]}));

    // A value that somebody has put over ours is planned and put right.
    let subnet = tagged(&lab, "subnet", "dev").remove(0);
    put(&lab, &subnet, "thief");
    let plan = lab.plan(&spec(&by_tags())).await.expect("a plan");
    let changed: Vec<&str> = plan.changes.iter().filter(|c| c.writes()).map(|c| c.id.as_str()).collect();
    assert_eq!(changed, ["ec2.discovery_tag/subnet"]);
    lab.apply_ok(&by_tags()).await;
    assert_eq!(tagged(&lab, "subnet", "dev").len(), 3);

    // Back to ids: the pair is a leftover, and goes when it is asked for.
    let plan = lab.plan(&spec(SMALLEST)).await.expect("a plan");
    assert!(plan.changes.iter().any(|c| c.unapproved && c.kind.0 == "ec2.discovery_tag"), "{:#?}", plan.changes);
    let report =
        karpool::apply(&spec(SMALLEST), &lab.world, &karpool::Apply::new().prune(true)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!((tagged(&lab, "subnet", "dev").len(), marks(&lab)), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_subnet_of_another_cluster_is_refused_with_a_way_out() {
    let lab = Lab::new().await;
    let subnets = ec2(&lab, "DescribeSubnets", json!({"Filter": [{"Name": "tag:tier", "Value": ["private"]}]}));
    let subnet = subnets["subnetSet"][0]["subnetId"].as_str().expect("a subnet").to_owned();
    put(&lab, &subnet, "other");
    let before = lab.inventory();
    let errors = lab.apply(&spec(&by_tags())).await.expect_err("another cluster's subnet");
    let error = errors.iter().find(|error| error.is(Kind::NotOurs)).expect("NotOurs");
    assert_eq!(error.node(), Some("ec2.discovery_tag/subnet"));
    assert!(error.message().contains(&subnet) && error.message().contains("=other"), "{}", error.message());
    assert!(error.hint().is_some_and(|hint| hint.contains("network.discovery: ids")));
    assert_eq!(lab.inventory(), before);
    // By id both clusters can use it.
    lab.apply_ok(SMALLEST).await;
    assert_eq!(tagged(&lab, "subnet", "other"), [subnet]);
}

#[tokio::test(start_paused = true)]
async fn of_two_clusters_that_take_the_same_subnets_at_once_one_is_told() {
    let lab = Lab::new().await;
    let other = by_tags().replace("name: dev", "name: other");
    let (first, second) = (spec(&by_tags()), spec(&other));
    let options = karpool::Apply::new();
    let (one, two) =
        tokio::join!(karpool::apply(&first, &lab.world, &options), karpool::apply(&second, &lab.world, &options));
    let failed: Vec<karpool::Error> = [one, two]
        .into_iter()
        .flat_map(|report| match report {
            Ok(report) => report.errors().cloned().collect(),
            Err(errors) => errors.iter().cloned().collect::<Vec<_>>(),
        })
        .collect();
    let error = failed.iter().find(|error| error.is(Kind::NotOurs)).expect("NotOurs");
    assert!(error.message().contains("subnet-"), "{error:?}");
    assert!(error.hint().is_some_and(|hint| hint.contains("network.discovery: ids")), "{error:?}");

    // The one that goes by ids from now on leaves the tags to the other.
    let by_ids = spec(&other.replace("  discovery: tags\n", ""));
    let report = karpool::apply(&by_ids, &lab.world, &karpool::Apply::new().prune(true)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    lab.apply_ok(&by_tags()).await;
    assert_eq!((tagged(&lab, "subnet", "dev").len(), tagged(&lab, "subnet", "other").len()), (3, 0));
}

#[tokio::test(start_paused = true)]
async fn destroy_takes_only_the_pair_and_never_a_strangers_value() {
    let lab = Lab::new().await;
    let subnets = ec2(&lab, "DescribeSubnets", json!({"Filter": [{"Name": "tag:tier", "Value": ["private"]}]}));
    let theirs = subnets["subnetSet"][0]["subnetId"].as_str().expect("a subnet").to_owned();
    // Somebody has tagged one of them for us before.
    put(&lab, &theirs, "dev");
    lab.apply_ok(&by_tags()).await;
    let report = lab.destroy(&spec(&by_tags())).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!((tagged(&lab, "subnet", "dev"), marks(&lab)), (vec![theirs], 0));
}
