//! Every documented exit code, each with a hint of its own.

use std::io::{BufRead, BufReader, Lines, Read};
use std::process::{Child, ChildStdout, Command, Stdio};

use crate::shell::{Screen, Shell};

/// The hint of a failure.
fn hint(screen: &Screen) -> String {
    let hint = screen.stderr.lines().find_map(|line| line.trim().strip_prefix("hint: "));
    hint.unwrap_or_else(|| panic!("no hint: {screen}")).to_owned()
}

#[test]
fn every_failure_ends_with_its_code_and_a_hint_of_its_own() {
    let shell = Shell::applied();
    let rows = [
        ("kubeconfig dev.yaml --sandbox --set name=web", 1),
        ("status dev.yaml --sandbox --sandbox-user nobody", 2),
        ("plan dev.yaml --sandbox --set access.admins=[nobody]", 7),
        ("apply dev.yaml --sandbox", 2),
        ("check nowhere.yaml", 2),
        ("plan dev.yaml --sandbox --set network.vpcid=vpc-1", 2),
        ("plan dev.yaml", 4),
        ("plan dev.yaml --sandbox --sandbox-user alice", 4),
        ("plan dev.yaml --sandbox --set kubernetes.version=1.34", 5),
        ("plan dev.yaml --sandbox --set name=slow --set network.vpcId=vpc-0a1b2c3d4e5f60799", 7),
        ("plan dev.yaml --sandbox --set account=222233334444", 7),
    ];
    let mut hints = Vec::new();
    for (line, code) in rows {
        let hint = hint(&shell.run(line).ends(code));
        assert!(!hints.contains(&hint), "{line}: another failure has the hint {hint}");
        hints.push(hint);
    }
}

#[test]
fn a_plan_with_changes_ends_with_3_when_asked() {
    let shell = Shell::applied();
    shell.run("plan dev.yaml --sandbox --detailed-exit-code").ends(0);
    shell.run("plan dev.yaml --sandbox --detailed-exit-code --set tags.a=b").ends(3);
    shell.run("plan dev.yaml --sandbox --set tags.a=b").ends(0);
}

#[test]
fn what_takes_too_long_ends_with_6() {
    let screen = Shell::new().run("apply dev.yaml --sandbox --yes --set timeouts.cluster=1m").ends(6);
    assert!(screen.stderr.contains("eks.cluster/dev") && screen.stderr.contains("hint: "), "{screen}");
    assert!(screen.stdout.contains("running again goes on from here"), "{screen}");
}

#[test]
fn an_endpoint_that_is_not_there_ends_with_8() {
    let shell = Shell::new().with("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
    let shell = shell.with("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE").with("AWS_SECRET_ACCESS_KEY", "secret");
    let screen = shell.run("plan dev.yaml").ends(8);
    assert!(hint(&screen).contains("AWS_ENDPOINT_URL"), "{screen}");
}

/// An apply under way, and the lines that it prints.
struct Running {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Running {
    fn start(shell: &Shell, line: &str) -> Running {
        let mut command = shell.command_at(line, "60");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        Running { child, lines }
    }

    fn wait_for(&mut self, text: &str) {
        let seen = self.lines.by_ref().map_while(Result::ok).any(|line| line.contains(text));
        assert!(seen, "the run ended without `{text}`");
    }

    fn interrupt(&self) {
        let sent = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().expect("kill runs");
        assert!(sent.success());
    }

    /// What it still prints, both streams, and its exit code.
    fn end(mut self) -> (String, Option<i32>) {
        let mut rest: String = self.lines.map_while(Result::ok).fold(String::new(), |text, line| text + &line + "\n");
        let mut errors = self.child.stderr.take().expect("a pipe");
        errors.read_to_string(&mut rest).expect("text");
        (rest, self.child.wait().expect("an end").code())
    }
}

#[test]
fn ctrl_c_lets_what_is_in_flight_end_and_the_next_run_goes_on() {
    let shell = Shell::new();
    let mut run = Running::start(&shell, "apply dev.yaml --yes --sandbox");
    run.wait_for("waiting   eks.cluster/dev");
    run.interrupt();
    let (rest, code) = run.end();
    assert_eq!(code, Some(130), "{rest}");
    assert!(rest.contains("cancelling:") && rest.contains("run again to go on"), "{rest}");
    assert!(rest.contains("– stopped   eks.cluster/dev") && !rest.contains("failed"), "{rest}");
    shell.run("apply dev.yaml --yes --sandbox --quiet").ends(0);
}

#[test]
fn a_second_ctrl_c_drops_what_is_in_flight_and_the_next_run_goes_on() {
    let shell = Shell::new();
    let mut run = Running::start(&shell, "apply dev.yaml --yes --sandbox --sandbox-fault eks:CreateCluster=delay(60m)");
    run.wait_for("creating  eks.cluster/dev");
    run.interrupt();
    run.wait_for("cancelling:");
    run.interrupt();
    let (rest, code) = run.end();
    assert_eq!(code, Some(130), "{rest}");
    assert!(rest.contains("stopped at once; run again to go on"), "{rest}");
    shell.run("apply dev.yaml --yes --sandbox --quiet").ends(0);
}
