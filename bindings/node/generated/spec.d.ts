// Generated from the schema by `make schema`; a test compares it with the code.
/**
 * The kind of an access entry of nodes.
 * Source: EKS API, CreateAccessEntry.type.
 */
export type AccessEntryType = "EC2_LINUX" | "EC2_WINDOWS" | "EC2" | "HYBRID_LINUX" | "FARGATE_LINUX";

/** an account id (12 digits, in quotes) */
export type AccountId = string;

/** A section, or `off`. */
export type AddonOrOff = "off" | Addon;

/** The images of a NodeClass. */
export type Ami = string | AmiSelector;

/** A family of images of managed node groups and of Karpenter's nodes. */
export type AmiFamily = "al2023" | "bottlerocket";

/** an AMI id (`ami-0a1b2c3d4e5f60718`) */
export type AmiId = string;

/** The form of the file. */
export type ApiVersion = "karpool.dev/v1";

/** The architecture of a processor, as Kubernetes names it. */
export type Architecture = "amd64" | "arm64";

/** an ARN (`arn:aws:iam::111122223333:role/name`) */
export type Arn = string;

/**
 * Where EKS looks up who a caller is.
 * Source: EKS API, AuthenticationMode.
 */
export type AuthenticationMode = "API" | "API_AND_CONFIG_MAP";

/**
 * How capacity is bought.
 * Source: Karpenter documentation, label `karpenter.sh/capacity-type`.
 */
export type CapacityType = "on-demand" | "spot" | "reserved";

/** a CIDR (`10.8.0.0/16`) */
export type Cidr = string;

/** a cluster name */
export type ClusterName = string;

/** The cluster's role: made by karpool, or there already. */
export type ClusterRole = "create" | GivenRole;

/**
 * Which nodes may go.
 * Source: Karpenter documentation, consolidationPolicy; Balanced since 1.14.
 */
export type ConsolidationPolicy = "WhenEmpty" | "WhenEmptyOrUnderutilized" | "Balanced";

/**
 * How much control plane is kept ready.
 * Source: EKS API, ProvisionedControlPlaneTier.
 */
export type ControlPlaneTier = "standard" | "tier-xl" | "tier-2xl" | "tier-4xl" | "tier-8xl";

/** a number or a percentage (`3`, `10%`) */
export type CountOrPercent = string | number;

/** How a NodeClass finds subnets and security groups. */
export type Discovery = "ids" | "tags";

/**
 * The DNS policy of a pod.
 * Source: Kubernetes API, PodSpec.dnsPolicy.
 */
export type DnsPolicy = "ClusterFirst" | "ClusterFirstWithHostNet" | "Default" | "None";

/** a duration (`30s`, `10m`, `720h`) */
export type Duration = string;

/** a duration (`30s`, `10m`, `720h`) or `Never` */
export type DurationOrNever = string;

/** On or off, in EC2's words. */
export type Enabled = "enabled" | "disabled";

/** VPC endpoints. */
export type Endpoints = "none" | "verify" | "create";

/** What the cluster is for: a set of defaults. */
export type Environment = "development" | "production";

/**
 * How the capacity of a group is bought.
 * Source: EKS API, CapacityTypes.
 */
export type GroupCapacityType = "on-demand" | "spot" | "capacity-block";

/** Taints of a group: a word or a list. */
export type GroupTaints = TaintsWord | Taint[];

/** How the controller gets its role. */
export type Identity = "auto" | "podIdentity" | "irsa";

/**
 * How an image boots.
 * Source: Karpenter documentation, EC2NodeClass spec.amiFamily.
 */
export type ImageFamily = "al2" | "al2023" | "bottlerocket" | "custom" | "windows2019" | "windows2022" | "windows2025";

/**
 * Which reservations a term means, by who may use them.
 * Source: Karpenter's EC2NodeClass definition, since 1.8.
 */
export type InstanceMatchCriteria = "open" | "targeted";

/** The `instanceProfile` field. */
export type InstanceProfileField = "create" | "none" | InstanceProfileName;

/** What is done with local disks. */
export type InstanceStorePolicy = "RAID0";

/** an instance type (`m7g.large`) */
export type InstanceType = string;

/**
 * What a network interface carries.
 * Source: Karpenter's EC2NodeClass definition of 1.14, networkInterfaces.
 */
export type InterfaceType = "interface" | "efa-only";

/** The address family of pods and services. */
export type IpFamily = "ipv4" | "ipv6";

/** A section, or `off`. */
export type KarpenterOrOff = "off" | Karpenter;

/** a Karpenter version (`1.14.1`) */
export type KarpenterVersion = string;

/** A key of KMS: the service's own, one that karpool makes, or one that is there. */
export type KmsKey = "aws" | "create" | Arn;

/** a Kubernetes version (`"1.35"`, in quotes) */
export type KubernetesVersion = string;

/** a launch template id (`lt-0a1b2c3d4e5f60718`) */
export type LaunchTemplateId = string;

/** How much a pool may make in all, by resource: `cpu`, `memory`, `nodes` and any other. */
export type Limits = { [name: string]: Quantity };

/**
 * The class of a log group.
 * Source: CloudWatch Logs API, LogGroupClass.
 */
export type LogClass = "STANDARD" | "INFREQUENT_ACCESS";

/**
 * A log of the control plane.
 * Source: EKS API, LogType.
 */
export type LogType = "api" | "audit" | "authenticator" | "controllerManager" | "scheduler";

/** The variety that a pool's requirements ask for. */
export type MinValuesPolicy = "Strict" | "BestEffort";

/** The template of the `Name` tag, or `off`. */
export type NameTag = "off" | string;

/** When the node role's access entry is made. */
export type NodeAccessEntry = "auto" | "create" | "skip";

/** The `nodeRole` field: the word `create` or the section. */
export type NodeRoleField = "create" | NodeRole;

/** The security group of nodes: of managed groups and of Karpenter's. */
export type NodeSecurityGroup = "cluster" | CreatedSecurityGroup | GivenSecurityGroup;

/**
 * How a requirement compares.
 * Source: Karpenter documentation, NodePool requirements; Gte and Lte since 1.9.
 */
export type Operator = "In" | "NotIn" | "Exists" | "DoesNotExist" | "Gt" | "Lt" | "Gte" | "Lte";

/** One part of a stack that is planned, applied and destroyed by itself, as it stands in a file. */
export type Piece = ClusterPiece | NodePoolPiece | NodeClassPiece | KarpenterRolePiece | NodeRolePiece | InstanceProfilePiece | PodIdentityAssociationPiece | InterruptionQueuePiece | KarpenterChartPiece | AccessEntryPiece | AddonPiece | NodeGroupPiece;

/** a port (`443`) or two with `-` between (`1025-65535`) */
export type Ports = string | number;

/** What pods only prefer. */
export type PreferencePolicy = "Respect" | "Ignore";

/** a prefix list id (`pl-0a1b2c3d4e5f60718`) */
export type PrefixListId = string;

/** A set of defaults for a NodePool. */
export type Preset = "x86" | "graviton" | "spot" | "gpu";

/** A principal of IAM. */
export type Principal = string | UserName | RoleName | PermissionSet | PrincipalArn;

/**
 * A protocol of a rule.
 * Source: EC2 API, IpPermission.IpProtocol.
 */
export type Protocol = "tcp" | "udp" | "all";

/** Who reaches the API server from the internet. */
export type PublicEndpoint = boolean | PublicRanges;

/** a quantity (`4`, `100m`, `50Gi`) */
export type Quantity = string | number;

/** Encryption of the queue. */
export type QueueEncryption = "sqs" | QueueKey;

/** Why a node goes. */
export type Reason = "Underutilized" | "Empty" | "Drifted";

/** a region (`us-east-1`) */
export type Region = string;

/** Node repair: a switch, or its limits. */
export type Repair = boolean | RepairLimits;

/**
 * Whether open reservations are used.
 * Source: EC2 API, CapacityReservationPreference.
 */
export type ReservationPreference = "open" | "none" | "capacity-reservations-only";

/** A peer that has no id of its own in the spec. */
export type RulePeerWord = "nodes" | "controlPlane";

/** a security group id (`sg-0a1b2c3d4e5f60718`) */
export type SecurityGroupId = string;

/** a snapshot id (`snap-0a1b2c3d4e5f60718`) */
export type SnapshotId = string;

/** Whether the service account asks for regional STS. */
export type StsRegional = "auto" | boolean;

/** a subnet id (`subnet-0a1b2c3d4e5f60718`) */
export type SubnetId = string;

/** Subnets: by id or by tags. */
export type Subnets = SubnetId[] | Tagged;

/** What a taint does. */
export type TaintEffect = "NoSchedule" | "PreferNoSchedule" | "NoExecute";

/** A word for taints. */
export type TaintsWord = "criticalAddonsOnly" | "off";

/** Whether the metadata service asks for a token. */
export type Tokens = "required" | "optional";

/**
 * In which order an update replaces nodes.
 * Source: EKS API, NodegroupUpdateStrategies.
 */
export type UpdateStrategy = "default" | "minimal";

/**
 * What happens at the end of standard support.
 * Source: EKS API, UpgradePolicyRequest.supportType.
 */
export type UpgradePolicy = "standard" | "extended";

/**
 * A type of volume.
 * Source: EC2 API, VolumeType.
 */
export type VolumeType = "standard" | "io1" | "io2" | "gp2" | "sc1" | "st1" | "gp3";

/** A VPC: by id, by tags or by its `Name` tag. */
export type Vpc = VpcId | Tagged | Named;

/** a VPC id (`vpc-0a1b2c3d4e5f60718`) */
export type VpcId = string;

