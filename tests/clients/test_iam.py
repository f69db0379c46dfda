"""IAM as AWS's clients meet it."""

import json
import urllib.parse

import pytest

from conftest import allow, pages, refused, settled, trust
from sandbox import ACCOUNT

LAMBDA = trust("lambda.amazonaws.com")
MANAGED = "arn:aws:iam::aws:policy/"


@pytest.fixture
def role(iam, name):
    return iam.create_role(RoleName=name, AssumeRolePolicyDocument=LAMBDA)["Role"]


def test_a_role_has_the_form_of_a_role(iam, name):
    made = iam.create_role(RoleName=name, Path="/team/a/", AssumeRolePolicyDocument=LAMBDA, Description="one",
                           MaxSessionDuration=7200, Tags=[{"Key": "owner", "Value": "me"}])["Role"]
    assert made["Arn"] == f"arn:aws:iam::{ACCOUNT}:role/team/a/{name}"
    assert made["RoleId"].startswith("AROA") and len(made["RoleId"]) == 21
    found = iam.get_role(RoleName=name)["Role"]
    assert found["Description"] == "one" and found["MaxSessionDuration"] == 7200
    assert found["Tags"] == [{"Key": "owner", "Value": "me"}]
    assert found["AssumeRolePolicyDocument"] == json.loads(LAMBDA)
    assert found["CreateDate"].tzinfo is not None and "RoleLastUsed" in found


def test_names_are_unique_whatever_their_case(iam, name, role):
    refused(iam.create_role, "EntityAlreadyExists", status=409, RoleName=name.upper(), AssumeRolePolicyDocument=LAMBDA)
    refused(iam.create_role, "EntityAlreadyExists", RoleName=name, Path="/x/", AssumeRolePolicyDocument=LAMBDA)
    iam.create_instance_profile(InstanceProfileName=name)
    refused(iam.create_instance_profile, "EntityAlreadyExists", InstanceProfileName=name.upper())


def test_documents_come_back_url_encoded(sandbox, iam, name, role):
    seen = []
    plain = sandbox.client("iam")
    plain.meta.events.register("before-parse.iam.GetRole", lambda response_dict, **_: seen.append(response_dict["body"]))
    plain.get_role(RoleName=name)
    body = seen[0].decode()
    document = body.split("<AssumeRolePolicyDocument>")[1].split("<")[0]
    assert "%22" in document and "{" not in document
    assert json.loads(urllib.parse.unquote(document)) == json.loads(LAMBDA)


def test_inline_policies(iam, name, role):
    iam.put_role_policy(RoleName=name, PolicyName="one", PolicyDocument=allow())
    iam.put_role_policy(RoleName=name, PolicyName="one", PolicyDocument=allow("ec2:DescribeSubnets"))
    found = iam.get_role_policy(RoleName=name, PolicyName="one")
    assert found["PolicyDocument"] == json.loads(allow("ec2:DescribeSubnets"))
    assert iam.list_role_policies(RoleName=name)["PolicyNames"] == ["one"]
    refused(iam.delete_role, "DeleteConflict", status=409, RoleName=name)
    iam.delete_role_policy(RoleName=name, PolicyName="one")
    refused(iam.get_role_policy, "NoSuchEntity", status=404, RoleName=name, PolicyName="one")
    refused(iam.delete_role_policy, "NoSuchEntity", RoleName=name, PolicyName="one")
    iam.delete_role(RoleName=name)
    refused(iam.get_role, "NoSuchEntity", status=404, RoleName=name)
    refused(iam.delete_role, "NoSuchEntity", RoleName=name)


def test_inline_policies_share_10240_characters(iam, name, role):
    document = lambda n: json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": [f"arn:aws:s3:::{'b' * 60}{i:04}" for i in range(n)]}]})
    iam.put_role_policy(RoleName=name, PolicyName="a", PolicyDocument=document(70))
    iam.put_role_policy(RoleName=name, PolicyName="b", PolicyDocument=document(45))
    refused(iam.put_role_policy, "LimitExceeded", status=409, RoleName=name, PolicyName="c", PolicyDocument=document(30))
    spaced = json.dumps(json.loads(document(70)), indent=40)
    iam.put_role_policy(RoleName=name, PolicyName="a", PolicyDocument=spaced)


