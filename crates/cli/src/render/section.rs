//! Which part of a cluster a node belongs to, for reading.

/// A part and the beginnings of the ids in it; the first row that fits wins.
const SECTIONS: &[(&str, &[&str])] = &[
    (
        "Node classes and pools",
        &[
            "karpenter.node_class/",
            "karpenter.node_pool/",
            "karpenter.node_overlay/",
            // What Karpenter makes; templates of node groups have names, not ids.
            "ec2.instance/",
            "ec2.launch_template/lt-",
        ],
    ),
    (
        "Control plane",
        &[
            "eks.cluster/",
            "iam.role/cluster",
            "logs.log_group/",
            "ec2.security_group/",
            "ec2.security_group_rule/",
            "ec2.discovery_tag/",
            "kms.",
            "ec2.vpc_endpoint/",
            "iam.oidc_provider/",
        ],
    ),
    (
        "Karpenter in AWS",
        &[
            "eks.access_entry/karpenter",
            "eks.access_entry/node",
            "eks.pod_identity_association/karpenter",
            "eks.pod_identity_association/controller",
            "iam.role/karpenter",
            "iam.role/controller",
            "iam.role/node",
            "iam.instance_profile/",
            "iam.service_linked_role/",
            "iam.policy/",
            "sqs.queue/",
            "events.rule/",
        ],
    ),
    ("Access", &["eks.access_entry/", "eks.identity_provider/"]),
    ("Addons", &["eks.addon/", "eks.pod_identity_association/", "iam.role/addon"]),
    ("Node groups", &["eks.node_group/", "eks.fargate_profile/", "ec2.launch_template/", "iam.role/"]),
    ("Karpenter in the cluster", &["kubernetes.", "helm."]),
];

/// The order in which sections are read: as the cluster comes to be.
const ORDER: &[&str] = &[
    "Control plane",
    "Access",
    "Addons",
    "Node groups",
    "Karpenter in AWS",
    "Karpenter in the cluster",
    "Node classes and pools",
    OTHER,
];

const OTHER: &str = "Other";

/// The section of a node.
pub(crate) fn section(id: &str) -> &'static str {
    let fits = |heads: &&[&str]| heads.iter().any(|head| id.starts_with(head));
    SECTIONS.iter().find(|(_, heads)| fits(heads)).map_or(OTHER, |(name, _)| name)
}

/// All sections, in reading order.
pub(crate) fn sections() -> impl Iterator<Item = &'static str> {
    ORDER.iter().copied()
}
