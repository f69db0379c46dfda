"""Identities, signatures, sessions, and the walls between accounts, partitions and regions."""

import base64
import datetime
import functools
import json
import urllib.error
import urllib.request

import boto3
import pytest
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from conftest import refused, settled, trust
from sandbox import ACCOUNT, REGION

CALLS = {"sts": "get_caller_identity", "ec2": "describe_vpcs", "iam": "list_roles", "eks": "list_clusters",
         "sqs": "list_queues", "events": "list_rules", "kms": "list_aliases", "logs": "describe_log_groups"}
UNKNOWN = {"InvalidClientTokenId", "AuthFailure", "UnrecognizedClientException"}
MISMATCH = {"SignatureDoesNotMatch", "AuthFailure", "InvalidSignatureException"}


@pytest.fixture(scope="module")
def keys(iam):
    """Access keys of users by name."""
    @functools.cache
    def of(user):
        key = iam.create_access_key(UserName=user)["AccessKey"]
        return {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
    return of


@pytest.mark.parametrize("service", CALLS)
def test_an_unknown_key_is_refused(sandbox, service):
    client = sandbox.client(service, keys={"aws_access_key_id": "AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key": "x" * 40})
    refused(getattr(client, CALLS[service]), *UNKNOWN)


@pytest.mark.parametrize("service", CALLS)
def test_a_wrong_secret_is_refused(sandbox, service):
    client = sandbox.client(service, keys={**sandbox.keys(), "aws_secret_access_key": "x" * 40})
    refused(getattr(client, CALLS[service]), *MISMATCH)


@pytest.mark.parametrize("service", CALLS)
def test_no_signature_is_refused(sandbox, service):
    from botocore import UNSIGNED
    client = sandbox.client(service, signature_version=UNSIGNED, checked=False)
    refused(getattr(client, CALLS[service]), "MissingAuthenticationToken", "AuthFailure", "MissingAuthenticationTokenException", "403")


def test_who_is_calling(sandbox, sts, keys):
    me = sts.get_caller_identity()
    assert me["Account"] == ACCOUNT and me["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/deployer" and me["UserId"].startswith("AIDA")
    other = sandbox.client("sts", keys=keys("alice")).get_caller_identity()
    assert other["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/alice"


def test_roles_are_assumed(sandbox, sts, iam, name, names):
    document = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": ["sts:AssumeRole", "sts:TagSession"]}]})
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]
    made = settled(sts.assume_role, RoleArn=arn, RoleSessionName="it", DurationSeconds=900)
    assert made["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/{name}/it"
    got = made["Credentials"]
    assert got["AccessKeyId"].startswith("ASIA") and got["Expiration"] > datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    session = {"aws_access_key_id": got["AccessKeyId"], "aws_secret_access_key": got["SecretAccessKey"],
               "aws_session_token": got["SessionToken"]}
    me = sandbox.client("sts", keys=session).get_caller_identity()
    assert me["Arn"].endswith(f":assumed-role/{name}/it") and me["UserId"].endswith(":it")
    refused(sandbox.client("sts", keys={**session, "aws_session_token": "nonsense"}).get_caller_identity, *UNKNOWN)
    without = {k: v for k, v in session.items() if k != "aws_session_token"}
    refused(sandbox.client("sts", keys=without).get_caller_identity, *UNKNOWN)
    closed = iam.create_role(RoleName=names(), AssumeRolePolicyDocument=trust("ec2.amazonaws.com"))["Role"]["Arn"]
    refused(sts.assume_role, "AccessDenied", status=403, RoleArn=closed, RoleSessionName="it")
    refused(sts.assume_role, "AccessDenied", RoleArn=f"arn:aws:iam::{ACCOUNT}:role/nobody", RoleSessionName="it")
    refused(sts.assume_role, "ValidationError", RoleArn=arn, RoleSessionName="it", DurationSeconds=43200)
    refused(sts.assume_role, "ValidationError", RoleArn=arn, RoleSessionName="not ok!")
    refused(sts.assume_role_with_web_identity, "InvalidIdentityToken", "AccessDenied", RoleArn=arn, RoleSessionName="it",
            WebIdentityToken="eyJhbGciOiJSUzI1NiJ9.e30.AAAA")


def test_regions_are_apart(sandbox, ec2, sqs, name):
    far = sandbox.client("ec2", region="eu-west-1")
    here = {v["VpcId"] for v in ec2.describe_vpcs()["Vpcs"]}
    there = far.describe_vpcs()["Vpcs"]
    assert there and not here & {v["VpcId"] for v in there}
    assert all(z["ZoneName"].startswith("eu-west-1") for z in far.describe_availability_zones()["AvailabilityZones"])
    refused(far.describe_vpcs, "InvalidVpcID.NotFound", VpcIds=[sorted(here)[0]])
    sqs.create_queue(QueueName=name)
    refused(sandbox.client("sqs", region="eu-west-1").get_queue_url, "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue",
            QueueName=name)
    assert sandbox.client("eks", region="eu-west-1").list_clusters()["clusters"] == []
    roles = lambda region: {r["RoleName"] for r in sandbox.client("iam", region=region).list_roles()["Roles"]}
    assert roles("us-east-1") == roles("eu-west-1")


@pytest.mark.parametrize("region", ["cn-north-1", "us-gov-west-1"])
def test_partitions_are_apart(sandbox, region):
    refused(sandbox.client("sts", region=region).get_caller_identity, *UNKNOWN)


def test_an_impossible_region_is_refused(sandbox):
    refused(sandbox.client("ec2", region="mars-north-1").describe_vpcs, "AuthFailure", "SignatureDoesNotMatch", "IncompleteSignature")


def token(keys, cluster="suite", region=REGION, age=0, expires=60, header=True, host=None):
    """An EKS token as `aws eks get-token` makes it; its URL names AWS's own host."""
    credentials = Credentials(keys["aws_access_key_id"], keys["aws_secret_access_key"], keys.get("aws_session_token"))
    url = f"https://{host or f'sts.{region}.amazonaws.com'}/?Action=GetCallerIdentity&Version=2011-06-15"
    request = AWSRequest("GET", url, headers={"x-k8s-aws-id": cluster} if header else {})
    auth = SigV4QueryAuth(credentials, "sts", region, expires)
    if age:
        import botocore.auth
        real = botocore.auth.get_current_datetime
        botocore.auth.get_current_datetime = lambda *a, **k: real(*a, **k) - datetime.timedelta(seconds=age)
        try:
            auth.add_auth(request)
        finally:
            botocore.auth.get_current_datetime = real
    else:
        auth.add_auth(request)
    return "k8s-aws-v1." + base64.urlsafe_b64encode(request.url.encode()).decode().rstrip("=")


def ask(eks, cluster, bearer, path="/api/v1/namespaces"):
    """Status of a request to a cluster's API."""
    import ssl
    found = eks.describe_cluster(name=cluster)["cluster"]
    context = ssl.create_default_context(cadata=base64.b64decode(found["certificateAuthority"]["data"]).decode())
    request = urllib.request.Request(found["endpoint"] + path)
    if bearer:
        request.add_header("Authorization", f"Bearer {bearer}")
    try:
        return urllib.request.urlopen(request, context=context, timeout=20).status
    except urllib.error.HTTPError as error:
        return error.code


def test_a_clusters_api_knows_its_callers(sandbox, eks, cluster, keys):
    mine = sandbox.keys()
    assert ask(eks, cluster, token(mine)) == 200
    assert ask(eks, cluster, token(mine, host="sts.amazonaws.com", region="us-east-1")) == 200
    assert ask(eks, cluster, None) == 403, "anonymous callers may read nothing"
    assert ask(eks, cluster, None, "/version") == 200
    for wrong in ("nonsense", "k8s-aws-v1.nonsense", token(mine, cluster="other"), token(mine, header=False),
                  token({**mine, "aws_secret_access_key": "x" * 40}), token(keys("alice")), token(mine, age=20 * 60),
                  token(mine, age=-20 * 60), token(mine, host="example.com")):
        assert ask(eks, cluster, wrong) == 401, wrong
    assert ask(eks, cluster, token(mine, age=10 * 60)) == 200, "a token is good for about fifteen minutes"


def test_access_entries_decide_what_a_caller_may(eks, cluster, keys):
    alice, arn = keys("alice"), f"arn:aws:iam::{ACCOUNT}:user/alice"
    eks.create_access_entry(clusterName=cluster, principalArn=arn)
    from sandbox import eventually
    eventually(lambda: ask(eks, cluster, token(alice)) == 403)
    eks.associate_access_policy(clusterName=cluster, principalArn=arn, accessScope={"type": "cluster"},
                                policyArn="arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy")
    eventually(lambda: ask(eks, cluster, token(alice)) == 200)
    assert ask(eks, cluster, token(alice), "/api/v1/secrets") == 403
    eks.delete_access_entry(clusterName=cluster, principalArn=arn)
    eventually(lambda: ask(eks, cluster, token(alice)) == 401)
