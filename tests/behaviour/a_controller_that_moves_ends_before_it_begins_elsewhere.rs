//! A controller in another namespace is another one, and two would work against each other: the old one is gone, with its
//! pods, before the new one begins, and without `--prune` nothing is done.

use karpool::error::Kind;
use karpool::{Apply, Report};
use karpool_tests::{Lab, SMALLEST, spec};

fn moved() -> String {
    format!("{SMALLEST}karpenter: {{namespace: karpenter}}\n")
}

async fn pruned(lab: &Lab, text: &str) -> Report {
    let report = karpool::apply(&spec(text), &lab.world, &Apply::new().prune(true)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    report
}

/// Where controllers run, or are about to: namespaces of their pods.
fn at_work(lab: &Lab) -> Vec<String> {
    let pods = lab.objects("pods");
    let controllers = pods.iter().filter(|pod| pod["metadata"]["labels"]["app.kubernetes.io/name"] == "karpenter");
    let mut places: Vec<String> =
        controllers.map(|pod| pod["metadata"]["namespace"].as_str().unwrap_or_default().to_owned()).collect();
    places.sort();
    places.dedup();
    places
}

#[tokio::test(start_paused = true)]
async fn the_old_one_has_ended_before_the_new_one_begins() {
    let lab = Lab::applied(SMALLEST).await;
    let wanted = moved();
    let watching = async {
        loop {
            assert!(at_work(&lab).len() < 2, "two controllers: {:?}", at_work(&lab));
            lab.sandbox.clock().sleep(std::time::Duration::from_millis(500)).await;
        }
    };
    let report = tokio::select! {
        biased;
        report = pruned(&lab, &wanted) => report,
        () = watching => unreachable!("it watches for ever"),
    };
    assert_eq!(at_work(&lab), ["karpenter"]);
    assert!(report.seconds < 180.0, "{report:#?}");
    let again = karpool::plan(&spec(&wanted), &lab.world, &Apply::new().prune(true)).await.expect("a plan");
    assert!(again.is_idle(), "{:#?}", again.changes);
    let records = lab.objects("secrets");
    let records = records.iter().filter(|secret| secret["type"] == "helm.sh/release.v1");
    let places: Vec<_> = records.map(|record| record["metadata"]["namespace"].clone()).collect();
    assert_eq!(places, ["karpenter"], "Helm would still list the one that has gone");
}

#[tokio::test(start_paused = true)]
async fn and_back_again() {
    let lab = Lab::applied(&moved()).await;
    pruned(&lab, SMALLEST).await;
    assert_eq!(at_work(&lab), ["kube-system"]);
}

#[tokio::test(start_paused = true)]
async fn without_prune_it_is_refused_before_anything_is_done() {
    let lab = Lab::applied(SMALLEST).await;
    lab.sandbox.clear_log();
    let errors = lab.apply(&spec(&moved())).await.expect_err("two controllers");
    let said = format!("{errors:?}");
    assert!(said.contains("Deployment/kube-system/karpenter") && said.contains("--prune"), "{said}");
    assert!(errors.iter().all(|error| error.is(Kind::Preflight)), "{said}");
    assert_eq!(lab.writes(), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn a_name_of_the_charts_is_the_same_case() {
    let lab = Lab::applied(SMALLEST).await;
    let named = format!("{SMALLEST}karpenter: {{values: {{fullnameOverride: kp}}}}\n");
    let errors = lab.plan(&spec(&named)).await.expect_err("two controllers");
    assert!(format!("{errors:?}").contains("Deployment/kube-system/karpenter"), "{errors:?}");
    pruned(&lab, &named).await;
    assert_eq!(lab.object("deployments.apps", "kp")["metadata"]["namespace"], "kube-system");
    assert!(lab.plan(&spec(&named)).await.expect("a plan").is_idle());
}

#[tokio::test(start_paused = true)]
async fn a_run_that_was_killed_on_the_way_is_taken_up() {
    let lab = Lab::applied(SMALLEST).await;
    let wanted = moved();
    for second in [2_u64, 6, 12, 20, 40] {
        let lab = Lab::resumed(&lab.sandbox.text(), karpool_sandbox::Options::default()).await;
        let clock = lab.sandbox.clock();
        let kill = clock.sleep(std::time::Duration::from_secs(second));
        tokio::select! {
            biased;
            () = kill => {}
            _ = pruned(&lab, &wanted) => {}
        }
        let errors = pruned(&lab, &wanted).await;
        assert!(errors.is_ok(), "killed at {second} s");
        assert_eq!(at_work(&lab), ["karpenter"], "killed at {second} s");
        assert!(lab.plan(&spec(&wanted)).await.expect("a plan").is_idle(), "killed at {second} s");
    }
}
