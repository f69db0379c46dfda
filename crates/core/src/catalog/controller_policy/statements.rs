//! The statement table. Source: Karpenter's getting-started CloudFormation template at tag v1.14.1 and, for `since`,
//! the same template at every minor tag.

/// The smallest minor the table knows; older controllers need the same rights in fewer documents.
pub(super) const OLDEST_MINOR: u64 = 9;

/// Text and the Karpenter minor that brought it.
pub(super) struct Since(pub(super) &'static str, pub(super) u64);

/// Operator, key, values.
pub(super) struct Condition(pub(super) &'static str, pub(super) &'static str, pub(super) &'static [&'static str]);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Area {
    NodeLifecycle,
    IamIntegration,
    EksIntegration,
    Interruption,
    ZonalShift,
    ResourceDiscovery,
}

impl Area {
    pub(super) const ALL: [Area; 6] = [
        Area::NodeLifecycle,
        Area::IamIntegration,
        Area::EksIntegration,
        Area::Interruption,
        Area::ZonalShift,
        Area::ResourceDiscovery,
    ];

    pub(super) fn policy_name(self) -> &'static str {
        match self {
            Area::NodeLifecycle => "KarpenterNodeLifecycle",
            Area::IamIntegration => "KarpenterIAMIntegration",
            Area::EksIntegration => "KarpenterEKSIntegration",
            Area::Interruption => "KarpenterInterruption",
            Area::ZonalShift => "KarpenterZonalShift",
            Area::ResourceDiscovery => "KarpenterResourceDiscovery",
        }
    }
}

pub(super) struct Row {
    pub(super) area: Area,
    pub(super) sid: &'static str,
    pub(super) since: u64,
    pub(super) actions: &'static [Since],
    pub(super) resources: &'static [Since],
    pub(super) conditions: &'static [Condition],
    pub(super) writes_profiles: bool,
    pub(super) reads_profiles: bool,
}

const fn row(area: Area, sid: &'static str, actions: &'static [Since], resources: &'static [Since]) -> Row {
    Row { area, sid, since: 0, actions, resources, conditions: &[], writes_profiles: false, reads_profiles: false }
}

impl Row {
    const fn when(mut self, conditions: &'static [Condition]) -> Row {
        self.conditions = conditions;
        self
    }

    const fn since(mut self, minor: u64) -> Row {
        self.since = minor;
        self
    }

    const fn writes_profiles(mut self) -> Row {
        self.writes_profiles = true;
        self
    }

    const fn reads_profiles(mut self) -> Row {
        self.reads_profiles = true;
        self
    }
}

const OWNED: &[&str] = &["owned"];
const CLUSTER: &[&str] = &["${ClusterName}"];
const REGION: &[&str] = &["${Region}"];
const ANY: &[&str] = &["*"];

const RESOURCE_CLUSTER: Condition =
    Condition("StringEquals", "aws:ResourceTag/kubernetes.io/cluster/${ClusterName}", OWNED);
const REQUEST_CLUSTER: Condition =
    Condition("StringEquals", "aws:RequestTag/kubernetes.io/cluster/${ClusterName}", OWNED);
const REQUEST_NAME: Condition = Condition("StringEquals", "aws:RequestTag/eks:eks-cluster-name", CLUSTER);
const RESOURCE_POOL: Condition = Condition("StringLike", "aws:ResourceTag/karpenter.sh/nodepool", ANY);
const REQUEST_POOL: Condition = Condition("StringLike", "aws:RequestTag/karpenter.sh/nodepool", ANY);
const RESOURCE_REGION: Condition = Condition("StringEquals", "aws:ResourceTag/topology.kubernetes.io/region", REGION);
const REQUEST_REGION: Condition = Condition("StringEquals", "aws:RequestTag/topology.kubernetes.io/region", REGION);
const RESOURCE_CLASS: Condition = Condition("StringLike", "aws:ResourceTag/karpenter.k8s.aws/ec2nodeclass", ANY);
const REQUEST_CLASS: Condition = Condition("StringLike", "aws:RequestTag/karpenter.k8s.aws/ec2nodeclass", ANY);

