//! A cluster whose workloads have load balancers or volumes is not destroyed over them: they are listed before anything
//! goes, and `--delete-orphans` deletes them while their controllers still run.

use karpool::Apply;
use karpool::error::Kind;
use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::{Value as Json, json};

const FINALIZER: &str = "service.kubernetes.io/load-balancer-cleanup";

fn workloads(lab: &Lab) {
    let in_default = |name: &str| json!({"name": name, "namespace": "default"});
    let service = json!({"apiVersion": "v1", "kind": "Service", "metadata": in_default("web"),
        "spec": {"type": "LoadBalancer", "ports": [{"port": 80}]}});
    let inner = json!({"apiVersion": "v1", "kind": "Service", "metadata": in_default("inner"),
        "spec": {"ports": [{"port": 80}]}});
    let claim = json!({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": in_default("data"),
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}, "volumeName": "pv-1"}});
    for object in [service, inner, claim] {
        lab.as_cluster_admin(|client| client.create(object)).expect("taken in");
    }
    let uid = lab.object("persistentvolumeclaims", "data")["metadata"]["uid"].clone();
    let volume = json!({"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "pv-1"},
        "spec": {"accessModes": ["ReadWriteOnce"], "capacity": {"storage": "1Gi"},
            "persistentVolumeReclaimPolicy": "Delete", "csi": {"driver": "ebs.csi.aws.com", "volumeHandle": "vol-1"},
            "claimRef": {"kind": "PersistentVolumeClaim", "namespace": "default", "name": "data", "uid": uid}}});
    lab.as_cluster_admin(|client| client.create(volume)).expect("taken in");
}

fn ids(changes: &[karpool::Change]) -> Vec<&str> {
    changes.iter().map(|change| change.id.as_str()).collect()
}

#[tokio::test(start_paused = true)]
async fn what_workloads_hold_goes_first_when_asked_for() {
    let lab = Lab::applied(SMALLEST).await;
    workloads(&lab);
    let before = lab.inventory();
    let stack = spec(SMALLEST);
    let plan = karpool::plan_destroy(&stack, &lab.world, &Apply::new()).await.map(|_| ());
    let run = lab.destroy(&stack).await.map(|_| ());
    for errors in [plan.expect_err("a plan says what the run would"), run.expect_err("it is not asked for")] {
        assert_eq!(errors.kind(), Kind::Preflight);
        let text = errors.to_string();
        assert!(text.contains("Service/default/web") && text.contains("PersistentVolumeClaim/default/data"), "{text}");
        assert!(!text.contains("inner"), "{text}");
    }
    assert_eq!(lab.inventory(), before);
    let asked = Apply::new().delete_orphans(true);
    let plan = karpool::plan_destroy(&stack, &lab.world, &asked).await.expect("a plan");
    for id in ["kubernetes.object/Service/default/web", "kubernetes.object/PersistentVolumeClaim/default/data"] {
        assert!(ids(&plan.changes).contains(&id), "{:#?}", ids(&plan.changes));
    }
    let report = karpool::destroy(&stack, &lab.world, &asked).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    let writes = lab.writes();
    let deleted = |name: &str| {
        let found = writes.iter().position(|call| call.contains("kubernetes:DELETE") && call.contains(name));
        found.unwrap_or_else(|| panic!("{name} was not deleted: {writes:#?}"))
    };
    assert!(deleted("web") < deleted("x86"), "before the nodes go on which controllers may run");
    assert!(deleted("x86") < deleted("data"), "when Karpenter's nodes have let go of them");
}

/// A load balancer's controller takes its time: the cluster waits for it.
#[tokio::test(start_paused = true)]
async fn a_load_balancer_that_does_not_go_keeps_the_cluster() {
    let lab = Lab::applied(SMALLEST).await;
    let object = |finalizers: Json| {
        json!({"apiVersion": "v1", "kind": "Service",
            "metadata": {"name": "web", "namespace": "default", "finalizers": finalizers},
            "spec": {"type": "LoadBalancer", "ports": [{"port": 80}]}})
    };
    lab.as_cluster_admin(|client| client.create(object(json!([FINALIZER])))).expect("taken in");
    let asked = Apply::new().delete_orphans(true);
    // Nor is it forgotten by the next run, for which it is on its way out already.
    for _ in 0..2 {
        let report = karpool::destroy(&spec(SMALLEST), &lab.world, &asked).await.expect("a report");
        assert_eq!(report.error().map(karpool::Error::kind), Some(Kind::Timeout));
        assert!(!lab.cluster().is_null(), "the cluster stays");
    }
    let errors = lab.destroy(&spec(SMALLEST)).await.map(|_| ()).expect_err("it is not asked for");
    assert!(errors.to_string().contains("Service/default/web"), "{errors}");
    assert_eq!(lab.object("nodepools.karpenter.sh", "x86")["metadata"]["deletionTimestamp"], Json::Null);
}