def test_a_managed_policy_holds_6144_characters(iam, name):
    document = lambda n: json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": [f"arn:aws:s3:::{'b' * 60}{i:04}" for i in range(n)]}]})
    refused(iam.create_policy, "LimitExceeded", status=409, PolicyName=name, PolicyDocument=document(90))
    iam.create_policy(PolicyName=name, PolicyDocument=document(70))


def test_a_trust_policy_holds_2048_characters(iam, name):
    big = trust(*[f"service-number-{i:03}.amazonaws.com" for i in range(70)])
    refused(iam.create_role, "LimitExceeded", "MalformedPolicyDocument", RoleName=name, AssumeRolePolicyDocument=big)


def test_managed_policies_and_versions(iam, name, role):
    made = iam.create_policy(PolicyName=name, Path="/p/", PolicyDocument=allow(), Description="d",
                             Tags=[{"Key": "a", "Value": "b"}])["Policy"]
    arn = made["Arn"]
    assert arn == f"arn:aws:iam::{ACCOUNT}:policy/p/{name}" and made["PolicyId"].startswith("ANPA")
    assert made["DefaultVersionId"] == "v1" and made["AttachmentCount"] == 0
    refused(iam.create_policy, "EntityAlreadyExists", PolicyName=name, Path="/p/", PolicyDocument=allow())
    for number in range(2, 6):
        version = iam.create_policy_version(PolicyArn=arn, PolicyDocument=allow(), SetAsDefault=number == 3)
        assert version["PolicyVersion"]["VersionId"] == f"v{number}"
    refused(iam.create_policy_version, "LimitExceeded", PolicyArn=arn, PolicyDocument=allow())
    refused(iam.delete_policy_version, "DeleteConflict", status=409, PolicyArn=arn, VersionId="v3")
    iam.set_default_policy_version(PolicyArn=arn, VersionId="v2")
    assert iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"] == "v2"
    refused(iam.set_default_policy_version, "NoSuchEntity", PolicyArn=arn, VersionId="v9")
    assert iam.get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]["Document"] == json.loads(allow())
    iam.attach_role_policy(RoleName=name, PolicyArn=arn)
    iam.attach_role_policy(RoleName=name, PolicyArn=arn)
    assert iam.get_policy(PolicyArn=arn)["Policy"]["AttachmentCount"] == 1
    entities = iam.list_entities_for_policy(PolicyArn=arn)
    assert [r["RoleName"] for r in entities["PolicyRoles"]] == [name]
    assert iam.list_entities_for_policy(PolicyArn=arn, EntityFilter="User")["PolicyRoles"] == []
    refused(iam.delete_policy, "DeleteConflict", PolicyArn=arn)
    refused(iam.delete_role, "DeleteConflict", RoleName=name)
    iam.detach_role_policy(RoleName=name, PolicyArn=arn)
    refused(iam.detach_role_policy, "NoSuchEntity", RoleName=name, PolicyArn=arn)
    refused(iam.delete_policy, "DeleteConflict", PolicyArn=arn)
    for number in (1, 3, 4, 5):
        iam.delete_policy_version(PolicyArn=arn, VersionId=f"v{number}")
    assert len(iam.list_policy_versions(PolicyArn=arn)["Versions"]) == 1
    iam.tag_policy(PolicyArn=arn, Tags=[{"Key": "c", "Value": "d"}])
    iam.untag_policy(PolicyArn=arn, TagKeys=["a"])
    assert iam.list_policy_tags(PolicyArn=arn)["Tags"] == [{"Key": "c", "Value": "d"}]
    iam.delete_policy(PolicyArn=arn)
    refused(iam.get_policy, "NoSuchEntity", PolicyArn=arn)


def test_ten_policies_attach_to_a_role(iam, names, name, role):
    for _ in range(10):
        arn = iam.create_policy(PolicyName=names(), PolicyDocument=allow())["Policy"]["Arn"]
        iam.attach_role_policy(RoleName=name, PolicyArn=arn)
    refused(iam.attach_role_policy, "LimitExceeded", RoleName=name, PolicyArn=f"{MANAGED}ReadOnlyAccess")
    found, count = pages(iam, "list_attached_role_policies", "AttachedPolicies", RoleName=name,
                         PaginationConfig={"PageSize": 3})
    assert len(found) == 10 and count == 4


