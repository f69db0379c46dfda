//! Administrators, editors and viewers of namespaces, groups and SSO permission sets become access entries; one that
//! is there is used when it grants the same, and refused when it grants something else.

use karpool::Apply;
use karpool::error::Kind;
use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::{Value as Json, json};

const ACCESS: &str = "
access:
  authenticationMode: API_AND_CONFIG_MAP
  admins: [alice, {sso: PlatformAdmin}]
  entries:
    - {principal: {user: bob}, policies: [{name: AmazonEKSEditPolicy, namespaces: [web, shop-*]}, {name: AmazonEKSViewPolicy}]}
    - {principal: {role: ci}, groups: [deployers], username: ci}
";
const SSO: &str = "/aws-reserved/sso.amazonaws.com/eu-west-1/";

async fn lab() -> Lab {
    let lab = Lab::new().await;
    lab.make_role("ci", "/").await;
    lab.make_role("AWSReservedSSO_PlatformAdmin_0123456789abcdef", SSO).await;
    lab
}

fn entry(lab: &Lab, principal: &str) -> Json {
    let entries = lab.cluster()["access_entries"].clone();
    let found = entries.as_object().into_iter().flatten().find(|(arn, _)| arn.ends_with(principal));
    found.unwrap_or_else(|| panic!("no entry of {principal}: {entries}")).1.clone()
}

#[tokio::test(start_paused = true)]
async fn who_is_let_in_is_said_by_entries() {
    let lab = lab().await;
    let text = format!("{SMALLEST}{ACCESS}");
    lab.apply_ok(&text).await;
    assert!(entry(&lab, "user/alice").to_string().contains("AmazonEKSClusterAdminPolicy"));
    let sso = format!("arn:aws:iam::111122223333:role{SSO}AWSReservedSSO_PlatformAdmin_0123456789abcdef");
    assert!(entry(&lab, &sso).to_string().contains("AmazonEKSClusterAdminPolicy"), "with the reserved path");
    let bob = entry(&lab, "user/bob").to_string();
    assert!(
        bob.contains("shop-*") && bob.contains("AmazonEKSViewPolicy") && bob.contains("AmazonEKSEditPolicy"),
        "{bob}"
    );
    let ci = entry(&lab, "role/ci").to_string();
    assert!(ci.contains("deployers"), "{ci}");
    assert!(lab.plan(&spec(&text)).await.expect("a plan").is_idle());
    let wider = text.replace("namespaces: [web, shop-*]", "namespaces: [web]");
    let plan = lab.plan(&spec(&wider)).await.expect("a plan");
    let changed: Vec<&str> = plan.changes.iter().filter(|c| c.writes()).map(|c| c.id.as_str()).collect();
    assert_eq!(changed, ["eks.access_entry/user/bob"]);
}

/// Regression: terraform-aws-eks 2968, an entry of the creator or of an SSO role that exists already fails with 409.
#[tokio::test(start_paused = true)]
async fn an_entry_that_exists_is_used_when_equal_and_shown_when_not() {
    let lab = lab().await;
    lab.apply_ok(SMALLEST).await;
    let eks = |operation: &str, input: Json| lab.as_root(karpool_sandbox::eks::handle, "eks", operation, input);
    let alice = "arn:aws:iam::111122223333:user/alice";
    let admin = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";
    eks("CreateAccessEntry", json!({"clusterName": "dev", "principalArn": alice}));
    let wanted = spec(&format!("{SMALLEST}\naccess: {{admins: [alice]}}\n"));
    let errors = lab.plan(&wanted).await.expect_err("an entry that grants something else");
    assert_eq!(errors.kind(), Kind::NotOurs);
    let hint = errors.first().hint().unwrap_or_default();
    let shown = "which changes policies.AmazonEKSClusterAdminPolicy from nothing to \"cluster\"";
    assert!(hint.ends_with(shown), "{hint}");
    let scope = json!({"type": "cluster"});
    let input = json!({"clusterName": "dev", "principalArn": alice, "policyArn": admin, "accessScope": scope});
    eks("AssociateAccessPolicy", input);
    let plan = lab.plan(&wanted).await.expect("an equal entry is used");
    let change = plan.changes.iter().find(|change| change.id == "eks.access_entry/user/alice").expect("the entry");
    assert!(change.fields.iter().all(|field| field.path.starts_with("tags.")), "{:#?}", change.fields);
    let report = lab.apply(&wanted).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert!(lab.plan(&wanted).await.expect("a plan").is_idle());
}

/// One person written in two ways is one principal: two entries would undo each other with every apply.
#[tokio::test(start_paused = true)]
async fn a_principal_written_in_two_ways_is_refused() {
    let twice = "access: {admins: [alice], entries: [{principal: {arn: \"arn:aws:iam::111122223333:user/alice\"}, \
                 policies: [{name: AmazonEKSViewPolicy}]}]}";
    let lab = Lab::new().await;
    let errors = lab.plan(&spec(&format!("{SMALLEST}{twice}\n"))).await.map(|_| ()).expect_err("a refusal");
    assert!(errors.to_string().contains("are both arn:aws:iam::111122223333:user/alice"), "{errors}");
}

/// Who is named by ARN is looked up as well; one of another account only its administrators know.
#[tokio::test(start_paused = true)]
async fn an_arn_that_nobody_has_is_refused() {
    let lab = Lab::new().await;
    let admin =
        |account: &str| format!("{SMALLEST}access: {{admins: [{{arn: \"arn:aws:iam::{account}:role/nope\"}}]}}\n");
    let errors = lab.plan(&spec(&admin("111122223333"))).await.map(|_| ()).expect_err("a refusal");
    assert!(errors.to_string().contains("there is no role nope"), "{errors}");
    assert!(lab.plan(&spec(&admin("444455556666"))).await.is_ok());
}

/// A provider that left the spec with its section is pruned like an entry.
#[tokio::test(start_paused = true)]
async fn a_provider_that_left_the_spec_is_pruned() {
    let provider = "access: {identityProviders: {okta: {issuerUrl: \"https://example.okta.com\", clientId: k}}}";
    let lab = Lab::applied(&format!("{SMALLEST}{provider}\n")).await;
    let pruned = karpool::apply(&spec(SMALLEST), &lab.world, &Apply::new().prune(true)).await.expect("a report");
    assert!(pruned.is_ok(), "{:#?}", pruned.errors().collect::<Vec<_>>());
    let listed =
        lab.as_root(karpool_sandbox::eks::handle, "eks", "ListIdentityProviderConfigs", json!({"clusterName": "dev"}));
    assert_eq!(listed["identityProviderConfigs"], json!([]));
}

/// A cluster has one provider: another takes its place when that is asked for, and is refused in the plan when not.
#[tokio::test(start_paused = true)]
async fn another_provider_takes_the_place_of_the_first() {
    let with = |name: &str| {
        let provider = format!("{name}: {{issuerUrl: \"https://{name}.okta.com\", clientId: k}}");
        spec(&format!("{SMALLEST}access: {{identityProviders: {{{provider}}}}}\n"))
    };
    let lab = Lab::new().await;
    assert!(lab.apply(&with("first")).await.expect("a report").is_ok());
    let errors = lab.plan(&with("second")).await.map(|_| ()).expect_err("a refusal").to_string();
    assert!(errors.contains("first is associated, and a cluster has one"), "{errors}");
    let report = karpool::apply(&with("second"), &lab.world, &Apply::new().prune(true)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert!(lab.plan(&with("second")).await.expect("a plan").is_idle());
}
