//! After destroy the account is as it was: only its own network, users and service-linked roles are left.

use karpool::error::Kind;
use karpool_tests::{Lab, SMALLEST, spec};

#[tokio::test(start_paused = true)]
async fn destroy_leaves_nothing() {
    let lab = Lab::new().await;
    let before = lab.inventory();
    lab.apply_ok(SMALLEST).await;
    assert_ne!(lab.inventory(), before);
    let report = lab.destroy(&spec(SMALLEST)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!(report.left, Vec::<String>::new());
    assert_eq!(lab.inventory(), before);
}

#[tokio::test(start_paused = true)]
async fn destroy_of_nothing_is_idle_and_apply_directly_after_destroy_works() {
    let lab = Lab::new().await;
    let report = lab.destroy(&spec(SMALLEST)).await.expect("a report");
    assert!(report.is_ok() && report.nodes.is_empty(), "{:#?}", report.nodes);
    lab.apply_ok(SMALLEST).await;
    let report = lab.destroy(&spec(SMALLEST)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    // The queue's name is blocked for a minute, which is waited out.
    lab.apply_ok(SMALLEST).await;
}

/// Karpenter made the profile of its nodes itself, so its controller has to work until the class is gone: with a role
/// that the spec does not name any more.
#[tokio::test(start_paused = true)]
async fn a_stack_that_had_other_names_goes_to_its_end() {
    let lab = Lab::new().await;
    let before = lab.inventory();
    let karpenter = "karpenter: {instanceProfile: none, identity: irsa}";
    lab.apply_ok(&format!("{SMALLEST}naming: {{roles: \"{{role}}-of-{{name}}\"}}\n{karpenter}\n")).await;
    let report = lab.destroy(&spec(SMALLEST)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!(lab.inventory(), before);
}

/// Things that wait for each other would wait for ever.
#[tokio::test(start_paused = true)]
async fn no_example_waits_for_itself_to_go() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).expect("the examples").map(|entry| entry.expect("a file").path()) {
        let text = std::fs::read_to_string(&entry).expect("text");
        if entry.extension().is_none_or(|end| end != "yaml") || text.contains("\npiece:") || text.starts_with("piece:")
        {
            continue;
        }
        let lab = Lab::new().await;
        let planned = karpool::plan_destroy(&spec(&text), &lab.world, &karpool::Apply::new()).await;
        let bug = planned.as_ref().err().and_then(|errors| errors.iter().find(|error| error.is(Kind::Bug)));
        assert!(bug.is_none(), "{}: {bug:?}", entry.display());
        seen += usize::from(planned.is_ok());
    }
    assert!(seen >= 10, "only {seen} examples could be planned");
}
