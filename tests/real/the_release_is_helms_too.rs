//! Helm's own engine reads what karpool records of a release, upgrades it and rolls it back; karpool sees what Helm has
//! changed and takes it back only when told; and what Helm has installed is taken over only when told.

use std::path::{Path, PathBuf};

use karpool::event::Action;
use karpool::{Apply, Error, Errors, Report};
use karpool_sandbox::registry::chart_archive;
use karpool_sandbox::{ControlPlane, KubernetesSide, Latency, Options};
use karpool_tests::helm_engine::Helm;
use karpool_tests::real::built;
use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_release_is_helms_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let lab = lab(folder.path()).await;
    let wanted = spec(SMALLEST);
    assert_eq!(said(lab.apply(&wanted).await), "");
    let mut helm = Helm::new(&kubeconfig(folder.path()), "kube-system");
    let chart = folder.path().join("karpenter-1.14.1.tgz");
    std::fs::write(&chart, chart_archive("1.14.1").expect("it is offered")).expect("a file");

    let listed = helm.run("list", Value::Null);
    assert_eq!(listed.as_array().map(Vec::len), Some(1), "{listed:#}");
    assert_eq!(revisions(&mut helm), [1]);
    let values = helm.run("values", Value::Null);
    assert_eq!(values["settings"]["clusterName"], "dev", "{values:#}");

    // What Helm changes is seen, named with its owner, and taken back only when told.
    helm.run("upgrade", json!({"chart": chart, "values": {"logLevel": "debug"}}));
    assert_eq!(revisions(&mut helm), [1, 2]);
    let refused = said(lab.apply(&wanted).await);
    // Helm's library takes the program's name for its own.
    assert!(
        refused.contains("was set by the field manager python") && refused.contains("--force-conflicts"),
        "{refused}"
    );
    let taken = karpool::apply(&wanted, &lab.world, &Apply::new().force_conflicts(true)).await;
    assert_eq!(said(taken), "");
    assert_eq!(open(&lab).await, Vec::<String>::new());
    assert_eq!(revisions(&mut helm), [1, 2, 3]);
    helm.run("rollback", json!({"revision": 1}));
    assert_eq!(revisions(&mut helm), [1, 2, 3, 4]);

    // What Helm has installed is not karpool's until somebody says so.
    helm.run("uninstall", Value::Null);
    assert_eq!(helm.run("list", Value::Null).as_array().map_or(0, Vec::len), 0);
    helm.run("install", json!({"chart": chart, "values": values}));
    let refused = said(lab.apply(&wanted).await);
    assert!(refused.contains("--adopt"), "{refused}");
    let adopted = karpool::apply(&wanted, &lab.world, &Apply::new().adopt(true)).await;
    assert_eq!(said(adopted), "");
    assert_eq!(open(&lab).await, Vec::<String>::new());
    assert_eq!(helm.run("list", Value::Null).as_array().map(Vec::len), Some(1));
}

/// Everything that went wrong, with what is advised.
fn said(outcome: Result<Report, Errors>) -> String {
    let told = |error: &Error| format!("{error} ({})\n", error.hint().unwrap_or_default());
    match outcome {
        Ok(report) => report.errors().map(told).collect(),
        Err(errors) => errors.iter().map(told).collect(),
    }
}

/// What a plan would change.
async fn open(lab: &Lab) -> Vec<String> {
    let plan = lab.plan(&spec(SMALLEST)).await.expect("a plan");
    plan.changes.into_iter().filter(|change| change.action != Action::Keep).map(|change| change.id).collect()
}

/// The numbers of the revisions that Helm knows.
fn revisions(helm: &mut Helm) -> Vec<i64> {
    let history = helm.run("history", Value::Null);
    let number =
        |one: &Value| one["version"].as_i64().or_else(|| one["revision"].as_i64()).unwrap_or_else(|| panic!("{one:#}"));
    history.as_array().into_iter().flatten().map(number).collect()
}

async fn lab(folder: &Path) -> Lab {
    let plane = ControlPlane { program: built("kubernetes"), speed: 20.0, images: Vec::new() };
    let options = Options {
        speed: 120.0,
        kubernetes: KubernetesSide::Real(plane),
        latency: Latency::none(),
        folder: Some(folder.join("world")),
        ..Options::default()
    };
    Lab::with(options).await
}

/// The administrator's way into the only control plane.
fn kubeconfig(folder: &Path) -> PathBuf {
    let mut folders = vec![folder.join("world")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            match path.is_dir() {
                true => folders.push(path),
                false if path.ends_with("admin.kubeconfig") => found.push(path),
                false => {}
            }
        }
    }
    found.pop().expect("an administrator's kubeconfig")
}
