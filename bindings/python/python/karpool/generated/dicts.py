"""Specs as plain dicts, typed."""
# Generated from the schema by `make schema`; a test compares it with the code.
from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias, TypedDict

AccessEntryTypeDict: TypeAlias = 'Literal["EC2_LINUX", "EC2_WINDOWS", "EC2", "HYBRID_LINUX", "FARGATE_LINUX"]'
"""The kind of an access entry of nodes.
Source: EKS API, CreateAccessEntry.type.
"""

AccountIdDict: TypeAlias = 'str'
"""an account id (12 digits, in quotes)"""

AddonOrOffDict: TypeAlias = 'Literal["off"] | AddonDict'
"""A section, or `off`."""

AmiDict: TypeAlias = 'str | AmiSelectorDict'
"""The images of a NodeClass."""

AmiFamilyDict: TypeAlias = 'Literal["al2023", "bottlerocket"]'
"""A family of images of managed node groups and of Karpenter's nodes."""

AmiIdDict: TypeAlias = 'str'
"""an AMI id (`ami-0a1b2c3d4e5f60718`)"""

ApiVersionDict: TypeAlias = 'Literal["karpool.dev/v1"]'
"""The form of the file."""

ArchitectureDict: TypeAlias = 'Literal["amd64", "arm64"]'
"""The architecture of a processor, as Kubernetes names it."""

ArnDict: TypeAlias = 'str'
"""an ARN (`arn:aws:iam::111122223333:role/name`)"""

AuthenticationModeDict: TypeAlias = 'Literal["API", "API_AND_CONFIG_MAP"]'
"""Where EKS looks up who a caller is.
Source: EKS API, AuthenticationMode.
"""

CapacityTypeDict: TypeAlias = 'Literal["on-demand", "spot", "reserved"]'
"""How capacity is bought.
Source: Karpenter documentation, label `karpenter.sh/capacity-type`.
"""

CidrDict: TypeAlias = 'str'
"""a CIDR (`10.8.0.0/16`)"""

ClusterNameDict: TypeAlias = 'str'
"""a cluster name"""

ClusterRoleDict: TypeAlias = 'Literal["create"] | GivenRoleDict'
"""The cluster's role: made by karpool, or there already."""

ConsolidationPolicyDict: TypeAlias = 'Literal["WhenEmpty", "WhenEmptyOrUnderutilized", "Balanced"]'
"""Which nodes may go.
Source: Karpenter documentation, consolidationPolicy; Balanced since 1.14.
"""

ControlPlaneTierDict: TypeAlias = 'Literal["standard", "tier-xl", "tier-2xl", "tier-4xl", "tier-8xl"]'
"""How much control plane is kept ready.
Source: EKS API, ProvisionedControlPlaneTier.
"""

CountOrPercentDict: TypeAlias = 'str | float'
"""a number or a percentage (`3`, `10%`)"""

DiscoveryDict: TypeAlias = 'Literal["ids", "tags"]'
"""How a NodeClass finds subnets and security groups."""

DnsPolicyDict: TypeAlias = 'Literal["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"]'
"""The DNS policy of a pod.
Source: Kubernetes API, PodSpec.dnsPolicy.
"""

DurationDict: TypeAlias = 'str'
"""a duration (`30s`, `10m`, `720h`)"""

DurationOrNeverDict: TypeAlias = 'str'
"""a duration (`30s`, `10m`, `720h`) or `Never`"""

EnabledDict: TypeAlias = 'Literal["enabled", "disabled"]'
"""On or off, in EC2's words."""

EndpointsDict: TypeAlias = 'Literal["none", "verify", "create"]'
"""VPC endpoints."""

EnvironmentDict: TypeAlias = 'Literal["development", "production"]'
"""What the cluster is for: a set of defaults."""

GroupCapacityTypeDict: TypeAlias = 'Literal["on-demand", "spot", "capacity-block"]'
"""How the capacity of a group is bought.
Source: EKS API, CapacityTypes.
"""

GroupTaintsDict: TypeAlias = 'TaintsWordDict | Sequence[TaintDict]'
"""Taints of a group: a word or a list."""

IdentityDict: TypeAlias = 'Literal["auto", "podIdentity", "irsa"]'
"""How the controller gets its role."""

ImageFamilyDict: TypeAlias = 'Literal["al2", "al2023", "bottlerocket", "custom", "windows2019", "windows2022", "windows2025"]'
"""How an image boots.
Source: Karpenter documentation, EC2NodeClass spec.amiFamily.
"""

InstanceMatchCriteriaDict: TypeAlias = 'Literal["open", "targeted"]'
"""Which reservations a term means, by who may use them.
Source: Karpenter's EC2NodeClass definition, since 1.8.
"""

InstanceProfileFieldDict: TypeAlias = 'Literal["create", "none"] | InstanceProfileNameDict'
"""The `instanceProfile` field."""

InstanceStorePolicyDict: TypeAlias = 'Literal["RAID0"]'
"""What is done with local disks."""

InstanceTypeDict: TypeAlias = 'str'
"""an instance type (`m7g.large`)"""

InterfaceTypeDict: TypeAlias = 'Literal["interface", "efa-only"]'
"""What a network interface carries.
Source: Karpenter's EC2NodeClass definition of 1.14, networkInterfaces.
"""

IpFamilyDict: TypeAlias = 'Literal["ipv4", "ipv6"]'
"""The address family of pods and services."""

KarpenterOrOffDict: TypeAlias = 'Literal["off"] | KarpenterDict'
"""A section, or `off`."""

KarpenterVersionDict: TypeAlias = 'str'
"""a Karpenter version (`1.14.1`)"""

KmsKeyDict: TypeAlias = 'Literal["aws", "create"] | ArnDict'
"""A key of KMS: the service's own, one that karpool makes, or one that is there."""

KubernetesVersionDict: TypeAlias = 'str'
"""a Kubernetes version (`"1.35"`, in quotes)"""

LaunchTemplateIdDict: TypeAlias = 'str'
"""a launch template id (`lt-0a1b2c3d4e5f60718`)"""

LimitsDict: TypeAlias = 'Mapping[str, QuantityDict]'
"""How much a pool may make in all, by resource: `cpu`, `memory`, `nodes` and any other."""

LogClassDict: TypeAlias = 'Literal["STANDARD", "INFREQUENT_ACCESS"]'
"""The class of a log group.
Source: CloudWatch Logs API, LogGroupClass.
"""

LogTypeDict: TypeAlias = 'Literal["api", "audit", "authenticator", "controllerManager", "scheduler"]'
"""A log of the control plane.
Source: EKS API, LogType.
"""

MinValuesPolicyDict: TypeAlias = 'Literal["Strict", "BestEffort"]'
"""The variety that a pool's requirements ask for."""

NameTagDict: TypeAlias = 'Literal["off"] | str'
"""The template of the `Name` tag, or `off`."""

NodeAccessEntryDict: TypeAlias = 'Literal["auto", "create", "skip"]'
"""When the node role's access entry is made."""

NodeRoleFieldDict: TypeAlias = 'Literal["create"] | NodeRoleDict'
"""The `nodeRole` field: the word `create` or the section."""

NodeSecurityGroupDict: TypeAlias = 'Literal["cluster"] | CreatedSecurityGroupDict | GivenSecurityGroupDict'
"""The security group of nodes: of managed groups and of Karpenter's."""

OperatorDict: TypeAlias = 'Literal["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt", "Gte", "Lte"]'
"""How a requirement compares.
Source: Karpenter documentation, NodePool requirements; Gte and Lte since 1.9.
"""

PieceDict: TypeAlias = 'ClusterPieceDict | NodePoolPieceDict | NodeClassPieceDict | KarpenterRolePieceDict | NodeRolePieceDict | InstanceProfilePieceDict | PodIdentityAssociationPieceDict | InterruptionQueuePieceDict | KarpenterChartPieceDict | AccessEntryPieceDict | AddonPieceDict | NodeGroupPieceDict'
"""One part of a stack that is planned, applied and destroyed by itself, as it stands in a file."""

PortsDict: TypeAlias = 'str | float'
"""a port (`443`) or two with `-` between (`1025-65535`)"""

PreferencePolicyDict: TypeAlias = 'Literal["Respect", "Ignore"]'
"""What pods only prefer."""

PrefixListIdDict: TypeAlias = 'str'
"""a prefix list id (`pl-0a1b2c3d4e5f60718`)"""

PresetDict: TypeAlias = 'Literal["x86", "graviton", "spot", "gpu"]'
"""A set of defaults for a NodePool."""

PrincipalDict: TypeAlias = 'str | UserNameDict | RoleNameDict | PermissionSetDict | PrincipalArnDict'
"""A principal of IAM."""

ProtocolDict: TypeAlias = 'Literal["tcp", "udp", "all"]'
"""A protocol of a rule.
Source: EC2 API, IpPermission.IpProtocol.
"""

PublicEndpointDict: TypeAlias = 'bool | PublicRangesDict'
"""Who reaches the API server from the internet."""

QuantityDict: TypeAlias = 'str | float'
"""a quantity (`4`, `100m`, `50Gi`)"""

QueueEncryptionDict: TypeAlias = 'Literal["sqs"] | QueueKeyDict'
"""Encryption of the queue."""

ReasonDict: TypeAlias = 'Literal["Underutilized", "Empty", "Drifted"]'
"""Why a node goes."""

RegionDict: TypeAlias = 'str'
"""a region (`us-east-1`)"""

RepairDict: TypeAlias = 'bool | RepairLimitsDict'
"""Node repair: a switch, or its limits."""

ReservationPreferenceDict: TypeAlias = 'Literal["open", "none", "capacity-reservations-only"]'
"""Whether open reservations are used.
Source: EC2 API, CapacityReservationPreference.
"""

RulePeerWordDict: TypeAlias = 'Literal["nodes", "controlPlane"]'
"""A peer that has no id of its own in the spec."""

SecurityGroupIdDict: TypeAlias = 'str'
"""a security group id (`sg-0a1b2c3d4e5f60718`)"""

SnapshotIdDict: TypeAlias = 'str'
"""a snapshot id (`snap-0a1b2c3d4e5f60718`)"""

StsRegionalDict: TypeAlias = 'Literal["auto"] | bool'
"""Whether the service account asks for regional STS."""

SubnetIdDict: TypeAlias = 'str'
"""a subnet id (`subnet-0a1b2c3d4e5f60718`)"""

SubnetsDict: TypeAlias = 'Sequence[SubnetIdDict] | TaggedDict'
"""Subnets: by id or by tags."""

TaintEffectDict: TypeAlias = 'Literal["NoSchedule", "PreferNoSchedule", "NoExecute"]'
"""What a taint does."""

