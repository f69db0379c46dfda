"""What a program asks for."""
# Generated from the schema by `make schema`; a test compares it with the code.
from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

from ..record import Record, Shown

AccessEntryType: TypeAlias = 'Literal["EC2_LINUX", "EC2_WINDOWS", "EC2", "HYBRID_LINUX", "FARGATE_LINUX"]'
"""The kind of an access entry of nodes.
Source: EKS API, CreateAccessEntry.type.
"""
AccountId: TypeAlias = 'str'
"""an account id (12 digits, in quotes)"""
AddonOrOff: TypeAlias = 'Literal["off"] | Addon'
"""A section, or `off`."""
Ami: TypeAlias = 'str | AmiSelector'
"""The images of a NodeClass."""
AmiFamily: TypeAlias = 'Literal["al2023", "bottlerocket"]'
"""A family of images of managed node groups and of Karpenter's nodes."""
AmiId: TypeAlias = 'str'
"""an AMI id (`ami-0a1b2c3d4e5f60718`)"""
ApiVersion: TypeAlias = 'Literal["karpool.dev/v1"]'
"""The form of the file."""
Architecture: TypeAlias = 'Literal["amd64", "arm64"]'
"""The architecture of a processor, as Kubernetes names it."""
Arn: TypeAlias = 'str'
"""an ARN (`arn:aws:iam::111122223333:role/name`)"""
AuthenticationMode: TypeAlias = 'Literal["API", "API_AND_CONFIG_MAP"]'
"""Where EKS looks up who a caller is.
Source: EKS API, AuthenticationMode.
"""
CapacityType: TypeAlias = 'Literal["on-demand", "spot", "reserved"]'
"""How capacity is bought.
Source: Karpenter documentation, label `karpenter.sh/capacity-type`.
"""
Cidr: TypeAlias = 'str'
"""a CIDR (`10.8.0.0/16`)"""
ClusterName: TypeAlias = 'str'
"""a cluster name"""
ClusterRole: TypeAlias = 'Literal["create"] | GivenRole'
"""The cluster's role: made by karpool, or there already."""
ConsolidationPolicy: TypeAlias = 'Literal["WhenEmpty", "WhenEmptyOrUnderutilized", "Balanced"]'
"""Which nodes may go.
Source: Karpenter documentation, consolidationPolicy; Balanced since 1.14.
"""
ControlPlaneTier: TypeAlias = 'Literal["standard", "tier-xl", "tier-2xl", "tier-4xl", "tier-8xl"]'
"""How much control plane is kept ready.
Source: EKS API, ProvisionedControlPlaneTier.
"""
CountOrPercent: TypeAlias = 'str | float'
"""a number or a percentage (`3`, `10%`)"""
Discovery: TypeAlias = 'Literal["ids", "tags"]'
"""How a NodeClass finds subnets and security groups."""
DnsPolicy: TypeAlias = 'Literal["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"]'
"""The DNS policy of a pod.
Source: Kubernetes API, PodSpec.dnsPolicy.
"""
Duration: TypeAlias = 'str'
"""a duration (`30s`, `10m`, `720h`)"""
DurationOrNever: TypeAlias = 'str'
"""a duration (`30s`, `10m`, `720h`) or `Never`"""
Enabled: TypeAlias = 'Literal["enabled", "disabled"]'
"""On or off, in EC2's words."""
Endpoints: TypeAlias = 'Literal["none", "verify", "create"]'
"""VPC endpoints."""
Environment: TypeAlias = 'Literal["development", "production"]'
"""What the cluster is for: a set of defaults."""
GroupCapacityType: TypeAlias = 'Literal["on-demand", "spot", "capacity-block"]'
"""How the capacity of a group is bought.
Source: EKS API, CapacityTypes.
"""
GroupTaints: TypeAlias = 'TaintsWord | Sequence[Taint]'
"""Taints of a group: a word or a list."""
Identity: TypeAlias = 'Literal["auto", "podIdentity", "irsa"]'
"""How the controller gets its role."""
ImageFamily: TypeAlias = 'Literal["al2", "al2023", "bottlerocket", "custom", "windows2019", "windows2022", "windows2025"]'
"""How an image boots.
Source: Karpenter documentation, EC2NodeClass spec.amiFamily.
"""
InstanceMatchCriteria: TypeAlias = 'Literal["open", "targeted"]'
"""Which reservations a term means, by who may use them.
Source: Karpenter's EC2NodeClass definition, since 1.8.
"""
InstanceProfileField: TypeAlias = 'Literal["create", "none"] | InstanceProfileName'
"""The `instanceProfile` field."""
InstanceStorePolicy: TypeAlias = 'Literal["RAID0"]'
"""What is done with local disks."""
InstanceType: TypeAlias = 'str'
"""an instance type (`m7g.large`)"""
InterfaceType: TypeAlias = 'Literal["interface", "efa-only"]'
"""What a network interface carries.
Source: Karpenter's EC2NodeClass definition of 1.14, networkInterfaces.
"""
IpFamily: TypeAlias = 'Literal["ipv4", "ipv6"]'
"""The address family of pods and services."""
KarpenterOrOff: TypeAlias = 'Literal["off"] | Karpenter'
"""A section, or `off`."""
KarpenterVersion: TypeAlias = 'str'
"""a Karpenter version (`1.14.1`)"""
KmsKey: TypeAlias = 'Literal["aws", "create"] | Arn'
"""A key of KMS: the service's own, one that karpool makes, or one that is there."""
KubernetesVersion: TypeAlias = 'str'
"""a Kubernetes version (`"1.35"`, in quotes)"""
LaunchTemplateId: TypeAlias = 'str'
"""a launch template id (`lt-0a1b2c3d4e5f60718`)"""
Limits: TypeAlias = 'Mapping[str, Quantity]'
"""How much a pool may make in all, by resource: `cpu`, `memory`, `nodes` and any other."""
LogClass: TypeAlias = 'Literal["STANDARD", "INFREQUENT_ACCESS"]'
"""The class of a log group.
Source: CloudWatch Logs API, LogGroupClass.
"""
LogType: TypeAlias = 'Literal["api", "audit", "authenticator", "controllerManager", "scheduler"]'
"""A log of the control plane.
Source: EKS API, LogType.
"""
MinValuesPolicy: TypeAlias = 'Literal["Strict", "BestEffort"]'
"""The variety that a pool's requirements ask for."""
NameTag: TypeAlias = 'Literal["off"] | str'
"""The template of the `Name` tag, or `off`."""
NodeAccessEntry: TypeAlias = 'Literal["auto", "create", "skip"]'
"""When the node role's access entry is made."""
NodeRoleField: TypeAlias = 'Literal["create"] | NodeRole'
"""The `nodeRole` field: the word `create` or the section."""
NodeSecurityGroup: TypeAlias = 'Literal["cluster"] | CreatedSecurityGroup | GivenSecurityGroup'
"""The security group of nodes: of managed groups and of Karpenter's."""
Operator: TypeAlias = 'Literal["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt", "Gte", "Lte"]'
"""How a requirement compares.
Source: Karpenter documentation, NodePool requirements; Gte and Lte since 1.9.
"""
Piece: TypeAlias = 'ClusterPiece | NodePoolPiece | NodeClassPiece | KarpenterRolePiece | NodeRolePiece | InstanceProfilePiece | PodIdentityAssociationPiece | InterruptionQueuePiece | KarpenterChartPiece | AccessEntryPiece | AddonPiece | NodeGroupPiece'
"""One part of a stack that is planned, applied and destroyed by itself, as it stands in a file."""
Ports: TypeAlias = 'str | float'
"""a port (`443`) or two with `-` between (`1025-65535`)"""
PreferencePolicy: TypeAlias = 'Literal["Respect", "Ignore"]'
"""What pods only prefer."""
PrefixListId: TypeAlias = 'str'
"""a prefix list id (`pl-0a1b2c3d4e5f60718`)"""
Preset: TypeAlias = 'Literal["x86", "graviton", "spot", "gpu"]'
"""A set of defaults for a NodePool."""
Principal: TypeAlias = 'str | UserName | RoleName | PermissionSet | PrincipalArn'
"""A principal of IAM."""
Protocol: TypeAlias = 'Literal["tcp", "udp", "all"]'
"""A protocol of a rule.
Source: EC2 API, IpPermission.IpProtocol.
"""
PublicEndpoint: TypeAlias = 'bool | PublicRanges'
"""Who reaches the API server from the internet."""
Quantity: TypeAlias = 'str | float'
"""a quantity (`4`, `100m`, `50Gi`)"""
QueueEncryption: TypeAlias = 'Literal["sqs"] | QueueKey'
"""Encryption of the queue."""
Reason: TypeAlias = 'Literal["Underutilized", "Empty", "Drifted"]'
"""Why a node goes."""
Region: TypeAlias = 'str'
"""a region (`us-east-1`)"""
Repair: TypeAlias = 'bool | RepairLimits'
"""Node repair: a switch, or its limits."""
ReservationPreference: TypeAlias = 'Literal["open", "none", "capacity-reservations-only"]'
"""Whether open reservations are used.
Source: EC2 API, CapacityReservationPreference.
"""
RulePeerWord: TypeAlias = 'Literal["nodes", "controlPlane"]'
"""A peer that has no id of its own in the spec."""
SecurityGroupId: TypeAlias = 'str'
"""a security group id (`sg-0a1b2c3d4e5f60718`)"""
SnapshotId: TypeAlias = 'str'
"""a snapshot id (`snap-0a1b2c3d4e5f60718`)"""
StsRegional: TypeAlias = 'Literal["auto"] | bool'
"""Whether the service account asks for regional STS."""
SubnetId: TypeAlias = 'str'
"""a subnet id (`subnet-0a1b2c3d4e5f60718`)"""
Subnets: TypeAlias = 'Sequence[SubnetId] | Tagged'
"""Subnets: by id or by tags."""
TaintEffect: TypeAlias = 'Literal["NoSchedule", "PreferNoSchedule", "NoExecute"]'
"""What a taint does."""
TaintsWord: TypeAlias = 'Literal["criticalAddonsOnly", "off"]'
"""A word for taints."""
Tokens: TypeAlias = 'Literal["required", "optional"]'
"""Whether the metadata service asks for a token."""
UpdateStrategy: TypeAlias = 'Literal["default", "minimal"]'
"""In which order an update replaces nodes.
Source: EKS API, NodegroupUpdateStrategies.
"""
UpgradePolicy: TypeAlias = 'Literal["standard", "extended"]'
"""What happens at the end of standard support.
Source: EKS API, UpgradePolicyRequest.supportType.
"""
VolumeType: TypeAlias = 'Literal["standard", "io1", "io2", "gp2", "sc1", "st1", "gp3"]'
"""A type of volume.
Source: EC2 API, VolumeType.
"""
Vpc: TypeAlias = 'VpcId | Tagged | Named'
"""A VPC: by id, by tags or by its `Name` tag."""
VpcId: TypeAlias = 'str'
"""a VPC id (`vpc-0a1b2c3d4e5f60718`)"""


class Access(Record):
    """Who may use the cluster's API.

    Attributes:
        authentication_mode (AuthenticationMode | None): Where EKS looks up who a caller is: access entries, or the `aws-auth` ConfigMap as well.
            Default: `API`. Wire: `eks:CreateCluster.accessConfig.authenticationMode`.
        creator_admin (bool | None): Whether the caller that creates the cluster becomes its administrator. Asked for at creation, not compared
            later.
            Default: `true`. Wire: `eks:CreateCluster.accessConfig.bootstrapClusterCreatorAdminPermissions`.
        admins (Sequence[Principal] | None): Administrators: names of IAM users, or `{role}`, `{sso}`, `{user}`, `{arn}`. They are looked up.
        entries (Sequence[AccessEntry] | None): Further access entries.
        identity_providers (Mapping[str, IdentityProvider] | None): OIDC providers whose users the API server takes, by name. A cluster has one at most.
    """

    _fields = {"authentication_mode": "authenticationMode", "creator_admin": "creatorAdmin", "admins": "admins", "entries": "entries", "identity_providers": "identityProviders"}
    _nested = {"entries": ("list", "AccessEntry"), "identity_providers": ("map", "IdentityProvider")}
    authentication_mode: AuthenticationMode | None
    """Where EKS looks up who a caller is: access entries, or the `aws-auth` ConfigMap as well.

    Default: `API`. Wire: `eks:CreateCluster.accessConfig.authenticationMode`.
    """
    creator_admin: bool | None
    """Whether the caller that creates the cluster becomes its administrator. Asked for at creation, not compared
    later.

    Default: `true`. Wire: `eks:CreateCluster.accessConfig.bootstrapClusterCreatorAdminPermissions`.
    """
    admins: Sequence[Principal] | None
    """Administrators: names of IAM users, or `{role}`, `{sso}`, `{user}`, `{arn}`. They are looked up."""
    entries: Sequence[AccessEntry] | None
    """Further access entries."""
    identity_providers: Mapping[str, IdentityProvider] | None
    """OIDC providers whose users the API server takes, by name. A cluster has one at most."""

    def __init__(
        self,
        *,
        authentication_mode: AuthenticationMode | None = None,
        creator_admin: bool | None = None,
        admins: Sequence[Principal] | None = None,
        entries: Sequence[AccessEntry] | None = None,
        identity_providers: Mapping[str, IdentityProvider] | None = None,
    ) -> None:
        self.authentication_mode = authentication_mode
        self.creator_admin = creator_admin
        self.admins = admins
        self.entries = entries
        self.identity_providers = identity_providers