const MADE_BY_CONTROLLER: &[Since] = &[
    Since("arn:${Partition}:ec2:${Region}:*:fleet/*", 0),
    Since("arn:${Partition}:ec2:${Region}:*:instance/*", 0),
    Since("arn:${Partition}:ec2:${Region}:*:volume/*", 0),
    Since("arn:${Partition}:ec2:${Region}:*:network-interface/*", 0),
    Since("arn:${Partition}:ec2:${Region}:*:launch-template/*", 0),
    Since("arn:${Partition}:ec2:${Region}:*:spot-instances-request/*", 0),
];
const PROFILES: &[Since] = &[Since("arn:${Partition}:iam::${AccountId}:instance-profile/*", 0)];
const CLUSTER_ARN: &str = "arn:${Partition}:eks:${Region}:${AccountId}:cluster/${ClusterName}";
const EVERYTHING: &[Since] = &[Since("*", 0)];

pub(super) const ROWS: &[Row] = &[
    row(
        Area::NodeLifecycle,
        "AllowScopedEC2InstanceAccessActions",
        &[Since("ec2:RunInstances", 0), Since("ec2:CreateFleet", 0)],
        &[
            Since("arn:${Partition}:ec2:${Region}::image/*", 0),
            Since("arn:${Partition}:ec2:${Region}::snapshot/*", 0),
            Since("arn:${Partition}:ec2:${Region}:*:security-group/*", 0),
            Since("arn:${Partition}:ec2:${Region}:*:subnet/*", 0),
            Since("arn:${Partition}:ec2:${Region}:*:capacity-reservation/*", 0),
            Since("arn:${Partition}:ec2:${Region}:*:placement-group/*", 11),
        ],
    ),
    row(
        Area::NodeLifecycle,
        "AllowScopedEC2LaunchTemplateAccessActions",
        &[Since("ec2:RunInstances", 0), Since("ec2:CreateFleet", 0)],
        &[Since("arn:${Partition}:ec2:${Region}:*:launch-template/*", 0)],
    )
    .when(&[RESOURCE_CLUSTER, RESOURCE_POOL]),
    row(
        Area::NodeLifecycle,
        "AllowScopedEC2InstanceActionsWithTags",
        &[Since("ec2:RunInstances", 0), Since("ec2:CreateFleet", 0), Since("ec2:CreateLaunchTemplate", 0)],
        MADE_BY_CONTROLLER,
    )
    .when(&[REQUEST_CLUSTER, REQUEST_NAME, REQUEST_POOL]),
    row(Area::NodeLifecycle, "AllowScopedResourceCreationTagging", &[Since("ec2:CreateTags", 0)], MADE_BY_CONTROLLER)
        .when(&[
            REQUEST_CLUSTER,
            REQUEST_NAME,
            Condition("StringEquals", "ec2:CreateAction", &["RunInstances", "CreateFleet", "CreateLaunchTemplate"]),
            REQUEST_POOL,
        ]),
    row(
        Area::NodeLifecycle,
        "AllowScopedResourceTagging",
        &[Since("ec2:CreateTags", 0)],
        &[Since("arn:${Partition}:ec2:${Region}:*:instance/*", 0)],
    )
    .when(&[
        RESOURCE_CLUSTER,
        RESOURCE_POOL,
        Condition("StringEqualsIfExists", "aws:RequestTag/eks:eks-cluster-name", CLUSTER),
        Condition(
            "ForAllValues:StringEquals",
            "aws:TagKeys",
            &["eks:eks-cluster-name", "karpenter.sh/nodeclaim", "Name"],
        ),
    ]),
    row(
        Area::NodeLifecycle,
        "AllowScopedDeletion",
        &[Since("ec2:TerminateInstances", 0), Since("ec2:DeleteLaunchTemplate", 0)],
        &[
            Since("arn:${Partition}:ec2:${Region}:*:instance/*", 0),
            Since("arn:${Partition}:ec2:${Region}:*:launch-template/*", 0),
        ],
    )
    .when(&[RESOURCE_CLUSTER, RESOURCE_POOL]),
    row(Area::IamIntegration, "AllowPassingInstanceRole", &[Since("iam:PassRole", 0)], &[Since("${NodeRoleArn}", 0)])
        .when(&[Condition("StringEquals", "iam:PassedToService", &["ec2.amazonaws.com", "ec2.amazonaws.com.cn"])]),
    row(
        Area::IamIntegration,
        "AllowScopedInstanceProfileCreationActions",
        &[Since("iam:CreateInstanceProfile", 0)],
        PROFILES,
    )
    .when(&[REQUEST_CLUSTER, REQUEST_NAME, REQUEST_REGION, REQUEST_CLASS])
    .writes_profiles(),
    row(Area::IamIntegration, "AllowScopedInstanceProfileTagActions", &[Since("iam:TagInstanceProfile", 0)], PROFILES)
        .when(&[
            RESOURCE_CLUSTER,
            RESOURCE_REGION,
            REQUEST_CLUSTER,
            REQUEST_NAME,
            REQUEST_REGION,
            RESOURCE_CLASS,
            REQUEST_CLASS,
        ])
        .writes_profiles(),
    row(
        Area::IamIntegration,
        "AllowScopedInstanceProfileActions",
        &[
            Since("iam:AddRoleToInstanceProfile", 0),
            Since("iam:RemoveRoleFromInstanceProfile", 0),
            Since("iam:DeleteInstanceProfile", 0),
        ],
        PROFILES,
    )
    .when(&[RESOURCE_CLUSTER, RESOURCE_REGION, RESOURCE_CLASS])
    .writes_profiles(),
    row(
        Area::EksIntegration,
        "AllowAPIServerEndpointDiscovery",
        &[Since("eks:DescribeCluster", 0)],
        &[Since(CLUSTER_ARN, 0)],
    ),
    row(
        Area::Interruption,
        "AllowInterruptionQueueActions",
        &[Since("sqs:DeleteMessage", 0), Since("sqs:GetQueueUrl", 0), Since("sqs:ReceiveMessage", 0)],
        &[Since("${QueueArn}", 0)],
    ),
    // 1.12 shipped this with the cluster as the resource, which never matched; 1.13 corrected it to this form.
    row(
        Area::ZonalShift,
        "AllowZonalShiftStatusReadOnly",
        &[Since("arc-zonal-shift:GetManagedResource", 0)],
        EVERYTHING,
    )
    .when(&[Condition("StringEquals", "arc-zonal-shift:ResourceIdentifier", &[CLUSTER_ARN])])
    .since(12),
    row(
        Area::ResourceDiscovery,
        "AllowRegionalReadActions",
        &[
            Since("ec2:DescribeCapacityReservations", 0),
            Since("ec2:DescribeImages", 0),
            Since("ec2:DescribeInstances", 0),
            Since("ec2:DescribeInstanceStatus", 12),
            Since("ec2:DescribeInstanceTypeOfferings", 0),
            Since("ec2:DescribeInstanceTypes", 0),
            Since("ec2:DescribeLaunchTemplates", 0),
            Since("ec2:DescribePlacementGroups", 11),
            Since("ec2:DescribeSecurityGroups", 0),
            Since("ec2:DescribeSpotPriceHistory", 0),
            Since("ec2:DescribeSubnets", 0),
        ],
        EVERYTHING,
    )
    .when(&[Condition("StringEquals", "aws:RequestedRegion", REGION)]),
    row(
        Area::ResourceDiscovery,
        "AllowSSMReadActions",
        &[Since("ssm:GetParameter", 0)],
        &[Since("arn:${Partition}:ssm:${Region}::parameter/aws/service/*", 0)],
    ),
    row(Area::ResourceDiscovery, "AllowPricingReadActions", &[Since("pricing:GetProducts", 0)], EVERYTHING),
    row(
        Area::ResourceDiscovery,
        "AllowUnscopedInstanceProfileListAction",
        &[Since("iam:ListInstanceProfiles", 0)],
        EVERYTHING,
    )
    .reads_profiles(),
    row(Area::ResourceDiscovery, "AllowInstanceProfileReadActions", &[Since("iam:GetInstanceProfile", 0)], PROFILES)
        .reads_profiles(),
];
