"""EKS node groups and addons as AWS's clients meet them."""

import re
import uuid

import pytest

from conftest import done, pages, refused, trust, wait
from sandbox import ACCOUNT, eventually

ARN = f"arn:aws:eks:us-east-1:{ACCOUNT}:"


# Node groups.

def test_a_node_group_lives_and_dies(eks, ec2, iam, cluster, network, roles, name):
    given = {"clusterName": cluster, "nodegroupName": name, "subnets": network["private"], "nodeRole": roles["node"],
             "instanceTypes": ["m5.large"], "scalingConfig": {"minSize": 1, "maxSize": 3, "desiredSize": 2},
             "labels": {"a": "b"}, "taints": [{"key": "k", "value": "v", "effect": "NO_SCHEDULE"}], "tags": {"t": "u"},
             "diskSize": 30, "updateConfig": {"maxUnavailable": 1}, "clientRequestToken": str(uuid.uuid4())}
    made = eks.create_nodegroup(**given)["nodegroup"]
    assert made["status"] == "CREATING" and made["amiType"] == "AL2023_x86_64_STANDARD" and made["capacityType"] == "ON_DEMAND"
    assert re.fullmatch(rf"{ARN}nodegroup/{cluster}/{name}/[0-9a-f-]{{36}}", made["nodegroupArn"])
    assert eks.create_nodegroup(**given)["nodegroup"]["nodegroupArn"] == made["nodegroupArn"]
    refused(eks.create_nodegroup, "ResourceInUseException", status=409, **{**given, "clientRequestToken": str(uuid.uuid4())})
    refused(eks.create_nodegroup, "InvalidParameterException", "InvalidRequestException", "ResourceInUseException",
            **{**given, "diskSize": 40})
    wait(eks, "nodegroup_active", clusterName=cluster, nodegroupName=name)
    found = eks.describe_nodegroup(clusterName=cluster, nodegroupName=name)["nodegroup"]
    assert found["health"] == {"issues": []} and found["version"] == "1.33"
    assert re.fullmatch(r"1\.33\.\d+-\d{8}", found["releaseVersion"]) and found["diskSize"] == 30
    assert found["resources"]["autoScalingGroups"][0]["name"].startswith(f"eks-{name}-")
    instances = [i for r in ec2.describe_instances(Filters=[
        {"Name": "tag:eks:nodegroup-name", "Values": [name]}, {"Name": "instance-state-name", "Values": ["running"]},
    ])["Reservations"] for i in r["Instances"]]
    assert len(instances) == 2 and {i["InstanceType"] for i in instances} == {"m5.large"}
    assert {i["SubnetId"] for i in instances} <= set(network["private"])
    entry = eks.describe_access_entry(clusterName=cluster, principalArn=roles["node"])["accessEntry"]
    assert entry["type"] == "EC2_LINUX" and entry["username"] == "system:node:{{EC2PrivateDNSName}}"
    assert "system:nodes" in entry["kubernetesGroups"]
    refused(eks.delete_cluster, "ResourceInUseException", status=409, name=cluster)
    assert name in pages(eks, "list_nodegroups", "nodegroups", clusterName=cluster, PaginationConfig={"PageSize": 1})[0]
    update = eks.update_nodegroup_config(
        clusterName=cluster, nodegroupName=name, scalingConfig={"minSize": 1, "maxSize": 4, "desiredSize": 1},
        labels={"addOrUpdateLabels": {"c": "d"}, "removeLabels": ["a"]},
        taints={"addOrUpdateTaints": [{"key": "x", "effect": "NO_EXECUTE"}],
                "removeTaints": [{"key": "k", "value": "v", "effect": "NO_SCHEDULE"}]})["update"]
    assert update["type"] == "ConfigUpdate"
    done(eks, update["id"], name=cluster, nodegroupName=name)
    found = eks.describe_nodegroup(clusterName=cluster, nodegroupName=name)["nodegroup"]
    assert found["labels"] == {"c": "d"} and found["scalingConfig"]["maxSize"] == 4
    assert [(t["key"], t["effect"]) for t in found["taints"]] == [("x", "NO_EXECUTE")]
    assert pages(eks, "list_updates", "updateIds", name=cluster, nodegroupName=name)[0] == [update["id"]]
    refused(eks.describe_update, "ResourceNotFoundException", "InvalidParameterException", name=cluster, updateId=update["id"],
            nodegroupName="none")
    answer = eks.delete_nodegroup(clusterName=cluster, nodegroupName=name)["nodegroup"]
    assert answer["status"] == "DELETING"
    refused(eks.update_nodegroup_config, "ResourceInUseException", "InvalidRequestException", clusterName=cluster,
            nodegroupName=name, labels={"addOrUpdateLabels": {"e": "f"}})
    wait(eks, "nodegroup_deleted", clusterName=cluster, nodegroupName=name)
    refused(eks.describe_nodegroup, "ResourceNotFoundException", clusterName=cluster, nodegroupName=name)