/** Who may use the cluster's API. */
export interface Access {
  /**
   * Where EKS looks up who a caller is: access entries, or the `aws-auth` ConfigMap as well.
   *
   * Default: `API`. Wire: `eks:CreateCluster.accessConfig.authenticationMode`.
   */
  authenticationMode?: AuthenticationMode;
  /**
   * Whether the caller that creates the cluster becomes its administrator. Asked for at creation, not compared
   * later.
   *
   * Default: `true`. Wire: `eks:CreateCluster.accessConfig.bootstrapClusterCreatorAdminPermissions`.
   */
  creatorAdmin?: boolean;
  /** Administrators: names of IAM users, or `{role}`, `{sso}`, `{user}`, `{arn}`. They are looked up. */
  admins?: Principal[];
  /** Further access entries. */
  entries?: AccessEntry[];
  /** OIDC providers whose users the API server takes, by name. A cluster has one at most. */
  identityProviders?: { [name: string]: IdentityProvider };
}

/** An access entry: a principal and what it may do, by access policies of EKS or by groups of Kubernetes. */
export interface AccessEntry {
  /**
   * Whom the entry is for.
   *
   * Wire: `eks:CreateAccessEntry.principalArn`.
   */
  principal: Principal;
  /**
   * Access policies of EKS.
   *
   * Wire: `eks:AssociateAccessPolicy`.
   */
  policies?: AccessPolicy[];
  /**
   * Groups of Kubernetes, for RBAC bindings of your own.
   *
   * Wire: `eks:CreateAccessEntry.kubernetesGroups`.
   */
  groups?: string[];
  /**
   * The name that Kubernetes sees.
   *
   * Default: made by EKS. Wire: `eks:CreateAccessEntry.username`.
   */
  username?: string;
  /** Tags of the entry, besides the spec's common ones. */
  tags?: { [name: string]: string };
}

/** An access entry. */
export interface AccessEntryPiece {
  piece: "accessEntry";
  /** The cluster's name. */
  clusterName: string;
  /** The cluster's region. */
  region: Region;
  /** What it is to be. */
  accessEntry: AccessEntry;
}

/** An access policy and where it holds. */
export interface AccessPolicy {
  /** The policy's name: `AmazonEKSViewPolicy`. */
  name: string;
  /**
   * The namespaces that it holds in, one at least; a `*` at the end stands for any.
   *
   * Default: the whole cluster.
   */
  namespaces?: string[];
}

/** An EKS addon. */
export interface Addon {
  /**
   * Its version: `v1.21.1-eksbuild.1`, or `keep`. When it is not given, EKS's default is taken once and kept.
   *
   * Wire: `eks:CreateAddon.addonVersion`.
   */
  version?: string;
  /**
   * Its values.
   *
   * Wire: `eks:CreateAddon.configurationValues`.
   */
  values?: { [name: string]: unknown };
  /**
   * The role that its pods get.
   *
   * Wire: `eks:CreateAddon.podIdentityAssociations`.
   */
  podIdentity?: AddonPodIdentity;
  /**
   * The role that its pods get through the cluster's OIDC provider, in place of pod identity.
   *
   * Wire: `eks:CreateAddon.serviceAccountRoleArn`.
   */
  irsa?: AddonPodIdentity;
  /**
   * Whether deleting the addon leaves what it has installed. Default: `false`.
   *
   * Wire: `eks:DeleteAddon.preserve`.
   */
  preserve?: boolean;
  /** Tags of the addon and of the role of its pods, besides the spec's common ones. */
  tags?: { [name: string]: string };
}

/** An EKS addon. */
export interface AddonPiece {
  piece: "addon";
  /** The cluster's name. */
  clusterName: string;
  /** The cluster's region. */
  region: Region;
  /** Its name there. */
  name: string;
  /** What it is to be. */
  addon: Addon;
}

/** The role of an addon's pods: made with these policies, or one that is there. */
export interface AddonPodIdentity {
  /** The service account of its pods. */
  serviceAccount?: string;
  /** Managed policies of the role that karpool makes, by name or ARN. */
  policies?: string[];
  /** A role that is there. */
  roleArn?: Arn;
}

/** Images of your own: by ids, tags, SSM parameter, or name and owner. */
export interface AmiSelector {
  /** Ids of images. */
  ids?: AmiId[];
  /** Tags of images. */
  tags?: { [name: string]: string };
  /**
   * An SSM parameter that holds an image's id, by name or ARN. The controller's role may read it; a controller role
   * of your own needs `ssm:GetParameter` on it.
   */
  ssmParameter?: string;
  /** The name of images; `*` stands for anything. */
  name?: string;
  /** Whose they are: an account, `self` or `amazon`. */
  owner?: string;
  /** How they boot. Default: `al2023`. */
  family?: ImageFamily;
}

/** A role that karpool takes before it calls anything else. */
export interface AssumeRole {
  /**
   * The role.
   *
   * Wire: `sts:AssumeRole.RoleArn`.
   */
  arn?: Arn;
  /**
   * The secret that the role's owner asks for.
   *
   * Wire: `sts:AssumeRole.ExternalId`.
   */
  externalId?: string;
  /**
   * The session's name in CloudTrail.
   *
   * Shape: 2 to 64 of letters, digits and `=,.@-`. Default: `karpool`.
   */
  sessionName?: string;
  /**
   * The serial number or ARN of the MFA device that the role asks for; its code is read from `AWS_MFA_CODE`.
   *
   * Wire: `sts:AssumeRole.SerialNumber`.
   */
  mfaSerial?: string;
}

/** How many nodes may go at once, and when that holds. */
export interface Budget {
  /** How many. Default: `10%`. */
  nodes?: CountOrPercent;
  /** When it begins: five fields of cron in UTC, or `@daily` and the like. Given together with `duration`. */
  schedule?: string;
  /** How long it holds, in hours and minutes. */
  duration?: Duration;
  /**
   * For which reasons.
   *
   * Default: all.
   */
  reasons?: Reason[];
}

/** A capacity reservation: one, a group of them, or any that fits. */
export interface CapacityReservation {
  /**
   * One reservation: `cr-0a1b2c3d4e5f60718`.
   *
   * Wire: `CapacityReservationTarget.CapacityReservationId`.
   */
  id?: string;
  /**
   * A resource group of reservations.
   *
   * Wire: `CapacityReservationTarget.CapacityReservationResourceGroupArn`.
   */
  groupArn?: Arn;
  /**
   * Without a target: whether open reservations are used.
   *
   * Wire: `CapacityReservationPreference`.
   */
  preference?: ReservationPreference;
}

/** Capacity reservations by id, by tags, or by who may use them. */
export interface CapacityReservationTerm {
  /** One reservation: `cr-0a1b2c3d4e5f60718`. */
  id?: string;
  /** Those that carry all of these tags. */
  tags?: { [name: string]: string };
  /** The account that owns them. */
  ownerID?: AccountId;
  /**
   * Those of this kind; since Karpenter 1.8.
   *
   * Wire: `capacityReservationSelectorTerms.instanceMatchCriteria`.
   */
  instanceMatchCriteria?: InstanceMatchCriteria;
}

/** The control plane: the `kubernetes` section. */
export interface Cluster {
  /**
   * The Kubernetes version. It goes up by one minor at a time and never down.
   *
   * Default: `1.35`. Wire: `eks:CreateCluster.version`.
   */
  version?: KubernetesVersion;
  /**
   * What happens when the version's standard support ends: an upgrade, or paid extended support.
   *
   * Default: `standard`. Wire: `eks:CreateCluster.upgradePolicy.supportType`.
   */
  upgradePolicy?: UpgradePolicy;
  /**
   * Whether EKS refuses to delete the cluster.
   *
   * Default: `false`. Wire: `eks:CreateCluster.deletionProtection`.
   */
  deletionProtection?: boolean;
  /**
   * Whether ARC zonal shift may move traffic away from a zone. Karpenter then makes no nodes there.
   *
   * Default: `false`. Wire: `eks:CreateCluster.zonalShiftConfig.enabled`, chart value `settings.enableZonalShift`.
   */
  zonalShift?: boolean;
  /**
   * How much control plane is kept ready: as much as it needs, or a provisioned tier.
   *
   * Default: `standard`. Wire: `eks:CreateCluster.controlPlaneScalingConfig.tier`.
   */
  controlPlaneTier?: ControlPlaneTier;
  /** The control plane's logs. */
  logs?: Logs;
  /**
   * The cluster's role.
   *
   * Default: `create`. Wire: `eks:CreateCluster.roleArn`.
   */
  role?: ClusterRole;
  /**
   * The cluster is already there: karpool changes nothing of it and manages only what else the file names.
   *
   * Default: `false`.
   */
  existing?: boolean;
  /** Encryption of the cluster's data in etcd. */
  secrets?: Secrets;
  /**
   * The range of the Services' addresses. It is fixed when the cluster is made.
   *
   * Shape: a private IPv4 range outside of the VPC. Range: /12 to /24. Default: EKS chooses 10.100.0.0/16 or
   * 172.20.0.0/16. Wire: `eks:CreateCluster.kubernetesNetworkConfig.serviceIpv4Cidr`.
   */
  serviceCidr?: Cidr;
  /**
   * The address family of pods and services. It is fixed when the cluster is made.
   *
   * Default: `ipv4`. Wire: `eks:CreateCluster.kubernetesNetworkConfig.ipFamily`.
   */
  ipFamily?: IpFamily;
}

/** The control plane alone, with its role and log group. */
export interface ClusterPiece {
  piece: "cluster";
  /** The cluster's name. */
  clusterName: string;
  /** The cluster's region. */
  region: Region;
  /** What it is to be. */
  cluster: Cluster;
  /** The network of the cluster. */
  network: Network;
}

