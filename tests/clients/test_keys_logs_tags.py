"""KMS, CloudWatch Logs, SSM and the tagging API as AWS's clients meet them."""

import json
import uuid

import pytest

from conftest import pages, refused
from sandbox import ACCOUNT, REGION, eventually


def test_a_key_lives_and_dies(kms, name):
    made = kms.create_key(Description="d", Tags=[{"TagKey": "a", "TagValue": "b"}])["KeyMetadata"]
    identifier = made["KeyId"]
    assert made["Arn"] == f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{identifier}" and made["KeyState"] == "Enabled"
    assert made["KeySpec"] == "SYMMETRIC_DEFAULT" and made["KeyUsage"] == "ENCRYPT_DECRYPT" and made["Enabled"]
    policy = json.loads(kms.get_key_policy(KeyId=identifier, PolicyName="default")["Policy"])
    assert policy["Statement"][0]["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    kms.put_key_policy(KeyId=identifier, PolicyName="default", Policy=json.dumps(policy))
    refused(kms.put_key_policy, "MalformedPolicyDocumentException", KeyId=identifier, PolicyName="default", Policy="nonsense")
    stranger = json.loads(json.dumps(policy))
    stranger["Statement"][0]["Principal"] = {"AWS": f"arn:aws:iam::{ACCOUNT}:role/nobody"}
    refused(kms.put_key_policy, "MalformedPolicyDocumentException", KeyId=identifier, PolicyName="default",
            Policy=json.dumps(stranger))
    alias = f"alias/{name}"
    kms.create_alias(AliasName=alias, TargetKeyId=identifier)
    refused(kms.create_alias, "AlreadyExistsException", AliasName=alias, TargetKeyId=identifier)
    for key in (alias, made["Arn"], f"arn:aws:kms:{REGION}:{ACCOUNT}:{alias}"):
        assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyId"] == identifier
    assert kms.get_key_rotation_status(KeyId=identifier)["KeyRotationEnabled"] is False
    kms.enable_key_rotation(KeyId=identifier)
    assert kms.get_key_rotation_status(KeyId=identifier)["KeyRotationEnabled"] is True
    kms.tag_resource(KeyId=identifier, Tags=[{"TagKey": "c", "TagValue": "d"}])
    tags = {t["TagKey"]: t["TagValue"] for t in kms.list_resource_tags(KeyId=identifier)["Tags"]}
    assert tags == {"a": "b", "c": "d"}
    refused(kms.schedule_key_deletion, "ValidationException", KeyId=identifier, PendingWindowInDays=7 + 24)
    answer = kms.schedule_key_deletion(KeyId=identifier, PendingWindowInDays=7)
    assert answer["KeyState"] == "PendingDeletion" and answer["KeyId"] == made["Arn"]
    refused(kms.enable_key_rotation, "KMSInvalidStateException", KeyId=identifier)
    refused(kms.schedule_key_deletion, "KMSInvalidStateException", KeyId=identifier)
    assert kms.describe_key(KeyId=alias)["KeyMetadata"]["KeyState"] == "PendingDeletion"
    kms.cancel_key_deletion(KeyId=identifier)
    assert kms.describe_key(KeyId=identifier)["KeyMetadata"]["KeyState"] == "Disabled"
    kms.delete_alias(AliasName=alias)
    refused(kms.delete_alias, "NotFoundException", AliasName=alias)


def test_aliases_come_in_pages(kms, names):
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    for _ in range(4):
        kms.create_alias(AliasName=f"alias/{names()}", TargetKeyId=key)
    found, count = pages(kms, "list_aliases", "Aliases", KeyId=key, PaginationConfig={"PageSize": 2})
    assert len(found) == 4 and count == 2 and all(a["TargetKeyId"] == key for a in found)
    refused(kms.list_aliases, "InvalidMarkerException", Marker="nonsense")


@pytest.mark.parametrize("call, given, codes", [
    ("describe_key", {"KeyId": str(uuid.uuid4())}, ["NotFoundException"]), ("describe_key", {"KeyId": "alias/none"}, ["NotFoundException"]),
    ("describe_key", {"KeyId": "not an id!"}, ["ValidationException", "NotFoundException", "InvalidArnException"]),
    ("create_alias", {"AliasName": "nonsense", "TargetKeyId": str(uuid.uuid4())}, ["ValidationException", "InvalidAliasNameException"]),
    ("create_alias", {"AliasName": "alias/aws/mine", "TargetKeyId": str(uuid.uuid4())},
     ["NotAuthorizedException", "InvalidAliasNameException", "ValidationException"]),
    ("get_key_policy", {"KeyId": str(uuid.uuid4())}, ["NotFoundException"]),
    ("schedule_key_deletion", {"KeyId": str(uuid.uuid4())}, ["NotFoundException"]),
    ("list_resource_tags", {"KeyId": str(uuid.uuid4())}, ["NotFoundException"]),
])
def test_wrong_keys_are_refused(kms, call, given, codes):
    refused(getattr(kms, call), *codes, status=400, **given)


def test_a_log_group_lives_and_dies(logs, kms, name):
    group = f"/aws/eks/{name}/cluster"
    arn = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{group}"
    logs.create_log_group(logGroupName=group, tags={"a": "b"})
    refused(logs.create_log_group, "ResourceAlreadyExistsException", logGroupName=group)
    found = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"][0]
    assert found["arn"] == f"{arn}:*" and found["logGroupArn"] == arn and "retentionInDays" not in found
    logs.put_retention_policy(logGroupName=group, retentionInDays=30)
    assert logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"][0]["retentionInDays"] == 30
    refused(logs.put_retention_policy, "InvalidParameterException", logGroupName=group, retentionInDays=31)
    logs.delete_retention_policy(logGroupName=group)
    key = kms.create_key()["KeyMetadata"]["Arn"]
    policy = json.loads(kms.get_key_policy(KeyId=key)["Policy"])
    policy["Statement"].append({"Effect": "Allow", "Principal": {"Service": f"logs.{REGION}.amazonaws.com"},
                                "Action": ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
                                "Resource": "*"})
    refused(logs.associate_kms_key, "InvalidParameterException", "AccessDeniedException", logGroupName=group, kmsKeyId=key)
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps(policy))
    logs.associate_kms_key(logGroupName=group, kmsKeyId=key)
    assert logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"][0]["kmsKeyId"] == key
    logs.disassociate_kms_key(logGroupName=group)
    logs.tag_resource(resourceArn=arn, tags={"c": "d"})
    logs.untag_resource(resourceArn=arn, tagKeys=["a"])
    assert logs.list_tags_for_resource(resourceArn=arn)["tags"] == {"c": "d"}
    logs.delete_log_group(logGroupName=group)
    refused(logs.delete_log_group, "ResourceNotFoundException", logGroupName=group)
    refused(logs.put_retention_policy, "ResourceNotFoundException", logGroupName=group, retentionInDays=30)
    assert logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"] == []


