//! Whose a field is, and what becomes of it.

use karpool::event::Action;
use karpool::{Apply, Outcome};
use karpool_tests::ground::{Ground, WEIGHT, owned_by, said, stack};
use serde_json::{Value, json};

use crate::places::{DEPLOYMENT, POOL, ROLE, SERVICE};

/// The part of the pool that a manager sets; what it no longer sets is given up.
fn part_of_pool(content: Value) -> Value {
    let mut part = json!({"apiVersion": "karpenter.sh/v1", "kind": "NodePool", "metadata": {"name": "main"}});
    part.as_object_mut().expect("a map").extend(content.as_object().cloned().unwrap_or_default());
    part
}

pub async fn a_second_apply_writes_nothing_and_leaves_managed_fields_as_they_were(ground: &Ground) {
    let own = |objects: Vec<(String, Value)>| -> Vec<(String, Vec<Value>)> {
        objects.into_iter().map(|(path, object)| (path, owned_by(&object, "karpool"))).collect()
    };
    let before = own(ground.ours().await);
    assert!(before.len() > 15 && before.iter().all(|(_, entries)| entries.len() == 1), "{before:#?}");
    ground.sandbox.clear_log();
    assert_eq!(ground.make(&stack()).await.outcome, Outcome::Idle);
    assert_eq!(ground.written(), Vec::<String>::new());
    assert_eq!(own(ground.ours().await), before);
}

pub async fn an_apply_writes_only_what_differs(ground: &Ground) {
    let nothing = json!({"spec": {"weight": null}});
    ground.hand.edit("kubectl-edit", POOL, &nothing).await.expect("an edit");
    let expected = ("karpenter.node_pool/main".to_owned(), Action::Update, vec!["spec.weight".to_owned()]);
    assert_eq!(ground.open(&stack()).await, [expected]);
    ground.sandbox.clear_log();
    ground.make(&stack()).await;
    assert_eq!(ground.written(), ["PATCH nodepools/main"]);
    assert_eq!(ground.hand.there(POOL).await["spec"]["weight"], 10);
}

pub async fn a_field_that_was_deleted_is_put_back(ground: &Ground) {
    let nothing = json!({"metadata": {"labels": {"app.kubernetes.io/name": null}}});
    ground.hand.edit("kubectl-edit", DEPLOYMENT, &nothing).await.expect("an edit");
    let limits = json!({"spec": {"limits": {"cpu": null}}});
    ground.hand.edit("kubectl-edit", POOL, &limits).await.expect("an edit");
    ground.make(&stack()).await;
    let deployment = ground.hand.there(DEPLOYMENT).await;
    assert_eq!(deployment["metadata"]["labels"]["app.kubernetes.io/name"], "karpenter");
    assert_eq!(ground.hand.there(POOL).await["spec"]["limits"]["cpu"], "100");
}

pub async fn a_field_of_another_manager_is_left_alone(ground: &Ground) {
    let theirs = part_of_pool(json!({"spec": {"template": {"metadata": {"labels": {"cost": "7"}}}}}));
    ground.hand.apply("cost-tool", POOL, &theirs).await.expect("an apply");
    let gauge = json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "karpenter", "namespace": "karpenter"},
        "spec": {"ports": [{"name": "trace", "port": 9999, "protocol": "TCP"}]}});
    ground.hand.apply("tracing", SERVICE, &gauge).await.expect("an apply");
    ground.rests(&stack()).await;

    // Nor does it go when another field is written.
    ground.make(&stack().replace(WEIGHT, "weight: 20, ")).await;
    let pool = ground.hand.there(POOL).await;
    assert_eq!(
        (&pool["spec"]["weight"], &pool["spec"]["template"]["metadata"]["labels"]["cost"]),
        (&json!(20), &json!("7"))
    );
    let ports = ground.hand.there(SERVICE).await["spec"]["ports"].clone();
    assert!(ports.as_array().is_some_and(|ports| ports.iter().any(|port| port["port"] == 9999)), "{ports}");
    ground.hand.apply("cost-tool", POOL, &part_of_pool(json!({}))).await.expect("an apply");
    let nothing =
        json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "karpenter", "namespace": "karpenter"}});
    ground.hand.apply("tracing", SERVICE, &nothing).await.expect("an apply");
}

