//! EKS driven through its handler, with time.

use std::time::Duration;

use serde_json::{Value, json};

use crate::call::{Call, Caller, Reply};
use crate::fixture;
use crate::kubernetes::{Body, Request, User};
use crate::wire::Service;
use crate::world::World;

const REGION: &str = "us-east-1";

/// A fresh account with a cluster role and a node role that IAM has spread.
fn world() -> World {
    let mut world = World { now: crate::Time(1_796_000_000_000), seed: 7, ..World::default() };
    fixture::build_account(&mut world, fixture::ACCOUNT, "aws", REGION).unwrap();
    fixture::build_region(&mut world, fixture::ACCOUNT, "aws", REGION).unwrap();
    for (name, service) in
        [("cluster", "eks.amazonaws.com"), ("node", "ec2.amazonaws.com"), ("pod", "pods.eks.amazonaws.com")]
    {
        let trust = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
            "Principal": {"Service": service}, "Action": ["sts:AssumeRole", "sts:TagSession"]}]});
        let input = json!({"RoleName": name, "AssumeRolePolicyDocument": trust.to_string()});
        ask(&mut world, "iam", "CreateRole", input).unwrap();
    }
    live(&mut world, 20);
    world
}

fn ask(world: &mut World, service: &str, operation: &str, input: Value) -> Reply {
    let service = Service::by_name(service).unwrap();
    let caller = Caller {
        arn: format!("arn:aws:iam::{}:root", fixture::ACCOUNT),
        user_id: fixture::ACCOUNT.to_owned(),
        account: fixture::ACCOUNT.to_owned(),
    };
    (service.handler)(&mut Call {
        world,
        service: service.name,
        operation: operation.to_owned(),
        input,
        caller,
        region: REGION.to_owned(),
        partition: "aws".to_owned(),
    })
}

fn eks(world: &mut World, operation: &str, input: Value) -> Value {
    ask(world, "eks", operation, input).unwrap_or_else(|fault| panic!("{operation}: {fault:?}"))
}

fn code(world: &mut World, operation: &str, input: Value) -> String {
    ask(world, "eks", operation, input).map_or_else(|fault| fault.code, |answer| answer.to_string())
}

fn live(world: &mut World, seconds: u64) {
    let until = world.now + Duration::from_secs(seconds);
    world.advance(until);
}

fn role(name: &str) -> String {
    format!("arn:aws:iam::{}:role/{name}", fixture::ACCOUNT)
}

fn subnets(world: &World) -> Vec<String> {
    let all = &world.accounts[fixture::ACCOUNT].regions[REGION].ec2.subnets;
    all.values().filter(|s| !s.public_addresses).map(|s| s.id.clone()).collect()
}

fn create_input(world: &World) -> Value {
    json!({"name": "dev", "version": "1.34", "roleArn": role("cluster"),
        "resourcesVpcConfig": {"subnetIds": subnets(world)}, "accessConfig": {"authenticationMode": "API"},
        "bootstrapSelfManagedAddons": false})
}

fn active() -> World {
    let mut world = world();
    let input = create_input(&world);
    eks(&mut world, "CreateCluster", input);
    live(&mut world, 660);
    world
}

