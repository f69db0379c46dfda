"""EC2's networks as AWS's clients meet them."""

import re
import uuid

import pytest

from conftest import pages, refused
from sandbox import ACCOUNT, eventually

PERMISSION = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}


def tags(kind, **pairs):
    return [{"ResourceType": kind, "Tags": [{"Key": k, "Value": v} for k, v in pairs.items()]}]


@pytest.fixture
def group(ec2, network, name):
    return ec2.create_security_group(GroupName=name, Description="d", VpcId=network["vpc"])["GroupId"]


@pytest.fixture
def vpc(ec2):
    return ec2.create_vpc(CidrBlock="172.20.0.0/16")["Vpc"]["VpcId"]


def test_the_fresh_account(ec2, network):
    vpcs = ec2.describe_vpcs()["Vpcs"]
    main = next(v for v in vpcs if v["VpcId"] == network["vpc"])
    assert main["CidrBlock"] == "10.0.0.0/16" and main["State"] == "available" and main["OwnerId"] == ACCOUNT
    assert main["CidrBlockAssociationSet"][0]["CidrBlockState"] == {"State": "associated"}
    assert len(network["private"]) == len(network["public"]) == len(set(network["zones"])) == 3
    for attribute, key in (("enableDnsSupport", "EnableDnsSupport"), ("enableDnsHostnames", "EnableDnsHostnames")):
        assert ec2.describe_vpc_attribute(VpcId=network["vpc"], Attribute=attribute)[key] == {"Value": True}
    gateways = ec2.describe_nat_gateways(Filter=[{"Name": "vpc-id", "Values": [network["vpc"]]}])["NatGateways"]
    assert [g["State"] for g in gateways] == ["available"]


def test_filters_of_subnets(ec2, network):
    ask = lambda **filters: {s["SubnetId"] for s in ec2.describe_subnets(
        Filters=[{"Name": k.replace("__", ":").replace("_", "-"), "Values": v} for k, v in filters.items()])["Subnets"]}
    private = set(network["private"])
    assert ask(tag__tier=["private"]) == private
    assert ask(tag__tier=["private", "public"]) == private | set(network["public"])
    assert ask(tag__tier=["priv*"]) == private and ask(tag__tier=["p?ivate"]) == private
    assert ask(tag_key=["tier"]) >= private and ask(tag__tier=["PRIVATE"]) == set()
    assert ask(vpc_id=[network["vpc"]], availability_zone=[network["zones"][0]]) == {
        network["private"][0], network["public"][0]}
    assert ask(subnet_id=[network["private"][1]]) == {network["private"][1]}
    assert ask(cidr_block=["10.0.32.0/19"]) == {network["private"][1]}
    assert ask(map_public_ip_on_launch=["true"]) == set(network["public"])
    assert ask(state=["available"]) >= private and ask(state=["pending"]) == set()
    assert ask(owner_id=["999999999999"]) == set()
    refused(ec2.describe_subnets, "InvalidParameterValue", Filters=[{"Name": "colour", "Values": ["red"]}])


def test_subnets_have_the_form_of_subnets(ec2, network):
    found = ec2.describe_subnets(SubnetIds=network["private"])["Subnets"]
    for subnet in found:
        assert re.fullmatch(r"use1-az\d", subnet["AvailabilityZoneId"])
        assert subnet["SubnetArn"] == f"arn:aws:ec2:us-east-1:{ACCOUNT}:subnet/{subnet['SubnetId']}"
        assert 0 < subnet["AvailableIpAddressCount"] <= 8187 and not subnet["DefaultForAz"]
    refused(ec2.describe_subnets, "InvalidSubnetID.NotFound", status=400, SubnetIds=["subnet-0123456789abcdef0"])
    refused(ec2.describe_subnets, "InvalidSubnetID.NotFound", SubnetIds=[network["private"][0], "subnet-00000000"])


# Five to a page, but for long lists and for those that are shorter than that.
PAGE_SIZES = {"describe_instance_types": 100, "describe_instance_type_offerings": 500, "describe_images": 10,
              "describe_spot_price_history": 500, "describe_managed_prefix_lists": 1}


