"""EC2's instances, templates and catalogues as AWS's clients meet them."""

import re
import uuid

import pytest

from conftest import pages, refused
from sandbox import ACCOUNT, eventually

QUICK = {"Delay": 1, "MaxAttempts": 25}


@pytest.fixture(scope="module")
def image(ssm):
    path = "/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/x86_64/standard/recommended/image_id"
    return ssm.get_parameter(Name=path)["Parameter"]["Value"]


@pytest.fixture(scope="module")
def template(ec2, names, image):
    made = ec2.create_launch_template(LaunchTemplateName=names(), LaunchTemplateData={
        "ImageId": image, "InstanceType": "m5.large",
        "TagSpecifications": [{"ResourceType": "instance", "Tags": [{"Key": "from", "Value": "template"}]}]})
    return made["LaunchTemplate"]["LaunchTemplateId"]


def test_instances_run_and_end(ec2, network, image, name):
    token = str(uuid.uuid4())
    given = {"ImageId": image, "InstanceType": "m5.large", "MinCount": 2, "MaxCount": 2, "SubnetId": network["private"][0],
             "ClientToken": token, "TagSpecifications": [
                 {"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": name}]},
                 {"ResourceType": "volume", "Tags": [{"Key": "Name", "Value": name}]}]}
    refused(ec2.run_instances, "DryRunOperation", status=412, **given, DryRun=True)
    made = ec2.run_instances(**given)["Instances"]
    identifiers = sorted(i["InstanceId"] for i in made)
    assert all(i["State"] == {"Code": 0, "Name": "pending"} for i in made)
    assert sorted(i["InstanceId"] for i in ec2.run_instances(**given)["Instances"]) == identifiers
    refused(ec2.run_instances, "IdempotentParameterMismatch", **{**given, "InstanceType": "m5.xlarge"})
    ec2.get_waiter("instance_running").wait(InstanceIds=identifiers, WaiterConfig=QUICK)
    ec2.get_waiter("instance_status_ok").wait(InstanceIds=identifiers, WaiterConfig=QUICK)
    by = lambda **filters: sorted(i["InstanceId"] for r in ec2.describe_instances(Filters=[
        {"Name": k.replace("__", ":").replace("_", "-"), "Values": v} for k, v in filters.items()])["Reservations"]
        for i in r["Instances"])
    assert by(tag__Name=[name]) == by(tag__Name=[name], instance_state_name=["running"]) == identifiers
    assert by(tag__Name=[name], instance_type=["m5.*"], image_id=[image], vpc_id=[network["vpc"]]) == identifiers
    assert by(tag__Name=[name], availability_zone=[network["zones"][1]]) == []
    assert by(tag__Name=[name], subnet_id=[network["private"][0]], instance_state_code=["16"]) == identifiers
    one = ec2.describe_instances(InstanceIds=identifiers[:1])["Reservations"][0]["Instances"][0]
    assert re.fullmatch(r"i-[0-9a-f]{17}", one["InstanceId"]) and one["PrivateIpAddress"].startswith("10.0.")
    assert one["PrivateDnsName"] == f"ip-{one['PrivateIpAddress'].replace('.', '-')}.ec2.internal"
    assert one["Architecture"] == "x86_64" and one["MetadataOptions"]["HttpTokens"] in ("optional", "required")
    assert one["NetworkInterfaces"][0]["SubnetId"] == network["private"][0] and one["BlockDeviceMappings"]
    volumes = ec2.describe_volumes(Filters=[{"Name": "tag:Name", "Values": [name]}])["Volumes"]
    assert len(volumes) == 2 and {v["State"] for v in volumes} == {"in-use"}
    refused(ec2.delete_volume, "VolumeInUse", VolumeId=volumes[0]["VolumeId"])
    changes = ec2.terminate_instances(InstanceIds=identifiers)["TerminatingInstances"]
    assert {c["CurrentState"]["Name"] for c in changes} == {"shutting-down"}
    ec2.get_waiter("instance_terminated").wait(InstanceIds=identifiers, WaiterConfig=QUICK)
    eventually(lambda: not ec2.describe_volumes(Filters=[{"Name": "tag:Name", "Values": [name]}])["Volumes"])
    ec2.terminate_instances(InstanceIds=identifiers)


