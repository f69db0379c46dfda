//! A controller that does not come tells why: its image, its nodes, its names; not only that time is over.

use karpool_tests::{Lab, SMALLEST, spec};

/// What is wrong with the spec, and the words in which the failed rollout tells of it.
const CASES: &[(&str, &[&str])] = &[
    (
        "karpenter: {values: {controller: {image: {repository: registry.invalid/karpenter/controller}}}}",
        &[
            "registry.invalid/karpenter/controller",
            "cannot be pulled (ImagePullBackOff",
            "karpenter.values.controller.image",
        ],
    ),
    (
        "karpenter: {values: {nodeSelector: {team: nobody}}}",
        &["no node takes it: 0/2 nodes are available", "the bootstrap nodes have to be"],
    ),
    (
        "addons: {coredns: off}\nkarpenter: {dnsPolicy: ClusterFirst}",
        &["it ends with code 1 and was started again", "i/o timeout", "is CoreDNS running"],
    ),
];

#[tokio::test(start_paused = true)]
async fn a_rollout_that_fails_says_why() {
    for (change, words) in CASES {
        let lab = Lab::new().await;
        let wanted = spec(&format!("{SMALLEST}\ntimeouts: {{chart: 3m, nodePool: 1m}}\n{change}\n"));
        let report = lab.apply(&wanted).await.expect("a report");
        let errors: Vec<String> = report.errors().map(ToString::to_string).collect();
        let rollout = errors.iter().find(|error| error.contains("Deployment/kube-system/karpenter: not ready within"));
        let rollout = rollout.unwrap_or_else(|| panic!("{change}: {errors:#?}"));
        assert!(words.iter().all(|word| rollout.contains(word)), "{change}: {rollout}");
    }
}
