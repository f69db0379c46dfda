//! What a change of a field does to what lives.

/// Path and consequence; the longest path that a field lies in holds.
/// Source: what the kinds in `crates/core/src/resource` call fixed, and what they say rolls nodes.
pub(crate) const CHANGES: [(&str, &str); 105] = [
    ("apiVersion", NOTHING),
    ("name", "another name is another stack; nothing is renamed"),
    ("region", "another region is another stack"),
    ("account", "nothing that lives is changed by it; credentials of another account are refused"),
    ("profile", NOTHING),
    ("assumeRole", NOTHING),
    ("assumeRole.mfaSerial", "nothing that lives is changed by it; without its code a run is refused"),
    (
        "environment",
        "changes the defaults that it stands for, each as its own field says: detailed monitoring rolls Karpenter's nodes",
    ),
    ("partition", "nothing that lives is changed by it; another one than the region's is refused"),
    ("tags", "in place; with `propagateToNodes` it rolls all nodes"),
    ("propagateToNodes", "rolls all nodes: tags are in the launch templates and in the hash that Karpenter compares"),
    ("naming", "new names are new things; where the name is fixed (the cluster's role) it is refused"),
    ("naming.nameTag", "in place, and rolls the nodes of groups, whose instances carry it"),
    ("naming.nodeSecurityGroup", "in place"),
    ("iam", "in place"),
    (
        "access.identityProviders",
        "another one is refused while the first is associated, which `--prune` takes away before",
    ),
    ("access.identityProviders.<name>", "in place"),
    ("kubernetes", "in place"),
    (
        "kubernetes.version",
        "in place, one minor at a time and never down; the node groups follow, which rolls their nodes",
    ),
    ("kubernetes.role", "immutable: refused once the cluster exists"),
    ("kubernetes.secrets", "a key of your own can be given later, and never be taken away or changed"),
    ("kubernetes.serviceCidr", "immutable: refused once the cluster exists"),
    ("kubernetes.logs.class", "immutable: the class of a log group is fixed"),
    ("kubernetes.ipFamily", "immutable: refused once the cluster exists"),
    (
        "kubernetes.existing",
        "changes which parts karpool manages; a cluster that it made itself is neither pruned nor destroyed so",
    ),
    ("network", "in place"),
    ("network.vpcId", "immutable: a cluster stays in its VPC"),
    (
        "network.subnets",
        "a new node group comes before the old one goes; Karpenter replaces nodes outside of the new ones",
    ),
    ("network.nodeSecurityGroup", "rolls nodes: Karpenter replaces nodes that the new selection leaves out"),
    ("network.nodeSecurityGroup.create", "in place: rules and tags are changed one by one"),
    ("network.discovery", SELECTS),
    ("access", "in place"),
    ("access.authenticationMode", "in place towards `API`; never back"),
    ("access.creatorAdmin", "nothing: it is asked for when the cluster is made and not compared later"),
    ("nodeRole", ROLE),
    ("nodeRole.name", ROLE),
    ("nodeRole.path", PATH),
    ("nodeRole.boundary", "in place"),
    ("nodeRole.tags", "in place"),
    ("nodeRole.policies", "in place"),
    ("nodeRole.extraPolicies", "in place"),
    ("nodeRole.ssm", "in place"),
    ("nodeRole.cloudwatch", "in place"),
    ("nodeRole.accessEntry", "in place"),
    ("nodeRole.accessEntryType", "immutable: the entry's type is fixed"),
    ("nodeGroups", "a group that is added is made; one that is taken out stays until `--prune`"),
    ("nodeGroups.<name>.instanceTypes", REPLACES),
    ("nodeGroups.<name>.ami", REPLACES),
    ("nodeGroups.<name>.capacityType", REPLACES),
    ("nodeGroups.<name>.subnets", REPLACES),
    ("nodeGroups.<name>.launchTemplate", REPLACES),
    ("nodeGroups.<name>.launchTemplate.version", ROLLS_GROUP),
    ("nodeGroups.<name>.size", "in place; `desired` is held only when it is given"),
    ("nodeGroups.<name>.labels", "in place"),
    ("nodeGroups.<name>.taints", "in place"),
    ("nodeGroups.<name>.update", "in place"),
    ("nodeGroups.<name>.repair", "in place"),
    ("nodeGroups.<name>.tags", "in place, and rolls the group's nodes, which carry them"),
    ("nodeGroups.<name>.releaseVersion", ROLLS_GROUP),
    ("nodeGroups.<name>.disk", ROLLS_GROUP),
    ("nodeGroups.<name>.metadata", ROLLS_GROUP),
    ("nodeGroups.<name>.userData", ROLLS_GROUP),
    ("nodeGroups.<name>.keyName", ROLLS_GROUP),
    ("nodeGroups.<name>.securityGroups", ROLLS_GROUP),
    ("nodeGroups.<name>.role", "in place"),
    ("nodeGroups.<name>.role.arn", REPLACES),
    ("nodeGroups.<name>.role.name", REPLACES),
    ("nodeGroups.<name>.role.path", PATH),
    ("nodeGroups.<name>.capacityReservation", ROLLS_GROUP),
    ("fargateProfiles", "a new profile comes before the old one goes"),
    ("nodeOverlays", "in place"),
    (
        "karpenter.identity",
        "IRSA is refused while the association is there, which `--prune` takes away; the other way round in place",
    ),
    ("addons", "in place; one that is taken out stays until `--prune`"),
    ("karpenter", "in place; what the controller reads restarts it, and nodes stay"),
    (
        "karpenter.namespace",
        "refused while the controller runs in the other one; with `--prune` it ends there before it begins here, and \
         nodes stay",
    ),
    ("karpenter.chart", "nothing, unless the chart that is pulled from there is another"),
    ("karpenter.helmRelease", "nothing at once: the record that was written goes with `--prune`"),
    ("karpenter.controllerRole.path", PATH),
    ("karpenter.instanceProfile", "rolls Karpenter's nodes"),
    ("nodeClasses", "rolls Karpenter's nodes of the class"),
    ("nodePools", "in place; one that is taken out stays until `--prune`, and then its nodes are drained"),
    ("nodePools.<name>.nodeClass", ROLLS_POOL),
    ("nodePools.<name>.labels", ROLLS_POOL),
    ("nodePools.<name>.annotations", ROLLS_POOL),
    ("nodePools.<name>.taints", ROLLS_POOL),
    ("nodePools.<name>.startupTaints", ROLLS_POOL),
    ("nodePools.<name>.expireAfter", ROLLS_POOL),
    ("nodePools.<name>.terminationGracePeriod", ROLLS_POOL),
    ("nodePools.<name>.arch", DRIFTS),
    ("nodePools.<name>.capacityTypes", DRIFTS),
    ("nodePools.<name>.categories", DRIFTS),
    ("nodePools.<name>.generation", DRIFTS),
    ("nodePools.<name>.families", DRIFTS),
    ("nodePools.<name>.sizes", DRIFTS),
    ("nodePools.<name>.instanceTypes", DRIFTS),
    ("nodePools.<name>.zones", DRIFTS),
    ("nodePools.<name>.cpu", DRIFTS),
    ("nodePools.<name>.memory", DRIFTS),
    ("nodePools.<name>.requirements", DRIFTS),
    ("nodePools.<name>.preset", DRIFTS),
    ("nodeClasses.<name>.subnets", SELECTS),
    ("nodeClasses.<name>.securityGroups", SELECTS),
    ("nodeClasses.<name>.ami", SELECTS),
    ("nodeClasses.<name>.capacityReservations", SELECTS),
    ("timeouts", NOTHING),
];

const PATH: &str = "refused: a role stays at its path; with another name a new one is made there";
const ROLE: &str =
    "in place: another role takes the old one's place in the instance profile; that stays until `--prune`";
const NOTHING: &str = "nothing that lives is changed by it";
const REPLACES: &str = "a new group comes, under a new name, before the old one goes";
const ROLLS_GROUP: &str = "rolls the group's nodes";
const ROLLS_POOL: &str = "rolls the pool's nodes";
const DRIFTS: &str = "Karpenter replaces nodes that no longer meet the requirements";
const SELECTS: &str = "Karpenter replaces nodes that the new selection leaves out";

/// What a change of a field does.
pub(crate) fn of(path: &str) -> Option<&'static str> {
    super::longest(&CHANGES, path)
}
