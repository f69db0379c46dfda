//! Conditions that Karpenter sets: which one, what it means, what to do.

use serde_json::Value as Json;

use super::evidence::Evidence;
use super::{APPLY, StatusProblem};

/// A condition that is not true, with one of these reasons (none: whatever the reason).
struct Row {
    condition: &'static str,
    reasons: &'static [&'static str],
    /// `{message}` is the condition's own, `{field}` what the object says there.
    means: &'static str,
    field: &'static str,
    hint: &'static str,
}

const fn row(condition: &'static str, means: &'static str, hint: &'static str) -> Row {
    Row { condition, reasons: &[], means, field: "", hint }
}

impl Row {
    const fn when(mut self, reasons: &'static [&'static str]) -> Row {
        self.reasons = reasons;
        self
    }

    const fn of(mut self, field: &'static str) -> Row {
        self.field = field;
        self
    }
}

/// What follows a refusal. Source: IAM user guide, "Policy evaluation logic".
const DENIED: &str = "run `karpool apply`: it puts the role's policies right; if they are, a permissions boundary or an organisation's \
     policy denies the call";
const NOT_JOINED: &str = "look at what else stands here; else at the instance's console log: it has to reach the API server, and to boot with \
     the cluster's name and certificate";

/// Source: the conditions and reasons of Karpenter's EC2NodeClass, 1.14.1.
const CLASS: &[Row] = &[
    row("SubnetsReady", "it finds no subnet: nothing matches {field}", APPLY).of("subnetSelectorTerms"),
    row("SecurityGroupsReady", "it finds no security group: nothing matches {field}", APPLY)
        .of("securityGroupSelectorTerms"),
    row(
        "AMIsReady",
        "it finds no image: nothing matches {field}",
        "name a release that EKS publishes for the cluster's Kubernetes version, in `ami` of the class",
    )
    .of("amiSelectorTerms"),
    row("InstanceProfileReady", "its nodes have no instance profile: {message}", APPLY),
    row("ValidationSucceeded", "", "").when(&["DependenciesNotReady"]),
    row("ValidationSucceeded", "Karpenter may not make launch templates for it (ec2:CreateLaunchTemplate)", DENIED)
        .when(&["CreateLaunchTemplateAuthCheckFailed"]),
    row("ValidationSucceeded", "Karpenter may not launch fleets of it (ec2:CreateFleet)", DENIED)
        .when(&["CreateFleetAuthCheckFailed"]),
    row("ValidationSucceeded", "Karpenter may not run instances of it (ec2:RunInstances, iam:PassRole)", DENIED)
        .when(&["RunInstancesAuthCheckFailed"]),
    row("ValidationSucceeded", "Karpenter cannot read the cluster's address range (eks:DescribeCluster)", DENIED)
        .when(&["ClusterCIDRResolutionFailed"]),
    row("ValidationSucceeded", "Karpenter does not accept it: {message}", "correct the class in the spec"),
    row("PlacementGroupReady", "it finds no placement group: {message}", "correct the class in the spec"),
    row("CapacityReservationsReady", "it finds no capacity reservation: {message}", "correct the class in the spec"),
];

/// Source: the conditions of Karpenter's NodePool, 1.14.1.
const POOL: &[Row] = &[
    // The class says why.
    row("NodeClassReady", "", "").when(&["UnhealthyDependents"]),
    row("NodeClassReady", "its class is not there or not ready: {message}", APPLY),
    row("ValidationSucceeded", "Karpenter does not accept it: {message}", "correct the pool in the spec"),
    row("NodeRegistrationHealthy", "its instances are launched and do not join the cluster", NOT_JOINED),
];

