"""EC2's security groups and their rules as AWS's clients meet them."""

import re

import pytest

from conftest import refused
from sandbox import ACCOUNT
from test_ec2_network import PERMISSION, group, tags, vpc  # noqa: F401: fixtures


def test_security_groups(ec2, network, name):
    made = ec2.create_security_group(GroupName=name, Description="for a test", VpcId=network["vpc"],
                                     TagSpecifications=tags("security-group", Name=name, team="a"))
    group = made["GroupId"]
    assert re.fullmatch(r"sg-[0-9a-f]{17}", group) and {t["Key"] for t in made["Tags"]} == {"Name", "team"}
    assert made["SecurityGroupArn"] == f"arn:aws:ec2:us-east-1:{ACCOUNT}:security-group/{group}"
    found = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]
    assert found["IpPermissions"] == [] and found["IpPermissionsEgress"][0]["IpProtocol"] == "-1"
    assert found["IpPermissionsEgress"][0]["IpRanges"] == [{"CidrIp": "0.0.0.0/0"}]
    refused(ec2.create_security_group, "InvalidGroup.Duplicate", GroupName=name, Description="d", VpcId=network["vpc"])
    by = lambda key, value: [g["GroupId"] for g in ec2.describe_security_groups(
        Filters=[{"Name": key, "Values": [value]}])["SecurityGroups"]]
    assert by("group-name", name) == by("tag:Name", name) == by("group-id", group) == [group]
    assert group in by("vpc-id", network["vpc"]) and group in by("description", "for a test")
    ec2.delete_security_group(GroupId=group)
    refused(ec2.describe_security_groups, "InvalidGroup.NotFound", GroupIds=[group])
    refused(ec2.delete_security_group, "InvalidGroup.NotFound", GroupId=group)


@pytest.mark.parametrize("given, codes", [
    ({"GroupName": "sg-name"}, ["InvalidParameterValue"]),
    ({"GroupName": "n" * 256}, ["InvalidParameterValue"]),
    ({"GroupName": "default"}, ["InvalidGroup.Reserved", "InvalidParameterValue", "InvalidGroup.Duplicate"]),
    ({"Description": "d" * 256}, ["InvalidParameterValue"]),
    ({"VpcId": "vpc-0123456789abcdef0"}, ["InvalidVpcID.NotFound"]),
    ({"TagSpecifications": tags("instance", a="b")}, ["InvalidParameterValue"]),
    ({"TagSpecifications": [{"ResourceType": "security-group", "Tags": [{"Key": "aws:x", "Value": "y"}]}]},
     ["InvalidParameterValue"]),
    ({"TagSpecifications": [{"ResourceType": "security-group", "Tags": [{"Key": "k" * 129, "Value": "y"}]}]},
     ["InvalidParameterValue"]),
    ({"TagSpecifications": [{"ResourceType": "security-group", "Tags": [
        {"Key": f"k{i}", "Value": "y"} for i in range(51)]}]}, ["TagLimitExceeded"]),
    ({"DryRun": True}, ["DryRunOperation"]),
])
def test_wrong_security_groups_are_refused(ec2, network, name, given, codes):
    whole = {"GroupName": name, "Description": "d", "VpcId": network["vpc"], **given}
    refused(ec2.create_security_group, *codes, **whole)
    assert not ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": [name]}])["SecurityGroups"]


