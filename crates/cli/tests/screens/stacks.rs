//! Several stacks in one command.

use insta::assert_snapshot;

use crate::shell::{SMALLEST, Shell};

fn two() -> Shell {
    let shell = Shell::new();
    shell.write("web.yaml", &SMALLEST.replace("name: dev", "name: web"));
    shell
}

#[test]
fn several_stacks_are_made_side_by_side_and_told_apart() {
    let shell = two();
    let plans = shell.run("plan dev.yaml web.yaml --sandbox -o json --out plans.json").ends(0).json();
    let stacks: Vec<&str> =
        plans.as_array().expect("a list").iter().filter_map(|plan| plan["stack"].as_str()).collect();
    assert_eq!(stacks, ["us-east-1/dev", "us-east-1/web"]);
    let screen = shell.run("apply plans.json --sandbox").ends(0);
    let lines: Vec<&str> = screen.stdout.lines().filter(|line| line.contains("eks.cluster/")).collect();
    assert!(
        lines.iter().any(|line| line.contains(" dev  ")) && lines.iter().any(|line| line.contains(" web  ")),
        "{lines:#?}"
    );
    for line in lines.iter().filter(|line| line.contains("creating")) {
        let label = if line.contains("eks.cluster/dev") { " dev  " } else { " web  " };
        assert!(line.contains(label), "{line}");
    }
    // Side by side: both control planes take eleven minutes, and so do both together.
    assert!(
        screen.stdout.contains("✓ us-east-1/dev applied in 1")
            && screen.stdout.contains("✓ us-east-1/web applied in 1")
    );
    assert_snapshot!("apply_two_again", shell.run("apply dev.yaml web.yaml --sandbox --yes"));
    let events = shell.run("destroy dev.yaml web.yaml --sandbox --yes --delete-logs -o json").ends(0).events();
    let of = |stack: &str| events.iter().filter(|event| event["stack"] == stack).count();
    assert!(of("us-east-1/dev") > 10 && of("us-east-1/web") > 10);
    assert_eq!(of("us-east-1/dev") + of("us-east-1/web"), events.len());
}

#[test]
fn when_one_stack_cannot_be_planned_nothing_is_changed_in_any() {
    let shell = two();
    shell.write("lost.yaml", &SMALLEST.replace("name: dev", "name: lost").replace("60718", "60799"));
    let screen = shell.run("apply dev.yaml lost.yaml --sandbox --yes").ends(7);
    assert!(screen.stderr.contains("nothing was changed in any"), "{screen}");
    assert!(shell.run("status dev.yaml --sandbox").stdout.contains("There is no such cluster"));
    assert_snapshot!("status_two", shell.run("status dev.yaml web.yaml --sandbox"));
}

#[test]
fn two_files_for_one_stack_are_refused() {
    let shell = two();
    shell.write("again.yaml", SMALLEST);
    assert_snapshot!("same_stack", shell.run("plan dev.yaml again.yaml --sandbox"));
}
