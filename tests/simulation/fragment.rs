//! What random specs are put together from: for every section some of what it may say. An empty text leaves it out.

/// A section and what it may say.
pub type Section = (&'static str, &'static [&'static str]);

/// What every stack can say.
pub const STACK: &[Section] = &[
    ("tags", &["", "", "{team: data}", "{team: platform, cost-center: \"4711\"}"]),
    ("environment", &["", "", "", "development"]),
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
            "{path: /teams/{name}/}",
        ],
    ),
    ("iam", &["", "", "", "{permissionsBoundary: \"arn:aws:iam::aws:policy/PowerUserAccess\"}"]),
    (
        "nodeRole",
        &[
            "",
            "",
            "{ssm: true}",
            "{cloudwatch: true, tags: {team: nodes}}",
            "{name: dev-nodes, path: /nodes/, extraPolicies: [AmazonEC2ReadOnlyAccess]}",
            "{reuse: nodeGroups/system}",
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
        ],
    ),
    ("addons", ADDONS),
    ("access", ACCESS),
];

const ADDONS: &[&str] = &[
    "",
    "",
    "{vpc-cni: {values: {env: {ENABLE_PREFIX_DELEGATION: \"true\"}}}}",
    "{metrics-server: {}}",
    "{metrics-server: {values: {replicas: 3}, tags: {team: metrics}}}",
    "{aws-ebs-csi-driver: {podIdentity: {serviceAccount: ebs-csi-controller-sa, policies: [AmazonEBSCSIDriverPolicy]}}}",
    "{aws-ebs-csi-driver: {irsa: {serviceAccount: ebs-csi-controller-sa, policies: [AmazonEBSCSIDriverPolicy]}}}",
    "{vpc-cni: {preserve: true}}",
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
];

/// Parts of `kubernetes`, any of them together.
pub const KUBERNETES: &[&[&str]] = &[
    &["", "", "logs: {types: [api], retentionDays: 7}", "logs: {types: [], retentionDays: 30}", LOGS],
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
    ],
    &[
        "",
        "",
        "",
        "nodeSecurityGroup: {create: {}}",
        "nodeSecurityGroup: {create: {tags: {tier: nodes}, rules: {web: {ports: 8080, cidr: 10.0.0.0/16}}}}",
        "nodeSecurityGroup: {create: {recommendedRules: false}}",
    ],
    &["", "", "", "discovery: tags"],
    &["", "", "", "endpoints: create"],
    &["", "", "controlPlaneSubnets: {tags: {tier: private}}"],
];

/// What only a stack with Karpenter can say.
pub const KARPENTER: &[Section] = &[
    (
        "karpenter",
        &[
            "",
            "",
            "{replicas: 1}",
            "{settings: {batchMaxDuration: 15s}}",
            "{namespace: karpenter, serviceAccount: controller}",
            "{identity: irsa, controllerRole: {maxSession: 2h}}",
            "{interruption: {queueName: dev-interruption, rulePrefix: dev-rules}}",
            "{interruption: {enabled: false}}",
            "{controllerRole: {extraStatements: [{Effect: Allow, Action: \"ec2:DescribeVpcs\", Resource: \"*\"}], extraPolicies: [AmazonEC2ReadOnlyAccess]}}",
            "{instanceProfile: none}",
            "{helmRelease: false, values: {podAnnotations: {example.com/team: platform}}}",
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
        ],
    ),
    (
        "nodeOverlays",
        &[
            "",
            "",
            "",
            "{cheap: {requirements: [{key: kubernetes.io/arch, operator: In, values: [arm64]}], priceAdjustment: \"-10%\"}}",
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
    ("naming", &["", "", "{roles: \"{role}-of-{name}\"}", "{path: /teams/{name}/}"]),
    ("iam", &["", "", "{permissionsBoundary: \"arn:aws:iam::aws:policy/PowerUserAccess\"}"]),
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
