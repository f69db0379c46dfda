"""Every operation's input, made wrong in every way that its model names; and operations that nobody answers."""

import copy

import pytest
from botocore import session as botocore_session
from botocore.exceptions import ClientError

from sandbox import ACCOUNT, REGION, eventually

# What the sandbox answers, by service.
OPERATIONS = {
    "sts": "GetCallerIdentity AssumeRole AssumeRoleWithWebIdentity",
    "iam": """GetRole CreateRole DeleteRole UpdateRole UpdateAssumeRolePolicy PutRolePolicy GetRolePolicy DeleteRolePolicy
        ListRolePolicies AttachRolePolicy DetachRolePolicy ListAttachedRolePolicies CreatePolicy GetPolicy DeletePolicy
        ListPolicies CreatePolicyVersion GetPolicyVersion DeletePolicyVersion ListPolicyVersions SetDefaultPolicyVersion
        ListEntitiesForPolicy TagRole UntagRole ListRoleTags TagPolicy UntagPolicy ListPolicyTags TagInstanceProfile
        UntagInstanceProfile ListInstanceProfileTags CreateInstanceProfile GetInstanceProfile DeleteInstanceProfile
        ListInstanceProfiles AddRoleToInstanceProfile RemoveRoleFromInstanceProfile ListInstanceProfilesForRole
        CreateOpenIDConnectProvider GetOpenIDConnectProvider DeleteOpenIDConnectProvider ListOpenIDConnectProviders
        AddClientIDToOpenIDConnectProvider RemoveClientIDFromOpenIDConnectProvider
        UpdateOpenIDConnectProviderThumbprint PutRolePermissionsBoundary DeleteRolePermissionsBoundary
        CreateServiceLinkedRole GetUser ListRoles SimulatePrincipalPolicy""",
    "ec2": """DescribeVpcs DescribeVpcAttribute DescribeSubnets DescribeRouteTables DescribeVpcEndpoints CreateVpcEndpoint
        ModifyVpcEndpoint DeleteVpcEndpoints DescribeVpcEndpointServices DescribeSecurityGroups CreateSecurityGroup
        DeleteSecurityGroup DescribeSecurityGroupRules AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress
        RevokeSecurityGroupIngress RevokeSecurityGroupEgress ModifySecurityGroupRules CreateTags DeleteTags DescribeTags
        DescribeAvailabilityZones DescribeInstanceTypes DescribeInstanceTypeOfferings DescribeImages
        DescribeLaunchTemplates CreateLaunchTemplate DeleteLaunchTemplate DescribeLaunchTemplateVersions
        CreateLaunchTemplateVersion DeleteLaunchTemplateVersions DescribeInstances TerminateInstances DescribeVolumes
        DeleteVolume DescribeNetworkInterfaces DeleteNetworkInterface DescribeSpotPriceHistory DescribeAccountAttributes
        DescribeManagedPrefixLists CreateVpc ModifyVpcAttribute DeleteVpc CreateSubnet DeleteSubnet ModifySubnetAttribute
        CreateRouteTable AssociateRouteTable DisassociateRouteTable DeleteRouteTable CreateRoute DeleteRoute
        CreateInternetGateway AttachInternetGateway DetachInternetGateway DeleteInternetGateway CreateNatGateway
        DescribeNatGateways DeleteNatGateway AllocateAddress ReleaseAddress RunInstances CreateFleet
        DescribeInstanceStatus DescribeCapacityReservations DescribePlacementGroups""",
    "eks": """CreateCluster DescribeCluster ListClusters DeleteCluster UpdateClusterConfig UpdateClusterVersion DescribeUpdate
        ListUpdates DescribeClusterVersions CreateNodegroup DescribeNodegroup ListNodegroups DeleteNodegroup
        UpdateNodegroupConfig UpdateNodegroupVersion CreateFargateProfile DescribeFargateProfile ListFargateProfiles
        DeleteFargateProfile CreateAddon DescribeAddon ListAddons UpdateAddon DeleteAddon DescribeAddonVersions
        DescribeAddonConfiguration CreateAccessEntry DescribeAccessEntry ListAccessEntries UpdateAccessEntry
        DeleteAccessEntry AssociateAccessPolicy DisassociateAccessPolicy ListAssociatedAccessPolicies ListAccessPolicies
        CreatePodIdentityAssociation DescribePodIdentityAssociation ListPodIdentityAssociations
        UpdatePodIdentityAssociation DeletePodIdentityAssociation ListInsights DescribeInsight
        AssociateIdentityProviderConfig DescribeIdentityProviderConfig DisassociateIdentityProviderConfig
        AssociateEncryptionConfig TagResource UntagResource ListTagsForResource""",
    "sqs": """CreateQueue GetQueueUrl GetQueueAttributes SetQueueAttributes DeleteQueue ListQueues TagQueue UntagQueue
        ListQueueTags ReceiveMessage DeleteMessage SendMessage""",
    "events": """PutRule DescribeRule ListRules DeleteRule PutTargets ListTargetsByRule RemoveTargets PutEvents TagResource
        UntagResource ListTagsForResource""",
    "kms": """CreateKey DescribeKey CreateAlias DeleteAlias ListAliases GetKeyPolicy PutKeyPolicy EnableKeyRotation
        GetKeyRotationStatus ScheduleKeyDeletion CancelKeyDeletion TagResource ListResourceTags""",
    "logs": """DescribeLogGroups CreateLogGroup DeleteLogGroup PutRetentionPolicy DeleteRetentionPolicy AssociateKmsKey
        DisassociateKmsKey ListTagsForResource TagResource UntagResource""",
    "ssm": "GetParameter GetParameters",
    "resourcegroupstaggingapi": "GetResources",
}
OPERATIONS = {service: names.split() for service, names in OPERATIONS.items()}

