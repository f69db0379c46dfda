//! Extra statements of the controller stand inline while they fit, and in a managed policy when they do not; the
//! policy is changed in place, and goes with the stack.

use karpool_tests::{Lab, SMALLEST, spec};

fn with_statements(count: usize, action: &str) -> String {
    let one = |n: usize| {
        format!(
            "        - {{Effect: Allow, Action: {action}, Resource: \"arn:aws:s3:::a-bucket-with-a-long-name-{n:04}-in-it/*\"}}\n"
        )
    };
    let all: String = (0..count).map(one).collect();
    format!("{SMALLEST}\nkarpenter:\n  controllerRole:\n      extraStatements:\n{all}")
}

#[tokio::test(start_paused = true)]
async fn extra_statements_that_do_not_fit_inline_get_a_policy_of_their_own() {
    let lab = Lab::applied(&with_statements(2, "s3:GetObject")).await;
    assert!(!lab.inventory().contains("policies arn"), "two fit inline");
    assert!(lab.role("dev-us-east-1-karpenter-controller")["inline"]["Extra"].is_string());
    let many = with_statements(52, "s3:GetObject");
    lab.apply_ok(&many).await;
    let arn = "arn:aws:iam::111122223333:policy/karpool/us-east-1/dev/dev-us-east-1-karpenter-controller-extra";
    assert!(lab.inventory().contains(arn), "{}", lab.inventory());
    assert!(lab.role("dev-us-east-1-karpenter-controller")["attached"].to_string().contains(arn));
    assert!(lab.plan(&spec(&many)).await.expect("a plan").is_idle());
    // More changes than a policy keeps versions.
    for action in ["s3:PutObject", "s3:ListBucket", "s3:DeleteObject", "s3:GetObjectTagging", "s3:GetObjectAcl", "s3:*"]
    {
        lab.apply_ok(&with_statements(52, action)).await;
    }
    let report = lab.destroy(&spec(&many)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert!(!lab.inventory().contains("policies arn"), "{}", lab.inventory());
}
