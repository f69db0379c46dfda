"""EKS clusters as AWS's clients meet them."""

import re
import uuid

import pytest

from conftest import done, pages, refused, trust, wait
from sandbox import ACCOUNT, eventually

ARN = f"arn:aws:eks:us-east-1:{ACCOUNT}:"


@pytest.fixture
def wanted(network, roles, name):
    """A complete request for a cluster."""
    return {"name": name, "roleArn": roles["cluster"], "resourcesVpcConfig": {"subnetIds": network["private"]}}


def test_a_cluster_lives_and_dies(eks, ec2, logs, iam, wanted, name, network):
    token = str(uuid.uuid4())
    wanted |= {"version": "1.33", "clientRequestToken": token, "tags": {"team": "a"},
               "logging": {"clusterLogging": [{"types": ["api", "audit"], "enabled": True}]},
               "accessConfig": {"authenticationMode": "API_AND_CONFIG_MAP"},
               "upgradePolicy": {"supportType": "STANDARD"}, "deletionProtection": False,
               "kubernetesNetworkConfig": {"serviceIpv4Cidr": "172.20.0.0/16"}}
    made = eks.create_cluster(**wanted)["cluster"]
    assert made["status"] == "CREATING" and made["arn"] == f"{ARN}cluster/{name}"
    assert "endpoint" not in made and not made.get("certificateAuthority", {}).get("data")
    assert eks.create_cluster(**wanted)["cluster"]["arn"] == made["arn"]
    refused(eks.create_cluster, "InvalidParameterException", "ResourceInUseException", **{**wanted, "version": "1.32"})
    refused(eks.create_cluster, "ResourceInUseException", status=409, **{**wanted, "clientRequestToken": str(uuid.uuid4())})
    wait(eks, "cluster_active", name=name)
    found = eks.describe_cluster(name=name)["cluster"]
    assert found["version"] == "1.33" and re.fullmatch(r"eks\.\d+", found["platformVersion"])
    assert found["endpoint"].startswith("https://") and len(found["certificateAuthority"]["data"]) > 500
    assert re.fullmatch(r"https://oidc\.eks\.us-east-1\.amazonaws\.com/id/[0-9A-F]{32}", found["identity"]["oidc"]["issuer"])
    vpc = found["resourcesVpcConfig"]
    assert vpc["vpcId"] == network["vpc"] and vpc["endpointPublicAccess"] and not vpc["endpointPrivateAccess"]
    assert vpc["publicAccessCidrs"] == ["0.0.0.0/0"] and vpc["securityGroupIds"] == []
    assert found["kubernetesNetworkConfig"]["serviceIpv4Cidr"] == "172.20.0.0/16"
    assert found["kubernetesNetworkConfig"]["ipFamily"] == "ipv4" and found["tags"] == {"team": "a"}
    enabled = {t for entry in found["logging"]["clusterLogging"] if entry["enabled"] for t in entry["types"]}
    assert enabled == {"api", "audit"}
    group = ec2.describe_security_groups(GroupIds=[vpc["clusterSecurityGroupId"]])["SecurityGroups"][0]
    assert group["GroupName"].startswith(f"eks-cluster-sg-{name}-")
    tags = {t["Key"]: t["Value"] for t in group["Tags"]}
    assert tags["aws:eks:cluster-name"] == name and tags[f"kubernetes.io/cluster/{name}"] == "owned"
    assert group["IpPermissions"][0]["UserIdGroupPairs"][0]["GroupId"] == group["GroupId"]
    entries = eks.list_access_entries(clusterName=name)["accessEntries"]
    assert f"arn:aws:iam::{ACCOUNT}:user/deployer" in entries
    policies = eks.list_associated_access_policies(
        clusterName=name, principalArn=f"arn:aws:iam::{ACCOUNT}:user/deployer")["associatedAccessPolicies"]
    assert policies[0]["policyArn"] == "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
    eventually(lambda: logs.describe_log_groups(logGroupNamePrefix=f"/aws/eks/{name}/")["logGroups"])
    interfaces = ec2.describe_network_interfaces(Filters=[
        {"Name": "description", "Values": [f"Amazon EKS {name}"]}])["NetworkInterfaces"]
    assert interfaces and all(i["RequesterManaged"] for i in interfaces)
    assert eks.delete_cluster(name=name)["cluster"]["status"] == "DELETING"
    wait(eks, "cluster_deleted", name=name)
    answer = refused(eks.describe_cluster, "ResourceNotFoundException", status=404, name=name)
    assert "No cluster found for name" in answer["Error"]["Message"]
    refused(eks.delete_cluster, "ResourceNotFoundException", name=name)


