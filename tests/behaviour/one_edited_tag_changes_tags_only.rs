//! A tag is changed in place: no new launch template version, no rolled node, no other field.

use karpool::event::Action;
use karpool_tests::{Lab, SMALLEST, spec};

#[tokio::test(start_paused = true)]
async fn one_edited_tag_changes_tags_only() {
    let lab = Lab::applied(&format!("{SMALLEST}\ntags: {{team: platform, cost: a1}}\n")).await;
    let edited = format!("{SMALLEST}\ntags: {{team: platform, cost: b2}}\n");
    let plan = lab.plan(&spec(&edited)).await.expect("a plan");
    let changed: Vec<_> = plan.changes.iter().filter(|change| change.action != Action::Keep).collect();
    assert!(!changed.is_empty());
    for change in &changed {
        assert_eq!(change.action, Action::Update, "{}", change.id);
        let paths: Vec<&str> = change.fields.iter().map(|field| field.path.as_str()).collect();
        assert_eq!(paths, ["tags.cost"], "{}", change.id);
        assert!(change.fields.iter().all(|field| field.rolls.is_none()));
    }
    lab.apply_ok(&edited).await;
    // A tag that left the spec goes; one that somebody else added stays.
    lab.apply_ok(&format!("{SMALLEST}\ntags: {{team: platform}}\n")).await;
    assert!(!lab.inventory().contains("\"cost\""));
}