TaintsWordDict: TypeAlias = 'Literal["criticalAddonsOnly", "off"]'
"""A word for taints."""

TokensDict: TypeAlias = 'Literal["required", "optional"]'
"""Whether the metadata service asks for a token."""

UpdateStrategyDict: TypeAlias = 'Literal["default", "minimal"]'
"""In which order an update replaces nodes.
Source: EKS API, NodegroupUpdateStrategies.
"""

UpgradePolicyDict: TypeAlias = 'Literal["standard", "extended"]'
"""What happens at the end of standard support.
Source: EKS API, UpgradePolicyRequest.supportType.
"""

VolumeTypeDict: TypeAlias = 'Literal["standard", "io1", "io2", "gp2", "sc1", "st1", "gp3"]'
"""A type of volume.
Source: EC2 API, VolumeType.
"""

VpcDict: TypeAlias = 'VpcIdDict | TaggedDict | NamedDict'
"""A VPC: by id, by tags or by its `Name` tag."""

VpcIdDict: TypeAlias = 'str'
"""a VPC id (`vpc-0a1b2c3d4e5f60718`)"""


class AccessDict(TypedDict, total=False):
    """Who may use the cluster's API."""
    authenticationMode: AuthenticationModeDict
    """Where EKS looks up who a caller is: access entries, or the `aws-auth` ConfigMap as well.

    Default: `API`. Wire: `eks:CreateCluster.accessConfig.authenticationMode`.
    """
    creatorAdmin: bool
    """Whether the caller that creates the cluster becomes its administrator. Asked for at creation, not compared
    later.

    Default: `true`. Wire: `eks:CreateCluster.accessConfig.bootstrapClusterCreatorAdminPermissions`.
    """
    admins: Sequence[PrincipalDict]
    """Administrators: names of IAM users, or `{role}`, `{sso}`, `{user}`, `{arn}`. They are looked up."""
    entries: Sequence[AccessEntryDict]
    """Further access entries."""
    identityProviders: Mapping[str, IdentityProviderDict]
    """OIDC providers whose users the API server takes, by name. A cluster has one at most."""


class _AccessEntryRequired(TypedDict):
    principal: PrincipalDict
    """Whom the entry is for.

    Wire: `eks:CreateAccessEntry.principalArn`.
    """


class AccessEntryDict(_AccessEntryRequired, total=False):
    """An access entry: a principal and what it may do, by access policies of EKS or by groups of Kubernetes."""
    policies: Sequence[AccessPolicyDict]
    """Access policies of EKS.

    Wire: `eks:AssociateAccessPolicy`.
    """
    groups: Sequence[str]
    """Groups of Kubernetes, for RBAC bindings of your own.

    Wire: `eks:CreateAccessEntry.kubernetesGroups`.
    """
    username: str
    """The name that Kubernetes sees.

    Default: made by EKS. Wire: `eks:CreateAccessEntry.username`.
    """
    tags: Mapping[str, str]
    """Tags of the entry, besides the spec's common ones."""


class _AccessEntryPieceRequired(TypedDict):
    piece: Literal["accessEntry"]
    clusterName: str
    """The cluster's name."""
    region: RegionDict
    """The cluster's region."""
    accessEntry: AccessEntryDict
    """What it is to be."""


class AccessEntryPieceDict(_AccessEntryPieceRequired, total=False):
    """An access entry."""


class _AccessPolicyRequired(TypedDict):
    name: str
    """The policy's name: `AmazonEKSViewPolicy`."""


class AccessPolicyDict(_AccessPolicyRequired, total=False):
    """An access policy and where it holds."""
    namespaces: Sequence[str]
    """The namespaces that it holds in, one at least; a `*` at the end stands for any.

    Default: the whole cluster.
    """


class AddonDict(TypedDict, total=False):
    """An EKS addon."""
    version: str
    """Its version: `v1.21.1-eksbuild.1`, or `keep`. When it is not given, EKS's default is taken once and kept.

    Wire: `eks:CreateAddon.addonVersion`.
    """
    values: Mapping[str, Any]
    """Its values.

    Wire: `eks:CreateAddon.configurationValues`.
    """
    podIdentity: AddonPodIdentityDict
    """The role that its pods get.

    Wire: `eks:CreateAddon.podIdentityAssociations`.
    """
    irsa: AddonPodIdentityDict
    """The role that its pods get through the cluster's OIDC provider, in place of pod identity.

    Wire: `eks:CreateAddon.serviceAccountRoleArn`.
    """
    preserve: bool
    """Whether deleting the addon leaves what it has installed. Default: `false`.

    Wire: `eks:DeleteAddon.preserve`.
    """
    tags: Mapping[str, str]
    """Tags of the addon and of the role of its pods, besides the spec's common ones."""


class _AddonPieceRequired(TypedDict):
    piece: Literal["addon"]
    clusterName: str
    """The cluster's name."""
    region: RegionDict
    """The cluster's region."""
    name: str
    """Its name there."""
    addon: AddonDict
    """What it is to be."""


class AddonPieceDict(_AddonPieceRequired, total=False):
    """An EKS addon."""


class AddonPodIdentityDict(TypedDict, total=False):
    """The role of an addon's pods: made with these policies, or one that is there."""
    serviceAccount: str
    """The service account of its pods."""
    policies: Sequence[str]
    """Managed policies of the role that karpool makes, by name or ARN."""
    roleArn: ArnDict
    """A role that is there."""


class AmiSelectorDict(TypedDict, total=False):
    """Images of your own: by ids, tags, SSM parameter, or name and owner."""
    ids: Sequence[AmiIdDict]
    """Ids of images."""
    tags: Mapping[str, str]
    """Tags of images."""
    ssmParameter: str
    """An SSM parameter that holds an image's id, by name or ARN. The controller's role may read it; a controller role
    of your own needs `ssm:GetParameter` on it.
    """
    name: str
    """The name of images; `*` stands for anything."""
    owner: str
    """Whose they are: an account, `self` or `amazon`."""
    family: ImageFamilyDict
    """How they boot. Default: `al2023`."""


class AssumeRoleDict(TypedDict, total=False):
    """A role that karpool takes before it calls anything else."""
    arn: ArnDict
    """The role.

    Wire: `sts:AssumeRole.RoleArn`.
    """
    externalId: str
    """The secret that the role's owner asks for.

    Wire: `sts:AssumeRole.ExternalId`.
    """
    sessionName: str
    """The session's name in CloudTrail.

    Shape: 2 to 64 of letters, digits and `=,.@-`. Default: `karpool`.
    """
    mfaSerial: str
    """The serial number or ARN of the MFA device that the role asks for; its code is read from `AWS_MFA_CODE`.

    Wire: `sts:AssumeRole.SerialNumber`.
    """


class BudgetDict(TypedDict, total=False):
    """How many nodes may go at once, and when that holds."""
    nodes: CountOrPercentDict
    """How many. Default: `10%`."""
    schedule: str
    """When it begins: five fields of cron in UTC, or `@daily` and the like. Given together with `duration`."""
    duration: DurationDict
    """How long it holds, in hours and minutes."""
    reasons: Sequence[ReasonDict]
    """For which reasons.

    Default: all.
    """


class CapacityReservationDict(TypedDict, total=False):
    """A capacity reservation: one, a group of them, or any that fits."""
    id: str
    """One reservation: `cr-0a1b2c3d4e5f60718`.

    Wire: `CapacityReservationTarget.CapacityReservationId`.
    """
    groupArn: ArnDict
    """A resource group of reservations.

    Wire: `CapacityReservationTarget.CapacityReservationResourceGroupArn`.
    """
    preference: ReservationPreferenceDict
    """Without a target: whether open reservations are used.

    Wire: `CapacityReservationPreference`.
    """


class CapacityReservationTermDict(TypedDict, total=False):
    """Capacity reservations by id, by tags, or by who may use them."""
    id: str
    """One reservation: `cr-0a1b2c3d4e5f60718`."""
    tags: Mapping[str, str]
    """Those that carry all of these tags."""
    ownerID: AccountIdDict
    """The account that owns them."""
    instanceMatchCriteria: InstanceMatchCriteriaDict
    """Those of this kind; since Karpenter 1.8.

    Wire: `capacityReservationSelectorTerms.instanceMatchCriteria`.
    """


class ClusterDict(TypedDict, total=False):
    """The control plane: the `kubernetes` section."""
    version: KubernetesVersionDict
    """The Kubernetes version. It goes up by one minor at a time and never down.

    Default: `1.35`. Wire: `eks:CreateCluster.version`.
    """
    upgradePolicy: UpgradePolicyDict
    """What happens when the version's standard support ends: an upgrade, or paid extended support.

    Default: `standard`. Wire: `eks:CreateCluster.upgradePolicy.supportType`.
    """
    deletionProtection: bool
    """Whether EKS refuses to delete the cluster.

    Default: `false`. Wire: `eks:CreateCluster.deletionProtection`.
    """
    zonalShift: bool
    """Whether ARC zonal shift may move traffic away from a zone. Karpenter then makes no nodes there.

    Default: `false`. Wire: `eks:CreateCluster.zonalShiftConfig.enabled`, chart value `settings.enableZonalShift`.
    """
    controlPlaneTier: ControlPlaneTierDict
    """How much control plane is kept ready: as much as it needs, or a provisioned tier.

    Default: `standard`. Wire: `eks:CreateCluster.controlPlaneScalingConfig.tier`.
    """
    logs: LogsDict
    """The control plane's logs."""
    role: ClusterRoleDict
    """The cluster's role.

    Default: `create`. Wire: `eks:CreateCluster.roleArn`.
    """
    existing: bool
    """The cluster is already there: karpool changes nothing of it and manages only what else the file names.

    Default: `false`.
    """
    secrets: SecretsDict
    """Encryption of the cluster's data in etcd."""
    serviceCidr: CidrDict
    """The range of the Services' addresses. It is fixed when the cluster is made.

    Shape: a private IPv4 range outside of the VPC. Range: /12 to /24. Default: EKS chooses 10.100.0.0/16 or
    172.20.0.0/16. Wire: `eks:CreateCluster.kubernetesNetworkConfig.serviceIpv4Cidr`.
    """
    ipFamily: IpFamilyDict
    """The address family of pods and services. It is fixed when the cluster is made.

    Default: `ipv4`. Wire: `eks:CreateCluster.kubernetesNetworkConfig.ipFamily`.
    """


class _ClusterPieceRequired(TypedDict):
    piece: Literal["cluster"]
    clusterName: str
    """The cluster's name."""
    region: RegionDict
    """The cluster's region."""
    cluster: ClusterDict
    """What it is to be."""
    network: NetworkDict
    """The network of the cluster."""