/** How long idle connections are tracked. */
export interface ConnectionTracking {
  /**
   * Established TCP connections.
   *
   * Range: 60s to 120h. Wire: `connectionTracking.tcpEstablishedTimeout`, in seconds.
   */
  tcpEstablishedTimeout?: Duration;
  /**
   * UDP with more than one request and answer.
   *
   * Range: 60s to 180s. Wire: `connectionTracking.udpStreamTimeout`, in seconds.
   */
  udpStreamTimeout?: Duration;
  /**
   * Other UDP.
   *
   * Range: 30s to 60s. Wire: `connectionTracking.udpTimeout`, in seconds.
   */
  udpTimeout?: Duration;
}

/** What the processors may do. */
export interface CpuOptions {
  /**
   * Whether virtual machines run inside of the instance.
   *
   * Default: as EC2 says. Wire: `EC2NodeClass.spec.cpuOptions.nestedVirtualization`.
   */
  nestedVirtualization?: Enabled;
}

/** A group that karpool makes. */
export interface CreatedSecurityGroup {
  /** Its tags and rules. */
  create: NodeSecurityRules;
}

/** The disk of a node. */
export interface Disk {
  /**
   * Its size.
   *
   * Shape: a quantity of whole Gi. Default: `50Gi`.
   */
  size?: Quantity;
  /** Its type. Default: `gp3`. */
  type?: VolumeType;
  /**
   * The key that encrypts it.
   *
   * Default: the account's own for volumes.
   */
  kmsKey?: Arn;
  /** Operations a second. */
  iops?: number;
  /** Throughput. Unit: MiB a second. */
  throughput?: number;
}

/** When nodes are taken away for better ones. */
export interface Disruption {
  /**
   * Which nodes may go.
   *
   * Default: `WhenEmptyOrUnderutilized`. Wire: `NodePool.spec.disruption.consolidationPolicy`.
   */
  policy?: ConsolidationPolicy;
  /**
   * How long a node is left in peace after pods came or went.
   *
   * Default: `5m`. Wire: `NodePool.spec.disruption.consolidateAfter`.
   */
  after?: DurationOrNever;
  /**
   * How many nodes may go at once.
   *
   * Default: `[{nodes: 10%}]`. Wire: `NodePool.spec.disruption.budgets`.
   */
  budgets?: Budget[];
}

/** How the API server is reached. */
export interface Endpoint {
  /**
   * From inside the VPC, and from networks that are connected to it.
   *
   * Default: `true`. Wire: `eks:CreateCluster.resourcesVpcConfig.endpointPrivateAccess`.
   */
  private?: boolean;
  /**
   * From the internet: `false`, `true` for every address, or `{cidrs}` for some.
   *
   * Default: `true`. Wire: `eks:CreateCluster.resourcesVpcConfig.endpointPublicAccess`, `publicAccessCidrs`.
   */
  public?: PublicEndpoint;
  /**
   * Networks that may reach the private endpoint on port 443: VPNs, peered VPCs.
   *
   * Default: none. Wire: `ec2:AuthorizeSecurityGroupIngress` on the cluster's security group.
   */
  vpnCidrs?: VpnCidr[];
}

/** A Fargate profile: which pods run on Fargate. A change brings a new profile before the old one goes. */
export interface FargateProfile {
  /**
   * Which pods, by namespace and labels; a pod that one of them means runs on Fargate.
   *
   * Shape: 1 to 5. Wire: `eks:CreateFargateProfile.selectors`.
   */
  selectors?: FargateSelector[];
  /**
   * The subnets of the pods; private ones only.
   *
   * Default: `network.subnets`. Wire: `eks:CreateFargateProfile.subnets`.
   */
  subnets?: Subnets;
  /**
   * A pod execution role that is there.
   *
   * Default: one that karpool makes for all profiles. Wire: `eks:CreateFargateProfile.podExecutionRoleArn`.
   */
  roleArn?: Arn;
  /**
   * Tags of the profile.
   *
   * Wire: `eks:CreateFargateProfile.tags`.
   */
  tags?: { [name: string]: string };
}

/** Pods of a namespace with certain labels. */
export interface FargateSelector {
  /** The namespace; `*` stands for any text, `?` for one character. */
  namespace: string;
  /**
   * Labels that a pod has, all of them.
   *
   * Shape: at most 5.
   */
  labels?: { [name: string]: string };
}

/** What is not finished yet in Karpenter. karpool opens the gates that the spec needs. */
export interface FeatureGates {
  /**
   * Whether nodes whose conditions say that they are broken are replaced.
   *
   * Default: `false`. Wire: chart value `settings.featureGates.nodeRepair`.
   */
  nodeRepair?: boolean;
  /**
   * Whether capacity reservations are used.
   *
   * Default: `true`. Wire: chart value `settings.featureGates.reservedCapacity`.
   */
  reservedCapacity?: boolean;
  /**
   * Whether NodeOverlays change what instance types have and cost.
   *
   * Default: `true` with `nodeOverlays`, else `false`. Wire: chart value `settings.featureGates.nodeOverlay`.
   */
  nodeOverlay?: boolean;
  /**
   * Whether spot nodes are replaced by cheaper spot nodes.
   *
   * Default: `false`. Wire: chart value `settings.featureGates.spotToSpotConsolidation`.
   */
  spotToSpotConsolidation?: boolean;
  /**
   * Whether pools may have a fixed number of nodes.
   *
   * Default: `true` with `replicas` in a pool, else `false`. Wire: chart value `settings.featureGates.staticCapacity`.
   */
  staticCapacity?: boolean;
  /**
   * Whether nodes are kept ready for pods to come.
   *
   * Default: `false`. Wire: chart value `settings.featureGates.capacityBuffer`, since Karpenter 1.14.
   */
  capacityBuffer?: boolean;
}

/** A role that is there. */
export interface GivenRole {
  /** Its ARN. */
  arn: Arn;
}

/** A group that is there. */
export interface GivenSecurityGroup {
  /** Its id. */
  id: SecurityGroupId;
}

/** The role of a group's nodes: made by karpool, or one that is there. */
export interface GroupRole {
  /** A role that is there; nothing else can be given then. */
  arn?: Arn;
  /**
   * Its name.
   *
   * Default: by `naming.roles`.
   */
  name?: string;
  /**
   * Its IAM path.
   *
   * Default: by `naming.path`.
   */
  path?: string;
  /**
   * The managed policies that it has, by name or ARN, in place of the default ones.
   *
   * Default: `AmazonEKSWorkerNodePolicy`, `AmazonEKS_CNI_Policy`, `AmazonEC2ContainerRegistryPullOnly`.
   */
  policies?: string[];
  /** Managed policies that it has besides, by name or ARN. */
  extraPolicies?: string[];
  /**
   * Whether Session Manager reaches the nodes: `AmazonSSMManagedInstanceCore`.
   *
   * Default: `true`.
   */
  ssm?: boolean;
  /**
   * Whether the nodes write metrics and logs: `CloudWatchAgentServerPolicy`.
   *
   * Default: `false`.
   */
  cloudwatch?: boolean;
  /**
   * Its permissions boundary.
   *
   * Default: `iam.permissionsBoundary`. Wire: `iam:CreateRole.PermissionsBoundary`.
   */
  boundary?: Arn;
  /** Tags of the role, besides the spec's common ones. */
  tags?: { [name: string]: string };
}

/** How an update replaces a group's nodes: one of the two. */
export interface GroupUpdate {
  /** So many at once. */
  maxUnavailable?: number;
  /**
   * So many of a hundred at once.
   *
   * Range: 1 to 100. Default: `33`.
   */
  maxUnavailablePercentage?: number;
  /**
   * Whether new nodes come before old ones go, or old ones go first, where there is no more capacity.
   *
   * Default: as EKS does it, `default`. Wire: `updateConfig.updateStrategy`.
   */
  strategy?: UpdateStrategy;
}

/** What holds for every IAM role that karpool makes. */
export interface Iam {
  /**
   * The permissions boundary of every role.
   *
   * Wire: `iam:CreateRole.PermissionsBoundary`.
   */
  permissionsBoundary?: Arn;
}

/** An OIDC provider. A change of it takes it away and associates it again, which lasts half an hour. */
export interface IdentityProvider {
  /**
   * Where its discovery document is, without `/.well-known`.
   *
   * Shape: begins with `https://`. Wire: `eks:AssociateIdentityProviderConfig.oidc.issuerUrl`.
   */
  issuerUrl?: string;
  /**
   * The audience of its tokens.
   *
   * Wire: `eks:AssociateIdentityProviderConfig.oidc.clientId`.
   */
  clientId?: string;
  /**
   * The claim that is the user's name.
   *
   * Default: `sub`. Wire: `eks:AssociateIdentityProviderConfig.oidc.usernameClaim`.
   */
  usernameClaim?: string;
  /**
   * What is put before the user's name, so that it is no other's.
   *
   * Wire: `eks:AssociateIdentityProviderConfig.oidc.usernamePrefix`.
   */
  usernamePrefix?: string;
  /**
   * The claim that holds the user's groups.
   *
   * Wire: `eks:AssociateIdentityProviderConfig.oidc.groupsClaim`.
   */
  groupsClaim?: string;
  /**
   * What is put before groups.
   *
   * Wire: `eks:AssociateIdentityProviderConfig.oidc.groupsPrefix`.
   */
  groupsPrefix?: string;
  /**
   * Claims that a token must have, with their values.
   *
   * Wire: `eks:AssociateIdentityProviderConfig.oidc.requiredClaims`.
   */
  requiredClaims?: { [name: string]: string };
}

/** An instance profile that karpool makes, on its own. */
export interface InstanceProfile {
  /**
   * Its name.
   *
   * Default: by `naming.roles`.
   */
  name?: string;
  /**
   * Its IAM path.
   *
   * Default: by `naming.path`.
   */
  path?: string;
  /** The role that it carries, by name. */
  role?: string;
}