class AccessEntry(Record):
    """An access entry: a principal and what it may do, by access policies of EKS or by groups of Kubernetes.

    Attributes:
        principal (Principal): Whom the entry is for.
            Wire: `eks:CreateAccessEntry.principalArn`.
        policies (Sequence[AccessPolicy] | None): Access policies of EKS.
            Wire: `eks:AssociateAccessPolicy`.
        groups (Sequence[str] | None): Groups of Kubernetes, for RBAC bindings of your own.
            Wire: `eks:CreateAccessEntry.kubernetesGroups`.
        username (str | None): The name that Kubernetes sees.
            Default: made by EKS. Wire: `eks:CreateAccessEntry.username`.
        tags (Mapping[str, str] | None): Tags of the entry, besides the spec's common ones.
    """

    _fields = {"principal": "principal", "policies": "policies", "groups": "groups", "username": "username", "tags": "tags"}
    _nested = {"policies": ("list", "AccessPolicy")}
    principal: Principal
    """Whom the entry is for.

    Wire: `eks:CreateAccessEntry.principalArn`.
    """
    policies: Sequence[AccessPolicy] | None
    """Access policies of EKS.

    Wire: `eks:AssociateAccessPolicy`.
    """
    groups: Sequence[str] | None
    """Groups of Kubernetes, for RBAC bindings of your own.

    Wire: `eks:CreateAccessEntry.kubernetesGroups`.
    """
    username: str | None
    """The name that Kubernetes sees.

    Default: made by EKS. Wire: `eks:CreateAccessEntry.username`.
    """
    tags: Mapping[str, str] | None
    """Tags of the entry, besides the spec's common ones."""

    def __init__(
        self,
        *,
        principal: Principal,
        policies: Sequence[AccessPolicy] | None = None,
        groups: Sequence[str] | None = None,
        username: str | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        self.principal = principal
        self.policies = policies
        self.groups = groups
        self.username = username
        self.tags = tags

    def alone(
        self,
        *,
        cluster_name: str,
        region: Region,
    ) -> AccessEntryPiece:
        """This alone, without the rest of a stack. An access entry."""
        return AccessEntryPiece(cluster_name=cluster_name, region=region, access_entry=self)


class AccessEntryPiece(Record):
    """An access entry.

    Attributes:
        cluster_name (str): The cluster's name.
        region (Region): The cluster's region.
        access_entry (AccessEntry): What it is to be.
    """

    _fields = {"cluster_name": "clusterName", "region": "region", "access_entry": "accessEntry"}
    _tag = ("piece", "accessEntry")
    piece: Literal["accessEntry"]
    _nested = {"access_entry": ("one", "AccessEntry")}
    cluster_name: str
    """The cluster's name."""
    region: Region
    """The cluster's region."""
    access_entry: AccessEntry
    """What it is to be."""

    def __init__(
        self,
        *,
        cluster_name: str,
        region: Region,
        access_entry: AccessEntry,
    ) -> None:
        self.piece = "accessEntry"
        self.cluster_name = cluster_name
        self.region = region
        self.access_entry = access_entry


class AccessPolicy(Record):
    """An access policy and where it holds.

    Attributes:
        name (str): The policy's name: `AmazonEKSViewPolicy`.
        namespaces (Sequence[str] | None): The namespaces that it holds in, one at least; a `*` at the end stands for any.
            Default: the whole cluster.
    """

    _fields = {"name": "name", "namespaces": "namespaces"}
    name: str
    """The policy's name: `AmazonEKSViewPolicy`."""
    namespaces: Sequence[str] | None
    """The namespaces that it holds in, one at least; a `*` at the end stands for any.

    Default: the whole cluster.
    """

    def __init__(
        self,
        *,
        name: str,
        namespaces: Sequence[str] | None = None,
    ) -> None:
        self.name = name
        self.namespaces = namespaces


class Addon(Record):
    """An EKS addon.

    Attributes:
        version (str | None): Its version: `v1.21.1-eksbuild.1`, or `keep`. When it is not given, EKS's default is taken once and kept.
            Wire: `eks:CreateAddon.addonVersion`.
        values (Mapping[str, Any] | None): Its values.
            Wire: `eks:CreateAddon.configurationValues`.
        pod_identity (AddonPodIdentity | None): The role that its pods get.
            Wire: `eks:CreateAddon.podIdentityAssociations`.
        irsa (AddonPodIdentity | None): The role that its pods get through the cluster's OIDC provider, in place of pod identity.
            Wire: `eks:CreateAddon.serviceAccountRoleArn`.
        preserve (bool | None): Whether deleting the addon leaves what it has installed. Default: `false`.
            Wire: `eks:DeleteAddon.preserve`.
        tags (Mapping[str, str] | None): Tags of the addon and of the role of its pods, besides the spec's common ones.
    """

    _fields = {"version": "version", "values": "values", "pod_identity": "podIdentity", "irsa": "irsa", "preserve": "preserve", "tags": "tags"}
    _nested = {"pod_identity": ("one", "AddonPodIdentity"), "irsa": ("one", "AddonPodIdentity")}
    version: str | None
    """Its version: `v1.21.1-eksbuild.1`, or `keep`. When it is not given, EKS's default is taken once and kept.

    Wire: `eks:CreateAddon.addonVersion`.
    """
    values: Mapping[str, Any] | None
    """Its values.

    Wire: `eks:CreateAddon.configurationValues`.
    """
    pod_identity: AddonPodIdentity | None
    """The role that its pods get.

    Wire: `eks:CreateAddon.podIdentityAssociations`.
    """
    irsa: AddonPodIdentity | None
    """The role that its pods get through the cluster's OIDC provider, in place of pod identity.

    Wire: `eks:CreateAddon.serviceAccountRoleArn`.
    """
    preserve: bool | None
    """Whether deleting the addon leaves what it has installed. Default: `false`.

    Wire: `eks:DeleteAddon.preserve`.
    """
    tags: Mapping[str, str] | None
    """Tags of the addon and of the role of its pods, besides the spec's common ones."""

    def __init__(
        self,
        *,
        version: str | None = None,
        values: Mapping[str, Any] | None = None,
        pod_identity: AddonPodIdentity | None = None,
        irsa: AddonPodIdentity | None = None,
        preserve: bool | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        self.version = version
        self.values = values
        self.pod_identity = pod_identity
        self.irsa = irsa
        self.preserve = preserve
        self.tags = tags

    def alone(
        self,
        *,
        cluster_name: str,
        region: Region,
        name: str,
    ) -> AddonPiece:
        """This alone, without the rest of a stack. An EKS addon."""
        return AddonPiece(cluster_name=cluster_name, region=region, name=name, addon=self)


class AddonPiece(Record):
    """An EKS addon.

    Attributes:
        cluster_name (str): The cluster's name.
        region (Region): The cluster's region.
        name (str): Its name there.
        addon (Addon): What it is to be.
    """

    _fields = {"cluster_name": "clusterName", "region": "region", "name": "name", "addon": "addon"}
    _tag = ("piece", "addon")
    piece: Literal["addon"]
    _nested = {"addon": ("one", "Addon")}
    cluster_name: str
    """The cluster's name."""
    region: Region
    """The cluster's region."""
    name: str
    """Its name there."""
    addon: Addon
    """What it is to be."""

    def __init__(
        self,
        *,
        cluster_name: str,
        region: Region,
        name: str,
        addon: Addon,
    ) -> None:
        self.piece = "addon"
        self.cluster_name = cluster_name
        self.region = region
        self.name = name
        self.addon = addon


class AddonPodIdentity(Record):
    """The role of an addon's pods: made with these policies, or one that is there.

    Attributes:
        service_account (str | None): The service account of its pods.
        policies (Sequence[str] | None): Managed policies of the role that karpool makes, by name or ARN.
        role_arn (Arn | None): A role that is there.
    """

    _fields = {"service_account": "serviceAccount", "policies": "policies", "role_arn": "roleArn"}
    service_account: str | None
    """The service account of its pods."""
    policies: Sequence[str] | None
    """Managed policies of the role that karpool makes, by name or ARN."""
    role_arn: Arn | None
    """A role that is there."""

    def __init__(
        self,
        *,
        service_account: str | None = None,
        policies: Sequence[str] | None = None,
        role_arn: Arn | None = None,
    ) -> None:
        self.service_account = service_account
        self.policies = policies
        self.role_arn = role_arn


class AmiSelector(Record):
    """Images of your own: by ids, tags, SSM parameter, or name and owner.

    Attributes:
        ids (Sequence[AmiId] | None): Ids of images.
        tags (Mapping[str, str] | None): Tags of images.
        ssm_parameter (str | None): An SSM parameter that holds an image's id, by name or ARN. The controller's role may read it; a controller role
            of your own needs `ssm:GetParameter` on it.
        name (str | None): The name of images; `*` stands for anything.
        owner (str | None): Whose they are: an account, `self` or `amazon`.
        family (ImageFamily | None): How they boot. Default: `al2023`.
    """

    _fields = {"ids": "ids", "tags": "tags", "ssm_parameter": "ssmParameter", "name": "name", "owner": "owner", "family": "family"}
    ids: Sequence[AmiId] | None
    """Ids of images."""
    tags: Mapping[str, str] | None
    """Tags of images."""
    ssm_parameter: str | None
    """An SSM parameter that holds an image's id, by name or ARN. The controller's role may read it; a controller role
    of your own needs `ssm:GetParameter` on it.
    """
    name: str | None
    """The name of images; `*` stands for anything."""
    owner: str | None
    """Whose they are: an account, `self` or `amazon`."""
    family: ImageFamily | None
    """How they boot. Default: `al2023`."""

    def __init__(
        self,
        *,
        ids: Sequence[AmiId] | None = None,
        tags: Mapping[str, str] | None = None,
        ssm_parameter: str | None = None,
        name: str | None = None,
        owner: str | None = None,
        family: ImageFamily | None = None,
    ) -> None:
        self.ids = ids
        self.tags = tags
        self.ssm_parameter = ssm_parameter
        self.name = name
        self.owner = owner
        self.family = family


class AssumeRole(Record):
    """A role that karpool takes before it calls anything else.

    Attributes:
        arn (Arn | None): The role.
            Wire: `sts:AssumeRole.RoleArn`.
        external_id (str | None): The secret that the role's owner asks for.
            Wire: `sts:AssumeRole.ExternalId`.
        session_name (str | None): The session's name in CloudTrail.
            Shape: 2 to 64 of letters, digits and `=,.@-`. Default: `karpool`.
        mfa_serial (str | None): The serial number or ARN of the MFA device that the role asks for; its code is read from `AWS_MFA_CODE`.
            Wire: `sts:AssumeRole.SerialNumber`.
    """

    _fields = {"arn": "arn", "external_id": "externalId", "session_name": "sessionName", "mfa_serial": "mfaSerial"}
    arn: Arn | None
    """The role.

    Wire: `sts:AssumeRole.RoleArn`.
    """
    external_id: str | None
    """The secret that the role's owner asks for.

    Wire: `sts:AssumeRole.ExternalId`.
    """
    session_name: str | None
    """The session's name in CloudTrail.

    Shape: 2 to 64 of letters, digits and `=,.@-`. Default: `karpool`.
    """
    mfa_serial: str | None
    """The serial number or ARN of the MFA device that the role asks for; its code is read from `AWS_MFA_CODE`.

    Wire: `sts:AssumeRole.SerialNumber`.
    """

    def __init__(
        self,
        *,
        arn: Arn | None = None,
        external_id: str | None = None,
        session_name: str | None = None,
        mfa_serial: str | None = None,
    ) -> None:
        self.arn = arn
        self.external_id = external_id
        self.session_name = session_name
        self.mfa_serial = mfa_serial


class Budget(Record):
    """How many nodes may go at once, and when that holds.

    Attributes:
        nodes (CountOrPercent | None): How many. Default: `10%`.
        schedule (str | None): When it begins: five fields of cron in UTC, or `@daily` and the like. Given together with `duration`.
        duration (Duration | None): How long it holds, in hours and minutes.
        reasons (Sequence[Reason] | None): For which reasons.
            Default: all.
    """

    _fields = {"nodes": "nodes", "schedule": "schedule", "duration": "duration", "reasons": "reasons"}
    nodes: CountOrPercent | None
    """How many. Default: `10%`."""
    schedule: str | None
    """When it begins: five fields of cron in UTC, or `@daily` and the like. Given together with `duration`."""
    duration: Duration | None
    """How long it holds, in hours and minutes."""
    reasons: Sequence[Reason] | None
    """For which reasons.

    Default: all.
    """

    def __init__(
        self,
        *,
        nodes: CountOrPercent | None = None,
        schedule: str | None = None,
        duration: Duration | None = None,
        reasons: Sequence[Reason] | None = None,
    ) -> None:
        self.nodes = nodes
        self.schedule = schedule
        self.duration = duration
        self.reasons = reasons


class CapacityReservation(Record):
    """A capacity reservation: one, a group of them, or any that fits.

    Attributes:
        id (str | None): One reservation: `cr-0a1b2c3d4e5f60718`.
            Wire: `CapacityReservationTarget.CapacityReservationId`.
        group_arn (Arn | None): A resource group of reservations.
            Wire: `CapacityReservationTarget.CapacityReservationResourceGroupArn`.
        preference (ReservationPreference | None): Without a target: whether open reservations are used.
            Wire: `CapacityReservationPreference`.
    """

    _fields = {"id": "id", "group_arn": "groupArn", "preference": "preference"}
    id: str | None
    """One reservation: `cr-0a1b2c3d4e5f60718`.

    Wire: `CapacityReservationTarget.CapacityReservationId`.
    """
    group_arn: Arn | None
    """A resource group of reservations.

    Wire: `CapacityReservationTarget.CapacityReservationResourceGroupArn`.
    """
    preference: ReservationPreference | None
    """Without a target: whether open reservations are used.

    Wire: `CapacityReservationPreference`.
    """

    def __init__(
        self,
        *,
        id: str | None = None,
        group_arn: Arn | None = None,
        preference: ReservationPreference | None = None,
    ) -> None:
        self.id = id
        self.group_arn = group_arn
        self.preference = preference


class CapacityReservationTerm(Record):
    """Capacity reservations by id, by tags, or by who may use them.

    Attributes:
        id (str | None): One reservation: `cr-0a1b2c3d4e5f60718`.
        tags (Mapping[str, str] | None): Those that carry all of these tags.
        owner_i_d (AccountId | None): The account that owns them.
        instance_match_criteria (InstanceMatchCriteria | None): Those of this kind; since Karpenter 1.8.
            Wire: `capacityReservationSelectorTerms.instanceMatchCriteria`.
    """

    _fields = {"id": "id", "tags": "tags", "owner_i_d": "ownerID", "instance_match_criteria": "instanceMatchCriteria"}
    id: str | None
    """One reservation: `cr-0a1b2c3d4e5f60718`."""
    tags: Mapping[str, str] | None
    """Those that carry all of these tags."""
    owner_i_d: AccountId | None
    """The account that owns them."""
    instance_match_criteria: InstanceMatchCriteria | None
    """Those of this kind; since Karpenter 1.8.

    Wire: `capacityReservationSelectorTerms.instanceMatchCriteria`.
    """

    def __init__(
        self,
        *,
        id: str | None = None,
        tags: Mapping[str, str] | None = None,
        owner_i_d: AccountId | None = None,
        instance_match_criteria: InstanceMatchCriteria | None = None,
    ) -> None:
        self.id = id
        self.tags = tags
        self.owner_i_d = owner_i_d
        self.instance_match_criteria = instance_match_criteria


class Cluster(Record):
    """The control plane: the `kubernetes` section.

    Attributes:
        version (KubernetesVersion | None): The Kubernetes version. It goes up by one minor at a time and never down.
            Default: `1.35`. Wire: `eks:CreateCluster.version`.
        upgrade_policy (UpgradePolicy | None): What happens when the version's standard support ends: an upgrade, or paid extended support.
            Default: `standard`. Wire: `eks:CreateCluster.upgradePolicy.supportType`.
        deletion_protection (bool | None): Whether EKS refuses to delete the cluster.
            Default: `false`. Wire: `eks:CreateCluster.deletionProtection`.
        zonal_shift (bool | None): Whether ARC zonal shift may move traffic away from a zone. Karpenter then makes no nodes there.
            Default: `false`. Wire: `eks:CreateCluster.zonalShiftConfig.enabled`, chart value `settings.enableZonalShift`.
        control_plane_tier (ControlPlaneTier | None): How much control plane is kept ready: as much as it needs, or a provisioned tier.
            Default: `standard`. Wire: `eks:CreateCluster.controlPlaneScalingConfig.tier`.
        logs (Logs | None): The control plane's logs.
        role (ClusterRole | None): The cluster's role.
            Default: `create`. Wire: `eks:CreateCluster.roleArn`.
        existing (bool | None): The cluster is already there: karpool changes nothing of it and manages only what else the file names.
            Default: `false`.
        secrets (Secrets | None): Encryption of the cluster's data in etcd.
        service_cidr (Cidr | None): The range of the Services' addresses. It is fixed when the cluster is made.
            Shape: a private IPv4 range outside of the VPC. Range: /12 to /24. Default: EKS chooses 10.100.0.0/16 or
            172.20.0.0/16. Wire: `eks:CreateCluster.kubernetesNetworkConfig.serviceIpv4Cidr`.
        ip_family (IpFamily | None): The address family of pods and services. It is fixed when the cluster is made.
            Default: `ipv4`. Wire: `eks:CreateCluster.kubernetesNetworkConfig.ipFamily`.
    """

    _fields = {"version": "version", "upgrade_policy": "upgradePolicy", "deletion_protection": "deletionProtection", "zonal_shift": "zonalShift", "control_plane_tier": "controlPlaneTier", "logs": "logs", "role": "role", "existing": "existing", "secrets": "secrets", "service_cidr": "serviceCidr", "ip_family": "ipFamily"}
    _nested = {"logs": ("one", "Logs"), "secrets": ("one", "Secrets")}
    version: KubernetesVersion | None
    """The Kubernetes version. It goes up by one minor at a time and never down.

    Default: `1.35`. Wire: `eks:CreateCluster.version`.
    """
    upgrade_policy: UpgradePolicy | None
    """What happens when the version's standard support ends: an upgrade, or paid extended support.

    Default: `standard`. Wire: `eks:CreateCluster.upgradePolicy.supportType`.
    """
    deletion_protection: bool | None
    """Whether EKS refuses to delete the cluster.

    Default: `false`. Wire: `eks:CreateCluster.deletionProtection`.
    """
    zonal_shift: bool | None
    """Whether ARC zonal shift may move traffic away from a zone. Karpenter then makes no nodes there.

    Default: `false`. Wire: `eks:CreateCluster.zonalShiftConfig.enabled`, chart value `settings.enableZonalShift`.
    """
    control_plane_tier: ControlPlaneTier | None
    """How much control plane is kept ready: as much as it needs, or a provisioned tier.

    Default: `standard`. Wire: `eks:CreateCluster.controlPlaneScalingConfig.tier`.
    """
    logs: Logs | None
    """The control plane's logs."""
    role: ClusterRole | None
    """The cluster's role.

    Default: `create`. Wire: `eks:CreateCluster.roleArn`.
    """
    existing: bool | None
    """The cluster is already there: karpool changes nothing of it and manages only what else the file names.

    Default: `false`.
    """
    secrets: Secrets | None
    """Encryption of the cluster's data in etcd."""
    service_cidr: Cidr | None
    """The range of the Services' addresses. It is fixed when the cluster is made.

    Shape: a private IPv4 range outside of the VPC. Range: /12 to /24. Default: EKS chooses 10.100.0.0/16 or
    172.20.0.0/16. Wire: `eks:CreateCluster.kubernetesNetworkConfig.serviceIpv4Cidr`.
    """
    ip_family: IpFamily | None
    """The address family of pods and services. It is fixed when the cluster is made.

    Default: `ipv4`. Wire: `eks:CreateCluster.kubernetesNetworkConfig.ipFamily`.
    """

    def __init__(
        self,
        *,
        version: KubernetesVersion | None = None,
        upgrade_policy: UpgradePolicy | None = None,
        deletion_protection: bool | None = None,
        zonal_shift: bool | None = None,
        control_plane_tier: ControlPlaneTier | None = None,
        logs: Logs | None = None,
        role: ClusterRole | None = None,
        existing: bool | None = None,
        secrets: Secrets | None = None,
        service_cidr: Cidr | None = None,
        ip_family: IpFamily | None = None,
    ) -> None:
        self.version = version
        self.upgrade_policy = upgrade_policy
        self.deletion_protection = deletion_protection
        self.zonal_shift = zonal_shift
        self.control_plane_tier = control_plane_tier
        self.logs = logs
        self.role = role
        self.existing = existing
        self.secrets = secrets
        self.service_cidr = service_cidr
        self.ip_family = ip_family

    def alone(
        self,
        *,
        cluster_name: str,
        region: Region,
        network: Network,
    ) -> ClusterPiece:
        """This alone, without the rest of a stack. The control plane alone, with its role and log group."""
        return ClusterPiece(cluster_name=cluster_name, region=region, cluster=self, network=network)


class ClusterPiece(Record):
    """The control plane alone, with its role and log group.

    Attributes:
        cluster_name (str): The cluster's name.
        region (Region): The cluster's region.
        cluster (Cluster): What it is to be.
        network (Network): The network of the cluster.
    """

    _fields = {"cluster_name": "clusterName", "region": "region", "cluster": "cluster", "network": "network"}
    _tag = ("piece", "cluster")
    piece: Literal["cluster"]
    _nested = {"cluster": ("one", "Cluster"), "network": ("one", "Network")}
    cluster_name: str
    """The cluster's name."""
    region: Region
    """The cluster's region."""
    cluster: Cluster
    """What it is to be."""
    network: Network
    """The network of the cluster."""

    def __init__(
        self,
        *,
        cluster_name: str,
        region: Region,
        cluster: Cluster,
        network: Network,
    ) -> None:
        self.piece = "cluster"
        self.cluster_name = cluster_name
        self.region = region
        self.cluster = cluster
        self.network = network


class ConnectionTracking(Record):
    """How long idle connections are tracked.

    Attributes:
        tcp_established_timeout (Duration | None): Established TCP connections.
            Range: 60s to 120h. Wire: `connectionTracking.tcpEstablishedTimeout`, in seconds.
        udp_stream_timeout (Duration | None): UDP with more than one request and answer.
            Range: 60s to 180s. Wire: `connectionTracking.udpStreamTimeout`, in seconds.
        udp_timeout (Duration | None): Other UDP.
            Range: 30s to 60s. Wire: `connectionTracking.udpTimeout`, in seconds.
    """

    _fields = {"tcp_established_timeout": "tcpEstablishedTimeout", "udp_stream_timeout": "udpStreamTimeout", "udp_timeout": "udpTimeout"}
    tcp_established_timeout: Duration | None
    """Established TCP connections.

    Range: 60s to 120h. Wire: `connectionTracking.tcpEstablishedTimeout`, in seconds.
    """
    udp_stream_timeout: Duration | None
    """UDP with more than one request and answer.

    Range: 60s to 180s. Wire: `connectionTracking.udpStreamTimeout`, in seconds.
    """
    udp_timeout: Duration | None
    """Other UDP.

    Range: 30s to 60s. Wire: `connectionTracking.udpTimeout`, in seconds.
    """

    def __init__(
        self,
        *,
        tcp_established_timeout: Duration | None = None,
        udp_stream_timeout: Duration | None = None,
        udp_timeout: Duration | None = None,
    ) -> None:
        self.tcp_established_timeout = tcp_established_timeout
        self.udp_stream_timeout = udp_stream_timeout
        self.udp_timeout = udp_timeout


class CpuOptions(Record):
    """What the processors may do.

    Attributes:
        nested_virtualization (Enabled | None): Whether virtual machines run inside of the instance.
            Default: as EC2 says. Wire: `EC2NodeClass.spec.cpuOptions.nestedVirtualization`.
    """

    _fields = {"nested_virtualization": "nestedVirtualization"}
    nested_virtualization: Enabled | None
    """Whether virtual machines run inside of the instance.

    Default: as EC2 says. Wire: `EC2NodeClass.spec.cpuOptions.nestedVirtualization`.
    """

    def __init__(
        self,
        *,
        nested_virtualization: Enabled | None = None,
    ) -> None:
        self.nested_virtualization = nested_virtualization


class CreatedSecurityGroup(Record):
    """A group that karpool makes.

    Attributes:
        create (NodeSecurityRules): Its tags and rules.
    """

    _fields = {"create": "create"}
    _nested = {"create": ("one", "NodeSecurityRules")}
    create: NodeSecurityRules
    """Its tags and rules."""

    def __init__(
        self,
        *,
        create: NodeSecurityRules,
    ) -> None:
        self.create = create


class Disk(Record):
    """The disk of a node.

    Attributes:
        size (Quantity | None): Its size.
            Shape: a quantity of whole Gi. Default: `50Gi`.
        type (VolumeType | None): Its type. Default: `gp3`.
        kms_key (Arn | None): The key that encrypts it.
            Default: the account's own for volumes.
        iops (int | None): Operations a second.
        throughput (int | None): Throughput. Unit: MiB a second.
    """

    _fields = {"size": "size", "type": "type", "kms_key": "kmsKey", "iops": "iops", "throughput": "throughput"}
    size: Quantity | None
    """Its size.

    Shape: a quantity of whole Gi. Default: `50Gi`.
    """
    type: VolumeType | None
    """Its type. Default: `gp3`."""
    kms_key: Arn | None
    """The key that encrypts it.

    Default: the account's own for volumes.
    """
    iops: int | None
    """Operations a second."""
    throughput: int | None
    """Throughput. Unit: MiB a second."""

    def __init__(
        self,
        *,
        size: Quantity | None = None,
        type: VolumeType | None = None,
        kms_key: Arn | None = None,
        iops: int | None = None,
        throughput: int | None = None,
    ) -> None:
        self.size = size
        self.type = type
        self.kms_key = kms_key
        self.iops = iops
        self.throughput = throughput


class Disruption(Record):
    """When nodes are taken away for better ones.

    Attributes:
        policy (ConsolidationPolicy | None): Which nodes may go.
            Default: `WhenEmptyOrUnderutilized`. Wire: `NodePool.spec.disruption.consolidationPolicy`.
        after (DurationOrNever | None): How long a node is left in peace after pods came or went.
            Default: `5m`. Wire: `NodePool.spec.disruption.consolidateAfter`.
        budgets (Sequence[Budget] | None): How many nodes may go at once.
            Default: `[{nodes: 10%}]`. Wire: `NodePool.spec.disruption.budgets`.
    """

    _fields = {"policy": "policy", "after": "after", "budgets": "budgets"}
    _nested = {"budgets": ("list", "Budget")}
    policy: ConsolidationPolicy | None
    """Which nodes may go.

    Default: `WhenEmptyOrUnderutilized`. Wire: `NodePool.spec.disruption.consolidationPolicy`.
    """
    after: DurationOrNever | None
    """How long a node is left in peace after pods came or went.

    Default: `5m`. Wire: `NodePool.spec.disruption.consolidateAfter`.
    """
    budgets: Sequence[Budget] | None
    """How many nodes may go at once.

    Default: `[{nodes: 10%}]`. Wire: `NodePool.spec.disruption.budgets`.
    """

    def __init__(
        self,
        *,
        policy: ConsolidationPolicy | None = None,
        after: DurationOrNever | None = None,
        budgets: Sequence[Budget] | None = None,
    ) -> None:
        self.policy = policy
        self.after = after
        self.budgets = budgets


class Endpoint(Record):
    """How the API server is reached.

    Attributes:
        private (bool | None): From inside the VPC, and from networks that are connected to it.
            Default: `true`. Wire: `eks:CreateCluster.resourcesVpcConfig.endpointPrivateAccess`.
        public (PublicEndpoint | None): From the internet: `false`, `true` for every address, or `{cidrs}` for some.
            Default: `true`. Wire: `eks:CreateCluster.resourcesVpcConfig.endpointPublicAccess`, `publicAccessCidrs`.
        vpn_cidrs (Sequence[VpnCidr] | None): Networks that may reach the private endpoint on port 443: VPNs, peered VPCs.
            Default: none. Wire: `ec2:AuthorizeSecurityGroupIngress` on the cluster's security group.
    """

    _fields = {"private": "private", "public": "public", "vpn_cidrs": "vpnCidrs"}
    _nested = {"vpn_cidrs": ("list", "VpnCidr")}
    private: bool | None
    """From inside the VPC, and from networks that are connected to it.

    Default: `true`. Wire: `eks:CreateCluster.resourcesVpcConfig.endpointPrivateAccess`.
    """
    public: PublicEndpoint | None
    """From the internet: `false`, `true` for every address, or `{cidrs}` for some.

    Default: `true`. Wire: `eks:CreateCluster.resourcesVpcConfig.endpointPublicAccess`, `publicAccessCidrs`.
    """
    vpn_cidrs: Sequence[VpnCidr] | None
    """Networks that may reach the private endpoint on port 443: VPNs, peered VPCs.

    Default: none. Wire: `ec2:AuthorizeSecurityGroupIngress` on the cluster's security group.
    """

    def __init__(
        self,
        *,
        private: bool | None = None,
        public: PublicEndpoint | None = None,
        vpn_cidrs: Sequence[VpnCidr] | None = None,
    ) -> None:
        self.private = private
        self.public = public
        self.vpn_cidrs = vpn_cidrs


class FargateProfile(Record):
    """A Fargate profile: which pods run on Fargate. A change brings a new profile before the old one goes.

    Attributes:
        selectors (Sequence[FargateSelector] | None): Which pods, by namespace and labels; a pod that one of them means runs on Fargate.
            Shape: 1 to 5. Wire: `eks:CreateFargateProfile.selectors`.
        subnets (Subnets | None): The subnets of the pods; private ones only.
            Default: `network.subnets`. Wire: `eks:CreateFargateProfile.subnets`.
        role_arn (Arn | None): A pod execution role that is there.
            Default: one that karpool makes for all profiles. Wire: `eks:CreateFargateProfile.podExecutionRoleArn`.
        tags (Mapping[str, str] | None): Tags of the profile.
            Wire: `eks:CreateFargateProfile.tags`.
    """

    _fields = {"selectors": "selectors", "subnets": "subnets", "role_arn": "roleArn", "tags": "tags"}
    _nested = {"selectors": ("list", "FargateSelector")}
    selectors: Sequence[FargateSelector] | None
    """Which pods, by namespace and labels; a pod that one of them means runs on Fargate.

    Shape: 1 to 5. Wire: `eks:CreateFargateProfile.selectors`.
    """
    subnets: Subnets | None
    """The subnets of the pods; private ones only.

    Default: `network.subnets`. Wire: `eks:CreateFargateProfile.subnets`.
    """
    role_arn: Arn | None
    """A pod execution role that is there.

    Default: one that karpool makes for all profiles. Wire: `eks:CreateFargateProfile.podExecutionRoleArn`.
    """
    tags: Mapping[str, str] | None
    """Tags of the profile.

    Wire: `eks:CreateFargateProfile.tags`.
    """

    def __init__(
        self,
        *,
        selectors: Sequence[FargateSelector] | None = None,
        subnets: Subnets | None = None,
        role_arn: Arn | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        self.selectors = selectors
        self.subnets = subnets
        self.role_arn = role_arn
        self.tags = tags


class FargateSelector(Record):
    """Pods of a namespace with certain labels.

    Attributes:
        namespace (str): The namespace; `*` stands for any text, `?` for one character.
        labels (Mapping[str, str] | None): Labels that a pod has, all of them.
            Shape: at most 5.
    """

    _fields = {"namespace": "namespace", "labels": "labels"}
    namespace: str
    """The namespace; `*` stands for any text, `?` for one character."""
    labels: Mapping[str, str] | None
    """Labels that a pod has, all of them.

    Shape: at most 5.
    """

    def __init__(
        self,
        *,
        namespace: str,
        labels: Mapping[str, str] | None = None,
    ) -> None:
        self.namespace = namespace
        self.labels = labels


class FeatureGates(Record):
    """What is not finished yet in Karpenter. karpool opens the gates that the spec needs.

    Attributes:
        node_repair (bool | None): Whether nodes whose conditions say that they are broken are replaced.
            Default: `false`. Wire: chart value `settings.featureGates.nodeRepair`.
        reserved_capacity (bool | None): Whether capacity reservations are used.
            Default: `true`. Wire: chart value `settings.featureGates.reservedCapacity`.
        node_overlay (bool | None): Whether NodeOverlays change what instance types have and cost.
            Default: `true` with `nodeOverlays`, else `false`. Wire: chart value `settings.featureGates.nodeOverlay`.
        spot_to_spot_consolidation (bool | None): Whether spot nodes are replaced by cheaper spot nodes.
            Default: `false`. Wire: chart value `settings.featureGates.spotToSpotConsolidation`.
        static_capacity (bool | None): Whether pools may have a fixed number of nodes.
            Default: `true` with `replicas` in a pool, else `false`. Wire: chart value `settings.featureGates.staticCapacity`.
        capacity_buffer (bool | None): Whether nodes are kept ready for pods to come.
            Default: `false`. Wire: chart value `settings.featureGates.capacityBuffer`, since Karpenter 1.14.
    """

    _fields = {"node_repair": "nodeRepair", "reserved_capacity": "reservedCapacity", "node_overlay": "nodeOverlay", "spot_to_spot_consolidation": "spotToSpotConsolidation", "static_capacity": "staticCapacity", "capacity_buffer": "capacityBuffer"}
    node_repair: bool | None
    """Whether nodes whose conditions say that they are broken are replaced.

    Default: `false`. Wire: chart value `settings.featureGates.nodeRepair`.
    """
    reserved_capacity: bool | None
    """Whether capacity reservations are used.

    Default: `true`. Wire: chart value `settings.featureGates.reservedCapacity`.
    """
    node_overlay: bool | None
    """Whether NodeOverlays change what instance types have and cost.

    Default: `true` with `nodeOverlays`, else `false`. Wire: chart value `settings.featureGates.nodeOverlay`.
    """
    spot_to_spot_consolidation: bool | None
    """Whether spot nodes are replaced by cheaper spot nodes.

    Default: `false`. Wire: chart value `settings.featureGates.spotToSpotConsolidation`.
    """
    static_capacity: bool | None
    """Whether pools may have a fixed number of nodes.

    Default: `true` with `replicas` in a pool, else `false`. Wire: chart value `settings.featureGates.staticCapacity`.
    """
    capacity_buffer: bool | None
    """Whether nodes are kept ready for pods to come.

    Default: `false`. Wire: chart value `settings.featureGates.capacityBuffer`, since Karpenter 1.14.
    """

    def __init__(
        self,
        *,
        node_repair: bool | None = None,
        reserved_capacity: bool | None = None,
        node_overlay: bool | None = None,
        spot_to_spot_consolidation: bool | None = None,
        static_capacity: bool | None = None,
        capacity_buffer: bool | None = None,
    ) -> None:
        self.node_repair = node_repair
        self.reserved_capacity = reserved_capacity
        self.node_overlay = node_overlay
        self.spot_to_spot_consolidation = spot_to_spot_consolidation
        self.static_capacity = static_capacity
        self.capacity_buffer = capacity_buffer


class GivenRole(Record):
    """A role that is there.

    Attributes:
        arn (Arn): Its ARN.
    """

    _fields = {"arn": "arn"}
    arn: Arn
    """Its ARN."""

    def __init__(
        self,
        *,
        arn: Arn,
    ) -> None:
        self.arn = arn


class GivenSecurityGroup(Record):
    """A group that is there.

    Attributes:
        id (SecurityGroupId): Its id.
    """

    _fields = {"id": "id"}
    id: SecurityGroupId
    """Its id."""

    def __init__(
        self,
        *,
        id: SecurityGroupId,
    ) -> None:
        self.id = id


class GroupRole(Record):
    """The role of a group's nodes: made by karpool, or one that is there.

    Attributes:
        arn (Arn | None): A role that is there; nothing else can be given then.
        name (str | None): Its name.
            Default: by `naming.roles`.
        path (str | None): Its IAM path.
            Default: by `naming.path`.
        policies (Sequence[str] | None): The managed policies that it has, by name or ARN, in place of the default ones.
            Default: `AmazonEKSWorkerNodePolicy`, `AmazonEKS_CNI_Policy`, `AmazonEC2ContainerRegistryPullOnly`.
        extra_policies (Sequence[str] | None): Managed policies that it has besides, by name or ARN.
        ssm (bool | None): Whether Session Manager reaches the nodes: `AmazonSSMManagedInstanceCore`.
            Default: `true`.
        cloudwatch (bool | None): Whether the nodes write metrics and logs: `CloudWatchAgentServerPolicy`.
            Default: `false`.
        boundary (Arn | None): Its permissions boundary.
            Default: `iam.permissionsBoundary`. Wire: `iam:CreateRole.PermissionsBoundary`.
        tags (Mapping[str, str] | None): Tags of the role, besides the spec's common ones.
    """

    _fields = {"arn": "arn", "name": "name", "path": "path", "policies": "policies", "extra_policies": "extraPolicies", "ssm": "ssm", "cloudwatch": "cloudwatch", "boundary": "boundary", "tags": "tags"}
    arn: Arn | None
    """A role that is there; nothing else can be given then."""
    name: str | None
    """Its name.

    Default: by `naming.roles`.
    """
    path: str | None
    """Its IAM path.

    Default: by `naming.path`.
    """
    policies: Sequence[str] | None
    """The managed policies that it has, by name or ARN, in place of the default ones.

    Default: `AmazonEKSWorkerNodePolicy`, `AmazonEKS_CNI_Policy`, `AmazonEC2ContainerRegistryPullOnly`.
    """
    extra_policies: Sequence[str] | None
    """Managed policies that it has besides, by name or ARN."""
    ssm: bool | None
    """Whether Session Manager reaches the nodes: `AmazonSSMManagedInstanceCore`.

    Default: `true`.
    """
    cloudwatch: bool | None
    """Whether the nodes write metrics and logs: `CloudWatchAgentServerPolicy`.

    Default: `false`.
    """
    boundary: Arn | None
    """Its permissions boundary.

    Default: `iam.permissionsBoundary`. Wire: `iam:CreateRole.PermissionsBoundary`.
    """
    tags: Mapping[str, str] | None
    """Tags of the role, besides the spec's common ones."""

    def __init__(
        self,
        *,
        arn: Arn | None = None,
        name: str | None = None,
        path: str | None = None,
        policies: Sequence[str] | None = None,
        extra_policies: Sequence[str] | None = None,
        ssm: bool | None = None,
        cloudwatch: bool | None = None,
        boundary: Arn | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        self.arn = arn
        self.name = name
        self.path = path
        self.policies = policies
        self.extra_policies = extra_policies
        self.ssm = ssm
        self.cloudwatch = cloudwatch
        self.boundary = boundary
        self.tags = tags


class GroupUpdate(Record):
    """How an update replaces a group's nodes: one of the two.

    Attributes:
        max_unavailable (int | None): So many at once.
        max_unavailable_percentage (int | None): So many of a hundred at once.
            Range: 1 to 100. Default: `33`.
        strategy (UpdateStrategy | None): Whether new nodes come before old ones go, or old ones go first, where there is no more capacity.
            Default: as EKS does it, `default`. Wire: `updateConfig.updateStrategy`.
    """

    _fields = {"max_unavailable": "maxUnavailable", "max_unavailable_percentage": "maxUnavailablePercentage", "strategy": "strategy"}
    max_unavailable: int | None
    """So many at once."""
    max_unavailable_percentage: int | None
    """So many of a hundred at once.

    Range: 1 to 100. Default: `33`.
    """
    strategy: UpdateStrategy | None
    """Whether new nodes come before old ones go, or old ones go first, where there is no more capacity.

    Default: as EKS does it, `default`. Wire: `updateConfig.updateStrategy`.
    """

    def __init__(
        self,
        *,
        max_unavailable: int | None = None,
        max_unavailable_percentage: int | None = None,
        strategy: UpdateStrategy | None = None,
    ) -> None:
        self.max_unavailable = max_unavailable
        self.max_unavailable_percentage = max_unavailable_percentage
        self.strategy = strategy


class Iam(Record):
    """What holds for every IAM role that karpool makes.

    Attributes:
        permissions_boundary (Arn | None): The permissions boundary of every role.
            Wire: `iam:CreateRole.PermissionsBoundary`.
    """

    _fields = {"permissions_boundary": "permissionsBoundary"}
    permissions_boundary: Arn | None
    """The permissions boundary of every role.

    Wire: `iam:CreateRole.PermissionsBoundary`.
    """

    def __init__(
        self,
        *,
        permissions_boundary: Arn | None = None,
    ) -> None:
        self.permissions_boundary = permissions_boundary


class IdentityProvider(Record):
    """An OIDC provider. A change of it takes it away and associates it again, which lasts half an hour.

    Attributes:
        issuer_url (str | None): Where its discovery document is, without `/.well-known`.
            Shape: begins with `https://`. Wire: `eks:AssociateIdentityProviderConfig.oidc.issuerUrl`.
        client_id (str | None): The audience of its tokens.
            Wire: `eks:AssociateIdentityProviderConfig.oidc.clientId`.
        username_claim (str | None): The claim that is the user's name.
            Default: `sub`. Wire: `eks:AssociateIdentityProviderConfig.oidc.usernameClaim`.
        username_prefix (str | None): What is put before the user's name, so that it is no other's.
            Wire: `eks:AssociateIdentityProviderConfig.oidc.usernamePrefix`.
        groups_claim (str | None): The claim that holds the user's groups.
            Wire: `eks:AssociateIdentityProviderConfig.oidc.groupsClaim`.
        groups_prefix (str | None): What is put before groups.
            Wire: `eks:AssociateIdentityProviderConfig.oidc.groupsPrefix`.
        required_claims (Mapping[str, str] | None): Claims that a token must have, with their values.
            Wire: `eks:AssociateIdentityProviderConfig.oidc.requiredClaims`.
    """

    _fields = {"issuer_url": "issuerUrl", "client_id": "clientId", "username_claim": "usernameClaim", "username_prefix": "usernamePrefix", "groups_claim": "groupsClaim", "groups_prefix": "groupsPrefix", "required_claims": "requiredClaims"}
    issuer_url: str | None
    """Where its discovery document is, without `/.well-known`.

    Shape: begins with `https://`. Wire: `eks:AssociateIdentityProviderConfig.oidc.issuerUrl`.
    """
    client_id: str | None
    """The audience of its tokens.

    Wire: `eks:AssociateIdentityProviderConfig.oidc.clientId`.
    """
    username_claim: str | None
    """The claim that is the user's name.

    Default: `sub`. Wire: `eks:AssociateIdentityProviderConfig.oidc.usernameClaim`.
    """
    username_prefix: str | None
    """What is put before the user's name, so that it is no other's.

    Wire: `eks:AssociateIdentityProviderConfig.oidc.usernamePrefix`.
    """
    groups_claim: str | None
    """The claim that holds the user's groups.

    Wire: `eks:AssociateIdentityProviderConfig.oidc.groupsClaim`.
    """
    groups_prefix: str | None
    """What is put before groups.

    Wire: `eks:AssociateIdentityProviderConfig.oidc.groupsPrefix`.
    """
    required_claims: Mapping[str, str] | None
    """Claims that a token must have, with their values.

    Wire: `eks:AssociateIdentityProviderConfig.oidc.requiredClaims`.
    """

    def __init__(
        self,
        *,
        issuer_url: str | None = None,
        client_id: str | None = None,
        username_claim: str | None = None,
        username_prefix: str | None = None,
        groups_claim: str | None = None,
        groups_prefix: str | None = None,
        required_claims: Mapping[str, str] | None = None,
    ) -> None:
        self.issuer_url = issuer_url
        self.client_id = client_id
        self.username_claim = username_claim
        self.username_prefix = username_prefix
        self.groups_claim = groups_claim
        self.groups_prefix = groups_prefix
        self.required_claims = required_claims


class InstanceProfile(Record):
    """An instance profile that karpool makes, on its own.

    Attributes:
        name (str | None): Its name.
            Default: by `naming.roles`.
        path (str | None): Its IAM path.
            Default: by `naming.path`.
        role (str | None): The role that it carries, by name.
    """

    _fields = {"name": "name", "path": "path", "role": "role"}
    name: str | None
    """Its name.

    Default: by `naming.roles`.
    """
    path: str | None
    """Its IAM path.

    Default: by `naming.path`.
    """
    role: str | None
    """The role that it carries, by name."""

    def __init__(
        self,
        *,
        name: str | None = None,
        path: str | None = None,
        role: str | None = None,
    ) -> None:
        self.name = name
        self.path = path
        self.role = role

    def alone(
        self,
        *,
        cluster_name: str,
        region: Region,
    ) -> InstanceProfilePiece:
        """This alone, without the rest of a stack. An instance profile for a role by name."""
        return InstanceProfilePiece(cluster_name=cluster_name, region=region, instance_profile=self)


class InstanceProfileName(Record):
    """An instance profile that is there.

    Attributes:
        name (str): Its name.
    """

    _fields = {"name": "name"}
    name: str
    """Its name."""

    def __init__(
        self,
        *,
        name: str,
    ) -> None:
        self.name = name


class InstanceProfilePiece(Record):
    """An instance profile for a role by name.

    Attributes:
        cluster_name (str): The cluster's name.
        region (Region): The cluster's region.
        instance_profile (InstanceProfile): What it is to be.
    """

    _fields = {"cluster_name": "clusterName", "region": "region", "instance_profile": "instanceProfile"}
    _tag = ("piece", "instanceProfile")
    piece: Literal["instanceProfile"]
    _nested = {"instance_profile": ("one", "InstanceProfile")}
    cluster_name: str
    """The cluster's name."""
    region: Region
    """The cluster's region."""
    instance_profile: InstanceProfile
    """What it is to be."""

    def __init__(
        self,
        *,
        cluster_name: str,
        region: Region,
        instance_profile: InstanceProfile,
    ) -> None:
        self.piece = "instanceProfile"
        self.cluster_name = cluster_name
        self.region = region
        self.instance_profile = instance_profile


class InterruptionQueue(Record):
    """The queue that tells Karpenter of interruptions, and the five rules that fill it.

    Attributes:
        enabled (bool | None): Whether there is one.
            Default: `true`.
        queue_name (str | None): Its name.
            Shape: at most 80 of letters, digits, `-` and `_`. Default: the cluster's name.
        encryption (QueueEncryption | None): Encryption: with the key of SQS, or with a key of your own, whose policy lets EventBridge use it.
            Shape: `sqs` or `{kmsKey}`. Default: `sqs`. Wire: `SqsManagedSseEnabled`, `KmsMasterKeyId`.
        rule_prefix (str | None): What the rules' names begin with.
            Default: the cluster's name.
        extra_statements (Sequence[Mapping[str, Any]] | None): Statements that the queue's policy has besides.
        tags (Mapping[str, str] | None): Tags of the queue and its rules, besides the spec's common ones.
    """

    _fields = {"enabled": "enabled", "queue_name": "queueName", "encryption": "encryption", "rule_prefix": "rulePrefix", "extra_statements": "extraStatements", "tags": "tags"}
    enabled: bool | None
    """Whether there is one.

    Default: `true`.
    """
    queue_name: str | None
    """Its name.

    Shape: at most 80 of letters, digits, `-` and `_`. Default: the cluster's name.
    """
    encryption: QueueEncryption | None
    """Encryption: with the key of SQS, or with a key of your own, whose policy lets EventBridge use it.

    Shape: `sqs` or `{kmsKey}`. Default: `sqs`. Wire: `SqsManagedSseEnabled`, `KmsMasterKeyId`.
    """
    rule_prefix: str | None
    """What the rules' names begin with.

    Default: the cluster's name.
    """
    extra_statements: Sequence[Mapping[str, Any]] | None
    """Statements that the queue's policy has besides."""
    tags: Mapping[str, str] | None
    """Tags of the queue and its rules, besides the spec's common ones."""

    def __init__(
        self,
        *,
        enabled: bool | None = None,
        queue_name: str | None = None,
        encryption: QueueEncryption | None = None,
        rule_prefix: str | None = None,
        extra_statements: Sequence[Mapping[str, Any]] | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        self.enabled = enabled
        self.queue_name = queue_name
        self.encryption = encryption
        self.rule_prefix = rule_prefix
        self.extra_statements = extra_statements
        self.tags = tags

    def alone(
        self,
        *,
        cluster_name: str,
        region: Region,
    ) -> InterruptionQueuePiece:
        """This alone, without the rest of a stack. The interruption queue with its policy and rules."""
        return InterruptionQueuePiece(cluster_name=cluster_name, region=region, interruption_queue=self)


class InterruptionQueuePiece(Record):
    """The interruption queue with its policy and rules.

    Attributes:
        cluster_name (str): The cluster's name.
        region (Region): The cluster's region.
        interruption_queue (InterruptionQueue): What it is to be.
    """

    _fields = {"cluster_name": "clusterName", "region": "region", "interruption_queue": "interruptionQueue"}
    _tag = ("piece", "interruptionQueue")
    piece: Literal["interruptionQueue"]
    _nested = {"interruption_queue": ("one", "InterruptionQueue")}
    cluster_name: str
    """The cluster's name."""
    region: Region
    """The cluster's region."""
    interruption_queue: InterruptionQueue
    """What it is to be."""

    def __init__(
        self,
        *,
        cluster_name: str,
        region: Region,
        interruption_queue: InterruptionQueue,
    ) -> None:
        self.piece = "interruptionQueue"
        self.cluster_name = cluster_name
        self.region = region
        self.interruption_queue = interruption_queue


class Karpenter(Record):
    """Karpenter: its chart, controller role, queue and instance profile.

    Attributes:
        version (KarpenterVersion | None): The version of Karpenter and of its chart.
            Default: `1.14.1`.
        chart (str | None): Where the chart comes from: an OCI location, a directory or a `.tgz`. It is pulled without a login; where a
            registry asks for one, the environment variable `HELM_REGISTRY_CONFIG` names a file of logins (`helm registry
            login --registry-config FILE` writes it). Docker's stored logins are not used.
            Default: `oci://public.ecr.aws/karpenter/karpenter`.
        namespace (str | None): The namespace of the controller. Changing it takes `--prune`, so that the controller ends in the other one
            before it begins here.
            Default: `kube-system`, whose requests the API server serves first.
        service_account (str | None): The controller's service account.
            Default: `karpenter`.
        replicas (int | None): How many controllers; all but one stand by. Each needs a node of its own.
            Range: 1 and more. Default: `2`.
        resources (Resources | None): What a controller asks for and may use.
        identity (Identity | None): How the controller gets its role: by EKS pod identity, or as a role of its service account (IRSA), for which
            the cluster's OIDC provider is made. Changing it takes `--prune`, so that the other way is taken away.
            Default: `auto`: IRSA on Fargate, else pod identity.
        sts_regional (StsRegional | None): Whether the service account asks for regional STS: an annotation that has no effect with pod identity.
            Default: `auto`: with IRSA, and in a private network. Wire: annotation `eks.amazonaws.com/sts-regional-endpoints`.
        controller_role (KarpenterRole | None): The controller's role.
        interruption (InterruptionQueue | None): Notice of interruptions.
        instance_profile (InstanceProfileField | None): The nodes' instance profile: `create`, `none` (Karpenter makes its own), or `{name}` of one that is there.
            Default: `create`.
        settings (KarpenterSettings | None): The controller's settings.
        values (Mapping[str, Any] | None): Further values of the chart, merged last.
        service_monitor (bool | None): Whether a ServiceMonitor for Prometheus is made. It is left out, and the plan says so, while the cluster does not
            serve `monitoring.coreos.com/v1`, which Prometheus' operator brings.
            Default: `false`.
        dns_policy (DnsPolicy | None): The pods' DNS policy; with `Default` the controller starts before CoreDNS.
            Default: `ClusterFirst`.
        helm_release (bool | None): Whether Helm's release record is written, so that `helm list` shows it.
            Default: `true`.
    """

    _fields = {"version": "version", "chart": "chart", "namespace": "namespace", "service_account": "serviceAccount", "replicas": "replicas", "resources": "resources", "identity": "identity", "sts_regional": "stsRegional", "controller_role": "controllerRole", "interruption": "interruption", "instance_profile": "instanceProfile", "settings": "settings", "values": "values", "service_monitor": "serviceMonitor", "dns_policy": "dnsPolicy", "helm_release": "helmRelease"}
    _nested = {"resources": ("one", "Resources"), "controller_role": ("one", "KarpenterRole"), "interruption": ("one", "InterruptionQueue"), "settings": ("one", "KarpenterSettings")}
    version: KarpenterVersion | None
    """The version of Karpenter and of its chart.

    Default: `1.14.1`.
    """
    chart: str | None
    """Where the chart comes from: an OCI location, a directory or a `.tgz`. It is pulled without a login; where a
    registry asks for one, the environment variable `HELM_REGISTRY_CONFIG` names a file of logins (`helm registry
    login --registry-config FILE` writes it). Docker's stored logins are not used.

    Default: `oci://public.ecr.aws/karpenter/karpenter`.
    """
    namespace: str | None
    """The namespace of the controller. Changing it takes `--prune`, so that the controller ends in the other one
    before it begins here.

    Default: `kube-system`, whose requests the API server serves first.
    """
    service_account: str | None
    """The controller's service account.

    Default: `karpenter`.
    """
    replicas: int | None
    """How many controllers; all but one stand by. Each needs a node of its own.

    Range: 1 and more. Default: `2`.
    """
    resources: Resources | None
    """What a controller asks for and may use."""
    identity: Identity | None
    """How the controller gets its role: by EKS pod identity, or as a role of its service account (IRSA), for which
    the cluster's OIDC provider is made. Changing it takes `--prune`, so that the other way is taken away.

    Default: `auto`: IRSA on Fargate, else pod identity.
    """
    sts_regional: StsRegional | None
    """Whether the service account asks for regional STS: an annotation that has no effect with pod identity.

    Default: `auto`: with IRSA, and in a private network. Wire: annotation `eks.amazonaws.com/sts-regional-endpoints`.
    """
    controller_role: KarpenterRole | None
    """The controller's role."""
    interruption: InterruptionQueue | None
    """Notice of interruptions."""
    instance_profile: InstanceProfileField | None
    """The nodes' instance profile: `create`, `none` (Karpenter makes its own), or `{name}` of one that is there.

    Default: `create`.
    """
    settings: KarpenterSettings | None
    """The controller's settings."""
    values: Mapping[str, Any] | None
    """Further values of the chart, merged last."""
    service_monitor: bool | None
    """Whether a ServiceMonitor for Prometheus is made. It is left out, and the plan says so, while the cluster does not
    serve `monitoring.coreos.com/v1`, which Prometheus' operator brings.

    Default: `false`.
    """
    dns_policy: DnsPolicy | None
    """The pods' DNS policy; with `Default` the controller starts before CoreDNS.

    Default: `ClusterFirst`.
    """
    helm_release: bool | None
    """Whether Helm's release record is written, so that `helm list` shows it.

    Default: `true`.
    """

    def __init__(
        self,
        *,
        version: KarpenterVersion | None = None,
        chart: str | None = None,
        namespace: str | None = None,
        service_account: str | None = None,
        replicas: int | None = None,
        resources: Resources | None = None,
        identity: Identity | None = None,
        sts_regional: StsRegional | None = None,
        controller_role: KarpenterRole | None = None,
        interruption: InterruptionQueue | None = None,
        instance_profile: InstanceProfileField | None = None,
        settings: KarpenterSettings | None = None,
        values: Mapping[str, Any] | None = None,
        service_monitor: bool | None = None,
        dns_policy: DnsPolicy | None = None,
        helm_release: bool | None = None,
    ) -> None:
        self.version = version
        self.chart = chart
        self.namespace = namespace
        self.service_account = service_account
        self.replicas = replicas
        self.resources = resources
        self.identity = identity
        self.sts_regional = sts_regional
        self.controller_role = controller_role
        self.interruption = interruption
        self.instance_profile = instance_profile
        self.settings = settings
        self.values = values
        self.service_monitor = service_monitor
        self.dns_policy = dns_policy
        self.helm_release = helm_release


class KarpenterChart(Record):
    """Karpenter's chart on its own, for a cluster whose role, queue and nodes are there.

    Attributes:
        version (KarpenterVersion | None): The version of Karpenter and of its chart.
            Default: `1.14.1`.
        chart (str | None): Where the chart comes from.
            Default: `oci://public.ecr.aws/karpenter/karpenter`.
        namespace (str | None): The namespace of the controller.
            Default: `kube-system`.
        service_account (str | None): The controller's service account.
            Default: `karpenter`.
        replicas (int | None): How many controllers.
            Default: `2`.
        resources (Resources | None): What a controller asks for and may use.
        interruption_queue (str | None): The queue's name; without one Karpenter gets no notice of interruptions.
        settings (KarpenterSettings | None): The controller's settings.
        values (Mapping[str, Any] | None): Further values of the chart, merged last.
        service_monitor (bool | None): Whether a ServiceMonitor for Prometheus is made.
        dns_policy (DnsPolicy | None): The pods' DNS policy.
        helm_release (bool | None): Whether Helm's release record is written.
    """

    _fields = {"version": "version", "chart": "chart", "namespace": "namespace", "service_account": "serviceAccount", "replicas": "replicas", "resources": "resources", "interruption_queue": "interruptionQueue", "settings": "settings", "values": "values", "service_monitor": "serviceMonitor", "dns_policy": "dnsPolicy", "helm_release": "helmRelease"}
    _nested = {"resources": ("one", "Resources"), "settings": ("one", "KarpenterSettings")}
    version: KarpenterVersion | None
    """The version of Karpenter and of its chart.

    Default: `1.14.1`.
    """
    chart: str | None
    """Where the chart comes from.

    Default: `oci://public.ecr.aws/karpenter/karpenter`.
    """
    namespace: str | None
    """The namespace of the controller.

    Default: `kube-system`.
    """
    service_account: str | None
    """The controller's service account.

    Default: `karpenter`.
    """
    replicas: int | None
    """How many controllers.

    Default: `2`.
    """
    resources: Resources | None
    """What a controller asks for and may use."""
    interruption_queue: str | None
    """The queue's name; without one Karpenter gets no notice of interruptions."""
    settings: KarpenterSettings | None
    """The controller's settings."""
    values: Mapping[str, Any] | None
    """Further values of the chart, merged last."""
    service_monitor: bool | None
    """Whether a ServiceMonitor for Prometheus is made."""
    dns_policy: DnsPolicy | None
    """The pods' DNS policy."""
    helm_release: bool | None
    """Whether Helm's release record is written."""

    def __init__(
        self,
        *,
        version: KarpenterVersion | None = None,
        chart: str | None = None,
        namespace: str | None = None,
        service_account: str | None = None,
        replicas: int | None = None,
        resources: Resources | None = None,
        interruption_queue: str | None = None,
        settings: KarpenterSettings | None = None,
        values: Mapping[str, Any] | None = None,
        service_monitor: bool | None = None,
        dns_policy: DnsPolicy | None = None,
        helm_release: bool | None = None,
    ) -> None:
        self.version = version
        self.chart = chart
        self.namespace = namespace
        self.service_account = service_account
        self.replicas = replicas
        self.resources = resources
        self.interruption_queue = interruption_queue
        self.settings = settings
        self.values = values
        self.service_monitor = service_monitor
        self.dns_policy = dns_policy
        self.helm_release = helm_release

    def alone(
        self,
        *,
        cluster_name: str,
        region: Region,
    ) -> KarpenterChartPiece:
        """This alone, without the rest of a stack. Karpenter's chart with its CRDs."""
        return KarpenterChartPiece(cluster_name=cluster_name, region=region, karpenter_chart=self)


class KarpenterChartPiece(Record):
    """Karpenter's chart with its CRDs.

    Attributes:
        cluster_name (str): The cluster's name.
        region (Region): The cluster's region.
        karpenter_chart (KarpenterChart): What it is to be.
    """

    _fields = {"cluster_name": "clusterName", "region": "region", "karpenter_chart": "karpenterChart"}
    _tag = ("piece", "karpenterChart")
    piece: Literal["karpenterChart"]
    _nested = {"karpenter_chart": ("one", "KarpenterChart")}
    cluster_name: str
    """The cluster's name."""
    region: Region
    """The cluster's region."""
    karpenter_chart: KarpenterChart
    """What it is to be."""

    def __init__(
        self,
        *,
        cluster_name: str,
        region: Region,
        karpenter_chart: KarpenterChart,
    ) -> None:
        self.piece = "karpenterChart"
        self.cluster_name = cluster_name
        self.region = region
        self.karpenter_chart = karpenter_chart


class KarpenterRole(Record):
    """The controller's role: made by karpool, or one that is there.

    Attributes:
        arn (Arn | None): A role that is there; nothing else can be given then.
        name (str | None): Its name.
            Default: by `naming.roles`.
        path (str | None): Its IAM path.
            Default: by `naming.path`.
        boundary (Arn | None): Its permissions boundary.
            Default: `iam.permissionsBoundary`.
        extra_statements (Sequence[Mapping[str, Any]] | None): Statements that its policy has besides.
        extra_policies (Sequence[str] | None): Managed policies that it has besides, by name or ARN.
        max_session (Duration | None): The longest session.
            Range: 1h to 12h. Default: `1h`. Wire: `iam:CreateRole.MaxSessionDuration`.
        trust (RoleTrust | None): Who else may take the role.
        tags (Mapping[str, str] | None): Tags of the role, besides the spec's common ones.
    """

    _fields = {"arn": "arn", "name": "name", "path": "path", "boundary": "boundary", "extra_statements": "extraStatements", "extra_policies": "extraPolicies", "max_session": "maxSession", "trust": "trust", "tags": "tags"}
    _nested = {"trust": ("one", "RoleTrust")}
    arn: Arn | None
    """A role that is there; nothing else can be given then."""
    name: str | None
    """Its name.

    Default: by `naming.roles`.
    """
    path: str | None
    """Its IAM path.

    Default: by `naming.path`.
    """
    boundary: Arn | None
    """Its permissions boundary.

    Default: `iam.permissionsBoundary`.
    """
    extra_statements: Sequence[Mapping[str, Any]] | None
    """Statements that its policy has besides."""
    extra_policies: Sequence[str] | None
    """Managed policies that it has besides, by name or ARN."""
    max_session: Duration | None
    """The longest session.

    Range: 1h to 12h. Default: `1h`. Wire: `iam:CreateRole.MaxSessionDuration`.
    """
    trust: RoleTrust | None
    """Who else may take the role."""
    tags: Mapping[str, str] | None
    """Tags of the role, besides the spec's common ones."""

    def __init__(
        self,
        *,
        arn: Arn | None = None,
        name: str | None = None,
        path: str | None = None,
        boundary: Arn | None = None,
        extra_statements: Sequence[Mapping[str, Any]] | None = None,
        extra_policies: Sequence[str] | None = None,
        max_session: Duration | None = None,
        trust: RoleTrust | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        self.arn = arn
        self.name = name
        self.path = path
        self.boundary = boundary
        self.extra_statements = extra_statements
        self.extra_policies = extra_policies
        self.max_session = max_session
        self.trust = trust
        self.tags = tags

    def alone(
        self,
        *,
        cluster_name: str,
        region: Region,
        node_role: NodeRole | None = None,
    ) -> KarpenterRolePiece:
        """This alone, without the rest of a stack. The role of Karpenter's controller."""
        return KarpenterRolePiece(cluster_name=cluster_name, region=region, karpenter_role=self, node_role=node_role)


class KarpenterRolePiece(Record):
    """The role of Karpenter's controller.

    Attributes:
        cluster_name (str): The cluster's name.
        region (Region): The cluster's region.
        karpenter_role (KarpenterRole): What it is to be.
        node_role (NodeRole | None): The role of the nodes, which the controller hands on to them.
    """

    _fields = {"cluster_name": "clusterName", "region": "region", "karpenter_role": "karpenterRole", "node_role": "nodeRole"}
    _tag = ("piece", "karpenterRole")
    piece: Literal["karpenterRole"]
    _nested = {"karpenter_role": ("one", "KarpenterRole"), "node_role": ("one", "NodeRole")}
    cluster_name: str
    """The cluster's name."""
    region: Region
    """The cluster's region."""
    karpenter_role: KarpenterRole
    """What it is to be."""
    node_role: NodeRole | None
    """The role of the nodes, which the controller hands on to them."""

    def __init__(
        self,
        *,
        cluster_name: str,
        region: Region,
        karpenter_role: KarpenterRole,
        node_role: NodeRole | None = None,
    ) -> None:
        self.piece = "karpenterRole"
        self.cluster_name = cluster_name
        self.region = region
        self.karpenter_role = karpenter_role
        self.node_role = node_role


class KarpenterSettings(Record):
    """The settings of Karpenter's controller.

    Attributes:
        batch_max_duration (Duration | None): How long pods that wait are collected at most, before nodes are chosen for all of them.
            Range: 1s and more. Default: `10s`. Wire: chart value `settings.batchMaxDuration`.
        batch_idle_duration (Duration | None): How long no further pod must come, for nodes to be chosen sooner.
            Range: 1s and more. Default: `1s`. Wire: chart value `settings.batchIdleDuration`.
        preference_policy (PreferencePolicy | None): Whether what pods only prefer (affinity, spread) makes nodes too.
            Default: `Respect`. Wire: chart value `settings.preferencePolicy`, since Karpenter 1.4.
        min_values_policy (MinValuesPolicy | None): Whether `minValues` of a pool's requirements may be missed when no choice has so many.
            Default: `Strict`. Wire: chart value `settings.minValuesPolicy`, since Karpenter 1.6.
        cluster_c_a_bundle (str | None): The cluster's certificate authority, for nodes.
            Shape: PEM in base64. Default: the controller's own. Wire: chart value `settings.clusterCABundle`.
        cluster_endpoint (str | None): The address that nodes reach the Kubernetes API at.
            Shape: `https://...`. Default: asked from EKS. Wire: chart value `settings.clusterEndpoint`.
        isolated_v_p_c (bool | None): Whether the controller calls only services that have a VPC endpoint: no price list, no IAM.
            Default: `true` in a private network, else `false`. Wire: chart value `settings.isolatedVPC`.
        eks_control_plane (bool | None): Whether the controller asks EKS for the Kubernetes version, instead of the API server.
            Default: `false`. Wire: chart value `settings.eksControlPlane`.
        vm_memory_overhead_percent (float | None): The share of an instance type's memory that is not there for pods, until a node of the type was seen.
            Range: 0 to 1. Default: `0.075`. Wire: chart value `settings.vmMemoryOverheadPercent`.
        enable_zonal_shift (bool | None): Whether no nodes are made in a zone that traffic is shifted away from.
            Default: `kubernetes.zonalShift`. Wire: chart value `settings.enableZonalShift`, since Karpenter 1.12.
        reserved_e_n_is (int | None): The network interfaces of a node that are not for pods: 1 with custom networking or groups for pods.
            Range: 0 and more. Default: `0`. Wire: chart value `settings.reservedENIs`.
        ignore_d_r_a_requests (bool | None): Whether pods that ask for devices by resource claims are left alone.
            Default: `true`. Wire: chart value `settings.ignoreDRARequests`.
        disable_cluster_state_observability (bool | None): Whether metrics of pods and nodes are left out.
            Default: `false`. Wire: chart value `settings.disableClusterStateObservability`, since Karpenter 1.8.
        disable_dry_run (bool | None): Whether a NodeClass is Ready without a dry run of its permissions.
            Default: `false`. Wire: chart value `settings.disableDryRun`.
        ami_refresh_interval (Duration | None): How often images are looked up.
            Range: 1m and more. Default: `1m`. Wire: chart value `settings.amiRefreshInterval`, since Karpenter 1.13.
        subnet_refresh_interval (Duration | None): How often subnets are looked up.
            Range: 1m and more. Default: `1m`. Wire: chart value `settings.subnetRefreshInterval`, since Karpenter 1.13.
        feature_gates (FeatureGates | None): What is not finished yet in Karpenter, each on or off.
    """

    _fields = {"batch_max_duration": "batchMaxDuration", "batch_idle_duration": "batchIdleDuration", "preference_policy": "preferencePolicy", "min_values_policy": "minValuesPolicy", "cluster_c_a_bundle": "clusterCABundle", "cluster_endpoint": "clusterEndpoint", "isolated_v_p_c": "isolatedVPC", "eks_control_plane": "eksControlPlane", "vm_memory_overhead_percent": "vmMemoryOverheadPercent", "enable_zonal_shift": "enableZonalShift", "reserved_e_n_is": "reservedENIs", "ignore_d_r_a_requests": "ignoreDRARequests", "disable_cluster_state_observability": "disableClusterStateObservability", "disable_dry_run": "disableDryRun", "ami_refresh_interval": "amiRefreshInterval", "subnet_refresh_interval": "subnetRefreshInterval", "feature_gates": "featureGates"}
    _nested = {"feature_gates": ("one", "FeatureGates")}
    batch_max_duration: Duration | None
    """How long pods that wait are collected at most, before nodes are chosen for all of them.

    Range: 1s and more. Default: `10s`. Wire: chart value `settings.batchMaxDuration`.
    """
    batch_idle_duration: Duration | None
    """How long no further pod must come, for nodes to be chosen sooner.

    Range: 1s and more. Default: `1s`. Wire: chart value `settings.batchIdleDuration`.
    """
    preference_policy: PreferencePolicy | None
    """Whether what pods only prefer (affinity, spread) makes nodes too.

    Default: `Respect`. Wire: chart value `settings.preferencePolicy`, since Karpenter 1.4.
    """
    min_values_policy: MinValuesPolicy | None
    """Whether `minValues` of a pool's requirements may be missed when no choice has so many.

    Default: `Strict`. Wire: chart value `settings.minValuesPolicy`, since Karpenter 1.6.
    """
    cluster_c_a_bundle: str | None
    """The cluster's certificate authority, for nodes.

    Shape: PEM in base64. Default: the controller's own. Wire: chart value `settings.clusterCABundle`.
    """
    cluster_endpoint: str | None
    """The address that nodes reach the Kubernetes API at.

    Shape: `https://...`. Default: asked from EKS. Wire: chart value `settings.clusterEndpoint`.
    """
    isolated_v_p_c: bool | None
    """Whether the controller calls only services that have a VPC endpoint: no price list, no IAM.

    Default: `true` in a private network, else `false`. Wire: chart value `settings.isolatedVPC`.
    """
    eks_control_plane: bool | None
    """Whether the controller asks EKS for the Kubernetes version, instead of the API server.

    Default: `false`. Wire: chart value `settings.eksControlPlane`.
    """
    vm_memory_overhead_percent: float | None
    """The share of an instance type's memory that is not there for pods, until a node of the type was seen.

    Range: 0 to 1. Default: `0.075`. Wire: chart value `settings.vmMemoryOverheadPercent`.
    """
    enable_zonal_shift: bool | None
    """Whether no nodes are made in a zone that traffic is shifted away from.

    Default: `kubernetes.zonalShift`. Wire: chart value `settings.enableZonalShift`, since Karpenter 1.12.
    """
    reserved_e_n_is: int | None
    """The network interfaces of a node that are not for pods: 1 with custom networking or groups for pods.

    Range: 0 and more. Default: `0`. Wire: chart value `settings.reservedENIs`.
    """
    ignore_d_r_a_requests: bool | None
    """Whether pods that ask for devices by resource claims are left alone.

    Default: `true`. Wire: chart value `settings.ignoreDRARequests`.
    """
    disable_cluster_state_observability: bool | None
    """Whether metrics of pods and nodes are left out.

    Default: `false`. Wire: chart value `settings.disableClusterStateObservability`, since Karpenter 1.8.
    """
    disable_dry_run: bool | None
    """Whether a NodeClass is Ready without a dry run of its permissions.

    Default: `false`. Wire: chart value `settings.disableDryRun`.
    """
    ami_refresh_interval: Duration | None
    """How often images are looked up.

    Range: 1m and more. Default: `1m`. Wire: chart value `settings.amiRefreshInterval`, since Karpenter 1.13.
    """
    subnet_refresh_interval: Duration | None
    """How often subnets are looked up.

    Range: 1m and more. Default: `1m`. Wire: chart value `settings.subnetRefreshInterval`, since Karpenter 1.13.
    """
    feature_gates: FeatureGates | None
    """What is not finished yet in Karpenter, each on or off."""

    def __init__(
        self,
        *,
        batch_max_duration: Duration | None = None,
        batch_idle_duration: Duration | None = None,
        preference_policy: PreferencePolicy | None = None,
        min_values_policy: MinValuesPolicy | None = None,
        cluster_c_a_bundle: str | None = None,
        cluster_endpoint: str | None = None,
        isolated_v_p_c: bool | None = None,
        eks_control_plane: bool | None = None,
        vm_memory_overhead_percent: float | None = None,
        enable_zonal_shift: bool | None = None,
        reserved_e_n_is: int | None = None,
        ignore_d_r_a_requests: bool | None = None,
        disable_cluster_state_observability: bool | None = None,
        disable_dry_run: bool | None = None,
        ami_refresh_interval: Duration | None = None,
        subnet_refresh_interval: Duration | None = None,
        feature_gates: FeatureGates | None = None,
    ) -> None:
        self.batch_max_duration = batch_max_duration
        self.batch_idle_duration = batch_idle_duration
        self.preference_policy = preference_policy
        self.min_values_policy = min_values_policy
        self.cluster_c_a_bundle = cluster_c_a_bundle
        self.cluster_endpoint = cluster_endpoint
        self.isolated_v_p_c = isolated_v_p_c
        self.eks_control_plane = eks_control_plane
        self.vm_memory_overhead_percent = vm_memory_overhead_percent
        self.enable_zonal_shift = enable_zonal_shift
        self.reserved_e_n_is = reserved_e_n_is
        self.ignore_d_r_a_requests = ignore_d_r_a_requests
        self.disable_cluster_state_observability = disable_cluster_state_observability
        self.disable_dry_run = disable_dry_run
        self.ami_refresh_interval = ami_refresh_interval
        self.subnet_refresh_interval = subnet_refresh_interval
        self.feature_gates = feature_gates


class Keys(Record):
    """An access key.

    Attributes:
        access_key_id (str): Its id.
        secret_access_key (str): Its secret.
        session_token (str | None): For temporary credentials.
    """

    _fields = {"access_key_id": "accessKeyId", "secret_access_key": "secretAccessKey", "session_token": "sessionToken"}
    access_key_id: str
    """Its id."""
    secret_access_key: str
    """Its secret."""
    session_token: str | None
    """For temporary credentials."""

    def __init__(
        self,
        *,
        access_key_id: str,
        secret_access_key: str,
        session_token: str | None = None,
    ) -> None:
        self.access_key_id = access_key_id
        self.secret_access_key = secret_access_key
        self.session_token = session_token


class KubernetesRoute(Record):
    """How a cluster's Kubernetes API is reached, where its own address does not do: a tunnel, a bastion, a proxy by name.

    Attributes:
        server (str | None): Where to connect instead of the cluster's endpoint: `https://127.0.0.1:8443`.
        tls_server_name (str | None): The name that the certificate is checked against. Default: the name in the cluster's endpoint.
        connect_timeout (int | None): How long connecting may take. Unit: seconds. Default: 30.
        read_timeout (int | None): How long an answer may take. Unit: seconds. Default: 295.
    """

    _fields = {"server": "server", "tls_server_name": "tlsServerName", "connect_timeout": "connectTimeout", "read_timeout": "readTimeout"}
    server: str | None
    """Where to connect instead of the cluster's endpoint: `https://127.0.0.1:8443`."""
    tls_server_name: str | None
    """The name that the certificate is checked against. Default: the name in the cluster's endpoint."""
    connect_timeout: int | None
    """How long connecting may take. Unit: seconds. Default: 30."""
    read_timeout: int | None
    """How long an answer may take. Unit: seconds. Default: 295."""

    def __init__(
        self,
        *,
        server: str | None = None,
        tls_server_name: str | None = None,
        connect_timeout: int | None = None,
        read_timeout: int | None = None,
    ) -> None:
        self.server = server
        self.tls_server_name = tls_server_name
        self.connect_timeout = connect_timeout
        self.read_timeout = read_timeout


class LaunchTemplate(Record):
    """A launch template of your own.

    Attributes:
        id (LaunchTemplateId): Its id.
        version (str): Its version, a number in quotes.
    """

    _fields = {"id": "id", "version": "version"}
    id: LaunchTemplateId
    """Its id."""
    version: str
    """Its version, a number in quotes."""

    def __init__(
        self,
        *,
        id: LaunchTemplateId,
        version: str,
    ) -> None:
        self.id = id
        self.version = version


class Logs(Record):
    """The control plane's logs in CloudWatch.

    Attributes:
        types (Sequence[LogType] | None): Which logs are written; an empty list writes none.
            Default: `api`, `audit`, `authenticator`. Wire: `eks:CreateCluster.logging`.
        retention_days (int | None): How long they are kept.
            Unit: days. Range: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557,
            2922, 3288, 3653. Default: `90`. Wire: `logs:PutRetentionPolicy.retentionInDays`.
        class_ (LogClass | None): The class of the log group: `INFREQUENT_ACCESS` costs half and knows fewer queries. It is fixed.
            Default: `STANDARD`. Wire: `logs:CreateLogGroup.logGroupClass`.
        kms_key (KmsKey | None): The key that encrypts them: `aws` (the service's own), `create`, or the ARN of one that is there.
            Default: `aws`. Wire: `logs:CreateLogGroup.kmsKeyId`, `logs:AssociateKmsKey`.
    """

    _fields = {"types": "types", "retention_days": "retentionDays", "class_": "class", "kms_key": "kmsKey"}
    types: Sequence[LogType] | None
    """Which logs are written; an empty list writes none.

    Default: `api`, `audit`, `authenticator`. Wire: `eks:CreateCluster.logging`.
    """
    retention_days: int | None
    """How long they are kept.

    Unit: days. Range: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557,
    2922, 3288, 3653. Default: `90`. Wire: `logs:PutRetentionPolicy.retentionInDays`.
    """
    class_: LogClass | None
    """The class of the log group: `INFREQUENT_ACCESS` costs half and knows fewer queries. It is fixed.

    Default: `STANDARD`. Wire: `logs:CreateLogGroup.logGroupClass`.
    """
    kms_key: KmsKey | None
    """The key that encrypts them: `aws` (the service's own), `create`, or the ARN of one that is there.

    Default: `aws`. Wire: `logs:CreateLogGroup.kmsKeyId`, `logs:AssociateKmsKey`.
    """

    def __init__(
        self,
        *,
        types: Sequence[LogType] | None = None,
        retention_days: int | None = None,
        class_: LogClass | None = None,
        kms_key: KmsKey | None = None,
    ) -> None:
        self.types = types
        self.retention_days = retention_days
        self.class_ = class_
        self.kms_key = kms_key


class Metadata(Record):
    """The instance metadata service.

    Attributes:
        endpoint (Enabled | None): Whether it answers.
            Default: `enabled`.
        hop_limit (int | None): How many network hops its answers travel: with 1, pods do not reach it.
            Range: 1 to 64. Default: `1`.
        tokens (Tokens | None): Whether a session token is asked for.
            Default: `required`.
        ipv6 (Enabled | None): Whether it answers over IPv6 as well.
            Default: `disabled`.
    """

    _fields = {"endpoint": "endpoint", "hop_limit": "hopLimit", "tokens": "tokens", "ipv6": "ipv6"}
    endpoint: Enabled | None
    """Whether it answers.

    Default: `enabled`.
    """
    hop_limit: int | None
    """How many network hops its answers travel: with 1, pods do not reach it.

    Range: 1 to 64. Default: `1`.
    """
    tokens: Tokens | None
    """Whether a session token is asked for.

    Default: `required`.
    """
    ipv6: Enabled | None
    """Whether it answers over IPv6 as well.

    Default: `disabled`.
    """

    def __init__(
        self,
        *,
        endpoint: Enabled | None = None,
        hop_limit: int | None = None,
        tokens: Tokens | None = None,
        ipv6: Enabled | None = None,
    ) -> None:
        self.endpoint = endpoint
        self.hop_limit = hop_limit
        self.tokens = tokens
        self.ipv6 = ipv6


class Named(Record):
    """What has this `Name` tag.

    Attributes:
        name (str): The value of the tag `Name`.
    """

    _fields = {"name": "name"}
    name: str
    """The value of the tag `Name`."""

    def __init__(
        self,
        *,
        name: str,
    ) -> None:
        self.name = name


class Naming(Record):
    """Templates of names. `{name}` is the cluster's name, `{region}` its region, `{role}` what the thing is for.
    A name that would be too long is shortened and ends in a hash.

    Attributes:
        roles (str | None): The names of IAM roles, which are unique per account.
            Default: `{name}-{region}-{role}`.
        path (str | None): The IAM path of roles and instance profiles.
            Shape: begins and ends with `/`. Default: `/karpool/{region}/{name}/`.
        node_security_group (NameTag | None): The `Name` tag of the nodes' security group (`network.nodeSecurityGroup: {create}`), or `off`.
            Default: `{name}-node`. Wire: `ec2:CreateSecurityGroup.TagSpecifications`.
        name_tag (NameTag | None): The `Name` tag of things that have no name of their own.
            Default: `{name}-{role}`.
    """

    _fields = {"roles": "roles", "path": "path", "node_security_group": "nodeSecurityGroup", "name_tag": "nameTag"}
    roles: str | None
    """The names of IAM roles, which are unique per account.

    Default: `{name}-{region}-{role}`.
    """
    path: str | None
    """The IAM path of roles and instance profiles.

    Shape: begins and ends with `/`. Default: `/karpool/{region}/{name}/`.
    """
    node_security_group: NameTag | None
    """The `Name` tag of the nodes' security group (`network.nodeSecurityGroup: {create}`), or `off`.

    Default: `{name}-node`. Wire: `ec2:CreateSecurityGroup.TagSpecifications`.
    """
    name_tag: NameTag | None
    """The `Name` tag of things that have no name of their own.

    Default: `{name}-{role}`.
    """

    def __init__(
        self,
        *,
        roles: str | None = None,
        path: str | None = None,
        node_security_group: NameTag | None = None,
        name_tag: NameTag | None = None,
    ) -> None:
        self.roles = roles
        self.path = path
        self.node_security_group = node_security_group
        self.name_tag = name_tag


class Network(Record):
    """The network: a VPC that is there, its subnets, and the way to the API server.

    Attributes:
        vpc_id (Vpc | None): The VPC: its id, or the tags or name by which exactly one is found.
        subnets (Subnets | None): The nodes' subnets: ids, or tags.
        control_plane_subnets (Subnets | None): The subnets of the control plane's interfaces, in two zones or more.
            Default: `subnets`. Wire: `eks:CreateCluster.resourcesVpcConfig.subnetIds`.
        endpoint (Endpoint | None): How the API server is reached.
        node_security_group (NodeSecurityGroup | None): The security group of nodes: `cluster` (the one that EKS makes), `{create}`, or `{id}` of one that is there.
            A change of it replaces nodes.
            Default: `cluster`. Wire: `ec2:CreateSecurityGroup`, `ec2:CreateLaunchTemplate`, EC2NodeClass
            `spec.securityGroupSelectorTerms`.
        discovery (Discovery | None): How a NodeClass finds subnets and the security group: `ids`, or `tags` (`karpenter.sh/discovery` is put on
            the nodes' subnets and on exactly one security group; one cluster per subnet).
            Default: `ids`. Wire: `ec2:CreateTags`, EC2NodeClass `spec.subnetSelectorTerms`.
        endpoints (Endpoints | None): VPC endpoints of the services that nodes and Karpenter call: `none`, `verify` (they have to be there), or
            `create` (those that are not there are made).
            Default: `none`, and `create` with `private`. Wire: `ec2:CreateVpcEndpoint`.
        private (bool | None): Nodes do not leave the VPC: the API server is private only, VPC endpoints are there, the controller calls
            nothing that has none, and images come from a mirror.
            Default: `false`. Wire: chart value `settings.isolatedVPC`.
    """

    _fields = {"vpc_id": "vpcId", "subnets": "subnets", "control_plane_subnets": "controlPlaneSubnets", "endpoint": "endpoint", "node_security_group": "nodeSecurityGroup", "discovery": "discovery", "endpoints": "endpoints", "private": "private"}
    _nested = {"endpoint": ("one", "Endpoint")}
    vpc_id: Vpc | None
    """The VPC: its id, or the tags or name by which exactly one is found."""
    subnets: Subnets | None
    """The nodes' subnets: ids, or tags."""
    control_plane_subnets: Subnets | None
    """The subnets of the control plane's interfaces, in two zones or more.

    Default: `subnets`. Wire: `eks:CreateCluster.resourcesVpcConfig.subnetIds`.
    """
    endpoint: Endpoint | None
    """How the API server is reached."""
    node_security_group: NodeSecurityGroup | None
    """The security group of nodes: `cluster` (the one that EKS makes), `{create}`, or `{id}` of one that is there.
    A change of it replaces nodes.

    Default: `cluster`. Wire: `ec2:CreateSecurityGroup`, `ec2:CreateLaunchTemplate`, EC2NodeClass
    `spec.securityGroupSelectorTerms`.
    """
    discovery: Discovery | None
    """How a NodeClass finds subnets and the security group: `ids`, or `tags` (`karpenter.sh/discovery` is put on
    the nodes' subnets and on exactly one security group; one cluster per subnet).

    Default: `ids`. Wire: `ec2:CreateTags`, EC2NodeClass `spec.subnetSelectorTerms`.
    """
    endpoints: Endpoints | None
    """VPC endpoints of the services that nodes and Karpenter call: `none`, `verify` (they have to be there), or
    `create` (those that are not there are made).

    Default: `none`, and `create` with `private`. Wire: `ec2:CreateVpcEndpoint`.
    """
    private: bool | None
    """Nodes do not leave the VPC: the API server is private only, VPC endpoints are there, the controller calls
    nothing that has none, and images come from a mirror.

    Default: `false`. Wire: chart value `settings.isolatedVPC`.
    """

    def __init__(
        self,
        *,
        vpc_id: Vpc | None = None,
        subnets: Subnets | None = None,
        control_plane_subnets: Subnets | None = None,
        endpoint: Endpoint | None = None,
        node_security_group: NodeSecurityGroup | None = None,
        discovery: Discovery | None = None,
        endpoints: Endpoints | None = None,
        private: bool | None = None,
    ) -> None:
        self.vpc_id = vpc_id
        self.subnets = subnets
        self.control_plane_subnets = control_plane_subnets
        self.endpoint = endpoint
        self.node_security_group = node_security_group
        self.discovery = discovery
        self.endpoints = endpoints
        self.private = private


class NetworkInterface(Record):
    """A network interface of an instance.

    Attributes:
        device_index (int): The number of the device on its card.
            Range: 0 to 2147483647.
        network_card_index (int): The number of the network card.
            Range: 0 to 2147483647.
        interface_type (InterfaceType): What it carries.
    """

    _fields = {"device_index": "deviceIndex", "network_card_index": "networkCardIndex", "interface_type": "interfaceType"}
    device_index: int
    """The number of the device on its card.

    Range: 0 to 2147483647.
    """
    network_card_index: int
    """The number of the network card.

    Range: 0 to 2147483647.
    """
    interface_type: InterfaceType
    """What it carries."""

    def __init__(
        self,
        *,
        device_index: int,
        network_card_index: int,
        interface_type: InterfaceType,
    ) -> None:
        self.device_index = device_index
        self.network_card_index = network_card_index
        self.interface_type = interface_type


class NodeClass(Record):
    """An EC2NodeClass.

    Attributes:
        ami (Ami | None): The images: `al2023` (the newest, taken once and kept), `al2023@v20260801`, or `{ids}`, `{tags}`,
            `{ssmParameter}`, `{name, owner}`.
            Default: `al2023`. Wire: `EC2NodeClass.spec.amiSelectorTerms`.
        volumes (Sequence[Volume] | None): The nodes' volumes.
            Default: one of 50Gi, gp3, encrypted. Wire: `EC2NodeClass.spec.blockDeviceMappings`.
        metadata (Metadata | None): The instance metadata service.
            Wire: `EC2NodeClass.spec.metadataOptions`.
        kubelet (Mapping[str, Any] | None): Settings of the kubelet, by Karpenter's names.
            Wire: `EC2NodeClass.spec.kubelet`.
        user_data (str | None): User data that is merged with Karpenter's own.
            Wire: `EC2NodeClass.spec.userData`.
        tags (Mapping[str, str] | None): Tags of instances, volumes and interfaces. A change rolls the nodes.
            Wire: `EC2NodeClass.spec.tags`.
        detailed_monitoring (bool | None): Whether CloudWatch gets a value a minute.
            Default: `false`. Wire: `EC2NodeClass.spec.detailedMonitoring`.
        associate_public_ip (bool | None): Whether instances get a public address.
            Default: as the subnet says. Wire: `EC2NodeClass.spec.associatePublicIPAddress`.
        instance_store_policy (InstanceStorePolicy | None): What is done with local disks.
            Default: nothing. Wire: `EC2NodeClass.spec.instanceStorePolicy`.
        subnets (Sequence[SubnetTerm] | None): Subnets, in place of `network.subnets`.
            Wire: `EC2NodeClass.spec.subnetSelectorTerms`.
        security_groups (Sequence[SecurityGroupTerm] | None): Security groups, in place of the cluster's own.
            Wire: `EC2NodeClass.spec.securityGroupSelectorTerms`.
        capacity_reservations (Sequence[CapacityReservationTerm] | None): Capacity reservations, for the capacity type `reserved`.
            Wire: `EC2NodeClass.spec.capacityReservationSelectorTerms`.
        placement_group (PlacementGroup | None): The placement group that instances are put into; since Karpenter 1.11.
            Wire: `EC2NodeClass.spec.placementGroupSelector`.
        network_interfaces (Sequence[NetworkInterface] | None): The network interfaces of an instance, for types with several network cards; since Karpenter 1.11.
            Shape: at most 150, among them the interface of device 0 on card 0. Default: one, as EC2 gives it.
            Wire: `EC2NodeClass.spec.networkInterfaces`.
        connection_tracking (ConnectionTracking | None): How long idle connections are tracked; since Karpenter 1.13.
            Default: as EC2 says. Wire: `EC2NodeClass.spec.connectionTracking`.
        cpu_options (CpuOptions | None): What the processors may do; since Karpenter 1.13.
            Wire: `EC2NodeClass.spec.cpuOptions`.
        ip_prefix_count (int | None): How many address prefixes the first interface gets at launch; since Karpenter 1.8.
            Range: 0 to 2147483647. Default: none. Wire: `EC2NodeClass.spec.ipPrefixCount`.
        context (str | None): The context of EC2 fleets, where AWS has given you one.
            Wire: `EC2NodeClass.spec.context`.
        role (str | None): The role from which Karpenter makes an instance profile, by name or, when it has a path, by ARN; in place of
            `nodeRole`. The controller may pass it, and it gets an access entry. Beside `instanceProfile` it says which
            role that profile carries.
            Wire: `EC2NodeClass.spec.role`, without `instanceProfile`.
        instance_profile (str | None): An instance profile by name, in place of `karpenter.instanceProfile`. When the role that it carries is not
            the node role, `role` stands beside it.
            Default: `karpenter.instanceProfile`. Wire: `EC2NodeClass.spec.instanceProfile`.
    """

    _fields = {"ami": "ami", "volumes": "volumes", "metadata": "metadata", "kubelet": "kubelet", "user_data": "userData", "tags": "tags", "detailed_monitoring": "detailedMonitoring", "associate_public_ip": "associatePublicIp", "instance_store_policy": "instanceStorePolicy", "subnets": "subnets", "security_groups": "securityGroups", "capacity_reservations": "capacityReservations", "placement_group": "placementGroup", "network_interfaces": "networkInterfaces", "connection_tracking": "connectionTracking", "cpu_options": "cpuOptions", "ip_prefix_count": "ipPrefixCount", "context": "context", "role": "role", "instance_profile": "instanceProfile"}
    _nested = {"volumes": ("list", "Volume"), "metadata": ("one", "Metadata"), "subnets": ("list", "SubnetTerm"), "security_groups": ("list", "SecurityGroupTerm"), "capacity_reservations": ("list", "CapacityReservationTerm"), "placement_group": ("one", "PlacementGroup"), "network_interfaces": ("list", "NetworkInterface"), "connection_tracking": ("one", "ConnectionTracking"), "cpu_options": ("one", "CpuOptions")}
    ami: Ami | None
    """The images: `al2023` (the newest, taken once and kept), `al2023@v20260801`, or `{ids}`, `{tags}`,
    `{ssmParameter}`, `{name, owner}`.

    Default: `al2023`. Wire: `EC2NodeClass.spec.amiSelectorTerms`.
    """
    volumes: Sequence[Volume] | None
    """The nodes' volumes.

    Default: one of 50Gi, gp3, encrypted. Wire: `EC2NodeClass.spec.blockDeviceMappings`.
    """
    metadata: Metadata | None
    """The instance metadata service.

    Wire: `EC2NodeClass.spec.metadataOptions`.
    """
    kubelet: Mapping[str, Any] | None
    """Settings of the kubelet, by Karpenter's names.

    Wire: `EC2NodeClass.spec.kubelet`.
    """
    user_data: str | None
    """User data that is merged with Karpenter's own.

    Wire: `EC2NodeClass.spec.userData`.
    """
    tags: Mapping[str, str] | None
    """Tags of instances, volumes and interfaces. A change rolls the nodes.

    Wire: `EC2NodeClass.spec.tags`.
    """
    detailed_monitoring: bool | None
    """Whether CloudWatch gets a value a minute.

    Default: `false`. Wire: `EC2NodeClass.spec.detailedMonitoring`.
    """
    associate_public_ip: bool | None
    """Whether instances get a public address.

    Default: as the subnet says. Wire: `EC2NodeClass.spec.associatePublicIPAddress`.
    """
    instance_store_policy: InstanceStorePolicy | None
    """What is done with local disks.

    Default: nothing. Wire: `EC2NodeClass.spec.instanceStorePolicy`.
    """
    subnets: Sequence[SubnetTerm] | None
    """Subnets, in place of `network.subnets`.

    Wire: `EC2NodeClass.spec.subnetSelectorTerms`.
    """
    security_groups: Sequence[SecurityGroupTerm] | None
    """Security groups, in place of the cluster's own.

    Wire: `EC2NodeClass.spec.securityGroupSelectorTerms`.
    """
    capacity_reservations: Sequence[CapacityReservationTerm] | None
    """Capacity reservations, for the capacity type `reserved`.

    Wire: `EC2NodeClass.spec.capacityReservationSelectorTerms`.
    """
    placement_group: PlacementGroup | None
    """The placement group that instances are put into; since Karpenter 1.11.

    Wire: `EC2NodeClass.spec.placementGroupSelector`.
    """
    network_interfaces: Sequence[NetworkInterface] | None
    """The network interfaces of an instance, for types with several network cards; since Karpenter 1.11.

    Shape: at most 150, among them the interface of device 0 on card 0. Default: one, as EC2 gives it.
    Wire: `EC2NodeClass.spec.networkInterfaces`.
    """
    connection_tracking: ConnectionTracking | None
    """How long idle connections are tracked; since Karpenter 1.13.

    Default: as EC2 says. Wire: `EC2NodeClass.spec.connectionTracking`.
    """
    cpu_options: CpuOptions | None
    """What the processors may do; since Karpenter 1.13.

    Wire: `EC2NodeClass.spec.cpuOptions`.
    """
    ip_prefix_count: int | None
    """How many address prefixes the first interface gets at launch; since Karpenter 1.8.

    Range: 0 to 2147483647. Default: none. Wire: `EC2NodeClass.spec.ipPrefixCount`.
    """
    context: str | None
    """The context of EC2 fleets, where AWS has given you one.

    Wire: `EC2NodeClass.spec.context`.
    """
    role: str | None
    """The role from which Karpenter makes an instance profile, by name or, when it has a path, by ARN; in place of
    `nodeRole`. The controller may pass it, and it gets an access entry. Beside `instanceProfile` it says which
    role that profile carries.

    Wire: `EC2NodeClass.spec.role`, without `instanceProfile`.
    """
    instance_profile: str | None
    """An instance profile by name, in place of `karpenter.instanceProfile`. When the role that it carries is not
    the node role, `role` stands beside it.

    Default: `karpenter.instanceProfile`. Wire: `EC2NodeClass.spec.instanceProfile`.
    """

    def __init__(
        self,
        *,
        ami: Ami | None = None,
        volumes: Sequence[Volume] | None = None,
        metadata: Metadata | None = None,
        kubelet: Mapping[str, Any] | None = None,
        user_data: str | None = None,
        tags: Mapping[str, str] | None = None,
        detailed_monitoring: bool | None = None,
        associate_public_ip: bool | None = None,
        instance_store_policy: InstanceStorePolicy | None = None,
        subnets: Sequence[SubnetTerm] | None = None,
        security_groups: Sequence[SecurityGroupTerm] | None = None,
        capacity_reservations: Sequence[CapacityReservationTerm] | None = None,
        placement_group: PlacementGroup | None = None,
        network_interfaces: Sequence[NetworkInterface] | None = None,
        connection_tracking: ConnectionTracking | None = None,
        cpu_options: CpuOptions | None = None,
        ip_prefix_count: int | None = None,
        context: str | None = None,
        role: str | None = None,
        instance_profile: str | None = None,
    ) -> None:
        self.ami = ami
        self.volumes = volumes
        self.metadata = metadata
        self.kubelet = kubelet
        self.user_data = user_data
        self.tags = tags
        self.detailed_monitoring = detailed_monitoring
        self.associate_public_ip = associate_public_ip
        self.instance_store_policy = instance_store_policy
        self.subnets = subnets
        self.security_groups = security_groups
        self.capacity_reservations = capacity_reservations
        self.placement_group = placement_group
        self.network_interfaces = network_interfaces
        self.connection_tracking = connection_tracking
        self.cpu_options = cpu_options
        self.ip_prefix_count = ip_prefix_count
        self.context = context
        self.role = role
        self.instance_profile = instance_profile

    def alone(
        self,
        *,
        cluster_name: str,
        region: Region,
        name: str,
    ) -> NodeClassPiece:
        """This alone, without the rest of a stack. A NodeClass of a cluster that is there."""
        return NodeClassPiece(cluster_name=cluster_name, region=region, name=name, node_class=self)


class NodeClassPiece(Record):
    """A NodeClass of a cluster that is there.

    Attributes:
        cluster_name (str): The cluster's name.
        region (Region): The cluster's region.
        name (str): Its name there.
        node_class (NodeClass): What it is to be.
    """

    _fields = {"cluster_name": "clusterName", "region": "region", "name": "name", "node_class": "nodeClass"}
    _tag = ("piece", "nodeClass")
    piece: Literal["nodeClass"]
    _nested = {"node_class": ("one", "NodeClass")}
    cluster_name: str
    """The cluster's name."""
    region: Region
    """The cluster's region."""
    name: str
    """Its name there."""
    node_class: NodeClass
    """What it is to be."""

    def __init__(
        self,
        *,
        cluster_name: str,
        region: Region,
        name: str,
        node_class: NodeClass,
    ) -> None:
        self.piece = "nodeClass"
        self.cluster_name = cluster_name
        self.region = region
        self.name = name
        self.node_class = node_class


class NodeGroup(Record):
    """A managed node group: the nodes that Karpenter itself and the addons run on.

    Attributes:
        instance_types (Sequence[InstanceType] | None): Instance types, all of one architecture. A change brings a new group before the old one goes.
            Default: `m7g.large`. Wire: `eks:CreateNodegroup.instanceTypes`.
        ami (AmiFamily | None): The images' family. A change brings a new group.
            Default: `al2023`. Wire: `eks:CreateNodegroup.amiType`.
        release_version (str | None): The release of the image: `1.35.0-20260801`. When it is not given, the newest is taken once and kept.
            Wire: `eks:CreateNodegroup.releaseVersion`.
        size (Size | None): How many nodes.
        capacity_type (GroupCapacityType | None): On-demand, spot, or a capacity block that was bought. A change brings a new group.
            Default: `on-demand`. Wire: `eks:CreateNodegroup.capacityType`.
        capacity_reservation (CapacityReservation | None): A capacity reservation that the nodes use; a capacity block is one.
            Wire: launch template, `CapacityReservationSpecification`.
        role (GroupRole | None): The role of the group's nodes. A change of its name or ARN brings a new group.
            Default: one that karpool makes. Wire: `eks:CreateNodegroup.nodeRole`.
        labels (Mapping[str, str] | None): Labels of the nodes.
        taints (GroupTaints | None): Taints of the nodes: `criticalAddonsOnly`, `off` or a list.
            Default: `criticalAddonsOnly` for the group `system`, else `off`.
        disk (Disk | None): The nodes' disk.
        subnets (Subnets | None): The group's subnets. A change brings a new group.
            Default: `network.subnets`.
        update (GroupUpdate | None): How an update replaces nodes.
        repair (Repair | None): Whether EKS replaces nodes that are not healthy: `true`, `false`, or a section with its limits.
            Default: `true`. Wire: `eks:CreateNodegroup.nodeRepairConfig`.
        key_name (str | None): The key pair for SSH, by name.
        security_groups (Sequence[SecurityGroupId] | None): Security groups besides the one that lets nodes in (the cluster's own, or `network.nodeSecurityGroup`).
        metadata (Metadata | None): The instance metadata service.
        user_data (str | None): User data that is merged with EKS's own. `al2023`: a script (`#!…`) or a NodeConfig (`apiVersion:
            node.eks.aws/…`), which karpool packs as the MIME archive that EKS asks for, or such an archive.
            `bottlerocket`: TOML.
        tags (Mapping[str, str] | None): Tags of the group and its instances.
        launch_template (LaunchTemplate | None): A launch template of your own in place of karpool's.
    """

    _fields = {"instance_types": "instanceTypes", "ami": "ami", "release_version": "releaseVersion", "size": "size", "capacity_type": "capacityType", "capacity_reservation": "capacityReservation", "role": "role", "labels": "labels", "taints": "taints", "disk": "disk", "subnets": "subnets", "update": "update", "repair": "repair", "key_name": "keyName", "security_groups": "securityGroups", "metadata": "metadata", "user_data": "userData", "tags": "tags", "launch_template": "launchTemplate"}
    _nested = {"size": ("one", "Size"), "capacity_reservation": ("one", "CapacityReservation"), "role": ("one", "GroupRole"), "disk": ("one", "Disk"), "update": ("one", "GroupUpdate"), "metadata": ("one", "Metadata"), "launch_template": ("one", "LaunchTemplate")}
    instance_types: Sequence[InstanceType] | None
    """Instance types, all of one architecture. A change brings a new group before the old one goes.

    Default: `m7g.large`. Wire: `eks:CreateNodegroup.instanceTypes`.
    """
    ami: AmiFamily | None
    """The images' family. A change brings a new group.

    Default: `al2023`. Wire: `eks:CreateNodegroup.amiType`.
    """
    release_version: str | None
    """The release of the image: `1.35.0-20260801`. When it is not given, the newest is taken once and kept.

    Wire: `eks:CreateNodegroup.releaseVersion`.
    """
    size: Size | None
    """How many nodes."""
    capacity_type: GroupCapacityType | None
    """On-demand, spot, or a capacity block that was bought. A change brings a new group.

    Default: `on-demand`. Wire: `eks:CreateNodegroup.capacityType`.
    """
    capacity_reservation: CapacityReservation | None
    """A capacity reservation that the nodes use; a capacity block is one.

    Wire: launch template, `CapacityReservationSpecification`.
    """
    role: GroupRole | None
    """The role of the group's nodes. A change of its name or ARN brings a new group.

    Default: one that karpool makes. Wire: `eks:CreateNodegroup.nodeRole`.
    """
    labels: Mapping[str, str] | None
    """Labels of the nodes."""
    taints: GroupTaints | None
    """Taints of the nodes: `criticalAddonsOnly`, `off` or a list.

    Default: `criticalAddonsOnly` for the group `system`, else `off`.
    """
    disk: Disk | None
    """The nodes' disk."""
    subnets: Subnets | None
    """The group's subnets. A change brings a new group.

    Default: `network.subnets`.
    """
    update: GroupUpdate | None
    """How an update replaces nodes."""
    repair: Repair | None
    """Whether EKS replaces nodes that are not healthy: `true`, `false`, or a section with its limits.

    Default: `true`. Wire: `eks:CreateNodegroup.nodeRepairConfig`.
    """
    key_name: str | None
    """The key pair for SSH, by name."""
    security_groups: Sequence[SecurityGroupId] | None
    """Security groups besides the one that lets nodes in (the cluster's own, or `network.nodeSecurityGroup`)."""
    metadata: Metadata | None
    """The instance metadata service."""
    user_data: str | None
    """User data that is merged with EKS's own. `al2023`: a script (`#!…`) or a NodeConfig (`apiVersion:
    node.eks.aws/…`), which karpool packs as the MIME archive that EKS asks for, or such an archive.
    `bottlerocket`: TOML.
    """
    tags: Mapping[str, str] | None
    """Tags of the group and its instances."""
    launch_template: LaunchTemplate | None
    """A launch template of your own in place of karpool's."""

    def __init__(
        self,
        *,
        instance_types: Sequence[InstanceType] | None = None,
        ami: AmiFamily | None = None,
        release_version: str | None = None,
        size: Size | None = None,
        capacity_type: GroupCapacityType | None = None,
        capacity_reservation: CapacityReservation | None = None,
        role: GroupRole | None = None,
        labels: Mapping[str, str] | None = None,
        taints: GroupTaints | None = None,
        disk: Disk | None = None,
        subnets: Subnets | None = None,
        update: GroupUpdate | None = None,
        repair: Repair | None = None,
        key_name: str | None = None,
        security_groups: Sequence[SecurityGroupId] | None = None,
        metadata: Metadata | None = None,
        user_data: str | None = None,
        tags: Mapping[str, str] | None = None,
        launch_template: LaunchTemplate | None = None,
    ) -> None:
        self.instance_types = instance_types
        self.ami = ami
        self.release_version = release_version
        self.size = size
        self.capacity_type = capacity_type
        self.capacity_reservation = capacity_reservation
        self.role = role
        self.labels = labels
        self.taints = taints
        self.disk = disk
        self.subnets = subnets
        self.update = update
        self.repair = repair
        self.key_name = key_name
        self.security_groups = security_groups
        self.metadata = metadata
        self.user_data = user_data
        self.tags = tags
        self.launch_template = launch_template

    def alone(
        self,
        *,
        cluster_name: str,
        region: Region,
        name: str,
        network: Network,
    ) -> NodeGroupPiece:
        """This alone, without the rest of a stack. A managed node group with its role and launch template."""
        return NodeGroupPiece(cluster_name=cluster_name, region=region, name=name, node_group=self, network=network)


class NodeGroupPiece(Record):
    """A managed node group with its role and launch template.

    Attributes:
        cluster_name (str): The cluster's name.
        region (Region): The cluster's region.
        name (str): Its name there.
        node_group (NodeGroup): What it is to be.
        network (Network): The network of the cluster.
    """

    _fields = {"cluster_name": "clusterName", "region": "region", "name": "name", "node_group": "nodeGroup", "network": "network"}
    _tag = ("piece", "nodeGroup")
    piece: Literal["nodeGroup"]
    _nested = {"node_group": ("one", "NodeGroup"), "network": ("one", "Network")}
    cluster_name: str
    """The cluster's name."""
    region: Region
    """The cluster's region."""
    name: str
    """Its name there."""
    node_group: NodeGroup
    """What it is to be."""
    network: Network
    """The network of the cluster."""

    def __init__(
        self,
        *,
        cluster_name: str,
        region: Region,
        name: str,
        node_group: NodeGroup,
        network: Network,
    ) -> None:
        self.piece = "nodeGroup"
        self.cluster_name = cluster_name
        self.region = region
        self.name = name
        self.node_group = node_group
        self.network = network


class NodeOverlay(Record):
    """A NodeOverlay: another price, or resources that the instance types have besides. Alpha in Karpenter; karpool
    opens its feature gate.

    Attributes:
        requirements (Sequence[Requirement] | None): Which instance types, and in which pools and zones.
            Default: all. Wire: `NodeOverlay.spec.requirements`.
        price (Quantity | None): The price in place of AWS's; either this or `priceAdjustment`.
            Unit: dollars an hour. Shape: `0.05`. Wire: `NodeOverlay.spec.price`.
        price_adjustment (str | None): What is added to AWS's price: `+10%`, `-0.50`.
            Wire: `NodeOverlay.spec.priceAdjustment`.
        capacity (Mapping[str, Quantity] | None): Extended resources that the instances have: `smarter-devices/fuse: 1`.
            Wire: `NodeOverlay.spec.capacity`.
        weight (int | None): Where several overlays mean one instance type, the one with the highest weight counts.
            Range: 1 to 10000. Wire: `NodeOverlay.spec.weight`.
    """

    _fields = {"requirements": "requirements", "price": "price", "price_adjustment": "priceAdjustment", "capacity": "capacity", "weight": "weight"}
    _nested = {"requirements": ("list", "Requirement")}
    requirements: Sequence[Requirement] | None
    """Which instance types, and in which pools and zones.

    Default: all. Wire: `NodeOverlay.spec.requirements`.
    """
    price: Quantity | None
    """The price in place of AWS's; either this or `priceAdjustment`.

    Unit: dollars an hour. Shape: `0.05`. Wire: `NodeOverlay.spec.price`.
    """
    price_adjustment: str | None
    """What is added to AWS's price: `+10%`, `-0.50`.

    Wire: `NodeOverlay.spec.priceAdjustment`.
    """
    capacity: Mapping[str, Quantity] | None
    """Extended resources that the instances have: `smarter-devices/fuse: 1`.

    Wire: `NodeOverlay.spec.capacity`.
    """
    weight: int | None
    """Where several overlays mean one instance type, the one with the highest weight counts.

    Range: 1 to 10000. Wire: `NodeOverlay.spec.weight`.
    """

    def __init__(
        self,
        *,
        requirements: Sequence[Requirement] | None = None,
        price: Quantity | None = None,
        price_adjustment: str | None = None,
        capacity: Mapping[str, Quantity] | None = None,
        weight: int | None = None,
    ) -> None:
        self.requirements = requirements
        self.price = price
        self.price_adjustment = price_adjustment
        self.capacity = capacity
        self.weight = weight


class NodePool(Record):
    """A NodePool.

    Attributes:
        preset (Preset | None): A set of defaults: `x86`, `graviton`, `spot` or `gpu`.
        node_class (str | None): The NodeClass of its nodes.
            Default: `default`. Wire: `NodePool.spec.template.spec.nodeClassRef`.
        arch (Sequence[Architecture] | None): Architectures.
            Default: `amd64`. Wire: requirement `kubernetes.io/arch`.
        capacity_types (Sequence[CapacityType] | None): How capacity may be bought.
            Default: `on-demand`. Wire: requirement `karpenter.sh/capacity-type`.
        categories (Sequence[str] | None): Categories of instances: `c`, `m`, `r`.
            Default: `c`, `m`, `r`. Wire: requirement `karpenter.k8s.aws/instance-category`.
        generation (RangeOfCount | None): Generations of instances.
            Default: 5 and newer. Wire: requirement `karpenter.k8s.aws/instance-generation`.
        families (Sequence[str] | None): Families of instances: `m7i`.
            Wire: requirement `karpenter.k8s.aws/instance-family`.
        sizes (Sequence[str] | None): Sizes of instances: `large`.
            Wire: requirement `karpenter.k8s.aws/instance-size`.
        instance_types (Sequence[InstanceType] | None): Instance types.
            Wire: requirement `node.kubernetes.io/instance-type`.
        zones (Sequence[str] | None): Zones.
            Wire: requirement `topology.kubernetes.io/zone`.
        cpu (RangeOfCount | None): Processors of an instance.
            Unit: vCPU. Wire: requirement `karpenter.k8s.aws/instance-cpu`.
        memory (RangeOfQuantity | None): Memory of an instance.
            Wire: requirement `karpenter.k8s.aws/instance-memory`, in MiB.
        requirements (Sequence[Requirement] | None): Further requirements.
            Wire: `NodePool.spec.template.spec.requirements`.
        limits (Limits | None): How much the pool may make in all.
            Default: cpu 100. Wire: `NodePool.spec.limits`.
        weight (int | None): The pool with the highest weight is tried first.
            Range: 1 to 100. Wire: `NodePool.spec.weight`.
        labels (Mapping[str, str] | None): Labels of the nodes.
            Wire: `NodePool.spec.template.metadata.labels`.
        annotations (Mapping[str, str] | None): Annotations of the nodes.
            Wire: `NodePool.spec.template.metadata.annotations`.
        taints (Sequence[Taint] | None): Taints of the nodes.
            Wire: `NodePool.spec.template.spec.taints`.
        startup_taints (Sequence[Taint] | None): Taints that something on the node takes away when it has started.
            Wire: `NodePool.spec.template.spec.startupTaints`.
        expire_after (DurationOrNever | None): How old a node becomes.
            Default: `720h`. Wire: `NodePool.spec.template.spec.expireAfter`.
        termination_grace_period (Duration | None): How long draining a node may take.
            Default: `1h`. Wire: `NodePool.spec.template.spec.terminationGracePeriod`.
        disruption (Disruption | None): When nodes are taken away for better ones.
        replicas (int | None): A fixed number of nodes, in place of what pods ask for: such a pool keeps its kind for ever. Alpha in
            Karpenter; karpool opens its feature gate.
            Range: 0 to 2147483647. Default: as pods ask. Wire: `NodePool.spec.replicas`.
    """

    _fields = {"preset": "preset", "node_class": "nodeClass", "arch": "arch", "capacity_types": "capacityTypes", "categories": "categories", "generation": "generation", "families": "families", "sizes": "sizes", "instance_types": "instanceTypes", "zones": "zones", "cpu": "cpu", "memory": "memory", "requirements": "requirements", "limits": "limits", "weight": "weight", "labels": "labels", "annotations": "annotations", "taints": "taints", "startup_taints": "startupTaints", "expire_after": "expireAfter", "termination_grace_period": "terminationGracePeriod", "disruption": "disruption", "replicas": "replicas"}
    _nested = {"generation": ("one", "RangeOfCount"), "cpu": ("one", "RangeOfCount"), "memory": ("one", "RangeOfQuantity"), "requirements": ("list", "Requirement"), "taints": ("list", "Taint"), "startup_taints": ("list", "Taint"), "disruption": ("one", "Disruption")}
    preset: Preset | None
    """A set of defaults: `x86`, `graviton`, `spot` or `gpu`."""
    node_class: str | None
    """The NodeClass of its nodes.

    Default: `default`. Wire: `NodePool.spec.template.spec.nodeClassRef`.
    """
    arch: Sequence[Architecture] | None
    """Architectures.

    Default: `amd64`. Wire: requirement `kubernetes.io/arch`.
    """
    capacity_types: Sequence[CapacityType] | None
    """How capacity may be bought.

    Default: `on-demand`. Wire: requirement `karpenter.sh/capacity-type`.
    """
    categories: Sequence[str] | None
    """Categories of instances: `c`, `m`, `r`.

    Default: `c`, `m`, `r`. Wire: requirement `karpenter.k8s.aws/instance-category`.
    """
    generation: RangeOfCount | None
    """Generations of instances.

    Default: 5 and newer. Wire: requirement `karpenter.k8s.aws/instance-generation`.
    """
    families: Sequence[str] | None
    """Families of instances: `m7i`.

    Wire: requirement `karpenter.k8s.aws/instance-family`.
    """
    sizes: Sequence[str] | None
    """Sizes of instances: `large`.

    Wire: requirement `karpenter.k8s.aws/instance-size`.
    """
    instance_types: Sequence[InstanceType] | None
    """Instance types.

    Wire: requirement `node.kubernetes.io/instance-type`.
    """
    zones: Sequence[str] | None
    """Zones.

    Wire: requirement `topology.kubernetes.io/zone`.
    """
    cpu: RangeOfCount | None
    """Processors of an instance.

    Unit: vCPU. Wire: requirement `karpenter.k8s.aws/instance-cpu`.
    """
    memory: RangeOfQuantity | None
    """Memory of an instance.

    Wire: requirement `karpenter.k8s.aws/instance-memory`, in MiB.
    """
    requirements: Sequence[Requirement] | None
    """Further requirements.

    Wire: `NodePool.spec.template.spec.requirements`.
    """
    limits: Limits | None
    """How much the pool may make in all.

    Default: cpu 100. Wire: `NodePool.spec.limits`.
    """
    weight: int | None
    """The pool with the highest weight is tried first.

    Range: 1 to 100. Wire: `NodePool.spec.weight`.
    """
    labels: Mapping[str, str] | None
    """Labels of the nodes.

    Wire: `NodePool.spec.template.metadata.labels`.
    """
    annotations: Mapping[str, str] | None
    """Annotations of the nodes.

    Wire: `NodePool.spec.template.metadata.annotations`.
    """
    taints: Sequence[Taint] | None
    """Taints of the nodes.

    Wire: `NodePool.spec.template.spec.taints`.
    """
    startup_taints: Sequence[Taint] | None
    """Taints that something on the node takes away when it has started.

    Wire: `NodePool.spec.template.spec.startupTaints`.
    """
    expire_after: DurationOrNever | None
    """How old a node becomes.

    Default: `720h`. Wire: `NodePool.spec.template.spec.expireAfter`.
    """
    termination_grace_period: Duration | None
    """How long draining a node may take.

    Default: `1h`. Wire: `NodePool.spec.template.spec.terminationGracePeriod`.
    """
    disruption: Disruption | None
    """When nodes are taken away for better ones."""
    replicas: int | None
    """A fixed number of nodes, in place of what pods ask for: such a pool keeps its kind for ever. Alpha in
    Karpenter; karpool opens its feature gate.

    Range: 0 to 2147483647. Default: as pods ask. Wire: `NodePool.spec.replicas`.
    """

    def __init__(
        self,
        *,
        preset: Preset | None = None,
        node_class: str | None = None,
        arch: Sequence[Architecture] | None = None,
        capacity_types: Sequence[CapacityType] | None = None,
        categories: Sequence[str] | None = None,
        generation: RangeOfCount | None = None,
        families: Sequence[str] | None = None,
        sizes: Sequence[str] | None = None,
        instance_types: Sequence[InstanceType] | None = None,
        zones: Sequence[str] | None = None,
        cpu: RangeOfCount | None = None,
        memory: RangeOfQuantity | None = None,
        requirements: Sequence[Requirement] | None = None,
        limits: Limits | None = None,
        weight: int | None = None,
        labels: Mapping[str, str] | None = None,
        annotations: Mapping[str, str] | None = None,
        taints: Sequence[Taint] | None = None,
        startup_taints: Sequence[Taint] | None = None,
        expire_after: DurationOrNever | None = None,
        termination_grace_period: Duration | None = None,
        disruption: Disruption | None = None,
        replicas: int | None = None,
    ) -> None:
        self.preset = preset
        self.node_class = node_class
        self.arch = arch
        self.capacity_types = capacity_types
        self.categories = categories
        self.generation = generation
        self.families = families
        self.sizes = sizes
        self.instance_types = instance_types
        self.zones = zones
        self.cpu = cpu
        self.memory = memory
        self.requirements = requirements
        self.limits = limits
        self.weight = weight
        self.labels = labels
        self.annotations = annotations
        self.taints = taints
        self.startup_taints = startup_taints
        self.expire_after = expire_after
        self.termination_grace_period = termination_grace_period
        self.disruption = disruption
        self.replicas = replicas

    def alone(
        self,
        *,
        cluster_name: str,
        region: Region,
        name: str,
    ) -> NodePoolPiece:
        """This alone, without the rest of a stack. A NodePool of a cluster that is there."""
        return NodePoolPiece(cluster_name=cluster_name, region=region, name=name, node_pool=self)


class NodePoolPiece(Record):
    """A NodePool of a cluster that is there.

    Attributes:
        cluster_name (str): The cluster's name.
        region (Region): The cluster's region.
        name (str): Its name there.
        node_pool (NodePool): What it is to be.
    """

    _fields = {"cluster_name": "clusterName", "region": "region", "name": "name", "node_pool": "nodePool"}
    _tag = ("piece", "nodePool")
    piece: Literal["nodePool"]
    _nested = {"node_pool": ("one", "NodePool")}
    cluster_name: str
    """The cluster's name."""
    region: Region
    """The cluster's region."""
    name: str
    """Its name there."""
    node_pool: NodePool
    """What it is to be."""

    def __init__(
        self,
        *,
        cluster_name: str,
        region: Region,
        name: str,
        node_pool: NodePool,
    ) -> None:
        self.piece = "nodePool"
        self.cluster_name = cluster_name
        self.region = region
        self.name = name
        self.node_pool = node_pool


class NodeRole(Record):
    """The role of the nodes that Karpenter makes: made by karpool, a node group's, or one that is there.

    Attributes:
        reuse (str | None): A node group whose role is used: `nodeGroups/system`.
        arn (Arn | None): A role that is there.
        name (str | None): The name of the role that karpool makes.
            Default: by `naming.roles`.
        path (str | None): Its IAM path.
            Default: by `naming.path`.
        policies (Sequence[str] | None): The managed policies that it has, by name or ARN, in place of the default ones.
            Default: `AmazonEKSWorkerNodePolicy`, `AmazonEKS_CNI_Policy`, `AmazonEC2ContainerRegistryPullOnly`.
        extra_policies (Sequence[str] | None): Managed policies that it has besides, by name or ARN.
        ssm (bool | None): Whether Session Manager reaches the nodes: `AmazonSSMManagedInstanceCore`.
            Default: `true`.
        cloudwatch (bool | None): Whether the nodes write metrics and logs: `CloudWatchAgentServerPolicy`.
            Default: `false`.
        boundary (Arn | None): Its permissions boundary.
            Default: `iam.permissionsBoundary`. Wire: `iam:CreateRole.PermissionsBoundary`.
        tags (Mapping[str, str] | None): Tags of the role that karpool makes, besides the spec's common ones.
        access_entry (NodeAccessEntry | None): The access entry that lets nodes of this role join: by itself, always, or never.
            Default: `auto`.
        access_entry_type (AccessEntryType | None): The kind of that entry.
            Default: `EC2_LINUX`. Wire: `eks:CreateAccessEntry.type`.
    """

    _fields = {"reuse": "reuse", "arn": "arn", "name": "name", "path": "path", "policies": "policies", "extra_policies": "extraPolicies", "ssm": "ssm", "cloudwatch": "cloudwatch", "boundary": "boundary", "tags": "tags", "access_entry": "accessEntry", "access_entry_type": "accessEntryType"}
    reuse: str | None
    """A node group whose role is used: `nodeGroups/system`."""
    arn: Arn | None
    """A role that is there."""
    name: str | None
    """The name of the role that karpool makes.

    Default: by `naming.roles`.
    """
    path: str | None
    """Its IAM path.

    Default: by `naming.path`.
    """
    policies: Sequence[str] | None
    """The managed policies that it has, by name or ARN, in place of the default ones.

    Default: `AmazonEKSWorkerNodePolicy`, `AmazonEKS_CNI_Policy`, `AmazonEC2ContainerRegistryPullOnly`.
    """
    extra_policies: Sequence[str] | None
    """Managed policies that it has besides, by name or ARN."""
    ssm: bool | None
    """Whether Session Manager reaches the nodes: `AmazonSSMManagedInstanceCore`.

    Default: `true`.
    """
    cloudwatch: bool | None
    """Whether the nodes write metrics and logs: `CloudWatchAgentServerPolicy`.

    Default: `false`.
    """
    boundary: Arn | None
    """Its permissions boundary.

    Default: `iam.permissionsBoundary`. Wire: `iam:CreateRole.PermissionsBoundary`.
    """
    tags: Mapping[str, str] | None
    """Tags of the role that karpool makes, besides the spec's common ones."""
    access_entry: NodeAccessEntry | None
    """The access entry that lets nodes of this role join: by itself, always, or never.

    Default: `auto`.
    """
    access_entry_type: AccessEntryType | None
    """The kind of that entry.

    Default: `EC2_LINUX`. Wire: `eks:CreateAccessEntry.type`.
    """

    def __init__(
        self,
        *,
        reuse: str | None = None,
        arn: Arn | None = None,
        name: str | None = None,
        path: str | None = None,
        policies: Sequence[str] | None = None,
        extra_policies: Sequence[str] | None = None,
        ssm: bool | None = None,
        cloudwatch: bool | None = None,
        boundary: Arn | None = None,
        tags: Mapping[str, str] | None = None,
        access_entry: NodeAccessEntry | None = None,
        access_entry_type: AccessEntryType | None = None,
    ) -> None:
        self.reuse = reuse
        self.arn = arn
        self.name = name
        self.path = path
        self.policies = policies
        self.extra_policies = extra_policies
        self.ssm = ssm
        self.cloudwatch = cloudwatch
        self.boundary = boundary
        self.tags = tags
        self.access_entry = access_entry
        self.access_entry_type = access_entry_type

    def alone(
        self,
        *,
        cluster_name: str,
        region: Region,
    ) -> NodeRolePiece:
        """This alone, without the rest of a stack. The role of Karpenter's nodes."""
        return NodeRolePiece(cluster_name=cluster_name, region=region, node_role=self)


class NodeRolePiece(Record):
    """The role of Karpenter's nodes.

    Attributes:
        cluster_name (str): The cluster's name.
        region (Region): The cluster's region.
        node_role (NodeRole): What it is to be.
    """

    _fields = {"cluster_name": "clusterName", "region": "region", "node_role": "nodeRole"}
    _tag = ("piece", "nodeRole")
    piece: Literal["nodeRole"]
    _nested = {"node_role": ("one", "NodeRole")}
    cluster_name: str
    """The cluster's name."""
    region: Region
    """The cluster's region."""
    node_role: NodeRole
    """What it is to be."""

    def __init__(
        self,
        *,
        cluster_name: str,
        region: Region,
        node_role: NodeRole,
    ) -> None:
        self.piece = "nodeRole"
        self.cluster_name = cluster_name
        self.region = region
        self.node_role = node_role


class NodeSecurityRules(Record):
    """Tags and rules of the nodes' security group.

    Attributes:
        tags (Mapping[str, str] | None): Tags of this group alone.
        rules (Mapping[str, SecurityRule] | None): Further rules, by name.
        recommended_rules (bool | None): Whether the rules that most clusters need are made: pods of other nodes, webhooks, everything outside. Those
            without which no node becomes Ready are made anyway.
            Default: `true`.
    """

    _fields = {"tags": "tags", "rules": "rules", "recommended_rules": "recommendedRules"}
    _nested = {"rules": ("map", "SecurityRule")}
    tags: Mapping[str, str] | None
    """Tags of this group alone."""
    rules: Mapping[str, SecurityRule] | None
    """Further rules, by name."""
    recommended_rules: bool | None
    """Whether the rules that most clusters need are made: pods of other nodes, webhooks, everything outside. Those
    without which no node becomes Ready are made anyway.

    Default: `true`.
    """

    def __init__(
        self,
        *,
        tags: Mapping[str, str] | None = None,
        rules: Mapping[str, SecurityRule] | None = None,
        recommended_rules: bool | None = None,
    ) -> None:
        self.tags = tags
        self.rules = rules
        self.recommended_rules = recommended_rules


class Options(Record):
    """What the caller allows and wishes.

    Attributes:
        approve (str | None): The digest of the plan that is to be done exactly; when the world has moved since, nothing is written.
        prune (bool | None): Also deletes what is ours and no longer in the spec. Default: `false`.
        adopt (bool | None): Takes over things that exist, that nobody has marked, and that the spec names. Default: `false`.
        force (bool | None): Ends drains that do not end, and deletes a cluster whose API cannot be reached. Default: `false`.
        force_conflicts (bool | None): Takes over fields of Kubernetes objects that other managers have set. Default: `false`.
        delete_logs (bool | None): Destroy deletes the control plane's logs as well. Default: `false`.
        delete_orphans (bool | None): Destroy deletes first what workloads hold in the account: Services and Ingresses with load balancers, and claims
            of volumes that go with them. Default: `false`, and a cluster that has such is not destroyed.
        offline (bool | None): Uses only charts that the cache, a folder or an archive holds. Default: `false`.
    """

    _fields = {"approve": "approve", "prune": "prune", "adopt": "adopt", "force": "force", "force_conflicts": "forceConflicts", "delete_logs": "deleteLogs", "delete_orphans": "deleteOrphans", "offline": "offline"}
    approve: str | None
    """The digest of the plan that is to be done exactly; when the world has moved since, nothing is written."""
    prune: bool | None
    """Also deletes what is ours and no longer in the spec. Default: `false`."""
    adopt: bool | None
    """Takes over things that exist, that nobody has marked, and that the spec names. Default: `false`."""
    force: bool | None
    """Ends drains that do not end, and deletes a cluster whose API cannot be reached. Default: `false`."""
    force_conflicts: bool | None
    """Takes over fields of Kubernetes objects that other managers have set. Default: `false`."""
    delete_logs: bool | None
    """Destroy deletes the control plane's logs as well. Default: `false`."""
    delete_orphans: bool | None
    """Destroy deletes first what workloads hold in the account: Services and Ingresses with load balancers, and claims
    of volumes that go with them. Default: `false`, and a cluster that has such is not destroyed.
    """
    offline: bool | None
    """Uses only charts that the cache, a folder or an archive holds. Default: `false`."""

    def __init__(
        self,
        *,
        approve: str | None = None,
        prune: bool | None = None,
        adopt: bool | None = None,
        force: bool | None = None,
        force_conflicts: bool | None = None,
        delete_logs: bool | None = None,
        delete_orphans: bool | None = None,
        offline: bool | None = None,
    ) -> None:
        self.approve = approve
        self.prune = prune
        self.adopt = adopt
        self.force = force
        self.force_conflicts = force_conflicts
        self.delete_logs = delete_logs
        self.delete_orphans = delete_orphans
        self.offline = offline


class PermissionSet(Record):
    """A permission set.

    Attributes:
        sso (str): The permission set's name: `AdministratorAccess` for `AWSReservedSSO_AdministratorAccess_0123456789abcdef`.
    """

    _fields = {"sso": "sso"}
    sso: str
    """The permission set's name: `AdministratorAccess` for `AWSReservedSSO_AdministratorAccess_0123456789abcdef`."""

    def __init__(
        self,
        *,
        sso: str,
    ) -> None:
        self.sso = sso


class PlacementGroup(Record):
    """A placement group: by name or by id.

    Attributes:
        name (str | None): Its name.
            Wire: `EC2NodeClass.spec.placementGroupSelector.name`.
        id (str | None): Its id: `pg-0a1b2c3d4e5f60718`.
            Wire: `EC2NodeClass.spec.placementGroupSelector.id`.
    """

    _fields = {"name": "name", "id": "id"}
    name: str | None
    """Its name.

    Wire: `EC2NodeClass.spec.placementGroupSelector.name`.
    """
    id: str | None
    """Its id: `pg-0a1b2c3d4e5f60718`.

    Wire: `EC2NodeClass.spec.placementGroupSelector.id`.
    """

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,
    ) -> None:
        self.name = name
        self.id = id


class PodIdentityAssociation(Record):
    """The tie between a service account and a role.

    Attributes:
        namespace (str): The service account's namespace.
            Wire: `eks:CreatePodIdentityAssociation.namespace`.
        service_account (str): The service account.
            Wire: `eks:CreatePodIdentityAssociation.serviceAccount`.
        role_arn (Arn): The role.
            Wire: `eks:CreatePodIdentityAssociation.roleArn`.
    """

    _fields = {"namespace": "namespace", "service_account": "serviceAccount", "role_arn": "roleArn"}
    namespace: str
    """The service account's namespace.

    Wire: `eks:CreatePodIdentityAssociation.namespace`.
    """
    service_account: str
    """The service account.

    Wire: `eks:CreatePodIdentityAssociation.serviceAccount`.
    """
    role_arn: Arn
    """The role.

    Wire: `eks:CreatePodIdentityAssociation.roleArn`.
    """

    def __init__(
        self,
        *,
        namespace: str,
        service_account: str,
        role_arn: Arn,
    ) -> None:
        self.namespace = namespace
        self.service_account = service_account
        self.role_arn = role_arn

    def alone(
        self,
        *,
        cluster_name: str,
        region: Region,
    ) -> PodIdentityAssociationPiece:
        """This alone, without the rest of a stack. Which role the pods of a service account get."""
        return PodIdentityAssociationPiece(cluster_name=cluster_name, region=region, pod_identity_association=self)


class PodIdentityAssociationPiece(Record):
    """Which role the pods of a service account get.

    Attributes:
        cluster_name (str): The cluster's name.
        region (Region): The cluster's region.
        pod_identity_association (PodIdentityAssociation): What it is to be.
    """

    _fields = {"cluster_name": "clusterName", "region": "region", "pod_identity_association": "podIdentityAssociation"}
    _tag = ("piece", "podIdentityAssociation")
    piece: Literal["podIdentityAssociation"]
    _nested = {"pod_identity_association": ("one", "PodIdentityAssociation")}
    cluster_name: str
    """The cluster's name."""
    region: Region
    """The cluster's region."""
    pod_identity_association: PodIdentityAssociation
    """What it is to be."""

    def __init__(
        self,
        *,
        cluster_name: str,
        region: Region,
        pod_identity_association: PodIdentityAssociation,
    ) -> None:
        self.piece = "podIdentityAssociation"
        self.cluster_name = cluster_name
        self.region = region
        self.pod_identity_association = pod_identity_association


class PrincipalArn(Record):
    """A user or role.

    Attributes:
        arn (Arn): The ARN of a user or role.
    """

    _fields = {"arn": "arn"}
    arn: Arn
    """The ARN of a user or role."""

    def __init__(
        self,
        *,
        arn: Arn,
    ) -> None:
        self.arn = arn


class PublicRanges(Record):
    """Ranges that reach the public endpoint.

    Attributes:
        cidrs (Sequence[Cidr]): Ranges of addresses; at most 40.
    """

    _fields = {"cidrs": "cidrs"}
    cidrs: Sequence[Cidr]
    """Ranges of addresses; at most 40."""

    def __init__(
        self,
        *,
        cidrs: Sequence[Cidr],
    ) -> None:
        self.cidrs = cidrs


class QueueKey(Record):
    """A key of KMS for the queue.

    Attributes:
        kms_key (Arn): The ARN of the key itself, not of an alias: the controller's policy names it.
    """

    _fields = {"kms_key": "kmsKey"}
    kms_key: Arn
    """The ARN of the key itself, not of an alias: the controller's policy names it."""

    def __init__(
        self,
        *,
        kms_key: Arn,
    ) -> None:
        self.kms_key = kms_key


class RangeOfCount(Record):
    """The smallest and largest value that are wanted; either may be left out.

    Attributes:
        min (int | None): The smallest, itself included.
        max (int | None): The largest, itself included.
    """

    _fields = {"min": "min", "max": "max"}
    min: int | None
    """The smallest, itself included."""
    max: int | None
    """The largest, itself included."""

    def __init__(
        self,
        *,
        min: int | None = None,
        max: int | None = None,
    ) -> None:
        self.min = min
        self.max = max


class RangeOfQuantity(Record):
    """The smallest and largest value that are wanted; either may be left out.

    Attributes:
        min (Quantity | None): The smallest, itself included.
        max (Quantity | None): The largest, itself included.
    """

    _fields = {"min": "min", "max": "max"}
    min: Quantity | None
    """The smallest, itself included."""
    max: Quantity | None
    """The largest, itself included."""

    def __init__(
        self,
        *,
        min: Quantity | None = None,
        max: Quantity | None = None,
    ) -> None:
        self.min = min
        self.max = max


class RepairLimits(Record):
    """Within which limits nodes are repaired; of count and percentage one of the two.

    Attributes:
        max_unhealthy_count (int | None): With more unhealthy nodes than this nothing is repaired.
            Range: 1 and more. Wire: `nodeRepairConfig.maxUnhealthyNodeThresholdCount`.
        max_unhealthy_percentage (int | None): With more unhealthy nodes of a hundred than this nothing is repaired.
            Range: 1 to 100. Wire: `nodeRepairConfig.maxUnhealthyNodeThresholdPercentage`.
        max_parallel_count (int | None): So many nodes are repaired at once.
            Range: 1 and more. Wire: `nodeRepairConfig.maxParallelNodesRepairedCount`.
        max_parallel_percentage (int | None): So many nodes of a hundred are repaired at once.
            Range: 1 to 100. Wire: `nodeRepairConfig.maxParallelNodesRepairedPercentage`.
    """

    _fields = {"max_unhealthy_count": "maxUnhealthyCount", "max_unhealthy_percentage": "maxUnhealthyPercentage", "max_parallel_count": "maxParallelCount", "max_parallel_percentage": "maxParallelPercentage"}
    max_unhealthy_count: int | None
    """With more unhealthy nodes than this nothing is repaired.

    Range: 1 and more. Wire: `nodeRepairConfig.maxUnhealthyNodeThresholdCount`.
    """
    max_unhealthy_percentage: int | None
    """With more unhealthy nodes of a hundred than this nothing is repaired.

    Range: 1 to 100. Wire: `nodeRepairConfig.maxUnhealthyNodeThresholdPercentage`.
    """
    max_parallel_count: int | None
    """So many nodes are repaired at once.

    Range: 1 and more. Wire: `nodeRepairConfig.maxParallelNodesRepairedCount`.
    """
    max_parallel_percentage: int | None
    """So many nodes of a hundred are repaired at once.

    Range: 1 to 100. Wire: `nodeRepairConfig.maxParallelNodesRepairedPercentage`.
    """

    def __init__(
        self,
        *,
        max_unhealthy_count: int | None = None,
        max_unhealthy_percentage: int | None = None,
        max_parallel_count: int | None = None,
        max_parallel_percentage: int | None = None,
    ) -> None:
        self.max_unhealthy_count = max_unhealthy_count
        self.max_unhealthy_percentage = max_unhealthy_percentage
        self.max_parallel_count = max_parallel_count
        self.max_parallel_percentage = max_parallel_percentage


class Requirement(Record):
    """A requirement on the nodes of a NodePool.

    Attributes:
        key (str): A label's key.
        operator (Operator): How the values are compared.
        values (Sequence[str] | None): The values; numbers are in quotes.
        min_values (int | None): How many different values must be possible.
            Range: 1 to 50.
    """

    _fields = {"key": "key", "operator": "operator", "values": "values", "min_values": "minValues"}
    key: str
    """A label's key."""
    operator: Operator
    """How the values are compared."""
    values: Sequence[str] | None
    """The values; numbers are in quotes."""
    min_values: int | None
    """How many different values must be possible.

    Range: 1 to 50.
    """

    def __init__(
        self,
        *,
        key: str,
        operator: Operator,
        values: Sequence[str] | None = None,
        min_values: int | None = None,
    ) -> None:
        self.key = key
        self.operator = operator
        self.values = values
        self.min_values = min_values


class Resources(Record):
    """What a container asks for and may use.

    Attributes:
        requests (Mapping[str, Quantity] | None): What it asks for. Default: cpu 1, memory 1Gi.
        limits (Mapping[str, Quantity] | None): What it may use. Default: cpu 1, memory 1Gi.
    """

    _fields = {"requests": "requests", "limits": "limits"}
    requests: Mapping[str, Quantity] | None
    """What it asks for. Default: cpu 1, memory 1Gi."""
    limits: Mapping[str, Quantity] | None
    """What it may use. Default: cpu 1, memory 1Gi."""

    def __init__(
        self,
        *,
        requests: Mapping[str, Quantity] | None = None,
        limits: Mapping[str, Quantity] | None = None,
    ) -> None:
        self.requests = requests
        self.limits = limits


class Role(Record):
    """A role to take first.

    Attributes:
        arn (str): Its ARN.
        external_id (str | None): The secret that the role's owner asks for.
        session_name (str | None): The session's name in CloudTrail. Default: `karpool`.
        mfa_serial (str | None): The MFA device that the role asks for.
        mfa_code (str | None): The code that the device shows, which counts once. Default: `AWS_MFA_CODE`.
    """

    _fields = {"arn": "arn", "external_id": "externalId", "session_name": "sessionName", "mfa_serial": "mfaSerial", "mfa_code": "mfaCode"}
    arn: str
    """Its ARN."""
    external_id: str | None
    """The secret that the role's owner asks for."""
    session_name: str | None
    """The session's name in CloudTrail. Default: `karpool`."""
    mfa_serial: str | None
    """The MFA device that the role asks for."""
    mfa_code: str | None
    """The code that the device shows, which counts once. Default: `AWS_MFA_CODE`."""

    def __init__(
        self,
        *,
        arn: str,
        external_id: str | None = None,
        session_name: str | None = None,
        mfa_serial: str | None = None,
        mfa_code: str | None = None,
    ) -> None:
        self.arn = arn
        self.external_id = external_id
        self.session_name = session_name
        self.mfa_serial = mfa_serial
        self.mfa_code = mfa_code


class RoleName(Record):
    """An IAM role.

    Attributes:
        role (str): The role's name without its path.
    """

    _fields = {"role": "role"}
    role: str
    """The role's name without its path."""

    def __init__(
        self,
        *,
        role: str,
    ) -> None:
        self.role = role


class RoleTrust(Record):
    """Who may take a role, besides whom karpool lets.

    Attributes:
        extra (Sequence[Mapping[str, Any]] | None): Statements that its trust policy has besides.
            Wire: `iam:CreateRole.AssumeRolePolicyDocument`.
    """

    _fields = {"extra": "extra"}
    extra: Sequence[Mapping[str, Any]] | None
    """Statements that its trust policy has besides.

    Wire: `iam:CreateRole.AssumeRolePolicyDocument`.
    """

    def __init__(
        self,
        *,
        extra: Sequence[Mapping[str, Any]] | None = None,
    ) -> None:
        self.extra = extra


class SandboxOptions(Record):
    """How a sandbox is to be; every field may be left out.

    Attributes:
        folder (str | os.PathLike[str] | None): Keeps the world between processes; without one it lives in memory.
        speed (float | None): Simulated seconds per second. Default: 300.
        seed (int | None): Decides every random number. Default: 1.
        caller (str | None): The user who calls: `deployer` may do everything, `alice` and `bob` what the account lets them.
        region (Region | None): The region whose network a fresh account has from the start, and when it is given, that of a spec that names
            none. Default: `us-east-1`, for the network alone.
        faults (Sequence[str] | None): Loses, delays, throttles or cuts chosen calls: `eks:CreateCluster#1=lose-after`.
    """

    _fields = {"folder": "folder", "speed": "speed", "seed": "seed", "caller": "caller", "region": "region", "faults": "faults"}
    folder: str | os.PathLike[str] | None
    """Keeps the world between processes; without one it lives in memory."""
    speed: float | None
    """Simulated seconds per second. Default: 300."""
    seed: int | None
    """Decides every random number. Default: 1."""
    caller: str | None
    """The user who calls: `deployer` may do everything, `alice` and `bob` what the account lets them."""
    region: Region | None
    """The region whose network a fresh account has from the start, and when it is given, that of a spec that names
    none. Default: `us-east-1`, for the network alone.
    """
    faults: Sequence[str] | None
    """Loses, delays, throttles or cuts chosen calls: `eks:CreateCluster#1=lose-after`."""

    def __init__(
        self,
        *,
        folder: str | os.PathLike[str] | None = None,
        speed: float | None = None,
        seed: int | None = None,
        caller: str | None = None,
        region: Region | None = None,
        faults: Sequence[str] | None = None,
    ) -> None:
        self.folder = folder
        self.speed = speed
        self.seed = seed
        self.caller = caller
        self.region = region
        self.faults = faults


class Secrets(Record):
    """Encryption of the cluster's data in etcd, Secrets among it.

    Attributes:
        kms_key (KmsKey | None): The key: `aws` (EKS's own), `create`, or the ARN of a symmetric key that is there. A key of one's own can be
            given later, and never be taken away or changed.
            Default: `aws`. Wire: `eks:CreateCluster.encryptionConfig`, `eks:AssociateEncryptionConfig`.
    """

    _fields = {"kms_key": "kmsKey"}
    kms_key: KmsKey | None
    """The key: `aws` (EKS's own), `create`, or the ARN of a symmetric key that is there. A key of one's own can be
    given later, and never be taken away or changed.

    Default: `aws`. Wire: `eks:CreateCluster.encryptionConfig`, `eks:AssociateEncryptionConfig`.
    """

    def __init__(
        self,
        *,
        kms_key: KmsKey | None = None,
    ) -> None:
        self.kms_key = kms_key


class SecurityGroupTerm(Record):
    """Security groups by id, name or tags.

    Attributes:
        id (SecurityGroupId | None): One group.
        name (str | None): Groups of this name.
        tags (Mapping[str, str] | None): Those that carry all of these tags.
    """

    _fields = {"id": "id", "name": "name", "tags": "tags"}
    id: SecurityGroupId | None
    """One group."""
    name: str | None
    """Groups of this name."""
    tags: Mapping[str, str] | None
    """Those that carry all of these tags."""

    def __init__(
        self,
        *,
        id: SecurityGroupId | None = None,
        name: str | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        self.id = id
        self.name = name
        self.tags = tags


class SecurityRule(Record):
    """A rule: what may come in, or go out, from or to one peer.

    Attributes:
        egress (bool | None): Whether it lets out instead of in.
            Default: `false`.
        protocol (Protocol | None): The protocol.
            Default: `tcp`. Wire: `ec2:AuthorizeSecurityGroupIngress.IpPermissions.IpProtocol`.
        ports (Ports | None): One port, or first and last with `-` between.
            Default: all.
        cidr (Cidr | None): The peer: a range of addresses.
        prefix_list (PrefixListId | None): The peer: a managed prefix list.
        security_group (SecurityGroupId | None): The peer: a security group.
        peer (RulePeerWord | None): The peer: `nodes` (the group itself) or `controlPlane`.
        description (str | None): What it is for.
            Shape: at most 255 of letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*`.
    """

    _fields = {"egress": "egress", "protocol": "protocol", "ports": "ports", "cidr": "cidr", "prefix_list": "prefixList", "security_group": "securityGroup", "peer": "peer", "description": "description"}
    egress: bool | None
    """Whether it lets out instead of in.

    Default: `false`.
    """
    protocol: Protocol | None
    """The protocol.

    Default: `tcp`. Wire: `ec2:AuthorizeSecurityGroupIngress.IpPermissions.IpProtocol`.
    """
    ports: Ports | None
    """One port, or first and last with `-` between.

    Default: all.
    """
    cidr: Cidr | None
    """The peer: a range of addresses."""
    prefix_list: PrefixListId | None
    """The peer: a managed prefix list."""
    security_group: SecurityGroupId | None
    """The peer: a security group."""
    peer: RulePeerWord | None
    """The peer: `nodes` (the group itself) or `controlPlane`."""
    description: str | None
    """What it is for.

    Shape: at most 255 of letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*`.
    """

    def __init__(
        self,
        *,
        egress: bool | None = None,
        protocol: Protocol | None = None,
        ports: Ports | None = None,
        cidr: Cidr | None = None,
        prefix_list: PrefixListId | None = None,
        security_group: SecurityGroupId | None = None,
        peer: RulePeerWord | None = None,
        description: str | None = None,
    ) -> None:
        self.egress = egress
        self.protocol = protocol
        self.ports = ports
        self.cidr = cidr
        self.prefix_list = prefix_list
        self.security_group = security_group
        self.peer = peer
        self.description = description


class Size(Record):
    """How many nodes a group has.

    Attributes:
        min (int | None): At least. Default: `2`.
        desired (int | None): At creation, and held only when it is given. Default: `2`.
        max (int | None): At most. Default: `3`.
    """

    _fields = {"min": "min", "desired": "desired", "max": "max"}
    min: int | None
    """At least. Default: `2`."""
    desired: int | None
    """At creation, and held only when it is given. Default: `2`."""
    max: int | None
    """At most. Default: `3`."""

    def __init__(
        self,
        *,
        min: int | None = None,
        desired: int | None = None,
        max: int | None = None,
    ) -> None:
        self.min = min
        self.desired = desired
        self.max = max


class Stack(Record):
    """What is wanted: one cluster with everything that belongs to it. The file, the builders of all languages and this
    are the same tree.

    Attributes:
        name (ClusterName): The cluster's name. Names that are derived from it are shortened with a hash where AWS's limits ask for it.
            Shape: 1 to 100 of letters, digits, `-` and `_`. Wire: `eks:CreateCluster.name`.
        region (Region): The region.
        api_version (ApiVersion | None): The form of this file: `karpool.dev/v1`.
        account (AccountId | None): The account that this is for: with credentials of another one nothing is done.
        profile (str | None): The profile of the AWS configuration to take credentials from.
        assume_role (AssumeRole | None): A role to take first.
        environment (Environment | None): What the cluster is for: a set of defaults, shown in the plan. A given value wins over each of them.
            Default: none; the table of environments says which defaults then hold.
        partition (str | None): The partition; it follows from the region.
        tags (Mapping[str, str] | None): Tags of everything that can be tagged.
        propagate_to_nodes (bool | None): Whether the tags are put on Karpenter's instances too; changing them then rolls the nodes.
            Default: `false`.
        naming (Naming | None): Templates of names.
        iam (Iam | None): What holds for every IAM role.
        kubernetes (Cluster | None): The control plane.
        network (Network | None): Where the cluster lives and who reaches it.
        access (Access | None): Who may use the cluster.
        node_role (NodeRoleField | None): The role of Karpenter's nodes: `create`, or a section.
            Default: `create`.
        node_groups (Mapping[str, NodeGroup] | None): Managed node groups by name. A given map replaces the default one.
            Default: `system`.
        fargate_profiles (Mapping[str, FargateProfile] | None): Fargate profiles by name: pods that run without nodes.
        addons (Mapping[str, AddonOrOff] | None): EKS addons by name, besides the four default ones; `off` leaves one out.
        karpenter (KarpenterOrOff | None): Karpenter, or `off`.
        node_classes (Mapping[str, NodeClass] | None): EC2NodeClasses by name. A given map replaces the default one.
            Default: `default`.
        node_pools (Mapping[str, NodePool] | None): NodePools by name. A given map replaces the default one.
            Default: `x86` and `graviton`.
        node_overlays (Mapping[str, NodeOverlay] | None): NodeOverlays by name: corrections of what Karpenter believes of instance types.
        timeouts (Timeouts | None): How long each kind of thing may take.
    """

    _fields = {"name": "name", "region": "region", "api_version": "apiVersion", "account": "account", "profile": "profile", "assume_role": "assumeRole", "environment": "environment", "partition": "partition", "tags": "tags", "propagate_to_nodes": "propagateToNodes", "naming": "naming", "iam": "iam", "kubernetes": "kubernetes", "network": "network", "access": "access", "node_role": "nodeRole", "node_groups": "nodeGroups", "fargate_profiles": "fargateProfiles", "addons": "addons", "karpenter": "karpenter", "node_classes": "nodeClasses", "node_pools": "nodePools", "node_overlays": "nodeOverlays", "timeouts": "timeouts"}
    _nested = {"assume_role": ("one", "AssumeRole"), "naming": ("one", "Naming"), "iam": ("one", "Iam"), "kubernetes": ("one", "Cluster"), "network": ("one", "Network"), "access": ("one", "Access"), "node_groups": ("map", "NodeGroup"), "fargate_profiles": ("map", "FargateProfile"), "node_classes": ("map", "NodeClass"), "node_pools": ("map", "NodePool"), "node_overlays": ("map", "NodeOverlay"), "timeouts": ("one", "Timeouts")}
    name: ClusterName
    """The cluster's name. Names that are derived from it are shortened with a hash where AWS's limits ask for it.

    Shape: 1 to 100 of letters, digits, `-` and `_`. Wire: `eks:CreateCluster.name`.
    """
    region: Region
    """The region."""
    api_version: ApiVersion | None
    """The form of this file: `karpool.dev/v1`."""
    account: AccountId | None
    """The account that this is for: with credentials of another one nothing is done."""
    profile: str | None
    """The profile of the AWS configuration to take credentials from."""
    assume_role: AssumeRole | None
    """A role to take first."""
    environment: Environment | None
    """What the cluster is for: a set of defaults, shown in the plan. A given value wins over each of them.

    Default: none; the table of environments says which defaults then hold.
    """
    partition: str | None
    """The partition; it follows from the region."""
    tags: Mapping[str, str] | None
    """Tags of everything that can be tagged."""
    propagate_to_nodes: bool | None
    """Whether the tags are put on Karpenter's instances too; changing them then rolls the nodes.

    Default: `false`.
    """
    naming: Naming | None
    """Templates of names."""
    iam: Iam | None
    """What holds for every IAM role."""
    kubernetes: Cluster | None
    """The control plane."""
    network: Network | None
    """Where the cluster lives and who reaches it."""
    access: Access | None
    """Who may use the cluster."""
    node_role: NodeRoleField | None
    """The role of Karpenter's nodes: `create`, or a section.

    Default: `create`.
    """
    node_groups: Mapping[str, NodeGroup] | None
    """Managed node groups by name. A given map replaces the default one.

    Default: `system`.
    """
    fargate_profiles: Mapping[str, FargateProfile] | None
    """Fargate profiles by name: pods that run without nodes."""
    addons: Mapping[str, AddonOrOff] | None
    """EKS addons by name, besides the four default ones; `off` leaves one out."""
    karpenter: KarpenterOrOff | None
    """Karpenter, or `off`."""
    node_classes: Mapping[str, NodeClass] | None
    """EC2NodeClasses by name. A given map replaces the default one.

    Default: `default`.
    """
    node_pools: Mapping[str, NodePool] | None
    """NodePools by name. A given map replaces the default one.

    Default: `x86` and `graviton`.
    """
    node_overlays: Mapping[str, NodeOverlay] | None
    """NodeOverlays by name: corrections of what Karpenter believes of instance types."""
    timeouts: Timeouts | None
    """How long each kind of thing may take."""

    def __init__(
        self,
        *,
        name: ClusterName,
        region: Region,
        api_version: ApiVersion | None = None,
        account: AccountId | None = None,
        profile: str | None = None,
        assume_role: AssumeRole | None = None,
        environment: Environment | None = None,
        partition: str | None = None,
        tags: Mapping[str, str] | None = None,
        propagate_to_nodes: bool | None = None,
        naming: Naming | None = None,
        iam: Iam | None = None,
        kubernetes: Cluster | None = None,
        network: Network | None = None,
        access: Access | None = None,
        node_role: NodeRoleField | None = None,
        node_groups: Mapping[str, NodeGroup] | None = None,
        fargate_profiles: Mapping[str, FargateProfile] | None = None,
        addons: Mapping[str, AddonOrOff] | None = None,
        karpenter: KarpenterOrOff | None = None,
        node_classes: Mapping[str, NodeClass] | None = None,
        node_pools: Mapping[str, NodePool] | None = None,
        node_overlays: Mapping[str, NodeOverlay] | None = None,
        timeouts: Timeouts | None = None,
    ) -> None:
        self.name = name
        self.region = region
        self.api_version = api_version
        self.account = account
        self.profile = profile
        self.assume_role = assume_role
        self.environment = environment
        self.partition = partition
        self.tags = tags
        self.propagate_to_nodes = propagate_to_nodes
        self.naming = naming
        self.iam = iam
        self.kubernetes = kubernetes
        self.network = network
        self.access = access
        self.node_role = node_role
        self.node_groups = node_groups
        self.fargate_profiles = fargate_profiles
        self.addons = addons
        self.karpenter = karpenter
        self.node_classes = node_classes
        self.node_pools = node_pools
        self.node_overlays = node_overlays
        self.timeouts = timeouts


class SubnetTerm(Record):
    """Subnets by id or by tags.

    Attributes:
        id (SubnetId | None): One subnet.
        tags (Mapping[str, str] | None): Those that carry all of these tags; an empty value or `*` stands for any.
    """

    _fields = {"id": "id", "tags": "tags"}
    id: SubnetId | None
    """One subnet."""
    tags: Mapping[str, str] | None
    """Those that carry all of these tags; an empty value or `*` stands for any."""

    def __init__(
        self,
        *,
        id: SubnetId | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        self.id = id
        self.tags = tags


class Tagged(Record):
    """What carries all of these tags.

    Attributes:
        tags (Mapping[str, str]): Keys and values; all must be there.
    """

    _fields = {"tags": "tags"}
    tags: Mapping[str, str]
    """Keys and values; all must be there."""

    def __init__(
        self,
        *,
        tags: Mapping[str, str],
    ) -> None:
        self.tags = tags


class Taint(Record):
    """A taint.

    Attributes:
        key (str): Its key.
        effect (TaintEffect): What happens to pods that do not tolerate it.
        value (str | None): Its value.
    """

    _fields = {"key": "key", "effect": "effect", "value": "value"}
    key: str
    """Its key."""
    effect: TaintEffect
    """What happens to pods that do not tolerate it."""
    value: str | None
    """Its value."""

    def __init__(
        self,
        *,
        key: str,
        effect: TaintEffect,
        value: str | None = None,
    ) -> None:
        self.key = key
        self.effect = effect
        self.value = value


class Timeouts(Record):
    """How long each kind of thing may take before the run gives up. Running again goes on where it stopped.

    Attributes:
        cluster (Duration | None): Creating, updating or deleting the control plane. Default: `30m`.
        node_group (Duration | None): Creating, updating or deleting a node group. Default: `20m`.
        addon (Duration | None): Creating, updating or deleting an addon. Default: `10m`.
        chart (Duration | None): The roll-out of Karpenter's controller, and its classes becoming ready. Default: `10m`. The controller needs the
            group's nodes, so `nodeGroup` is added to it.
        node_pool (Duration | None): A NodePool becoming ready, or its nodes draining. Default: `5m`.
    """

    _fields = {"cluster": "cluster", "node_group": "nodeGroup", "addon": "addon", "chart": "chart", "node_pool": "nodePool"}
    cluster: Duration | None
    """Creating, updating or deleting the control plane. Default: `30m`."""
    node_group: Duration | None
    """Creating, updating or deleting a node group. Default: `20m`."""
    addon: Duration | None
    """Creating, updating or deleting an addon. Default: `10m`."""
    chart: Duration | None
    """The roll-out of Karpenter's controller, and its classes becoming ready. Default: `10m`. The controller needs the
    group's nodes, so `nodeGroup` is added to it.
    """
    node_pool: Duration | None
    """A NodePool becoming ready, or its nodes draining. Default: `5m`."""

    def __init__(
        self,
        *,
        cluster: Duration | None = None,
        node_group: Duration | None = None,
        addon: Duration | None = None,
        chart: Duration | None = None,
        node_pool: Duration | None = None,
    ) -> None:
        self.cluster = cluster
        self.node_group = node_group
        self.addon = addon
        self.chart = chart
        self.node_pool = node_pool


class UserName(Record):
    """An IAM user.

    Attributes:
        user (str): The user's name.
    """

    _fields = {"user": "user"}
    user: str
    """The user's name."""

    def __init__(
        self,
        *,
        user: str,
    ) -> None:
        self.user = user


class Volume(Record):
    """A volume of Karpenter's nodes.

    Attributes:
        device (str | None): The device: `/dev/xvda`.
        size (Quantity | None): Its size.
            Shape: a quantity of whole Gi or G. Range: 1Gi to 59000Gi. Default: `50Gi`.
        type (VolumeType | None): Its type. Default: `gp3`.
        encrypted (bool | None): Whether it is encrypted. Default: `true`.
        kms_key (str | None): The key that encrypts it, by id or ARN.
        iops (int | None): Operations a second.
        throughput (int | None): Throughput. Unit: MiB a second.
        initialization_rate (int | None): How fast a snapshot's blocks are fetched; since Karpenter 1.5.
            Unit: MiB a second. Range: 100 to 300. Default: as they are read.
        snapshot_id (SnapshotId | None): The snapshot that it is made from.
        delete_on_termination (bool | None): Whether it goes with the instance. Default: `true`.
        root_volume (bool | None): Whether it is the one that the image boots from.
    """

    _fields = {"device": "device", "size": "size", "type": "type", "encrypted": "encrypted", "kms_key": "kmsKey", "iops": "iops", "throughput": "throughput", "initialization_rate": "initializationRate", "snapshot_id": "snapshotId", "delete_on_termination": "deleteOnTermination", "root_volume": "rootVolume"}
    device: str | None
    """The device: `/dev/xvda`."""
    size: Quantity | None
    """Its size.

    Shape: a quantity of whole Gi or G. Range: 1Gi to 59000Gi. Default: `50Gi`.
    """
    type: VolumeType | None
    """Its type. Default: `gp3`."""
    encrypted: bool | None
    """Whether it is encrypted. Default: `true`."""
    kms_key: str | None
    """The key that encrypts it, by id or ARN."""
    iops: int | None
    """Operations a second."""
    throughput: int | None
    """Throughput. Unit: MiB a second."""
    initialization_rate: int | None
    """How fast a snapshot's blocks are fetched; since Karpenter 1.5.

    Unit: MiB a second. Range: 100 to 300. Default: as they are read.
    """
    snapshot_id: SnapshotId | None
    """The snapshot that it is made from."""
    delete_on_termination: bool | None
    """Whether it goes with the instance. Default: `true`."""
    root_volume: bool | None
    """Whether it is the one that the image boots from."""

    def __init__(
        self,
        *,
        device: str | None = None,
        size: Quantity | None = None,
        type: VolumeType | None = None,
        encrypted: bool | None = None,
        kms_key: str | None = None,
        iops: int | None = None,
        throughput: int | None = None,
        initialization_rate: int | None = None,
        snapshot_id: SnapshotId | None = None,
        delete_on_termination: bool | None = None,
        root_volume: bool | None = None,
    ) -> None:
        self.device = device
        self.size = size
        self.type = type
        self.encrypted = encrypted
        self.kms_key = kms_key
        self.iops = iops
        self.throughput = throughput
        self.initialization_rate = initialization_rate
        self.snapshot_id = snapshot_id
        self.delete_on_termination = delete_on_termination
        self.root_volume = root_volume


class VpnCidr(Record):
    """A network that may reach the private endpoint: a range or a prefix list.

    Attributes:
        cidr (Cidr | None): A range of addresses.
        prefix_list (PrefixListId | None): A managed prefix list.
        description (str | None): What it is, as the rule's description.
            Shape: at most 255 of letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*`.
    """

    _fields = {"cidr": "cidr", "prefix_list": "prefixList", "description": "description"}
    cidr: Cidr | None
    """A range of addresses."""
    prefix_list: PrefixListId | None
    """A managed prefix list."""
    description: str | None
    """What it is, as the rule's description.

    Shape: at most 255 of letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*`.
    """

    def __init__(
        self,
        *,
        cidr: Cidr | None = None,
        prefix_list: PrefixListId | None = None,
        description: str | None = None,
    ) -> None:
        self.cidr = cidr
        self.prefix_list = prefix_list
        self.description = description


class WorldOptions(Record):
    """How AWS is reached and who calls; what is not given comes from the environment and the shared files of AWS.

    Attributes:
        profile (str | None): A profile of the AWS configuration. A spec that names one goes first. Its credentials are used even where there
            are others in the environment.
        region (Region | None): The region of a spec that names none. A spec that names one is of that region. Nothing is taken from
            `AWS_REGION`: where a cluster is made does not depend on a shell.
        assume_role (Role | None): A role to take with those credentials. A spec that names one goes first.
        credentials (Keys | None): Credentials as such, instead of those of the environment and of any profile.
        endpoint (str | None): Where all AWS services are called instead of their own addresses.
        endpoints (Mapping[str, str] | None): Where single AWS services are called, by their names in the AWS configuration: `eks`, `cloudwatch_logs`.
        kubernetes (KubernetesRoute | None): How clusters' Kubernetes APIs are reached.
        cache (str | os.PathLike[str] | None): Where charts are kept. Default: `karpool` in the user's cache folder.
    """

    _fields = {"profile": "profile", "region": "region", "assume_role": "assumeRole", "credentials": "credentials", "endpoint": "endpoint", "endpoints": "endpoints", "kubernetes": "kubernetes", "cache": "cache"}
    _nested = {"assume_role": ("one", "Role"), "credentials": ("one", "Keys"), "kubernetes": ("one", "KubernetesRoute")}
    profile: str | None
    """A profile of the AWS configuration. A spec that names one goes first. Its credentials are used even where there
    are others in the environment.
    """
    region: Region | None
    """The region of a spec that names none. A spec that names one is of that region. Nothing is taken from
    `AWS_REGION`: where a cluster is made does not depend on a shell.
    """
    assume_role: Role | None
    """A role to take with those credentials. A spec that names one goes first."""
    credentials: Keys | None
    """Credentials as such, instead of those of the environment and of any profile."""
    endpoint: str | None
    """Where all AWS services are called instead of their own addresses."""
    endpoints: Mapping[str, str] | None
    """Where single AWS services are called, by their names in the AWS configuration: `eks`, `cloudwatch_logs`."""
    kubernetes: KubernetesRoute | None
    """How clusters' Kubernetes APIs are reached."""
    cache: str | os.PathLike[str] | None
    """Where charts are kept. Default: `karpool` in the user's cache folder."""

    def __init__(
        self,
        *,
        profile: str | None = None,
        region: Region | None = None,
        assume_role: Role | None = None,
        credentials: Keys | None = None,
        endpoint: str | None = None,
        endpoints: Mapping[str, str] | None = None,
        kubernetes: KubernetesRoute | None = None,
        cache: str | os.PathLike[str] | None = None,
    ) -> None:
        self.profile = profile
        self.region = region
        self.assume_role = assume_role
        self.credentials = credentials
        self.endpoint = endpoint
        self.endpoints = endpoints
        self.kubernetes = kubernetes
        self.cache = cache


UNIONS: dict[str, tuple[str, dict[str, str]]] = {
    "Piece": ("piece", {"cluster": "ClusterPiece", "nodePool": "NodePoolPiece", "nodeClass": "NodeClassPiece", "karpenterRole": "KarpenterRolePiece", "nodeRole": "NodeRolePiece", "instanceProfile": "InstanceProfilePiece", "podIdentityAssociation": "PodIdentityAssociationPiece", "interruptionQueue": "InterruptionQueuePiece", "karpenterChart": "KarpenterChartPiece", "accessEntry": "AccessEntryPiece", "addon": "AddonPiece", "nodeGroup": "NodeGroupPiece"}),
}

__all__ = [
    "Access",
    "AccessEntry",
    "AccessEntryPiece",
    "AccessEntryType",
    "AccessPolicy",
    "AccountId",
    "Addon",
    "AddonOrOff",
    "AddonPiece",
    "AddonPodIdentity",
    "Ami",
    "AmiFamily",
    "AmiId",
    "AmiSelector",
    "ApiVersion",
    "Architecture",
    "Arn",
    "AssumeRole",
    "AuthenticationMode",
    "Budget",
    "CapacityReservation",
    "CapacityReservationTerm",
    "CapacityType",
    "Cidr",
    "Cluster",
    "ClusterName",
    "ClusterPiece",
    "ClusterRole",
    "ConnectionTracking",
    "ConsolidationPolicy",
    "ControlPlaneTier",
    "CountOrPercent",
    "CpuOptions",
    "CreatedSecurityGroup",
    "Discovery",
    "Disk",
    "Disruption",
    "DnsPolicy",
    "Duration",
    "DurationOrNever",
    "Enabled",
    "Endpoint",
    "Endpoints",
    "Environment",
    "FargateProfile",
    "FargateSelector",
    "FeatureGates",
    "GivenRole",
    "GivenSecurityGroup",
    "GroupCapacityType",
    "GroupRole",
    "GroupTaints",
    "GroupUpdate",
    "Iam",
    "Identity",
    "IdentityProvider",
    "ImageFamily",
    "InstanceMatchCriteria",
    "InstanceProfile",
    "InstanceProfileField",
    "InstanceProfileName",
    "InstanceProfilePiece",
    "InstanceStorePolicy",
    "InstanceType",
    "InterfaceType",
    "InterruptionQueue",
    "InterruptionQueuePiece",
    "IpFamily",
    "Karpenter",
    "KarpenterChart",
    "KarpenterChartPiece",
    "KarpenterOrOff",
    "KarpenterRole",
    "KarpenterRolePiece",
    "KarpenterSettings",
    "KarpenterVersion",
    "Keys",
    "KmsKey",
    "KubernetesRoute",
    "KubernetesVersion",
    "LaunchTemplate",
    "LaunchTemplateId",
    "Limits",
    "LogClass",
    "LogType",
    "Logs",
    "Metadata",
    "MinValuesPolicy",
    "NameTag",
    "Named",
    "Naming",
    "Network",
    "NetworkInterface",
    "NodeAccessEntry",
    "NodeClass",
    "NodeClassPiece",
    "NodeGroup",
    "NodeGroupPiece",
    "NodeOverlay",
    "NodePool",
    "NodePoolPiece",
    "NodeRole",
    "NodeRoleField",
    "NodeRolePiece",
    "NodeSecurityGroup",
    "NodeSecurityRules",
    "Operator",
    "Options",
    "PermissionSet",
    "Piece",
    "PlacementGroup",
    "PodIdentityAssociation",
    "PodIdentityAssociationPiece",
    "Ports",
    "PreferencePolicy",
    "PrefixListId",
    "Preset",
    "Principal",
    "PrincipalArn",
    "Protocol",
    "PublicEndpoint",
    "PublicRanges",
    "Quantity",
    "QueueEncryption",
    "QueueKey",
    "RangeOfCount",
    "RangeOfQuantity",
    "Reason",
    "Region",
    "Repair",
    "RepairLimits",
    "Requirement",
    "ReservationPreference",
    "Resources",
    "Role",
    "RoleName",
    "RoleTrust",
    "RulePeerWord",
    "SandboxOptions",
    "Secrets",
    "SecurityGroupId",
    "SecurityGroupTerm",
    "SecurityRule",
    "Size",
    "SnapshotId",
    "Stack",
    "StsRegional",
    "SubnetId",
    "SubnetTerm",
    "Subnets",
    "Tagged",
    "Taint",
    "TaintEffect",
    "TaintsWord",
    "Timeouts",
    "Tokens",
    "UpdateStrategy",
    "UpgradePolicy",
    "UserName",
    "Volume",
    "VolumeType",
    "Vpc",
    "VpcId",
    "VpnCidr",
    "WorldOptions",
]