fn status(world: &mut World) -> String {
    let cluster = eks(world, "DescribeCluster", json!({"name": "dev"}));
    cluster["cluster"]["status"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_cluster_takes_ten_minutes_and_shows_its_endpoint_late() {
    let mut world = world();
    let input = create_input(&world);
    let made = eks(&mut world, "CreateCluster", input.clone());
    assert_eq!(made["cluster"]["arn"], "arn:aws:eks:us-east-1:111122223333:cluster/dev");
    assert_eq!(made["cluster"]["status"], "CREATING");
    assert_eq!(code(&mut world, "CreateCluster", input), "ResourceInUseException");
    live(&mut world, 400);
    let early = eks(&mut world, "DescribeCluster", json!({"name": "dev"}));
    assert!(early["cluster"]["endpoint"].is_null());
    assert!(early["cluster"]["resourcesVpcConfig"]["clusterSecurityGroupId"].is_string());
    live(&mut world, 260);
    let late = eks(&mut world, "DescribeCluster", json!({"name": "dev"}));
    assert_eq!(late["cluster"]["status"], "ACTIVE");
    assert!(late["cluster"]["endpoint"].as_str().unwrap().contains(".gr7.us-east-1.eks.amazonaws.com"));
    assert!(late["cluster"]["certificateAuthority"]["data"].is_string());
    assert!(world.clusters.contains_key("arn:aws:eks:us-east-1:111122223333:cluster/dev"));
}

#[test]
fn what_create_cluster_refuses() {
    let mut world = world();
    let good = create_input(&world);
    let cases: &[(&str, Value)] = &[
        ("/roleArn", json!(role("node"))),
        ("/roleArn", json!(role("nobody"))),
        ("/version", json!("1.20")),
        ("/name", json!("-dev")),
        ("/resourcesVpcConfig/subnetIds", json!([subnets(&world)[0]])),
        ("/resourcesVpcConfig/subnetIds", json!(["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"])),
        ("/resourcesVpcConfig", json!({"subnetIds": subnets(&world), "endpointPublicAccess": false})),
        ("/accessConfig", json!({"authenticationMode": "BOTH"})),
    ];
    for (path, value) in cases {
        let mut input = good.clone();
        *input.pointer_mut(path).unwrap() = value.clone();
        assert_eq!(code(&mut world, "CreateCluster", input), "InvalidParameterException", "{path} {value}");
    }
}

#[test]
fn one_update_at_a_time_and_no_step_over_a_minor() {
    let mut world = active();
    let upgrade = |version: &str| json!({"name": "dev", "version": version});
    assert_eq!(code(&mut world, "UpdateClusterVersion", upgrade("1.36")), "InvalidParameterException");
    assert_eq!(code(&mut world, "UpdateClusterVersion", upgrade("1.33")), "InvalidParameterException");
    assert_eq!(code(&mut world, "UpdateClusterVersion", upgrade("1.34")), "InvalidParameterException");
    eks(&mut world, "UpdateClusterVersion", upgrade("1.35"));
    assert_eq!(status(&mut world), "UPDATING");
    let logging = json!({"name": "dev", "logging": {"clusterLogging": [{"types": ["api"], "enabled": true}]}});
    assert_eq!(code(&mut world, "UpdateClusterConfig", logging.clone()), "ResourceInUseException");
    assert_eq!(code(&mut world, "DeleteCluster", json!({"name": "dev"})), "ResourceInUseException");
    live(&mut world, 620);
    let cluster = eks(&mut world, "DescribeCluster", json!({"name": "dev"}));
    assert_eq!(cluster["cluster"]["version"], "1.35");
    eks(&mut world, "UpdateClusterConfig", logging.clone());
    live(&mut world, 300);
    assert_eq!(code(&mut world, "UpdateClusterConfig", logging), "InvalidParameterException");
    let groups = &world.accounts[fixture::ACCOUNT].regions[REGION].logs.groups;
    assert!(groups.contains_key("/aws/eks/dev/cluster"), "{:?}", groups.keys());
}

#[test]
fn a_node_group_starts_instances_and_leaves_nothing() {
    let mut world = active();
    let input = json!({"clusterName": "dev", "nodegroupName": "system", "nodeRole": role("node"),
        "subnets": subnets(&world), "scalingConfig": {"minSize": 1, "maxSize": 2, "desiredSize": 2}});
    let made = eks(&mut world, "CreateNodegroup", input.clone());
    assert_eq!(made["nodegroup"]["status"], "CREATING");
    assert_eq!(code(&mut world, "CreateNodegroup", input), "ResourceInUseException");
    assert_eq!(code(&mut world, "DeleteCluster", json!({"name": "dev"})), "ResourceInUseException");
    let entry = json!({"clusterName": "dev", "principalArn": role("node")});
    assert_eq!(eks(&mut world, "DescribeAccessEntry", entry)["accessEntry"]["type"], "EC2_LINUX");
    live(&mut world, 50);
    let group = &super::find_nodegroup(&world, "arn:aws:eks:us-east-1:111122223333:cluster/dev", "system").unwrap();
    assert_eq!(group.instances.len(), 2, "{:?}", group.issues);
    live(&mut world, 1200);
    eks(&mut world, "DeleteNodegroup", json!({"clusterName": "dev", "nodegroupName": "system"}));
    live(&mut world, 1200);
    assert_eq!(eks(&mut world, "ListNodegroups", json!({"clusterName": "dev"}))["nodegroups"], json!([]));
    eks(&mut world, "DeleteCluster", json!({"name": "dev"}));
    live(&mut world, 300);
    assert_eq!(code(&mut world, "DescribeCluster", json!({"name": "dev"})), "ResourceNotFoundException");
    let ec2 = &world.accounts[fixture::ACCOUNT].regions[REGION].ec2;
    assert!(ec2.launch_templates.is_empty());
    assert!(!ec2.security_groups.values().any(|group| group.name.starts_with("eks-cluster-sg")));
}

#[test]
fn access_and_identity_need_known_principals() {
    let mut world = active();
    let entry = |arn: &str| json!({"clusterName": "dev", "principalArn": arn});
    assert_eq!(code(&mut world, "CreateAccessEntry", entry(&role("nobody"))), "InvalidParameterException");
    let made = eks(&mut world, "CreateAccessEntry", entry(&role("node")));
    let arn = made["accessEntry"]["accessEntryArn"].as_str().unwrap().to_owned();
    assert!(arn.starts_with("arn:aws:eks:us-east-1:111122223333:access-entry/dev/role/111122223333/node/"), "{arn}");
    assert_eq!(code(&mut world, "CreateAccessEntry", entry(&role("node"))), "ResourceInUseException");
    let association = json!({"clusterName": "dev", "namespace": "kube-system", "serviceAccount": "karpenter", "roleArn": role("pod"), "clientRequestToken": "t"});
    let first = eks(&mut world, "CreatePodIdentityAssociation", association.clone());
    assert_eq!(first["association"]["associationId"].as_str().unwrap().len(), 19);
    assert_eq!(eks(&mut world, "CreatePodIdentityAssociation", association.clone()), first);
    let mut second = association.clone();
    second["clientRequestToken"] = json!("u");
    assert_eq!(code(&mut world, "CreatePodIdentityAssociation", second.clone()), "ResourceInUseException");
    second["serviceAccount"] = json!("other");
    second["roleArn"] = json!(role("node"));
    assert_eq!(code(&mut world, "CreatePodIdentityAssociation", second), "InvalidParameterException");
}

#[test]
fn names_of_fargate_profiles_are_not_awss_own() {
    let mut world = active();
    let input = json!({"clusterName": "dev", "fargateProfileName": "eks-x", "podExecutionRoleArn": role("pod"),
        "selectors": [{"namespace": "default"}]});
    let fault = ask(&mut world, "eks", "CreateFargateProfile", input).expect_err("refused");
    assert_eq!(fault.code, "InvalidParameterException");
    assert!(fault.message.contains("must not begin with eks-"), "{}", fault.message);
}

/// A token of a service account for an audience, from the cluster's own API.
fn token(world: &mut World, name: &str, audience: &str) -> String {
    let now = world.now;
    let cluster = world.clusters.values_mut().next().expect("a cluster");
    let mut post = |path: &str, body: Value| {
        let (method, path) = ("POST".to_owned(), format!("/api/v1/namespaces/default/serviceaccounts{path}"));
        let (content_type, body) = ("application/json".to_owned(), body.to_string().into());
        let request = Request { method, path, content_type, body, ..Request::default() };
        let Body::Full(bytes) = cluster.handle(now, &User::control_plane("admin"), &request).body else {
            panic!("a watch was answered");
        };
        serde_json::from_slice::<Value>(&bytes).expect("JSON")
    };
    post("", json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": name}}));
    let wanted = json!({"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest",
        "spec": {"audiences": [audience]}});
    let answer = post(&format!("/{name}/token"), wanted);
    answer["status"]["token"].as_str().unwrap_or_else(|| panic!("no token in {answer}")).to_owned()
}

#[test]
fn a_service_account_gets_the_credentials_of_its_role() {
    let mut world = active();
    let cluster = eks(&mut world, "DescribeCluster", json!({"name": "dev"}));
    let issuer = cluster["cluster"]["identity"]["oidc"]["issuer"].as_str().expect("an issuer").to_owned();
    let provider = json!({"Url": issuer, "ClientIDList": ["sts.amazonaws.com"]});
    let provider = ask(&mut world, "iam", "CreateOpenIDConnectProvider", provider).expect("a provider");
    let trust = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
    "Principal": {"Federated": provider["OpenIDConnectProviderArn"]}, "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": {"StringEquals": {
        format!("{}:sub", issuer.trim_start_matches("https://")): "system:serviceaccount:default:app",
    }}}]});
    let input = json!({"RoleName": "web", "AssumeRolePolicyDocument": trust.to_string()});
    ask(&mut world, "iam", "CreateRole", input).expect("a role");
    let association =
        json!({"clusterName": "dev", "namespace": "default", "serviceAccount": "app", "roleArn": role("pod")});
    eks(&mut world, "CreatePodIdentityAssociation", association);
    live(&mut world, 60);
    let web = token(&mut world, "app", "sts.amazonaws.com");
    let input = |token: &str| json!({"RoleArn": role("web"), "RoleSessionName": "it", "WebIdentityToken": token});
    let answer = ask(&mut world, "sts", "AssumeRoleWithWebIdentity", input(&web)).expect("credentials");
    assert_eq!(answer["SubjectFromWebIdentityToken"], "system:serviceaccount:default:app");
    let forged = ask(&mut world, "sts", "AssumeRoleWithWebIdentity", input(&format!("{web}A")));
    assert_eq!(forged.expect_err("refused").code, "InvalidIdentityToken");
    let pod = token(&mut world, "app", "pods.eks.amazonaws.com");
    let answer = ask(&mut world, "eks_auth", "AssumeRoleForPodIdentity", json!({"clusterName": "dev", "token": pod}));
    assert_eq!(answer.expect("credentials")["subject"]["serviceAccount"], "app");
}
