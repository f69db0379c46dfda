//! EC2 as a whole: calls in, answers out, time passing.

use std::time::Duration;

use serde_json::{Value, json};

use super::*;
use crate::call::{Caller, Fault};
use crate::time::Time;
use crate::world::World;

const ACCOUNT: &str = "111122223333";
const REGION: &str = "eu-central-1";

fn world() -> World {
    World { now: Time(1_795_428_000_000), seed: 5, ..World::default() }
}

fn ask(world: &mut World, operation: &str, input: Value) -> Reply {
    let arn = format!("arn:aws:iam::{ACCOUNT}:root");
    let caller = Caller { arn, user_id: ACCOUNT.into(), account: ACCOUNT.into() };
    let (operation, region, partition) = (operation.into(), REGION.into(), "aws".into());
    handle(&mut Call { world, service: "ec2", operation, input, caller, region, partition })
}

fn code(reply: Reply) -> String {
    reply.map_or_else(|fault: Fault| fault.code, |answer| format!("answered {answer}"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn pass(world: &mut World, seconds: u64) {
    let until = world.now + Duration::from_secs(seconds);
    world.advance(until);
}

/// A VPC with one subnet.
fn network(world: &mut World) -> (String, String) {
    let vpc = text(&ask(world, "CreateVpc", json!({"CidrBlock": "10.0.0.0/16"})).unwrap()["vpc"]["vpcId"]);
    let input = json!({"VpcId": vpc, "CidrBlock": "10.0.0.0/28"});
    let subnet = text(&ask(world, "CreateSubnet", input).unwrap()["subnet"]["subnetId"]);
    (vpc, subnet)
}

fn launch(world: &World, subnet: &str) -> Launch {
    let image = image::latest("amazon-linux-2023", "1.34", ("x86_64", "standard"), world.now).unwrap();
    Launch {
        image: image.id(REGION),
        instance_type: "m6i.large".into(),
        subnet: subnet.to_owned(),
        count: 1,
        ..Launch::default()
    }
}

#[test]
fn instances_take_addresses_and_give_them_back() {
    let mut world = world();
    let (vpc, subnet) = network(&mut world);
    assert_eq!(free_addresses(&world, ACCOUNT, REGION, &subnet), 11);
    let wanted = Launch { count: 11, ..launch(&world, &subnet) };
    let ids = run_instances(&mut world, ACCOUNT, REGION, &wanted).unwrap();
    let one_more = launch(&world, &subnet);
    let fault = run_instances(&mut world, ACCOUNT, REGION, &one_more).unwrap_err();
    assert_eq!(fault.code, "InsufficientFreeAddressesInSubnet");
    assert_eq!(code(ask(&mut world, "DeleteSubnet", json!({"SubnetId": subnet}))), "DependencyViolation");
    terminate_instances(&mut world, ACCOUNT, REGION, &ids).unwrap();
    pass(&mut world, 60);
    assert_eq!(find_instance(&world, ACCOUNT, REGION, &ids[0]).unwrap().phase, instance::Phase::Terminated);
    assert_eq!(free_addresses(&world, ACCOUNT, REGION, &subnet), 11);
    ask(&mut world, "DeleteSubnet", json!({"SubnetId": subnet})).unwrap();
    ask(&mut world, "DeleteVpc", json!({"VpcId": vpc})).unwrap();
    pass(&mut world, 3700);
    assert!(find_instance(&world, ACCOUNT, REGION, &ids[0]).is_none());
}

#[test]
fn a_dry_run_changes_nothing_and_a_client_token_acts_once() {
    let mut world = world();
    let (vpc, subnet) = network(&mut world);
    let before = serde_json::to_value(&world.accounts).unwrap();
    let input = json!({"VpcId": vpc, "GroupName": "web", "GroupDescription": "d", "DryRun": "true"});
    assert_eq!(code(ask(&mut world, "CreateSecurityGroup", input)), "DryRunOperation");
    assert_eq!(serde_json::to_value(&world.accounts).unwrap(), before);
    let wanted = launch(&world, &subnet);
    let run = |token: &str, kind: &str| {
        json!({
            "ImageId": wanted.image, "InstanceType": kind, "SubnetId": subnet, "MinCount": "1", "MaxCount": "1",
            "ClientToken": token,
        })
    };
    let first = ask(&mut world, "RunInstances", run("a", "m6i.large")).unwrap();
    assert_eq!(ask(&mut world, "RunInstances", run("a", "m6i.large")).unwrap(), first);
    assert_eq!(code(ask(&mut world, "RunInstances", run("a", "m7i.large"))), "IdempotentParameterMismatch");
    assert_eq!(free_addresses(&world, ACCOUNT, REGION, &subnet), 10);
}

#[test]
fn rules_decide_who_reaches_whom() {
    let mut world = world();
    let (vpc, _) = network(&mut world);
    let cluster = create_security_group_for_cluster(&mut world, ACCOUNT, REGION, &vpc, "dev").unwrap();
    let input = json!({"VpcId": vpc, "GroupName": "nodes", "GroupDescription": "d"});
    let nodes = text(&ask(&mut world, "CreateSecurityGroup", input).unwrap()["groupId"]);
    let (own, other) = ([cluster.clone()], [nodes.clone()]);
    let end = |groups| End { groups, address: None };
    let reach = |world: &World, from| reaches(world, (ACCOUNT, REGION), end(from), end(&own[..]), ("tcp", 443));
    assert!(reach(&world, &own[..]));
    assert!(!reach(&world, &other[..]));
    let permission = json!({"IpProtocol": "tcp", "FromPort": "443", "ToPort": "443", "Groups": [{"GroupId": nodes}]});
    let input = json!({"GroupId": cluster, "IpPermissions": [permission]});
    ask(&mut world, "AuthorizeSecurityGroupIngress", input).unwrap();
    assert!(reach(&world, &other[..]));
    assert_eq!(code(ask(&mut world, "DeleteSecurityGroup", json!({"GroupId": nodes}))), "DependencyViolation");
}

#[test]
fn interfaces_of_a_deleted_cluster_keep_its_group_for_a_while() {
    let mut world = world();
    let (vpc, subnet) = network(&mut world);
    let group = create_security_group_for_cluster(&mut world, ACCOUNT, REGION, &vpc, "dev").unwrap();
    let (subnets, groups) = (vec![subnet], vec![group.clone()]);
    let made = create_cluster_interfaces(&mut world, (ACCOUNT, REGION), "dev", &subnets, &groups).unwrap();
    let delete = json!({"NetworkInterfaceId": made[0]});
    assert_eq!(code(ask(&mut world, "DeleteNetworkInterface", delete)), "OperationNotPermitted");
    delete_cluster_interfaces(&mut world, ACCOUNT, REGION, "dev");
    assert!(!delete_security_group_for_cluster(&mut world, ACCOUNT, REGION, &group));
    pass(&mut world, 121);
    assert!(delete_security_group_for_cluster(&mut world, ACCOUNT, REGION, &group));
    assert!(find_security_group(&world, ACCOUNT, REGION, &group).is_none());
}

#[test]
fn an_interrupted_spot_instance_has_two_minutes() {
    let mut world = world();
    let (_, subnet) = network(&mut world);
    let wanted = Launch { spot: true, ..launch(&world, &subnet) };
    let id = run_instances(&mut world, ACCOUNT, REGION, &wanted).unwrap().remove(0);
    pass(&mut world, 40);
    assert!(interrupt_spot(&mut world, ACCOUNT, REGION, &id));
    pass(&mut world, 119);
    assert!(find_instance(&world, ACCOUNT, REGION, &id).unwrap().is_alive());
    pass(&mut world, 2);
    assert!(!find_instance(&world, ACCOUNT, REGION, &id).unwrap().is_alive());
}

#[test]
fn an_interface_endpoint_has_one_subnet_in_a_zone() {
    let mut world = world();
    let (vpc, first) = network(&mut world);
    for attribute in ["EnableDnsSupport", "EnableDnsHostnames"] {
        let mut input = json!({"VpcId": vpc});
        input[attribute] = json!({"Value": "true"});
        ask(&mut world, "ModifyVpcAttribute", input).unwrap();
    }
    let mut subnet = |block: &str, zone: &str| {
        let input = json!({"VpcId": vpc, "CidrBlock": block, "AvailabilityZone": format!("{REGION}{zone}")});
        text(&ask(&mut world, "CreateSubnet", input).unwrap()["subnet"]["subnetId"])
    };
    let (same, other) = (subnet("10.0.1.0/28", "a"), subnet("10.0.2.0/28", "b"));
    let input = |subnets: [&String; 2]| {
        let service = format!("com.amazonaws.{REGION}.ec2");
        json!({"VpcId": vpc, "ServiceName": service, "VpcEndpointType": "Interface", "SubnetId": subnets})
    };
    let refused = "DuplicateSubnetsInSameZone";
    assert_eq!(code(ask(&mut world, "CreateVpcEndpoint", input([&first, &same]))), refused);
    let made = ask(&mut world, "CreateVpcEndpoint", input([&first, &other])).unwrap();
    let change = |members: Value| {
        let mut input = members;
        input["VpcEndpointId"] = made["vpcEndpoint"]["vpcEndpointId"].clone();
        input
    };
    let add = change(json!({"AddSubnetId": [same]}));
    assert_eq!(code(ask(&mut world, "ModifyVpcEndpoint", add)), refused);
    let exchange = change(json!({"AddSubnetId": [same], "RemoveSubnetId": [first]}));
    ask(&mut world, "ModifyVpcEndpoint", exchange).unwrap();
}

#[test]
fn rules_name_groups_of_their_own_network() {
    let mut world = world();
    let mut group = |block: &str| {
        let vpc = ask(&mut world, "CreateVpc", json!({"CidrBlock": block})).unwrap()["vpc"]["vpcId"].clone();
        let input = json!({"VpcId": vpc, "GroupName": "web", "GroupDescription": "d"});
        text(&ask(&mut world, "CreateSecurityGroup", input).unwrap()["groupId"])
    };
    let (own, foreign) = (group("10.0.0.0/16"), group("10.1.0.0/16"));
    let rule = |peer: &str| {
        let permission = json!({"IpProtocol": "tcp", "FromPort": "1", "ToPort": "1", "Groups": [{"GroupId": peer}]});
        json!({"GroupId": own, "IpPermissions": [permission]})
    };
    let refused = "InvalidGroup.NotFound";
    for operation in ["AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress"] {
        assert_eq!(code(ask(&mut world, operation, rule(&foreign))), refused);
    }
    let made = ask(&mut world, "AuthorizeSecurityGroupIngress", rule(&own)).unwrap();
    let terms = json!({"IpProtocol": "tcp", "FromPort": "1", "ToPort": "1", "ReferencedGroupId": foreign});
    let id = &made["securityGroupRuleSet"][0]["securityGroupRuleId"];
    let update =
        json!({"GroupId": own, "SecurityGroupRule": [{"SecurityGroupRuleId": id, "SecurityGroupRule": terms}]});
    assert_eq!(code(ask(&mut world, "ModifySecurityGroupRules", update)), refused);
}

#[test]
fn what_an_endpoint_takes_is_a_policy() {
    let mut world = world();
    let (vpc, _) = network(&mut world);
    let service = format!("com.amazonaws.{REGION}.s3");
    let input = json!({"VpcId": vpc, "ServiceName": service, "PolicyDocument": "nonsense"});
    assert_eq!(code(ask(&mut world, "CreateVpcEndpoint", input)), "InvalidPolicyDocument");
}

#[test]
fn a_launch_is_in_the_zone_of_its_subnet() {
    let mut world = world();
    let (_, subnet) = network(&mut world);
    let zone = find_subnet(&world, ACCOUNT, REGION, &subnet).unwrap().zone.clone();
    let wanted = launch(&world, &subnet);
    let run = |zone: &str| {
        json!({
            "ImageId": wanted.image, "InstanceType": "m6i.large", "SubnetId": subnet, "MinCount": "1", "MaxCount": "1",
            "Placement": {"AvailabilityZone": zone},
        })
    };
    assert_eq!(code(ask(&mut world, "RunInstances", run("eu-central-1z"))), "InvalidParameterValue");
    ask(&mut world, "RunInstances", run(&zone)).unwrap();
}

#[test]
fn a_subnet_changes_in_one_attribute_at_a_time() {
    let mut world = world();
    let (_, subnet) = network(&mut world);
    let mut input = json!({"SubnetId": subnet, "MapPublicIpOnLaunch": {"Value": "true"}});
    ask(&mut world, "ModifySubnetAttribute", input.clone()).unwrap();
    input["AssignIpv6AddressOnCreation"] = json!({"Value": "true"});
    assert_eq!(code(ask(&mut world, "ModifySubnetAttribute", input)), "InvalidParameterCombination");
}

#[test]
fn names_of_groups_are_those_of_a_default_network() {
    let mut world = world();
    let (vpc, _) = network(&mut world);
    let input = json!({"VpcId": vpc, "GroupName": "web", "GroupDescription": "d"});
    ask(&mut world, "CreateSecurityGroup", input).unwrap();
    assert_eq!(code(ask(&mut world, "DescribeSecurityGroups", json!({"GroupName": ["web"]}))), "InvalidGroup.NotFound");
    let filter = json!({"Filter": [{"Name": "group-name", "Value": ["web"]}]});
    let found = ask(&mut world, "DescribeSecurityGroups", filter).unwrap();
    assert_eq!(found["securityGroupInfo"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_dry_run_is_asked_for_with_yes_or_no() {
    let mut world = world();
    assert_eq!(code(ask(&mut world, "DescribeVpcs", json!({"DryRun": "abc"}))), "InvalidParameterValue");
    ask(&mut world, "DescribeVpcs", json!({"DryRun": "false"})).unwrap();
}

#[test]
fn a_region_has_five_addresses() {
    let mut world = world();
    let mut allocate = || ask(&mut world, "AllocateAddress", json!({"Domain": "vpc"}));
    let ids: Vec<Value> = (0..5).map(|_| allocate().unwrap()["allocationId"].clone()).collect();
    assert_eq!(code(allocate()), "AddressLimitExceeded");
    ask(&mut world, "ReleaseAddress", json!({"AllocationId": ids[0]})).unwrap();
    ask(&mut world, "AllocateAddress", json!({"Domain": "vpc"})).unwrap();
}