# Codes of input that can't be right, by service. Source: each API reference, "Common errors" and the actions' errors.
INVALID = {
    "sts": {"ValidationError", "MissingParameter", "InvalidParameterValue"},
    "iam": {"ValidationError", "InvalidInput", "MalformedPolicyDocument"},
    "ec2": {"MissingParameter", "InvalidParameterValue", "InvalidParameter", "InvalidParameterCombination", "InvalidRequest"},
    "eks": {"InvalidParameterException", "ValidationException", "BadRequestException", "SerializationException",
            "InvalidRequestException"},
    "sqs": {"MissingParameter", "InvalidParameterValue", "ValidationException", "AWS.SimpleQueueService.MissingParameter",
            "InvalidAddress", "InvalidParameterValueException"},
    "events": {"ValidationException", "SerializationException"},
    "kms": {"ValidationException", "SerializationException"},
    "logs": {"InvalidParameterException", "ValidationException", "SerializationException"},
    "ssm": {"ValidationException", "SerializationException"},
    "resourcegroupstaggingapi": {"InvalidParameterException", "ValidationException", "SerializationException"},
}
# Values that pass for right, by member.
SAMPLES = {
    "VpcId": "vpc-0123456789abcdef0", "GroupId": "sg-0123456789abcdef0", "SubnetId": "subnet-0123456789abcdef0",
    "CidrBlock": "10.0.0.0/24", "DestinationCidrBlock": "10.0.0.0/24", "LaunchTemplateName": "sample",
    "TargetCapacity": 1, "Attribute": "enableDnsSupport", "LocationType": "region", "Domain": "vpc",
}
# What a call needs beside what its model requires, to be one that the sandbox answers.
BESIDE = {("ec2", "CreateFleet"): {"Type": "instant"}, ("ec2", "RunInstances"): {"SubnetId": SAMPLES["SubnetId"]}}
# Constraints of the model that the service is known not to enforce, or to enforce elsewhere.
UNENFORCED = {
    ("sts", "AssumeRole", "ProvidedContexts"): "a form says nothing of empty structures",
    ("eks", "DescribeClusterVersions", "clusterType"): "a type that no version has finds nothing",
    ("events", "PutEvents", "EndpointId"): "botocore does not send it without its C runtime",
    ("kms", "CreateKey", "CustomKeyStoreId"): "the sandbox has no key stores of one's own",
    ("kms", "CreateKey", "XksKeyId"): "the sandbox has no key stores of one's own",
    ("kms", "DescribeKey", "GrantTokens"): "the key is looked up first",
    ("logs", "DescribeLogGroups", "accountIdentifiers"): "the sandbox has no monitoring accounts",
    ("ssm", "GetParameter", "Name"): "a name that is too long names nothing",
    ("resourcegroupstaggingapi", "GetResources", "ResourceARNList"): "the sandbox lists by tags alone",
}


def models():
    session = botocore_session.get_session()
    return {service: session.get_service_model(service) for service in OPERATIONS}


