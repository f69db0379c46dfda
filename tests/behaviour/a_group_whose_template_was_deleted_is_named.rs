//! A node group never takes another launch template. Where somebody deleted its own, the plan says so and how to go on,
//! instead of making a template that the group cannot use.

use karpool::Apply;
use karpool::error::Kind;
use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::json;

#[tokio::test(start_paused = true)]
async fn a_group_whose_template_was_deleted_is_named() {
    let lab = Lab::applied(SMALLEST).await;
    let input = json!({"LaunchTemplateName": "dev-system"});
    lab.as_root(karpool_sandbox::ec2::handle, "ec2", "DeleteLaunchTemplate", input);
    lab.sandbox.clear_log();
    let errors = lab.apply(&spec(SMALLEST)).await.map(|_| ()).expect_err("a refusal");
    assert!(errors.iter().all(|error| error.is(Kind::Immutable)), "{errors}");
    assert!(errors.to_string().contains("eks.node_group/system: launchTemplate.id"), "{errors}");
    assert_eq!(lab.writes(), Vec::<String>::new());

    // What the hint says helps.
    let renamed = spec(&format!("{SMALLEST}nodeGroups: {{base: {{}}}}\n"));
    let report = karpool::apply(&renamed, &lab.world, &Apply::new().prune(true)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert!(lab.plan(&renamed).await.expect("a plan").is_idle());
}