class ClusterPieceDict(_ClusterPieceRequired, total=False):
    """The control plane alone, with its role and log group."""


class ConnectionTrackingDict(TypedDict, total=False):
    """How long idle connections are tracked."""
    tcpEstablishedTimeout: DurationDict
    """Established TCP connections.

    Range: 60s to 120h. Wire: `connectionTracking.tcpEstablishedTimeout`, in seconds.
    """
    udpStreamTimeout: DurationDict
    """UDP with more than one request and answer.

    Range: 60s to 180s. Wire: `connectionTracking.udpStreamTimeout`, in seconds.
    """
    udpTimeout: DurationDict
    """Other UDP.

    Range: 30s to 60s. Wire: `connectionTracking.udpTimeout`, in seconds.
    """


class CpuOptionsDict(TypedDict, total=False):
    """What the processors may do."""
    nestedVirtualization: EnabledDict
    """Whether virtual machines run inside of the instance.

    Default: as EC2 says. Wire: `EC2NodeClass.spec.cpuOptions.nestedVirtualization`.
    """


class _CreatedSecurityGroupRequired(TypedDict):
    create: NodeSecurityRulesDict
    """Its tags and rules."""


class CreatedSecurityGroupDict(_CreatedSecurityGroupRequired, total=False):
    """A group that karpool makes."""


class DiskDict(TypedDict, total=False):
    """The disk of a node."""
    size: QuantityDict
    """Its size.

    Shape: a quantity of whole Gi. Default: `50Gi`.
    """
    type: VolumeTypeDict
    """Its type. Default: `gp3`."""
    kmsKey: ArnDict
    """The key that encrypts it.

    Default: the account's own for volumes.
    """
    iops: int
    """Operations a second."""
    throughput: int
    """Throughput. Unit: MiB a second."""


class DisruptionDict(TypedDict, total=False):
    """When nodes are taken away for better ones."""
    policy: ConsolidationPolicyDict
    """Which nodes may go.

    Default: `WhenEmptyOrUnderutilized`. Wire: `NodePool.spec.disruption.consolidationPolicy`.
    """
    after: DurationOrNeverDict
    """How long a node is left in peace after pods came or went.

    Default: `5m`. Wire: `NodePool.spec.disruption.consolidateAfter`.
    """
    budgets: Sequence[BudgetDict]
    """How many nodes may go at once.

    Default: `[{nodes: 10%}]`. Wire: `NodePool.spec.disruption.budgets`.
    """


class EndpointDict(TypedDict, total=False):
    """How the API server is reached."""
    private: bool
    """From inside the VPC, and from networks that are connected to it.

    Default: `true`. Wire: `eks:CreateCluster.resourcesVpcConfig.endpointPrivateAccess`.
    """
    public: PublicEndpointDict
    """From the internet: `false`, `true` for every address, or `{cidrs}` for some.

    Default: `true`. Wire: `eks:CreateCluster.resourcesVpcConfig.endpointPublicAccess`, `publicAccessCidrs`.
    """
    vpnCidrs: Sequence[VpnCidrDict]
    """Networks that may reach the private endpoint on port 443: VPNs, peered VPCs.

    Default: none. Wire: `ec2:AuthorizeSecurityGroupIngress` on the cluster's security group.
    """


class FargateProfileDict(TypedDict, total=False):
    """A Fargate profile: which pods run on Fargate. A change brings a new profile before the old one goes."""
    selectors: Sequence[FargateSelectorDict]
    """Which pods, by namespace and labels; a pod that one of them means runs on Fargate.

    Shape: 1 to 5. Wire: `eks:CreateFargateProfile.selectors`.
    """
    subnets: SubnetsDict
    """The subnets of the pods; private ones only.

    Default: `network.subnets`. Wire: `eks:CreateFargateProfile.subnets`.
    """
    roleArn: ArnDict
    """A pod execution role that is there.

    Default: one that karpool makes for all profiles. Wire: `eks:CreateFargateProfile.podExecutionRoleArn`.
    """
    tags: Mapping[str, str]
    """Tags of the profile.

    Wire: `eks:CreateFargateProfile.tags`.
    """


class _FargateSelectorRequired(TypedDict):
    namespace: str
    """The namespace; `*` stands for any text, `?` for one character."""


class FargateSelectorDict(_FargateSelectorRequired, total=False):
    """Pods of a namespace with certain labels."""
    labels: Mapping[str, str]
    """Labels that a pod has, all of them.

    Shape: at most 5.
    """


class FeatureGatesDict(TypedDict, total=False):
    """What is not finished yet in Karpenter. karpool opens the gates that the spec needs."""
    nodeRepair: bool
    """Whether nodes whose conditions say that they are broken are replaced.

    Default: `false`. Wire: chart value `settings.featureGates.nodeRepair`.
    """
    reservedCapacity: bool
    """Whether capacity reservations are used.

    Default: `true`. Wire: chart value `settings.featureGates.reservedCapacity`.
    """
    nodeOverlay: bool
    """Whether NodeOverlays change what instance types have and cost.

    Default: `true` with `nodeOverlays`, else `false`. Wire: chart value `settings.featureGates.nodeOverlay`.
    """
    spotToSpotConsolidation: bool
    """Whether spot nodes are replaced by cheaper spot nodes.

    Default: `false`. Wire: chart value `settings.featureGates.spotToSpotConsolidation`.
    """
    staticCapacity: bool
    """Whether pools may have a fixed number of nodes.

    Default: `true` with `replicas` in a pool, else `false`. Wire: chart value `settings.featureGates.staticCapacity`.
    """
    capacityBuffer: bool
    """Whether nodes are kept ready for pods to come.

    Default: `false`. Wire: chart value `settings.featureGates.capacityBuffer`, since Karpenter 1.14.
    """


class _GivenRoleRequired(TypedDict):
    arn: ArnDict
    """Its ARN."""


class GivenRoleDict(_GivenRoleRequired, total=False):
    """A role that is there."""


class _GivenSecurityGroupRequired(TypedDict):
    id: SecurityGroupIdDict
    """Its id."""


class GivenSecurityGroupDict(_GivenSecurityGroupRequired, total=False):
    """A group that is there."""


class GroupRoleDict(TypedDict, total=False):
    """The role of a group's nodes: made by karpool, or one that is there."""
    arn: ArnDict
    """A role that is there; nothing else can be given then."""
    name: str
    """Its name.

    Default: by `naming.roles`.
    """
    path: str
    """Its IAM path.

    Default: by `naming.path`.
    """
    policies: Sequence[str]
    """The managed policies that it has, by name or ARN, in place of the default ones.

    Default: `AmazonEKSWorkerNodePolicy`, `AmazonEKS_CNI_Policy`, `AmazonEC2ContainerRegistryPullOnly`.
    """
    extraPolicies: Sequence[str]
    """Managed policies that it has besides, by name or ARN."""
    ssm: bool
    """Whether Session Manager reaches the nodes: `AmazonSSMManagedInstanceCore`.

    Default: `true`.
    """
    cloudwatch: bool
    """Whether the nodes write metrics and logs: `CloudWatchAgentServerPolicy`.

    Default: `false`.
    """
    boundary: ArnDict
    """Its permissions boundary.

    Default: `iam.permissionsBoundary`. Wire: `iam:CreateRole.PermissionsBoundary`.
    """
    tags: Mapping[str, str]
    """Tags of the role, besides the spec's common ones."""


class GroupUpdateDict(TypedDict, total=False):
    """How an update replaces a group's nodes: one of the two."""
    maxUnavailable: int
    """So many at once."""
    maxUnavailablePercentage: int
    """So many of a hundred at once.

    Range: 1 to 100. Default: `33`.
    """
    strategy: UpdateStrategyDict
    """Whether new nodes come before old ones go, or old ones go first, where there is no more capacity.

    Default: as EKS does it, `default`. Wire: `updateConfig.updateStrategy`.
    """


class IamDict(TypedDict, total=False):
    """What holds for every IAM role that karpool makes."""
    permissionsBoundary: ArnDict
    """The permissions boundary of every role.

    Wire: `iam:CreateRole.PermissionsBoundary`.
    """


class IdentityProviderDict(TypedDict, total=False):
    """An OIDC provider. A change of it takes it away and associates it again, which lasts half an hour."""
    issuerUrl: str
    """Where its discovery document is, without `/.well-known`.

    Shape: begins with `https://`. Wire: `eks:AssociateIdentityProviderConfig.oidc.issuerUrl`.
    """
    clientId: str
    """The audience of its tokens.

    Wire: `eks:AssociateIdentityProviderConfig.oidc.clientId`.
    """
    usernameClaim: str
    """The claim that is the user's name.

    Default: `sub`. Wire: `eks:AssociateIdentityProviderConfig.oidc.usernameClaim`.
    """
    usernamePrefix: str
    """What is put before the user's name, so that it is no other's.

    Wire: `eks:AssociateIdentityProviderConfig.oidc.usernamePrefix`.
    """
    groupsClaim: str
    """The claim that holds the user's groups.

    Wire: `eks:AssociateIdentityProviderConfig.oidc.groupsClaim`.
    """
    groupsPrefix: str
    """What is put before groups.

    Wire: `eks:AssociateIdentityProviderConfig.oidc.groupsPrefix`.
    """
    requiredClaims: Mapping[str, str]
    """Claims that a token must have, with their values.

    Wire: `eks:AssociateIdentityProviderConfig.oidc.requiredClaims`.
    """


class InstanceProfileDict(TypedDict, total=False):
    """An instance profile that karpool makes, on its own."""
    name: str
    """Its name.

    Default: by `naming.roles`.
    """
    path: str
    """Its IAM path.

    Default: by `naming.path`.
    """
    role: str
    """The role that it carries, by name."""


class _InstanceProfileNameRequired(TypedDict):
    name: str
    """Its name."""


class InstanceProfileNameDict(_InstanceProfileNameRequired, total=False):
    """An instance profile that is there."""


class _InstanceProfilePieceRequired(TypedDict):
    piece: Literal["instanceProfile"]
    clusterName: str
    """The cluster's name."""
    region: RegionDict
    """The cluster's region."""
    instanceProfile: InstanceProfileDict
    """What it is to be."""


class InstanceProfilePieceDict(_InstanceProfilePieceRequired, total=False):
    """An instance profile for a role by name."""


