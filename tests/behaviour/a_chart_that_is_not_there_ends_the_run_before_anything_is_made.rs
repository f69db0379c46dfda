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
