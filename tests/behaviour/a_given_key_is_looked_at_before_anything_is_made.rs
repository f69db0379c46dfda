//! A key of somebody else's is looked at before anything leans on it: CloudWatch Logs has to be in its policy.

use karpool::error::Kind;
use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::{Value, json};

fn kms(lab: &Lab, operation: &str, input: Value) -> Value {
    lab.as_root(karpool_sandbox::kms::handle, "kms", operation, input)
}

fn create_key(lab: &Lab) -> String {
    let made = kms(lab, "CreateKey", json!({"Description": "of the security team"}));
    made["KeyMetadata"]["Arn"].as_str().expect("an ARN").to_owned()
}

fn with_key(arn: &str) -> String {
    format!("{SMALLEST}kubernetes: {{secrets: {{kmsKey: \"{arn}\"}}, logs: {{kmsKey: \"{arn}\"}}}}\n")
}

#[tokio::test(start_paused = true)]
async fn a_key_that_logs_may_not_use_is_refused_with_the_statement_that_is_missing() {
    let lab = Lab::new().await;
    let arn = create_key(&lab);
    let before = lab.inventory();
    let errors = lab.apply(&spec(&with_key(&arn))).await.expect_err("a key without the statement");
    let error = errors.first();
    assert_eq!((error.kind(), error.node()), (Kind::Preflight, Some("kms.key/logs")));
    let hint = error.hint().expect("a hint").to_owned();
    assert!(hint.contains("logs.us-east-1.amazonaws.com") && hint.contains("/aws/eks/dev/cluster"), "{hint}");
    assert_eq!(lab.inventory(), before);

    // With the statement of the hint it works, and the key stays as it is when everything else goes.
    let statement: Value = serde_json::from_str(hint.split_once(": ").expect("a statement").1).expect("JSON");
    let root = json!({"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"});
    let policy = json!({"Version": "2012-10-17", "Statement": [root, statement]}).to_string();
    kms(&lab, "PutKeyPolicy", json!({"KeyId": arn, "Policy": policy}));
    lab.apply_ok(&with_key(&arn)).await;
    let cluster = lab.as_root(karpool_sandbox::eks::handle, "eks", "DescribeCluster", json!({"name": "dev"}));
    assert_eq!(cluster["cluster"]["encryptionConfig"][0]["provider"]["keyArn"], json!(arn));
    assert!(lab.plan(&spec(&with_key(&arn))).await.expect("a plan").is_idle());
    let report = lab.destroy(&spec(&with_key(&arn))).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!(kms(&lab, "DescribeKey", json!({"KeyId": arn}))["KeyMetadata"]["KeyState"], json!("Enabled"));
}

#[tokio::test(start_paused = true)]
async fn a_key_that_is_not_there_or_is_off_is_refused() {
    let lab = Lab::new().await;
    let arn = create_key(&lab);
    kms(&lab, "DisableKey", json!({"KeyId": arn}));
    let errors = lab.plan(&spec(&with_key(&arn))).await.expect_err("a disabled key");
    assert!(errors.first().message().contains("is Disabled"), "{}", errors.first().message());
    let gone = arn.replace(arn.rsplit('/').next().expect("an id"), "00000000-0000-0000-0000-000000000000");
    let errors = lab.plan(&spec(&with_key(&gone))).await.expect_err("no such key");
    assert!(errors.first().message().contains("there is no key"), "{}", errors.first().message());
}

#[tokio::test(start_paused = true)]
async fn encryption_goes_one_way() {
    let lab = Lab::applied(SMALLEST).await;
    let create = format!("{SMALLEST}kubernetes: {{secrets: {{kmsKey: create}}}}\n");
    lab.apply_ok(&create).await;
    let errors = lab.plan(&spec(SMALLEST)).await.expect_err("the key cannot be taken away");
    assert_eq!((errors.kind(), errors.first().node()), (Kind::Immutable, Some("eks.cluster/dev")));
}