/** An instance profile that is there. */
export interface InstanceProfileName {
  /** Its name. */
  name: string;
}

/** An instance profile for a role by name. */
export interface InstanceProfilePiece {
  piece: "instanceProfile";
  /** The cluster's name. */
  clusterName: string;
  /** The cluster's region. */
  region: Region;
  /** What it is to be. */
  instanceProfile: InstanceProfile;
}

/** The queue that tells Karpenter of interruptions, and the five rules that fill it. */
export interface InterruptionQueue {
  /**
   * Whether there is one.
   *
   * Default: `true`.
   */
  enabled?: boolean;
  /**
   * Its name.
   *
   * Shape: at most 80 of letters, digits, `-` and `_`. Default: the cluster's name.
   */
  queueName?: string;
  /**
   * Encryption: with the key of SQS, or with a key of your own, whose policy lets EventBridge use it.
   *
   * Shape: `sqs` or `{kmsKey}`. Default: `sqs`. Wire: `SqsManagedSseEnabled`, `KmsMasterKeyId`.
   */
  encryption?: QueueEncryption;
  /**
   * What the rules' names begin with.
   *
   * Default: the cluster's name.
   */
  rulePrefix?: string;
  /** Statements that the queue's policy has besides. */
  extraStatements?: { [name: string]: unknown }[];
  /** Tags of the queue and its rules, besides the spec's common ones. */
  tags?: { [name: string]: string };
}

/** The interruption queue with its policy and rules. */
export interface InterruptionQueuePiece {
  piece: "interruptionQueue";
  /** The cluster's name. */
  clusterName: string;
  /** The cluster's region. */
  region: Region;
  /** What it is to be. */
  interruptionQueue: InterruptionQueue;
}

/** Karpenter: its chart, controller role, queue and instance profile. */
export interface Karpenter {
  /**
   * The version of Karpenter and of its chart.
   *
   * Default: `1.14.1`.
   */
  version?: KarpenterVersion;
  /**
   * Where the chart comes from: an OCI location, a directory or a `.tgz`. It is pulled without a login; where a
   * registry asks for one, the environment variable `HELM_REGISTRY_CONFIG` names a file of logins (`helm registry
   * login --registry-config FILE` writes it). Docker's stored logins are not used.
   *
   * Default: `oci://public.ecr.aws/karpenter/karpenter`.
   */
  chart?: string;
  /**
   * The namespace of the controller. Changing it takes `--prune`, so that the controller ends in the other one
   * before it begins here.
   *
   * Default: `kube-system`, whose requests the API server serves first.
   */
  namespace?: string;
  /**
   * The controller's service account.
   *
   * Default: `karpenter`.
   */
  serviceAccount?: string;
  /**
   * How many controllers; all but one stand by. Each needs a node of its own.
   *
   * Range: 1 and more. Default: `2`.
   */
  replicas?: number;
  /** What a controller asks for and may use. */
  resources?: Resources;
  /**
   * How the controller gets its role: by EKS pod identity, or as a role of its service account (IRSA), for which
   * the cluster's OIDC provider is made. Changing it takes `--prune`, so that the other way is taken away.
   *
   * Default: `auto`: IRSA on Fargate, else pod identity.
   */
  identity?: Identity;
  /**
   * Whether the service account asks for regional STS: an annotation that has no effect with pod identity.
   *
   * Default: `auto`: with IRSA, and in a private network. Wire: annotation `eks.amazonaws.com/sts-regional-endpoints`.
   */
  stsRegional?: StsRegional;
  /** The controller's role. */
  controllerRole?: KarpenterRole;
  /** Notice of interruptions. */
  interruption?: InterruptionQueue;
  /**
   * The nodes' instance profile: `create`, `none` (Karpenter makes its own), or `{name}` of one that is there.
   *
   * Default: `create`.
   */
  instanceProfile?: InstanceProfileField;
  /** The controller's settings. */
  settings?: KarpenterSettings;
  /** Further values of the chart, merged last. */
  values?: { [name: string]: unknown };
  /**
   * Whether a ServiceMonitor for Prometheus is made. It is left out, and the plan says so, while the cluster does not
   * serve `monitoring.coreos.com/v1`, which Prometheus' operator brings.
   *
   * Default: `false`.
   */
  serviceMonitor?: boolean;
  /**
   * The pods' DNS policy; with `Default` the controller starts before CoreDNS.
   *
   * Default: `ClusterFirst`.
   */
  dnsPolicy?: DnsPolicy;
  /**
   * Whether Helm's release record is written, so that `helm list` shows it.
   *
   * Default: `true`.
   */
  helmRelease?: boolean;
}

/** Karpenter's chart on its own, for a cluster whose role, queue and nodes are there. */
export interface KarpenterChart {
  /**
   * The version of Karpenter and of its chart.
   *
   * Default: `1.14.1`.
   */
  version?: KarpenterVersion;
  /**
   * Where the chart comes from.
   *
   * Default: `oci://public.ecr.aws/karpenter/karpenter`.
   */
  chart?: string;
  /**
   * The namespace of the controller.
   *
   * Default: `kube-system`.
   */
  namespace?: string;
  /**
   * The controller's service account.
   *
   * Default: `karpenter`.
   */
  serviceAccount?: string;
  /**
   * How many controllers.
   *
   * Default: `2`.
   */
  replicas?: number;
  /** What a controller asks for and may use. */
  resources?: Resources;
  /** The queue's name; without one Karpenter gets no notice of interruptions. */
  interruptionQueue?: string;
  /** The controller's settings. */
  settings?: KarpenterSettings;
  /** Further values of the chart, merged last. */
  values?: { [name: string]: unknown };
  /** Whether a ServiceMonitor for Prometheus is made. */
  serviceMonitor?: boolean;
  /** The pods' DNS policy. */
  dnsPolicy?: DnsPolicy;
  /** Whether Helm's release record is written. */
  helmRelease?: boolean;
}

/** Karpenter's chart with its CRDs. */
export interface KarpenterChartPiece {
  piece: "karpenterChart";
  /** The cluster's name. */
  clusterName: string;
  /** The cluster's region. */
  region: Region;
  /** What it is to be. */
  karpenterChart: KarpenterChart;
}

/** The controller's role: made by karpool, or one that is there. */
export interface KarpenterRole {
  /** A role that is there; nothing else can be given then. */
  arn?: Arn;
  /**
   * Its name.
   *
   * Default: by `naming.roles`.
   */
  name?: string;
  /**
   * Its IAM path.
   *
   * Default: by `naming.path`.
   */
  path?: string;
  /**
   * Its permissions boundary.
   *
   * Default: `iam.permissionsBoundary`.
   */
  boundary?: Arn;
  /** Statements that its policy has besides. */
  extraStatements?: { [name: string]: unknown }[];
  /** Managed policies that it has besides, by name or ARN. */
  extraPolicies?: string[];
  /**
   * The longest session.
   *
   * Range: 1h to 12h. Default: `1h`. Wire: `iam:CreateRole.MaxSessionDuration`.
   */
  maxSession?: Duration;
  /** Who else may take the role. */
  trust?: RoleTrust;
  /** Tags of the role, besides the spec's common ones. */
  tags?: { [name: string]: string };
}

/** The role of Karpenter's controller. */
export interface KarpenterRolePiece {
  piece: "karpenterRole";
  /** The cluster's name. */
  clusterName: string;
  /** The cluster's region. */
  region: Region;
  /** What it is to be. */
  karpenterRole: KarpenterRole;
  /** The role of the nodes, which the controller hands on to them. */
  nodeRole?: NodeRole;
}

/** The settings of Karpenter's controller. */
export interface KarpenterSettings {
  /**
   * How long pods that wait are collected at most, before nodes are chosen for all of them.
   *
   * Range: 1s and more. Default: `10s`. Wire: chart value `settings.batchMaxDuration`.
   */
  batchMaxDuration?: Duration;
  /**
   * How long no further pod must come, for nodes to be chosen sooner.
   *
   * Range: 1s and more. Default: `1s`. Wire: chart value `settings.batchIdleDuration`.
   */
  batchIdleDuration?: Duration;
  /**
   * Whether what pods only prefer (affinity, spread) makes nodes too.
   *
   * Default: `Respect`. Wire: chart value `settings.preferencePolicy`, since Karpenter 1.4.
   */
  preferencePolicy?: PreferencePolicy;
  /**
   * Whether `minValues` of a pool's requirements may be missed when no choice has so many.
   *
   * Default: `Strict`. Wire: chart value `settings.minValuesPolicy`, since Karpenter 1.6.
   */
  minValuesPolicy?: MinValuesPolicy;
  /**
   * The cluster's certificate authority, for nodes.
   *
   * Shape: PEM in base64. Default: the controller's own. Wire: chart value `settings.clusterCABundle`.
   */
  clusterCABundle?: string;
  /**
   * The address that nodes reach the Kubernetes API at.
   *
   * Shape: `https://...`. Default: asked from EKS. Wire: chart value `settings.clusterEndpoint`.
   */
  clusterEndpoint?: string;
  /**
   * Whether the controller calls only services that have a VPC endpoint: no price list, no IAM.
   *
   * Default: `true` in a private network, else `false`. Wire: chart value `settings.isolatedVPC`.
   */
  isolatedVPC?: boolean;
  /**
   * Whether the controller asks EKS for the Kubernetes version, instead of the API server.
   *
   * Default: `false`. Wire: chart value `settings.eksControlPlane`.
   */
  eksControlPlane?: boolean;
  /**
   * The share of an instance type's memory that is not there for pods, until a node of the type was seen.
   *
   * Range: 0 to 1. Default: `0.075`. Wire: chart value `settings.vmMemoryOverheadPercent`.
   */
  vmMemoryOverheadPercent?: number;
  /**
   * Whether no nodes are made in a zone that traffic is shifted away from.
   *
   * Default: `kubernetes.zonalShift`. Wire: chart value `settings.enableZonalShift`, since Karpenter 1.12.
   */
  enableZonalShift?: boolean;
  /**
   * The network interfaces of a node that are not for pods: 1 with custom networking or groups for pods.
   *
   * Range: 0 and more. Default: `0`. Wire: chart value `settings.reservedENIs`.
   */
  reservedENIs?: number;
  /**
   * Whether pods that ask for devices by resource claims are left alone.
   *
   * Default: `true`. Wire: chart value `settings.ignoreDRARequests`.
   */
  ignoreDRARequests?: boolean;
  /**
   * Whether metrics of pods and nodes are left out.
   *
   * Default: `false`. Wire: chart value `settings.disableClusterStateObservability`, since Karpenter 1.8.
   */
  disableClusterStateObservability?: boolean;
  /**
   * Whether a NodeClass is Ready without a dry run of its permissions.
   *
   * Default: `false`. Wire: chart value `settings.disableDryRun`.
   */
  disableDryRun?: boolean;
  /**
   * How often images are looked up.
   *
   * Range: 1m and more. Default: `1m`. Wire: chart value `settings.amiRefreshInterval`, since Karpenter 1.13.
   */
  amiRefreshInterval?: Duration;
  /**
   * How often subnets are looked up.
   *
   * Range: 1m and more. Default: `1m`. Wire: chart value `settings.subnetRefreshInterval`, since Karpenter 1.13.
   */
  subnetRefreshInterval?: Duration;
  /** What is not finished yet in Karpenter, each on or off. */
  featureGates?: FeatureGates;
}

