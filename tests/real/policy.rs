//! The controller's policy, statement by statement: which calls need it, and where its absence shows.
//!
//! `docs/karpenter-policy.md` is this table; a test holds the two together, and writes the page when it is asked to.

use std::collections::BTreeSet;

use karpool_tests::harm::CONTROLLER_ROLE;
use karpool_tests::real::RealLab;

/// Settings with which the real controller ran while its calls were written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum World {
    /// karpool's defaults: it makes the instance profile itself.
    Default,
    /// `karpenter.instanceProfile: none` and `kubernetes.zonalShift: true`.
    Further,
}

/// What brings an absence to light.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum After {
    /// The controller's next start.
    Start,
    /// The next look at the class: an annotation of it changes, or half an hour has passed.
    Check,
    /// The next node.
    Launch,
    /// The end of a node.
    NodeDeleted,
    /// The end of the class.
    ClassDeleted,
    /// Another class of the same role.
    ClassMade,
}

/// Where an absence shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shows {
    /// The controller ends, with these words.
    Ends(&'static str),
    /// The class is not valid, for this reason.
    Class(&'static str),
    /// A line of the controller's log, with these words.
    Log(&'static [&'static str]),
}

pub(crate) struct Row {
    pub(crate) sid: &'static str,
    /// The world in which it was taken away.
    pub(crate) world: World,
    pub(crate) after: After,
    pub(crate) shows: Shows,
    /// Calls that are refused without it, in each world; no call is an answer too.
    pub(crate) calls: [&'static [&'static str]; 2],
}

const fn row(
    sid: &'static str,
    world: World,
    (after, shows): (After, Shows),
    calls: [&'static [&'static str]; 2],
) -> Row {
    Row { sid, world, after, shows, calls }
}

const NONE: &[&str] = &[];

/// The same calls in both worlds.
const fn both(calls: &'static [&'static str]) -> [&'static [&'static str]; 2] {
    [calls, calls]
}

pub(crate) const ROWS: &[Row] = &[
    row(
        "AllowScopedEC2InstanceAccessActions",
        World::Default,
        (After::Check, Shows::Class("CreateFleetAuthCheckFailed")),
        both(&["ec2:CreateFleet", "ec2:RunInstances"]),
    ),
    row(
        "AllowScopedEC2LaunchTemplateAccessActions",
        World::Default,
        (After::Check, Shows::Class("CreateFleetAuthCheckFailed")),
        both(&["ec2:CreateFleet", "ec2:RunInstances"]),
    ),
    row(
        "AllowScopedEC2InstanceActionsWithTags",
        World::Default,
        (After::Check, Shows::Class("CreateFleetAuthCheckFailed")),
        both(&["ec2:CreateFleet", "ec2:CreateLaunchTemplate", "ec2:RunInstances"]),
    ),
    row(
        "AllowScopedResourceCreationTagging",
        World::Default,
        (After::Check, Shows::Class("CreateFleetAuthCheckFailed")),
        both(&["ec2:CreateTags"]),
    ),
    row(
        "AllowPassingInstanceRole",
        World::Default,
        (After::Check, Shows::Class("CreateFleetAuthCheckFailed")),
        both(&["iam:PassRole"]),
    ),
    row(
        "AllowScopedResourceTagging",
        World::Default,
        (After::Launch, Shows::Log(&["tagging nodeclaim", "UnauthorizedOperation"])),
        both(&["ec2:CreateTags"]),
    ),
    row(
        "AllowScopedDeletion",
        World::Default,
        (After::NodeDeleted, Shows::Log(&["ec2:TerminateInstances", "UnauthorizedOperation"])),
        both(&["ec2:DeleteLaunchTemplate", "ec2:TerminateInstances"]),
    ),
    row(
        "AllowUnscopedInstanceProfileListAction",
        World::Default,
        (After::ClassDeleted, Shows::Log(&["iam:ListInstanceProfiles", "AccessDenied"])),
        both(&["iam:ListInstanceProfiles"]),
    ),
    row(
        "AllowInstanceProfileReadActions",
        World::Default,
        (After::ClassDeleted, Shows::Log(&["iam:GetInstanceProfile", "AccessDenied"])),
        both(&["iam:GetInstanceProfile"]),
    ),
    row(
        "AllowInterruptionQueueActions",
        World::Default,
        (After::Start, Shows::Log(&["failed to create valid sqs provider", "AccessDenied"])),
        both(&["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"]),
    ),
    row(
        "AllowSSMReadActions",
        World::Default,
        (After::Start, Shows::Log(&["failed to discover any AMIs for alias"])),
        both(&["ssm:GetParameter"]),
    ),
    row(
        "AllowPricingReadActions",
        World::Default,
        (After::Start, Shows::Log(&["updating pricing", "AccessDenied"])),
        both(&["pricing:GetProducts"]),
    ),
    row(
        "AllowAPIServerEndpointDiscovery",
        World::Default,
        (After::Start, Shows::Ends("failed detecting cluster endpoint")),
        both(&["eks:DescribeCluster"]),
    ),
    row(
        "AllowRegionalReadActions",
        World::Default,
        (After::Start, Shows::Ends("ec2 api connectivity check failed")),
        both(&[
            "ec2:DescribeImages",
            "ec2:DescribeInstanceStatus",
            "ec2:DescribeInstanceTypeOfferings",
            "ec2:DescribeInstanceTypes",
            "ec2:DescribeInstances",
            "ec2:DescribeLaunchTemplates",
            "ec2:DescribeSecurityGroups",
            "ec2:DescribeSpotPriceHistory",
            "ec2:DescribeSubnets",
        ]),
    ),
    row(
        "AllowScopedInstanceProfileCreationActions",
        World::Further,
        (After::ClassMade, Shows::Log(&["creating instance profile", "iam:CreateInstanceProfile", "AccessDenied"])),
        [NONE, &["iam:CreateInstanceProfile"]],
    ),
    // A profile is made with tags, which is a permission of its own.
    row(
        "AllowScopedInstanceProfileTagActions",
        World::Further,
        (After::ClassMade, Shows::Log(&["creating instance profile", "iam:TagInstanceProfile", "AccessDenied"])),
        [NONE, &["iam:TagInstanceProfile"]],
    ),
    row(
        "AllowScopedInstanceProfileActions",
        World::Further,
        (After::ClassMade, Shows::Log(&["creating instance profile", "iam:AddRoleToInstanceProfile", "AccessDenied"])),
        [NONE, &["iam:AddRoleToInstanceProfile", "iam:DeleteInstanceProfile", "iam:RemoveRoleFromInstanceProfile"]],
    ),
    row(
        "AllowZonalShiftStatusReadOnly",
        World::Further,
        (After::Start, Shows::Ends("Zonal Shift")),
        [NONE, &["arc-zonal-shift:GetManagedResource"]],
    ),
];