class InterruptionQueueDict(TypedDict, total=False):
    """The queue that tells Karpenter of interruptions, and the five rules that fill it."""
    enabled: bool
    """Whether there is one.

    Default: `true`.
    """
    queueName: str
    """Its name.

    Shape: at most 80 of letters, digits, `-` and `_`. Default: the cluster's name.
    """
    encryption: QueueEncryptionDict
    """Encryption: with the key of SQS, or with a key of your own, whose policy lets EventBridge use it.

    Shape: `sqs` or `{kmsKey}`. Default: `sqs`. Wire: `SqsManagedSseEnabled`, `KmsMasterKeyId`.
    """
    rulePrefix: str
    """What the rules' names begin with.

    Default: the cluster's name.
    """
    extraStatements: Sequence[Mapping[str, Any]]
    """Statements that the queue's policy has besides."""
    tags: Mapping[str, str]
    """Tags of the queue and its rules, besides the spec's common ones."""


class _InterruptionQueuePieceRequired(TypedDict):
    piece: Literal["interruptionQueue"]
    clusterName: str
    """The cluster's name."""
    region: RegionDict
    """The cluster's region."""
    interruptionQueue: InterruptionQueueDict
    """What it is to be."""


class InterruptionQueuePieceDict(_InterruptionQueuePieceRequired, total=False):
    """The interruption queue with its policy and rules."""


class KarpenterDict(TypedDict, total=False):
    """Karpenter: its chart, controller role, queue and instance profile."""
    version: KarpenterVersionDict
    """The version of Karpenter and of its chart.

    Default: `1.14.1`.
    """
    chart: str
    """Where the chart comes from: an OCI location, a directory or a `.tgz`. It is pulled without a login; where a
    registry asks for one, the environment variable `HELM_REGISTRY_CONFIG` names a file of logins (`helm registry
    login --registry-config FILE` writes it). Docker's stored logins are not used.

    Default: `oci://public.ecr.aws/karpenter/karpenter`.
    """
    namespace: str
    """The namespace of the controller. Changing it takes `--prune`, so that the controller ends in the other one
    before it begins here.

    Default: `kube-system`, whose requests the API server serves first.
    """
    serviceAccount: str
    """The controller's service account.

    Default: `karpenter`.
    """
    replicas: int
    """How many controllers; all but one stand by. Each needs a node of its own.

    Range: 1 and more. Default: `2`.
    """
    resources: ResourcesDict
    """What a controller asks for and may use."""
    identity: IdentityDict
    """How the controller gets its role: by EKS pod identity, or as a role of its service account (IRSA), for which
    the cluster's OIDC provider is made. Changing it takes `--prune`, so that the other way is taken away.

    Default: `auto`: IRSA on Fargate, else pod identity.
    """
    stsRegional: StsRegionalDict
    """Whether the service account asks for regional STS: an annotation that has no effect with pod identity.

    Default: `auto`: with IRSA, and in a private network. Wire: annotation `eks.amazonaws.com/sts-regional-endpoints`.
    """
    controllerRole: KarpenterRoleDict
    """The controller's role."""
    interruption: InterruptionQueueDict
    """Notice of interruptions."""
    instanceProfile: InstanceProfileFieldDict
    """The nodes' instance profile: `create`, `none` (Karpenter makes its own), or `{name}` of one that is there.

    Default: `create`.
    """
    settings: KarpenterSettingsDict
    """The controller's settings."""
    values: Mapping[str, Any]
    """Further values of the chart, merged last."""
    serviceMonitor: bool
    """Whether a ServiceMonitor for Prometheus is made. It is left out, and the plan says so, while the cluster does not
    serve `monitoring.coreos.com/v1`, which Prometheus' operator brings.

    Default: `false`.
    """
    dnsPolicy: DnsPolicyDict
    """The pods' DNS policy; with `Default` the controller starts before CoreDNS.

    Default: `ClusterFirst`.
    """
    helmRelease: bool
    """Whether Helm's release record is written, so that `helm list` shows it.

    Default: `true`.
    """


class KarpenterChartDict(TypedDict, total=False):
    """Karpenter's chart on its own, for a cluster whose role, queue and nodes are there."""
    version: KarpenterVersionDict
    """The version of Karpenter and of its chart.

    Default: `1.14.1`.
    """
    chart: str
    """Where the chart comes from.

    Default: `oci://public.ecr.aws/karpenter/karpenter`.
    """
    namespace: str
    """The namespace of the controller.

    Default: `kube-system`.
    """
    serviceAccount: str
    """The controller's service account.

    Default: `karpenter`.
    """
    replicas: int
    """How many controllers.

    Default: `2`.
    """
    resources: ResourcesDict
    """What a controller asks for and may use."""
    interruptionQueue: str
    """The queue's name; without one Karpenter gets no notice of interruptions."""
    settings: KarpenterSettingsDict
    """The controller's settings."""
    values: Mapping[str, Any]
    """Further values of the chart, merged last."""
    serviceMonitor: bool
    """Whether a ServiceMonitor for Prometheus is made."""
    dnsPolicy: DnsPolicyDict
    """The pods' DNS policy."""
    helmRelease: bool
    """Whether Helm's release record is written."""


class _KarpenterChartPieceRequired(TypedDict):
    piece: Literal["karpenterChart"]
    clusterName: str
    """The cluster's name."""
    region: RegionDict
    """The cluster's region."""
    karpenterChart: KarpenterChartDict
    """What it is to be."""


class KarpenterChartPieceDict(_KarpenterChartPieceRequired, total=False):
    """Karpenter's chart with its CRDs."""


class KarpenterRoleDict(TypedDict, total=False):
    """The controller's role: made by karpool, or one that is there."""
    arn: ArnDict
    """A role that is there; nothing else can be given then."""
    name: str
    """Its name.

    Default: by `naming.roles`.
    """
    path: str
    """Its IAM path.

    Default: by `naming.path`.
    """
    boundary: ArnDict
    """Its permissions boundary.

    Default: `iam.permissionsBoundary`.
    """
    extraStatements: Sequence[Mapping[str, Any]]
    """Statements that its policy has besides."""
    extraPolicies: Sequence[str]
    """Managed policies that it has besides, by name or ARN."""
    maxSession: DurationDict
    """The longest session.

    Range: 1h to 12h. Default: `1h`. Wire: `iam:CreateRole.MaxSessionDuration`.
    """
    trust: RoleTrustDict
    """Who else may take the role."""
    tags: Mapping[str, str]
    """Tags of the role, besides the spec's common ones."""


class _KarpenterRolePieceRequired(TypedDict):
    piece: Literal["karpenterRole"]
    clusterName: str
    """The cluster's name."""
    region: RegionDict
    """The cluster's region."""
    karpenterRole: KarpenterRoleDict
    """What it is to be."""


class KarpenterRolePieceDict(_KarpenterRolePieceRequired, total=False):
    """The role of Karpenter's controller."""
    nodeRole: NodeRoleDict
    """The role of the nodes, which the controller hands on to them."""


class KarpenterSettingsDict(TypedDict, total=False):
    """The settings of Karpenter's controller."""
    batchMaxDuration: DurationDict
    """How long pods that wait are collected at most, before nodes are chosen for all of them.

    Range: 1s and more. Default: `10s`. Wire: chart value `settings.batchMaxDuration`.
    """
    batchIdleDuration: DurationDict
    """How long no further pod must come, for nodes to be chosen sooner.

    Range: 1s and more. Default: `1s`. Wire: chart value `settings.batchIdleDuration`.
    """
    preferencePolicy: PreferencePolicyDict
    """Whether what pods only prefer (affinity, spread) makes nodes too.

    Default: `Respect`. Wire: chart value `settings.preferencePolicy`, since Karpenter 1.4.
    """
    minValuesPolicy: MinValuesPolicyDict
    """Whether `minValues` of a pool's requirements may be missed when no choice has so many.

    Default: `Strict`. Wire: chart value `settings.minValuesPolicy`, since Karpenter 1.6.
    """
    clusterCABundle: str
    """The cluster's certificate authority, for nodes.

    Shape: PEM in base64. Default: the controller's own. Wire: chart value `settings.clusterCABundle`.
    """
    clusterEndpoint: str
    """The address that nodes reach the Kubernetes API at.

    Shape: `https://...`. Default: asked from EKS. Wire: chart value `settings.clusterEndpoint`.
    """
    isolatedVPC: bool
    """Whether the controller calls only services that have a VPC endpoint: no price list, no IAM.

    Default: `true` in a private network, else `false`. Wire: chart value `settings.isolatedVPC`.
    """
    eksControlPlane: bool
    """Whether the controller asks EKS for the Kubernetes version, instead of the API server.

    Default: `false`. Wire: chart value `settings.eksControlPlane`.
    """
    vmMemoryOverheadPercent: float
    """The share of an instance type's memory that is not there for pods, until a node of the type was seen.

    Range: 0 to 1. Default: `0.075`. Wire: chart value `settings.vmMemoryOverheadPercent`.
    """
    enableZonalShift: bool
    """Whether no nodes are made in a zone that traffic is shifted away from.

    Default: `kubernetes.zonalShift`. Wire: chart value `settings.enableZonalShift`, since Karpenter 1.12.
    """
    reservedENIs: int
    """The network interfaces of a node that are not for pods: 1 with custom networking or groups for pods.

    Range: 0 and more. Default: `0`. Wire: chart value `settings.reservedENIs`.
    """
    ignoreDRARequests: bool
    """Whether pods that ask for devices by resource claims are left alone.

    Default: `true`. Wire: chart value `settings.ignoreDRARequests`.
    """
    disableClusterStateObservability: bool
    """Whether metrics of pods and nodes are left out.

    Default: `false`. Wire: chart value `settings.disableClusterStateObservability`, since Karpenter 1.8.
    """
    disableDryRun: bool
    """Whether a NodeClass is Ready without a dry run of its permissions.

    Default: `false`. Wire: chart value `settings.disableDryRun`.
    """
    amiRefreshInterval: DurationDict
    """How often images are looked up.

    Range: 1m and more. Default: `1m`. Wire: chart value `settings.amiRefreshInterval`, since Karpenter 1.13.
    """
    subnetRefreshInterval: DurationDict
    """How often subnets are looked up.

    Range: 1m and more. Default: `1m`. Wire: chart value `settings.subnetRefreshInterval`, since Karpenter 1.13.
    """
    featureGates: FeatureGatesDict
    """What is not finished yet in Karpenter, each on or off."""


class _KeysRequired(TypedDict):
    accessKeyId: str
    """Its id."""
    secretAccessKey: str
    """Its secret."""


class KeysDict(_KeysRequired, total=False):
    """An access key."""
    sessionToken: str
    """For temporary credentials."""


class KubernetesRouteDict(TypedDict, total=False):
    """How a cluster's Kubernetes API is reached, where its own address does not do: a tunnel, a bastion, a proxy by name."""
    server: str
    """Where to connect instead of the cluster's endpoint: `https://127.0.0.1:8443`."""
    tlsServerName: str
    """The name that the certificate is checked against. Default: the name in the cluster's endpoint."""
    connectTimeout: int
    """How long connecting may take. Unit: seconds. Default: 30."""
    readTimeout: int
    """How long an answer may take. Unit: seconds. Default: 295."""


