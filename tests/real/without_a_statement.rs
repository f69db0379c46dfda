//! Without a statement of its policy the real Karpenter shows it where the table says; status names the statement, and
//! the next apply puts it back.
//!
//! Some statements are taken by every run, all of them by `make simulate`.

use std::collections::BTreeSet;
use std::time::Duration;

use karpool::Apply;
use karpool::spec::Spec;
use karpool_sandbox::kubernetes::Place;
use karpool_tests::real::{RealLab, with_settings};
use karpool_tests::{Lab, is_exhaustive, spec};
use serde_json::{Value, json};

use crate::policy::{After, ROWS, Row, Shows, World};
use crate::workload::{running, waiting};

const CLASS: &str = "ec2nodeclasses.karpenter.k8s.aws";
const CLAIM: &str = "nodeclaims.karpenter.sh";

/// The statements that every run takes: one that shows in the class, one at the end of a node.
const ALWAYS: [&str; 2] = ["AllowScopedEC2InstanceAccessActions", "AllowScopedDeletion"];

/// Which pod of the controller runs, and how often it was started.
fn runs(lab: &Lab) -> Vec<(String, u64)> {
    let pods = lab.objects("pods");
    let own = pods.iter().filter(|pod| pod["metadata"]["labels"]["app.kubernetes.io/name"] == "karpenter");
    own.map(|pod| {
        let restarts = pod["status"]["containerStatuses"][0]["restartCount"].as_u64();
        (pod["metadata"]["name"].as_str().unwrap_or_default().to_owned(), restarts.unwrap_or(0))
    })
    .collect()
}

fn conditions(object: &Value) -> Vec<Value> {
    object["status"]["conditions"].as_array().cloned().unwrap_or_default()
}

fn is_ready(object: &Value) -> bool {
    conditions(object).iter().any(|one| one["type"] == "Ready" && one["status"] == "True")
}

/// Whether a row's absence shows in what has come since `before`.
fn shows(lab: &RealLab, row: &Row, before: &BTreeSet<String>) -> bool {
    let new = |words: &[&str]| {
        let logs = lab.logs();
        let lines = logs.iter().flat_map(|(run, log)| log.lines().map(move |line| format!("{run} {line}")));
        lines.filter(|line| !before.contains(line)).any(|line| words.iter().all(|word| line.contains(word)))
    };
    match row.shows {
        // What is made in spite of it is made wholly.
        Shows::Log(words) => new(words),
        Shows::Ends(words) => new(&[words]) && runs(lab).iter().any(|(_, restarts)| *restarts > 0),
        Shows::Class(reason) => conditions(&lab.object(CLASS, "default"))
            .iter()
            .any(|one| one["type"] == "ValidationSucceeded" && one["status"] == "False" && one["reason"] == reason),
    }
}

fn lines(lab: &RealLab) -> BTreeSet<String> {
    let logs = lab.logs();
    logs.iter().flat_map(|(run, log)| log.lines().map(move |line| format!("{run} {line}"))).collect()
}

async fn launch(lab: &RealLab, number: usize) {
    let (name, selector) = (format!("pod-{number}"), json!({"karpenter.sh/nodepool": "x86"}));
    lab.as_cluster_admin(|client| client.create(waiting(&name, &selector))).expect("taken in");
    lab.until("the pod runs", |lab| running(lab, &name) == 1).await;
}

/// Deletes the Deployment and its node.
fn take_down(lab: &RealLab, number: usize) {
    let place = Place::new("deployments.apps", "default", &format!("pod-{number}"));
    lab.as_cluster_admin(|client| client.delete(&place)).expect("deleted");
    for claim in lab.objects(CLAIM) {
        let place = Place::cluster(CLAIM, claim["metadata"]["name"].as_str().expect("a name"));
        lab.as_cluster_admin(|client| client.delete(&place)).expect("deleted");
    }
}

