//! Commands that need no account, and the plan of a fresh one.

use insta::assert_snapshot;

use crate::shell::Shell;

#[test]
fn check_says_what_is_wrong_or_that_nothing_is() {
    let shell = Shell::new();
    assert_snapshot!("check", shell.run("check dev.yaml"));
    shell.write("wrong.yaml", "name: dev\nregion: us-east-1\nnetwrok: {}\nnodePools: {x86: {arhc: [x86_64]}}\n");
    assert_snapshot!("check_wrong", shell.run("check wrong.yaml"));
    let json = shell.run("check wrong.yaml -o json").ends(2).json();
    assert_eq!(json["ok"], false);
    assert!(json["problems"].as_array().is_some_and(|problems| problems.len() >= 3), "{json}");
}

#[test]
fn plan_shows_everything_that_a_fresh_account_lacks() {
    let shell = Shell::new();
    assert_snapshot!("plan_fresh", shell.run("plan dev.yaml --sandbox"));
    // A plan writes nothing, so the next one is the same.
    assert_eq!(shell.run("plan dev.yaml --sandbox --quiet").stdout, shell.run("plan dev.yaml --sandbox").stdout);
}

#[test]
fn status_of_nothing_says_so() {
    assert_snapshot!("status_nothing", Shell::new().run("status dev.yaml --sandbox"));
}

#[test]
fn help_names_every_command_and_exit_code() {
    let shell = Shell::new();
    assert_snapshot!("help", shell.run("--help"));
    assert_snapshot!("help_apply", shell.run("apply --help"));
    assert_snapshot!("no_command", shell.run("paln dev.yaml"));
}

#[test]
fn version_schema_completions_and_manual_print_themselves() {
    let shell = Shell::new();
    assert_snapshot!("version", shell.run("version"));
    assert!(shell.run("version -o json").ends(0).json()["kubernetes"].is_string());
    assert!(shell.run("schema").ends(0).json()["properties"]["network"].is_object());
    for name in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = shell.run(&format!("completions {name}")).ends(0);
        assert!(script.stdout.contains("kubeconfig"), "{name}");
    }
    assert!(shell.run("man").ends(0).stdout.contains(".TH karpool 1"));
    shell.run("man --out pages").ends(0);
    let page = std::fs::read_to_string(shell.path("pages/karpool-plan.1")).expect("a page");
    assert!(page.contains("detailed\\-exit\\-code"), "{page}");
}

#[test]
fn colour_is_used_only_when_it_is_asked_for() {
    let shell = Shell::new();
    let plain = |screen: crate::shell::Screen| !format!("{}{}", screen.stdout, screen.stderr).contains('\u{1b}');
    assert!(plain(shell.run("check dev.yaml")));
    assert!(!plain(shell.run("check dev.yaml --color always")));
    let shell = shell.with("NO_COLOR", "1");
    assert!(plain(shell.run("check dev.yaml")));
}