class _LaunchTemplateRequired(TypedDict):
    id: LaunchTemplateIdDict
    """Its id."""
    version: str
    """Its version, a number in quotes."""


class LaunchTemplateDict(_LaunchTemplateRequired, total=False):
    """A launch template of your own."""


_LogsWords = TypedDict("_LogsWords", {"class": 'LogClassDict'}, total=False)


class LogsDict(_LogsWords, total=False):
    """The control plane's logs in CloudWatch."""
    types: Sequence[LogTypeDict]
    """Which logs are written; an empty list writes none.

    Default: `api`, `audit`, `authenticator`. Wire: `eks:CreateCluster.logging`.
    """
    retentionDays: int
    """How long they are kept.

    Unit: days. Range: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557,
    2922, 3288, 3653. Default: `90`. Wire: `logs:PutRetentionPolicy.retentionInDays`.
    """
    kmsKey: KmsKeyDict
    """The key that encrypts them: `aws` (the service's own), `create`, or the ARN of one that is there.

    Default: `aws`. Wire: `logs:CreateLogGroup.kmsKeyId`, `logs:AssociateKmsKey`.
    """


class MetadataDict(TypedDict, total=False):
    """The instance metadata service."""
    endpoint: EnabledDict
    """Whether it answers.

    Default: `enabled`.
    """
    hopLimit: int
    """How many network hops its answers travel: with 1, pods do not reach it.

    Range: 1 to 64. Default: `1`.
    """
    tokens: TokensDict
    """Whether a session token is asked for.

    Default: `required`.
    """
    ipv6: EnabledDict
    """Whether it answers over IPv6 as well.

    Default: `disabled`.
    """


class _NamedRequired(TypedDict):
    name: str
    """The value of the tag `Name`."""


class NamedDict(_NamedRequired, total=False):
    """What has this `Name` tag."""


class NamingDict(TypedDict, total=False):
    """Templates of names. `{name}` is the cluster's name, `{region}` its region, `{role}` what the thing is for.
    A name that would be too long is shortened and ends in a hash.
    """
    roles: str
    """The names of IAM roles, which are unique per account.

    Default: `{name}-{region}-{role}`.
    """
    path: str
    """The IAM path of roles and instance profiles.

    Shape: begins and ends with `/`. Default: `/karpool/{region}/{name}/`.
    """
    nodeSecurityGroup: NameTagDict
    """The `Name` tag of the nodes' security group (`network.nodeSecurityGroup: {create}`), or `off`.

    Default: `{name}-node`. Wire: `ec2:CreateSecurityGroup.TagSpecifications`.
    """
    nameTag: NameTagDict
    """The `Name` tag of things that have no name of their own.

    Default: `{name}-{role}`.
    """


class NetworkDict(TypedDict, total=False):
    """The network: a VPC that is there, its subnets, and the way to the API server."""
    vpcId: VpcDict
    """The VPC: its id, or the tags or name by which exactly one is found."""
    subnets: SubnetsDict
    """The nodes' subnets: ids, or tags."""
    controlPlaneSubnets: SubnetsDict
    """The subnets of the control plane's interfaces, in two zones or more.

    Default: `subnets`. Wire: `eks:CreateCluster.resourcesVpcConfig.subnetIds`.
    """
    endpoint: EndpointDict
    """How the API server is reached."""
    nodeSecurityGroup: NodeSecurityGroupDict
    """The security group of nodes: `cluster` (the one that EKS makes), `{create}`, or `{id}` of one that is there.
    A change of it replaces nodes.

    Default: `cluster`. Wire: `ec2:CreateSecurityGroup`, `ec2:CreateLaunchTemplate`, EC2NodeClass
    `spec.securityGroupSelectorTerms`.
    """
    discovery: DiscoveryDict
    """How a NodeClass finds subnets and the security group: `ids`, or `tags` (`karpenter.sh/discovery` is put on
    the nodes' subnets and on exactly one security group; one cluster per subnet).

    Default: `ids`. Wire: `ec2:CreateTags`, EC2NodeClass `spec.subnetSelectorTerms`.
    """
    endpoints: EndpointsDict
    """VPC endpoints of the services that nodes and Karpenter call: `none`, `verify` (they have to be there), or
    `create` (those that are not there are made).

    Default: `none`, and `create` with `private`. Wire: `ec2:CreateVpcEndpoint`.
    """
    private: bool
    """Nodes do not leave the VPC: the API server is private only, VPC endpoints are there, the controller calls
    nothing that has none, and images come from a mirror.

    Default: `false`. Wire: chart value `settings.isolatedVPC`.
    """


class _NetworkInterfaceRequired(TypedDict):
    deviceIndex: int
    """The number of the device on its card.

    Range: 0 to 2147483647.
    """
    networkCardIndex: int
    """The number of the network card.

    Range: 0 to 2147483647.
    """
    interfaceType: InterfaceTypeDict
    """What it carries."""


class NetworkInterfaceDict(_NetworkInterfaceRequired, total=False):
    """A network interface of an instance."""


class NodeClassDict(TypedDict, total=False):
    """An EC2NodeClass."""
    ami: AmiDict
    """The images: `al2023` (the newest, taken once and kept), `al2023@v20260801`, or `{ids}`, `{tags}`,
    `{ssmParameter}`, `{name, owner}`.

    Default: `al2023`. Wire: `EC2NodeClass.spec.amiSelectorTerms`.
    """
    volumes: Sequence[VolumeDict]
    """The nodes' volumes.

    Default: one of 50Gi, gp3, encrypted. Wire: `EC2NodeClass.spec.blockDeviceMappings`.
    """
    metadata: MetadataDict
    """The instance metadata service.

    Wire: `EC2NodeClass.spec.metadataOptions`.
    """
    kubelet: Mapping[str, Any]
    """Settings of the kubelet, by Karpenter's names.

    Wire: `EC2NodeClass.spec.kubelet`.
    """
    userData: str
    """User data that is merged with Karpenter's own.

    Wire: `EC2NodeClass.spec.userData`.
    """
    tags: Mapping[str, str]
    """Tags of instances, volumes and interfaces. A change rolls the nodes.

    Wire: `EC2NodeClass.spec.tags`.
    """
    detailedMonitoring: bool
    """Whether CloudWatch gets a value a minute.

    Default: `false`. Wire: `EC2NodeClass.spec.detailedMonitoring`.
    """
    associatePublicIp: bool
    """Whether instances get a public address.

    Default: as the subnet says. Wire: `EC2NodeClass.spec.associatePublicIPAddress`.
    """
    instanceStorePolicy: InstanceStorePolicyDict
    """What is done with local disks.

    Default: nothing. Wire: `EC2NodeClass.spec.instanceStorePolicy`.
    """
    subnets: Sequence[SubnetTermDict]
    """Subnets, in place of `network.subnets`.

    Wire: `EC2NodeClass.spec.subnetSelectorTerms`.
    """
    securityGroups: Sequence[SecurityGroupTermDict]
    """Security groups, in place of the cluster's own.

    Wire: `EC2NodeClass.spec.securityGroupSelectorTerms`.
    """
    capacityReservations: Sequence[CapacityReservationTermDict]
    """Capacity reservations, for the capacity type `reserved`.

    Wire: `EC2NodeClass.spec.capacityReservationSelectorTerms`.
    """
    placementGroup: PlacementGroupDict
    """The placement group that instances are put into; since Karpenter 1.11.

    Wire: `EC2NodeClass.spec.placementGroupSelector`.
    """
    networkInterfaces: Sequence[NetworkInterfaceDict]
    """The network interfaces of an instance, for types with several network cards; since Karpenter 1.11.

    Shape: at most 150, among them the interface of device 0 on card 0. Default: one, as EC2 gives it.
    Wire: `EC2NodeClass.spec.networkInterfaces`.
    """
    connectionTracking: ConnectionTrackingDict
    """How long idle connections are tracked; since Karpenter 1.13.

    Default: as EC2 says. Wire: `EC2NodeClass.spec.connectionTracking`.
    """
    cpuOptions: CpuOptionsDict
    """What the processors may do; since Karpenter 1.13.

    Wire: `EC2NodeClass.spec.cpuOptions`.
    """
    ipPrefixCount: int
    """How many address prefixes the first interface gets at launch; since Karpenter 1.8.

    Range: 0 to 2147483647. Default: none. Wire: `EC2NodeClass.spec.ipPrefixCount`.
    """
    context: str
    """The context of EC2 fleets, where AWS has given you one.

    Wire: `EC2NodeClass.spec.context`.
    """
    role: str
    """The role from which Karpenter makes an instance profile, by name or, when it has a path, by ARN; in place of
    `nodeRole`. The controller may pass it, and it gets an access entry. Beside `instanceProfile` it says which
    role that profile carries.

    Wire: `EC2NodeClass.spec.role`, without `instanceProfile`.
    """
    instanceProfile: str
    """An instance profile by name, in place of `karpenter.instanceProfile`. When the role that it carries is not
    the node role, `role` stands beside it.

    Default: `karpenter.instanceProfile`. Wire: `EC2NodeClass.spec.instanceProfile`.
    """


class _NodeClassPieceRequired(TypedDict):
    piece: Literal["nodeClass"]
    clusterName: str
    """The cluster's name."""
    region: RegionDict
    """The cluster's region."""
    name: str
    """Its name there."""
    nodeClass: NodeClassDict
    """What it is to be."""


class NodeClassPieceDict(_NodeClassPieceRequired, total=False):
    """A NodeClass of a cluster that is there."""