@pytest.mark.parametrize("change, codes", [
    ({"ImageId": "ami-0123456789abcdef0"}, ["InvalidAMIID.NotFound"]), ({"ImageId": "nonsense"}, ["InvalidAMIID.Malformed"]),
    ({"InstanceType": "m5.nonsense"}, ["InvalidParameterValue", "InvalidInstanceType"]),
    ({"InstanceType": "m6g.large"}, ["InvalidParameterValue", "InvalidParameterCombination", "Unsupported"]),
    ({"SubnetId": "subnet-0123456789abcdef0"}, ["InvalidSubnetID.NotFound"]),
    ({"SecurityGroupIds": ["sg-0123456789abcdef0"]}, ["InvalidGroup.NotFound"]),
    ({"KeyName": "no-such-key"}, ["InvalidKeyPair.NotFound"]),
    ({"MinCount": 3, "MaxCount": 2}, ["InvalidParameterValue"]), ({"MinCount": 0}, ["InvalidParameterValue"]),
    ({"IamInstanceProfile": {"Name": "no-such-profile"}}, ["InvalidParameterValue"]),
    ({"LaunchTemplate": {"LaunchTemplateId": "lt-0123456789abcdef0"}},
     ["InvalidLaunchTemplateId.NotFound"]),
    ({"TagSpecifications": [{"ResourceType": "instance", "Tags": [{"Key": "aws:x", "Value": "y"}]}]}, ["InvalidParameterValue"]),
    ({"TagSpecifications": [{"ResourceType": "vpc", "Tags": [{"Key": "x", "Value": "y"}]}]}, ["InvalidParameterValue"]),
    ({"UserData": "x" * 30000}, ["InvalidParameterValue", "InvalidUserData.Malformed"]),
])
def test_wrong_instances_are_refused(ec2, network, image, change, codes):
    given = {"ImageId": image, "InstanceType": "m5.large", "MinCount": 1, "MaxCount": 1, "SubnetId": network["private"][0]}
    refused(ec2.run_instances, *codes, **{**given, **change})


@pytest.mark.parametrize("call, given, codes", [
    ("describe_instances", {"InstanceIds": ["i-0123456789abcdef0"]}, ["InvalidInstanceID.NotFound"]),
    ("describe_instances", {"InstanceIds": ["nonsense"]}, ["InvalidInstanceID.Malformed"]),
    ("describe_instances", {"Filters": [{"Name": "nonsense", "Values": ["a"]}]}, ["InvalidParameterValue"]),
    ("terminate_instances", {"InstanceIds": ["i-0123456789abcdef0"]}, ["InvalidInstanceID.NotFound"]),
    ("describe_instance_types", {"InstanceTypes": ["m5.nonsense"]}, ["InvalidInstanceType"]),
    ("describe_instance_status", {"InstanceIds": ["i-0123456789abcdef0"]}, ["InvalidInstanceID.NotFound"]),
    ("describe_volumes", {"VolumeIds": ["vol-0123456789abcdef0"]}, ["InvalidVolume.NotFound"]),
    ("delete_volume", {"VolumeId": "vol-0123456789abcdef0"}, ["InvalidVolume.NotFound"]),
    ("describe_images", {"ImageIds": ["ami-0123456789abcdef0"]}, ["InvalidAMIID.NotFound"]),
    ("describe_launch_templates", {"LaunchTemplateIds": ["lt-0123456789abcdef0"]}, ["InvalidLaunchTemplateId.NotFound"]),
    ("describe_launch_templates", {"LaunchTemplateNames": ["none"]}, ["InvalidLaunchTemplateName.NotFoundException"]),
    ("delete_launch_template", {"LaunchTemplateName": "none"}, ["InvalidLaunchTemplateName.NotFoundException"]),
    ("describe_launch_template_versions", {"LaunchTemplateId": "lt-0123456789abcdef0"}, ["InvalidLaunchTemplateId.NotFound"]),
    ("create_launch_template_version", {"LaunchTemplateId": "lt-0123456789abcdef0", "LaunchTemplateData": {"InstanceType": "m5.large"}},
     ["InvalidLaunchTemplateId.NotFound"]),
    ("create_launch_template", {"LaunchTemplateName": "a(", "LaunchTemplateData": {"InstanceType": "m5.large"}},
     ["InvalidLaunchTemplateName.MalformedException", "InvalidParameterValue"]),
])
def test_wrong_questions_are_refused(raw, call, given, codes):
    refused(getattr(raw("ec2"), call), *codes, status=400, **given)


