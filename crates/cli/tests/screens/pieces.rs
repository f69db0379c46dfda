//! One part of a stack alone: a file with a field `piece`.

use insta::assert_snapshot;

use crate::shell::Shell;

const POOL: &str = include_str!("../../../../examples/09_node_pool_alone.yaml");

fn with_pool(shell: Shell) -> Shell {
    shell.write("pool.yaml", POOL);
    shell
}

#[test]
fn a_pool_alone_is_planned_saved_applied_and_destroyed_without_its_stack() {
    let shell = with_pool(Shell::applied());
    // A number is text where text is expected, in a saved plan too.
    let plan = shell.run("plan pool.yaml --sandbox --set nodePool.labels.tier=1 --out plan.json").ends(0);
    assert_snapshot!("plan_pool_alone", plan);
    shell.run("apply plan.json --sandbox").ends(0);
    let again = shell.run("plan pool.yaml --sandbox --set nodePool.labels.tier=1 -o json").ends(0).json();
    assert_eq!(again["counts"]["keep"], 1);
    let stack = shell.run("plan dev.yaml --sandbox --prune --detailed-exit-code").ends(0);
    assert!(stack.stdout.contains("No changes"), "{stack}");
    assert_snapshot!("destroy_pool_alone", shell.run("destroy pool.yaml --sandbox --yes").ends(0));
}

#[test]
fn a_part_alone_is_checked_in_its_own_words() {
    let shell = with_pool(Shell::new());
    shell.write(
        "wrong.yaml",
        &POOL.replace("arch: [arm64]", "arhc: [arm64]\n  weight: 101").replace("region: ", "regoin: "),
    );
    shell.write("unknown.yaml", &POOL.replace("piece: nodePool", "piece: nodePol"));
    assert_snapshot!("check_pool_alone", shell.run("check pool.yaml"));
    assert_snapshot!("check_wrong_pool_alone", shell.run("check wrong.yaml"));
    assert_snapshot!("check_unknown_piece", shell.run("check unknown.yaml"));
}

#[test]
fn what_only_a_stack_has_is_not_told_of_a_part() {
    let shell = with_pool(Shell::new());
    assert_snapshot!("status_pool_alone", shell.run("status pool.yaml --sandbox"));
}
