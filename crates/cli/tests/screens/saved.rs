//! Plans in files: shown again, done as they are, refused when the world has moved.

use crate::shell::Shell;

#[test]
fn a_saved_plan_says_that_it_is_one_and_is_shown_without_a_call() {
    let shell = Shell::new();
    shell.run("plan dev.yaml --sandbox --out plan.json").ends(0);
    let screen = shell.run("plan plan.json").ends(0);
    let head = "plan.json: a plan to apply, saved 2026-01-05 09:00:00 UTC\n  for us-east-1/dev in account 111122223333 \
                of the sandbox, from dev.yaml\n  nothing was called to show it\n";
    assert!(screen.stdout.starts_with(head) && screen.stdout.contains("\n43 to create\n"), "{screen}");
    assert!(screen.stderr.contains("next: `karpool apply plan.json --sandbox`"), "{screen}");
    // It is the plan that was made, to the letter.
    let made = shell.run("plan dev.yaml --sandbox").ends(0);
    assert_eq!(screen.stdout.strip_prefix(head).map(str::trim_start), Some(made.stdout.as_str()));
    let json = shell.run("plan plan.json -o json --detailed-exit-code").ends(3).json();
    assert_eq!((&json["saved"]["spec"], &json["counts"]["create"]), (&"dev.yaml".into(), &43.into()));
    for line in ["plan plan.json --set tags.a=b", "plan plan.json --destroy", "plan plan.json dev.yaml"] {
        shell.run(line).ends(2);
    }
    for verb in ["check", "status", "outputs", "render", "kubeconfig"] {
        let refused = shell.run(&format!("{verb} plan.json")).ends(2);
        assert!(refused.stderr.contains("plan.json is a saved plan, and a spec is expected"), "{refused}");
    }
    let refused = shell.run("destroy plan.json --sandbox").ends(2);
    assert!(refused.stderr.contains("plan.json is a plan to apply, not to destroy"), "{refused}");
}

#[test]
fn what_has_changed_since_a_plan_was_made_is_told_by_id_and_field() {
    let shell = Shell::applied();
    let set = "--set nodePools.x86.limits.cpu=300 --set nodePools.x86.preset=x86";
    shell.run(&format!("plan dev.yaml --sandbox --prune {set} --out plan.json")).ends(0);
    let other = set.replace("300", "200");
    shell.run(&format!("apply dev.yaml --sandbox --yes {other}")).ends(0);
    let refused = shell.run("apply plan.json --sandbox").ends(5);
    let expected = "error: the world has changed since the plan was made\n  karpenter.node_pool/x86: spec.limits.cpu \
                    would be 200 → 300 now, not 100 → 300\n  hint: ";
    assert!(refused.stderr.contains(expected), "{refused}");
}

#[test]
fn a_plan_to_destroy_is_saved_and_done_by_apply_and_by_destroy() {
    let shell = Shell::applied();
    let screen = shell.run("plan dev.yaml --sandbox --destroy --delete-logs --out gone.json").ends(0);
    assert!(screen.stderr.contains("saved; `karpool apply gone.json --sandbox`"), "{screen}");
    assert!(shell.run("plan gone.json").ends(0).stdout.starts_with("gone.json: a plan to destroy, saved "));
    // What is made meanwhile is not in it.
    let pools = "nodePools={x86:␣{preset:␣x86},␣graviton:␣{preset:␣graviton},␣more:␣{preset:␣spot}}";
    shell.run(&format!("apply dev.yaml --sandbox --yes --set {pools}")).ends(0);
    let refused = shell.run("apply gone.json --sandbox").ends(5);
    assert!(refused.stderr.contains("karpenter.node_pool/more would be deleted now"), "{refused}");
    shell.run("plan dev.yaml --sandbox --destroy --delete-logs --out gone.json").ends(0);
    shell.run("destroy gone.json --sandbox --delete-logs").ends(2);
    let screen = shell.run("apply gone.json --sandbox").ends(0);
    assert!(screen.stdout.contains("✓ us-east-1/dev destroyed"), "{screen}");
    assert!(shell.run("sandbox list").ends(0).stdout.contains("nothing but what a fresh account holds"));
}
