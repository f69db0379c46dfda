//! IAM's rules that are easy to get wrong, through its own operations.

use serde_json::{Value, json};

use super::policy::Context;
use crate::call::{Call, Caller, Reply};
use crate::time::Time;
use crate::world::World;

const ACCOUNT: &str = "111122223333";

fn caller(arn: &str) -> Caller {
    Caller { arn: format!("arn:aws:iam::{ACCOUNT}:{arn}"), user_id: "AIDAX".into(), account: ACCOUNT.into() }
}

fn ask(world: &mut World, operation: &str, input: Value) -> Reply {
    world.account(ACCOUNT, "aws");
    super::handle(&mut Call {
        world,
        service: "iam",
        operation: operation.into(),
        input,
        caller: caller("root"),
        region: "us-east-1".into(),
        partition: "aws".into(),
    })
}

fn code(reply: Reply) -> (String, u16) {
    reply.map_or_else(|fault| (fault.code, fault.status), |value| panic!("answered {value}"))
}

fn trust(principal: Value) -> String {
    json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"},
    ]})
    .to_string()
}

fn make_role(world: &mut World, name: &str, principal: Value) -> Value {
    let input = json!({"RoleName": name, "AssumeRolePolicyDocument": trust(principal)});
    ask(world, "CreateRole", input).expect("a valid role")["Role"].clone()
}

fn allow(actions: Value, resource: &str, condition: Value) -> String {
    json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": actions, "Resource": resource, "Condition": condition},
    ]})
    .to_string()
}

#[test]
fn a_role_goes_last() {
    let mut world = World::default();
    make_role(&mut world, "node", json!({"Service": "ec2.amazonaws.com"}));
    let policy = "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy";
    ask(&mut world, "AttachRolePolicy", json!({"RoleName": "node", "PolicyArn": policy})).expect("attach");
    ask(&mut world, "CreateInstanceProfile", json!({"InstanceProfileName": "node"})).expect("profile");
    ask(&mut world, "AddRoleToInstanceProfile", json!({"InstanceProfileName": "node", "RoleName": "node"}))
        .expect("add");
    let conflict = ("DeleteConflict".to_owned(), 409);
    assert_eq!(code(ask(&mut world, "DeleteRole", json!({"RoleName": "node"}))), conflict);
    ask(&mut world, "DetachRolePolicy", json!({"RoleName": "node", "PolicyArn": policy})).expect("detach");
    assert_eq!(code(ask(&mut world, "DeleteRole", json!({"RoleName": "node"}))), conflict);
    assert_eq!(code(ask(&mut world, "DeleteInstanceProfile", json!({"InstanceProfileName": "node"}))), conflict);
    let both = json!({"InstanceProfileName": "node", "RoleName": "node"});
    ask(&mut world, "RemoveRoleFromInstanceProfile", both).expect("remove");
    ask(&mut world, "DeleteRole", json!({"RoleName": "node"})).expect("delete");
    assert_eq!(code(ask(&mut world, "GetRole", json!({"RoleName": "node"}))), ("NoSuchEntity".to_owned(), 404));
}

#[test]
fn names_are_unique_whatever_case_and_path() {
    let mut world = World::default();
    make_role(&mut world, "Node", json!({"Service": "ec2.amazonaws.com"}));
    let input = json!({"RoleName": "node", "Path": "/x/", "AssumeRolePolicyDocument": trust(json!({"AWS": "*"}))});
    assert_eq!(code(ask(&mut world, "CreateRole", input)).0, "EntityAlreadyExists");
}

#[test]
fn dead_principals_show_their_ids() {
    let mut world = World::default();
    let first = make_role(&mut world, "first", json!({"Service": "ec2.amazonaws.com"}));
    let early = json!({"RoleName": "second", "AssumeRolePolicyDocument": trust(json!({"AWS": first["Arn"]}))});
    assert_eq!(code(ask(&mut world, "CreateRole", early.clone())).0, "MalformedPolicyDocument", "not propagated yet");
    world.now = Time(60_000);
    ask(&mut world, "CreateRole", early).expect("visible by now");
    ask(&mut world, "DeleteRole", json!({"RoleName": "first"})).expect("delete");
    make_role(&mut world, "first", json!({"Service": "ec2.amazonaws.com"}));
    let shown = ask(&mut world, "GetRole", json!({"RoleName": "second"})).expect("get");
    let document = shown["Role"]["AssumeRolePolicyDocument"].as_str().expect("text");
    assert!(document.contains(first["RoleId"].as_str().expect("id")), "{document}");
}

