//! Each row of the tables, from what is seen to what is said.

use serde_json::{Value as Json, json};

use super::evidence::{Account, Association, ControllerRole, Entry, Evidence, SelfRule};
use super::{StatusProblem, find};

fn nothing() -> Evidence {
    Evidence {
        at: "2026-11-28T12:00:00Z".parse().unwrap(),
        account: Account::default(),
        queue: None,
        classes: Vec::new(),
        pools: Vec::new(),
        claims: Vec::new(),
        deployments: Vec::new(),
        troubles: Vec::new(),
    }
}

fn object(name: &str, condition: (&str, &str, &str, &str), spec: Json) -> Json {
    let (kind, status, reason, message) = condition;
    json!({"metadata": {"name": name}, "spec": spec, "status": {"conditions": [{"type": kind, "status": status,
        "reason": reason, "message": message, "lastTransitionTime": "2026-11-28T11:50:00Z"}]}})
}

/// The only problem, as one text.
fn only(evidence: &Evidence) -> String {
    match &find(evidence)[..] {
        [StatusProblem { node, message, hint }] => format!("{node}: {message}; {hint}"),
        other => panic!("{other:#?}"),
    }
}

#[test]
fn conditions_are_told_by_their_rows() {
    let subnet = json!({"subnetSelectorTerms": [{"id": "subnet-1"}, {"tags": {"a": "b"}}]});
    let class = |condition, spec| Evidence { classes: vec![object("c", condition, spec)], ..nothing() };
    let claim = |condition| Evidence { claims: vec![object("n", condition, json!({}))], ..nothing() };
    for (evidence, words) in [
        (
            class(("SubnetsReady", "False", "SubnetsNotFound", ""), subnet),
            "node_class/c: it finds no subnet: nothing matches subnet-1, {\"tags\":{\"a\":\"b\"}}; run",
        ),
        (
            class(("ValidationSucceeded", "False", "CreateFleetAuthCheckFailed", ""), json!({})),
            "(ec2:CreateFleet); run `karpool apply`",
        ),
        (
            class(("ValidationSucceeded", "False", "TagValidationFailed", "no"), json!({})),
            "does not accept it: no; correct",
        ),
        (claim(("Launched", "Unknown", "SpotSLRCreationFailed", "")), "no service-linked role"),
        (claim(("Launched", "False", "Unauthorized", "why")), "may not launch it: why; run"),
        (claim(("Launched", "True", "Launched", "")), "its instance runs since 10 minutes and does not join"),
    ] {
        let told = only(&evidence);
        assert!(told.contains(words), "{told}");
    }
}

#[test]
fn what_passes_or_shows_elsewhere_is_not_told() {
    let class = |condition| Evidence { classes: vec![object("c", condition, json!({}))], ..nothing() };
    let pool = Evidence {
        pools: vec![object("p", ("NodeClassReady", "False", "UnhealthyDependents", ""), json!({}))],
        ..nothing()
    };
    let claim = Evidence {
        claims: vec![object("n", ("Launched", "Unknown", "AwaitingReconciliation", ""), json!({}))],
        ..nothing()
    };
    for evidence in [
        class(("ValidationSucceeded", "False", "DependenciesNotReady", "")),
        class(("SubnetsReady", "Unknown", "", "")),
        class(("SubnetsReady", "True", "", "")),
        pool,
        claim,
    ] {
        assert_eq!(find(&evidence), []);
    }
}

