//! `assumeRole`: everything is called as the role, with the secret that its owner asks for, under the session's name,
//! and with the code of an MFA device where one is named.

use karpool::Apply;
use karpool::error::Kind;
use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::{Value, json};

const ROLE: &str = "arn:aws:iam::111122223333:role/deployer";

fn with(more: &str) -> karpool::spec::Spec {
    spec(&format!("{SMALLEST}karpenter: off\nassumeRole: {{arn: \"{ROLE}\"{more}}}\n"))
}

fn iam(lab: &Lab, operation: &str, input: Value) -> Value {
    lab.as_root(karpool_sandbox::iam::handle, "iam", operation, input)
}

async fn lab() -> Lab {
    let lab = Lab::new().await;
    let trust = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": "karpool"}},
    }]});
    iam(&lab, "CreateRole", json!({"RoleName": "deployer", "AssumeRolePolicyDocument": trust.to_string()}));
    let everything = "arn:aws:iam::aws:policy/AdministratorAccess";
    iam(&lab, "AttachRolePolicy", json!({"RoleName": "deployer", "PolicyArn": everything}));
    lab.sandbox.clock().sleep(std::time::Duration::from_secs(30)).await;
    lab
}

#[tokio::test(start_paused = true)]
async fn a_role_is_taken_first() {
    let lab = lab().await;
    let plan = karpool::plan(&with(", externalId: karpool"), &lab.world, &Apply::new()).await.expect("a plan");
    assert_eq!(plan.caller, "arn:aws:sts::111122223333:assumed-role/deployer/karpool");
    let named = with(", externalId: karpool, sessionName: friday");
    let plan = karpool::plan(&named, &lab.world, &Apply::new()).await.expect("a plan");
    assert_eq!(plan.caller, "arn:aws:sts::111122223333:assumed-role/deployer/friday");
    let errors = karpool::plan(&with(""), &lab.world, &Apply::new()).await.expect_err("without the secret");
    assert!(matches!(errors.kind(), Kind::Credentials | Kind::Denied), "{errors:?}");
}

#[tokio::test(start_paused = true)]
async fn a_code_is_asked_for_where_the_role_wants_one() {
    let lab = lab().await;
    let device = with(", externalId: karpool, mfaSerial: \"arn:aws:iam::111122223333:mfa/carol\"");
    let errors = karpool::plan(&device, &lab.world, &Apply::new()).await.expect_err("there is no code");
    assert_eq!(errors.kind(), Kind::Credentials, "{errors:?}");
    assert!(errors.first().hint().is_some_and(|hint| hint.contains("AWS_MFA_CODE")), "{errors:?}");
    let region = karpool::units::Region::new("us-east-1").expect("a region");
    let builder = karpool_sandbox::world_builder(&lab.sandbox, "deployer", None).await.expect("a world");
    let world = builder.mfa_code("123456").build(&region, &Default::default()).await.expect("a world");
    for _ in 0..2 {
        let plan = karpool::plan(&device, &world, &Apply::new()).await.expect("a plan");
        assert_eq!(plan.caller, "arn:aws:sts::111122223333:assumed-role/deployer/karpool");
    }
    let log = lab.sandbox.log();
    let taken = log.iter().filter(|entry| entry.operation == "AssumeRole").count();
    assert_eq!(taken, 1, "a code counts once");
}
