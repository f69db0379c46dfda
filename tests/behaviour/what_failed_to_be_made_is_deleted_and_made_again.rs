//! A node group, an addon or a Fargate profile that ended in CREATE_FAILED or DELETE_FAILED can only be deleted: the
//! plan says that it will be made again, and why; apply does so; a second apply finds nothing to do.

use karpool::error::Kind;
use karpool::event::Action;
use karpool_sandbox::Options;
use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::{Value as Json, json};

const WITH_FARGATE: &str = "fargateProfiles: {batch: {selectors: [{namespace: batch}]}}\n";

/// Where the account keeps it, its node in the graph, and how it failed.
const FAILED: [(&str, &str, &str, Trouble); 5] = [
    ("nodegroups", "system-", "eks.node_group/system", Trouble("CREATE_FAILED", "NodeCreationFailure")),
    ("nodegroups", "system-", "eks.node_group/system", Trouble("DELETE_FAILED", "Ec2SecurityGroupDeletionFailure")),
    ("addons", "coredns", "eks.addon/coredns", Trouble("CREATE_FAILED", "InsufficientNumberOfReplicas")),
    ("addons", "vpc-cni", "eks.addon/vpc-cni", Trouble("DELETE_FAILED", "AccessDenied")),
    (
        "fargate_profiles",
        "batch",
        "eks.fargate_profile/batch",
        Trouble("CREATE_FAILED", "PodExecutionRoleAlreadyInUse"),
    ),
];

struct Trouble(&'static str, &'static str);

/// The account as a service leaves it that failed.
fn broken(text: &str, kind: &str, name: &str, trouble: &Trouble) -> String {
    let mut world: Json = serde_json::from_str(text).expect("a world is data");
    let region = &mut world["accounts"]["111122223333"]["regions"]["us-east-1"];
    let all = region["eks"]["clusters"]["dev"][kind].as_object_mut().expect("things of this kind");
    let (_, thing) = all.iter_mut().find(|(key, _)| key.starts_with(name)).expect("it was made");
    thing["status"] = json!(trouble.0);
    thing["issues"] = json!([{"code": trouble.1, "message": "it did not work", "resources": []}]);
    world.to_string()
}

#[tokio::test(start_paused = true)]
async fn what_failed_to_be_made_is_deleted_and_made_again() {
    let text = format!("{SMALLEST}{WITH_FARGATE}");
    let made = Lab::applied(&text).await.sandbox.text();
    for (kind, name, id, trouble) in &FAILED {
        let lab = Lab::resumed(&broken(&made, kind, name, trouble), Options::default()).await;
        let plan = lab.plan(&spec(&text)).await.unwrap_or_else(|errors| panic!("{id}: {errors}"));
        let change = plan.changes.iter().find(|change| change.id == *id).expect("a change");
        assert_eq!(change.action, Action::Create, "{id}");
        let note = change.note.as_deref().unwrap_or_default();
        assert!(note.contains(trouble.0) && note.ends_with("deleted first, then made again"), "{id}: {note}");
        lab.apply_ok(&text).await;
        let again = lab.plan(&spec(&text)).await.expect("a plan");
        let left: Vec<_> = again.changes.iter().filter(|change| change.action.writes()).collect();
        assert!(left.is_empty(), "{id} after {}: {left:#?}", trouble.0);
    }
}

/// What somebody else made is theirs to delete, even when it is of no use.
#[tokio::test(start_paused = true)]
async fn what_karpool_did_not_make_is_not_deleted() {
    let made = Lab::applied(SMALLEST).await.sandbox.text();
    let (kind, name, id, trouble) = &FAILED[0];
    let mine = "\"karpool.dev/id\":\"eks.node_group/system\"";
    let adopted = broken(&made, kind, name, trouble).replace(mine, &format!("{mine},\"karpool.dev/adopted\":\"true\""));
    let lab = Lab::resumed(&adopted, Options::default()).await;
    lab.sandbox.clear_log();
    let errors = lab.apply(&spec(SMALLEST)).await.expect_err("a refusal");
    let error = errors.iter().find(|error| error.node() == Some(*id)).unwrap_or_else(|| panic!("{errors}"));
    assert!(
        error.is(Kind::Broken) && error.hint().is_some_and(|hint| hint.contains("delete it yourself")),
        "{error:?}"
    );
    assert_eq!(lab.writes(), Vec::<String>::new());
}

/// What runs on a group's nodes does not wait for nodes that never come, and the group's own failure is the run's.
#[tokio::test(start_paused = true)]
async fn what_needs_nodes_gives_up_with_the_group() {
    let lab = Lab::new().await;
    let rule = "eks:CreateNodegroup=error(InvalidParameterException,400)*1000";
    lab.sandbox.faults().add(rule.parse().expect("a rule"));
    let report = lab.apply(&spec(SMALLEST)).await.expect("a report");
    let first = report.error().expect("it failed");
    assert_eq!(first.node(), Some("eks.node_group/system"), "{first}");
    assert!(report.errors().all(|error| !error.is(Kind::Timeout)), "{:#?}", report.errors().collect::<Vec<_>>());
    assert!(report.seconds < 25.0 * 60.0, "{}", report.seconds);
}
