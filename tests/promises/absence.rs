//! What is gone is made again, and what nobody wants goes when asked.

use karpool::Apply;
use karpool::error::Kind;
use karpool::event::Action;
use karpool_tests::ground::{Ground, said, stack};
use serde_json::{Value, json};

use crate::places::{BUDGET, BUDGETS, CLASSES, DEFINITIONS, DEPLOYMENT, NAMESPACE, POOL, POOLS, ROLE, SERVICE};

pub async fn a_deleted_object_is_made_again(ground: &Ground) {
    for path in [ROLE, BUDGET, SERVICE] {
        ground.hand.delete(path).await.expect("deleted");
    }
    ground.until("they are gone", async || ground.hand.get(BUDGET).await.is_none()).await;
    let open = ground.open(&stack()).await;
    assert!(open.len() == 3 && open.iter().all(|(_, action, _)| *action == Action::Create), "{open:?}");
    ground.sandbox.clear_log();
    ground.make(&stack()).await;
    assert_eq!(ground.written().len(), 3, "{:?}", ground.written());
    for path in [ROLE, BUDGET, SERVICE] {
        ground.hand.there(path).await;
    }
}

pub async fn a_deleted_deployment_is_made_again_and_rolled_out(ground: &Ground) {
    ground.hand.delete(DEPLOYMENT).await.expect("deleted");
    ground.until("it is gone", async || ground.hand.get(DEPLOYMENT).await.is_none()).await;
    ground.make(&stack()).await;
    assert_eq!(ground.hand.there(DEPLOYMENT).await["status"]["availableReplicas"], 2);
}

pub async fn a_deleted_namespace_is_made_again_with_what_was_in_it(ground: &Ground) {
    let uid = ground.hand.there(NAMESPACE).await["metadata"]["uid"].clone();
    ground.hand.delete(NAMESPACE).await.expect("a deletion");
    // It is going while the run begins.
    ground.make(&stack()).await;
    let made = ground.hand.there(NAMESPACE).await;
    assert!(made["metadata"]["uid"] != uid && made["status"]["phase"] == "Active", "{made}");
    assert_eq!(ground.hand.there(DEPLOYMENT).await["status"]["availableReplicas"], 2);
    ground.rests(&stack()).await;
}

pub async fn a_deleted_definition_is_made_again_with_its_objects(ground: &Ground) {
    let path = format!("{DEFINITIONS}/nodepools.karpenter.sh");
    ground.hand.delete(&path).await.expect("a deletion");
    ground.until("it is gone with its objects", async || ground.hand.get(&path).await.is_none()).await;
    ground.sandbox.clear_log();
    // A kind is served a moment after its definition says so.
    ground.make(&stack()).await;
    let written = ground.written();
    let at =
        |part: &str| written.iter().position(|write| write.contains(part)).unwrap_or_else(|| panic!("{written:#?}"));
    assert!(at("customresourcedefinitions/nodepools.karpenter.sh") < at("PATCH nodepools/main"), "{written:#?}");
    assert_eq!(ground.hand.there(POOL).await["spec"]["weight"], 10);
    ground.rests(&stack()).await;
}

const SPARE: &str = "  spare: {preset: graviton, nodeClass: spare}\nnodeClasses:\n  default: {}\n  spare: {}\n";