@pytest.mark.parametrize("policy", [
    "AmazonEKSClusterPolicy", "AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly",
    "AmazonEC2ContainerRegistryReadOnly", "AmazonSSMManagedInstanceCore", "AdministratorAccess", "ReadOnlyAccess",
    "AmazonEKSFargatePodExecutionRolePolicy", "AmazonEKSVPCResourceController",
    "service-role/AmazonEBSCSIDriverPolicy", "AmazonEKSBlockStoragePolicy", "AmazonEKSComputePolicy",
    "AmazonEKSLoadBalancingPolicy", "AmazonEKSNetworkingPolicy", "AmazonEKSWorkerNodeMinimalPolicy",
])
def test_aws_policies_can_be_read(iam, policy):
    found = iam.get_policy(PolicyArn=MANAGED + policy)["Policy"]
    assert found["Arn"] == MANAGED + policy and found["IsAttachable"]
    version = iam.get_policy_version(PolicyArn=found["Arn"], VersionId=found["DefaultVersionId"])
    assert version["PolicyVersion"]["Document"]["Statement"]
    refused(iam.delete_policy, "AccessDenied", "InvalidInput", PolicyArn=found["Arn"])


def test_policies_are_listed_by_scope(iam, name):
    arn = iam.create_policy(PolicyName=name, Path="/scope/", PolicyDocument=allow())["Policy"]["Arn"]
    local, _ = pages(iam, "list_policies", "Policies", Scope="Local", PaginationConfig={"PageSize": 5})
    assert arn in [p["Arn"] for p in local] and all(":aws:policy/" not in p["Arn"] for p in local)
    aws, count = pages(iam, "list_policies", "Policies", Scope="AWS", PaginationConfig={"PageSize": 5})
    assert all(p["Arn"].startswith(MANAGED) for p in aws) and count > 1
    scoped, _ = pages(iam, "list_policies", "Policies", Scope="Local", PathPrefix="/scope/")
    assert [p["Arn"] for p in scoped] == [arn]
    attached, _ = pages(iam, "list_policies", "Policies", Scope="Local", OnlyAttached=True)
    assert arn not in [p["Arn"] for p in attached]


def test_the_101st_role_is_on_the_second_page(iam, names):
    for _ in range(103):
        iam.create_role(RoleName=names(), Path="/many/", AssumeRolePolicyDocument=LAMBDA)
    first = iam.list_roles(PathPrefix="/many/")
    assert len(first["Roles"]) == 100 and first["IsTruncated"] and first["Marker"]
    second = iam.list_roles(PathPrefix="/many/", Marker=first["Marker"])
    assert len(second["Roles"]) == 3 and not second["IsTruncated"] and "Marker" not in second
    assert all("Tags" not in role for role in first["Roles"])
    found, count = pages(iam, "list_roles", "Roles", PathPrefix="/many/", PaginationConfig={"PageSize": 20})
    assert len(found) == 103 and count == 6 and len({r["RoleName"] for r in found}) == 103
    refused(iam.list_roles, "ValidationError", "InvalidInput", "InvalidMarker", Marker="nonsense")


def test_instance_profiles_hold_one_role(iam, names, name, role):
    profile = iam.create_instance_profile(InstanceProfileName=name, Path="/x/", Tags=[{"Key": "a", "Value": "b"}])
    assert profile["InstanceProfile"]["InstanceProfileId"].startswith("AIPA")
    assert profile["InstanceProfile"]["Arn"] == f"arn:aws:iam::{ACCOUNT}:instance-profile/x/{name}"
    iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=name)
    refused(iam.add_role_to_instance_profile, "LimitExceeded", status=409, InstanceProfileName=name, RoleName=name)
    found = iam.get_instance_profile(InstanceProfileName=name)["InstanceProfile"]
    assert [r["RoleName"] for r in found["Roles"]] == [name] and found["Tags"] == [{"Key": "a", "Value": "b"}]
    listed = iam.list_instance_profiles_for_role(RoleName=name)["InstanceProfiles"]
    assert [p["InstanceProfileName"] for p in listed] == [name]
    refused(iam.delete_role, "DeleteConflict", RoleName=name)
    refused(iam.delete_instance_profile, "DeleteConflict", InstanceProfileName=name)
    iam.tag_instance_profile(InstanceProfileName=name, Tags=[{"Key": "c", "Value": ""}])
    iam.untag_instance_profile(InstanceProfileName=name, TagKeys=["a"])
    assert iam.list_instance_profile_tags(InstanceProfileName=name)["Tags"] == [{"Key": "c", "Value": ""}]
    iam.remove_role_from_instance_profile(InstanceProfileName=name, RoleName=name)
    refused(iam.remove_role_from_instance_profile, "NoSuchEntity", InstanceProfileName=name, RoleName=name)
    iam.delete_instance_profile(InstanceProfileName=name)
    refused(iam.get_instance_profile, "NoSuchEntity", InstanceProfileName=name)
    for _ in range(5):
        iam.create_instance_profile(InstanceProfileName=names(), Path="/profiles/")
    found, count = pages(iam, "list_instance_profiles", "InstanceProfiles", PathPrefix="/profiles/",
                         PaginationConfig={"PageSize": 2})
    assert len(found) == 5 and count == 3