#[test]
fn sizes_are_limited() {
    let mut world = World::default();
    make_role(&mut world, "r", json!({"Service": "ec2.amazonaws.com"}));
    let big = |n: usize| allow(json!(vec!["s3:GetObject"; n]), "*", json!({}));
    let put = |name: &str, n: usize| json!({"RoleName": "r", "PolicyName": name, "PolicyDocument": big(n)});
    ask(&mut world, "PutRolePolicy", put("a", 500)).expect("half of it");
    assert_eq!(code(ask(&mut world, "PutRolePolicy", put("b", 500))), ("LimitExceeded".to_owned(), 409));
    ask(&mut world, "PutRolePolicy", put("a", 600)).expect("instead of the first");
    let policy = json!({"PolicyName": "p", "PolicyDocument": big(500)});
    assert_eq!(code(ask(&mut world, "CreatePolicy", policy)).0, "LimitExceeded");
}

#[test]
fn lists_page() {
    let mut world = World::default();
    for index in 0..5 {
        make_role(&mut world, &format!("role-{index}"), json!({"Service": "ec2.amazonaws.com"}));
    }
    let first = ask(&mut world, "ListRoles", json!({"MaxItems": "3"})).expect("page");
    assert_eq!((first["IsTruncated"].clone(), first["Roles"].as_array().map(Vec::len)), (json!(true), Some(3)));
    let second = ask(&mut world, "ListRoles", json!({"MaxItems": "3", "Marker": first["Marker"]})).expect("page");
    assert_eq!(second["Roles"][0]["RoleName"], "role-3");
    assert_eq!(second["IsTruncated"], json!(false));
}

#[test]
fn policies_decide() {
    let mut world = World::default();
    ask(&mut world, "CreateUser", json!({"UserName": "bob"})).expect("user");
    let bob = caller("user/bob");
    let tag = json!({
        "StringEquals": {"aws:RequestTag/kubernetes.io/cluster/dev": "owned"},
        "StringLike": {"aws:RequestTag/karpenter.sh/nodepool": "*"},
        "ForAllValues:StringEquals": {"aws:TagKeys": ["Name", "karpenter.sh/nodepool"]},
    });
    let put = |name: &str, document: String| json!({"UserName": "bob", "PolicyName": name, "PolicyDocument": document});
    let run = allow(json!(["ec2:Run*"]), "arn:aws:ec2:*:*:instance/*", tag);
    ask(&mut world, "PutUserPolicy", put("run", run)).expect("put");
    let own = allow(json!("sqs:*"), "arn:aws:sqs:*:*:${aws:username}-*", json!({}));
    ask(&mut world, "PutUserPolicy", put("own", own)).expect("put");

    let mut context = Context::new();
    let instance = "arn:aws:ec2:us-east-1:111122223333:instance/i-1";
    let may = |world: &World, action: &str, resource: &str, context: &Context| {
        super::allows(world, &bob, action, resource, context).is_allowed()
    };
    assert!(!may(&world, "ec2:RunInstances", instance, &context), "tags are missing");
    context.set("aws:RequestTag/kubernetes.io/cluster/dev", "owned");
    context.set("aws:RequestTag/karpenter.sh/nodepool", "default");
    context.set_all("aws:TagKeys", vec!["Name".into()]);
    assert!(may(&world, "ec2:RunInstances", instance, &context));
    assert!(!may(&world, "ec2:RunInstances", "arn:aws:ec2:us-east-1:111122223333:volume/v", &context));
    context.set_all("aws:TagKeys", vec!["Name".into(), "other".into()]);
    assert!(!may(&world, "ec2:RunInstances", instance, &context), "a key too many");
    assert!(may(&world, "sqs:SendMessage", "arn:aws:sqs:us-east-1:111122223333:bob-1", &context));
    assert!(!may(&world, "sqs:SendMessage", "arn:aws:sqs:us-east-1:111122223333:alice-1", &context));

    let boundary = "arn:aws:iam::aws:policy/AmazonEC2FullAccess";
    let input = json!({"UserName": "bob", "PermissionsBoundary": boundary});
    ask(&mut world, "PutUserPermissionsBoundary", input).expect("boundary");
    assert!(
        !may(&world, "sqs:SendMessage", "arn:aws:sqs:us-east-1:111122223333:bob-1", &context),
        "outside the boundary"
    );
}