@pytest.mark.parametrize("change, codes", [
    ({"name": "-wrong"}, ["InvalidParameterException", "ValidationException"]),
    ({"name": "a" * 101}, ["InvalidParameterException", "ValidationException"]),
    ({"version": "1.10"}, ["InvalidParameterException"]), ({"version": "1.99"}, ["InvalidParameterException"]),
    ({"version": "latest"}, ["InvalidParameterException"]),
    ({"roleArn": f"arn:aws:iam::{ACCOUNT}:role/nobody"}, ["InvalidParameterException"]),
    ({"roleArn": "nonsense"}, ["InvalidParameterException"]),
    ({"roleArn": "NODE"}, ["InvalidParameterException"]),
    ({"resourcesVpcConfig": {"subnetIds": ["FIRST"]}}, ["InvalidParameterException"]),
    ({"resourcesVpcConfig": {"subnetIds": []}}, ["InvalidParameterException"]),
    ({"resourcesVpcConfig": {}}, ["InvalidParameterException"]),
    ({"resourcesVpcConfig": {"subnetIds": ["FIRST", "subnet-0123456789abcdef0"]}}, ["InvalidParameterException"]),
    ({"resourcesVpcConfig": {"subnetIds": ["FIRST", "SAME_ZONE"]}}, ["InvalidParameterException"]),
    ({"resourcesVpcConfig": {"subnetIds": ["FIRST", "OTHER_VPC"]}}, ["InvalidParameterException"]),
    ({"resourcesVpcConfig": {"subnetIds": "ALL", "securityGroupIds": ["sg-0123456789abcdef0"]}}, ["InvalidParameterException"]),
    ({"resourcesVpcConfig": {"subnetIds": "ALL", "endpointPublicAccess": False, "endpointPrivateAccess": False}},
     ["InvalidParameterException"]),
    ({"resourcesVpcConfig": {"subnetIds": "ALL", "publicAccessCidrs": ["nonsense"]}}, ["InvalidParameterException"]),
    ({"resourcesVpcConfig": {"subnetIds": "ALL", "publicAccessCidrs": ["10.0.0.0/8"]}}, ["InvalidParameterException"]),
    ({"kubernetesNetworkConfig": {"serviceIpv4Cidr": "8.8.0.0/16"}}, ["InvalidParameterException"]),
    ({"kubernetesNetworkConfig": {"serviceIpv4Cidr": "10.0.0.0/16"}}, ["InvalidParameterException"]),
    ({"kubernetesNetworkConfig": {"serviceIpv4Cidr": "172.20.0.0/25"}}, ["InvalidParameterException"]),
    ({"kubernetesNetworkConfig": {"ipFamily": "ipv5"}}, ["InvalidParameterException", "ValidationException"]),
    ({"accessConfig": {"authenticationMode": "NONSENSE"}}, ["InvalidParameterException", "ValidationException"]),
    ({"logging": {"clusterLogging": [{"types": ["nonsense"], "enabled": True}]}}, ["InvalidParameterException", "ValidationException"]),
    ({"upgradePolicy": {"supportType": "NONSENSE"}}, ["InvalidParameterException", "ValidationException"]),
    ({"computeConfig": {"enabled": True}}, ["InvalidParameterException"]),
    ({"storageConfig": {"blockStorage": {"enabled": True}}}, ["InvalidParameterException"]),
    ({"encryptionConfig": [{"resources": ["secrets"], "provider": {"keyArn": "nonsense"}}]}, ["InvalidParameterException"]),
    ({"encryptionConfig": [{"resources": ["pods"], "provider": {"keyArn": f"arn:aws:kms:us-east-1:{ACCOUNT}:key/a"}}]},
     ["InvalidParameterException"]),
    ({"tags": {f"k{i}": "" for i in range(51)}}, ["InvalidParameterException", "ValidationException"]),
    ({"tags": {"aws:mine": "x"}}, ["InvalidParameterException", "ValidationException"]),
    ({"tags": {"k" * 129: "x"}}, ["InvalidParameterException", "ValidationException"]),
    ({"tags": {"k": "x" * 257}}, ["InvalidParameterException", "ValidationException"]),
])
def test_wrong_clusters_are_refused(raw, ec2, wanted, network, roles, change, codes):
    named = {"FIRST": network["private"][0], "SAME_ZONE": network["public"][0]}
    change = dict(change)
    if change.get("roleArn") == "NODE":
        change["roleArn"] = roles["node"]
    if "resourcesVpcConfig" in change:
        vpc = dict(change["resourcesVpcConfig"])
        if "OTHER_VPC" in vpc.get("subnetIds", ()):
            other = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
            named["OTHER_VPC"] = ec2.create_subnet(
                VpcId=other, CidrBlock="10.9.0.0/24", AvailabilityZone=network["zones"][1])["Subnet"]["SubnetId"]
        if vpc.get("subnetIds") == "ALL":
            vpc["subnetIds"] = network["private"]
        elif "subnetIds" in vpc:
            vpc["subnetIds"] = [named.get(s, s) for s in vpc["subnetIds"]]
        change["resourcesVpcConfig"] = vpc
    refused(raw("eks").create_cluster, *codes, status=400, **{**wanted, **change})