def test_the_waiters_of_iam(iam, names, name, role):
    quick = {"Delay": 1, "MaxAttempts": 5}
    iam.get_waiter("role_exists").wait(RoleName=name, WaiterConfig=quick)
    iam.create_instance_profile(InstanceProfileName=name)
    iam.get_waiter("instance_profile_exists").wait(InstanceProfileName=name, WaiterConfig=quick)
    arn = iam.create_policy(PolicyName=name, PolicyDocument=allow())["Policy"]["Arn"]
    iam.get_waiter("policy_exists").wait(PolicyArn=arn, WaiterConfig=quick)


def test_tags_of_roles(iam, name, role):
    iam.tag_role(RoleName=name, Tags=[{"Key": f"k{i}", "Value": str(i)} for i in range(50)])
    refused(iam.tag_role, "LimitExceeded", RoleName=name, Tags=[{"Key": "one-more", "Value": ""}])
    found, count = pages(iam, "list_role_tags", "Tags", RoleName=name, PaginationConfig={"PageSize": 20})
    assert len(found) == 50 and count == 3
    iam.tag_role(RoleName=name, Tags=[{"Key": "k1", "Value": "changed"}])
    iam.untag_role(RoleName=name, TagKeys=[f"k{i}" for i in range(2, 50)])
    tags = {t["Key"]: t["Value"] for t in iam.list_role_tags(RoleName=name)["Tags"]}
    assert tags == {"k0": "0", "k1": "changed"}
    refused(iam.tag_role, "ValidationError", "InvalidInput", RoleName=name, Tags=[{"Key": "aws:mine", "Value": "x"}])
    refused(iam.tag_role, "InvalidInput", RoleName=name, Tags=[{"Key": "Same", "Value": "1"}, {"Key": "same", "Value": "2"}])
    refused(iam.tag_role, "ValidationError", RoleName=name, Tags=[{"Key": "k" * 129, "Value": "x"}])
    refused(iam.tag_role, "ValidationError", RoleName=name, Tags=[{"Key": "k", "Value": "x" * 257}])
    refused(iam.tag_role, "NoSuchEntity", RoleName="nobody", Tags=[{"Key": "k", "Value": "x"}])


def test_roles_are_updated(iam, name, role):
    iam.update_role(RoleName=name, Description="new", MaxSessionDuration=3600)
    assert iam.get_role(RoleName=name)["Role"]["Description"] == "new"
    iam.update_assume_role_policy(RoleName=name, PolicyDocument=trust("ec2.amazonaws.com"))
    document = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    assert document["Statement"][0]["Principal"] == {"Service": "ec2.amazonaws.com"}
    boundary = f"{MANAGED}ReadOnlyAccess"
    iam.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=boundary)
    assert iam.get_role(RoleName=name)["Role"]["PermissionsBoundary"] == {
        "PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": boundary}
    iam.delete_role_permissions_boundary(RoleName=name)
    assert "PermissionsBoundary" not in iam.get_role(RoleName=name)["Role"]
    refused(iam.put_role_permissions_boundary, "NoSuchEntity", RoleName=name,
            PermissionsBoundary=f"arn:aws:iam::{ACCOUNT}:policy/none")


def test_principals_of_trust_policies(iam, name, names):
    document = lambda principal: json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}]})
    answer = lambda role: iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(ACCOUNT))
    assert answer(name) == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    other = names()
    settled(iam.create_role, RoleName=other, AssumeRolePolicyDocument=document(f"arn:aws:iam::{ACCOUNT}:role/{name}"))
    assert answer(other) == {"AWS": f"arn:aws:iam::{ACCOUNT}:role/{name}"}
    identifier = iam.get_role(RoleName=name)["Role"]["RoleId"]
    iam.delete_role(RoleName=name)
    assert answer(other) == {"AWS": identifier}
    refused(iam.create_role, "MalformedPolicyDocument", RoleName=names(),
            AssumeRolePolicyDocument=document(f"arn:aws:iam::{ACCOUNT}:role/nobody"))