@pytest.mark.parametrize("operation, key, given", [
    ("describe_subnets", "Subnets", {}), ("describe_vpcs", "Vpcs", {}),
    ("describe_security_groups", "SecurityGroups", {}), ("describe_route_tables", "RouteTables", {}),
    ("describe_security_group_rules", "SecurityGroupRules", {}), ("describe_tags", "Tags", {}),
    ("describe_network_interfaces", "NetworkInterfaces", {}), ("describe_instance_types", "InstanceTypes", {}),
    ("describe_instance_type_offerings", "InstanceTypeOfferings", {"LocationType": "availability-zone"}),
    ("describe_launch_templates", "LaunchTemplates", {}), ("describe_spot_price_history", "SpotPriceHistory", {}),
    ("describe_managed_prefix_lists", "PrefixLists", {}), ("describe_internet_gateways", "InternetGateways", {}),
    ("describe_images", "Images", {"Owners": ["amazon"]}),
    ("describe_vpc_endpoint_services", "ServiceNames", {}),
])
def test_describes_come_in_pages(ec2, network, names, operation, key, given):
    size = PAGE_SIZES.get(operation, 5)
    for _ in range(6):
        made = ec2.create_vpc(CidrBlock="172.31.0.0/16")["Vpc"]["VpcId"] if operation in (
            "describe_vpcs", "describe_route_tables", "describe_security_groups", "describe_security_group_rules") else None
        if operation in ("describe_launch_templates", "describe_tags"):
            ec2.create_launch_template(LaunchTemplateName=names(), LaunchTemplateData={"InstanceType": "m5.large"},
                                       TagSpecifications=tags("launch-template", a="b"))
        if operation == "describe_internet_gateways":
            ec2.create_internet_gateway()
        if operation == "describe_network_interfaces":
            ec2.create_network_interface(SubnetId=network["private"][0])
    whole = getattr(ec2, operation)(**given)[key]
    if not ec2.can_paginate(operation):
        found, token = [], None
        while True:
            page = getattr(ec2, operation)(MaxResults=size, **given, **({"NextToken": token} if token else {}))
            assert len(page[key]) <= size
            found += page[key]
            token = page.get("NextToken")
            if not token:
                break
    else:
        found, count = pages(ec2, operation, key, PaginationConfig={"PageSize": size}, **given)
        assert count > 1
    strings = [str(item) for item in found]
    assert len(strings) == len(set(strings)) and len(found) >= len(whole)
    refused(getattr(ec2, operation), "InvalidParameterValue", "InvalidNextToken", "InvalidPaginationToken",
            NextToken="nonsense", MaxResults=5, **given)
    refused(getattr(ec2, operation), "InvalidParameterValue", "InvalidMaxResults", MaxResults=100000, **given)


def test_tags_of_everything(ec2, network, group):
    subnet = network["private"][2]
    ec2.create_tags(Resources=[group, subnet], Tags=[{"Key": "it", "Value": "1"}, {"Key": "empty", "Value": ""}])
    found = ec2.describe_tags(Filters=[{"Name": "resource-id", "Values": [group]}])["Tags"]
    assert {(t["Key"], t["Value"], t["ResourceType"]) for t in found} == {
        ("it", "1", "security-group"), ("empty", "", "security-group")}
    assert ec2.describe_tags(Filters=[{"Name": "key", "Values": ["it"]}, {"Name": "resource-type", "Values": ["subnet"]}])[
        "Tags"][0]["ResourceId"] == subnet
    ec2.delete_tags(Resources=[subnet], Tags=[{"Key": "it", "Value": "other"}])
    assert ec2.describe_subnets(Filters=[{"Name": "tag:it", "Values": ["1"]}])["Subnets"]
    ec2.delete_tags(Resources=[subnet], Tags=[{"Key": "it"}, {"Key": "empty"}])
    assert not ec2.describe_subnets(Filters=[{"Name": "tag:it", "Values": ["1"]}])["Subnets"]
    ec2.delete_tags(Resources=[subnet], Tags=[{"Key": "never-there"}])
    refused(ec2.create_tags, "InvalidGroup.NotFound", "InvalidSecurityGroupID.NotFound", "InvalidID",
            Resources=["sg-0123456789abcdef0"], Tags=[{"Key": "a", "Value": "b"}])
    refused(ec2.create_tags, "InvalidID", "InvalidParameterValue", Resources=["nonsense"], Tags=[{"Key": "a", "Value": "b"}])
    refused(ec2.create_tags, "InvalidParameterValue", Resources=[group], Tags=[{"Key": "aws:a", "Value": "b"}])
    refused(ec2.create_tags, "InvalidParameterValue", Resources=[group], Tags=[{"Key": "a", "Value": "b" * 257}])
    refused(ec2.create_tags, "TagLimitExceeded", Resources=[group], Tags=[
        {"Key": f"k{i}", "Value": ""} for i in range(51)])
    refused(ec2.create_tags, "DryRunOperation", status=412, Resources=[group], Tags=[{"Key": "a", "Value": "b"}], DryRun=True)