class NodeGroupDict(TypedDict, total=False):
    """A managed node group: the nodes that Karpenter itself and the addons run on."""
    instanceTypes: Sequence[InstanceTypeDict]
    """Instance types, all of one architecture. A change brings a new group before the old one goes.

    Default: `m7g.large`. Wire: `eks:CreateNodegroup.instanceTypes`.
    """
    ami: AmiFamilyDict
    """The images' family. A change brings a new group.

    Default: `al2023`. Wire: `eks:CreateNodegroup.amiType`.
    """
    releaseVersion: str
    """The release of the image: `1.35.0-20260801`. When it is not given, the newest is taken once and kept.

    Wire: `eks:CreateNodegroup.releaseVersion`.
    """
    size: SizeDict
    """How many nodes."""
    capacityType: GroupCapacityTypeDict
    """On-demand, spot, or a capacity block that was bought. A change brings a new group.

    Default: `on-demand`. Wire: `eks:CreateNodegroup.capacityType`.
    """
    capacityReservation: CapacityReservationDict
    """A capacity reservation that the nodes use; a capacity block is one.

    Wire: launch template, `CapacityReservationSpecification`.
    """
    role: GroupRoleDict
    """The role of the group's nodes. A change of its name or ARN brings a new group.

    Default: one that karpool makes. Wire: `eks:CreateNodegroup.nodeRole`.
    """
    labels: Mapping[str, str]
    """Labels of the nodes."""
    taints: GroupTaintsDict
    """Taints of the nodes: `criticalAddonsOnly`, `off` or a list.

    Default: `criticalAddonsOnly` for the group `system`, else `off`.
    """
    disk: DiskDict
    """The nodes' disk."""
    subnets: SubnetsDict
    """The group's subnets. A change brings a new group.

    Default: `network.subnets`.
    """
    update: GroupUpdateDict
    """How an update replaces nodes."""
    repair: RepairDict
    """Whether EKS replaces nodes that are not healthy: `true`, `false`, or a section with its limits.

    Default: `true`. Wire: `eks:CreateNodegroup.nodeRepairConfig`.
    """
    keyName: str
    """The key pair for SSH, by name."""
    securityGroups: Sequence[SecurityGroupIdDict]
    """Security groups besides the one that lets nodes in (the cluster's own, or `network.nodeSecurityGroup`)."""
    metadata: MetadataDict
    """The instance metadata service."""
    userData: str
    """User data that is merged with EKS's own. `al2023`: a script (`#!…`) or a NodeConfig (`apiVersion:
    node.eks.aws/…`), which karpool packs as the MIME archive that EKS asks for, or such an archive.
    `bottlerocket`: TOML.
    """
    tags: Mapping[str, str]
    """Tags of the group and its instances."""
    launchTemplate: LaunchTemplateDict
    """A launch template of your own in place of karpool's."""


class _NodeGroupPieceRequired(TypedDict):
    piece: Literal["nodeGroup"]
    clusterName: str
    """The cluster's name."""
    region: RegionDict
    """The cluster's region."""
    name: str
    """Its name there."""
    nodeGroup: NodeGroupDict
    """What it is to be."""
    network: NetworkDict
    """The network of the cluster."""


class NodeGroupPieceDict(_NodeGroupPieceRequired, total=False):
    """A managed node group with its role and launch template."""


class NodeOverlayDict(TypedDict, total=False):
    """A NodeOverlay: another price, or resources that the instance types have besides. Alpha in Karpenter; karpool
    opens its feature gate.
    """
    requirements: Sequence[RequirementDict]
    """Which instance types, and in which pools and zones.

    Default: all. Wire: `NodeOverlay.spec.requirements`.
    """
    price: QuantityDict
    """The price in place of AWS's; either this or `priceAdjustment`.

    Unit: dollars an hour. Shape: `0.05`. Wire: `NodeOverlay.spec.price`.
    """
    priceAdjustment: str
    """What is added to AWS's price: `+10%`, `-0.50`.

    Wire: `NodeOverlay.spec.priceAdjustment`.
    """
    capacity: Mapping[str, QuantityDict]
    """Extended resources that the instances have: `smarter-devices/fuse: 1`.

    Wire: `NodeOverlay.spec.capacity`.
    """
    weight: int
    """Where several overlays mean one instance type, the one with the highest weight counts.

    Range: 1 to 10000. Wire: `NodeOverlay.spec.weight`.
    """


class NodePoolDict(TypedDict, total=False):
    """A NodePool."""
    preset: PresetDict
    """A set of defaults: `x86`, `graviton`, `spot` or `gpu`."""
    nodeClass: str
    """The NodeClass of its nodes.

    Default: `default`. Wire: `NodePool.spec.template.spec.nodeClassRef`.
    """
    arch: Sequence[ArchitectureDict]
    """Architectures.

    Default: `amd64`. Wire: requirement `kubernetes.io/arch`.
    """
    capacityTypes: Sequence[CapacityTypeDict]
    """How capacity may be bought.

    Default: `on-demand`. Wire: requirement `karpenter.sh/capacity-type`.
    """
    categories: Sequence[str]
    """Categories of instances: `c`, `m`, `r`.

    Default: `c`, `m`, `r`. Wire: requirement `karpenter.k8s.aws/instance-category`.
    """
    generation: RangeOfCountDict
    """Generations of instances.

    Default: 5 and newer. Wire: requirement `karpenter.k8s.aws/instance-generation`.
    """
    families: Sequence[str]
    """Families of instances: `m7i`.

    Wire: requirement `karpenter.k8s.aws/instance-family`.
    """
    sizes: Sequence[str]
    """Sizes of instances: `large`.

    Wire: requirement `karpenter.k8s.aws/instance-size`.
    """
    instanceTypes: Sequence[InstanceTypeDict]
    """Instance types.

    Wire: requirement `node.kubernetes.io/instance-type`.
    """
    zones: Sequence[str]
    """Zones.

    Wire: requirement `topology.kubernetes.io/zone`.
    """
    cpu: RangeOfCountDict
    """Processors of an instance.

    Unit: vCPU. Wire: requirement `karpenter.k8s.aws/instance-cpu`.
    """
    memory: RangeOfQuantityDict
    """Memory of an instance.

    Wire: requirement `karpenter.k8s.aws/instance-memory`, in MiB.
    """
    requirements: Sequence[RequirementDict]
    """Further requirements.

    Wire: `NodePool.spec.template.spec.requirements`.
    """
    limits: LimitsDict
    """How much the pool may make in all.

    Default: cpu 100. Wire: `NodePool.spec.limits`.
    """
    weight: int
    """The pool with the highest weight is tried first.

    Range: 1 to 100. Wire: `NodePool.spec.weight`.
    """
    labels: Mapping[str, str]
    """Labels of the nodes.

    Wire: `NodePool.spec.template.metadata.labels`.
    """
    annotations: Mapping[str, str]
    """Annotations of the nodes.

    Wire: `NodePool.spec.template.metadata.annotations`.
    """
    taints: Sequence[TaintDict]
    """Taints of the nodes.

    Wire: `NodePool.spec.template.spec.taints`.
    """
    startupTaints: Sequence[TaintDict]
    """Taints that something on the node takes away when it has started.

    Wire: `NodePool.spec.template.spec.startupTaints`.
    """
    expireAfter: DurationOrNeverDict
    """How old a node becomes.

    Default: `720h`. Wire: `NodePool.spec.template.spec.expireAfter`.
    """
    terminationGracePeriod: DurationDict
    """How long draining a node may take.

    Default: `1h`. Wire: `NodePool.spec.template.spec.terminationGracePeriod`.
    """
    disruption: DisruptionDict
    """When nodes are taken away for better ones."""
    replicas: int
    """A fixed number of nodes, in place of what pods ask for: such a pool keeps its kind for ever. Alpha in
    Karpenter; karpool opens its feature gate.

    Range: 0 to 2147483647. Default: as pods ask. Wire: `NodePool.spec.replicas`.
    """


class _NodePoolPieceRequired(TypedDict):
    piece: Literal["nodePool"]
    clusterName: str
    """The cluster's name."""
    region: RegionDict
    """The cluster's region."""
    name: str
    """Its name there."""
    nodePool: NodePoolDict
    """What it is to be."""


class NodePoolPieceDict(_NodePoolPieceRequired, total=False):
    """A NodePool of a cluster that is there."""


class NodeRoleDict(TypedDict, total=False):
    """The role of the nodes that Karpenter makes: made by karpool, a node group's, or one that is there."""
    reuse: str
    """A node group whose role is used: `nodeGroups/system`."""
    arn: ArnDict
    """A role that is there."""
    name: str
    """The name of the role that karpool makes.

    Default: by `naming.roles`.
    """
    path: str
    """Its IAM path.

    Default: by `naming.path`.
    """
    policies: Sequence[str]
    """The managed policies that it has, by name or ARN, in place of the default ones.

    Default: `AmazonEKSWorkerNodePolicy`, `AmazonEKS_CNI_Policy`, `AmazonEC2ContainerRegistryPullOnly`.
    """
    extraPolicies: Sequence[str]
    """Managed policies that it has besides, by name or ARN."""
    ssm: bool
    """Whether Session Manager reaches the nodes: `AmazonSSMManagedInstanceCore`.

    Default: `true`.
    """
    cloudwatch: bool
    """Whether the nodes write metrics and logs: `CloudWatchAgentServerPolicy`.

    Default: `false`.
    """
    boundary: ArnDict
    """Its permissions boundary.

    Default: `iam.permissionsBoundary`. Wire: `iam:CreateRole.PermissionsBoundary`.
    """
    tags: Mapping[str, str]
    """Tags of the role that karpool makes, besides the spec's common ones."""
    accessEntry: NodeAccessEntryDict
    """The access entry that lets nodes of this role join: by itself, always, or never.

    Default: `auto`.
    """
    accessEntryType: AccessEntryTypeDict
    """The kind of that entry.

    Default: `EC2_LINUX`. Wire: `eks:CreateAccessEntry.type`.
    """


class _NodeRolePieceRequired(TypedDict):
    piece: Literal["nodeRole"]
    clusterName: str
    """The cluster's name."""
    region: RegionDict
    """The cluster's region."""
    nodeRole: NodeRoleDict
    """What it is to be."""


class NodeRolePieceDict(_NodeRolePieceRequired, total=False):
    """The role of Karpenter's nodes."""


class NodeSecurityRulesDict(TypedDict, total=False):
    """Tags and rules of the nodes' security group."""
    tags: Mapping[str, str]
    """Tags of this group alone."""
    rules: Mapping[str, SecurityRuleDict]
    """Further rules, by name."""
    recommendedRules: bool
    """Whether the rules that most clusters need are made: pods of other nodes, webhooks, everything outside. Those
    without which no node becomes Ready are made anyway.

    Default: `true`.
    """


class OptionsDict(TypedDict, total=False):
    """What the caller allows and wishes."""
    approve: str
    """The digest of the plan that is to be done exactly; when the world has moved since, nothing is written."""
    prune: bool
    """Also deletes what is ours and no longer in the spec. Default: `false`."""
    adopt: bool
    """Takes over things that exist, that nobody has marked, and that the spec names. Default: `false`."""
    force: bool
    """Ends drains that do not end, and deletes a cluster whose API cannot be reached. Default: `false`."""
    forceConflicts: bool
    """Takes over fields of Kubernetes objects that other managers have set. Default: `false`."""
    deleteLogs: bool
    """Destroy deletes the control plane's logs as well. Default: `false`."""
    deleteOrphans: bool
    """Destroy deletes first what workloads hold in the account: Services and Ingresses with load balancers, and claims
    of volumes that go with them. Default: `false`, and a cluster that has such is not destroyed.
    """
    offline: bool
    """Uses only charts that the cache, a folder or an archive holds. Default: `false`."""