pub async fn labels_and_annotations_of_others_stay(ground: &Ground) {
    let theirs = json!({"metadata": {"labels": {"owner": "web"}, "annotations": {"example.com/seen": "yes"}}});
    for path in [POOL, DEPLOYMENT, ROLE, "/api/v1/namespaces/karpenter"] {
        ground.hand.edit("kubectl-label", path, &theirs).await.expect("an edit");
    }
    ground.is_idle(&stack()).await;
    ground.make(&stack().replace(WEIGHT, "weight: 20, ")).await;
    let pool = ground.hand.there(POOL).await;
    assert_eq!(pool["metadata"]["labels"]["owner"], "web");
    assert_eq!(pool["metadata"]["annotations"]["example.com/seen"], "yes");
    let gone = json!({"metadata": {"labels": {"owner": null}, "annotations": {"example.com/seen": null}}});
    for path in [POOL, DEPLOYMENT, ROLE, "/api/v1/namespaces/karpenter"] {
        ground.hand.edit("kubectl-label", path, &gone).await.expect("an edit");
    }
}

/// That another has set the pool's weight is said with its name, nothing is written, and the user decides.
async fn is_contested(ground: &Ground, manager: &str, live: u32) {
    ground.sandbox.clear_log();
    let refused = said(&ground.run(&stack(), Apply::new()).await);
    let expected = format!("spec.weight was set by the field manager {manager}");
    assert!(refused.contains(&expected) && refused.contains("--force-conflicts"), "{refused}");
    assert_eq!(ground.written(), Vec::<String>::new());
    assert_eq!(ground.hand.there(POOL).await["spec"]["weight"], live);
    ground.make_with(&stack(), Apply::new().force_conflicts(true)).await;
    let pool = ground.hand.there(POOL).await;
    assert_eq!(pool["spec"]["weight"], 10);
    ground.is_idle(&stack()).await;
}

pub async fn a_conflict_is_shown_with_its_manager_and_taken_only_by_force(ground: &Ground) {
    ground.hand.edit("kubectl-edit", POOL, &json!({"spec": {"weight": 77}})).await.expect("an edit");
    is_contested(ground, "kubectl-edit", 77).await;
}

pub async fn a_conflict_with_another_applier_is_shown_too(ground: &Ground) {
    ground.hand.apply("argocd", POOL, &part_of_pool(json!({"spec": {"weight": 78}}))).await.expect("an apply");
    is_contested(ground, "argocd", 78).await;
}

pub async fn an_edit_under_karpools_own_name_is_anothers(ground: &Ground) {
    ground.hand.edit("karpool", POOL, &json!({"spec": {"weight": 79}})).await.expect("an edit");
    is_contested(ground, "karpool by an edit", 79).await;
}

pub async fn a_scaling_is_shown_with_who_scaled(ground: &Ground) {
    let scale = format!("{DEPLOYMENT}/scale");
    ground.hand.edit("kubectl", &scale, &json!({"spec": {"replicas": 3}})).await.expect("a scaling");
    let refused = said(&ground.run(&stack(), Apply::new()).await);
    assert!(refused.contains("spec.replicas was set by the field manager kubectl"), "{refused}");
    ground.make_with(&stack(), Apply::new().force_conflicts(true)).await;
    assert_eq!(ground.hand.there(DEPLOYMENT).await["spec"]["replicas"], 2);
}

pub async fn a_role_whose_rules_were_emptied_is_shown_with_who_emptied_it(ground: &Ground) {
    ground.hand.edit("kubectl-edit", ROLE, &json!({"rules": []})).await.expect("an edit");
    let refused = said(&ground.run(&stack(), Apply::new()).await);
    assert!(refused.contains("rules was set by the field manager kubectl-edit"), "{refused}");
    ground.make_with(&stack(), Apply::new().force_conflicts(true)).await;
    let rules = ground.hand.there(ROLE).await["rules"].clone();
    assert!(rules.as_array().is_some_and(|rules| !rules.is_empty()), "{rules}");
}

pub async fn the_same_value_of_another_manager_is_no_conflict(ground: &Ground) {
    ground.hand.apply("argocd", POOL, &part_of_pool(json!({"spec": {"weight": 10}}))).await.expect("an apply");
    ground.is_idle(&stack()).await;
    ground.hand.apply("argocd", POOL, &part_of_pool(json!({}))).await.expect("an apply");
    ground.is_idle(&stack()).await;
    assert_eq!(ground.hand.there(POOL).await["spec"]["weight"], 10);
}