/** An access key. */
export interface Keys {
  /** Its id. */
  accessKeyId: string;
  /** Its secret. */
  secretAccessKey: string;
  /** For temporary credentials. */
  sessionToken?: string;
}

/** How a cluster's Kubernetes API is reached, where its own address does not do: a tunnel, a bastion, a proxy by name. */
export interface KubernetesRoute {
  /** Where to connect instead of the cluster's endpoint: `https://127.0.0.1:8443`. */
  server?: string;
  /** The name that the certificate is checked against. Default: the name in the cluster's endpoint. */
  tlsServerName?: string;
  /** How long connecting may take. Unit: seconds. Default: 30. */
  connectTimeout?: number;
  /** How long an answer may take. Unit: seconds. Default: 295. */
  readTimeout?: number;
}

/** A launch template of your own. */
export interface LaunchTemplate {
  /** Its id. */
  id: LaunchTemplateId;
  /** Its version, a number in quotes. */
  version: string;
}

/** The control plane's logs in CloudWatch. */
export interface Logs {
  /**
   * Which logs are written; an empty list writes none.
   *
   * Default: `api`, `audit`, `authenticator`. Wire: `eks:CreateCluster.logging`.
   */
  types?: LogType[];
  /**
   * How long they are kept.
   *
   * Unit: days. Range: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557,
   * 2922, 3288, 3653. Default: `90`. Wire: `logs:PutRetentionPolicy.retentionInDays`.
   */
  retentionDays?: number;
  /**
   * The class of the log group: `INFREQUENT_ACCESS` costs half and knows fewer queries. It is fixed.
   *
   * Default: `STANDARD`. Wire: `logs:CreateLogGroup.logGroupClass`.
   */
  class?: LogClass;
  /**
   * The key that encrypts them: `aws` (the service's own), `create`, or the ARN of one that is there.
   *
   * Default: `aws`. Wire: `logs:CreateLogGroup.kmsKeyId`, `logs:AssociateKmsKey`.
   */
  kmsKey?: KmsKey;
}

/** The instance metadata service. */
export interface Metadata {
  /**
   * Whether it answers.
   *
   * Default: `enabled`.
   */
  endpoint?: Enabled;
  /**
   * How many network hops its answers travel: with 1, pods do not reach it.
   *
   * Range: 1 to 64. Default: `1`.
   */
  hopLimit?: number;
  /**
   * Whether a session token is asked for.
   *
   * Default: `required`.
   */
  tokens?: Tokens;
  /**
   * Whether it answers over IPv6 as well.
   *
   * Default: `disabled`.
   */
  ipv6?: Enabled;
}

/** What has this `Name` tag. */
export interface Named {
  /** The value of the tag `Name`. */
  name: string;
}

/**
 * Templates of names. `{name}` is the cluster's name, `{region}` its region, `{role}` what the thing is for.
 * A name that would be too long is shortened and ends in a hash.
 */
export interface Naming {
  /**
   * The names of IAM roles, which are unique per account.
   *
   * Default: `{name}-{region}-{role}`.
   */
  roles?: string;
  /**
   * The IAM path of roles and instance profiles.
   *
   * Shape: begins and ends with `/`. Default: `/karpool/{region}/{name}/`.
   */
  path?: string;
  /**
   * The `Name` tag of the nodes' security group (`network.nodeSecurityGroup: {create}`), or `off`.
   *
   * Default: `{name}-node`. Wire: `ec2:CreateSecurityGroup.TagSpecifications`.
   */
  nodeSecurityGroup?: NameTag;
  /**
   * The `Name` tag of things that have no name of their own.
   *
   * Default: `{name}-{role}`.
   */
  nameTag?: NameTag;
}

/** The network: a VPC that is there, its subnets, and the way to the API server. */
export interface Network {
  /** The VPC: its id, or the tags or name by which exactly one is found. */
  vpcId?: Vpc;
  /** The nodes' subnets: ids, or tags. */
  subnets?: Subnets;
  /**
   * The subnets of the control plane's interfaces, in two zones or more.
   *
   * Default: `subnets`. Wire: `eks:CreateCluster.resourcesVpcConfig.subnetIds`.
   */
  controlPlaneSubnets?: Subnets;
  /** How the API server is reached. */
  endpoint?: Endpoint;
  /**
   * The security group of nodes: `cluster` (the one that EKS makes), `{create}`, or `{id}` of one that is there.
   * A change of it replaces nodes.
   *
   * Default: `cluster`. Wire: `ec2:CreateSecurityGroup`, `ec2:CreateLaunchTemplate`, EC2NodeClass
   * `spec.securityGroupSelectorTerms`.
   */
  nodeSecurityGroup?: NodeSecurityGroup;
  /**
   * How a NodeClass finds subnets and the security group: `ids`, or `tags` (`karpenter.sh/discovery` is put on
   * the nodes' subnets and on exactly one security group; one cluster per subnet).
   *
   * Default: `ids`. Wire: `ec2:CreateTags`, EC2NodeClass `spec.subnetSelectorTerms`.
   */
  discovery?: Discovery;
  /**
   * VPC endpoints of the services that nodes and Karpenter call: `none`, `verify` (they have to be there), or
   * `create` (those that are not there are made).
   *
   * Default: `none`, and `create` with `private`. Wire: `ec2:CreateVpcEndpoint`.
   */
  endpoints?: Endpoints;
  /**
   * Nodes do not leave the VPC: the API server is private only, VPC endpoints are there, the controller calls
   * nothing that has none, and images come from a mirror.
   *
   * Default: `false`. Wire: chart value `settings.isolatedVPC`.
   */
  private?: boolean;
}

/** A network interface of an instance. */
export interface NetworkInterface {
  /**
   * The number of the device on its card.
   *
   * Range: 0 to 2147483647.
   */
  deviceIndex: number;
  /**
   * The number of the network card.
   *
   * Range: 0 to 2147483647.
   */
  networkCardIndex: number;
  /** What it carries. */
  interfaceType: InterfaceType;
}