@pytest.mark.parametrize("change", [
    {"nodeRole": f"arn:aws:iam::{ACCOUNT}:role/nobody"}, {"nodeRole": "nonsense"}, {"subnets": ["subnet-0123456789abcdef0"]},
    {"subnets": []}, {"instanceTypes": ["m5.nonsense"]}, {"instanceTypes": ["m6g.large", "m5.large"]},
    {"amiType": "NONSENSE"}, {"amiType": "AL2023_ARM_64_STANDARD", "instanceTypes": ["m5.large"]},
    {"scalingConfig": {"minSize": 3, "maxSize": 2, "desiredSize": 2}},
    {"scalingConfig": {"minSize": 1, "maxSize": 2, "desiredSize": 5}},
    {"scalingConfig": {"minSize": -1, "maxSize": 2, "desiredSize": 1}},
    {"scalingConfig": {"minSize": 0, "maxSize": 0, "desiredSize": 0}},
    {"capacityType": "NONSENSE"}, {"diskSize": 0}, {"diskSize": 20000}, {"version": "1.99"}, {"version": "1.34"},
    {"taints": [{"key": "k", "effect": "NONSENSE"}]}, {"labels": {"kubernetes.io/x": "y" * 100}},
    {"labels": {"k" * 320: "v"}}, {"nodegroupName": "-a"}, {"nodegroupName": "a" * 64}, {"updateConfig": {"maxUnavailable": 0}},
    {"updateConfig": {"maxUnavailable": 1, "maxUnavailablePercentage": 10}}, {"updateConfig": {"maxUnavailablePercentage": 101}},
    {"launchTemplate": {"id": "lt-0123456789abcdef0"}}, {"launchTemplate": {"name": "no-such"}}, {"launchTemplate": {}},
    {"launchTemplate": {"id": "lt-0123456789abcdef0", "name": "both"}},
    {"remoteAccess": {"ec2SshKey": "no-such-key"}}, {"tags": {"aws:a": "b"}}, {"releaseVersion": "nonsense"},
])
def test_wrong_node_groups_are_refused(raw, cluster, network, roles, name, change):
    given = {"clusterName": cluster, "nodegroupName": name, "subnets": network["private"], "nodeRole": roles["node"], **change}
    refused(raw("eks").create_nodegroup, "InvalidParameterException", "InvalidRequestException", "ValidationException",
            status=400, **given)