pub async fn a_field_that_left_the_spec_is_taken_away(ground: &Ground) {
    let lighter = stack().replace(WEIGHT, "");
    let expected = ("karpenter.node_pool/main".to_owned(), Action::Update, vec!["spec.weight".to_owned()]);
    assert_eq!(ground.open(&lighter).await, [expected]);
    ground.make(&lighter).await;
    assert_eq!(ground.hand.there(POOL).await["spec"]["weight"], Value::Null);
    ground.is_idle(&lighter).await;
}

pub async fn a_field_that_left_the_spec_stays_when_another_manager_set_it_too(ground: &Ground) {
    ground.hand.apply("argocd", POOL, &part_of_pool(json!({"spec": {"weight": 10}}))).await.expect("an apply");
    let lighter = stack().replace(WEIGHT, "");
    ground.make(&lighter).await;
    assert_eq!(ground.hand.there(POOL).await["spec"]["weight"], 10);
    ground.is_idle(&lighter).await;
    ground.hand.apply("argocd", POOL, &part_of_pool(json!({}))).await.expect("an apply");
    // Nobody else wants it now.
    ground.make(&lighter).await;
    assert_eq!(ground.hand.there(POOL).await["spec"]["weight"], Value::Null);
}

pub async fn other_spellings_of_a_quantity_and_a_duration_are_no_difference(ground: &Ground) {
    let container = ground.hand.there(DEPLOYMENT).await["spec"]["template"]["spec"]["containers"][0].clone();
    // Written as 1000m and 1024Mi.
    assert_eq!(container["resources"]["requests"], json!({"cpu": "1", "memory": "1Gi"}));
    assert_eq!(container["resources"]["limits"], json!({"cpu": "1500m", "memory": "2Gi"}));
    ground.is_idle(&stack()).await;
    let same = stack().replace("after: 60m", "after: 1h").replace("limits: {cpu: 100}", "limits: {cpu: 100000m}");
    ground.is_idle(&same).await;
    let edit = json!({"spec": {"limits": {"cpu": "100000m"}, "disruption": {"consolidateAfter": "3600s"}}});
    ground.hand.edit("kubectl-edit", POOL, &edit).await.expect("an edit");
    ground.rests(&stack()).await;
    // The server knows no quantities in custom resources: it is another's value as soon as anything is written.
    let heavier = stack().replace(WEIGHT, "weight: 9, ");
    let refused = said(&ground.run(&heavier, Apply::new()).await);
    assert!(refused.contains("kubectl-edit") && refused.contains("--force-conflicts"), "{refused}");
    ground.make_with(&heavier, Apply::new().force_conflicts(true)).await;
}

pub async fn what_the_server_fills_in_is_no_difference(ground: &Ground) {
    let deployment = ground.hand.there(DEPLOYMENT).await;
    for pointer in [
        "/spec/progressDeadlineSeconds",
        "/spec/template/spec/schedulerName",
        "/spec/template/spec/containers/0/terminationMessagePath",
    ] {
        assert!(deployment.pointer(pointer).is_some(), "{pointer}");
    }
    assert!(ground.hand.there(SERVICE).await["spec"]["clusterIP"].is_string());
    assert!(ground.hand.there(POOL).await["spec"]["disruption"]["budgets"].is_array());
    ground.is_idle(&stack()).await;
}

pub async fn the_order_of_a_list_with_keys_is_no_difference(ground: &Ground) {
    let pointer = "/spec/template/spec/containers/0/env";
    let mut variables = ground.hand.there(DEPLOYMENT).await.pointer(pointer).cloned().expect("variables");
    variables.as_array_mut().expect("a list").reverse();
    let steps = json!([{"op": "replace", "path": pointer, "value": variables}]);
    ground.hand.steps("kubectl-edit", DEPLOYMENT, &steps).await.expect("an edit");
    ground.rests(&stack()).await;
}

pub async fn an_item_of_a_list_with_keys_is_edited_alone(ground: &Ground) {
    let steps = json!([{"op": "replace", "path": "/spec/ports/0/targetPort", "value": 9}]);
    ground.hand.steps("kubectl-edit", SERVICE, &steps).await.expect("an edit");
    let refused = said(&ground.run(&stack(), Apply::new()).await);
    assert!(refused.contains("spec.ports[port=") && refused.contains("targetPort was set by"), "{refused}");
    ground.make_with(&stack(), Apply::new().force_conflicts(true)).await;
    ground.is_idle(&stack()).await;
}

pub async fn a_status_is_never_a_difference(ground: &Ground) {
    let status = json!({"status": {"resources": {"cpu": "5"}}});
    ground.hand.edit("somebody", &format!("{POOL}/status"), &status).await.expect("a status");
    ground.is_idle(&stack()).await;
}