class _PermissionSetRequired(TypedDict):
    sso: str
    """The permission set's name: `AdministratorAccess` for `AWSReservedSSO_AdministratorAccess_0123456789abcdef`."""


class PermissionSetDict(_PermissionSetRequired, total=False):
    """A permission set."""


class PlacementGroupDict(TypedDict, total=False):
    """A placement group: by name or by id."""
    name: str
    """Its name.

    Wire: `EC2NodeClass.spec.placementGroupSelector.name`.
    """
    id: str
    """Its id: `pg-0a1b2c3d4e5f60718`.

    Wire: `EC2NodeClass.spec.placementGroupSelector.id`.
    """


class _PodIdentityAssociationRequired(TypedDict):
    namespace: str
    """The service account's namespace.

    Wire: `eks:CreatePodIdentityAssociation.namespace`.
    """
    serviceAccount: str
    """The service account.

    Wire: `eks:CreatePodIdentityAssociation.serviceAccount`.
    """
    roleArn: ArnDict
    """The role.

    Wire: `eks:CreatePodIdentityAssociation.roleArn`.
    """


class PodIdentityAssociationDict(_PodIdentityAssociationRequired, total=False):
    """The tie between a service account and a role."""


class _PodIdentityAssociationPieceRequired(TypedDict):
    piece: Literal["podIdentityAssociation"]
    clusterName: str
    """The cluster's name."""
    region: RegionDict
    """The cluster's region."""
    podIdentityAssociation: PodIdentityAssociationDict
    """What it is to be."""


class PodIdentityAssociationPieceDict(_PodIdentityAssociationPieceRequired, total=False):
    """Which role the pods of a service account get."""


class _PrincipalArnRequired(TypedDict):
    arn: ArnDict
    """The ARN of a user or role."""


class PrincipalArnDict(_PrincipalArnRequired, total=False):
    """A user or role."""


class _PublicRangesRequired(TypedDict):
    cidrs: Sequence[CidrDict]
    """Ranges of addresses; at most 40."""


class PublicRangesDict(_PublicRangesRequired, total=False):
    """Ranges that reach the public endpoint."""


class _QueueKeyRequired(TypedDict):
    kmsKey: ArnDict
    """The ARN of the key itself, not of an alias: the controller's policy names it."""


class QueueKeyDict(_QueueKeyRequired, total=False):
    """A key of KMS for the queue."""


class RangeOfCountDict(TypedDict, total=False):
    """The smallest and largest value that are wanted; either may be left out."""
    min: int
    """The smallest, itself included."""
    max: int
    """The largest, itself included."""


class RangeOfQuantityDict(TypedDict, total=False):
    """The smallest and largest value that are wanted; either may be left out."""
    min: QuantityDict
    """The smallest, itself included."""
    max: QuantityDict
    """The largest, itself included."""


class RepairLimitsDict(TypedDict, total=False):
    """Within which limits nodes are repaired; of count and percentage one of the two."""
    maxUnhealthyCount: int
    """With more unhealthy nodes than this nothing is repaired.

    Range: 1 and more. Wire: `nodeRepairConfig.maxUnhealthyNodeThresholdCount`.
    """
    maxUnhealthyPercentage: int
    """With more unhealthy nodes of a hundred than this nothing is repaired.

    Range: 1 to 100. Wire: `nodeRepairConfig.maxUnhealthyNodeThresholdPercentage`.
    """
    maxParallelCount: int
    """So many nodes are repaired at once.

    Range: 1 and more. Wire: `nodeRepairConfig.maxParallelNodesRepairedCount`.
    """
    maxParallelPercentage: int
    """So many nodes of a hundred are repaired at once.

    Range: 1 to 100. Wire: `nodeRepairConfig.maxParallelNodesRepairedPercentage`.
    """


class _RequirementRequired(TypedDict):
    key: str
    """A label's key."""
    operator: OperatorDict
    """How the values are compared."""


class RequirementDict(_RequirementRequired, total=False):
    """A requirement on the nodes of a NodePool."""
    values: Sequence[str]
    """The values; numbers are in quotes."""
    minValues: int
    """How many different values must be possible.

    Range: 1 to 50.
    """


class ResourcesDict(TypedDict, total=False):
    """What a container asks for and may use."""
    requests: Mapping[str, QuantityDict]
    """What it asks for. Default: cpu 1, memory 1Gi."""
    limits: Mapping[str, QuantityDict]
    """What it may use. Default: cpu 1, memory 1Gi."""


class _RoleRequired(TypedDict):
    arn: str
    """Its ARN."""


class RoleDict(_RoleRequired, total=False):
    """A role to take first."""
    externalId: str
    """The secret that the role's owner asks for."""
    sessionName: str
    """The session's name in CloudTrail. Default: `karpool`."""
    mfaSerial: str
    """The MFA device that the role asks for."""
    mfaCode: str
    """The code that the device shows, which counts once. Default: `AWS_MFA_CODE`."""


class _RoleNameRequired(TypedDict):
    role: str
    """The role's name without its path."""


class RoleNameDict(_RoleNameRequired, total=False):
    """An IAM role."""


class RoleTrustDict(TypedDict, total=False):
    """Who may take a role, besides whom karpool lets."""
    extra: Sequence[Mapping[str, Any]]
    """Statements that its trust policy has besides.

    Wire: `iam:CreateRole.AssumeRolePolicyDocument`.
    """


class SandboxOptionsDict(TypedDict, total=False):
    """How a sandbox is to be; every field may be left out."""
    folder: str | os.PathLike[str]
    """Keeps the world between processes; without one it lives in memory."""
    speed: float
    """Simulated seconds per second. Default: 300."""
    seed: int
    """Decides every random number. Default: 1."""
    caller: str
    """The user who calls: `deployer` may do everything, `alice` and `bob` what the account lets them."""
    region: RegionDict
    """The region whose network a fresh account has from the start, and when it is given, that of a spec that names
    none. Default: `us-east-1`, for the network alone.
    """
    faults: Sequence[str]
    """Loses, delays, throttles or cuts chosen calls: `eks:CreateCluster#1=lose-after`."""


class SecretsDict(TypedDict, total=False):
    """Encryption of the cluster's data in etcd, Secrets among it."""
    kmsKey: KmsKeyDict
    """The key: `aws` (EKS's own), `create`, or the ARN of a symmetric key that is there. A key of one's own can be
    given later, and never be taken away or changed.

    Default: `aws`. Wire: `eks:CreateCluster.encryptionConfig`, `eks:AssociateEncryptionConfig`.
    """


class SecurityGroupTermDict(TypedDict, total=False):
    """Security groups by id, name or tags."""
    id: SecurityGroupIdDict
    """One group."""
    name: str
    """Groups of this name."""
    tags: Mapping[str, str]
    """Those that carry all of these tags."""


class SecurityRuleDict(TypedDict, total=False):
    """A rule: what may come in, or go out, from or to one peer."""
    egress: bool
    """Whether it lets out instead of in.

    Default: `false`.
    """
    protocol: ProtocolDict
    """The protocol.

    Default: `tcp`. Wire: `ec2:AuthorizeSecurityGroupIngress.IpPermissions.IpProtocol`.
    """
    ports: PortsDict
    """One port, or first and last with `-` between.

    Default: all.
    """
    cidr: CidrDict
    """The peer: a range of addresses."""
    prefixList: PrefixListIdDict
    """The peer: a managed prefix list."""
    securityGroup: SecurityGroupIdDict
    """The peer: a security group."""
    peer: RulePeerWordDict
    """The peer: `nodes` (the group itself) or `controlPlane`."""
    description: str
    """What it is for.

    Shape: at most 255 of letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*`.
    """


class SizeDict(TypedDict, total=False):
    """How many nodes a group has."""
    min: int
    """At least. Default: `2`."""
    desired: int
    """At creation, and held only when it is given. Default: `2`."""
    max: int
    """At most. Default: `3`."""


class _StackRequired(TypedDict):
    name: ClusterNameDict
    """The cluster's name. Names that are derived from it are shortened with a hash where AWS's limits ask for it.

    Shape: 1 to 100 of letters, digits, `-` and `_`. Wire: `eks:CreateCluster.name`.
    """
    region: RegionDict
    """The region."""


class StackDict(_StackRequired, total=False):
    """What is wanted: one cluster with everything that belongs to it. The file, the builders of all languages and this
    are the same tree.
    """
    apiVersion: ApiVersionDict
    """The form of this file: `karpool.dev/v1`."""
    account: AccountIdDict
    """The account that this is for: with credentials of another one nothing is done."""
    profile: str
    """The profile of the AWS configuration to take credentials from."""
    assumeRole: AssumeRoleDict
    """A role to take first."""
    environment: EnvironmentDict
    """What the cluster is for: a set of defaults, shown in the plan. A given value wins over each of them.

    Default: none; the table of environments says which defaults then hold.
    """
    partition: str
    """The partition; it follows from the region."""
    tags: Mapping[str, str]
    """Tags of everything that can be tagged."""
    propagateToNodes: bool
    """Whether the tags are put on Karpenter's instances too; changing them then rolls the nodes.

    Default: `false`.
    """
    naming: NamingDict
    """Templates of names."""
    iam: IamDict
    """What holds for every IAM role."""
    kubernetes: ClusterDict
    """The control plane."""
    network: NetworkDict
    """Where the cluster lives and who reaches it."""
    access: AccessDict
    """Who may use the cluster."""
    nodeRole: NodeRoleFieldDict
    """The role of Karpenter's nodes: `create`, or a section.

    Default: `create`.
    """
    nodeGroups: Mapping[str, NodeGroupDict]
    """Managed node groups by name. A given map replaces the default one.

    Default: `system`.
    """
    fargateProfiles: Mapping[str, FargateProfileDict]
    """Fargate profiles by name: pods that run without nodes."""
    addons: Mapping[str, AddonOrOffDict]
    """EKS addons by name, besides the four default ones; `off` leaves one out."""
    karpenter: KarpenterOrOffDict
    """Karpenter, or `off`."""
    nodeClasses: Mapping[str, NodeClassDict]
    """EC2NodeClasses by name. A given map replaces the default one.

    Default: `default`.
    """
    nodePools: Mapping[str, NodePoolDict]
    """NodePools by name. A given map replaces the default one.

    Default: `x86` and `graviton`.
    """
    nodeOverlays: Mapping[str, NodeOverlayDict]
    """NodeOverlays by name: corrections of what Karpenter believes of instance types."""
    timeouts: TimeoutsDict
    """How long each kind of thing may take."""


class SubnetTermDict(TypedDict, total=False):
    """Subnets by id or by tags."""
    id: SubnetIdDict
    """One subnet."""
    tags: Mapping[str, str]
    """Those that carry all of these tags; an empty value or `*` stands for any."""


