"""Access, identities, Fargate and the rest of EKS as AWS's clients meet it."""

import re
import uuid

import pytest

from conftest import done, pages, refused, settled, trust, wait
from sandbox import ACCOUNT, eventually

ARN = f"arn:aws:eks:us-east-1:{ACCOUNT}:"


# Access.

def test_access_entries(eks, iam, cluster, name):
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust("ec2.amazonaws.com"))["Role"]["Arn"]
    given = {"clusterName": cluster, "principalArn": arn}
    made = settled(eks.create_access_entry, **given, kubernetesGroups=["viewers"], tags={"a": "b"})["accessEntry"]
    assert made["type"] == "STANDARD" and made["kubernetesGroups"] == ["viewers"] and made["tags"] == {"a": "b"}
    assert made["username"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/{name}/{{{{SessionName}}}}"
    assert made["accessEntryArn"].startswith(f"{ARN}access-entry/{cluster}/role/{ACCOUNT}/{name}/")
    refused(eks.create_access_entry, "ResourceInUseException", status=409, **given)
    eks.update_access_entry(**given, kubernetesGroups=["a", "b"], username="somebody")
    found = eks.describe_access_entry(**given)["accessEntry"]
    assert found["kubernetesGroups"] == ["a", "b"] and found["username"] == "somebody"
    policy = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"
    scope = {"type": "namespace", "namespaces": ["team-*"]}
    answer = eks.associate_access_policy(**given, policyArn=policy, accessScope=scope)["associatedAccessPolicy"]
    assert answer["policyArn"] == policy and answer["accessScope"] == scope
    eks.associate_access_policy(**given, policyArn=policy, accessScope={"type": "cluster"})
    listed = eks.list_associated_access_policies(**given)["associatedAccessPolicies"]
    assert [p["accessScope"]["type"] for p in listed] == ["cluster"]
    assert eks.list_access_entries(clusterName=cluster, associatedPolicyArn=policy)["accessEntries"] == [arn]
    eks.disassociate_access_policy(**given, policyArn=policy)
    refused(eks.disassociate_access_policy, "ResourceNotFoundException", **given, policyArn=policy)
    refused(eks.associate_access_policy, "InvalidParameterException", **given, accessScope=scope,
            policyArn="arn:aws:eks::aws:cluster-access-policy/Nonsense")
    refused(eks.associate_access_policy, "InvalidParameterException", **given, policyArn=policy,
            accessScope={"type": "namespace", "namespaces": []})
    refused(eks.associate_access_policy, "InvalidParameterException", **given, policyArn=policy,
            accessScope={"type": "cluster", "namespaces": ["a"]})
    eks.delete_access_entry(**given)
    refused(eks.describe_access_entry, "ResourceNotFoundException", **given)


@pytest.mark.parametrize("change", [
    {"principalArn": "nonsense"}, {"principalArn": f"arn:aws:iam::{ACCOUNT}:role/nobody"},
    {"principalArn": f"arn:aws:sts::{ACCOUNT}:assumed-role/x/y"}, {"type": "NONSENSE"},
    {"kubernetesGroups": ["system:masters"]}, {"username": "system:admin"}, {"kubernetesGroups": ["eks:x"]},
    {"type": "EC2_LINUX", "kubernetesGroups": ["a"]}, {"type": "EC2_LINUX", "username": "a"},
    {"type": "EC2_LINUX", "principalArn": f"arn:aws:iam::{ACCOUNT}:user/alice"},
])
def test_wrong_access_entries_are_refused(raw, iam, cluster, roles, change):
    given = {"clusterName": cluster, "principalArn": roles["fargate"], **change}
    refused(raw("eks").create_access_entry, "InvalidParameterException", "InvalidRequestException", status=400, **given)


def test_the_policies_of_access(eks):
    found, count = pages(eks, "list_access_policies", "accessPolicies", PaginationConfig={"PageSize": 3})
    names = {p["name"] for p in found}
    assert {"AmazonEKSClusterAdminPolicy", "AmazonEKSAdminPolicy", "AmazonEKSEditPolicy", "AmazonEKSViewPolicy",
            "AmazonEKSAdminViewPolicy"} <= names and count > 1
    assert all(p["arn"] == f"arn:aws:eks::aws:cluster-access-policy/{p['name']}" for p in found)


def test_pod_identity(eks, cluster, roles, names, iam):
    given = {"clusterName": cluster, "namespace": "kube-system", "serviceAccount": "karpenter"}
    token = str(uuid.uuid4())
    made = eks.create_pod_identity_association(**given, roleArn=roles["pod"], clientRequestToken=token, tags={"a": "b"})
    made = made["association"]
    assert re.fullmatch(r"a-[a-z0-9]{17}", made["associationId"]) and made["roleArn"] == roles["pod"]
    assert made["associationArn"] == f"{ARN}podidentityassociation/{cluster}/{made['associationId']}"
    again = eks.create_pod_identity_association(**given, roleArn=roles["pod"], clientRequestToken=token, tags={"a": "b"})
    assert again["association"]["associationId"] == made["associationId"]
    refused(eks.create_pod_identity_association, "ResourceInUseException", status=409, **given, roleArn=roles["pod"])
    identifier = {"clusterName": cluster, "associationId": made["associationId"]}
    other = iam.create_role(RoleName=names(), AssumeRolePolicyDocument=trust(
        "pods.eks.amazonaws.com", actions=("sts:AssumeRole", "sts:TagSession")))["Role"]["Arn"]
    assert settled(eks.update_pod_identity_association, **identifier, roleArn=other)["association"]["roleArn"] == other
    assert eks.describe_pod_identity_association(**identifier)["association"]["serviceAccount"] == "karpenter"
    for number in range(3):
        eks.create_pod_identity_association(clusterName=cluster, namespace="pages", serviceAccount=f"s{number}",
                                            roleArn=roles["pod"])
    found, count = pages(eks, "list_pod_identity_associations", "associations", clusterName=cluster, namespace="pages",
                         PaginationConfig={"PageSize": 2})
    assert len(found) == 3 and count == 2
    one = eks.list_pod_identity_associations(clusterName=cluster, namespace="pages", serviceAccount="s1")["associations"]
    assert [a["serviceAccount"] for a in one] == ["s1"]
    eks.delete_pod_identity_association(**identifier)
    refused(eks.describe_pod_identity_association, "ResourceNotFoundException", **identifier)
    refused(eks.create_pod_identity_association, "InvalidParameterException", "InvalidRequestException",
            **given, roleArn=f"arn:aws:iam::{ACCOUNT}:role/nobody")
    refused(eks.create_pod_identity_association, "InvalidParameterException", "InvalidRequestException",
            **given, roleArn="nonsense")


def test_one_fargate_profile_at_a_time(eks, cluster, network, roles, names):
    first, second = names(), names()
    given = {"clusterName": cluster, "podExecutionRoleArn": roles["fargate"], "subnets": network["private"],
             "selectors": [{"namespace": "serverless", "labels": {"a": "b"}}]}
    made = eks.create_fargate_profile(fargateProfileName=first, **given, tags={"a": "b"})["fargateProfile"]
    assert made["status"] == "CREATING" and made["fargateProfileArn"].startswith(f"{ARN}fargateprofile/{cluster}/{first}/")
    refused(eks.create_fargate_profile, "ResourceInUseException", "ResourceLimitExceededException",
            fargateProfileName=second, **given)
    wait(eks, "fargate_profile_active", clusterName=cluster, fargateProfileName=first)
    entry = eks.describe_access_entry(clusterName=cluster, principalArn=roles["fargate"])["accessEntry"]
    assert entry["type"] == "FARGATE_LINUX"
    refused(eks.create_fargate_profile, "ResourceInUseException", "InvalidRequestException", fargateProfileName=first, **given)
    refused(eks.create_fargate_profile, "InvalidParameterException", fargateProfileName=second,
            **{**given, "subnets": network["public"]})
    refused(eks.create_fargate_profile, "InvalidParameterException", fargateProfileName=second,
            **{**given, "podExecutionRoleArn": roles["node"]})
    refused(eks.create_fargate_profile, "InvalidParameterException", fargateProfileName=second,
            **{**given, "selectors": [{"namespace": f"n{i}"} for i in range(6)]})
    assert eks.list_fargate_profiles(clusterName=cluster)["fargateProfileNames"] == [first]
    eks.delete_fargate_profile(clusterName=cluster, fargateProfileName=first)
    wait(eks, "fargate_profile_deleted", clusterName=cluster, fargateProfileName=first)


def test_identity_providers_and_encryption(eks, kms, cluster):
    given = {"identityProviderConfigName": "sso", "issuerUrl": "https://issuer.example.com", "clientId": "kubernetes"}
    update = eks.associate_identity_provider_config(clusterName=cluster, oidc=given)["update"]
    assert update["type"] == "AssociateIdentityProviderConfig"
    done(eks, update["id"], name=cluster)
    refused(eks.associate_identity_provider_config, "ResourceInUseException", "InvalidRequestException",
            "InvalidParameterException", clusterName=cluster, oidc={**given, "identityProviderConfigName": "two"})
    config = {"type": "oidc", "name": "sso"}
    found = eks.describe_identity_provider_config(clusterName=cluster, identityProviderConfig=config)
    assert found["identityProviderConfig"]["oidc"]["status"] == "ACTIVE"
    assert eks.list_identity_provider_configs(clusterName=cluster)["identityProviderConfigs"] == [config]
    update = eks.disassociate_identity_provider_config(clusterName=cluster, identityProviderConfig=config)["update"]
    done(eks, update["id"], name=cluster)
    key = kms.create_key()["KeyMetadata"]["Arn"]
    encryption = [{"resources": ["secrets"], "provider": {"keyArn": key}}]
    update = eks.associate_encryption_config(clusterName=cluster, encryptionConfig=encryption)["update"]
    assert update["type"] == "AssociateEncryptionConfig"
    done(eks, update["id"], name=cluster)
    assert eks.describe_cluster(name=cluster)["cluster"]["encryptionConfig"] == encryption
    refused(eks.associate_encryption_config, "InvalidParameterException", "InvalidRequestException", clusterName=cluster,
            encryptionConfig=encryption)


def test_insights(eks, cluster):
    found, _ = pages(eks, "list_insights", "insights", clusterName=cluster)
    assert found and {i["category"] for i in found} <= {"UPGRADE_READINESS", "MISCONFIGURATION"}
    one = eks.describe_insight(clusterName=cluster, id=found[0]["id"])["insight"]
    assert one["name"] == found[0]["name"] and one["recommendation"]
    passing = eks.list_insights(clusterName=cluster, filter={"statuses": ["PASSING"]})["insights"]
    assert all(i["insightStatus"]["status"] == "PASSING" for i in passing)


def test_tags_of_everything(eks, cluster):
    arn = f"{ARN}cluster/{cluster}"
    eks.tag_resource(resourceArn=arn, tags={"a": "1", "b": "2"})
    eks.untag_resource(resourceArn=arn, tagKeys=["b", "never"])
    assert eks.list_tags_for_resource(resourceArn=arn)["tags"] == {"a": "1"}
    refused(eks.tag_resource, "NotFoundException", status=404, resourceArn=f"{ARN}cluster/none", tags={"a": "1"})
    refused(eks.list_tags_for_resource, "BadRequestException", status=400, resourceArn="nonsense")
    refused(eks.tag_resource, "BadRequestException", resourceArn=arn, tags={"aws:a": "1"})
    eks.untag_resource(resourceArn=arn, tagKeys=["a"])