#[test]
fn broken_documents_are_refused() {
    let mut world = World::default();
    let statement = |statement: Value| json!({"Version": "2012-10-17", "Statement": [statement]}).to_string();
    let bad = [
        "{".to_owned(),
        json!({"Version": "2012-10-17"}).to_string(),
        statement(json!({"Action": "s3:*", "Resource": "*"})),
        statement(json!({"Effect": "Allow", "Resource": "*"})),
        statement(json!({"Effect": "Allow", "Action": "s3:*"})),
        statement(json!({"Effect": "Allow", "Action": "nothing", "Resource": "*"})),
        statement(json!({"Effect": "Allow", "Action": "s3:*", "Resource": "bucket"})),
        statement(json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"Like": {"a": "b"}}})),
        statement(json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Principal": "*"})),
    ];
    for document in bad {
        let input = json!({"PolicyName": "p", "PolicyDocument": document});
        assert_eq!(code(ask(&mut world, "CreatePolicy", input)).0, "MalformedPolicyDocument", "{document}");
    }
}

#[test]
fn denied_calls_get_their_services_error() {
    let mut world = World::default();
    ask(&mut world, "CreateUser", json!({"UserName": "alice"})).expect("user");
    let mut denied = |service: &'static str, operation: &str, input: Value| {
        let mut call = Call {
            world: &mut world,
            service,
            operation: operation.into(),
            input,
            caller: caller("user/alice"),
            region: "us-east-1".into(),
            partition: "aws".into(),
        };
        super::authorize(&mut call).map_or_else(|fault| (fault.code, fault.status), |()| ("allowed".to_owned(), 200))
    };
    assert_eq!(denied("sts", "GetCallerIdentity", json!({})).0, "allowed");
    assert_eq!(denied("ec2", "DescribeVpcs", json!({})), ("UnauthorizedOperation".to_owned(), 403));
    assert_eq!(denied("eks", "DescribeCluster", json!({"name": "c"})), ("AccessDeniedException".to_owned(), 403));
    assert_eq!(denied("iam", "GetRole", json!({"RoleName": "r"})), ("AccessDenied".to_owned(), 403));
    assert_eq!(denied("kms", "CreateKey", json!({})), ("AccessDeniedException".to_owned(), 400));
}

#[test]
fn passing_a_role_needs_a_permission_of_its_own() {
    let mut world = World::default();
    let role = make_role(&mut world, "cluster", json!({"Service": "eks.amazonaws.com"}));
    ask(&mut world, "CreateUser", json!({"UserName": "alice"})).expect("user");
    let put = |world: &mut World, name: &str, document: String| {
        let input = json!({"UserName": "alice", "PolicyName": name, "PolicyDocument": document});
        ask(world, "PutUserPolicy", input).expect("put");
    };
    let outcome = |world: &mut World| {
        let mut call = Call {
            world,
            service: "eks",
            operation: "CreateCluster".into(),
            input: json!({"name": "c", "roleArn": role["Arn"]}),
            caller: caller("user/alice"),
            region: "us-east-1".into(),
            partition: "aws".into(),
        };
        super::authorize(&mut call).is_ok()
    };
    put(&mut world, "eks", allow(json!("eks:*"), "*", json!({})));
    assert!(!outcome(&mut world));
    let to = |service: &str| json!({"StringEquals": {"iam:PassedToService": service}});
    put(&mut world, "pass", allow(json!("iam:PassRole"), "*", to("ec2.amazonaws.com")));
    assert!(!outcome(&mut world));
    put(&mut world, "pass", allow(json!("iam:PassRole"), "*", to("eks.amazonaws.com")));
    assert!(outcome(&mut world));
}

