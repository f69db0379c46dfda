//! Every version of Karpenter that is built does a short job with what karpool makes for it: ready pools, a node for a
//! pod, and nothing is left.

use karpool_tests::real::{RealLab, with_settings};
use karpool_tests::{is_exhaustive, spec};
use serde_json::json;

use crate::policy::{self, World};
use crate::workload::{running, waiting};

async fn short_job(version: &str) {
    let lab = RealLab::with_karpenter(version).await;
    let before = lab.inventory();
    let wanted = with_settings(version, ", replicas: 1, instanceProfile: none", ", zonalShift: true");
    let wanted = spec(&wanted);
    lab.apply_really(&wanted).await;
    lab.mark("pools are ready");
    let selector = json!({"kubernetes.io/arch": "arm64"});
    lab.as_cluster_admin(|client| client.create(waiting("one", &selector))).expect("taken in");
    lab.until("the pod runs", |lab| running(lab, "one") == 1).await;
    lab.mark("the pod runs");
    assert_eq!(lab.problems(&wanted).await, []);
    let report = lab.destroy(&wanted).await.expect("a report");
    assert!(report.is_ok(), "{:#?}\n{:#?}", report.errors().collect::<Vec<_>>(), lab.complaints());
    assert_eq!(lab.inventory(), before);
    lab.mark("destroyed");
    // The policy is exactly enough: nothing was refused, and each statement is for the calls of the table.
    policy::hold(&lab, World::Further);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn karpenter_1_14_does_the_short_job() {
    short_job("1.14.1").await;
}

/// Built by `make simulate` only: each takes five minutes of processor time once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn karpenter_1_13_does_the_short_job() {
    if is_exhaustive() {
        short_job("1.13.1").await;
    }
}

/// As `karpenter_1_13_does_the_short_job`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn karpenter_1_15_does_the_short_job() {
    if is_exhaustive() {
        short_job("1.15.0").await;
    }
}