def test_a_zone_without_control_planes_is_named(ec2, raw, wanted, network):
    subnet = ec2.create_subnet(VpcId=network["vpc"], CidrBlock="10.0.200.0/24", AvailabilityZone="us-east-1e")["Subnet"]
    answer = refused(raw("eks").create_cluster, "UnsupportedAvailabilityZoneException", **{**wanted, "resourcesVpcConfig": {
        "subnetIds": [network["private"][0], subnet["SubnetId"]]}})
    assert "us-east-1a" in answer["validZones"]
    ec2.delete_subnet(SubnetId=subnet["SubnetId"])


def test_a_cluster_is_updated_one_thing_at_a_time(eks, wanted, name, network):
    eks.create_cluster(**{**wanted, "version": "1.34"}, accessConfig={"authenticationMode": "CONFIG_MAP"})
    refused(eks.update_cluster_version, "ResourceInUseException", "InvalidRequestException", "InvalidParameterException",
            name=name, version="1.35")
    wait(eks, "cluster_active", name=name)
    principal = f"arn:aws:iam::{ACCOUNT}:user/alice"
    refused(eks.create_access_entry, "InvalidRequestException", clusterName=name, principalArn=principal)
    vpc = {"endpointPrivateAccess": True, "endpointPublicAccess": True, "publicAccessCidrs": ["198.51.100.0/24"]}
    update = eks.update_cluster_config(name=name, resourcesVpcConfig=vpc)["update"]
    assert update["type"] == "EndpointAccessUpdate" and update["status"] == "InProgress"
    params = {p["type"]: p["value"] for p in update["params"]}
    assert params["EndpointPrivateAccess"] == "true" and "198.51.100.0/24" in params["PublicAccessCidrs"]
    refused(eks.update_cluster_config, "ResourceInUseException", status=409, name=name,
            logging={"clusterLogging": [{"types": ["api"], "enabled": True}]})
    refused(eks.delete_cluster, "ResourceInUseException", name=name)
    done(eks, update["id"], name=name)
    refused(eks.update_cluster_config, "InvalidParameterException", says="already at the desired configuration",
            name=name, resourcesVpcConfig=vpc)
    refused(eks.update_cluster_config, "InvalidParameterException", name=name, resourcesVpcConfig={
        "endpointPrivateAccess": False, "endpointPublicAccess": False})
    refused(eks.update_cluster_config, "InvalidParameterException", name=name)
    refused(eks.update_cluster_config, "InvalidParameterException", name=name, resourcesVpcConfig=vpc,
            logging={"clusterLogging": [{"types": ["api"], "enabled": True}]})
    for change, kind in (
            ({"logging": {"clusterLogging": [{"types": ["api"], "enabled": True}]}}, "LoggingUpdate"),
            ({"accessConfig": {"authenticationMode": "API_AND_CONFIG_MAP"}}, "AccessConfigUpdate"),
            ({"accessConfig": {"authenticationMode": "API"}}, "AccessConfigUpdate"),
            ({"upgradePolicy": {"supportType": "STANDARD"}}, "UpgradePolicyUpdate"),
            ({"zonalShiftConfig": {"enabled": True}}, "ZonalShiftConfigUpdate"),
            ({"deletionProtection": True}, "DeletionProtectionUpdate"),
            ({"resourcesVpcConfig": {"subnetIds": network["private"][:2]}}, "VpcConfigUpdate")):
        update = eks.update_cluster_config(name=name, **change)["update"]
        assert update["type"] == kind
        done(eks, update["id"], name=name)
        wait(eks, "cluster_active", name=name)
    refused(eks.update_cluster_config, "InvalidParameterException", "InvalidRequestException", name=name,
            accessConfig={"authenticationMode": "CONFIG_MAP"})
    refused(eks.delete_cluster, "InvalidRequestException", name=name)
    for version, codes in (("1.36", ["InvalidParameterException"]), ("1.33", ["InvalidParameterException", "InvalidRequestException"]),
                           ("1.34", ["InvalidParameterException"]), ("nonsense", ["InvalidParameterException"])):
        refused(eks.update_cluster_version, *codes, name=name, version=version)
    update = eks.update_cluster_version(name=name, version="1.35")["update"]
    assert update["type"] == "VersionUpdate"
    assert {"Version", "PlatformVersion"} == {p["type"] for p in update["params"]}
    done(eks, update["id"], name=name)
    assert eks.describe_cluster(name=name)["cluster"]["version"] == "1.35"
    found, count = pages(eks, "list_updates", "updateIds", name=name, PaginationConfig={"PageSize": 3})
    assert len(found) == 9 and count == 3
    refused(eks.describe_update, "ResourceNotFoundException", name=name, updateId=str(uuid.uuid4()))
    update = eks.update_cluster_config(name=name, deletionProtection=False)["update"]
    done(eks, update["id"], name=name)
    eks.delete_cluster(name=name)