/** An EC2NodeClass. */
export interface NodeClass {
  /**
   * The images: `al2023` (the newest, taken once and kept), `al2023@v20260801`, or `{ids}`, `{tags}`,
   * `{ssmParameter}`, `{name, owner}`.
   *
   * Default: `al2023`. Wire: `EC2NodeClass.spec.amiSelectorTerms`.
   */
  ami?: Ami;
  /**
   * The nodes' volumes.
   *
   * Default: one of 50Gi, gp3, encrypted. Wire: `EC2NodeClass.spec.blockDeviceMappings`.
   */
  volumes?: Volume[];
  /**
   * The instance metadata service.
   *
   * Wire: `EC2NodeClass.spec.metadataOptions`.
   */
  metadata?: Metadata;
  /**
   * Settings of the kubelet, by Karpenter's names.
   *
   * Wire: `EC2NodeClass.spec.kubelet`.
   */
  kubelet?: { [name: string]: unknown };
  /**
   * User data that is merged with Karpenter's own.
   *
   * Wire: `EC2NodeClass.spec.userData`.
   */
  userData?: string;
  /**
   * Tags of instances, volumes and interfaces. A change rolls the nodes.
   *
   * Wire: `EC2NodeClass.spec.tags`.
   */
  tags?: { [name: string]: string };
  /**
   * Whether CloudWatch gets a value a minute.
   *
   * Default: `false`. Wire: `EC2NodeClass.spec.detailedMonitoring`.
   */
  detailedMonitoring?: boolean;
  /**
   * Whether instances get a public address.
   *
   * Default: as the subnet says. Wire: `EC2NodeClass.spec.associatePublicIPAddress`.
   */
  associatePublicIp?: boolean;
  /**
   * What is done with local disks.
   *
   * Default: nothing. Wire: `EC2NodeClass.spec.instanceStorePolicy`.
   */
  instanceStorePolicy?: InstanceStorePolicy;
  /**
   * Subnets, in place of `network.subnets`.
   *
   * Wire: `EC2NodeClass.spec.subnetSelectorTerms`.
   */
  subnets?: SubnetTerm[];
  /**
   * Security groups, in place of the cluster's own.
   *
   * Wire: `EC2NodeClass.spec.securityGroupSelectorTerms`.
   */
  securityGroups?: SecurityGroupTerm[];
  /**
   * Capacity reservations, for the capacity type `reserved`.
   *
   * Wire: `EC2NodeClass.spec.capacityReservationSelectorTerms`.
   */
  capacityReservations?: CapacityReservationTerm[];
  /**
   * The placement group that instances are put into; since Karpenter 1.11.
   *
   * Wire: `EC2NodeClass.spec.placementGroupSelector`.
   */
  placementGroup?: PlacementGroup;
  /**
   * The network interfaces of an instance, for types with several network cards; since Karpenter 1.11.
   *
   * Shape: at most 150, among them the interface of device 0 on card 0. Default: one, as EC2 gives it.
   * Wire: `EC2NodeClass.spec.networkInterfaces`.
   */
  networkInterfaces?: NetworkInterface[];
  /**
   * How long idle connections are tracked; since Karpenter 1.13.
   *
   * Default: as EC2 says. Wire: `EC2NodeClass.spec.connectionTracking`.
   */
  connectionTracking?: ConnectionTracking;
  /**
   * What the processors may do; since Karpenter 1.13.
   *
   * Wire: `EC2NodeClass.spec.cpuOptions`.
   */
  cpuOptions?: CpuOptions;
  /**
   * How many address prefixes the first interface gets at launch; since Karpenter 1.8.
   *
   * Range: 0 to 2147483647. Default: none. Wire: `EC2NodeClass.spec.ipPrefixCount`.
   */
  ipPrefixCount?: number;
  /**
   * The context of EC2 fleets, where AWS has given you one.
   *
   * Wire: `EC2NodeClass.spec.context`.
   */
  context?: string;
  /**
   * The role from which Karpenter makes an instance profile, by name or, when it has a path, by ARN; in place of
   * `nodeRole`. The controller may pass it, and it gets an access entry. Beside `instanceProfile` it says which
   * role that profile carries.
   *
   * Wire: `EC2NodeClass.spec.role`, without `instanceProfile`.
   */
  role?: string;
  /**
   * An instance profile by name, in place of `karpenter.instanceProfile`. When the role that it carries is not
   * the node role, `role` stands beside it.
   *
   * Default: `karpenter.instanceProfile`. Wire: `EC2NodeClass.spec.instanceProfile`.
   */
  instanceProfile?: string;
}

/** A NodeClass of a cluster that is there. */
export interface NodeClassPiece {
  piece: "nodeClass";
  /** The cluster's name. */
  clusterName: string;
  /** The cluster's region. */
  region: Region;
  /** Its name there. */
  name: string;
  /** What it is to be. */
  nodeClass: NodeClass;
}

/** A managed node group: the nodes that Karpenter itself and the addons run on. */
export interface NodeGroup {
  /**
   * Instance types, all of one architecture. A change brings a new group before the old one goes.
   *
   * Default: `m7g.large`. Wire: `eks:CreateNodegroup.instanceTypes`.
   */
  instanceTypes?: InstanceType[];
  /**
   * The images' family. A change brings a new group.
   *
   * Default: `al2023`. Wire: `eks:CreateNodegroup.amiType`.
   */
  ami?: AmiFamily;
  /**
   * The release of the image: `1.35.0-20260801`. When it is not given, the newest is taken once and kept.
   *
   * Wire: `eks:CreateNodegroup.releaseVersion`.
   */
  releaseVersion?: string;
  /** How many nodes. */
  size?: Size;
  /**
   * On-demand, spot, or a capacity block that was bought. A change brings a new group.
   *
   * Default: `on-demand`. Wire: `eks:CreateNodegroup.capacityType`.
   */
  capacityType?: GroupCapacityType;
  /**
   * A capacity reservation that the nodes use; a capacity block is one.
   *
   * Wire: launch template, `CapacityReservationSpecification`.
   */
  capacityReservation?: CapacityReservation;
  /**
   * The role of the group's nodes. A change of its name or ARN brings a new group.
   *
   * Default: one that karpool makes. Wire: `eks:CreateNodegroup.nodeRole`.
   */
  role?: GroupRole;
  /** Labels of the nodes. */
  labels?: { [name: string]: string };
  /**
   * Taints of the nodes: `criticalAddonsOnly`, `off` or a list.
   *
   * Default: `criticalAddonsOnly` for the group `system`, else `off`.
   */
  taints?: GroupTaints;
  /** The nodes' disk. */
  disk?: Disk;
  /**
   * The group's subnets. A change brings a new group.
   *
   * Default: `network.subnets`.
   */
  subnets?: Subnets;
  /** How an update replaces nodes. */
  update?: GroupUpdate;
  /**
   * Whether EKS replaces nodes that are not healthy: `true`, `false`, or a section with its limits.
   *
   * Default: `true`. Wire: `eks:CreateNodegroup.nodeRepairConfig`.
   */
  repair?: Repair;
  /** The key pair for SSH, by name. */
  keyName?: string;
  /** Security groups besides the one that lets nodes in (the cluster's own, or `network.nodeSecurityGroup`). */
  securityGroups?: SecurityGroupId[];
  /** The instance metadata service. */
  metadata?: Metadata;
  /**
   * User data that is merged with EKS's own. `al2023`: a script (`#!…`) or a NodeConfig (`apiVersion:
   * node.eks.aws/…`), which karpool packs as the MIME archive that EKS asks for, or such an archive.
   * `bottlerocket`: TOML.
   */
  userData?: string;
  /** Tags of the group and its instances. */
  tags?: { [name: string]: string };
  /** A launch template of your own in place of karpool's. */
  launchTemplate?: LaunchTemplate;
}

/** A managed node group with its role and launch template. */
export interface NodeGroupPiece {
  piece: "nodeGroup";
  /** The cluster's name. */
  clusterName: string;
  /** The cluster's region. */
  region: Region;
  /** Its name there. */
  name: string;
  /** What it is to be. */
  nodeGroup: NodeGroup;
  /** The network of the cluster. */
  network: Network;
}

/**
 * A NodeOverlay: another price, or resources that the instance types have besides. Alpha in Karpenter; karpool
 * opens its feature gate.
 */
export interface NodeOverlay {
  /**
   * Which instance types, and in which pools and zones.
   *
   * Default: all. Wire: `NodeOverlay.spec.requirements`.
   */
  requirements?: Requirement[];
  /**
   * The price in place of AWS's; either this or `priceAdjustment`.
   *
   * Unit: dollars an hour. Shape: `0.05`. Wire: `NodeOverlay.spec.price`.
   */
  price?: Quantity;
  /**
   * What is added to AWS's price: `+10%`, `-0.50`.
   *
   * Wire: `NodeOverlay.spec.priceAdjustment`.
   */
  priceAdjustment?: string;
  /**
   * Extended resources that the instances have: `smarter-devices/fuse: 1`.
   *
   * Wire: `NodeOverlay.spec.capacity`.
   */
  capacity?: { [name: string]: Quantity };
  /**
   * Where several overlays mean one instance type, the one with the highest weight counts.
   *
   * Range: 1 to 10000. Wire: `NodeOverlay.spec.weight`.
   */
  weight?: number;
}

/** A NodePool. */
export interface NodePool {
  /** A set of defaults: `x86`, `graviton`, `spot` or `gpu`. */
  preset?: Preset;
  /**
   * The NodeClass of its nodes.
   *
   * Default: `default`. Wire: `NodePool.spec.template.spec.nodeClassRef`.
   */
  nodeClass?: string;
  /**
   * Architectures.
   *
   * Default: `amd64`. Wire: requirement `kubernetes.io/arch`.
   */
  arch?: Architecture[];
  /**
   * How capacity may be bought.
   *
   * Default: `on-demand`. Wire: requirement `karpenter.sh/capacity-type`.
   */
  capacityTypes?: CapacityType[];
  /**
   * Categories of instances: `c`, `m`, `r`.
   *
   * Default: `c`, `m`, `r`. Wire: requirement `karpenter.k8s.aws/instance-category`.
   */
  categories?: string[];
  /**
   * Generations of instances.
   *
   * Default: 5 and newer. Wire: requirement `karpenter.k8s.aws/instance-generation`.
   */
  generation?: RangeOfCount;
  /**
   * Families of instances: `m7i`.
   *
   * Wire: requirement `karpenter.k8s.aws/instance-family`.
   */
  families?: string[];
  /**
   * Sizes of instances: `large`.
   *
   * Wire: requirement `karpenter.k8s.aws/instance-size`.
   */
  sizes?: string[];
  /**
   * Instance types.
   *
   * Wire: requirement `node.kubernetes.io/instance-type`.
   */
  instanceTypes?: InstanceType[];
  /**
   * Zones.
   *
   * Wire: requirement `topology.kubernetes.io/zone`.
   */
  zones?: string[];
  /**
   * Processors of an instance.
   *
   * Unit: vCPU. Wire: requirement `karpenter.k8s.aws/instance-cpu`.
   */
  cpu?: RangeOfCount;
  /**
   * Memory of an instance.
   *
   * Wire: requirement `karpenter.k8s.aws/instance-memory`, in MiB.
   */
  memory?: RangeOfQuantity;
  /**
   * Further requirements.
   *
   * Wire: `NodePool.spec.template.spec.requirements`.
   */
  requirements?: Requirement[];
  /**
   * How much the pool may make in all.
   *
   * Default: cpu 100. Wire: `NodePool.spec.limits`.
   */
  limits?: Limits;
  /**
   * The pool with the highest weight is tried first.
   *
   * Range: 1 to 100. Wire: `NodePool.spec.weight`.
   */
  weight?: number;
  /**
   * Labels of the nodes.
   *
   * Wire: `NodePool.spec.template.metadata.labels`.
   */
  labels?: { [name: string]: string };
  /**
   * Annotations of the nodes.
   *
   * Wire: `NodePool.spec.template.metadata.annotations`.
   */
  annotations?: { [name: string]: string };
  /**
   * Taints of the nodes.
   *
   * Wire: `NodePool.spec.template.spec.taints`.
   */
  taints?: Taint[];
  /**
   * Taints that something on the node takes away when it has started.
   *
   * Wire: `NodePool.spec.template.spec.startupTaints`.
   */
  startupTaints?: Taint[];
  /**
   * How old a node becomes.
   *
   * Default: `720h`. Wire: `NodePool.spec.template.spec.expireAfter`.
   */
  expireAfter?: DurationOrNever;
  /**
   * How long draining a node may take.
   *
   * Default: `1h`. Wire: `NodePool.spec.template.spec.terminationGracePeriod`.
   */
  terminationGracePeriod?: Duration;
  /** When nodes are taken away for better ones. */
  disruption?: Disruption;
  /**
   * A fixed number of nodes, in place of what pods ask for: such a pool keeps its kind for ever. Alpha in
   * Karpenter; karpool opens its feature gate.
   *
   * Range: 0 to 2147483647. Default: as pods ask. Wire: `NodePool.spec.replicas`.
   */
  replicas?: number;
}

