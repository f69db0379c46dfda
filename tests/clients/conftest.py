import itertools
import json

import pytest
from botocore.exceptions import ClientError

from sandbox import ACCOUNT, REGION, Sandbox, eventually

# Simulated seconds per second: a cluster is there within a second or two.
FAST = 300
# Slow enough to see what AWS needs seconds for.
SLOW = 4

COUNT = itertools.count(1)


@pytest.fixture(scope="session")
def sandbox():
    running = Sandbox(FAST)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def slow():
    running = Sandbox(SLOW)
    yield running
    running.stop()


def client_fixture(service, name=None):
    @pytest.fixture(scope="session", name=name or service)
    def client(sandbox):
        return sandbox.client(service)
    return client


eks, ec2, iam, sts, sqs, events, kms, logs, ssm = map(
    client_fixture, ("eks", "ec2", "iam", "sts", "sqs", "events", "kms", "logs", "ssm"))
tagging = client_fixture("resourcegroupstaggingapi", "tagging")


@pytest.fixture(scope="session")
def raw(sandbox):
    """Clients that send whatever they are given: what botocore would refuse is for the server to refuse."""
    kept = {}
    return lambda service: kept.setdefault(service, sandbox.client(service, validate=False))


@pytest.fixture
def name():
    """A name that nothing else has."""
    return f"it{next(COUNT):04}"


@pytest.fixture(scope="session")
def names():
    return lambda: f"it{next(COUNT):04}"


def trust(*services, actions=("sts:AssumeRole",)):
    principal = {"Service": services[0] if len(services) == 1 else list(services)}
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": principal, "Action": list(actions)}]})


def allow(actions="ec2:DescribeVpcs", resources="*"):
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": actions, "Resource": resources}]})


def refused(call, *codes, status=None, says=None, **given):
    """The error of a call that must be refused with one of these codes."""
    with pytest.raises(ClientError) as caught:
        call(**given)
    answer = caught.value.response
    assert answer["Error"]["Code"] in codes, answer["Error"]
    # Two errors that AWS leaves without words.
    silent = answer["Error"]["Code"] in ("ParameterNotFound", "NotAuthorizedException")
    assert answer["Error"].get("Message") or silent, "an error says what is wrong"
    if status:
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == status, answer
    if says:
        assert says in answer["Error"]["Message"], answer["Error"]
    return answer


# How services answer that a role is not visible everywhere yet.
YOUNG = ("AccessDenied", "InvalidParameterException", "MalformedPolicyDocument")


def settled(call, **given):
    """The answer of a call that names a role which is too young at first."""
    def attempt():
        try:
            return call(**given)
        except ClientError as error:
            assert error.response["Error"]["Code"] in YOUNG, error
            return None
    return eventually(attempt)


def pages(client, operation, key, **given):
    """All items of a paginator, and how many pages they came in."""
    found, count = [], 0
    for page in client.get_paginator(operation).paginate(**given):
        found += page.get(key, [])
        count += 1
    return found, count


@pytest.fixture(scope="session")
def network(ec2):
    """The fresh account's VPC, its subnets by tier, and their zones."""
    subnets = ec2.describe_subnets()["Subnets"]
    tier = lambda subnet: next((t["Value"] for t in subnet.get("Tags", []) if t["Key"] == "tier"), "")
    private = sorted((s for s in subnets if tier(s) == "private"), key=lambda s: s["AvailabilityZone"])
    public = sorted((s for s in subnets if tier(s) == "public"), key=lambda s: s["AvailabilityZone"])
    return {"vpc": private[0]["VpcId"], "private": [s["SubnetId"] for s in private],
            "public": [s["SubnetId"] for s in public], "zones": [s["AvailabilityZone"] for s in private]}


@pytest.fixture(scope="session")
def roles(iam):
    """ARNs of roles for a cluster, nodes, pods and Fargate."""
    policies = {
        "cluster": ("eks.amazonaws.com", ["AmazonEKSClusterPolicy"]),
        "node": ("ec2.amazonaws.com",
                 ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly"]),
        "fargate": ("eks-fargate-pods.amazonaws.com", ["AmazonEKSFargatePodExecutionRolePolicy"]),
        "pod": ("pods.eks.amazonaws.com", []),
    }
    made = {}
    for key, (service, attached) in policies.items():
        actions = ("sts:AssumeRole", "sts:TagSession") if key == "pod" else ("sts:AssumeRole",)
        role = iam.create_role(RoleName=f"suite-{key}", AssumeRolePolicyDocument=trust(service, actions=actions))
        for policy in attached:
            iam.attach_role_policy(RoleName=f"suite-{key}", PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
        made[key] = role["Role"]["Arn"]
    return made


@pytest.fixture(scope="session")
def cluster(eks, network, roles):
    """A cluster that is ACTIVE and that tests may look at and put things into."""
    eks.create_cluster(
        name="suite", roleArn=roles["cluster"], version="1.33",
        resourcesVpcConfig={"subnetIds": network["private"], "endpointPrivateAccess": True},
        accessConfig={"authenticationMode": "API"}, bootstrapSelfManagedAddons=False)
    eks.get_waiter("cluster_active").wait(name="suite", WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    # Without a network plugin no node becomes ready.
    eks.create_addon(clusterName="suite", addonName="vpc-cni")
    return "suite"


# Waiters of boto3 ask every half a minute unless told otherwise.
QUICK = {"Delay": 1, "MaxAttempts": 25}


def wait(eks, what, **given):
    eks.get_waiter(what).wait(WaiterConfig=QUICK, **given)


def done(eks, update, **given):
    """Waits for an update to end and answers it."""
    ask = lambda: eks.describe_update(updateId=update, **given)["update"]
    eventually(lambda: ask()["status"] != "InProgress")
    assert ask()["status"] == "Successful", ask()
    return ask()
