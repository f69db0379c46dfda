"""The aws CLI against the sandbox: what a user of EKS types, from an empty account to none."""

import json
import os
import pathlib
import subprocess
import sys

import botocore
import pytest

from sandbox import ACCOUNT, REGION

AWS = pathlib.Path(sys.executable).with_name("aws")


def wait_quickly(home):
    """The CLI's waiters ask every half a minute; here they ask every second, by a model of the user's own."""
    model = json.loads(next(pathlib.Path(botocore.__file__).parent.glob("data/eks/*/waiters-2.json")).read_text())
    for waiter in model["waiters"].values():
        waiter["delay"] = 1
    folder = home / ".aws" / "models" / "eks" / "2017-11-01"
    folder.mkdir(parents=True)
    (folder / "waiters-2.json").write_text(json.dumps(model))


@pytest.fixture(scope="module")
def aws(sandbox, tmp_path_factory):
    """Runs the CLI as a user does: with the lines that the sandbox printed in its environment."""
    home = tmp_path_factory.mktemp("home")
    wait_quickly(home)
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], **sandbox.environment}

    def run(*words, fails=None):
        done = subprocess.run([AWS, *map(str, words)], env=environment, capture_output=True, text=True, timeout=120)
        if fails:
            assert done.returncode in (254, 255) and fails in done.stderr, done.stderr
            return done.stderr
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.startswith(("{", "[")) else done.stdout.strip()
    run.home, run.endpoint = home, sandbox.endpoint
    return run


def test_the_whole_life_of_a_cluster(aws, names, roles):
    name = names()
    assert aws("sts", "get-caller-identity", "--query", "Account", "--output", "text") == ACCOUNT
    subnets = aws("ec2", "describe-subnets", "--filters", "Name=tag:tier,Values=private", "--query", "Subnets[].SubnetId",
                  "--output", "text").split()
    made = aws("eks", "create-cluster", "--name", name, "--role-arn", roles["cluster"], "--kubernetes-version", "1.33",
               "--resources-vpc-config", f"subnetIds={','.join(subnets)},endpointPrivateAccess=true",
               "--access-config", "authenticationMode=API", "--no-bootstrap-self-managed-addons", "--tags", "team=a")
    assert made["cluster"]["status"] == "CREATING"
    aws("eks", "wait", "cluster-active", "--name", name)
    assert aws("eks", "describe-cluster", "--name", name, "--query", "cluster.status", "--output", "text") == "ACTIVE"
    said = aws("eks", "update-kubeconfig", "--name", name)
    assert said.startswith("Added new context arn:aws:eks:")
    config = (aws.home / ".kube" / "config").read_text()
    assert "get-token" in config and f"cluster/{name}" in config
    token = aws("eks", "get-token", "--cluster-name", name)
    assert token["kind"] == "ExecCredential" and token["status"]["token"].startswith("k8s-aws-v1.")
    aws("eks", "create-addon", "--cluster-name", name, "--addon-name", "vpc-cni")
    aws("eks", "wait", "addon-active", "--cluster-name", name, "--addon-name", "vpc-cni")
    group = ("--cluster-name", name, "--nodegroup-name", "system")
    aws("eks", "create-nodegroup", *group, "--node-role", roles["node"], "--subnets", *subnets, "--scaling-config",
        "minSize=1,maxSize=2,desiredSize=1", "--instance-types", "m5.large")
    aws("eks", "wait", "nodegroup-active", *group)
    assert aws("eks", "list-nodegroups", "--cluster-name", name) == {"nodegroups": ["system"]}
    arn = aws("eks", "describe-nodegroup", *group, "--query", "nodegroup.nodegroupArn", "--output", "text")
    aws("eks", "tag-resource", "--resource-arn", arn, "--tags", "a=b")
    assert aws("eks", "list-tags-for-resource", "--resource-arn", arn)["tags"] == {"a": "b"}
    aws("eks", "delete-cluster", "--name", name, fails="ResourceInUseException")
    aws("eks", "delete-nodegroup", *group)
    aws("eks", "wait", "nodegroup-deleted", *group)
    aws("eks", "delete-cluster", "--name", name)
    aws("eks", "wait", "cluster-deleted", "--name", name)
    aws("eks", "describe-cluster", "--name", name, fails="ResourceNotFoundException")


def test_pages_filters_and_outputs(aws, names):
    for _ in range(3):
        aws("iam", "create-instance-profile", "--instance-profile-name", names(), "--path", "/cli/")
    found = aws("iam", "list-instance-profiles", "--path-prefix", "/cli/", "--page-size", "1", "--query",
                "length(InstanceProfiles)")
    assert int(found) == 3
    first = aws("iam", "list-instance-profiles", "--path-prefix", "/cli/", "--max-items", "2")
    assert len(first["InstanceProfiles"]) == 2 and first["NextToken"]
    rest = aws("iam", "list-instance-profiles", "--path-prefix", "/cli/", "--max-items", "2", "--starting-token", first["NextToken"])
    assert len(rest["InstanceProfiles"]) == 1
    table = aws("ec2", "describe-vpcs", "--output", "table")
    assert "DescribeVpcs" in table
    # The CLI's first major version sends SQS to its old host unless told otherwise on the command line.
    sqs = lambda *words: aws("sqs", *words, "--endpoint-url", aws.endpoint)
    url = sqs("create-queue", "--queue-name", names())["QueueUrl"]
    sqs("send-message", "--queue-url", url, "--message-body", "hello")
    assert sqs("receive-message", "--queue-url", url)["Messages"][0]["Body"] == "hello"
    sqs("delete-queue", "--queue-url", url)
    subnet = aws("ec2", "describe-subnets", "--query", "Subnets[0].SubnetId", "--output", "text")
    aws("ec2", "run-instances", "--instance-type", "m5.large", "--dry-run", "--subnet-id", subnet, "--image-id", "ami-0123456789abcdef0",
        fails="InvalidAMIID.NotFound")
