"""Apply, apply again, drift, destroy: the AWS half on an account that somebody else wrote."""

import json
import pathlib

import pytest

import emulator
import gaps
import proxy

HERE = pathlib.Path(__file__).parent
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{emulator.ACCOUNT}:root"}, "Action": "sts:AssumeRole"}]})
WRITES = ("POST", "PUT", "DELETE", "PATCH")
READS = ("Describe", "Get", "List", "AmazonSQS.Get", "AmazonSQS.List")


class Account:
    """An account with a network and an administrator, as a company has it before karpool comes."""

    def __init__(self, folder):
        self.process, port = emulator.ministack()
        self.proxy = proxy.Proxy(port)
        ec2, iam = self.client("ec2"), self.client("iam")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsSupport={"Value": True})
        ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
        for number, zone in enumerate("abc"):
            ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=emulator.REGION + zone,
                              TagSpecifications=[{"ResourceType": "subnet", "Tags": [{"Key": "tier", "Value": "private"}]}])
        iam.create_role(RoleName="admins", AssumeRolePolicyDocument=TRUST)
        self.spec = folder / "spec.yaml"
        text = (HERE / "spec.yaml").read_text(encoding="utf-8")
        self.spec.write_text(text.replace("@vpc@", vpc).replace("@chart@", str(HERE / "chart")), encoding="utf-8")

    def client(self, service):
        return emulator.client(service, self.process.url)

    def run(self, verb, *arguments):
        self.proxy.calls.clear()
        status, said = emulator.karpool(self.proxy.url, verb, str(self.spec), "--yes", *arguments)
        assert status == 0, said
        return said

    def writes(self):
        """The calls of the last run that change something."""
        found = []
        for exchange, target in self.proxy.calls:
            operation = exchange.action() or target.rsplit(".", 1)[-1]
            if operation:
                if not operation.startswith(READS):
                    found.append(operation)
            elif exchange.method in WRITES:
                found.append(f"{exchange.method} {exchange.path}")
        return [one for one in found if one not in ("GetCallerIdentity",)]

    def inventory(self):
        """What karpool could have made, by name."""
        iam = self.client("iam")
        return {
            "roles": sorted(one["RoleName"] for one in iam.list_roles()["Roles"]),
            "profiles": sorted(one["InstanceProfileName"] for one in iam.list_instance_profiles()["InstanceProfiles"]),
            "policies": sorted(one["PolicyName"] for one in iam.list_policies(Scope="Local")["Policies"]),
            "clusters": self.client("eks").list_clusters()["clusters"],
            "queues": self.client("sqs").list_queues().get("QueueUrls", []),
            "rules": sorted(one["Name"] for one in self.client("events").list_rules()["Rules"]),
            "logs": sorted(one["logGroupName"] for one in self.client("logs").describe_log_groups()["logGroups"]),
            "templates": [one["LaunchTemplateName"] for one in
                          self.client("ec2").describe_launch_templates()["LaunchTemplates"]],
        }


@pytest.fixture(scope="module")
def account(tmp_path_factory):
    found = Account(tmp_path_factory.mktemp("account"))
    yield found
    found.proxy.stop()
    found.process.stop()


def test_the_main_job(account):
    before = account.inventory()
    account.run("apply")
    made = account.inventory()
    assert made["clusters"] == ["dev"] and len(made["queues"]) == 1 and len(made["rules"]) >= 4, made

    said = account.run("apply")
    assert "0 changes" in said, said
    assert account.writes() == [], said

    drift(account, made)
    said = account.run("apply")
    written = account.writes()
    assert written, said
    assert "0 changes" in account.run("apply")
    assert account.writes() == []
    restored(account, made)

    account.run("destroy", "--delete-logs")
    assert account.inventory() == before


def drift(account, made):
    """What somebody changes by hand."""
    iam, sqs, events = account.client("iam"), account.client("sqs"), account.client("events")
    [queue] = made["queues"]
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"MessageRetentionPeriod": "60"})
    rule = made["rules"][0]
    targets = events.list_targets_by_rule(Rule=rule)["Targets"]
    events.remove_targets(Rule=rule, Ids=[one["Id"] for one in targets])
    role = next(one for one in made["roles"] if "controller" in one)
    iam.untag_role(RoleName=role, TagKeys=["team"])
    iam.update_assume_role_policy(RoleName=role, PolicyDocument=TRUST)
    profile = made["profiles"][0]
    holder = iam.get_instance_profile(InstanceProfileName=profile)["InstanceProfile"]["Roles"][0]["RoleName"]
    iam.remove_role_from_instance_profile(InstanceProfileName=profile, RoleName=holder)
    account.client("logs").delete_retention_policy(logGroupName=made["logs"][0])
    account.client("eks").delete_addon(clusterName="dev", addonName="kube-proxy")


def restored(account, made):
    iam, sqs, events = account.client("iam"), account.client("sqs"), account.client("events")
    [queue] = made["queues"]
    assert sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]["MessageRetentionPeriod"] == "300"
    assert events.list_targets_by_rule(Rule=made["rules"][0])["Targets"]
    role = iam.get_role(RoleName=next(one for one in made["roles"] if "controller" in one))["Role"]
    assert {"Key": "team", "Value": "data"} in role["Tags"]
    assert "pods.eks.amazonaws.com" in json.dumps(role["AssumeRolePolicyDocument"])
    assert iam.get_instance_profile(InstanceProfileName=made["profiles"][0])["InstanceProfile"]["Roles"]
    assert account.client("logs").describe_log_groups()["logGroups"][0]["retentionInDays"] == 7
    assert "kube-proxy" in account.client("eks").list_addons(clusterName="dev")["addons"]


def test_every_known_gap_is_still_there(account):
    gone = [str(gap) for gap in gaps.GAPS if gap.times == 0]
    assert gone == [], "the emulator has learnt this; take the entry out of gaps.py"