def test_clusters_are_listed_in_pages(eks, wanted, names):
    made = [names() for _ in range(3)]
    for each in made:
        eks.create_cluster(**{**wanted, "name": each})
    found, count = pages(eks, "list_clusters", "clusters", PaginationConfig={"PageSize": 1})
    assert set(made) <= set(found) and count == len(found) == len(set(found))
    refused(eks.list_clusters, "InvalidParameterException", nextToken="nonsense")
    for each in made:
        wait(eks, "cluster_active", name=each)
        eks.delete_cluster(name=each)


def test_versions_of_clusters(eks):
    found, _ = pages(eks, "describe_cluster_versions", "clusterVersions")
    by = {v["clusterVersion"]: v for v in found}
    assert sum(v["defaultVersion"] for v in found) == 1 and "1.33" in by
    assert all(v["versionStatus"] in ("STANDARD_SUPPORT", "EXTENDED_SUPPORT") for v in found)
    default = eks.describe_cluster_versions(defaultOnly=True)["clusterVersions"]
    assert len(default) == 1 and default[0]["defaultVersion"]
    one = eks.describe_cluster_versions(clusterVersions=["1.33"])["clusterVersions"]
    assert [v["clusterVersion"] for v in one] == ["1.33"] and one[0]["endOfStandardSupportDate"]