MODELS = models()


def sample(shape, name):
    """A value that the model takes."""
    if name in SAMPLES:
        return SAMPLES[name]
    kind = shape.type_name
    if kind == "structure":
        return {key: sample(shape.members[key], key) for key in shape.required_members}
    if kind == "list":
        return [sample(shape.member, name)]
    if kind == "map":
        return {"key": sample(shape.value, "value")}
    if kind in ("integer", "long", "double", "float"):
        return shape.metadata.get("min", 1)
    if kind == "boolean":
        return True
    if kind == "timestamp":
        return 1700000000
    if shape.enum:
        return shape.enum[0]
    if name.lower().endswith("arn") or "Arn" in name:
        return f"arn:aws:iam::{ACCOUNT}:role/sample"
    if "Document" in name or name == "Policy":
        return '{"Version": "2012-10-17", "Statement": []}'
    return ("sample" * 10)[: max(6, shape.metadata.get("min", 0))]


def wrongs(shape):
    """Ways to break a value, named."""
    meta, kind = shape.metadata, shape.type_name
    if kind == "string" and shape.enum:
        yield "enum", "no-such-value"
    elif kind == "string":
        if meta.get("max", 10**9) <= 4096:
            yield "too-long", "a" * (meta["max"] + 1)
        if meta.get("min", 0) > 1:
            yield "too-short", "a" * (meta["min"] - 1)
    elif kind in ("integer", "long"):
        if "max" in meta and meta["max"] < 2**31 - 1:
            yield "too-great", meta["max"] + 1
        if "min" in meta:
            yield "too-small", meta["min"] - 1
    elif kind == "list" and meta.get("max", 10**9) <= 200:
        yield "too-many", [sample(shape.member, "item")] * (meta["max"] + 1)


def cases():
    for service, names in OPERATIONS.items():
        for name in names:
            shape = MODELS[service].operation_model(name).input_shape
            if shape is None:
                continue
            whole = sample(shape, "input") | BESIDE.get((service, name), {})
            for key, member in shape.members.items():
                if member.serialization.get("location") in ("uri", "header"):
                    continue
                if key in shape.required_members:
                    without = {k: v for k, v in whole.items() if k != key}
                    yield pytest.param(service, name, without, id=f"{service}-{name}-without-{key}")
                if (service, name, key) in UNENFORCED:
                    continue
                for how, value in wrongs(member):
                    broken = copy.deepcopy(whole) | {key: value}
                    yield pytest.param(service, name, broken, id=f"{service}-{name}-{key}-{how}")


@pytest.mark.parametrize("service, operation, given", cases())
def test_wrong_input_is_refused(raw, service, operation, given):
    client = raw(service)
    method = next(m for m, o in client.meta.method_to_api_mapping.items() if o == operation)
    with pytest.raises(ClientError) as caught:
        getattr(client, method)(**given)
    error = caught.value.response["Error"]
    # EC2 may look for the first thing that is named before it looks at the rest.
    looked = service == "ec2" and error["Code"].split(".")[-1].startswith(("NotFound", "Malformed"))
    assert error["Code"] in INVALID[service] or looked, error


@pytest.mark.parametrize("service, method, given", [
    ("ec2", "describe_fleets", {}), ("ec2", "create_transit_gateway", {}), ("iam", "list_groups", {}),
    ("sqs", "list_message_move_tasks", {"SourceArn": "arn:aws:sqs:us-east-1:111122223333:q"}), ("kms", "generate_random", {}), ("logs", "describe_queries", {}),
    ("events", "list_archives", {}), ("sts", "get_session_token", {}), ("ssm", "describe_instance_information", {}),
    ("eks", "list_eks_anywhere_subscriptions", {}), ("s3", "list_buckets", {}), ("lambda", "list_functions", {}),
    ("dynamodb", "list_tables", {}), ("cloudformation", "describe_stacks", {}), ("autoscaling", "describe_auto_scaling_groups", {}),
    ("service-quotas", "list_services", {}), ("pricing", "describe_services", {}),
])
def test_what_nobody_answers_says_so(sandbox, service, method, given):
    with pytest.raises(ClientError) as caught:
        getattr(sandbox.client(service, checked=False), method)(**given)
    answer = caught.value.response
    assert answer["Error"]["Code"] in ("NotImplemented", "NotImplementedException", "501"), answer
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 501
