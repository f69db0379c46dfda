//! `private: true` is one switch: the endpoint, the VPC endpoints, the controller's settings and the mirrors follow.

use karpool::error::Kind;
use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::{Value, json};

const MIRROR: &str = "karpenter: {values: {controller: {image: {repository: \
    111122223333.dkr.ecr.us-east-1.amazonaws.com/karpenter/controller, digest: \
    \"sha256:0000000000000000000000000000000000000000000000000000000000000001\"}}}}\n";

fn with(network: &str) -> String {
    SMALLEST.replace("network:\n", &format!("network:\n  {network}\n"))
}

fn private() -> String {
    format!("{}{MIRROR}", with("private: true"))
}

fn ec2(lab: &Lab, operation: &str, input: Value) -> Value {
    lab.as_root(karpool_sandbox::ec2::handle, "ec2", operation, input)
}

fn endpoints(lab: &Lab) -> Vec<String> {
    let found = ec2(lab, "DescribeVpcEndpoints", json!({}));
    let all = found["vpcEndpointSet"].as_array().cloned().unwrap_or_default();
    let alive = all.iter().filter(|endpoint| endpoint["state"] != "deleting" && endpoint["state"] != "deleted");
    let name =
        |endpoint: &Value| endpoint["serviceName"].as_str().unwrap_or_default().replace("com.amazonaws.us-east-1.", "");
    let mut names: Vec<String> = alive.map(name).collect();
    names.sort();
    names
}

const ALL: [&str; 9] = ["ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "s3", "sqs", "ssm", "sts"];

#[tokio::test(start_paused = true)]
async fn one_switch_sets_everything() {
    let lab = Lab::applied(&private()).await;
    let cluster = lab.as_root(karpool_sandbox::eks::handle, "eks", "DescribeCluster", json!({"name": "dev"}));
    let access = &cluster["cluster"]["resourcesVpcConfig"];
    assert_eq!((&access["endpointPublicAccess"], &access["endpointPrivateAccess"]), (&json!(false), &json!(true)));
    assert_eq!(endpoints(&lab), ALL);
    assert!(lab.plan(&spec(&private())).await.expect("a plan").is_idle());
    let objects = karpool::render(&spec(&private()), &lab.world).await.expect("objects");
    let text = serde_json::to_string(&objects).expect("JSON");
    assert!(text.contains(r#"{"name":"ISOLATED_VPC","value":"true"}"#), "the controller is told");
    let regional = r#""eks.amazonaws.com/sts-regional-endpoints":"true""#;
    assert!(text.contains(regional), "its service account asks for regional STS");
    let open = karpool::render(&spec(SMALLEST), &lab.world).await.expect("objects");
    assert!(!serde_json::to_string(&open).expect("JSON").contains(regional), "only there");
    let report = lab.destroy(&spec(&private())).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!(endpoints(&lab), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn endpoints_that_are_there_are_used_and_left() {
    let lab = Lab::new().await;
    let vpc = "vpc-0a1b2c3d4e5f60718";
    let subnets = ec2(&lab, "DescribeSubnets", json!({"Filter": [{"Name": "tag:tier", "Value": ["private"]}]}));
    let subnet = subnets["subnetSet"][0]["subnetId"].clone();
    let theirs = json!({"VpcId": vpc, "ServiceName": "com.amazonaws.us-east-1.sts", "VpcEndpointType": "Interface",
        "SubnetId": [subnet], "PrivateDnsEnabled": "true"});
    ec2(&lab, "CreateVpcEndpoint", theirs);
    lab.sandbox.clock().sleep(std::time::Duration::from_secs(120)).await;
    let wanted = with("endpoints: create");
    lab.apply_ok(&wanted).await;
    assert_eq!(endpoints(&lab), ALL, "one of each service");
    assert!(lab.plan(&spec(&wanted)).await.expect("a plan").is_idle());
    // Back to none: ours are leftovers, theirs is not.
    let plan = lab.plan(&spec(SMALLEST)).await.expect("a plan");
    let left = plan.changes.iter().filter(|c| c.unapproved && c.kind.0 == "ec2.vpc_endpoint").count();
    assert_eq!(left, 8, "{:#?}", plan.changes.iter().filter(|c| c.unapproved).collect::<Vec<_>>());
    let report =
        karpool::apply(&spec(SMALLEST), &lab.world, &karpool::Apply::new().prune(true)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!(endpoints(&lab), ["sts"]);
}

#[tokio::test(start_paused = true)]
async fn verify_names_every_endpoint_that_is_missing_and_makes_none() {
    let lab = Lab::new().await;
    let before = lab.inventory();
    let errors = lab.apply(&spec(&with("endpoints: verify"))).await.expect_err("no endpoints");
    assert_eq!((errors.kind(), errors.first().node()), (Kind::Preflight, Some("ec2.vpc_endpoints")));
    for service in ALL {
        let name = format!("com.amazonaws.us-east-1.{service} is not there");
        assert!(errors.first().message().contains(&name), "{}", errors.first().message());
    }
    assert_eq!(lab.inventory(), before);
}

#[tokio::test(start_paused = true)]
async fn an_endpoint_that_is_private_is_told_from_one_that_does_not_answer() {
    use karpool::world::{Clock, KubernetesTransport};
    let wanted = with("endpoint: {public: false}");
    let lab = Lab::applied(&wanted).await;
    // A machine outside of the VPC: AWS answers, the API server does not.
    let nobody = tower::service_fn(|_: http::Request<kube::client::Body>| async {
        Err::<http::Response<http_body_util::Full<bytes::Bytes>>, _>(std::io::Error::from(std::io::ErrorKind::TimedOut))
    });
    let region = karpool::units::Region::new("us-east-1").expect("a region");
    let cache = tempfile::tempdir().expect("a folder");
    let outside = karpool::World::builder()
        .clock(Clock::new(lab.sandbox.time_source(), lab.sandbox.sleep_impl()))
        .http_client(lab.sandbox.http_client())
        .credentials(lab.sandbox.credentials("deployer").expect("a user"))
        .kubernetes(KubernetesTransport::new(nobody))
        .registry(lab.sandbox.registry_address().await.expect("a registry"))
        .cache(cache.path().to_owned())
        .build(&region, &karpool::world::Access::default())
        .await
        .expect("a world");
    let started = lab.sandbox.clock().now();
    let errors = karpool::plan(&spec(&wanted), &outside, &karpool::Apply::new()).await.expect_err("outside");
    assert_eq!(errors.kind(), Kind::Unreachable);
    assert!(errors.first().message().contains("answers only inside its VPC"), "{}", errors.first().message());
    let waited = lab.sandbox.clock().now().0 - started.0;
    assert!(waited < 30_000, "{waited} ms");
}

#[tokio::test(start_paused = true)]
async fn zonal_shift_gets_an_endpoint_of_its_own() {
    let text = format!("{}karpenter: off\nkubernetes: {{zonalShift: true}}\n", with("endpoints: create"));
    let lab = Lab::applied(&text).await;
    assert!(endpoints(&lab).contains(&"arc-zonal-shift".to_owned()), "{:?}", endpoints(&lab));
    assert!(lab.plan(&spec(&text)).await.expect("a plan").is_idle());
}