@pytest.mark.parametrize("document", [
    "nonsense", "{}", '{"Version": "2012-10-17"}', "[]",
    '{"Version": "2012-10-18", "Statement": []}',
    json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Maybe", "Action": "s3:*", "Resource": "*"}]}),
    json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*"}]}),
    json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*"}]}),
    json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "nocolon", "Resource": "*"}]}),
    json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "nothing"}]}),
    json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Principal": "*"}]}),
    json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"Wrong": {"a": "b"}}}]}),
    json.dumps({"Version": "2012-10-17", "Statement": [
        {"Sid": "not ok!", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}),
    json.dumps({"Version": "2012-10-17", "Statement": [
        {"Sid": "A", "Effect": "Allow", "Action": "s3:*", "Resource": "*"},
        {"Sid": "A", "Effect": "Allow", "Action": "ec2:*", "Resource": "*"}]}),
    json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Colour": "red"}]}),
])
def test_malformed_documents_are_refused(iam, name, role, document):
    refused(iam.create_policy, "MalformedPolicyDocument", status=400, PolicyName=name, PolicyDocument=document)
    refused(iam.put_role_policy, "MalformedPolicyDocument", RoleName=name, PolicyName="p", PolicyDocument=document)


@pytest.mark.parametrize("document", [
    "nonsense", json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole"}]}),
    json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole", "Resource": "*"}]}),
    json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "s3:GetObject"}]}),
    json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Planet": "earth"}, "Action": "sts:AssumeRole"}]}),
    json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "nonsense"}, "Action": "sts:AssumeRole"}]}),
    json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "no.such.service"}, "Action": "sts:AssumeRole"}]}),
])
def test_malformed_trust_is_refused(iam, name, names, role, document):
    refused(iam.create_role, "MalformedPolicyDocument", RoleName=names(), AssumeRolePolicyDocument=document)
    refused(iam.update_assume_role_policy, "MalformedPolicyDocument", RoleName=name, PolicyDocument=document)


def test_open_id_connect_providers(iam, raw, name):
    url = f"https://oidc.eks.us-east-1.amazonaws.com/id/{name.upper()}"
    arn = iam.create_open_id_connect_provider(Url=url, ClientIDList=["sts.amazonaws.com"],
                                              Tags=[{"Key": "a", "Value": "b"}])["OpenIDConnectProviderArn"]
    assert arn == f"arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/{name.upper()}"
    refused(iam.create_open_id_connect_provider, "EntityAlreadyExists", Url=url)
    found = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    assert found["Url"] == url.removeprefix("https://") and found["ClientIDList"] == ["sts.amazonaws.com"]
    assert len(found["ThumbprintList"]) == 1 and found["Tags"] == [{"Key": "a", "Value": "b"}]
    iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID="other")
    iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID="other")
    iam.remove_client_id_from_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID="sts.amazonaws.com")
    iam.update_open_id_connect_provider_thumbprint(OpenIDConnectProviderArn=arn, ThumbprintList=["a" * 40])
    found = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    assert found["ClientIDList"] == ["other"] and found["ThumbprintList"] == ["a" * 40]
    iam.tag_open_id_connect_provider(OpenIDConnectProviderArn=arn, Tags=[{"Key": "c", "Value": "d"}])
    iam.untag_open_id_connect_provider(OpenIDConnectProviderArn=arn, TagKeys=["a"])
    assert iam.list_open_id_connect_provider_tags(OpenIDConnectProviderArn=arn)["Tags"] == [{"Key": "c", "Value": "d"}]
    assert {"Arn": arn} in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    refused(iam.get_open_id_connect_provider, "NoSuchEntity", OpenIDConnectProviderArn=arn)
    refused(iam.create_open_id_connect_provider, "InvalidInput", "ValidationError", Url="http://plain.example.com")
    refused(raw("iam").create_open_id_connect_provider, "ValidationError", Url="https://ok.example.com",
            ThumbprintList=["short"])