def test_networks_are_built_and_taken_down(ec2):
    vpc = ec2.create_vpc(CidrBlock="172.16.0.0/16", TagSpecifications=tags("vpc", Name="shape"))["Vpc"]
    assert vpc["State"] in ("pending", "available") and vpc["Tags"] == [{"Key": "Name", "Value": "shape"}]
    vpc = vpc["VpcId"]
    ec2.get_waiter("vpc_available").wait(VpcIds=[vpc], WaiterConfig={"Delay": 1, "MaxAttempts": 10})
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="172.16.0.0/24", AvailabilityZone="us-east-1a",
                               TagSpecifications=tags("subnet", a="b"))["Subnet"]
    assert subnet["AvailableIpAddressCount"] == 251 and not subnet["MapPublicIpOnLaunch"]
    subnet = subnet["SubnetId"]
    ec2.get_waiter("subnet_available").wait(SubnetIds=[subnet], WaiterConfig={"Delay": 1, "MaxAttempts": 10})
    ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": True})
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    refused(ec2.detach_internet_gateway, "Gateway.NotAttached", InternetGatewayId=gateway, VpcId=vpc)
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    refused(ec2.attach_internet_gateway, "Resource.AlreadyAssociated", InternetGatewayId=gateway, VpcId=vpc)
    refused(ec2.delete_internet_gateway, "DependencyViolation", InternetGatewayId=gateway)
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]
    assert table["Routes"][0]["GatewayId"] == "local" and table["Routes"][0]["Origin"] == "CreateRouteTable"
    table = table["RouteTableId"]
    assert ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)["Return"]
    assert ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)["Return"]
    interface = ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
    refused(ec2.create_route, "RouteAlreadyExists", RouteTableId=table, DestinationCidrBlock="0.0.0.0/0",
            NetworkInterfaceId=interface)
    ec2.delete_network_interface(NetworkInterfaceId=interface)
    association = ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)["AssociationId"]
    refused(ec2.delete_route_table, "DependencyViolation", RouteTableId=table)
    found = ec2.describe_route_tables(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])["RouteTables"]
    assert [t["RouteTableId"] for t in found] == [table]
    main = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}, {
        "Name": "association.main", "Values": ["true"]}])["RouteTables"]
    assert len(main) == 1
    address = ec2.allocate_address(Domain="vpc")
    nat = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address["AllocationId"], ClientToken="nat-1")["NatGateway"]
    again = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address["AllocationId"], ClientToken="nat-1")["NatGateway"]
    assert nat["State"] == "pending" and nat["NatGatewayId"] == again["NatGatewayId"]
    nat = nat["NatGatewayId"]
    ec2.get_waiter("nat_gateway_available").wait(NatGatewayIds=[nat], WaiterConfig={"Delay": 1, "MaxAttempts": 20})
    refused(ec2.release_address, "InvalidIPAddress.InUse", AllocationId=address["AllocationId"])
    refused(ec2.delete_subnet, "DependencyViolation", SubnetId=subnet)
    refused(ec2.delete_vpc, "DependencyViolation", VpcId=vpc)
    ec2.delete_nat_gateway(NatGatewayId=nat)
    ec2.get_waiter("nat_gateway_deleted").wait(NatGatewayIds=[nat], WaiterConfig={"Delay": 1, "MaxAttempts": 20})
    ec2.release_address(AllocationId=address["AllocationId"])
    refused(ec2.release_address, "InvalidAllocationID.NotFound", AllocationId=address["AllocationId"])
    ec2.disassociate_route_table(AssociationId=association)
    ec2.delete_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0")
    refused(ec2.delete_route, "InvalidRoute.NotFound", RouteTableId=table, DestinationCidrBlock="0.0.0.0/0")
    ec2.delete_route_table(RouteTableId=table)
    ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    ec2.delete_internet_gateway(InternetGatewayId=gateway)
    ec2.delete_subnet(SubnetId=subnet)
    ec2.delete_vpc(VpcId=vpc)
    refused(ec2.describe_vpcs, "InvalidVpcID.NotFound", VpcIds=[vpc])


