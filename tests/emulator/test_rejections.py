"""moto and the sandbox refuse the same calls with the same codes."""

import json
import os
import re
import subprocess
import tempfile

import pytest
from botocore.exceptions import ClientError

import emulator
import rejections

ALLOW = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})


class Server:
    """A server with a few things in it."""

    def __init__(self, url, keys):
        self.clients = {service: emulator.client(service, url, *keys) for service in ("ec2", "iam", "sts")}
        ec2, iam = self.clients["ec2"], self.clients["iam"]
        account = self.clients["sts"].get_caller_identity()["Account"]
        vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
        group = ec2.create_security_group(GroupName="there", Description="there", VpcId=vpc)["GroupId"]
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[
            {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}])
        ec2.create_launch_template(LaunchTemplateName="there", LaunchTemplateData={"InstanceType": "m7i.large"})
        iam.create_role(RoleName="there", AssumeRolePolicyDocument=rejections.TRUST)
        iam.put_role_policy(RoleName="there", PolicyName="there", PolicyDocument=ALLOW)
        iam.create_instance_profile(InstanceProfileName="there")
        iam.add_role_to_instance_profile(InstanceProfileName="there", RoleName="there")
        self.names = {"vpc": vpc, "group": group, "role": "there", "profile": "there", "account": account}

    def filled(self, value):
        if isinstance(value, str):
            return re.sub(r"\{(\w+)\}", lambda found: self.names[found.group(1)], value)
        if isinstance(value, list):
            return [self.filled(one) for one in value]
        return {name: self.filled(one) for name, one in value.items()} if isinstance(value, dict) else value

    def code(self, service, operation, parameters):
        try:
            getattr(self.clients[service], operation)(**self.filled(parameters))
        except ClientError as error:
            return error.response["Error"]["Code"]
        return "accepted"


@pytest.fixture(scope="module")
def moto():
    process = emulator.moto()
    yield Server(process.url.removesuffix("/moto-api/"), (emulator.ACCOUNT, "secret"))
    process.stop()


@pytest.fixture(scope="module")
def sandbox():
    folder = tempfile.mkdtemp(prefix="karpool-emulator-")
    command = [emulator.KARPOOL, "sandbox", "serve", "--listen", "127.0.0.1:0", "--sandbox-folder", folder,
               "--sandbox-speed", "300"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    told = {}
    for line in process.stdout:
        name, value = re.fullmatch(r"export (\w+)=(.*)\n", line).groups()
        told[name] = value.strip("'\"")
        if name == "AWS_SECRET_ACCESS_KEY":
            break
    yield Server(told["AWS_ENDPOINT_URL"], (told["AWS_ACCESS_KEY_ID"], told["AWS_SECRET_ACCESS_KEY"]))
    process.terminate()
    process.wait(20)


def test_what_is_refused_is_refused_by_both(moto, sandbox):
    different = []
    for row in rejections.ROWS:
        service, operation, parameters, code = row
        theirs, ours = moto.code(service, operation, parameters), sandbox.code(service, operation, parameters)
        expected, _ = rejections.KNOWN.get((operation, code), (code, ""))
        if (theirs, ours) != (expected, code):
            different.append(f"{service} {operation} {parameters}: {code}; moto: {theirs}; sandbox: {ours}")
    assert different == [], "\n".join(different)
    assert len(rejections.ROWS) > 25
