//! Sessions and what limits them.

use serde_json::{Value, json};

use crate::call::{Call, Caller, Reply};
use crate::iam::{self, authorize};
use crate::time::Time;
use crate::world::World;

const ACCOUNT: &str = "111122223333";

fn call<'a>(
    world: &'a mut World,
    caller: Caller,
    (service, operation): (&'static str, &str),
    input: Value,
) -> Call<'a> {
    let (operation, region, partition) = (operation.into(), "us-east-1".into(), "aws".into());
    Call { world, service, operation, input, caller, region, partition }
}

fn root() -> Caller {
    Caller { arn: format!("arn:aws:iam::{ACCOUNT}:root"), user_id: ACCOUNT.into(), account: ACCOUNT.into() }
}

/// A role of the account that may do everything, and that the account may assume with these actions.
fn world(actions: &Value) -> World {
    let mut world = World { now: Time(1_795_428_000_000), ..World::default() };
    world.account(ACCOUNT, "aws");
    let trust = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": actions},
    ]});
    let role = json!({"RoleName": "all", "AssumeRolePolicyDocument": trust.to_string()});
    iam::handle(&mut call(&mut world, root(), ("iam", "CreateRole"), role)).expect("a role");
    let policy = json!({"RoleName": "all", "PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"});
    iam::handle(&mut call(&mut world, root(), ("iam", "AttachRolePolicy"), policy)).expect("attached");
    world.now = world.now + std::time::Duration::from_secs(60);
    world
}

fn assume(world: &mut World, more: Value) -> Reply {
    let mut input = json!({"RoleArn": format!("arn:aws:iam::{ACCOUNT}:role/all"), "RoleSessionName": "it"});
    input.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
    super::handle(&mut call(world, root(), ("sts", "AssumeRole"), input))
}

fn code(reply: Reply) -> (String, u16) {
    reply.map_or_else(|fault| (fault.code, fault.status), |value| panic!("answered {value}"))
}

fn caller(answer: &Value) -> Caller {
    let text = |name: &str| answer["AssumedRoleUser"][name].as_str().unwrap_or_default().to_owned();
    Caller { arn: text("Arn"), user_id: text("AssumedRoleId"), account: ACCOUNT.into() }
}

fn may(world: &mut World, who: &Caller, operation: &str) -> Result<(), String> {
    authorize(&mut call(world, who.clone(), ("ec2", operation), json!({}))).map_err(|fault| fault.message)
}

#[test]
fn a_session_has_no_more_than_its_policies() {
    let mut world = world(&json!("sts:AssumeRole"));
    let policy = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "ec2:DescribeVpcs", "Resource": "*"},
    ]});
    let limited = assume(&mut world, json!({"Policy": policy.to_string()})).expect("a session");
    let limited = caller(&limited);
    assert_eq!(may(&mut world, &limited, "DescribeVpcs"), Ok(()));
    let refused = may(&mut world, &limited, "DescribeSubnets").expect_err("beyond the session");
    assert!(refused.ends_with("because no session policy allows the ec2:DescribeSubnets action"), "{refused}");
    let managed = "arn:aws:iam::aws:policy/AmazonEC2FullAccess";
    let more = json!({"RoleSessionName": "other", "PolicyArns": [{"arn": managed}]});
    let other = caller(&assume(&mut world, more).expect("a session"));
    assert_eq!(may(&mut world, &other, "DescribeSubnets"), Ok(()));
    let whole = caller(&assume(&mut world, json!({"RoleSessionName": "whole"})).expect("a session"));
    assert_eq!(may(&mut world, &whole, "DescribeSubnets"), Ok(()));
    let malformed = ("MalformedPolicyDocument".to_owned(), 400);
    assert_eq!(code(assume(&mut world, json!({"Policy": "{"}))), malformed);
}

#[test]
fn tags_of_a_session_need_the_trust_to_tag() {
    let tags = json!({"Tags": [{"Key": "team", "Value": "a"}]});
    let mut closed = world(&json!("sts:AssumeRole"));
    assert_eq!(code(assume(&mut closed, tags.clone())), ("AccessDenied".to_owned(), 403));
    let mut open = world(&json!(["sts:AssumeRole", "sts:TagSession"]));
    assume(&mut open, tags).expect("a session");
    let tags = open.accounts[ACCOUNT].sessions.values().next().map(|session| session.tags["team"].clone());
    assert_eq!(tags.as_deref(), Some("a"));
}

#[test]
fn what_is_no_role_can_not_be_assumed() {
    let mut world = world(&json!("sts:AssumeRole"));
    let bad = ["not-an-arn-but-long-enough".to_owned(), format!("arn:aws:iam::{ACCOUNT}:user/somebody")];
    for arn in bad {
        assert_eq!(code(assume(&mut world, json!({"RoleArn": arn}))), ("ValidationError".to_owned(), 400));
    }
    let absent = json!({"RoleArn": format!("arn:aws:iam::{ACCOUNT}:role/nobody")});
    assert_eq!(code(assume(&mut world, absent)), ("AccessDenied".to_owned(), 403));
}