def test_rules_have_ids_and_are_one_each(ec2, group):
    made = ec2.authorize_security_group_ingress(
        GroupId=group, IpPermissions=[{**PERMISSION, "IpRanges": [
            {"CidrIp": "10.0.0.0/8", "Description": "vpn"}, {"CidrIp": "192.168.0.0/16"}]}],
        TagSpecifications=tags("security-group-rule", owner="x"))["SecurityGroupRules"]
    assert len(made) == 2 and all(re.fullmatch(r"sgr-[0-9a-f]{17}", r["SecurityGroupRuleId"]) for r in made)
    assert {r["CidrIpv4"]: r.get("Description") for r in made} == {"10.0.0.0/8": "vpn", "192.168.0.0/16": None}
    assert all(r["Tags"] == [{"Key": "owner", "Value": "x"}] and not r["IsEgress"] for r in made)
    refused(ec2.authorize_security_group_ingress, "InvalidPermission.Duplicate", GroupId=group, IpPermissions=[PERMISSION])
    rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])["SecurityGroupRules"]
    assert len(rules) == 3 and sum(r["IsEgress"] for r in rules) == 1
    by_tag = ec2.describe_security_group_rules(Filters=[
        {"Name": "group-id", "Values": [group]}, {"Name": "tag:owner", "Values": ["x"]}])["SecurityGroupRules"]
    assert len(by_tag) == 2
    first = made[0]["SecurityGroupRuleId"]
    ec2.modify_security_group_rules(GroupId=group, SecurityGroupRules=[{
        "SecurityGroupRuleId": first,
        "SecurityGroupRule": {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIpv4": "10.1.0.0/16"}}])
    found = ec2.describe_security_group_rules(SecurityGroupRuleIds=[first])["SecurityGroupRules"][0]
    assert (found["FromPort"], found["CidrIpv4"]) == (22, "10.1.0.0/16")
    revoked = ec2.revoke_security_group_ingress(GroupId=group, SecurityGroupRuleIds=[first])
    assert revoked["Return"]
    refused(ec2.revoke_security_group_ingress, "InvalidSecurityGroupRuleId.NotFound", GroupId=group,
            SecurityGroupRuleIds=[first])
    refused(ec2.revoke_security_group_ingress, "InvalidPermission.NotFound", GroupId=group, IpPermissions=[PERMISSION])
    ec2.update_security_group_rule_descriptions_ingress(GroupId=group, IpPermissions=[{
        **PERMISSION, "IpRanges": [{"CidrIp": "192.168.0.0/16", "Description": "said"}]}])
    ec2.revoke_security_group_egress(GroupId=group, IpPermissions=[
        {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])
    ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[{**PERMISSION, "IpRanges": [], "Ipv6Ranges": [
        {"CidrIpv6": "::/0"}]}])
    found = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]
    assert found["IpPermissionsEgress"][0]["Ipv6Ranges"] == [{"CidrIpv6": "::/0"}]


@pytest.mark.parametrize("permission, codes", [
    ({"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/33"}]}, ["InvalidParameterValue"]),
    ({"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "nonsense"}]}, ["InvalidParameterValue"]),
    ({"IpProtocol": "tcp", "FromPort": 500, "ToPort": 400, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]},
     ["InvalidParameterValue", "InvalidPermission.Malformed"]),
    ({"IpProtocol": "tcp", "FromPort": 70000, "ToPort": 70001, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]},
     ["InvalidParameterValue", "InvalidPermission.Malformed"]),
    ({"IpProtocol": "nonsense", "FromPort": 1, "ToPort": 1, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]},
     ["InvalidParameterValue", "InvalidPermission.Malformed"]),
    ({"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1}, ["MissingParameter", "InvalidParameterValue", "InvalidRequest"]),
    ({"IpProtocol": "tcp", "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}, ["MissingParameter", "InvalidParameterValue", "InvalidRequest"]),
    ({"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "UserIdGroupPairs": [{"GroupId": "sg-0123456789abcdef0"}]},
     ["InvalidGroup.NotFound"]),
    ({"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "PrefixListIds": [{"PrefixListId": "pl-0123456789abcdef0"}]},
     ["InvalidPrefixListID.NotFound", "InvalidPrefixListId.NotFound"]),
    ({"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "d" * 256}]},
     ["InvalidParameterValue"]),
    ({"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "<b>"}]},
     ["InvalidParameterValue"]),
])
def test_wrong_rules_are_refused(ec2, group, permission, codes):
    refused(ec2.authorize_security_group_ingress, *codes, GroupId=group, IpPermissions=[permission])


def test_a_group_in_use_stays(ec2, network, names, group):
    other = ec2.create_security_group(GroupName=names(), Description="d", VpcId=network["vpc"])["GroupId"]
    ec2.authorize_security_group_ingress(GroupId=other, IpPermissions=[
        {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": group}]}])
    refused(ec2.delete_security_group, "DependencyViolation", GroupId=group)
    found = ec2.describe_security_groups(Filters=[{"Name": "ip-permission.group-id", "Values": [group]}])
    assert [g["GroupId"] for g in found["SecurityGroups"]] == [other]
    ec2.delete_security_group(GroupId=other)
    interface = ec2.create_network_interface(SubnetId=network["private"][0], Groups=[group])["NetworkInterface"]
    refused(ec2.delete_security_group, "DependencyViolation", GroupId=group)
    by = ec2.describe_network_interfaces(Filters=[{"Name": "group-id", "Values": [group]}])["NetworkInterfaces"]
    assert [i["NetworkInterfaceId"] for i in by] == [interface["NetworkInterfaceId"]]
    ec2.delete_network_interface(NetworkInterfaceId=interface["NetworkInterfaceId"])
    ec2.delete_security_group(GroupId=group)


def test_the_default_group_stays(ec2, vpc):
    found = ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["SecurityGroups"]
    assert [g["GroupName"] for g in found] == ["default"]
    refused(ec2.delete_security_group, "CannotDelete", GroupId=found[0]["GroupId"])