#[test]
fn documents_of_another_partition_are_refused() {
    let mut world = World::default();
    make_role(&mut world, "node", json!({"Service": "ec2.amazonaws.com"}));
    let malformed = ("MalformedPolicyDocument".to_owned(), 400);
    for resource in ["arn:aws-cn:s3:::x", "arn:aws-us-gov:s3:::x"] {
        let document = allow(json!("s3:*"), resource, json!({}));
        let inline = json!({"RoleName": "node", "PolicyName": "p", "PolicyDocument": document});
        let fault = ask(&mut world, "PutRolePolicy", inline).expect_err("refused");
        let partition = resource.split(':').nth(1).expect("a partition");
        assert_eq!(fault.message, format!("Partition \"{partition}\" is not valid for resource \"{resource}\"."));
        let own = json!({"PolicyName": "p", "PolicyDocument": document});
        assert_eq!(code(ask(&mut world, "CreatePolicy", own)), malformed);
    }
    let trusts = [
        json!({"AWS": format!("arn:aws-cn:iam::{ACCOUNT}:root")}),
        json!({"Federated": format!("arn:aws-us-gov:iam::{ACCOUNT}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A")}),
    ];
    for principal in trusts {
        let input = json!({"RoleName": "node", "PolicyDocument": trust(principal)});
        assert_eq!(code(ask(&mut world, "UpdateAssumeRolePolicy", input)), malformed);
    }
    for resource in ["arn:aws:s3:::x", "arn:*:s3:::x", "arn:aws*:s3:::x"] {
        let document = allow(json!("s3:*"), resource, json!({}));
        let inline = json!({"RoleName": "node", "PolicyName": "p", "PolicyDocument": document});
        ask(&mut world, "PutRolePolicy", inline).expect("put");
    }
}