#[test]
fn what_is_missing_in_the_account_is_told() {
    let account = |account| Evidence { account, ..nothing() };
    let association = |live: Option<&str>| {
        let seen =
            Association { service_account: "ns/sa".into(), wanted: "arn:r".into(), live: live.map(str::to_owned) };
        account(Account { association: Some(seen), ..Account::default() })
    };
    let role = |exists, missing| {
        let seen = ControllerRole { name: "r".into(), exists, missing };
        account(Account { controller_role: Some(seen), ..Account::default() })
    };
    let entry = |kind: Option<&str>| {
        let seen = Entry { role: "arn:n".into(), kind: kind.map(str::to_owned), lets_nodes_in: false };
        account(Account { entries: vec![seen], ..Account::default() })
    };
    let rule = SelfRule { group: "sg-1".into(), region: "eu-west-1".into(), is_there: false };
    for (evidence, words) in [
        (association(None), "no pod identity association gives ns/sa"),
        (association(Some("arn:other")), "gives arn:other"),
        (role(false, Vec::new()), "r does not exist"),
        (role(true, vec![("Sid".into(), vec!["a:B".into(), "a:C".into()])]), "lacks Sid (a:B, a:C); run"),
        (entry(None), "no access entry lets nodes with the role arn:n join"),
        (entry(Some("STANDARD")), "is of the type STANDARD, which lets no node join; the type of an entry is fixed"),
        (account(Account { spot_role: Some(false), ..Account::default() }), "refuses to launch any"),
        (
            account(Account { self_rule: Some(rule), ..Account::default() }),
            "--region eu-west-1 --group-id sg-1 --protocol -1 --source-group sg-1",
        ),
    ] {
        let told = only(&evidence);
        assert!(told.contains(words), "{told}");
    }
    assert_eq!(find(&association(Some("arn:r"))), []);
}

fn deployment(queue: &str, manager: &str) -> Json {
    let env = json!({"k:{\"name\":\"INTERRUPTION_QUEUE\"}": {"f:value": {}}});
    let fields = json!({"f:spec": {"f:template": {"f:spec": {"f:containers": {
        "k:{\"name\":\"controller\"}": {"f:env": env}}}}}});
    json!({
        "metadata": {"namespace": "kube-system", "name": "karpenter",
            "managedFields": [{"manager": manager, "operation": "Apply", "fieldsV1": fields}]},
        "spec": {"template": {"spec": {"containers": [
            {"name": "controller", "env": [{"name": "INTERRUPTION_QUEUE", "value": queue}]}]}}},
    })
}

#[test]
fn another_queue_is_told_with_who_set_it() {
    let with = |queue, manager| Evidence {
        queue: Some("dev".into()),
        deployments: vec![deployment(queue, manager)],
        ..nothing()
    };
    let told = only(&with("other", "kubectl-edit"));
    assert!(told.contains("listens to the queue other, not to dev") && told.contains("--force-conflicts"), "{told}");
    assert!(!only(&with("other", "karpool")).contains("--force-conflicts"));
    assert_eq!(find(&with("dev", "kubectl-edit")), []);
}

#[test]
fn a_field_of_a_class_that_somebody_set_is_told_once() {
    let class = |condition: (&str, &str, &str, &str)| {
        let mut class = object("c", condition, json!({"securityGroupSelectorTerms": [{"id": "sg-2"}]}));
        class["metadata"]["managedFields"] = json!([{"manager": "hand", "operation": "Update",
            "fieldsV1": {"f:spec": {"f:securityGroupSelectorTerms": {}}}}]);
        Evidence { classes: vec![class], ..nothing() }
    };
    let quiet = only(&class(("SecurityGroupsReady", "True", "", "")));
    assert!(quiet.contains("`hand` has set spec.securityGroupSelectorTerms"), "{quiet}");
    let loud = only(&class(("SecurityGroupsReady", "False", "SecurityGroupsNotFound", "")));
    assert!(loud.contains("no security group") && loud.contains("`hand` has set it"), "{loud}");
}

#[test]
fn pods_that_do_not_run_point_at_their_cause() {
    let troubles = vec![("d".to_owned(), "p: it ends: no; look there".to_owned())];
    let told = only(&Evidence { troubles: troubles.clone(), ..nothing() });
    assert!(told.ends_with("does not run: p: it ends: no; look there"), "{told}");
    let account = Account { spot_role: Some(false), ..Account::default() };
    let all = find(&Evidence { troubles, account, ..nothing() });
    assert!(all[1].hint.contains("what stands above"), "{all:#?}");
}
