//! The account as it stands before anybody has done anything, built through its own API.

use serde_json::{Value, json};

use crate::call::{Call, Caller, Fault, Reply};
use crate::ec2::region::zones;
use crate::wire::Service;
use crate::world::World;

/// The account of a fresh sandbox.
pub const ACCOUNT: &str = "111122223333";
/// The VPC of a fresh account in us-east-1.
pub const VPC: &str = "vpc-0a1b2c3d4e5f60718";
/// Users of a fresh account. The first one may do everything.
pub const USERS: &[&str] = &["deployer", "alice", "bob"];

/// Block of the private subnet and block of the public subnet, for the region's first zones.
const SUBNETS: [(&str, &str); 3] =
    [("10.0.0.0/19", "10.0.96.0/22"), ("10.0.32.0/19", "10.0.100.0/22"), ("10.0.64.0/19", "10.0.104.0/22")];

/// A hand on the world that calls its API as the account's root.
struct Builder<'a> {
    world: &'a mut World,
    account: &'a str,
    partition: &'a str,
    region: &'a str,
}

impl Builder<'_> {
    fn call(&mut self, service: &str, operation: &str, input: Value) -> Reply {
        let service = Service::by_name(service)
            .ok_or_else(|| Fault::new(500, "InternalFailure", format!("no service {service}")))?;
        let caller = Caller {
            arn: format!("arn:{}:iam::{}:root", self.partition, self.account),
            user_id: self.account.to_owned(),
            account: self.account.to_owned(),
        };
        (service.handler)(&mut Call {
            world: self.world,
            service: service.name,
            operation: operation.to_owned(),
            input,
            caller,
            region: self.region.to_owned(),
            partition: self.partition.to_owned(),
        })
    }

    fn ec2(&mut self, operation: &str, input: Value) -> Reply {
        self.call("ec2", operation, input)
    }

    fn id(&mut self, operation: &str, input: Value, path: &str) -> Result<String, Fault> {
        let answer = self.ec2(operation, input)?;
        answer
            .pointer(path)
            .and_then(Value::as_str)
            .map(str::to_owned)
            .ok_or_else(|| Fault::new(500, "InternalFailure", format!("{operation} answers no {path}: {answer}")))
    }
}

fn tagged(kind: &str, name: &str, more: &[(&str, &str)]) -> Value {
    let mut tags = vec![json!({ "Key": "Name", "Value": name })];
    tags.extend(more.iter().map(|(key, value)| json!({ "Key": key, "Value": value })));
    json!([{ "ResourceType": kind, "Tag": tags }])
}

/// Makes the account's users: `deployer`, `alice` and `bob`, each with an access key.
///
/// # Errors
/// The first call that IAM refuses.
pub(crate) fn build_account(world: &mut World, account: &str, partition: &str, region: &str) -> Result<(), Fault> {
    world.account(account, partition);
    let mut builder = Builder { world, account, partition, region };
    for (index, user) in USERS.iter().enumerate() {
        builder.call("iam", "CreateUser", json!({ "UserName": user }))?;
        builder.call("iam", "CreateAccessKey", json!({ "UserName": user }))?;
        if index == 0 {
            let policy = format!("arn:{partition}:iam::aws:policy/AdministratorAccess");
            builder.call("iam", "AttachUserPolicy", json!({ "UserName": user, "PolicyArn": policy }))?;
        }
    }
    Ok(())
}

/// Makes the network of a region: one VPC with three private and three public subnets (two where the region has two
/// zones), internet and NAT gateway.
///
/// # Errors
/// The first call that EC2 refuses.
pub fn build_region(world: &mut World, account: &str, partition: &str, region: &str) -> Result<(), Fault> {
    world.account(account, partition).region(region);
    let mut builder = Builder { world, account, partition, region };
    let vpc = build_vpc(&mut builder)?;
    let gateway = builder.id(
        "CreateInternetGateway",
        json!({ "TagSpecification": tagged("internet-gateway", "main", &[]) }),
        "/internetGateway/internetGatewayId",
    )?;
    builder.ec2("AttachInternetGateway", json!({ "InternetGatewayId": gateway, "VpcId": vpc }))?;
    let public = build_route_table(&mut builder, &vpc, "main-public")?;
    builder.ec2(
        "CreateRoute",
        json!({ "RouteTableId": public, "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": gateway }),
    )?;
    let private = build_route_table(&mut builder, &vpc, "main-private")?;
    let mut nat_subnet = None;
    for ((zone, _), (private_block, public_block)) in zones(region).iter().zip(SUBNETS) {
        let outside = build_subnet(&mut builder, &vpc, zone, "public", public_block)?;
        builder
            .ec2("ModifySubnetAttribute", json!({ "SubnetId": outside, "MapPublicIpOnLaunch": { "Value": "true" } }))?;
        builder.ec2("AssociateRouteTable", json!({ "RouteTableId": public, "SubnetId": outside }))?;
        let inside = build_subnet(&mut builder, &vpc, zone, "private", private_block)?;
        builder.ec2("AssociateRouteTable", json!({ "RouteTableId": private, "SubnetId": inside }))?;
        nat_subnet.get_or_insert(outside);
    }
    let address = builder.id("AllocateAddress", json!({ "Domain": "vpc" }), "/allocationId")?;
    let nat = builder.id(
        "CreateNatGateway",
        json!({
            "SubnetId": nat_subnet,
            "AllocationId": address,
            "TagSpecification": tagged("natgateway", "main", &[]),
        }),
        "/natGateway/natGatewayId",
    )?;
    builder.ec2(
        "CreateRoute",
        json!({ "RouteTableId": private, "DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": nat }),
    )?;
    let regional = world.account(account, partition).region(region);
    let network = serde_json::to_value(&regional.ec2).unwrap_or_default();
    let kinds = network.as_object().into_iter().flat_map(serde_json::Map::values).filter_map(Value::as_object);
    regional.furniture = kinds.flat_map(serde_json::Map::keys).cloned().collect();
    Ok(())
}

fn build_vpc(builder: &mut Builder<'_>) -> Result<String, Fault> {
    if builder.region == "us-east-1" {
        builder.world.force_id("vpc", VPC);
    }
    let vpc = builder.id(
        "CreateVpc",
        json!({ "CidrBlock": "10.0.0.0/16", "TagSpecification": tagged("vpc", "main", &[]) }),
        "/vpc/vpcId",
    )?;
    for attribute in ["EnableDnsSupport", "EnableDnsHostnames"] {
        builder.ec2("ModifyVpcAttribute", json!({ "VpcId": vpc, attribute: { "Value": "true" } }))?;
    }
    Ok(vpc)
}

fn build_route_table(builder: &mut Builder<'_>, vpc: &str, name: &str) -> Result<String, Fault> {
    let input = json!({ "VpcId": vpc, "TagSpecification": tagged("route-table", name, &[]) });
    builder.id("CreateRouteTable", input, "/routeTable/routeTableId")
}

fn build_subnet(builder: &mut Builder<'_>, vpc: &str, zone: &str, tier: &str, block: &str) -> Result<String, Fault> {
    let name = format!("main-{tier}-{zone}");
    let input = json!({
        "VpcId": vpc,
        "AvailabilityZone": zone,
        "CidrBlock": block,
        "TagSpecification": tagged("subnet", &name, &[("tier", tier)]),
    });
    builder.id("CreateSubnet", input, "/subnet/subnetId")
}
