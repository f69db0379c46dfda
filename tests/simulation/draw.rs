//! Random specs: fragments of every section, put together so that the whole is valid.

use fastrand::Rng;

/// (section, what it may say). An empty text leaves the section out.
type Section = (&'static str, &'static [&'static str]);

const SECTIONS: &[Section] = &[
    ("tags", &["", "{team: data}", "{team: platform, cost-center: \"4711\"}"]),
    (
        "kubernetes",
        &[
            "",
            "{logs: {types: [api], retentionDays: 7}}",
            "{logs: {types: [api, audit, authenticator, controllerManager, scheduler], retentionDays: 30}}",
            "{upgradePolicy: extended}",
        ],
    ),
    (
        "access",
        &[
            "",
            "{admins: [alice]}",
            "{entries: [{principal: {user: bob}, policies: [{name: AmazonEKSViewPolicy, namespaces: [web]}]}]}",
        ],
    ),
    (
        "nodeGroups",
        &[
            "",
            "{system: {instanceTypes: [m7g.large], size: {min: 2, desired: 2, max: 4}}}",
            "{system: {instanceTypes: [m7g.large, m6g.large], disk: {size: 80Gi, type: gp3}, labels: {role: system}}}",
        ],
    ),
    (
        "addons",
        &[
            "",
            "{vpc-cni: {values: {env: {ENABLE_PREFIX_DELEGATION: \"true\"}}}}",
            "{metrics-server: {}}",
            "{aws-ebs-csi-driver: {podIdentity: {serviceAccount: ebs-csi-controller-sa, policies: [AmazonEBSCSIDriverPolicy]}}}",
        ],
    ),
];

/// What only a stack with Karpenter can say.
const KARPENTER: &[Section] = &[
    ("karpenter", &["", "{replicas: 1}", "{settings: {batchMaxDuration: 15s}}"]),
    ("nodeClasses", &["", "{default: {ami: bottlerocket}}", "{default: {ami: al2023, kubelet: {maxPods: 110}}}"]),
    (
        "nodePools",
        &[
            "",
            "{x86: {preset: x86, limits: {cpu: 200}}}",
            "{x86: {preset: x86}, spot: {preset: spot, weight: 50, expireAfter: 168h}}",
            "{graviton: {preset: graviton, labels: {workload: batch}, disruption: {policy: WhenEmpty, after: 10m}}}",
        ],
    ),
];

const ENDPOINTS: &[&str] = &[
    "",
    ", endpoint: {private: true, public: {cidrs: [203.0.113.0/24]}}",
    ", endpoint: {private: true, vpnCidrs: [{cidr: 10.8.0.0/16, description: office}]}",
];

/// A valid spec of a stack.
pub fn spec(rng: &mut Rng, name: &str, karpenter: bool) -> String {
    let one = |rng: &mut Rng, choices: &[&str]| choices[rng.usize(..choices.len())].to_owned();
    let mut text = format!("apiVersion: karpool.dev/v1\nname: {name}\nregion: us-east-1\n");
    let endpoint = one(rng, ENDPOINTS);
    let network = format!("vpcId: vpc-0a1b2c3d4e5f60718, subnets: {{tags: {{tier: private}}}}{endpoint}");
    text.push_str(&format!("network: {{{network}}}\n"));
    let more = if karpenter { KARPENTER } else { &[] };
    for (section, choices) in SECTIONS.iter().chain(more) {
        let chosen = one(rng, choices);
        if !chosen.is_empty() {
            text.push_str(&format!("{section}: {chosen}\n"));
        }
    }
    if !karpenter {
        text.push_str("karpenter: off\n");
    }
    text
}