class _TaggedRequired(TypedDict):
    tags: Mapping[str, str]
    """Keys and values; all must be there."""


class TaggedDict(_TaggedRequired, total=False):
    """What carries all of these tags."""


class _TaintRequired(TypedDict):
    key: str
    """Its key."""
    effect: TaintEffectDict
    """What happens to pods that do not tolerate it."""


class TaintDict(_TaintRequired, total=False):
    """A taint."""
    value: str
    """Its value."""


class TimeoutsDict(TypedDict, total=False):
    """How long each kind of thing may take before the run gives up. Running again goes on where it stopped."""
    cluster: DurationDict
    """Creating, updating or deleting the control plane. Default: `30m`."""
    nodeGroup: DurationDict
    """Creating, updating or deleting a node group. Default: `20m`."""
    addon: DurationDict
    """Creating, updating or deleting an addon. Default: `10m`."""
    chart: DurationDict
    """The roll-out of Karpenter's controller, and its classes becoming ready. Default: `10m`. The controller needs the
    group's nodes, so `nodeGroup` is added to it.
    """
    nodePool: DurationDict
    """A NodePool becoming ready, or its nodes draining. Default: `5m`."""


class _UserNameRequired(TypedDict):
    user: str
    """The user's name."""


class UserNameDict(_UserNameRequired, total=False):
    """An IAM user."""


class VolumeDict(TypedDict, total=False):
    """A volume of Karpenter's nodes."""
    device: str
    """The device: `/dev/xvda`."""
    size: QuantityDict
    """Its size.

    Shape: a quantity of whole Gi or G. Range: 1Gi to 59000Gi. Default: `50Gi`.
    """
    type: VolumeTypeDict
    """Its type. Default: `gp3`."""
    encrypted: bool
    """Whether it is encrypted. Default: `true`."""
    kmsKey: str
    """The key that encrypts it, by id or ARN."""
    iops: int
    """Operations a second."""
    throughput: int
    """Throughput. Unit: MiB a second."""
    initializationRate: int
    """How fast a snapshot's blocks are fetched; since Karpenter 1.5.

    Unit: MiB a second. Range: 100 to 300. Default: as they are read.
    """
    snapshotId: SnapshotIdDict
    """The snapshot that it is made from."""
    deleteOnTermination: bool
    """Whether it goes with the instance. Default: `true`."""
    rootVolume: bool
    """Whether it is the one that the image boots from."""


class VpnCidrDict(TypedDict, total=False):
    """A network that may reach the private endpoint: a range or a prefix list."""
    cidr: CidrDict
    """A range of addresses."""
    prefixList: PrefixListIdDict
    """A managed prefix list."""
    description: str
    """What it is, as the rule's description.

    Shape: at most 255 of letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*`.
    """


class WorldOptionsDict(TypedDict, total=False):
    """How AWS is reached and who calls; what is not given comes from the environment and the shared files of AWS."""
    profile: str
    """A profile of the AWS configuration. A spec that names one goes first. Its credentials are used even where there
    are others in the environment.
    """
    region: RegionDict
    """The region of a spec that names none. A spec that names one is of that region. Nothing is taken from
    `AWS_REGION`: where a cluster is made does not depend on a shell.
    """
    assumeRole: RoleDict
    """A role to take with those credentials. A spec that names one goes first."""
    credentials: KeysDict
    """Credentials as such, instead of those of the environment and of any profile."""
    endpoint: str
    """Where all AWS services are called instead of their own addresses."""
    endpoints: Mapping[str, str]
    """Where single AWS services are called, by their names in the AWS configuration: `eks`, `cloudwatch_logs`."""
    kubernetes: KubernetesRouteDict
    """How clusters' Kubernetes APIs are reached."""
    cache: str | os.PathLike[str]
    """Where charts are kept. Default: `karpool` in the user's cache folder."""


class OptionsKeywords(TypedDict, total=False):
    """What the caller allows and wishes."""
    approve: str
    """The digest of the plan that is to be done exactly; when the world has moved since, nothing is written."""
    prune: bool
    """Also deletes what is ours and no longer in the spec. Default: `false`."""
    adopt: bool
    """Takes over things that exist, that nobody has marked, and that the spec names. Default: `false`."""
    force: bool
    """Ends drains that do not end, and deletes a cluster whose API cannot be reached. Default: `false`."""
    force_conflicts: bool
    """Takes over fields of Kubernetes objects that other managers have set. Default: `false`."""
    delete_logs: bool
    """Destroy deletes the control plane's logs as well. Default: `false`."""
    delete_orphans: bool
    """Destroy deletes first what workloads hold in the account: Services and Ingresses with load balancers, and claims
    of volumes that go with them. Default: `false`, and a cluster that has such is not destroyed.
    """
    offline: bool
    """Uses only charts that the cache, a folder or an archive holds. Default: `false`."""


class SandboxOptionsKeywords(TypedDict, total=False):
    """How a sandbox is to be; every field may be left out."""
    folder: str | os.PathLike[str]
    """Keeps the world between processes; without one it lives in memory."""
    speed: float
    """Simulated seconds per second. Default: 300."""
    seed: int
    """Decides every random number. Default: 1."""
    caller: str
    """The user who calls: `deployer` may do everything, `alice` and `bob` what the account lets them."""
    region: RegionDict
    """The region whose network a fresh account has from the start, and when it is given, that of a spec that names
    none. Default: `us-east-1`, for the network alone.
    """
    faults: Sequence[str]
    """Loses, delays, throttles or cuts chosen calls: `eks:CreateCluster#1=lose-after`."""

__all__ = [
    "AccessDict",
    "AccessEntryDict",
    "AccessEntryPieceDict",
    "AccessEntryTypeDict",
    "AccessPolicyDict",
    "AccountIdDict",
    "AddonDict",
    "AddonOrOffDict",
    "AddonPieceDict",
    "AddonPodIdentityDict",
    "AmiDict",
    "AmiFamilyDict",
    "AmiIdDict",
    "AmiSelectorDict",
    "ApiVersionDict",
    "ArchitectureDict",
    "ArnDict",
    "AssumeRoleDict",
    "AuthenticationModeDict",
    "BudgetDict",
    "CapacityReservationDict",
    "CapacityReservationTermDict",
    "CapacityTypeDict",
    "CidrDict",
    "ClusterDict",
    "ClusterNameDict",
    "ClusterPieceDict",
    "ClusterRoleDict",
    "ConnectionTrackingDict",
    "ConsolidationPolicyDict",
    "ControlPlaneTierDict",
    "CountOrPercentDict",
    "CpuOptionsDict",
    "CreatedSecurityGroupDict",
    "DiscoveryDict",
    "DiskDict",
    "DisruptionDict",
    "DnsPolicyDict",
    "DurationDict",
    "DurationOrNeverDict",
    "EnabledDict",
    "EndpointDict",
    "EndpointsDict",
    "EnvironmentDict",
    "FargateProfileDict",
    "FargateSelectorDict",
    "FeatureGatesDict",
    "GivenRoleDict",
    "GivenSecurityGroupDict",
    "GroupCapacityTypeDict",
    "GroupRoleDict",
    "GroupTaintsDict",
    "GroupUpdateDict",
    "IamDict",
    "IdentityDict",
    "IdentityProviderDict",
    "ImageFamilyDict",
    "InstanceMatchCriteriaDict",
    "InstanceProfileDict",
    "InstanceProfileFieldDict",
    "InstanceProfileNameDict",
    "InstanceProfilePieceDict",
    "InstanceStorePolicyDict",
    "InstanceTypeDict",
    "InterfaceTypeDict",
    "InterruptionQueueDict",
    "InterruptionQueuePieceDict",
    "IpFamilyDict",
    "KarpenterDict",
    "KarpenterChartDict",
    "KarpenterChartPieceDict",
    "KarpenterOrOffDict",
    "KarpenterRoleDict",
    "KarpenterRolePieceDict",
    "KarpenterSettingsDict",
    "KarpenterVersionDict",
    "KeysDict",
    "KmsKeyDict",
    "KubernetesRouteDict",
    "KubernetesVersionDict",
    "LaunchTemplateDict",
    "LaunchTemplateIdDict",
    "LimitsDict",
    "LogClassDict",
    "LogTypeDict",
    "LogsDict",
    "MetadataDict",
    "MinValuesPolicyDict",
    "NameTagDict",
    "NamedDict",
    "NamingDict",
    "NetworkDict",
    "NetworkInterfaceDict",
    "NodeAccessEntryDict",
    "NodeClassDict",
    "NodeClassPieceDict",
    "NodeGroupDict",
    "NodeGroupPieceDict",
    "NodeOverlayDict",
    "NodePoolDict",
    "NodePoolPieceDict",
    "NodeRoleDict",
    "NodeRoleFieldDict",
    "NodeRolePieceDict",
    "NodeSecurityGroupDict",
    "NodeSecurityRulesDict",
    "OperatorDict",
    "OptionsDict",
    "PermissionSetDict",
    "PieceDict",
    "PlacementGroupDict",
    "PodIdentityAssociationDict",
    "PodIdentityAssociationPieceDict",
    "PortsDict",
    "PreferencePolicyDict",
    "PrefixListIdDict",
    "PresetDict",
    "PrincipalDict",
    "PrincipalArnDict",
    "ProtocolDict",
    "PublicEndpointDict",
    "PublicRangesDict",
    "QuantityDict",
    "QueueEncryptionDict",
    "QueueKeyDict",
    "RangeOfCountDict",
    "RangeOfQuantityDict",
    "ReasonDict",
    "RegionDict",
    "RepairDict",
    "RepairLimitsDict",
    "RequirementDict",
    "ReservationPreferenceDict",
    "ResourcesDict",
    "RoleDict",
    "RoleNameDict",
    "RoleTrustDict",
    "RulePeerWordDict",
    "SandboxOptionsDict",
    "SecretsDict",
    "SecurityGroupIdDict",
    "SecurityGroupTermDict",
    "SecurityRuleDict",
    "SizeDict",
    "SnapshotIdDict",
    "StackDict",
    "StsRegionalDict",
    "SubnetIdDict",
    "SubnetTermDict",
    "SubnetsDict",
    "TaggedDict",
    "TaintDict",
    "TaintEffectDict",
    "TaintsWordDict",
    "TimeoutsDict",
    "TokensDict",
    "UpdateStrategyDict",
    "UpgradePolicyDict",
    "UserNameDict",
    "VolumeDict",
    "VolumeTypeDict",
    "VpcDict",
    "VpcIdDict",
    "VpnCidrDict",
    "WorldOptionsDict",
    "OptionsKeywords",
    "SandboxOptionsKeywords",
]