/** A NodePool of a cluster that is there. */
export interface NodePoolPiece {
  piece: "nodePool";
  /** The cluster's name. */
  clusterName: string;
  /** The cluster's region. */
  region: Region;
  /** Its name there. */
  name: string;
  /** What it is to be. */
  nodePool: NodePool;
}

/** The role of the nodes that Karpenter makes: made by karpool, a node group's, or one that is there. */
export interface NodeRole {
  /** A node group whose role is used: `nodeGroups/system`. */
  reuse?: string;
  /** A role that is there. */
  arn?: Arn;
  /**
   * The name of the role that karpool makes.
   *
   * Default: by `naming.roles`.
   */
  name?: string;
  /**
   * Its IAM path.
   *
   * Default: by `naming.path`.
   */
  path?: string;
  /**
   * The managed policies that it has, by name or ARN, in place of the default ones.
   *
   * Default: `AmazonEKSWorkerNodePolicy`, `AmazonEKS_CNI_Policy`, `AmazonEC2ContainerRegistryPullOnly`.
   */
  policies?: string[];
  /** Managed policies that it has besides, by name or ARN. */
  extraPolicies?: string[];
  /**
   * Whether Session Manager reaches the nodes: `AmazonSSMManagedInstanceCore`.
   *
   * Default: `true`.
   */
  ssm?: boolean;
  /**
   * Whether the nodes write metrics and logs: `CloudWatchAgentServerPolicy`.
   *
   * Default: `false`.
   */
  cloudwatch?: boolean;
  /**
   * Its permissions boundary.
   *
   * Default: `iam.permissionsBoundary`. Wire: `iam:CreateRole.PermissionsBoundary`.
   */
  boundary?: Arn;
  /** Tags of the role that karpool makes, besides the spec's common ones. */
  tags?: { [name: string]: string };
  /**
   * The access entry that lets nodes of this role join: by itself, always, or never.
   *
   * Default: `auto`.
   */
  accessEntry?: NodeAccessEntry;
  /**
   * The kind of that entry.
   *
   * Default: `EC2_LINUX`. Wire: `eks:CreateAccessEntry.type`.
   */
  accessEntryType?: AccessEntryType;
}

/** The role of Karpenter's nodes. */
export interface NodeRolePiece {
  piece: "nodeRole";
  /** The cluster's name. */
  clusterName: string;
  /** The cluster's region. */
  region: Region;
  /** What it is to be. */
  nodeRole: NodeRole;
}

/** Tags and rules of the nodes' security group. */
export interface NodeSecurityRules {
  /** Tags of this group alone. */
  tags?: { [name: string]: string };
  /** Further rules, by name. */
  rules?: { [name: string]: SecurityRule };
  /**
   * Whether the rules that most clusters need are made: pods of other nodes, webhooks, everything outside. Those
   * without which no node becomes Ready are made anyway.
   *
   * Default: `true`.
   */
  recommendedRules?: boolean;
}

/** What the caller allows and wishes. */
export interface Options {
  /** The digest of the plan that is to be done exactly; when the world has moved since, nothing is written. */
  approve?: string;
  /** Also deletes what is ours and no longer in the spec. Default: `false`. */
  prune?: boolean;
  /** Takes over things that exist, that nobody has marked, and that the spec names. Default: `false`. */
  adopt?: boolean;
  /** Ends drains that do not end, and deletes a cluster whose API cannot be reached. Default: `false`. */
  force?: boolean;
  /** Takes over fields of Kubernetes objects that other managers have set. Default: `false`. */
  forceConflicts?: boolean;
  /** Destroy deletes the control plane's logs as well. Default: `false`. */
  deleteLogs?: boolean;
  /**
   * Destroy deletes first what workloads hold in the account: Services and Ingresses with load balancers, and claims
   * of volumes that go with them. Default: `false`, and a cluster that has such is not destroyed.
   */
  deleteOrphans?: boolean;
  /** Uses only charts that the cache, a folder or an archive holds. Default: `false`. */
  offline?: boolean;
}

/** A permission set. */
export interface PermissionSet {
  /** The permission set's name: `AdministratorAccess` for `AWSReservedSSO_AdministratorAccess_0123456789abcdef`. */
  sso: string;
}

/** A placement group: by name or by id. */
export interface PlacementGroup {
  /**
   * Its name.
   *
   * Wire: `EC2NodeClass.spec.placementGroupSelector.name`.
   */
  name?: string;
  /**
   * Its id: `pg-0a1b2c3d4e5f60718`.
   *
   * Wire: `EC2NodeClass.spec.placementGroupSelector.id`.
   */
  id?: string;
}

/** The tie between a service account and a role. */
export interface PodIdentityAssociation {
  /**
   * The service account's namespace.
   *
   * Wire: `eks:CreatePodIdentityAssociation.namespace`.
   */
  namespace: string;
  /**
   * The service account.
   *
   * Wire: `eks:CreatePodIdentityAssociation.serviceAccount`.
   */
  serviceAccount: string;
  /**
   * The role.
   *
   * Wire: `eks:CreatePodIdentityAssociation.roleArn`.
   */
  roleArn: Arn;
}

/** Which role the pods of a service account get. */
export interface PodIdentityAssociationPiece {
  piece: "podIdentityAssociation";
  /** The cluster's name. */
  clusterName: string;
  /** The cluster's region. */
  region: Region;
  /** What it is to be. */
  podIdentityAssociation: PodIdentityAssociation;
}

/** A user or role. */
export interface PrincipalArn {
  /** The ARN of a user or role. */
  arn: Arn;
}

/** Ranges that reach the public endpoint. */
export interface PublicRanges {
  /** Ranges of addresses; at most 40. */
  cidrs: Cidr[];
}

/** A key of KMS for the queue. */
export interface QueueKey {
  /** The ARN of the key itself, not of an alias: the controller's policy names it. */
  kmsKey: Arn;
}

/** The smallest and largest value that are wanted; either may be left out. */
export interface RangeOfCount {
  /** The smallest, itself included. */
  min?: number;
  /** The largest, itself included. */
  max?: number;
}

/** The smallest and largest value that are wanted; either may be left out. */
export interface RangeOfQuantity {
  /** The smallest, itself included. */
  min?: Quantity;
  /** The largest, itself included. */
  max?: Quantity;
}

/** Within which limits nodes are repaired; of count and percentage one of the two. */
export interface RepairLimits {
  /**
   * With more unhealthy nodes than this nothing is repaired.
   *
   * Range: 1 and more. Wire: `nodeRepairConfig.maxUnhealthyNodeThresholdCount`.
   */
  maxUnhealthyCount?: number;
  /**
   * With more unhealthy nodes of a hundred than this nothing is repaired.
   *
   * Range: 1 to 100. Wire: `nodeRepairConfig.maxUnhealthyNodeThresholdPercentage`.
   */
  maxUnhealthyPercentage?: number;
  /**
   * So many nodes are repaired at once.
   *
   * Range: 1 and more. Wire: `nodeRepairConfig.maxParallelNodesRepairedCount`.
   */
  maxParallelCount?: number;
  /**
   * So many nodes of a hundred are repaired at once.
   *
   * Range: 1 to 100. Wire: `nodeRepairConfig.maxParallelNodesRepairedPercentage`.
   */
  maxParallelPercentage?: number;
}

/** A requirement on the nodes of a NodePool. */
export interface Requirement {
  /** A label's key. */
  key: string;
  /** How the values are compared. */
  operator: Operator;
  /** The values; numbers are in quotes. */
  values?: string[];
  /**
   * How many different values must be possible.
   *
   * Range: 1 to 50.
   */
  minValues?: number;
}

/** What a container asks for and may use. */
export interface Resources {
  /** What it asks for. Default: cpu 1, memory 1Gi. */
  requests?: { [name: string]: Quantity };
  /** What it may use. Default: cpu 1, memory 1Gi. */
  limits?: { [name: string]: Quantity };
}

/** A role to take first. */
export interface Role {
  /** Its ARN. */
  arn: string;
  /** The secret that the role's owner asks for. */
  externalId?: string;
  /** The session's name in CloudTrail. Default: `karpool`. */
  sessionName?: string;
  /** The MFA device that the role asks for. */
  mfaSerial?: string;
  /** The code that the device shows, which counts once. Default: `AWS_MFA_CODE`. */
  mfaCode?: string;
}