@pytest.mark.parametrize("call, given, codes", [
    ("create_vpc", {"CidrBlock": "10.0.0.0/8"}, ["InvalidVpc.Range"]),
    ("create_vpc", {"CidrBlock": "10.0.0.0/29"}, ["InvalidVpc.Range"]),
    ("create_vpc", {"CidrBlock": "nonsense"}, ["InvalidParameterValue"]),
    ("create_vpc", {}, ["MissingParameter", "InvalidParameterValue"]),
    ("delete_vpc", {"VpcId": "vpc-0123456789abcdef0"}, ["InvalidVpcID.NotFound"]),
    ("describe_vpc_attribute", {"VpcId": "vpc-0123456789abcdef0", "Attribute": "enableDnsSupport"}, ["InvalidVpcID.NotFound"]),
    ("create_subnet", {"VpcId": "vpc-0123456789abcdef0", "CidrBlock": "10.0.0.0/24"}, ["InvalidVpcID.NotFound"]),
    ("delete_subnet", {"SubnetId": "subnet-0123456789abcdef0"}, ["InvalidSubnetID.NotFound"]),
    ("create_route_table", {"VpcId": "vpc-0123456789abcdef0"}, ["InvalidVpcID.NotFound"]),
    ("delete_route_table", {"RouteTableId": "rtb-0123456789abcdef0"}, ["InvalidRouteTableID.NotFound"]),
    ("delete_route_table", {"RouteTableId": "nonsense"}, ["InvalidRouteTableId.Malformed", "InvalidRouteTableID.NotFound"]),
    ("delete_internet_gateway", {"InternetGatewayId": "igw-0123456789abcdef0"}, ["InvalidInternetGatewayID.NotFound"]),
    ("delete_nat_gateway", {"NatGatewayId": "nat-0123456789abcdef0"}, ["NatGatewayNotFound"]),
    ("describe_nat_gateways", {"NatGatewayIds": ["nat-0123456789abcdef0"]}, ["NatGatewayNotFound"]),
    ("delete_network_interface", {"NetworkInterfaceId": "eni-0123456789abcdef0"}, ["InvalidNetworkInterfaceID.NotFound"]),
    ("describe_network_interfaces", {"NetworkInterfaceIds": ["eni-0123456789abcdef0"]}, ["InvalidNetworkInterfaceID.NotFound"]),
    ("describe_security_groups", {"GroupIds": ["nonsense"]}, ["InvalidGroupId.Malformed"]),
    ("describe_security_groups", {"GroupNames": ["no-such-group"]}, ["InvalidGroup.NotFound"]),
    ("describe_security_group_rules", {"SecurityGroupRuleIds": ["sgr-0123456789abcdef0"]}, ["InvalidSecurityGroupRuleId.NotFound"]),
    ("describe_vpc_endpoints", {"VpcEndpointIds": ["vpce-0123456789abcdef0"]}, ["InvalidVpcEndpointId.NotFound"]),
    ("modify_vpc_endpoint", {"VpcEndpointId": "vpce-0123456789abcdef0"}, ["InvalidVpcEndpointId.NotFound"]),
    ("describe_availability_zones", {"ZoneNames": ["us-east-1z"]}, ["InvalidParameterValue"]),
    ("describe_vpc_endpoint_services", {"ServiceNames": ["com.amazonaws.us-east-1.nonsense"]}, ["InvalidServiceName"]),
    ("describe_managed_prefix_lists", {"PrefixListIds": ["pl-0123456789abcdef0"]},
     ["InvalidPrefixListID.NotFound", "InvalidPrefixListId.NotFound"]),
    ("release_address", {"AllocationId": "eipalloc-0123456789abcdef0"}, ["InvalidAllocationID.NotFound"]),
    ("describe_addresses", {"AllocationIds": ["eipalloc-0123456789abcdef0"]}, ["InvalidAllocationID.NotFound"]),
])
def test_wrong_networks_are_refused(ec2, call, given, codes):
    refused(getattr(ec2, call), *codes, status=400, **given)


def test_subnets_fit_their_network(ec2, vpc):
    make = lambda block, **more: ec2.create_subnet(VpcId=vpc, CidrBlock=block, **more)
    make("172.20.0.0/24")
    refused(ec2.create_subnet, "InvalidSubnet.Conflict", VpcId=vpc, CidrBlock="172.20.0.128/25")
    refused(ec2.create_subnet, "InvalidSubnet.Range", VpcId=vpc, CidrBlock="192.168.0.0/24")
    refused(ec2.create_subnet, "InvalidSubnet.Range", VpcId=vpc, CidrBlock="172.20.1.0/29")
    refused(ec2.create_subnet, "InvalidParameterValue", VpcId=vpc, CidrBlock="172.20.1.0/24", AvailabilityZone="us-east-1z")
    refused(ec2.create_subnet, "InvalidParameterValue", VpcId=vpc, CidrBlock="nonsense")