def test_launch_templates_have_versions(ec2, name):
    token = str(uuid.uuid4())
    given = {"LaunchTemplateName": name, "ClientToken": token, "VersionDescription": "first",
             "LaunchTemplateData": {"InstanceType": "m5.large"},
             "TagSpecifications": [{"ResourceType": "launch-template", "Tags": [{"Key": "a", "Value": "b"}]}]}
    made = ec2.create_launch_template(**given)["LaunchTemplate"]
    assert (made["LatestVersionNumber"], made["DefaultVersionNumber"]) == (1, 1) and made["Tags"] == [{"Key": "a", "Value": "b"}]
    assert ec2.create_launch_template(**given)["LaunchTemplate"]["LaunchTemplateId"] == made["LaunchTemplateId"]
    refused(ec2.create_launch_template, "InvalidLaunchTemplateName.AlreadyExistsException",
            **{**given, "ClientToken": str(uuid.uuid4())})
    identifier = made["LaunchTemplateId"]
    for size in ("m5.xlarge", "m5.2xlarge"):
        ec2.create_launch_template_version(LaunchTemplateId=identifier, SourceVersion="1",
                                           LaunchTemplateData={"InstanceType": size})
    ask = lambda *versions: [v["LaunchTemplateData"]["InstanceType"] for v in ec2.describe_launch_template_versions(
        LaunchTemplateId=identifier, Versions=list(versions))["LaunchTemplateVersions"]]
    assert ask("$Latest") == ["m5.2xlarge"] and ask("$Default") == ["m5.large"] and ask("2") == ["m5.xlarge"]
    found, count = pages(ec2, "describe_launch_template_versions", "LaunchTemplateVersions", LaunchTemplateId=identifier,
                         PaginationConfig={"PageSize": 2})
    assert [v["VersionNumber"] for v in found] == [3, 2, 1] and count == 2
    ec2.modify_launch_template(LaunchTemplateId=identifier, DefaultVersion="2")
    assert ask("$Default") == ["m5.xlarge"]
    answer = ec2.delete_launch_template_versions(LaunchTemplateId=identifier, Versions=["1", "2", "9"])
    assert [v["VersionNumber"] for v in answer["SuccessfullyDeletedLaunchTemplateVersions"]] == [1]
    assert len(answer["UnsuccessfullyDeletedLaunchTemplateVersions"]) == 2
    by = ec2.describe_launch_templates(Filters=[{"Name": "tag:a", "Values": ["b"]}, {
        "Name": "launch-template-name", "Values": [name]}])["LaunchTemplates"]
    assert [t["LaunchTemplateId"] for t in by] == [identifier]
    ec2.delete_launch_template(LaunchTemplateId=identifier)
    refused(ec2.describe_launch_templates, "InvalidLaunchTemplateId.NotFound", LaunchTemplateIds=[identifier])


