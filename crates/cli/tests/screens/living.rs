//! Commands on a stack that lives.

use std::fs;

use insta::assert_snapshot;

use crate::shell::Shell;

#[test]
fn apply_tells_what_it_does_line_by_line() {
    let shell = Shell::new();
    let screen = shell.run("apply dev.yaml --sandbox --yes").ends(0);
    let (_, run) = screen.stdout.split_once("43 to create\n").expect("a plan, then a run");
    let (lines, end) = run.split_once("\nTimeline\n").expect("lines, then a timeline");
    // In which order things happen at the same second is the run's own affair.
    let first = lines.lines().next().unwrap_or_default();
    assert_eq!(first, "09:00:00 us-east-1/dev in account 111122223333: 43 resources");
    for line in lines.lines().skip(1) {
        let words: Vec<&str> = line.split_whitespace().collect();
        assert!(words.len() >= 4 && words[0].len() == 8 && "•↻✓".contains(words[1]), "{line}");
    }
    let ready = |id: &str| lines.lines().any(|line| line.contains("✓ ready") && line.contains(id));
    assert!(ready("eks.cluster/dev  10m20s") && ready("karpenter.node_pool/graviton"), "{lines}");
    assert_eq!(lines.matches("✓ ready").count(), 43);
    assert!(end.contains("█ critical path: iam.role/cluster → eks.cluster/dev"), "{end}");
    let (_, outputs) = end.split_once("\nOutputs\n").expect("outputs");
    let (outputs, _) = outputs.split_once("\n\n").expect("an end");
    assert_snapshot!("apply_outputs", outputs);
    assert!(end.contains("✓ us-east-1/dev applied in 12m"), "{end}");
    assert!(screen.stderr.contains("next: `karpool status dev.yaml --sandbox` shows what runs"), "{screen}");
    assert_snapshot!("apply_again", shell.run("apply dev.yaml --sandbox --yes"));
}

#[test]
fn apply_with_json_is_one_event_a_line() {
    let shell = Shell::new();
    let events = shell.run("apply dev.yaml --sandbox --yes -o json").ends(0).events();
    assert_eq!(events[0]["type"], "started");
    assert!(events.iter().all(|event| event["stack"] == "us-east-1/dev"), "{events:#?}");
    let last = events.last().expect("a report");
    assert_eq!((&last["type"], &last["outcome"]), (&"report".into(), &"done".into()));
}

#[test]
fn plans_of_what_lives_show_what_differs() {
    let shell = Shell::applied();
    assert_snapshot!("plan_nothing", shell.run("plan dev.yaml --sandbox"));
    assert_snapshot!("plan_one_tag", shell.run("plan dev.yaml --sandbox --set tags.team=platform"));
    assert_snapshot!("plan_karpenter", shell.run("plan dev.yaml --sandbox --set karpenter.version=1.13.0"));
    let pools = "nodePools={x86:␣{preset:␣x86,␣expireAfter:␣240h}}";
    assert_snapshot!("plan_left_over", shell.run(&format!("plan dev.yaml --sandbox --set {pools}")));
    assert_snapshot!("plan_prune", shell.run(&format!("plan dev.yaml --sandbox --prune --set {pools}")));
    assert_snapshot!("plan_production", shell.run("plan dev.yaml --sandbox --set environment=production"));
    assert_snapshot!("plan_destroy", shell.run("plan dev.yaml --sandbox --destroy"));
}

#[test]
fn what_is_pruned_is_told_by_its_name() {
    let shell = Shell::applied();
    let pools = "nodePools={x86:␣{preset:␣x86}}";
    let screen = shell.run(&format!("apply dev.yaml --sandbox --yes --prune --set {pools}")).ends(0);
    let said = |line: &str| screen.stdout.contains(line);
    assert!(said("account 111122223333: 1 resource\n") && !said("/*"), "{screen}");
    assert!(said("• deleting  karpenter.node_pool/graviton\n"), "{screen}");
    assert!(said("✓ gone      karpenter.node_pool/graviton"), "{screen}");
    assert!(said("applied in") && said("(1 resource)"), "{screen}");
}

#[test]
fn another_region_is_no_leftover() {
    let shell = Shell::new();
    // The VPC is not there, but the region has been reached.
    shell.run("plan dev.yaml --sandbox --set region=eu-west-1").ends(7);
    let screen = shell.run("sandbox list").ends(0);
    assert!(screen.stdout.contains("nothing but what a fresh account holds"), "{screen}");
}

