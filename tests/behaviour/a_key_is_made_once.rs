//! A key of KMS is made once, whatever happens: CreateKey knows no token, so a run that was killed leaves a key behind
//! that the next run has to find (a story of Terraform's users: a second key that nobody deletes).

use std::time::Duration;

use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::{Value, json};

fn encrypted() -> String {
    format!("{SMALLEST}kubernetes: {{secrets: {{kmsKey: create}}, logs: {{kmsKey: create}}}}\n")
}

fn keys(lab: &Lab) -> Vec<Value> {
    let world = lab.sandbox.inspect(|world| serde_json::to_value(world).expect("a world is data"));
    let keys = &world["accounts"]["111122223333"]["regions"]["us-east-1"]["kms"]["keys"];
    let own = keys.as_object().into_iter().flatten().map(|(_, key)| key.clone());
    own.filter(|key| key["aws_managed"] == false).collect()
}

fn aliases(lab: &Lab) -> Vec<String> {
    let world = lab.sandbox.inspect(|world| serde_json::to_value(world).expect("a world is data"));
    let aliases = &world["accounts"]["111122223333"]["regions"]["us-east-1"]["kms"]["aliases"];
    aliases.as_object().into_iter().flatten().map(|(name, _)| name.clone()).filter(|n| n.contains("karpool")).collect()
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_to_create_key_leaves_one_key() {
    let lab = Lab::new().await;
    for rule in ["kms:CreateKey#1=lose-after", "kms:CreateAlias#1=lose-after"] {
        lab.sandbox.faults().add(rule.parse().expect("a rule"));
    }
    let report = lab.apply_ok(&encrypted()).await;
    assert!(report.is_ok());
    assert_eq!(keys(&lab).len(), 2, "one for secrets, one for logs");
    assert_eq!(aliases(&lab), ["alias/karpool/dev/logs", "alias/karpool/dev/secrets"]);
    assert!(lab.plan(&spec(&encrypted())).await.expect("a plan").is_idle());
}

#[tokio::test(start_paused = true)]
async fn a_run_killed_between_key_and_alias_is_taken_up_with_the_same_key() {
    let lab = Lab::new().await;
    let wanted = spec(&encrypted());
    let clock = lab.sandbox.clock();
    // The answers of the first aliases never come, so the run is killed with keys that have none.
    lab.sandbox.faults().add("kms:CreateAlias=delay(3600s)*2".parse().expect("a rule"));
    tokio::select! {
        _ = lab.apply(&wanted) => panic!("it cannot end"),
        () = clock.sleep(Duration::from_secs(60)) => {}
    }
    let before: Vec<Value> = keys(&lab).iter().map(|key| key["id"].clone()).collect();
    assert_eq!((before.len(), aliases(&lab).len()), (2, 0));
    lab.apply_ok(&encrypted()).await;
    let after: Vec<Value> = keys(&lab).iter().map(|key| key["id"].clone()).collect();
    assert_eq!(after, before);
    assert_eq!(aliases(&lab).len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_destroyed_key_is_taken_back_by_the_next_apply() {
    let lab = Lab::applied(&encrypted()).await;
    let made: Vec<Value> = keys(&lab).iter().map(|key| key["id"].clone()).collect();
    let report = lab.destroy(&spec(&encrypted())).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert!(keys(&lab).iter().all(|key| key["deletion"].is_number()), "{:#?}", keys(&lab));
    assert_eq!(aliases(&lab), Vec::<String>::new());
    lab.apply_ok(&encrypted()).await;
    assert_eq!(keys(&lab).iter().map(|key| key["id"].clone()).collect::<Vec<_>>(), made);
    assert!(keys(&lab).iter().all(|key| key["enabled"] == json!(true) && key["deletion"].is_null()));
    assert!(lab.plan(&spec(&encrypted())).await.expect("a plan").is_idle());
}