def test_fleets_launch_at_once(ec2, iam, network, template, name):
    config = [{"LaunchTemplateSpecification": {"LaunchTemplateId": template, "Version": "$Latest"}, "Overrides": [
        {"InstanceType": "m5.large", "SubnetId": network["private"][0]},
        {"InstanceType": "c5.large", "SubnetId": network["private"][1]}]}]
    given = {"Type": "instant", "LaunchTemplateConfigs": config,
             "TargetCapacitySpecification": {"TotalTargetCapacity": 1, "DefaultTargetCapacityType": "on-demand"},
             "TagSpecifications": [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": name}]}]}
    refused(ec2.create_fleet, "DryRunOperation", status=412, **given, DryRun=True)
    made = ec2.create_fleet(**given)
    assert re.fullmatch(r"fleet-[0-9a-f-]{36}", made["FleetId"]) and made["Errors"] == []
    assert made["Instances"][0]["Lifecycle"] == "on-demand" and len(made["Instances"][0]["InstanceIds"]) == 1
    found = ec2.describe_instances(InstanceIds=made["Instances"][0]["InstanceIds"])["Reservations"][0]["Instances"][0]
    tags = {t["Key"]: t["Value"] for t in found["Tags"]}
    assert tags["from"] == "template" and tags["Name"] == name and tags["aws:ec2:fleet-id"] == made["FleetId"]
    spot = {**given, "TargetCapacitySpecification": {"TotalTargetCapacity": 1, "DefaultTargetCapacityType": "spot"}}
    made = ec2.create_fleet(**spot)
    found = ec2.describe_instances(InstanceIds=made["Instances"][0]["InstanceIds"])["Reservations"][0]["Instances"][0]
    assert found["InstanceLifecycle"] == "spot" and found["SpotInstanceRequestId"].startswith("sir-")
    assert iam.get_role(RoleName="AWSServiceRoleForEC2Spot")
    refused(ec2.create_fleet, "InvalidLaunchTemplateId.NotFound", "InvalidLaunchTemplateId.Malformed", **{
        **given, "LaunchTemplateConfigs": [{"LaunchTemplateSpecification": {
            "LaunchTemplateId": "lt-0123456789abcdef0", "Version": "1"}}]})
    running, _ = pages(ec2, "describe_instances", "Reservations", Filters=[{"Name": "tag:Name", "Values": [name]}])
    ec2.terminate_instances(InstanceIds=[i["InstanceId"] for r in running for i in r["Instances"]])


def test_the_catalogue_of_types(ec2):
    found = ec2.describe_instance_types(InstanceTypes=["m5.large", "c7g.xlarge"])["InstanceTypes"]
    by = {t["InstanceType"]: t for t in found}
    assert by["m5.large"]["VCpuInfo"]["DefaultVCpus"] == 2 and by["m5.large"]["MemoryInfo"]["SizeInMiB"] == 8192
    assert by["c7g.xlarge"]["ProcessorInfo"]["SupportedArchitectures"] == ["arm64"]
    assert by["m5.large"]["NetworkInfo"]["MaximumNetworkInterfaces"] == 3
    assert by["m5.large"]["NetworkInfo"]["Ipv4AddressesPerInterface"] == 10
    arm, _ = pages(ec2, "describe_instance_types", "InstanceTypes", Filters=[
        {"Name": "processor-info.supported-architecture", "Values": ["arm64"]}, {"Name": "current-generation", "Values": ["true"]}])
    assert arm and all(t["ProcessorInfo"]["SupportedArchitectures"] == ["arm64"] for t in arm)
    offered = ec2.describe_instance_type_offerings(LocationType="availability-zone", Filters=[
        {"Name": "instance-type", "Values": ["m5.large"]}])["InstanceTypeOfferings"]
    assert {o["Location"] for o in offered} >= {"us-east-1a", "us-east-1b", "us-east-1c"}


def test_images_and_prices(ec2, image):
    found = ec2.describe_images(ImageIds=[image])["Images"][0]
    assert found["State"] == "available" and found["Architecture"] == "x86_64" and found["Name"].startswith("amazon-eks-node-al2023")
    by = ec2.describe_images(Owners=["amazon"], Filters=[{"Name": "name", "Values": [found["Name"]]}])["Images"]
    assert [i["ImageId"] for i in by] == [image]
    assert ec2.describe_images(Owners=["self"])["Images"] == []
    prices = ec2.describe_spot_price_history(InstanceTypes=["m5.large"], ProductDescriptions=["Linux/UNIX"])["SpotPriceHistory"]
    assert prices and all(float(p["SpotPrice"]) > 0 and p["AvailabilityZone"].startswith("us-east-1") for p in prices)


def test_placement_reservations_and_keys(ec2, name):
    assert ec2.describe_capacity_reservations()["CapacityReservations"] == []
    ec2.create_placement_group(GroupName=name, Strategy="cluster")
    assert ec2.describe_placement_groups(GroupNames=[name])["PlacementGroups"][0]["Strategy"] == "cluster"
    refused(ec2.create_placement_group, "InvalidPlacementGroup.Duplicate", GroupName=name, Strategy="cluster")
    refused(ec2.describe_placement_groups, "InvalidPlacementGroup.Unknown", GroupNames=["none"])
    ec2.delete_placement_group(GroupName=name)
    volume = ec2.create_volume(AvailabilityZone="us-east-1a", Size=8, VolumeType="gp3")
    ec2.get_waiter("volume_available").wait(VolumeIds=[volume["VolumeId"]], WaiterConfig=QUICK)
    ec2.delete_volume(VolumeId=volume["VolumeId"])
    ec2.get_waiter("volume_deleted").wait(VolumeIds=[volume["VolumeId"]], WaiterConfig=QUICK)