def test_a_launch_template_excludes_what_it_can_say_itself(raw, ec2, cluster, network, roles, name):
    template = ec2.create_launch_template(LaunchTemplateName=name, LaunchTemplateData={
        "InstanceType": "m5.large", "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 30}}]})
    identifier = template["LaunchTemplate"]["LaunchTemplateId"]
    given = {"clusterName": cluster, "nodegroupName": name, "subnets": network["private"], "nodeRole": roles["node"],
             "launchTemplate": {"id": identifier, "version": "1"}}
    refused(raw("eks").create_nodegroup, "InvalidParameterException", "InvalidRequestException", **given, diskSize=30)
    refused(raw("eks").create_nodegroup, "InvalidParameterException", "InvalidRequestException", **given,
            instanceTypes=["m5.large"])
    refused(raw("eks").create_nodegroup, "InvalidParameterException", "InvalidRequestException", **{
        **given, "launchTemplate": {"id": identifier, "version": "7"}})


def test_a_group_follows_its_cluster_and_template(eks, ec2, cluster, network, roles, name):
    template = ec2.create_launch_template(LaunchTemplateName=name, LaunchTemplateData={"InstanceType": "m5.large"})
    identifier = template["LaunchTemplate"]["LaunchTemplateId"]
    eks.create_nodegroup(clusterName=cluster, nodegroupName=name, subnets=network["private"], nodeRole=roles["node"],
                         version="1.32", scalingConfig={"minSize": 0, "maxSize": 1, "desiredSize": 0},
                         launchTemplate={"id": identifier, "version": "1"})
    wait(eks, "nodegroup_active", clusterName=cluster, nodegroupName=name)
    refused(eks.update_nodegroup_version, "InvalidParameterException", "InvalidRequestException", clusterName=cluster,
            nodegroupName=name, version="1.34")
    update = eks.update_nodegroup_version(clusterName=cluster, nodegroupName=name, version="1.33")["update"]
    assert update["type"] == "VersionUpdate"
    done(eks, update["id"], name=cluster, nodegroupName=name)
    assert eks.describe_nodegroup(clusterName=cluster, nodegroupName=name)["nodegroup"]["version"] == "1.33"
    ec2.create_launch_template_version(LaunchTemplateId=identifier, SourceVersion="1",
                                       LaunchTemplateData={"InstanceType": "m5.xlarge"})
    update = eks.update_nodegroup_version(clusterName=cluster, nodegroupName=name,
                                          launchTemplate={"id": identifier, "version": "2"})["update"]
    done(eks, update["id"], name=cluster, nodegroupName=name)
    assert eks.describe_nodegroup(clusterName=cluster, nodegroupName=name)["nodegroup"]["launchTemplate"]["version"] == "2"
    eks.delete_nodegroup(clusterName=cluster, nodegroupName=name)
    wait(eks, "nodegroup_deleted", clusterName=cluster, nodegroupName=name)


# Addons.

def test_an_addon_lives_and_dies(eks, cluster):
    given = {"clusterName": cluster, "addonName": "kube-proxy"}
    versions = eks.describe_addon_versions(addonName="kube-proxy", kubernetesVersion="1.33")["addons"][0]["addonVersions"]
    default = next(v["addonVersion"] for v in versions if v["compatibilities"][0]["defaultVersion"])
    made = eks.create_addon(**given, tags={"a": "b"})["addon"]
    assert made["status"] == "CREATING" and made["addonVersion"] == default
    assert made["addonArn"].startswith(f"{ARN}addon/{cluster}/kube-proxy/")
    refused(eks.create_addon, "ResourceInUseException", status=409, **given)
    wait(eks, "addon_active", **given)
    newest = versions[0]["addonVersion"]
    other = newest if newest != default else versions[1]["addonVersion"]
    update = eks.update_addon(**given, addonVersion=other, resolveConflicts="OVERWRITE")["update"]
    assert update["type"] == "AddonUpdate"
    done(eks, update["id"], name=cluster, addonName="kube-proxy")
    assert eks.describe_addon(**given)["addon"]["addonVersion"] == other
    assert pages(eks, "list_updates", "updateIds", name=cluster, addonName="kube-proxy")[0] == [update["id"]]
    update = eks.update_addon(**given, configurationValues='{"resources": {"limits": {"memory": "64Mi"}}}')["update"]
    done(eks, update["id"], name=cluster, addonName="kube-proxy")
    assert "64Mi" in eks.describe_addon(**given)["addon"]["configurationValues"]
    refused(eks.update_addon, "InvalidParameterException", **given, configurationValues='{"nonsense": 1}')
    refused(eks.update_addon, "InvalidParameterException", **given, addonVersion="v0.0.0-eksbuild.1")
    assert eks.delete_addon(**given, preserve=False)["addon"]["status"] == "DELETING"
    wait(eks, "addon_deleted", **given)
    refused(eks.describe_addon, "ResourceNotFoundException", **given)


@pytest.mark.parametrize("change", [
    {"addonName": "nonsense"}, {"addonVersion": "v0"}, {"configurationValues": "{"}, {"configurationValues": '{"nonsense": true}'},
    {"serviceAccountRoleArn": "nonsense"}, {"resolveConflicts": "NONSENSE"},
    {"podIdentityAssociations": [{"serviceAccount": "ebs-csi-controller-sa", "roleArn": f"arn:aws:iam::{ACCOUNT}:role/nobody"}]},
    {"tags": {"aws:a": "b"}},
])
def test_wrong_addons_are_refused(raw, cluster, change):
    refused(raw("eks").create_addon, "InvalidParameterException", "InvalidRequestException", "ValidationException",
            "ResourceNotFoundException", clusterName=cluster, **{"addonName": "aws-ebs-csi-driver", **change})


def test_coredns_waits_for_nodes(eks, cluster, network, roles, name):
    given = {"clusterName": cluster, "addonName": "coredns"}
    eks.create_addon(**given)
    status = lambda: eks.describe_addon(**given)["addon"]
    eventually(lambda: status()["status"] == "DEGRADED")
    assert status()["health"]["issues"][0]["code"] == "InsufficientNumberOfReplicas"
    eks.create_nodegroup(clusterName=cluster, nodegroupName=name, subnets=network["private"], nodeRole=roles["node"],
                         scalingConfig={"minSize": 2, "maxSize": 2, "desiredSize": 2})
    wait(eks, "nodegroup_active", clusterName=cluster, nodegroupName=name)
    wait(eks, "addon_active", **given)
    assert status()["health"]["issues"] == []
    found, count = pages(eks, "list_addons", "addons", clusterName=cluster, PaginationConfig={"PageSize": 1})
    assert {"coredns", "vpc-cni"} <= set(found) and count == len(found)
    eks.delete_nodegroup(clusterName=cluster, nodegroupName=name)
    eks.delete_addon(**given)
    wait(eks, "nodegroup_deleted", clusterName=cluster, nodegroupName=name)


def test_the_catalogue_of_addons(eks):
    found, count = pages(eks, "describe_addon_versions", "addons", kubernetesVersion="1.33", PaginationConfig={"PageSize": 2})
    names = [addon["addonName"] for addon in found]
    assert {"vpc-cni", "coredns", "kube-proxy", "eks-pod-identity-agent", "aws-ebs-csi-driver"} <= set(names) and count > 1
    for addon in found:
        versions = addon["addonVersions"]
        assert sum(v["compatibilities"][0]["defaultVersion"] for v in versions) == 1, addon["addonName"]
        assert all(v["compatibilities"][0]["clusterVersion"] == "1.33" for v in versions)
        assert all({"amd64", "arm64"} >= set(v["architecture"]) for v in versions)
    agent = next(a for a in found if a["addonName"] == "eks-pod-identity-agent")
    schema = eks.describe_addon_configuration(addonName="eks-pod-identity-agent",
                                              addonVersion=agent["addonVersions"][0]["addonVersion"])
    assert "tolerations" in schema["configurationSchema"]
    refused(eks.describe_addon_configuration, "ResourceNotFoundException", "InvalidParameterException", addonName="nonsense",
            addonVersion="v1")
    assert eks.describe_addon_versions(owners=["nobody"])["addons"] == []