@pytest.mark.parametrize("call, given", [
    ("describe_cluster", {}), ("delete_cluster", {}), ("list_updates", {}),
    ("update_cluster_version", {"version": "1.33"}), ("update_cluster_config", {"deletionProtection": True}),
    ("list_nodegroups", {}), ("list_addons", {}), ("list_fargate_profiles", {}), ("list_access_entries", {}),
    ("list_pod_identity_associations", {}), ("list_insights", {}), ("list_identity_provider_configs", {}),
    ("describe_nodegroup", {"nodegroupName": "x"}), ("delete_nodegroup", {"nodegroupName": "x"}),
    ("describe_addon", {"addonName": "vpc-cni"}), ("create_addon", {"addonName": "vpc-cni"}),
    ("create_access_entry", {"principalArn": f"arn:aws:iam::{ACCOUNT}:user/alice"}),
    ("describe_access_entry", {"principalArn": f"arn:aws:iam::{ACCOUNT}:user/alice"}),
    ("create_pod_identity_association", {"namespace": "a", "serviceAccount": "b", "roleArn": f"arn:aws:iam::{ACCOUNT}:role/x"}),
    ("describe_fargate_profile", {"fargateProfileName": "x"}),
])
def test_without_a_cluster_nothing_is_found(eks, call, given):
    key = "name" if call in ("describe_cluster", "delete_cluster", "list_updates", "update_cluster_version",
                             "update_cluster_config") else "clusterName"
    refused(getattr(eks, call), "ResourceNotFoundException", status=404, **{key: "no-such-cluster", **given})


@pytest.mark.parametrize("call, given", [
    ("describe_nodegroup", {"nodegroupName": "none"}), ("delete_nodegroup", {"nodegroupName": "none"}),
    ("update_nodegroup_config", {"nodegroupName": "none", "labels": {"addOrUpdateLabels": {"a": "b"}}}),
    ("update_nodegroup_version", {"nodegroupName": "none"}),
    ("describe_addon", {"addonName": "coredns"}), ("delete_addon", {"addonName": "coredns"}),
    ("update_addon", {"addonName": "coredns"}),
    ("describe_access_entry", {"principalArn": f"arn:aws:iam::{ACCOUNT}:user/nobody"}),
    ("delete_access_entry", {"principalArn": f"arn:aws:iam::{ACCOUNT}:user/nobody"}),
    ("update_access_entry", {"principalArn": f"arn:aws:iam::{ACCOUNT}:user/nobody", "username": "x"}),
    ("list_associated_access_policies", {"principalArn": f"arn:aws:iam::{ACCOUNT}:user/nobody"}),
    ("describe_pod_identity_association", {"associationId": "a-0123456789abcdefg"}),
    ("delete_pod_identity_association", {"associationId": "a-0123456789abcdefg"}),
    ("update_pod_identity_association", {"associationId": "a-0123456789abcdefg"}),
    ("describe_fargate_profile", {"fargateProfileName": "none"}), ("delete_fargate_profile", {"fargateProfileName": "none"}),
    ("describe_insight", {"id": str(uuid.uuid4())}),
    ("describe_identity_provider_config", {"identityProviderConfig": {"type": "oidc", "name": "none"}}),
])
def test_what_is_not_in_the_cluster_is_not_found(eks, cluster, call, given):
    refused(getattr(eks, call), "ResourceNotFoundException", status=404, clusterName=cluster, **given)
