//! Who may do what: strangers, viewers, and groups of access entries.

use karpool::Apply;
use karpool::error::Kind;
use karpool_tests::ACCOUNT;
use karpool_tests::ground::{Ground, WEIGHT, said, stack};
use karpool_tests::spec;
use serde_json::{Value, json};

use crate::places::{DEPLOYMENT, NAMESPACE, POOL};

fn eks(ground: &Ground, operation: &str, input: Value) {
    ground.as_root(karpool_sandbox::eks::handle, "eks", operation, input);
}

fn principal(user: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:user/{user}")
}

pub async fn a_stranger_is_told_that_he_is_not_let_in(ground: &Ground) {
    ground.let_into_aws("bob");
    let bob = ground.as_user("bob").await;
    let refused = ground.hand(&bob).read(POOL).await.expect_err("a stranger");
    assert_eq!((refused.status, refused.reason()), (401, "Unauthorized"));
    let errors = karpool::plan(&spec(&stack()), &bob, &Apply::new()).await.expect_err("a stranger");
    assert!(errors.iter().all(|error| error.is(Kind::Credentials)), "{errors:?}");
}

pub async fn a_viewer_may_plan_and_is_told_what_to_do_when_he_applies(ground: &Ground) {
    ground.let_into_aws("bob");
    let arn = principal("bob");
    eks(ground, "CreateAccessEntry", json!({"clusterName": "dev", "principalArn": arn}));
    let policy = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSAdminViewPolicy";
    let input =
        json!({"clusterName": "dev", "principalArn": arn, "policyArn": policy, "accessScope": {"type": "cluster"}});
    eks(ground, "AssociateAccessPolicy", input);
    let bob = ground.as_user("bob").await;
    let hand = ground.hand(&bob);
    ground.until("the entry is effective", async || hand.read(POOL).await.is_ok()).await;

    let changed = spec(&stack().replace(WEIGHT, "weight: 20, "));
    let plan = karpool::plan(&changed, &bob, &Apply::new()).await.unwrap_or_else(|errors| panic!("{errors}"));
    assert!(plan.changes.iter().any(|change| change.id == "karpenter.node_pool/main" && change.action.writes()));
    let refused = hand.edit("bob", POOL, &json!({"spec": {"weight": 20}})).await.expect_err("he may only look");
    assert_eq!((refused.status, refused.reason()), (403, "Forbidden"));
    assert!(
        refused.message().contains("cannot patch resource \"nodepools\" in API group \"karpenter.sh\""),
        "{refused:?}"
    );
    let outcome = karpool::apply(&changed, &bob, &Apply::new()).await;
    let words = said(&outcome);
    assert!(words.contains("forbidden") && words.contains("access.admins"), "{words}");
    assert_eq!(ground.hand.there(POOL).await["spec"]["weight"], 10);
    eks(ground, "DeleteAccessEntry", json!({"clusterName": "dev", "principalArn": arn}));
}

pub async fn the_groups_of_an_access_entry_are_judged_by_rbac_until_it_goes(ground: &Ground) {
    let entry = "access: {entries: [{principal: {user: alice}, groups: [watchers]}]}\n";
    let more = format!("{}{entry}", stack());
    ground.make(&more).await;
    ground.is_idle(&more).await;
    let role = json!({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": "watchers"},
        "rules": [{"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["get"]}]});
    let binding = json!({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
        "metadata": {"name": "watchers"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "watchers"},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "watchers"}]});
    let (roles, bindings) = (
        "/apis/rbac.authorization.k8s.io/v1/clusterroles/watchers",
        "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/watchers",
    );
    ground.hand.apply("admin", roles, &role).await.expect("a role");
    ground.hand.apply("admin", bindings, &binding).await.expect("a binding");
    let alice = ground.hand(&ground.as_user("alice").await);
    ground.until("the group may look", async || alice.read(DEPLOYMENT).await.is_ok()).await;
    let refused = alice.read(NAMESPACE).await.expect_err("nothing else");
    assert_eq!((refused.status, refused.reason()), (403, "Forbidden"));
    assert!(refused.message().starts_with("namespaces \"karpenter\" is forbidden: User "), "{refused:?}");

    ground.hand.delete(bindings).await.expect("deleted");
    ground.hand.delete(roles).await.expect("deleted");
    ground
        .until("the group may do nothing", async || {
            alice.read(DEPLOYMENT).await.is_err_and(|refusal| refusal.status == 403)
        })
        .await;
    ground.make_with(&stack(), Apply::new().prune(true)).await;
    ground
        .until("nobody knows her any more", async || {
            alice.read(DEPLOYMENT).await.is_err_and(|refusal| refusal.status == 401)
        })
        .await;
}