pub async fn what_left_the_spec_goes_only_when_asked_pools_before_their_classes(ground: &Ground) {
    let more = format!("{}{SPARE}", stack());
    ground.make(&more).await;
    let (pool, class) = (format!("{POOLS}/spare"), format!("{CLASSES}/spare"));
    let plan = ground.planned(&stack()).await;
    let left: Vec<_> =
        plan.changes.iter().filter(|change| change.unapproved).map(|change| change.id.as_str()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
    ground.sandbox.clear_log();
    ground.make(&stack()).await;
    assert_eq!(ground.written(), Vec::<String>::new());
    ground.hand.there(&pool).await;
    ground.make_with(&stack(), Apply::new().prune(true)).await;
    assert!(ground.hand.get(&pool).await.is_none() && ground.hand.get(&class).await.is_none());
    let written = ground.written();
    let deleted: Vec<_> = written.iter().filter(|write| write.starts_with("DELETE")).collect();
    assert_eq!(deleted, ["DELETE nodepools/spare", "DELETE ec2nodeclasses/spare"]);
}

pub async fn a_finalizer_of_somebody_else_is_waited_for(ground: &Ground) {
    let more = format!("{}{SPARE}", stack());
    ground.make(&more).await;
    let pool = format!("{POOLS}/spare");
    let mut finalizers =
        ground.hand.there(&pool).await["metadata"]["finalizers"].as_array().cloned().unwrap_or_default();
    finalizers.push(json!("example.com/hold"));
    ground.hand.edit("holder", &pool, &json!({"metadata": {"finalizers": finalizers}})).await.expect("a finalizer");
    let release = async {
        ground
            .until("it is going", async || ground.hand.there(&pool).await["metadata"]["deletionTimestamp"].is_string())
            .await;
        let steps = json!([{"op": "remove", "path": "/metadata/finalizers"}]);
        ground.hand.steps("holder", &pool, &steps).await.expect("let go");
    };
    let wanted = stack();
    let (report, ()) = futures::join!(ground.run(&wanted, Apply::new().prune(true)), release);
    assert_eq!(said(&report), "");
    assert!(ground.hand.get(&pool).await.is_none());
}

/// The budget as somebody else makes it, with marks of their choice.
async fn replace_budget(ground: &Ground, annotations: Value) {
    ground.hand.delete(BUDGET).await.expect("deleted");
    ground.until("it is gone", async || ground.hand.get(BUDGET).await.is_none()).await;
    let budget = json!({"apiVersion": "policy/v1", "kind": "PodDisruptionBudget",
        "metadata": {"name": "karpenter", "namespace": "karpenter", "annotations": annotations},
        "spec": {"maxUnavailable": 2, "selector": {"matchLabels": {"app.kubernetes.io/name": "karpenter"}}}});
    ground.hand.create(BUDGETS, &budget).await.expect("made");
}

pub async fn what_nobody_has_marked_is_taken_over_only_when_told(ground: &Ground) {
    replace_budget(ground, json!({})).await;
    ground.sandbox.clear_log();
    let refused = ground.run(&stack(), Apply::new()).await;
    assert_eq!(refused.as_ref().err().map(karpool::Errors::kind), Some(Kind::NotOurs));
    assert!(said(&refused).contains("--adopt"), "{}", said(&refused));
    assert_eq!(ground.written(), Vec::<String>::new());
    ground.make_with(&stack(), Apply::new().adopt(true)).await;
    let taken = ground.hand.there(BUDGET).await;
    assert!(taken["metadata"]["annotations"]["karpool.dev/adopted"] == "true", "{taken}");
    ground.rests(&stack()).await;
    ground.hand.delete(BUDGET).await.expect("deleted");
}

pub async fn what_another_stack_has_marked_is_never_taken(ground: &Ground) {
    replace_budget(ground, json!({"karpool.dev/stack": "us-east-1/other", "karpool.dev/id": "x"})).await;
    let options = || Apply::new().adopt(true).force_conflicts(true);
    let refused = said(&ground.run(&stack(), options()).await);
    assert!(refused.contains("belongs to the stack us-east-1/other"), "{refused}");
    assert_eq!(ground.hand.there(BUDGET).await["spec"]["maxUnavailable"], 2);
    ground.hand.delete(BUDGET).await.expect("deleted");
}

pub async fn what_the_server_never_takes_is_said_in_its_words(ground: &Ground) {
    let live = ground.hand.there(DEPLOYMENT).await;
    let (mut annotations, mut spec) = (live["metadata"]["annotations"].clone(), live["spec"].clone());
    annotations.as_object_mut().expect("annotations").shift_remove("deployment.kubernetes.io/revision");
    spec["selector"]["matchLabels"]["other"] = json!("yes");
    spec["template"]["metadata"]["labels"]["other"] = json!("yes");
    let mut other = json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "karpenter",
        "namespace": "karpenter", "annotations": annotations, "labels": live["metadata"]["labels"]}, "spec": spec});
    other["spec"].as_object_mut().expect("a spec").shift_remove("replicas");
    ground.hand.delete(DEPLOYMENT).await.expect("deleted");
    ground.until("it is gone", async || ground.hand.get(DEPLOYMENT).await.is_none()).await;
    ground.hand.create("/apis/apps/v1/namespaces/karpenter/deployments", &other).await.expect("made");
    let edit = json!({"spec": {"selector": {"matchLabels": {"app.kubernetes.io/instance": null}}}});
    let direct = ground.hand.edit("kubectl-edit", DEPLOYMENT, &edit).await.expect_err("immutable");
    assert!(direct.status == 422 && direct.message().contains("field is immutable"), "{direct:?}");
    ground.hand.delete(DEPLOYMENT).await.expect("deleted");
    ground.until("it is gone", async || ground.hand.get(DEPLOYMENT).await.is_none()).await;
}