def test_gateway_and_interface_endpoints(ec2, network, vpc):
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    token = str(uuid.uuid4())
    gateway = {"VpcId": vpc, "ServiceName": "com.amazonaws.us-east-1.s3", "RouteTableIds": [table], "ClientToken": token}
    made = ec2.create_vpc_endpoint(**gateway)["VpcEndpoint"]
    assert made["VpcEndpointType"] == "Gateway" and made["State"].lower() in ("available", "pending")
    assert ec2.create_vpc_endpoint(**gateway)["VpcEndpoint"]["VpcEndpointId"] == made["VpcEndpointId"]
    refused(ec2.create_vpc_endpoint, "IdempotentParameterMismatch", **{**gateway, "RouteTableIds": []})
    refused(ec2.create_vpc_endpoint, "RouteAlreadyExists", **{**gateway, "ClientToken": "other"})
    routes = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"][0]["Routes"]
    assert any(r.get("GatewayId") == made["VpcEndpointId"] and r["DestinationPrefixListId"].startswith("pl-") for r in routes)
    ec2.modify_vpc_endpoint(VpcEndpointId=made["VpcEndpointId"], RemoveRouteTableIds=[table])
    interface = ec2.create_vpc_endpoint(
        VpcId=network["vpc"], VpcEndpointType="Interface", ServiceName="com.amazonaws.us-east-1.sts",
        SubnetIds=network["private"][:2], PrivateDnsEnabled=True,
        TagSpecifications=tags("vpc-endpoint", a="b"))["VpcEndpoint"]
    identifier = interface["VpcEndpointId"]
    available = lambda: ec2.describe_vpc_endpoints(VpcEndpointIds=[identifier])["VpcEndpoints"][0]["State"] == "available"
    eventually(available)
    assert len(interface["NetworkInterfaceIds"]) == 2 or len(ec2.describe_vpc_endpoints(
        VpcEndpointIds=[identifier])["VpcEndpoints"][0]["NetworkInterfaceIds"]) == 2
    found = ec2.describe_vpc_endpoints(Filters=[{"Name": "service-name", "Values": ["com.amazonaws.us-east-1.sts"]}])
    assert [e["VpcEndpointId"] for e in found["VpcEndpoints"]] == [identifier]
    refused(ec2.create_vpc_endpoint, "InvalidParameter", VpcId=network["vpc"], VpcEndpointType="Interface",
            ServiceName="com.amazonaws.us-east-1.sts", SubnetIds=[network["private"][2]], PrivateDnsEnabled=True)
    refused(ec2.create_vpc_endpoint, "InvalidServiceName", VpcId=vpc, ServiceName="com.amazonaws.us-east-1.nonsense")
    answer = ec2.delete_vpc_endpoints(VpcEndpointIds=[identifier, made["VpcEndpointId"], "vpce-0123456789abcdef0"])
    assert [u["ResourceId"] for u in answer["Unsuccessful"]] == ["vpce-0123456789abcdef0"]
    eventually(lambda: not ec2.describe_vpc_endpoints(
        Filters=[{"Name": "vpc-endpoint-id", "Values": [identifier]}])["VpcEndpoints"])


def test_zones_and_regions(ec2):
    zones = ec2.describe_availability_zones()["AvailabilityZones"]
    assert len(zones) >= 6 and all(z["State"] == "available" and z["RegionName"] == "us-east-1" for z in zones)
    assert all(z["ZoneType"] == "availability-zone" and z["OptInStatus"] == "opt-in-not-required" for z in zones)
    assert len(ec2.describe_availability_zones(ZoneNames=["us-east-1a", "us-east-1b"])["AvailabilityZones"]) == 2
    regions = {r["RegionName"] for r in ec2.describe_regions()["Regions"]}
    assert {"us-east-1", "eu-west-1", "ap-southeast-2"} <= regions and "cn-north-1" not in regions


def test_account_attributes_and_prefix_lists(ec2):
    names = {a["AttributeName"] for a in ec2.describe_account_attributes()["AccountAttributes"]}
    assert {"supported-platforms", "vpc-max-security-groups-per-interface", "default-vpc"} <= names
    lists = {p["PrefixListName"]: p for p in ec2.describe_managed_prefix_lists()["PrefixLists"]}
    assert lists["com.amazonaws.us-east-1.s3"]["OwnerId"] == "AWS"
    assert ec2.get_managed_prefix_list_entries(PrefixListId=lists["com.amazonaws.us-east-1.s3"]["PrefixListId"])["Entries"]
