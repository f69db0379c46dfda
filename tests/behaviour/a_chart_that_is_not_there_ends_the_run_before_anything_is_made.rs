//! A chart that is not there ends the run before anything is made, with the field that names it.

use karpool::error::Kind;
use karpool_tests::{Lab, SMALLEST, spec};

#[tokio::test(start_paused = true)]
async fn a_chart_that_is_not_there_ends_the_run_before_anything_is_made() {
    let lab = Lab::new().await;
    let text = format!("{SMALLEST}karpenter: {{chart: \"oci://public.ecr.aws/karpenter/nowhere\"}}\n");
    let errors = lab.apply(&spec(&text)).await.expect_err("there is no such chart");
    assert_eq!(errors.kind(), Kind::Preflight, "{errors}");
    assert!(errors.to_string().contains("karpenter.chart"), "{errors}");
    assert_eq!(lab.writes(), Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn outputs_are_told_without_a_chart() {
    let lab = Lab::applied(SMALLEST).await;
    let text = format!("{SMALLEST}karpenter: {{chart: \"oci://public.ecr.aws/karpenter/nowhere\"}}\n");
    let told = karpool::outputs(&spec(&text), &lab.world).await.expect("outputs");
    assert!(told["cluster.endpoint"].as_str().is_some_and(|endpoint| endpoint.starts_with("https://")), "{told:#?}");
    assert_eq!(told["karpenter.queueName"], "dev");
}

#[tokio::test(start_paused = true)]
async fn a_kubernetes_that_eks_does_not_know_is_named_by_its_field() {
    let lab = Lab::new().await;
    let text = format!("{SMALLEST}kubernetes: {{version: \"1.27\"}}\n");
    let errors = lab.apply(&spec(&text)).await.expect_err("it is too old");
    assert_eq!(errors.kind(), Kind::Preflight, "{errors}");
    assert!(errors.to_string().contains("kubernetes.version: EKS does not know Kubernetes 1.27"), "{errors}");
    assert_eq!(lab.writes(), Vec::<String>::new());
}

/// What has not been made has no name to tell.
#[tokio::test(start_paused = true)]
async fn outputs_of_nothing_are_refused() {
    let lab = Lab::new().await;
    let errors = karpool::outputs(&spec(SMALLEST), &lab.world).await.expect_err("nothing is there");
    assert_eq!(errors.kind(), Kind::NotFound, "{errors}");
    let other = spec(&format!("{SMALLEST}karpenter: {{interruption: {{enabled: false}}}}\n"));
    lab.apply(&other).await.expect("a report");
    let told = karpool::outputs(&spec(SMALLEST), &lab.world).await.expect("outputs");
    assert!(told.contains_key("cluster.arn") && !told.contains_key("karpenter.queueArn"), "{told:#?}");
}