def test_service_linked_roles(iam):
    made = iam.create_service_linked_role(AWSServiceName="spotfleet.amazonaws.com")["Role"]
    assert made["RoleName"] == "AWSServiceRoleForEC2SpotFleet"
    assert made["Path"] == "/aws-service-role/spotfleet.amazonaws.com/"
    refused(iam.create_service_linked_role, "InvalidInput", status=400, says="has been taken",
            AWSServiceName="spotfleet.amazonaws.com")
    refused(iam.delete_role, "UnmodifiableEntity", RoleName="AWSServiceRoleForEC2SpotFleet")
    refused(iam.put_role_policy, "UnmodifiableEntity", RoleName="AWSServiceRoleForEC2SpotFleet", PolicyName="a",
            PolicyDocument=allow())
    refused(iam.create_service_linked_role, "InvalidInput", AWSServiceName="nonsense.amazonaws.com")
    task = iam.delete_service_linked_role(RoleName="AWSServiceRoleForEC2SpotFleet")["DeletionTaskId"]
    assert task.startswith("task/aws-service-role/spotfleet.amazonaws.com/AWSServiceRoleForEC2SpotFleet/")
    status = iam.get_service_linked_role_deletion_status(DeletionTaskId=task)["Status"]
    assert status in ("NOT_STARTED", "IN_PROGRESS", "SUCCEEDED")


def test_users(iam, name):
    assert iam.get_user()["User"]["UserName"] == "deployer"
    assert iam.get_user(UserName="alice")["User"]["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/alice"
    refused(iam.get_user, "NoSuchEntity", UserName="nobody")
    made = iam.create_user(UserName=name)["User"]
    assert made["UserId"].startswith("AIDA")
    key = iam.create_access_key(UserName=name)["AccessKey"]
    assert key["AccessKeyId"].startswith("AKIA") and len(key["SecretAccessKey"]) == 40
    refused(iam.delete_user, "DeleteConflict", UserName=name)
    iam.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
    iam.delete_user(UserName=name)


@pytest.mark.parametrize("call, given", [
    ("get_role_policy", {"RoleName": "nobody", "PolicyName": "x"}),
    ("list_role_policies", {"RoleName": "nobody"}), ("list_attached_role_policies", {"RoleName": "nobody"}),
    ("list_role_tags", {"RoleName": "nobody"}), ("untag_role", {"RoleName": "nobody", "TagKeys": ["a"]}),
    ("update_role", {"RoleName": "nobody"}),
    ("attach_role_policy", {"RoleName": "nobody", "PolicyArn": f"{MANAGED}ReadOnlyAccess"}),
    ("attach_role_policy", {"RoleName": "suite-node", "PolicyArn": f"{MANAGED}NoSuchPolicyAtAll"}),
    ("list_instance_profiles_for_role", {"RoleName": "nobody"}),
    ("add_role_to_instance_profile", {"InstanceProfileName": "none", "RoleName": "suite-node"}),
    ("delete_instance_profile", {"InstanceProfileName": "none"}),
    ("get_policy", {"PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/none"}),
    ("get_policy_version", {"PolicyArn": f"{MANAGED}ReadOnlyAccess", "VersionId": "v9999"}),
    ("list_policy_versions", {"PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/none"}),
    ("list_entities_for_policy", {"PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/none"}),
    ("delete_policy", {"PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/none"}),
    ("get_open_id_connect_provider", {"OpenIDConnectProviderArn": f"arn:aws:iam::{ACCOUNT}:oidc-provider/none"}),
    ("simulate_principal_policy", {"PolicySourceArn": f"arn:aws:iam::{ACCOUNT}:role/nobody", "ActionNames": ["s3:Get*"]}),
])
def test_what_is_not_there_is_no_such_entity(iam, roles, call, given):
    refused(getattr(iam, call), "NoSuchEntity", "InvalidInput", status=None, **given)


def test_policies_are_simulated(iam, name, role):
    iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=allow("sqs:ReceiveMessage"))
    found = iam.simulate_principal_policy(PolicySourceArn=role["Arn"],
                                          ActionNames=["sqs:ReceiveMessage", "sqs:DeleteQueue"])["EvaluationResults"]
    decisions = {r["EvalActionName"]: r["EvalDecision"] for r in found}
    assert decisions == {"sqs:ReceiveMessage": "allowed", "sqs:DeleteQueue": "implicitDeny"}