/// Source: the reasons that Karpenter 1.14.1 gives a launch that failed.
const CLAIM: &[Row] = &[
    row(
        "Launched",
        "spot instances cannot be launched: the account has no service-linked role for them",
        "run `karpool apply`: it makes the role",
    )
    .when(&["SpotSLRCreationFailed"]),
    row("Launched", "Karpenter may not launch it: {message}", DENIED).when(&["Unauthorized"]),
    row("Launched", "its security groups and subnets are not of one VPC", APPLY)
        .when(&["SecurityGroupSubnetVPCMismatch"]),
    row("Launched", "it could not be launched: {message}", "Karpenter tries again, elsewhere or with another type")
        .when(&["LaunchFailed", "InsufficientFreeAddressesInSubnet"]),
    row("Launched", "", "").when(&["Launched", "AwaitingReconciliation", "NotLaunched"]),
    row("Launched", "it could not be launched: {message}", "Karpenter's documentation, \"Troubleshooting\", has more"),
];

pub(super) fn classes(evidence: &Evidence, found: &mut Vec<StatusProblem>) {
    for class in &evidence.classes {
        judge(("node_class", class), CLASS, &["False"], found);
    }
}

pub(super) fn pools(evidence: &Evidence, found: &mut Vec<StatusProblem>) {
    for pool in &evidence.pools {
        judge(("node_pool", pool), POOL, &["False"], found);
    }
}

pub(super) fn claims(evidence: &Evidence, found: &mut Vec<StatusProblem>) {
    for claim in &evidence.claims {
        judge(("node_claim", claim), CLAIM, &["False", "Unknown"], found);
        late(claim, evidence.at, found);
    }
}

/// The first row that fits each condition.
fn judge((kind, object): (&str, &Json), rows: &[Row], statuses: &[&str], found: &mut Vec<StatusProblem>) {
    for condition in conditions(object) {
        let text = |field: &str| condition[field].as_str().unwrap_or_default();
        if !statuses.contains(&text("status")) {
            continue;
        }
        let fits = |row: &&Row| {
            row.condition == text("type") && (row.reasons.is_empty() || row.reasons.contains(&text("reason")))
        };
        let Some(row) = rows.iter().find(fits).filter(|row| !row.means.is_empty()) else { continue };
        let message = row.means.replace("{message}", text("message")).replace("{field}", &said(object, row.field));
        let by = (row.hint == APPLY && !row.field.is_empty()).then(|| super::hand::setter(object, row.field)).flatten();
        let hint = by.map_or_else(|| row.hint.to_owned(), |manager| super::controller::apply(Some(&manager)));
        found.push(StatusProblem::new(node(kind, object), message, hint));
    }
}

/// How long an instance has until it should have joined. Source: Karpenter gives up after fifteen minutes.
const JOINS_WITHIN: i64 = 5 * 60;

/// An instance that runs and does not join.
fn late(claim: &Json, at: jiff::Timestamp, found: &mut Vec<StatusProblem>) {
    let of = |kind: &str| conditions(claim).find(|condition| condition["type"] == kind);
    let Some(launched) = of("Launched").filter(|condition| condition["status"] == "True") else { return };
    if of("Registered").is_some_and(|condition| condition["status"] == "True") {
        return;
    }
    let since = launched["lastTransitionTime"].as_str().and_then(|text| text.parse::<jiff::Timestamp>().ok());
    let seconds = since.map_or(0, |since| at.as_second() - since.as_second());
    if seconds > JOINS_WITHIN {
        let message = format!("its instance runs since {} minutes and does not join the cluster", seconds / 60);
        found.push(StatusProblem::new(node("node_claim", claim), message, NOT_JOINED));
    }
}

/// The node of an object of Karpenter's in plans.
pub(super) fn node(kind: &str, object: &Json) -> String {
    format!("karpenter.{kind}/{}", object["metadata"]["name"].as_str().unwrap_or_default())
}

fn conditions(object: &Json) -> impl Iterator<Item = &Json> {
    object.pointer("/status/conditions").and_then(Json::as_array).into_iter().flatten()
}

/// A field of the spec, as short as it can be told: the ids, aliases and names of its terms.
fn said(object: &Json, field: &str) -> String {
    let terms = object["spec"][field].as_array().into_iter().flatten();
    let terms = terms.map(|term| match ["id", "alias", "name"].iter().find_map(|key| term[*key].as_str()) {
        Some(text) => text.to_owned(),
        None => term.to_string(),
    });
    terms.collect::<Vec<_>>().join(", ")
}
