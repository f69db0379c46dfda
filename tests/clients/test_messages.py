"""SQS and EventBridge as AWS's clients meet them."""

import hashlib
import json

import pytest

from conftest import pages, refused
from sandbox import ACCOUNT, REGION, eventually


@pytest.fixture
def queue(sqs, name):
    return sqs.create_queue(QueueName=name)["QueueUrl"]


def arn(name):
    return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"


def test_a_queue_lives_and_its_name_rests(sandbox, sqs, name):
    given = {"QueueName": name, "Attributes": {"MessageRetentionPeriod": "300", "SqsManagedSseEnabled": "true"},
             "tags": {"a": "b"}}
    url = sqs.create_queue(**given)["QueueUrl"]
    assert url.endswith(f"/{ACCOUNT}/{name}") and sqs.create_queue(**given)["QueueUrl"] == url
    refused(sqs.create_queue, "QueueAlreadyExists", "QueueNameExists", QueueName=name, Attributes={"MessageRetentionPeriod": "400"})
    assert sqs.get_queue_url(QueueName=name)["QueueUrl"] == url
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert found["QueueArn"] == arn(name) and found["MessageRetentionPeriod"] == "300"
    assert found["SqsManagedSseEnabled"] == "true" and found["ApproximateNumberOfMessages"] == "0"
    assert {"CreatedTimestamp", "LastModifiedTimestamp", "VisibilityTimeout", "MaximumMessageSize", "DelaySeconds",
            "ReceiveMessageWaitTimeSeconds", "ApproximateNumberOfMessagesNotVisible",
            "ApproximateNumberOfMessagesDelayed"} <= set(found)
    one = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
    assert one == {"QueueArn": arn(name)}
    assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"a": "b"}
    sqs.tag_queue(QueueUrl=url, Tags={"c": "d"})
    sqs.untag_queue(QueueUrl=url, TagKeys=["a"])
    assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"c": "d"}
    sqs.delete_queue(QueueUrl=url)


def test_a_policy_comes_back_as_text(sqs, queue, name):
    policy = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": ["events.amazonaws.com", "sqs.amazonaws.com"]},
         "Action": "sqs:SendMessage", "Resource": arn(name)}]})
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    found = eventually(lambda: sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["Policy"]).get("Attributes"))
    assert json.loads(found["Policy"])["Statement"][0]["Action"] in ("sqs:SendMessage", "SQS:SendMessage")
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": ""})
    assert "Policy" not in sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
    bad = json.loads(policy)
    bad["Statement"][0]["Principal"] = {"AWS": f"arn:aws:iam::{ACCOUNT}:role/nobody"}
    refused(sqs.set_queue_attributes, "InvalidAttributeValue", QueueUrl=queue, Attributes={"Policy": json.dumps(bad)})


@pytest.mark.parametrize("attributes", [
    {"MessageRetentionPeriod": "10"}, {"MessageRetentionPeriod": "nonsense"}, {"VisibilityTimeout": "50000"},
    {"DelaySeconds": "1000"}, {"MaximumMessageSize": "10"}, {"ReceiveMessageWaitTimeSeconds": "21"}, {"Policy": "nonsense"},
    {"SqsManagedSseEnabled": "maybe"}, {"KmsDataKeyReusePeriodSeconds": "1"},
])
def test_wrong_attributes_are_refused(sqs, queue, name, names, attributes):
    refused(sqs.set_queue_attributes, "InvalidAttributeValue", QueueUrl=queue, Attributes=attributes)
    refused(sqs.create_queue, "InvalidAttributeValue", QueueName=names(), Attributes=attributes)


@pytest.mark.parametrize("call, given, codes", [
    ("create_queue", {"QueueName": "a" * 81}, ["InvalidParameterValue"]), ("create_queue", {"QueueName": "a b"}, ["InvalidParameterValue"]),
    ("create_queue", {"QueueName": "x", "Attributes": {"Nonsense": "1"}}, ["InvalidAttributeName"]),
    ("get_queue_url", {"QueueName": "none"}, ["AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"]),
    ("delete_queue", {"QueueUrl": "none"}, ["AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist", "InvalidAddress"]),
    ("get_queue_attributes", {"QueueUrl": f"https://sqs.us-east-1.amazonaws.com/{ACCOUNT}/none", "AttributeNames": ["All"]},
     ["AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"]),
    ("receive_message", {"QueueUrl": f"https://sqs.us-east-1.amazonaws.com/{ACCOUNT}/none"},
     ["AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"]),
])
def test_wrong_queues_are_refused(sqs, call, given, codes):
    answer = refused(getattr(sqs, call), *codes, **given)
    if "NonExistentQueue" in codes[0]:
        assert answer["Error"]["Code"] in ("AWS.SimpleQueueService.NonExistentQueue", "InvalidAddress"), "for boto3's users"


def test_messages(sqs, queue):
    sent = sqs.send_message(QueueUrl=queue, MessageBody="hello", MessageAttributes={
        "a": {"DataType": "String", "StringValue": "b"}})
    assert sent["MD5OfMessageBody"] == hashlib.md5(b"hello").hexdigest()
    got = sqs.receive_message(QueueUrl=queue, MessageAttributeNames=["All"], AttributeNames=["All"], WaitTimeSeconds=1,
                              VisibilityTimeout=600)["Messages"][0]
    assert got["Body"] == "hello" and got["MessageId"] == sent["MessageId"]
    assert got["MessageAttributes"]["a"]["StringValue"] == "b" and got["Attributes"]["ApproximateReceiveCount"] == "1"
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=got["ReceiptHandle"])
    assert "Messages" not in sqs.receive_message(QueueUrl=queue)
    refused(sqs.receive_message, "InvalidParameterValue", "ReadCountOutOfRange", QueueUrl=queue, MaxNumberOfMessages=11)
    refused(sqs.delete_message, "ReceiptHandleIsInvalid", QueueUrl=queue, ReceiptHandle="nonsense")
    refused(sqs.send_message, "InvalidParameterValue", "MissingParameter", QueueUrl=queue, MessageBody="")
    answer = sqs.send_message_batch(QueueUrl=queue, Entries=[{"Id": str(i), "MessageBody": str(i)} for i in range(10)])
    assert len(answer["Successful"]) == 10


