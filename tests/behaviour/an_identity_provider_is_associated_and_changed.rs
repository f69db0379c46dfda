//! The users of an OIDC provider: associated once, changed by taking it away and associating it again, pruned on request.

use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::{Value, json};

fn with(provider: &str) -> String {
    format!("{SMALLEST}access: {{identityProviders: {provider}}}\n")
}

fn provider(lab: &Lab) -> Value {
    let input = json!({"clusterName": "dev", "identityProviderConfig": {"type": "oidc", "name": "okta"}});
    let answer = lab.as_root(karpool_sandbox::eks::handle, "eks", "DescribeIdentityProviderConfig", input);
    answer["identityProviderConfig"]["oidc"].clone()
}

#[tokio::test(start_paused = true)]
async fn an_identity_provider_is_associated_and_changed() {
    let first = with(
        "{okta: {issuerUrl: \"https://example.okta.com\", clientId: kubernetes, usernameClaim: email, \
         usernamePrefix: \"okta:\", groupsClaim: groups, groupsPrefix: \"okta:\", requiredClaims: {team: platform}}}",
    );
    let lab = Lab::applied(&first).await;
    let live = provider(&lab);
    assert_eq!((&live["status"], &live["usernameClaim"]), (&json!("ACTIVE"), &json!("email")));
    assert!(lab.plan(&spec(&first)).await.expect("a plan").is_idle());

    let second = first.replace("clientId: kubernetes", "clientId: other");
    let plan = lab.plan(&spec(&second)).await.expect("a plan");
    let changed: Vec<&str> = plan.changes.iter().filter(|c| c.writes()).map(|c| c.id.as_str()).collect();
    assert_eq!(changed, ["eks.identity_provider/okta"]);
    lab.apply_ok(&second).await;
    assert_eq!(provider(&lab)["clientId"], json!("other"));
    assert!(lab.plan(&spec(&second)).await.expect("a plan").is_idle());

    // An empty section is given, so what is there is a leftover; without the section it is left alone.
    assert_eq!(lab.plan(&spec(SMALLEST)).await.expect("a plan").counts().unapproved, 0);
    let options = karpool::Apply::new().prune(true);
    let report = karpool::apply(&spec(&with("{}")), &lab.world, &options).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    let list =
        lab.as_root(karpool_sandbox::eks::handle, "eks", "ListIdentityProviderConfigs", json!({"clusterName": "dev"}));
    assert_eq!(list["identityProviderConfigs"], json!([]));
}