/// Holds the calls that the controller made in a story of this world against the table.
pub(crate) fn hold(lab: &RealLab, world: World) {
    let (found, refused) = lab.sandbox.inspect(|inspected| {
        let lost = |row: &Row| inspected.ledger.lost_without(CONTROLLER_ROLE, row.sid);
        let found: Vec<(&str, BTreeSet<String>)> = ROWS.iter().map(|row| (row.sid, lost(row))).collect();
        let passages = inspected.ledger.of(CONTROLLER_ROLE).filter(|(passage, _)| !passage.allowed);
        let refused: Vec<String> = passages.map(|(passage, _)| format!("{passage:?}")).collect();
        (found, refused)
    });
    assert_eq!(refused, Vec::<String>::new(), "the policy is not enough");
    for (row, (sid, found)) in ROWS.iter().zip(&found) {
        let calls = row.calls[usize::from(world == World::Further)];
        // What is asked once in a while need not come in a short story; what is never asked must not.
        let known = found.iter().all(|call| calls.contains(&call.as_str())) && found.is_empty() == calls.is_empty();
        assert!(known, "{sid} in {world:?}: {found:?}, the table has {calls:?}");
    }
}

/// The page of the table.
fn page() -> String {
    let mut text = String::from(HEAD);
    for row in ROWS {
        let calls = |world: World| match row.calls[usize::from(world == World::Further)] {
            [] => "not called".to_owned(),
            calls => calls.iter().map(|call| format!("`{call}`")).collect::<Vec<_>>().join(", "),
        };
        let setting = if row.world == World::Default { "defaults" } else { "own profiles, zonal shift" };
        text += &format!(
            "| `{}` | {} | {} | {} | {}, {} |\n",
            row.sid,
            calls(World::Default),
            calls(World::Further),
            row.shows,
            row.after,
            setting,
        );
    }
    text + VERSIONS
}

/// What `tests/karpenter` builds, and how.
const VERSIONS: &str = "
## Versions

The short job (apply with own profiles and zonal shift, a node for a pod, destroy) ran with each version; nothing was
refused, and the calls by statement are those of the table.

| version | from its Go modules | policy |
|---|---|---|
| 1.13.1 | with `timestreamwrite` v1.35.25 in place of v1.35.30, which the module proxy does not serve; only its tests use it | that of 1.14, as its template has it |
| 1.14.1 | as published | its template: `make check-shared` |
| 1.15.0 | from a copy that asks for Go 1.26.6 (it asks for 1.26.9); `timestreamwrite` as in 1.13 | that of 1.14: with IAM enforced, the short job asked for nothing else |
";

const HEAD: &str = "# The policy of Karpenter's controller, statement by statement

Written by `tests/real/policy.rs`, whose tests hold every row against Karpenter's own controller (1.14.1) on a real
control plane, with IAM enforced by the simulated account. The calls are those that would have been refused without the
statement, by the account's own evaluation of what the controller asked for between its first start and the end of
`destroy`: a story with nodes of three pools, an interruption and drift for the defaults; one with a node for
`karpenter.instanceProfile: none` with `kubernetes.zonalShift: true`. A statement without a call there is not used with
these settings. Each statement was then taken away alone, with the settings of the last column.

In all cases `karpool status` names the missing statement, and the next `karpool apply` puts it back.

| statement | calls with the defaults | calls with own profiles and zonal shift | where its absence shows | seen after, with |
|---|---|---|---|---|
";

impl std::fmt::Display for Shows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Shows::Ends(words) => write!(f, "the controller ends: `{words}`"),
            Shows::Class(reason) => write!(f, "condition `ValidationSucceeded` of the class: `{reason}`"),
            Shows::Log(words) => write!(f, "log: `{}`", words.join(" … ")),
        }
    }
}

impl std::fmt::Display for After {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            After::Start => "the controller's start",
            After::Check => "the class's next check",
            After::Launch => "a launch",
            After::NodeDeleted => "the end of a node",
            After::ClassDeleted => "the end of the class",
            After::ClassMade => "another class is made",
        })
    }
}

#[test]
fn the_page_of_the_policy_is_this_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/karpenter-policy.md");
    if std::env::var_os("KARPOOL_POLICY").is_some_and(|value| value == "write") {
        std::fs::write(path, page()).expect("written");
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(kept, page(), "docs/karpenter-policy.md is not up to date: run this test with KARPOOL_POLICY=write");
}