def test_queues_are_listed_in_pages(sqs, names):
    for number in range(5):
        sqs.create_queue(QueueName=f"pages-{number}")
    found, count = pages(sqs, "list_queues", "QueueUrls", QueueNamePrefix="pages-", PaginationConfig={"PageSize": 2})
    assert len(found) == 5 and count == 3
    assert "QueueUrls" not in sqs.list_queues(QueueNamePrefix="no-such-prefix")


def test_a_rule_lives_and_dies(events, name):
    pattern = json.dumps({"source": ["aws.ec2"], "detail-type": ["EC2 Spot Instance Interruption Warning"]})
    made = events.put_rule(Name=name, EventPattern=pattern, Description="d", Tags=[{"Key": "a", "Value": "b"}])["RuleArn"]
    assert made == f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{name}"
    found = events.describe_rule(Name=name)
    assert found["State"] == "ENABLED" and json.loads(found["EventPattern"]) == json.loads(pattern)
    assert found["EventBusName"] == "default" and found["CreatedBy"] == ACCOUNT
    answer = events.put_targets(Rule=name, Targets=[{"Id": "q", "Arn": arn("target")}])
    assert answer == {**answer, "FailedEntryCount": 0, "FailedEntries": []}
    assert events.list_targets_by_rule(Rule=name)["Targets"] == [{"Id": "q", "Arn": arn("target")}]
    refused(events.delete_rule, "ValidationException", says="since it has targets", Name=name)
    assert events.remove_targets(Rule=name, Ids=["q"])["FailedEntryCount"] == 0
    events.tag_resource(ResourceARN=made, Tags=[{"Key": "c", "Value": "d"}])
    events.untag_resource(ResourceARN=made, TagKeys=["a"])
    assert events.list_tags_for_resource(ResourceARN=made)["Tags"] == [{"Key": "c", "Value": "d"}]
    events.delete_rule(Name=name)
    events.delete_rule(Name=name)
    refused(events.describe_rule, "ResourceNotFoundException", Name=name)
    refused(events.list_targets_by_rule, "ResourceNotFoundException", Rule=name)
    refused(events.put_targets, "ResourceNotFoundException", Rule=name, Targets=[{"Id": "q", "Arn": arn("x")}])


@pytest.mark.parametrize("given, codes", [
    ({"EventPattern": "nonsense"}, ["InvalidEventPatternException"]), ({"EventPattern": "{}"}, ["InvalidEventPatternException"]),
    ({"EventPattern": '{"source": "text"}'}, ["InvalidEventPatternException"]),
    ({"EventPattern": '{"source": [{"nonsense": "x"}]}'}, ["InvalidEventPatternException"]),
    ({}, ["ValidationException"]), ({"ScheduleExpression": "nonsense"}, ["ValidationException"]),
    ({"EventPattern": '{"source": ["a"]}', "EventBusName": "none"}, ["ResourceNotFoundException"]),
])
def test_wrong_rules_are_refused(events, name, given, codes):
    refused(events.put_rule, *codes, Name=name, **given)


def test_rules_are_listed_in_pages(events, name):
    for number in range(5):
        events.put_rule(Name=f"{name}-{number}", EventPattern='{"source": ["a"]}')
    first = events.list_rules(NamePrefix=name, Limit=2)
    found = first["Rules"]
    while first.get("NextToken"):
        first = events.list_rules(NamePrefix=name, Limit=2, NextToken=first["NextToken"])
        found += first["Rules"]
    assert [r["Name"] for r in found] == [f"{name}-{n}" for n in range(5)]


def test_an_event_reaches_its_queue_if_the_policy_lets_it(sqs, events, raw, queue, name):
    events.put_rule(Name=name, EventPattern=json.dumps({"source": ["my.app"], "detail": {"size": [{"numeric": [">", 5]}]}}))
    events.put_targets(Rule=name, Targets=[{"Id": "q", "Arn": arn(name)}])
    put = lambda size, source="my.app": events.put_events(Entries=[
        {"Source": source, "DetailType": "t", "Detail": json.dumps({"size": size})}])
    assert put(9)["FailedEntryCount"] == 0
    assert "Messages" not in sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1)
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": arn(name)}]})})
    put(3)
    put(7)
    put(8, source="other")
    message = eventually(lambda: sqs.receive_message(QueueUrl=queue, VisibilityTimeout=3000).get("Messages"))[0]
    body = json.loads(message["Body"])
    assert body["detail"] == {"size": 7} and body["account"] == ACCOUNT and body["region"] == REGION
    assert {"version", "id", "detail-type", "source", "time", "resources"} <= set(body)
    refused(raw("events").put_events, "ValidationException", "InvalidArgument", Entries=[])
    answer = events.put_events(Entries=[{"Source": "my.app", "DetailType": "t", "Detail": "nonsense"}])
    assert answer["FailedEntryCount"] == 1 and answer["Entries"][0]["ErrorCode"] in ("MalformedDetail", "InvalidArgument")
