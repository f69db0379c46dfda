//! What random specs are put together from: for every section some of what it may say. An empty text leaves it out.

/// A section and what it may say.
pub type Section = (&'static str, &'static [&'static str]);

/// Where a stack is.
pub const PLACES: &[&str] = &[
    "vpcId: vpc-0a1b2c3d4e5f60718, subnets: {tags: {tier: private}}",
    "vpcId: vpc-0a1b2c3d4e5f60718, subnets: {tags: {tier: private}}",
    "vpcId: {name: shared}, subnets: {tags: {tier: private}}",
    "vpcId: {tags: {environment: development}}, subnets: {tags: {tier: private}}",
    "vpcId: vpc-0a1b2c3d4e5f60718, subnets: [subnet-0f000000000000001, subnet-0f000000000000002]",
];

/// What every stack can say.
pub const STACK: &[Section] = &[
    ("tags", &["", "", "{team: data}", "{team: platform, cost-center: \"4711\"}"]),
    ("environment", &["", "", "", "development"]),
    ("account", &["", "", "\"111122223333\""]),
    ("partition", &["", "", "aws"]),
    ("timeouts", &["", "", "{cluster: 60m, nodeGroup: 45m, addon: 25m, chart: 25m, nodePool: 20m}"]),
    ("propagateToNodes", &["", "", "true"]),
    (
        "naming",
        &[
            "",
            "",
            "",
            "{roles: \"{role}-of-{name}\"}",
            "{nameTag: off}",
            "{nodeSecurityGroup: \"{name}\"}",
            "{path: \"/teams/{name}/\"}",
        ],
    ),
    ("iam", &["", "", "", "{permissionsBoundary: \"arn:aws:iam::aws:policy/AdministratorAccess\"}"]),
    (
        "nodeRole",
        &[
            "",
            "",
            "{ssm: true}",
            "{cloudwatch: true, tags: {team: nodes}}",
            "{name: dev-nodes, path: /nodes/, extraPolicies: [AmazonEC2ReadOnlyAccess]}",
            "{reuse: nodeGroups/system}",
            "{arn: \"arn:aws:iam::111122223333:role/shared-nodes\", accessEntryType: EC2_LINUX}",
            NODE_ROLE,
        ],
    ),
    (
        "nodeGroups",
        &[
            "",
            "",
            "{system: {instanceTypes: [m7g.large], size: {min: 2, desired: 2, max: 4}}}",
            "{system: {instanceTypes: [m7g.large, m6g.large], disk: {size: 80Gi, type: gp3}, labels: {role: system}}}",
            "{system: {ami: bottlerocket, instanceTypes: [m7g.large], disk: {size: 40Gi}}}",
            "{system: {}, batch: {instanceTypes: [m7i.large], size: {min: 1, max: 2}, taints: off, repair: false}}",
            "{system: {update: {maxUnavailable: 1}, metadata: {hopLimit: 2}, tags: {team: nodes}}}",
            "{system: {role: {ssm: true, extraPolicies: [AmazonEC2ReadOnlyAccess]}, userData: \"#!/bin/bash\\necho hello\"}}",
            "{system: {capacityType: spot, instanceTypes: [m7g.large, c7g.large]}}",
            "{system: {disk: {size: 60Gi, type: gp3, iops: 3500, throughput: 250, kmsKey: \"arn:aws:kms:us-east-1:111122223333:key/00000000-0000-4000-8000-000000000001\"}, keyName: operators}}",
            "{system: {metadata: {endpoint: enabled, tokens: optional, ipv6: enabled}, subnets: {tags: {tier: private}}, capacityReservation: {preference: open}}}",
            "{system: {repair: {maxUnhealthyCount: 2, maxParallelCount: 1}, taints: [{key: CriticalAddonsOnly, value: \"true\", effect: NoSchedule}], securityGroups: [sg-0f000000000000001]}}",
            "{system: {repair: {maxUnhealthyPercentage: 40, maxParallelPercentage: 10}, update: {maxUnavailablePercentage: 33, strategy: minimal}}}",
            "{system: {role: {name: platform-nodes, path: /platform/, policies: [AmazonEKSWorkerNodePolicy, AmazonEKS_CNI_Policy, AmazonEC2ContainerRegistryPullOnly], cloudwatch: true, tags: {team: nodes}, boundary: \"arn:aws:iam::aws:policy/PowerUserAccess\"}}}",
            "{system: {role: {arn: \"arn:aws:iam::111122223333:role/shared-nodes\"}}}",
        ],
    ),
    (
        "fargateProfiles",
        &[
            "",
            "",
            "",
            "",
            "{batch: {selectors: [{namespace: batch}]}}",
            "{batch: {selectors: [{namespace: batch, labels: {runs: alone}}], tags: {team: batch}}, web: {selectors: [{namespace: web}]}}",
            "{batch: {selectors: [{namespace: batch}], subnets: {tags: {tier: private}}, roleArn: \"arn:aws:iam::111122223333:role/shared-pods\"}}",
        ],
    ),
    ("addons", ADDONS),
    ("access", ACCESS),
];

const NODE_ROLE: &str = "{policies: [AmazonEKSWorkerNodePolicy, AmazonEKS_CNI_Policy, AmazonEC2ContainerRegistryPullOnly], boundary: \"arn:aws:iam::aws:policy/PowerUserAccess\"}";

const ADDONS: &[&str] = &[
    "",
    "",
    "{vpc-cni: {values: {env: {ENABLE_PREFIX_DELEGATION: \"true\"}}}}",
    "{metrics-server: {}}",
    "{metrics-server: {values: {replicas: 3}, tags: {team: metrics}}}",
    "{aws-ebs-csi-driver: {podIdentity: {serviceAccount: ebs-csi-controller-sa, policies: [AmazonEBSCSIDriverPolicy]}}}",
    "{aws-ebs-csi-driver: {irsa: {serviceAccount: ebs-csi-controller-sa, policies: [AmazonEBSCSIDriverPolicy]}}}",
    "{vpc-cni: {preserve: true}}",
    "{vpc-cni: {version: v1.21.1-eksbuild.3}}",
    "{aws-ebs-csi-driver: {podIdentity: {serviceAccount: ebs-csi-controller-sa, roleArn: \"arn:aws:iam::111122223333:role/shared-pods\"}}}",
    "{aws-ebs-csi-driver: {irsa: {serviceAccount: ebs-csi-controller-sa, roleArn: \"arn:aws:iam::111122223333:role/shared-pods\"}}}",
];

const ACCESS: &[&str] = &[
    "",
    "{admins: [alice]}",
    "{admins: [alice, bob]}",
    "{admins: [{user: alice}], authenticationMode: API_AND_CONFIG_MAP}",
    "{entries: [{principal: {user: bob}, policies: [{name: AmazonEKSViewPolicy, namespaces: [web]}]}]}",
    "{entries: [{principal: {user: bob}, policies: [{name: AmazonEKSEditPolicy}], groups: [deployers], username: bob}]}",
    "{admins: [alice], entries: [{principal: {user: bob}, groups: [viewers], tags: {team: audit}}]}",
    "{identityProviders: {okta: {issuerUrl: \"https://example.okta.com\", clientId: kubernetes, groupsClaim: groups}}}",
    "{identityProviders: {okta: {issuerUrl: \"https://example.okta.com\", clientId: kubernetes, usernameClaim: email, usernamePrefix: \"okta:\", groupsClaim: groups, groupsPrefix: \"okta:\", requiredClaims: {department: platform}}}}",
    "{creatorAdmin: true, admins: [{role: platform-admin}, {sso: AdministratorAccess}, {arn: \"arn:aws:iam::111122223333:user/bob\"}]}",
    "{creatorAdmin: false, admins: [alice, deployer], entries: [{principal: {role: platform-admin}, groups: [deployers]}, {principal: {sso: AdministratorAccess}, policies: [{name: AmazonEKSViewPolicy}]}, {principal: {arn: \"arn:aws:iam::111122223333:user/bob\"}, policies: [{name: AmazonEKSEditPolicy}]}]}",
];

/// Parts of `kubernetes`, any of them together.
pub const KUBERNETES: &[&[&str]] = &[
    &[
        "",
        "",
        "logs: {types: [api], retentionDays: 7}",
        "logs: {types: [], retentionDays: 30}",
        LOGS,
        "logs: {class: INFREQUENT_ACCESS}",
        "logs: {kmsKey: create}",
    ],
    &["", "", "", "role: create", "role: {arn: \"arn:aws:iam::111122223333:role/shared-cluster\"}"],
    &["", "", "upgradePolicy: extended"],
    &["", "", "", "version: \"1.34\"", "version: \"1.33\""],
    &["", "", "", "", "secrets: {kmsKey: create}"],
    &["", "", "", "", "", "ipFamily: ipv6", "serviceCidr: 10.100.0.0/16"],
    &["", "", "", "zonalShift: true", "controlPlaneTier: tier-xl"],
];

const LOGS: &str = "logs: {types: [api, audit, authenticator, controllerManager, scheduler], retentionDays: 30}";

/// Parts of `network`.
pub const NETWORK: &[&[&str]] = &[
    &[
        "",
        "",
        "endpoint: {private: true, public: {cidrs: [203.0.113.0/24]}}",
        "endpoint: {private: true, vpnCidrs: [{cidr: 10.8.0.0/16, description: office}]}",
        "endpoint: {private: true, vpnCidrs: [{cidr: 10.8.0.0/16, description: moved}, {cidr: 10.9.0.0/16}]}",
        "endpoint: {private: true, public: true}",
        "endpoint: {private: true, vpnCidrs: [{prefixList: pl-0f000000000000001, description: branches}]}",
    ],
    &[
        "",
        "",
        "",
        "nodeSecurityGroup: {create: {}}",
        "nodeSecurityGroup: {create: {tags: {tier: nodes}, rules: {web: {ports: 8080, cidr: 10.0.0.0/16}}}}",
        "nodeSecurityGroup: {create: {recommendedRules: false}}",
        "nodeSecurityGroup: {id: sg-0f000000000000001}",
        NODE_RULES,
    ],
    &["", "", "", "discovery: tags"],
    &["", "", "", "endpoints: create"],
    &["", "", "controlPlaneSubnets: {tags: {tier: private}}"],
];

const NODE_RULES: &str = "nodeSecurityGroup: {create: {rules: {branches: {prefixList: pl-0f000000000000001, ports: 8000-8080}, database: {securityGroup: sg-0f000000000000001, ports: 5432, egress: true}, webhook: {peer: controlPlane, protocol: tcp, ports: 9443, description: webhooks}}}}";

/// What only a stack with Karpenter can say.
pub const KARPENTER: &[Section] = &[
    (
        "karpenter",
        &[
            "{}",
            "{}",
            "{replicas: 1}",
            "{settings: {batchMaxDuration: 15s}}",
            "{namespace: karpenter, serviceAccount: controller}",
            "{identity: irsa, controllerRole: {maxSession: 2h}}",
            "{interruption: {queueName: dev-interruption, rulePrefix: dev-rules}}",
            "{interruption: {enabled: false}}",
            "{controllerRole: {extraStatements: [{Effect: Allow, Action: \"ec2:DescribeVpcs\", Resource: \"*\"}], extraPolicies: [AmazonEC2ReadOnlyAccess]}}",
            "{instanceProfile: none}",
            "{helmRelease: false, values: {podAnnotations: {example.com/team: platform}}}",
            "{version: 1.13.1}",
            "{resources: {requests: {cpu: 500m, memory: 512Mi}, limits: {cpu: 1, memory: 1Gi}}, dnsPolicy: Default}",
            "{controllerRole: {name: dev-controller, path: /karpenter/, boundary: \"arn:aws:iam::aws:policy/AdministratorAccess\", tags: {team: karpenter}, trust: {extra: [{Effect: Allow, Principal: {AWS: \"arn:aws:iam::111122223333:role/platform-admin\"}, Action: \"sts:AssumeRole\"}]}}}",
            "{controllerRole: {arn: \"arn:aws:iam::111122223333:role/shared-controller\"}}",
            "{interruption: {tags: {team: queues}, extraStatements: [{Effect: Deny, Principal: \"*\", Action: \"sqs:PurgeQueue\", Resource: \"*\"}], encryption: sqs}}",
            "{interruption: {encryption: {kmsKey: \"arn:aws:kms:us-east-1:111122223333:key/00000000-0000-4000-8000-000000000001\"}}}",
            "{identity: irsa, stsRegional: true}",
            "{settings: {batchIdleDuration: 2s, preferencePolicy: Ignore, minValuesPolicy: BestEffort, clusterCABundle: LS0tLS1CRUdJTg==, eksControlPlane: true, vmMemoryOverheadPercent: 0.05, enableZonalShift: false, reservedENIs: 1, featureGates: {nodeRepair: true, reservedCapacity: false, spotToSpotConsolidation: true, capacityBuffer: true}}}",
            "{settings: {clusterEndpoint: \"https://api.dev.example.com\", isolatedVPC: true, ignoreDRARequests: false, disableClusterStateObservability: true, disableDryRun: true, amiRefreshInterval: 5m, subnetRefreshInterval: 5m, featureGates: {nodeOverlay: true, staticCapacity: true}}}",
        ],
    ),
    (
        "nodeClasses",
        &[
            "",
            "",
            "{default: {ami: bottlerocket}}",
            "{default: {ami: al2023, kubelet: {maxPods: 110}}}",
            "{default: {tags: {team: nodes}, detailedMonitoring: true, metadata: {hopLimit: 2}}}",
            "{default: {volumes: [{device: /dev/xvda, size: 100Gi, type: gp3, encrypted: true}]}}",
            "{default: {volumes: [{device: /dev/xvda, size: 60Gi, type: gp3, iops: 4000, throughput: 250, deleteOnTermination: true, rootVolume: true, kmsKey: alias/nodes, initializationRate: 200, snapshotId: snap-0a1b2c3d4e5f60718}]}}",
            "{default: {metadata: {endpoint: enabled, tokens: optional, ipv6: enabled}, userData: \"echo hello\", instanceStorePolicy: RAID0, associatePublicIp: false}}",
            "{default: {placementGroup: {name: near}, connectionTracking: {tcpEstablishedTimeout: 6m, udpStreamTimeout: 90s, udpTimeout: 45s}, cpuOptions: {nestedVirtualization: enabled}, ipPrefixCount: 2, context: fleet-context}}",
            "{default: {placementGroup: {id: pg-0a1b2c3d4e5f60718}, capacityReservations: [{tags: {team: ml}, ownerID: \"111122223333\", instanceMatchCriteria: targeted}, {id: cr-0a1b2c3d4e5f60718}]}}",
            "{default: {networkInterfaces: [{deviceIndex: 0, networkCardIndex: 0, interfaceType: interface}, {deviceIndex: 1, networkCardIndex: 1, interfaceType: efa-only}]}}",
            "{default: {}, other: {role: shared-nodes}}",
            "{default: {instanceProfile: shared-nodes, role: shared-nodes}}",
            "{default: {securityGroups: [{id: sg-0f000000000000001}, {name: nodes}, {tags: {role: nodes}}]}}",
            "{default: {subnets: [{tags: {tier: private}}]}}",
            "{default: {subnets: [{id: subnet-0f000000000000001}]}}",
            "{default: {ami: {ids: [ami-0f000000000000001], family: al2023}}}",
            "{default: {ami: {name: \"amazon-eks-node-al2023-*\", owner: amazon, family: al2023}}}",
            "{default: {ami: {ssmParameter: /aws/service/eks/optimized-ami/1.35/amazon-linux-2023/x86_64/standard/recommended/image_id, family: al2023}}}",
        ],
    ),
    (
        "nodePools",
        &[
            "",
            "{x86: {preset: x86, limits: {cpu: 200}}}",
            "{x86: {preset: x86}, spot: {preset: spot, weight: 50, expireAfter: 168h}}",
            "{graviton: {preset: graviton, labels: {workload: batch}, disruption: {policy: WhenEmpty, after: 10m}}}",
            "{x86: {arch: [amd64], categories: [c, m], cpu: {min: 2, max: 16}, zones: [us-east-1a], taints: [{key: team, value: a, effect: NoSchedule}]}}",
            "{x86: {preset: x86, disruption: {budgets: [{nodes: 10%}, {nodes: \"0\", schedule: \"0 9 * * mon-fri\", duration: 8h}]}}}",
            "{x86: {preset: x86, nodeClass: default, capacityTypes: [on-demand, spot], generation: {min: 5, max: 8}, sizes: [large, xlarge], memory: {min: 4Gi, max: 128Gi}, annotations: {example.com/contact: platform}}}",
            "{x86: {families: [m7i, c7i], arch: [amd64], requirements: [{key: karpenter.k8s.aws/instance-hypervisor, operator: In, values: [nitro], minValues: 1}], startupTaints: [{key: node.example.com/starting, value: \"yes\", effect: NoSchedule}], terminationGracePeriod: 1h}}",
            "{x86: {instanceTypes: [m7i.large], arch: [amd64], disruption: {budgets: [{nodes: 10%, schedule: \"0 9 * * mon-fri\", duration: 8h, reasons: [Drifted]}]}}}",
            "{fixed: {preset: graviton, replicas: 1, limits: {nodes: 2}}}",
        ],
    ),
    (
        "nodeOverlays",
        &[
            "",
            "",
            "",
            "{cheap: {requirements: [{key: kubernetes.io/arch, operator: In, values: [arm64]}], priceAdjustment: \"-10%\"}}",
            "{priced: {price: \"0.05\", weight: 10}, fuse: {capacity: {smarter-devices/fuse: 1}}}",
        ],
    ),
];

/// What a few lines for a cluster that somebody else made can say.
pub const EXISTING: &[Section] = &[
    ("tags", &["", "{team: data}", "{team: platform, cost-center: \"4711\"}"]),
    ("access", EXISTING_ACCESS),
    (
        "nodeRole",
        &[
            "",
            "{ssm: true}",
            "{cloudwatch: true, tags: {team: nodes}}",
            "{name: dev-nodes, path: /nodes/, extraPolicies: [AmazonEC2ReadOnlyAccess]}",
            "{accessEntry: skip}",
        ],
    ),
    (
        "addons",
        &[
            "",
            "{vpc-cni: {}}",
            "{vpc-cni: {values: {env: {ENABLE_PREFIX_DELEGATION: \"true\"}}}, kube-proxy: {}}",
            "{eks-pod-identity-agent: {tags: {team: identity}}}",
        ],
    ),
    (
        "fargateProfiles",
        &[
            "",
            "",
            "{batch: {selectors: [{namespace: batch}]}}",
            "{batch: {selectors: [{namespace: batch, labels: {runs: alone}}], tags: {team: batch}}}",
        ],
    ),
    ("naming", &["", "", "{roles: \"{role}-of-{name}\"}", "{path: \"/teams/{name}/\"}"]),
    ("iam", &["", "", "{permissionsBoundary: \"arn:aws:iam::aws:policy/AdministratorAccess\"}"]),
];

const EXISTING_ACCESS: &[&str] = &[
    "",
    "{admins: [alice]}",
    "{admins: [alice, bob]}",
    "{entries: [{principal: {user: bob}, policies: [{name: AmazonEKSViewPolicy, namespaces: [web]}]}]}",
    "{entries: [{principal: {user: bob}, policies: [{name: AmazonEKSEditPolicy}], groups: [deployers], username: bob}]}",
    "{admins: [alice], entries: [{principal: {user: bob}, groups: [viewers], tags: {team: audit}}]}",
];

/// One part alone: what it is called as a piece, and what it may say.
pub const PIECES: &[(&str, &str, &[&str])] = &[
    (
        "interruptionQueue",
        "interruptionQueue",
        &[
            "{}",
            "{tags: {team: queues}}",
            "{extraStatements: [{Effect: Deny, Principal: \"*\", Action: \"sqs:PurgeQueue\", Resource: \"*\"}]}",
        ],
    ),
    (
        "nodeRole",
        "nodeRole",
        &["{}", "{ssm: true}", "{tags: {team: nodes}, cloudwatch: true}", "{extraPolicies: [AmazonEC2ReadOnlyAccess]}"],
    ),
    (
        "karpenterRole",
        "karpenterRole",
        &[
            "{}",
            "{maxSession: 2h}",
            "{tags: {team: karpenter}, extraPolicies: [AmazonEC2ReadOnlyAccess]}",
            "{extraStatements: [{Effect: Allow, Action: \"ec2:DescribeVpcs\", Resource: \"*\"}]}",
        ],
    ),
    (
        "accessEntry",
        "accessEntry",
        &[
            "{principal: {user: bob}, policies: [{name: AmazonEKSViewPolicy, namespaces: [web]}]}",
            "{principal: {user: bob}, policies: [{name: AmazonEKSEditPolicy}], groups: [deployers], username: bob}",
            "{principal: {user: bob}, groups: [viewers], tags: {team: audit}}",
        ],
    ),
];
