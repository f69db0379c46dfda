//! The queue with a key of one's own: the controller may decrypt with it, and back to SQS's key is a change in place.

use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::json;

#[tokio::test(start_paused = true)]
async fn a_queue_may_have_a_key_of_ones_own() {
    let lab = Lab::new().await;
    let policy = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"},
        {"Effect": "Allow", "Principal": {"Service": ["events.amazonaws.com", "sqs.amazonaws.com"]},
            "Action": ["kms:GenerateDataKey", "kms:Decrypt", "kms:Encrypt"], "Resource": "*"},
    ]});
    let made = lab.as_root(karpool_sandbox::kms::handle, "kms", "CreateKey", json!({"Policy": policy.to_string()}));
    let arn = made["KeyMetadata"]["Arn"].as_str().expect("the key's ARN").to_owned();
    let text = format!("{SMALLEST}\nkarpenter: {{interruption: {{encryption: {{kmsKey: \"{arn}\"}}}}}}\n");
    lab.apply_ok(&text).await;
    let queue = |lab: &Lab| {
        lab.sandbox.inspect(|world| {
            let sqs = &world.accounts["111122223333"].regions["us-east-1"].sqs;
            serde_json::to_value(sqs).expect("data")["queues"]["dev"].to_string()
        })
    };
    assert!(queue(&lab).contains(&arn), "{}", queue(&lab));
    let role = lab.role("dev-us-east-1-karpenter-controller")["inline"]["KarpenterInterruptionKey"].to_string();
    assert!(role.contains("kms:Decrypt") && role.contains(&arn), "{role}");
    assert!(lab.plan(&spec(&text)).await.expect("a plan").is_idle());
    lab.apply_ok(SMALLEST).await;
    assert!(!queue(&lab).contains(&arn), "{}", queue(&lab));
    assert!(lab.plan(&spec(SMALLEST)).await.expect("a plan").is_idle());
}

#[tokio::test(start_paused = true)]
async fn a_key_that_lets_no_events_through_is_refused_before_anything_is_made() {
    let lab = Lab::new().await;
    let policy = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"},
    ]});
    let made = lab.as_root(karpool_sandbox::kms::handle, "kms", "CreateKey", json!({"Policy": policy.to_string()}));
    let arn = made["KeyMetadata"]["Arn"].as_str().expect("the key's ARN").to_owned();
    let text = format!("{SMALLEST}\nkarpenter: {{interruption: {{encryption: {{kmsKey: \"{arn}\"}}}}}}\n");
    let errors = lab.apply(&spec(&text)).await.expect_err("EventBridge may not use the key");
    assert_eq!(errors.kind(), karpool::error::Kind::Preflight, "{errors:?}");
    let hint = errors.first().hint().expect("a hint");
    assert!(hint.contains("events.amazonaws.com") && hint.contains("kms:GenerateDataKey"), "{hint}");
    assert_eq!(lab.writes(), Vec::<String>::new());
}
