//! What left the spec with its whole section, or with the last thing that needed it, goes with `prune`: Fargate
//! profiles, overlays, the OIDC provider, extra policies, Helm's record. A key stays.

use karpool::Apply;
use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::Value as Json;

const FULL: &str = "
kubernetes: {logs: {types: [api], kmsKey: create}}
fargateProfiles: {batch: {selectors: [{namespace: batch}]}}
nodeOverlays: {cheap: {requirements: [{key: kubernetes.io/arch, operator: In, values: [arm64]}], priceAdjustment: \"-10%\"}}
addons: {aws-ebs-csi-driver: {irsa: {serviceAccount: ebs-csi-controller-sa, policies: [AmazonEBSCSIDriverPolicy]}}}
";

/// More statements than a role takes inline.
fn long_policy() -> String {
    let one = |n: usize| {
        format!(
            "{{Effect: Allow, Action: \"s3:GetObject\", Resource: \"arn:aws:s3:::a-bucket-with-a-long-name-{n:04}-in-it/*\"}}"
        )
    };
    let all: Vec<String> = (0..52).map(one).collect();
    format!("karpenter: {{controllerRole: {{extraStatements: [{}]}}}}\n", all.join(", "))
}

fn lingers(lab: &Lab) -> Vec<String> {
    let found = lab.inventory();
    let lines = found.lines().filter(|line| line.contains("oidc_providers") || line.contains(" policies "));
    let mut left: Vec<String> = lines.map(str::to_owned).collect();
    let cluster = lab.cluster();
    left.extend(cluster["fargate_profiles"].as_object().into_iter().flatten().map(|(name, _)| name.clone()));
    let overlays = lab.objects("nodeoverlays.karpenter.sh");
    left.extend(overlays.iter().map(|overlay| overlay["metadata"]["name"].to_string()));
    let secrets = lab.objects("secrets");
    let records = secrets.iter().filter(|secret| secret["type"] == "helm.sh/release.v1");
    left.extend(records.map(|record: &Json| record["metadata"]["name"].to_string()));
    left
}

#[tokio::test(start_paused = true)]
async fn a_section_that_vanished_is_pruned_as_well() {
    let lab = Lab::applied(&format!("{SMALLEST}{FULL}{}", long_policy())).await;
    let before = lingers(&lab);
    assert!(before.len() >= 5, "{before:#?}");
    let smaller =
        spec(&format!("{SMALLEST}kubernetes: {{logs: {{types: [api]}}}}\nkarpenter: {{helmRelease: false}}\n"));
    let options = Apply::new().prune(true);
    let report = karpool::apply(&smaller, &lab.world, &options).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!(lingers(&lab), Vec::<String>::new());
    let keys = lab.sandbox.inspect(|world| {
        let kms = &world.accounts["111122223333"].regions["us-east-1"].kms;
        serde_json::to_value(kms).expect("data").to_string()
    });
    assert!(!keys.contains(r#""enabled":false"#), "what was written with a key would be lost: {keys}");
    let plan = karpool::plan(&smaller, &lab.world, &options).await.expect("a plan");
    assert!(plan.is_idle(), "{:#?}", plan.changes);
}

#[tokio::test(start_paused = true)]
async fn destroy_knows_the_log_group_of_an_earlier_spec() {
    let lab = Lab::new().await;
    let before = lab.inventory();
    lab.apply_ok(&format!("{SMALLEST}karpenter: off\nkubernetes: {{logs: {{types: [api]}}}}\n")).await;
    let quiet = spec(&format!("{SMALLEST}karpenter: off\nkubernetes: {{logs: {{types: []}}}}\n"));
    let report = lab.destroy(&quiet).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!(lab.inventory(), before);
}

#[tokio::test(start_paused = true)]
async fn what_had_another_name_is_found_by_its_marks() {
    let named = |path: &str, queue: &str| {
        let interruption = format!("{{queueName: {queue}, rulePrefix: {queue}}}");
        format!("{SMALLEST}naming: {{path: {path}}}\nkarpenter: {{interruption: {interruption}}}\n")
    };
    let lab = Lab::new().await;
    let before = lab.inventory();
    let first = named("/first/", "alpha");
    // Half of it is there, and then the names change: nothing of the first ones may stay.
    lab.sandbox.faults().add("eks:CreateCluster=error(InvalidRequestException,400)*99".parse().expect("a rule"));
    let _ = lab.apply(&spec(&first)).await;
    lab.sandbox.faults().clear();
    assert!(lab.inventory().contains("queues alpha"), "{}", lab.inventory());
    lab.sandbox.clock().sleep(std::time::Duration::from_secs(60)).await;
    let second = spec(&named("/second/", "beta"));
    let report = lab.destroy(&second).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!(lab.inventory(), before);
}
