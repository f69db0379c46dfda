"""What AWS lets settle: new roles, queue names, statuses on the way. On a clock slow enough to see it."""

import time

import pytest
from botocore.exceptions import ClientError

from conftest import refused, trust
from sandbox import ACCOUNT, eventually


@pytest.fixture(scope="module")
def there(slow):
    return {s: slow.client(s) for s in ("eks", "ec2", "iam", "sqs")}


def private(ec2):
    return [s["SubnetId"] for s in ec2.describe_subnets(Filters=[{"Name": "tag:tier", "Values": ["private"]}])["Subnets"]]


def test_a_new_role_is_not_usable_at_once(there):
    iam, eks = there["iam"], there["eks"]
    subnets = private(there["ec2"])
    role = iam.create_role(RoleName="young", AssumeRolePolicyDocument=trust("eks.amazonaws.com"))["Role"]["Arn"]
    iam.attach_role_policy(RoleName="young", PolicyArn="arn:aws:iam::aws:policy/AmazonEKSClusterPolicy")
    given = {"name": "young", "roleArn": role, "resourcesVpcConfig": {"subnetIds": subnets}}
    refused(eks.create_cluster, "InvalidParameterException", **given)

    def create():
        try:
            return eks.create_cluster(**given)
        except ClientError as error:
            assert error.response["Error"]["Code"] == "InvalidParameterException"
            return None
    made = eventually(create)["cluster"]
    assert made["status"] == "CREATING" and "endpoint" not in made
    found = eks.describe_cluster(name="young")["cluster"]
    assert found["status"] == "CREATING" and not found.get("identity", {}).get("oidc")
    refused(eks.create_addon, "InvalidRequestException", "ResourceInUseException", "InvalidParameterException",
            clusterName="young", addonName="vpc-cni")
    refused(eks.create_access_entry, "InvalidRequestException", "ResourceInUseException", clusterName="young",
            principalArn=f"arn:aws:iam::{ACCOUNT}:user/alice")
    refused(eks.create_nodegroup, "InvalidRequestException", "ResourceInUseException", "InvalidParameterException",
            clusterName="young", nodegroupName="n", nodeRole=role, subnets=subnets)
    refused(eks.update_cluster_config, "ResourceInUseException", "InvalidRequestException", name="young", deletionProtection=True)


def test_a_queues_name_rests_for_a_minute(there):
    sqs = there["sqs"]
    url = sqs.create_queue(QueueName="rests")["QueueUrl"]
    sqs.delete_queue(QueueUrl=url)
    refused(sqs.create_queue, "AWS.SimpleQueueService.QueueDeletedRecently", "QueueDeletedRecently", QueueName="rests")

    def create():
        try:
            return sqs.create_queue(QueueName="rests")
        except ClientError:
            return None
    began = time.monotonic()
    assert eventually(create, every=0.5)["QueueUrl"] == url
    assert time.monotonic() - began > 8, "sixty simulated seconds at four a second"


def test_a_new_profile_is_not_usable_at_once(there):
    iam, ec2 = there["iam"], there["ec2"]
    iam.create_role(RoleName="node", AssumeRolePolicyDocument=trust("ec2.amazonaws.com"))
    iam.create_instance_profile(InstanceProfileName="node")
    iam.add_role_to_instance_profile(InstanceProfileName="node", RoleName="node")
    image = ec2.describe_images(Owners=["amazon"], Filters=[{"Name": "architecture", "Values": ["x86_64"]}])["Images"][0]["ImageId"]
    given = {"ImageId": image, "InstanceType": "m5.large", "MinCount": 1, "MaxCount": 1, "SubnetId": private(ec2)[0],
             "IamInstanceProfile": {"Name": "node"}, "DryRun": True}
    refused(ec2.run_instances, "InvalidParameterValue", says="Invalid IAM Instance Profile", **given)

    def usable():
        with pytest.raises(ClientError) as caught:
            ec2.run_instances(**given)
        return caught.value.response["Error"]["Code"] == "DryRunOperation"
    eventually(usable)


def test_an_instance_is_pending_before_it_runs(there):
    ec2 = there["ec2"]
    image = ec2.describe_images(Owners=["amazon"], Filters=[{"Name": "architecture", "Values": ["x86_64"]}])["Images"][0]["ImageId"]
    made = ec2.run_instances(ImageId=image, InstanceType="m5.large", MinCount=1, MaxCount=1, SubnetId=private(ec2)[0])
    identifier = made["Instances"][0]["InstanceId"]
    state = lambda: ec2.describe_instances(InstanceIds=[identifier])["Reservations"][0]["Instances"][0]["State"]["Name"]
    assert state() == "pending"
    eventually(lambda: state() == "running")
    ec2.terminate_instances(InstanceIds=[identifier])
    assert state() == "shutting-down"