#[test]
fn status_outputs_and_render_tell_what_lives() {
    let shell = Shell::applied();
    assert_snapshot!("status", shell.run("status dev.yaml --sandbox"));
    assert!(shell.run("status dev.yaml --sandbox -o json").ends(0).json()["nodePools"].is_array());
    let outputs = shell.run("outputs dev.yaml --sandbox -o json").ends(0).json();
    assert_eq!(outputs["karpenter.queueName"], "dev");
    assert!(shell.run("outputs dev.yaml --sandbox").ends(0).stdout.contains("cluster.endpoint "));
    let objects = shell.run("render dev.yaml --sandbox -o json").ends(0).json();
    let count = objects.as_array().map_or(0, Vec::len);
    assert!(count > 10, "{objects}");
    assert_eq!(shell.run("render dev.yaml --sandbox").ends(0).stdout.matches("\n---\n").count() + 1, count);
}

/// kubectl's own file is for clusters that are there.
#[test]
fn the_context_of_a_simulated_cluster_is_kept_with_its_account() {
    let shell = Shell::applied().with("KUBECONFIG", "own");
    let screen = shell.run("kubeconfig dev.yaml --sandbox").ends(0);
    assert!(screen.stderr.contains("wrote context dev to .karpool/sandbox/kubeconfig"), "{screen}");
    assert!(shell.path(".karpool/sandbox/kubeconfig").exists() && !shell.path("own").exists());
}

#[test]
fn a_kubeconfig_is_merged_and_only_its_owner_reads_it() {
    use std::os::unix::fs::PermissionsExt;
    let shell = Shell::applied();
    let other = "apiVersion: v1\nkind: Config\ncurrent-context: prod\npreferences: {colors: true}\nclusters:\n- name: prod\n  cluster: {server: https://prod}\ncontexts:\n- name: prod\n  context: {cluster: prod, user: prod}\nusers:\n- name: prod\n  user: {token: secret}\n";
    shell.write("config", other);
    let screen = shell.run("kubeconfig dev.yaml --sandbox --kubeconfig config").ends(0);
    assert!(screen.stderr.contains("wrote context dev to config"), "{screen}");
    let text = fs::read_to_string(shell.path("config")).expect("a file");
    for kept in ["https://prod", "token: secret", "colors: true", "current-context: dev", "- token"] {
        assert!(text.contains(kept), "{kept}: {text}");
    }
    let mode = fs::metadata(shell.path("config")).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // Again is the same, and what is no kubeconfig is left alone.
    shell.run("kubeconfig dev.yaml --sandbox --kubeconfig config").ends(0);
    assert_eq!(fs::read_to_string(shell.path("config")).expect("a file"), text);
    shell.write("config", "- {a\n");
    shell.run("kubeconfig dev.yaml --sandbox --kubeconfig config").ends(2);
    assert_eq!(fs::read_to_string(shell.path("config")).expect("a file"), "- {a\n");
    let names: Vec<String> = fs::read_dir(shell.path("."))
        .expect("a folder")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with("config"))
        .collect();
    assert_eq!(names, ["config"], "no draft stays behind");
}

#[test]
fn a_token_is_what_kubectl_asks_for() {
    let token = Shell::applied().run("token --cluster dev --region us-east-1 --sandbox").ends(0).json();
    assert_eq!(
        (&token["kind"], &token["apiVersion"]),
        (&"ExecCredential".into(), &"client.authentication.k8s.io/v1".into())
    );
    assert!(token["status"]["token"].as_str().is_some_and(|token| token.starts_with("k8s-aws-v1.")));
}

#[test]
fn destroy_leaves_nothing_and_the_list_says_so() {
    let shell = Shell::applied();
    assert!(shell.run("sandbox list --sandbox").ends(0).stdout.contains("EKS cluster"));
    let screen = shell.run("destroy dev.yaml --sandbox --yes --delete-logs").ends(0);
    assert!(screen.stdout.contains("✓ us-east-1/dev destroyed"), "{screen}");
    assert_snapshot!("sandbox_list_after", shell.run("sandbox list"));
    assert_snapshot!("destroy_again", shell.run("destroy dev.yaml --sandbox --yes --delete-logs"));
    assert_snapshot!("sandbox_reset", shell.run("sandbox reset"));
}
