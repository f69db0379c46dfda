//! The simulated account on loopback, and another process's karpool that knows nothing but the printed lines.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use crate::shell::Shell;

/// A served account; it ends with this value.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill().and_then(|()| self.0.wait());
    }
}

/// Serves, and gives a shell with the exported lines.
fn serve(home: &Shell) -> (Served, Shell) {
    let line = "sandbox serve --listen 127.0.0.1:0 --sandbox-folder served";
    let mut child = home.command_at(line, "200").stdout(Stdio::piped()).spawn().expect("the binary runs");
    let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
    let mut shell = Shell::new();
    for line in lines {
        let (name, value) = line.strip_prefix("export ").and_then(|pair| pair.split_once('=')).expect("an export line");
        shell = shell.with(name, value);
        // The last one.
        if name == "KARPOOL_CHART_REGISTRY" {
            break;
        }
    }
    (Served(child), shell)
}

#[test]
fn the_main_job_runs_from_another_process_with_the_exported_lines_alone() {
    let home = Shell::new();
    let (_served, shell) = serve(&home);
    let plan = shell.run("plan dev.yaml").ends(0);
    assert!(plan.stdout.contains("endpoint http://127.0.0.1:") && plan.stdout.contains("43 to create"), "{plan}");
    let applied = shell.run("apply dev.yaml --yes").ends(0);
    assert!(applied.stdout.contains("(43 resources)"), "{applied}");
    let status = shell.run("status dev.yaml").ends(0);
    assert!(status.stdout.contains("ACTIVE") && status.stdout.contains("graviton"), "{status}");
    assert!(shell.run("apply dev.yaml --yes").ends(0).stdout.contains("✓ 0 changes"));
    let gone = shell.run("destroy dev.yaml --yes --delete-logs").ends(0);
    assert!(gone.stdout.contains("✓ us-east-1/dev destroyed"), "{gone}");
}

#[test]
fn a_chart_registry_that_is_not_on_this_machine_is_refused() {
    let shell = Shell::new().with("KARPOOL_CHART_REGISTRY", "registry.example.com:443");
    let refused = shell.run("plan dev.yaml").ends(7);
    assert!(refused.stderr.contains("no address on this machine"), "{refused}");
}