fn call<'a>(world: &'a mut World, who: &str, (service, operation): (&'static str, &str), input: Value) -> Call<'a> {
    let (operation, region, partition) = (operation.into(), "us-east-1".into(), "aws".into());
    Call { world, service, operation, input, caller: caller(who), region, partition }
}

/// What a user of these statements is answered by the gate in front of a service.
fn outcome(statements: Value, (service, operation): (&'static str, &str), input: &Value) -> String {
    let mut world = World::default();
    ask(&mut world, "CreateUser", json!({"UserName": "alice"})).expect("user");
    let document = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    let put = json!({"UserName": "alice", "PolicyName": "own", "PolicyDocument": document});
    ask(&mut world, "PutUserPolicy", put).expect("put");
    let mut call = call(&mut world, "user/alice", (service, operation), input.clone());
    super::authorize(&mut call).map_or_else(|fault| fault.message, |()| "allowed".to_owned())
}

#[test]
fn tags_of_a_create_need_the_permission_to_tag() {
    let list = json!([{"Key": "team", "Value": "a"}]);
    let map = json!({"team": "a"});
    let rows = [
        ("iam", "CreateRole", json!({"RoleName": "r", "Tags": list}), "iam:TagRole"),
        ("iam", "CreateInstanceProfile", json!({"InstanceProfileName": "p", "Tags": list}), "iam:TagInstanceProfile"),
        ("iam", "CreatePolicy", json!({"PolicyName": "p", "Tags": list}), "iam:TagPolicy"),
        (
            "iam",
            "CreateOpenIDConnectProvider",
            json!({"Url": "https://a", "Tags": list}),
            "iam:TagOpenIDConnectProvider",
        ),
        ("sqs", "CreateQueue", json!({"QueueName": "q", "tags": map}), "sqs:TagQueue"),
        ("events", "PutRule", json!({"Name": "r", "Tags": list}), "events:TagResource"),
        ("logs", "CreateLogGroup", json!({"logGroupName": "g", "tags": map}), "logs:TagResource"),
        ("kms", "CreateKey", json!({"Tags": [{"TagKey": "team", "TagValue": "a"}]}), "kms:TagResource"),
        ("eks", "CreateCluster", json!({"name": "c", "tags": map}), "eks:TagResource"),
        ("eks", "CreateNodegroup", json!({"clusterName": "c", "nodegroupName": "n", "tags": map}), "eks:TagResource"),
    ];
    for (service, operation, mut input, tag) in rows {
        let create = format!("{service}:{operation}");
        let may = |actions: Value| json!([{"Effect": "Allow", "Action": actions, "Resource": "*"}]);
        let denied = outcome(may(json!([create])), (service, operation), &input);
        assert!(denied.contains(&format!("not authorized to perform: {tag} on resource")), "{create}: {denied}");
        assert_eq!(outcome(may(json!([create, tag])), (service, operation), &input), "allowed", "{create}");
        for member in ["Tags", "tags"] {
            input.as_object_mut().expect("an object").remove(member);
        }
        assert_eq!(outcome(may(json!([create])), (service, operation), &input), "allowed", "{create}");
    }
}

#[test]
fn what_is_made_is_judged_by_the_tags_that_it_is_going_to_have() {
    let tags = |team: &str| json!({"InstanceProfileName": "p", "Tags": [{"Key": "team", "Value": team}]});
    let statements = json!([
        {"Effect": "Allow", "Action": "iam:CreateInstanceProfile", "Resource": "*"},
        {"Effect": "Allow", "Action": "iam:TagInstanceProfile", "Resource": "*",
            "Condition": {"StringEquals": {"aws:ResourceTag/team": "a", "aws:RequestTag/team": "a"}}},
    ]);
    let make = ("iam", "CreateInstanceProfile");
    assert_eq!(outcome(statements.clone(), make, &tags("a")), "allowed");
    assert_ne!(outcome(statements, make, &tags("b")), "allowed");
}

#[test]
fn a_node_group_with_a_template_needs_the_callers_right_to_launch() {
    let mut world = World::default();
    let role = make_role(&mut world, "node", json!({"Service": "ec2.amazonaws.com"}));
    ask(&mut world, "CreateUser", json!({"UserName": "alice"})).expect("user");
    let data = json!({"TagSpecification": [{"ResourceType": "instance", "Tag": [{"Key": "a", "Value": "b"}]}]});
    let template = json!({"LaunchTemplateName": "own", "LaunchTemplateData": data});
    let mut made = call(&mut world, "root", ("ec2", "CreateLaunchTemplate"), template);
    crate::ec2::handle(&mut made).expect("a template");
    let mut may = |actions: &[&str], template: Value| {
        let document = allow(json!(actions), "*", json!({}));
        let put = json!({"UserName": "alice", "PolicyName": "own", "PolicyDocument": document});
        ask(&mut world, "PutUserPolicy", put).expect("put");
        let group = json!({"clusterName": "c", "nodegroupName": "n", "nodeRole": role["Arn"], "subnets": ["subnet-1"],
            "launchTemplate": template});
        super::authorize(&mut call(&mut world, "user/alice", ("eks", "CreateNodegroup"), group))
    };
    let (own, eks) = (json!({"name": "own", "version": "1"}), ["eks:*", "iam:PassRole"]);
    let fault = may(&eks, own.clone()).expect_err("not allowed to launch");
    assert_eq!((fault.code.as_str(), fault.status), ("InvalidRequestException", 400));
    assert!(fault.message.starts_with("You are not authorized to launch instances with this launch template."));
    assert!(may(&[eks[0], eks[1], "ec2:RunInstances"], own.clone()).is_err(), "its tags as well");
    assert_eq!(may(&[eks[0], eks[1], "ec2:RunInstances", "ec2:CreateTags"], own), Ok(()));
    assert_eq!(may(&eks, Value::Null), Ok(()));
}

#[test]
fn descriptions_of_roles_are_latin_and_those_of_policies_are_free() {
    let mut world = World::default();
    make_role(&mut world, "node", json!({"Service": "ec2.amazonaws.com"}));
    let dash = "nodes \u{2014} all of them";
    for (operation, input) in [
        ("UpdateRole", json!({"RoleName": "node", "Description": dash})),
        ("UpdateRoleDescription", json!({"RoleName": "node", "Description": dash})),
        ("CreateServiceLinkedRole", json!({"AWSServiceName": "spot.amazonaws.com", "Description": dash})),
    ] {
        assert_eq!(code(ask(&mut world, operation, input)), ("ValidationError".to_owned(), 400), "{operation}");
    }
    let fine = json!({"RoleName": "node", "Description": "n\u{f8}des\n\tof $ 1"});
    ask(&mut world, "UpdateRole", fine).expect("update");
    let document = allow(json!("s3:*"), "*", json!({}));
    let policy = json!({"PolicyName": "p", "PolicyDocument": document, "Description": dash});
    ask(&mut world, "CreatePolicy", policy).expect("policy");
}

#[test]
fn arns_of_another_partition_name_nothing() {
    let mut world = World::default();
    make_role(&mut world, "node", json!({"Service": "ec2.amazonaws.com"}));
    let policy = "arn:aws-cn:iam::aws:policy/AmazonEKSWorkerNodePolicy";
    let refused = ("ValidationError".to_owned(), 400);
    for operation in ["AttachRolePolicy", "DetachRolePolicy"] {
        let input = json!({"RoleName": "node", "PolicyArn": policy});
        assert_eq!(code(ask(&mut world, operation, input)), refused);
    }
    assert_eq!(code(ask(&mut world, "GetPolicy", json!({"PolicyArn": policy}))), refused);
}