/** An IAM role. */
export interface RoleName {
  /** The role's name without its path. */
  role: string;
}

/** Who may take a role, besides whom karpool lets. */
export interface RoleTrust {
  /**
   * Statements that its trust policy has besides.
   *
   * Wire: `iam:CreateRole.AssumeRolePolicyDocument`.
   */
  extra?: { [name: string]: unknown }[];
}

/** How a sandbox is to be; every field may be left out. */
export interface SandboxOptions {
  /** Keeps the world between processes; without one it lives in memory. */
  folder?: string;
  /** Simulated seconds per second. Default: 300. */
  speed?: number;
  /** Decides every random number. Default: 1. */
  seed?: number;
  /** The user who calls: `deployer` may do everything, `alice` and `bob` what the account lets them. */
  caller?: string;
  /**
   * The region whose network a fresh account has from the start, and when it is given, that of a spec that names
   * none. Default: `us-east-1`, for the network alone.
   */
  region?: Region;
  /** Loses, delays, throttles or cuts chosen calls: `eks:CreateCluster#1=lose-after`. */
  faults?: string[];
}

/** Encryption of the cluster's data in etcd, Secrets among it. */
export interface Secrets {
  /**
   * The key: `aws` (EKS's own), `create`, or the ARN of a symmetric key that is there. A key of one's own can be
   * given later, and never be taken away or changed.
   *
   * Default: `aws`. Wire: `eks:CreateCluster.encryptionConfig`, `eks:AssociateEncryptionConfig`.
   */
  kmsKey?: KmsKey;
}

/** Security groups by id, name or tags. */
export interface SecurityGroupTerm {
  /** One group. */
  id?: SecurityGroupId;
  /** Groups of this name. */
  name?: string;
  /** Those that carry all of these tags. */
  tags?: { [name: string]: string };
}

/** A rule: what may come in, or go out, from or to one peer. */
export interface SecurityRule {
  /**
   * Whether it lets out instead of in.
   *
   * Default: `false`.
   */
  egress?: boolean;
  /**
   * The protocol.
   *
   * Default: `tcp`. Wire: `ec2:AuthorizeSecurityGroupIngress.IpPermissions.IpProtocol`.
   */
  protocol?: Protocol;
  /**
   * One port, or first and last with `-` between.
   *
   * Default: all.
   */
  ports?: Ports;
  /** The peer: a range of addresses. */
  cidr?: Cidr;
  /** The peer: a managed prefix list. */
  prefixList?: PrefixListId;
  /** The peer: a security group. */
  securityGroup?: SecurityGroupId;
  /** The peer: `nodes` (the group itself) or `controlPlane`. */
  peer?: RulePeerWord;
  /**
   * What it is for.
   *
   * Shape: at most 255 of letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*`.
   */
  description?: string;
}

/** How many nodes a group has. */
export interface Size {
  /** At least. Default: `2`. */
  min?: number;
  /** At creation, and held only when it is given. Default: `2`. */
  desired?: number;
  /** At most. Default: `3`. */
  max?: number;
}

/**
 * What is wanted: one cluster with everything that belongs to it. The file, the builders of all languages and this
 * are the same tree.
 */
export interface Stack {
  /**
   * The cluster's name. Names that are derived from it are shortened with a hash where AWS's limits ask for it.
   *
   * Shape: 1 to 100 of letters, digits, `-` and `_`. Wire: `eks:CreateCluster.name`.
   */
  name: ClusterName;
  /** The region. */
  region: Region;
  /** The form of this file: `karpool.dev/v1`. */
  apiVersion?: ApiVersion;
  /** The account that this is for: with credentials of another one nothing is done. */
  account?: AccountId;
  /** The profile of the AWS configuration to take credentials from. */
  profile?: string;
  /** A role to take first. */
  assumeRole?: AssumeRole;
  /**
   * What the cluster is for: a set of defaults, shown in the plan. A given value wins over each of them.
   *
   * Default: none; the table of environments says which defaults then hold.
   */
  environment?: Environment;
  /** The partition; it follows from the region. */
  partition?: string;
  /** Tags of everything that can be tagged. */
  tags?: { [name: string]: string };
  /**
   * Whether the tags are put on Karpenter's instances too; changing them then rolls the nodes.
   *
   * Default: `false`.
   */
  propagateToNodes?: boolean;
  /** Templates of names. */
  naming?: Naming;
  /** What holds for every IAM role. */
  iam?: Iam;
  /** The control plane. */
  kubernetes?: Cluster;
  /** Where the cluster lives and who reaches it. */
  network?: Network;
  /** Who may use the cluster. */
  access?: Access;
  /**
   * The role of Karpenter's nodes: `create`, or a section.
   *
   * Default: `create`.
   */
  nodeRole?: NodeRoleField;
  /**
   * Managed node groups by name. A given map replaces the default one.
   *
   * Default: `system`.
   */
  nodeGroups?: { [name: string]: NodeGroup };
  /** Fargate profiles by name: pods that run without nodes. */
  fargateProfiles?: { [name: string]: FargateProfile };
  /** EKS addons by name, besides the four default ones; `off` leaves one out. */
  addons?: { [name: string]: AddonOrOff };
  /** Karpenter, or `off`. */
  karpenter?: KarpenterOrOff;
  /**
   * EC2NodeClasses by name. A given map replaces the default one.
   *
   * Default: `default`.
   */
  nodeClasses?: { [name: string]: NodeClass };
  /**
   * NodePools by name. A given map replaces the default one.
   *
   * Default: `x86` and `graviton`.
   */
  nodePools?: { [name: string]: NodePool };
  /** NodeOverlays by name: corrections of what Karpenter believes of instance types. */
  nodeOverlays?: { [name: string]: NodeOverlay };
  /** How long each kind of thing may take. */
  timeouts?: Timeouts;
}

/** Subnets by id or by tags. */
export interface SubnetTerm {
  /** One subnet. */
  id?: SubnetId;
  /** Those that carry all of these tags; an empty value or `*` stands for any. */
  tags?: { [name: string]: string };
}

/** What carries all of these tags. */
export interface Tagged {
  /** Keys and values; all must be there. */
  tags: { [name: string]: string };
}

/** A taint. */
export interface Taint {
  /** Its key. */
  key: string;
  /** What happens to pods that do not tolerate it. */
  effect: TaintEffect;
  /** Its value. */
  value?: string;
}

/** How long each kind of thing may take before the run gives up. Running again goes on where it stopped. */
export interface Timeouts {
  /** Creating, updating or deleting the control plane. Default: `30m`. */
  cluster?: Duration;
  /** Creating, updating or deleting a node group. Default: `20m`. */
  nodeGroup?: Duration;
  /** Creating, updating or deleting an addon. Default: `10m`. */
  addon?: Duration;
  /**
   * The roll-out of Karpenter's controller, and its classes becoming ready. Default: `10m`. The controller needs the
   * group's nodes, so `nodeGroup` is added to it.
   */
  chart?: Duration;
  /** A NodePool becoming ready, or its nodes draining. Default: `5m`. */
  nodePool?: Duration;
}

/** An IAM user. */
export interface UserName {
  /** The user's name. */
  user: string;
}

/** A volume of Karpenter's nodes. */
export interface Volume {
  /** The device: `/dev/xvda`. */
  device?: string;
  /**
   * Its size.
   *
   * Shape: a quantity of whole Gi or G. Range: 1Gi to 59000Gi. Default: `50Gi`.
   */
  size?: Quantity;
  /** Its type. Default: `gp3`. */
  type?: VolumeType;
  /** Whether it is encrypted. Default: `true`. */
  encrypted?: boolean;
  /** The key that encrypts it, by id or ARN. */
  kmsKey?: string;
  /** Operations a second. */
  iops?: number;
  /** Throughput. Unit: MiB a second. */
  throughput?: number;
  /**
   * How fast a snapshot's blocks are fetched; since Karpenter 1.5.
   *
   * Unit: MiB a second. Range: 100 to 300. Default: as they are read.
   */
  initializationRate?: number;
  /** The snapshot that it is made from. */
  snapshotId?: SnapshotId;
  /** Whether it goes with the instance. Default: `true`. */
  deleteOnTermination?: boolean;
  /** Whether it is the one that the image boots from. */
  rootVolume?: boolean;
}

/** A network that may reach the private endpoint: a range or a prefix list. */
export interface VpnCidr {
  /** A range of addresses. */
  cidr?: Cidr;
  /** A managed prefix list. */
  prefixList?: PrefixListId;
  /**
   * What it is, as the rule's description.
   *
   * Shape: at most 255 of letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*`.
   */
  description?: string;
}

/** How AWS is reached and who calls; what is not given comes from the environment and the shared files of AWS. */
export interface WorldOptions {
  /**
   * A profile of the AWS configuration. A spec that names one goes first. Its credentials are used even where there
   * are others in the environment.
   */
  profile?: string;
  /**
   * The region of a spec that names none. A spec that names one is of that region. Nothing is taken from
   * `AWS_REGION`: where a cluster is made does not depend on a shell.
   */
  region?: Region;
  /** A role to take with those credentials. A spec that names one goes first. */
  assumeRole?: Role;
  /** Credentials as such, instead of those of the environment and of any profile. */
  credentials?: Keys;
  /** Where all AWS services are called instead of their own addresses. */
  endpoint?: string;
  /** Where single AWS services are called, by their names in the AWS configuration: `eks`, `cloudwatch_logs`. */
  endpoints?: { [name: string]: string };
  /** How clusters' Kubernetes APIs are reached. */
  kubernetes?: KubernetesRoute;
  /** Where charts are kept. Default: `karpool` in the user's cache folder. */
  cache?: string;
}