/// Does what brings an absence to light.
async fn bring_to_light(lab: &RealLab, after: After, number: usize) {
    match after {
        After::Start => {
            let before = runs(lab);
            lab.restart_controller();
            lab.until("another controller", |lab| {
                let now = runs(lab);
                !now.is_empty() && now.iter().all(|(pod, _)| before.iter().all(|(old, _)| old != pod))
            })
            .await;
        }
        After::Check => lab.edit(json!({"apiVersion": "karpenter.k8s.aws/v1", "kind": "EC2NodeClass",
            "metadata": {"name": "default", "annotations": {"look": number.to_string()}}})),
        After::Launch => launch(lab, number).await,
        After::NodeDeleted => {
            launch(lab, number).await;
            take_down(lab, number);
        }
        After::ClassMade => make_class(lab, number),
        After::ClassDeleted => {
            make_class(lab, number);
            lab.until("the class is there", |lab| lab.objects(CLASS).len() == 2).await;
            lab.until("the class is ready", |lab| lab.objects(CLASS).iter().all(is_ready)).await;
            delete_class(lab, number);
        }
    }
}

/// The controller remembers the launch templates of a class for a minute by the class's name, so each has its own.
fn class_name(number: usize) -> String {
    format!("other-{number}")
}

/// Another class like the one that karpool made.
fn make_class(lab: &RealLab, number: usize) {
    let spec = lab.object(CLASS, "default")["spec"].clone();
    let other = json!({"apiVersion": "karpenter.k8s.aws/v1", "kind": "EC2NodeClass",
        "metadata": {"name": class_name(number)}, "spec": spec});
    lab.as_cluster_admin(|client| client.create(other)).expect("taken in");
}

fn delete_class(lab: &RealLab, number: usize) {
    lab.as_cluster_admin(|client| client.delete(&Place::cluster(CLASS, &class_name(number)))).expect("deleted");
}

/// Takes one statement away, sees where it shows, hears it named, and puts it back.
async fn without(lab: &RealLab, wanted: &Spec, row: &Row, number: usize) {
    let before = lines(lab);
    lab.take_statement(row.sid);
    bring_to_light(lab, row.after, number).await;
    lab.until(&format!("{} shows", row.sid), |_| shows(lab, row, &before)).await;
    let problems = lab.problems(wanted).await;
    let role = problems.iter().find(|problem| problem.node == "iam.role/karpenter-controller");
    let role = role.unwrap_or_else(|| panic!("{}: {problems:#?}", row.sid));
    assert!(role.message.contains(row.sid) && role.hint.contains("run `karpool apply`"), "{role:#?}");
    if let Shows::Class(_) = row.shows {
        let named = problems.iter().any(|problem| problem.node == "karpenter.node_class/default");
        assert!(named, "{}: {problems:#?}", row.sid);
    }
    let report = karpool::apply(wanted, &lab.world, &Apply::new()).await.expect("a report");
    assert!(report.is_ok(), "{}: {:#?}\n{:#?}", row.sid, report.errors().collect::<Vec<_>>(), lab.complaints());
    for _ in 0..120 {
        if lab.problems(wanted).await.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    assert_eq!(lab.problems(wanted).await, [], "{}", row.sid);
    if row.after == After::Launch {
        take_down(lab, number);
    }
    if row.after == After::ClassMade {
        lab.until("the class is ready after all", |lab| lab.objects(CLASS).iter().all(is_ready)).await;
        delete_class(lab, number);
    }
    lab.until("the class goes after all", |lab| lab.objects(CLASS).len() == 1).await;
    lab.until("no node is left", |lab| lab.objects(CLAIM).is_empty()).await;
    lab.mark(row.sid);
}

async fn story(world: World) {
    let (karpenter, kubernetes) = match world {
        World::Default => (", replicas: 1", ""),
        World::Further => (", replicas: 1, instanceProfile: none", ", zonalShift: true"),
    };
    let lab = RealLab::with_karpenter("1.14.1").await;
    let wanted = spec(&(with_settings("1.14.1", karpenter, kubernetes) + "nodePools: {x86: {preset: x86}}\n"));
    lab.apply_really(&wanted).await;
    lab.mark("applied");
    for (number, row) in ROWS.iter().enumerate() {
        if row.world == world && (is_exhaustive() || ALWAYS.contains(&row.sid)) {
            without(&lab, &wanted, row, number).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_statement_it_shows_where_the_table_says() {
    story(World::Default).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_statement_about_profiles_or_zones_it_shows_too() {
    if is_exhaustive() {
        story(World::Further).await;
    }
}
