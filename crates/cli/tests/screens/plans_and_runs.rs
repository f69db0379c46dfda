//! What a plan lists is what apply does, told by the binary alone.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::shell::Shell;

/// Ids of things that are written.
fn written(list: &Value) -> BTreeSet<String> {
    let writes = |item: &&Value| ["create", "update", "delete"].contains(&item["action"].as_str().unwrap_or_default());
    let approved = |item: &&Value| item["unapproved"] != true;
    let items = list.as_array().expect("a list").iter().filter(writes).filter(approved);
    items.map(|item| item["id"].as_str().unwrap_or_default().to_owned()).collect()
}

/// Plans, applies, and compares: nothing is made that the plan does not list, and all that it lists is made.
fn plan_and_apply(shell: &Shell, spec: &str) -> BTreeSet<String> {
    let plan = shell.run(&format!("plan {spec} --sandbox -o json")).ends(0).json();
    for change in plan["changes"].as_array().expect("changes") {
        for field in ["id", "kind", "action", "fields"] {
            assert!(!change[field].is_null(), "{field} of {change}");
        }
    }
    let planned = written(&plan["changes"]);
    let events = shell.run(&format!("apply {spec} --sandbox --yes -o json")).ends(0).events();
    let report = events.last().expect("a report");
    assert_eq!(written(&report["nodes"]), planned);
    let again = shell.run(&format!("plan {spec} --sandbox -o json --detailed-exit-code")).ends(0).json();
    assert_eq!(written(&again["changes"]), BTreeSet::new());
    planned
}

#[test]
fn a_plan_lists_what_apply_makes_and_what_upgrades_change() {
    let shell = Shell::new();
    let made = plan_and_apply(&shell, "dev.yaml --set kubernetes.version=1.34 --set karpenter.version=1.13.0");
    assert_eq!(made.len(), 42, "{made:?}");
    let moved = plan_and_apply(&shell, "dev.yaml --set kubernetes.version=1.35 --set karpenter.version=1.13.0");
    assert!(moved.contains("eks.cluster/dev") && moved.contains("eks.node_group/system"), "{moved:?}");
    let moved = plan_and_apply(&shell, "dev.yaml --set kubernetes.version=1.35 --set karpenter.version=1.14.1");
    assert!(moved.contains("kubernetes.object/Deployment/kube-system/karpenter"), "{moved:?}");
    assert!(!moved.contains("eks.cluster/dev"), "{moved:?}");
}

#[test]
fn a_saved_plan_is_done_as_it_is_or_not_at_all() {
    let shell = Shell::applied();
    shell.run("plan dev.yaml --sandbox --set tags.team=platform --out plan.json").ends(0);
    shell.run("apply plan.json --sandbox --yes --set tags.a=b").ends(2);
    shell.run("apply plan.json dev.yaml --sandbox --yes").ends(2);
    shell.run("apply plan.json --sandbox").ends(0);
    // The world has moved: the same plan is another one now.
    let refused = shell.run("apply plan.json --sandbox").ends(5);
    assert!(refused.stderr.contains("hint:"), "{refused}");
}