def test_log_groups_come_in_pages(logs, name):
    for number in range(5):
        logs.create_log_group(logGroupName=f"{name}/{number}")
    found, count = pages(logs, "describe_log_groups", "logGroups", logGroupNamePrefix=f"{name}/", PaginationConfig={"PageSize": 2})
    assert [g["logGroupName"] for g in found] == [f"{name}/{n}" for n in range(5)] and count == 3
    assert len(logs.describe_log_groups(logGroupNamePattern=f"{name}/")["logGroups"]) == 5


@pytest.mark.parametrize("group", ["", "with space", "a" * 513])
def test_wrong_log_groups_are_refused(raw, group):
    refused(raw("logs").create_log_group, "InvalidParameterException", "ValidationException", logGroupName=group)


@pytest.mark.parametrize("path", [
    "/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/x86_64/standard/recommended/image_id",
    "/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/arm64/standard/recommended/image_id",
    "/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/x86_64/nvidia/recommended/image_id",
    "/aws/service/bottlerocket/aws-k8s-1.33/x86_64/latest/image_id",
])
def test_images_are_public_parameters(ssm, path):
    found = ssm.get_parameter(Name=path)["Parameter"]
    assert found["Value"].startswith("ami-") and found["Name"] == path and found["Type"] == "String"
    assert found["ARN"] == f"arn:aws:ssm:{REGION}::parameter{path}"
    answer = ssm.get_parameters(Names=[path, "/aws/service/none"])
    assert [p["Name"] for p in answer["Parameters"]] == [path] and answer["InvalidParameters"] == ["/aws/service/none"]


def test_a_recommended_release_is_data(ssm):
    path = "/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/x86_64/standard/recommended"
    document = json.loads(ssm.get_parameter(Name=path)["Parameter"]["Value"])
    assert document["image_id"].startswith("ami-") and document["release_version"].startswith("1.33.")
    refused(ssm.get_parameter, "ParameterNotFound", status=400, Name=path.replace("1.33", "1.10"))
    refused(ssm.get_parameter, "ParameterNotFound", Name="/mine")


def test_tags_find_their_things(tagging, ec2, sqs, kms, logs, events, network, name):
    tags = {"karpool/test": name}
    ec2.create_security_group(GroupName=name, Description="d", VpcId=network["vpc"], TagSpecifications=[
        {"ResourceType": "security-group", "Tags": [{"Key": "karpool/test", "Value": name}]}])
    sqs.create_queue(QueueName=name, tags=tags)
    logs.create_log_group(logGroupName=name, tags=tags)
    kms.create_key(Tags=[{"TagKey": "karpool/test", "TagValue": name}])
    events.put_rule(Name=name, EventPattern='{"source": ["a"]}', Tags=[{"Key": "karpool/test", "Value": name}])
    ask = lambda **more: pages(tagging, "get_resources", "ResourceTagMappingList", TagFilters=[
        {"Key": "karpool/test", "Values": [name]}], **more)[0]
    found = eventually(lambda: (lambda list: list if len(list) == 5 else None)(ask()))
    services = {item["ResourceARN"].split(":")[2] for item in found}
    assert services == {"ec2", "sqs", "logs", "kms", "events"}
    assert all(item["Tags"] == [{"Key": "karpool/test", "Value": name}] for item in found)
    assert [i["ResourceARN"] for i in ask(ResourceTypeFilters=["sqs"])] == [f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"]
    assert len(ask(ResourceTypeFilters=["ec2:security-group", "logs:log-group"])) == 2
    assert ask(PaginationConfig={"PageSize": 2}) and tagging.get_resources(TagFilters=[{"Key": "never"}])[
        "ResourceTagMappingList"] == []
