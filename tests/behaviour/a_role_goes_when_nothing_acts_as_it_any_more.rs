//! A role that left the spec is deleted after all that acts as it has another one or is gone; what fails to get another
//! one keeps it. The controller keeps the right to delete the instance profiles that it has made until they are gone.

use karpool::Apply;
use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::{Value, json};

fn with(more: &str) -> String {
    format!("{SMALLEST}{more}\n")
}

fn group_as(role: &str) -> String {
    with(&format!("nodeGroups: {{system: {{role: {{name: {role}}}}}}}"))
}

async fn prune(lab: &Lab, text: &str) -> karpool::Report {
    karpool::apply(&spec(text), &lab.world, &Apply::new().prune(true)).await.expect("a report")
}

async fn prune_ok(lab: &Lab, text: &str) {
    let report = prune(lab, text).await;
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
}

fn has_role(lab: &Lab, name: &str) -> bool {
    lab.inventory().contains(&format!(" role {name} "))
}

fn position(calls: &[String], call: &str) -> usize {
    calls.iter().rposition(|made| made.contains(call)).unwrap_or_else(|| panic!("{call}: {calls:#?}"))
}

#[tokio::test(start_paused = true)]
async fn the_role_of_a_group_goes_after_the_group() {
    let lab = Lab::applied(&group_as("first-nodes")).await;
    lab.sandbox.faults().add("eks:CreateNodegroup=error(InvalidParameterException,400)*1000".parse().expect("a rule"));
    assert!(!prune(&lab, &group_as("second-nodes")).await.is_ok());
    assert!(has_role(&lab, "first-nodes"), "the group that still runs acts as it");
    lab.sandbox.faults().clear();
    prune_ok(&lab, &group_as("second-nodes")).await;
    let calls = lab.writes();
    assert!(position(&calls, "iam:DeleteRole") > position(&calls, "eks:DeleteNodegroup"), "{calls:#?}");
    assert!(!has_role(&lab, "first-nodes"));
    assert!(lab.plan(&spec(&group_as("second-nodes"))).await.expect("a plan").is_idle());
}

#[tokio::test(start_paused = true)]
async fn a_group_whose_role_somebody_deleted_gets_it_back() {
    let lab = Lab::applied(&group_as("first-nodes")).await;
    let iam = |operation: &str, input: Value| lab.as_root(karpool_sandbox::iam::handle, "iam", operation, input);
    let attached = iam("ListAttachedRolePolicies", json!({"RoleName": "first-nodes"}));
    for policy in attached["AttachedPolicies"].as_array().into_iter().flatten() {
        iam("DetachRolePolicy", json!({"RoleName": "first-nodes", "PolicyArn": policy["PolicyArn"]}));
    }
    let held = iam("ListInstanceProfilesForRole", json!({"RoleName": "first-nodes"}));
    for profile in held["InstanceProfiles"].as_array().into_iter().flatten() {
        let name = &profile["InstanceProfileName"];
        iam("RemoveRoleFromInstanceProfile", json!({"RoleName": "first-nodes", "InstanceProfileName": name}));
    }
    iam("DeleteRole", json!({"RoleName": "first-nodes"}));
    lab.sandbox.clock().sleep(std::time::Duration::from_secs(60)).await;
    lab.apply_ok(&group_as("first-nodes")).await;
    assert!(has_role(&lab, "first-nodes"));
    assert!(lab.plan(&spec(&group_as("first-nodes"))).await.expect("a plan").is_idle());
}

#[tokio::test(start_paused = true)]
async fn another_role_by_web_identity_restarts_the_controller() {
    let irsa = |more: &str| with(&format!("karpenter: {{identity: irsa{more}}}"));
    let lab = Lab::applied(&irsa("")).await;
    let renamed = irsa(", controllerRole: {name: renamed}");
    prune_ok(&lab, &renamed).await;
    let pods = lab.objects("pods").into_iter().filter(|pod| {
        pod["metadata"]["labels"]["app.kubernetes.io/name"] == "karpenter"
            && pod["metadata"]["deletionTimestamp"].is_null()
    });
    let roles: Vec<String> = pods
        .map(|pod| {
            let variables = pod["spec"]["containers"][0]["env"].as_array().cloned().unwrap_or_default();
            let role = variables.iter().find(|variable| variable["name"] == "AWS_ROLE_ARN").expect("a role");
            role["value"].as_str().unwrap_or_default().to_owned()
        })
        .collect();
    assert_eq!(roles.len(), 2);
    assert!(roles.iter().all(|role| role.ends_with("/renamed")), "{roles:?}");
    assert!(lab.plan(&spec(&renamed)).await.expect("a plan").is_idle());
}

#[tokio::test(start_paused = true)]
async fn a_class_whose_profile_karpenter_made_can_be_deleted() {
    let role = "arn:aws:iam::111122223333:role/karpool/us-east-1/dev/dev-us-east-1-karpenter-node";
    let lab = Lab::applied(&with(&format!("nodeClasses: {{default: {{}}, other: {{role: \"{role}\"}}}}"))).await;
    assert!(lab.role("dev-us-east-1-karpenter-controller").to_string().contains("iam:DeleteInstanceProfile"));
    prune_ok(&lab, SMALLEST).await;
    // The next run takes the rights away that nothing needs any more.
    prune_ok(&lab, SMALLEST).await;
    assert!(!lab.role("dev-us-east-1-karpenter-controller").to_string().contains("iam:DeleteInstanceProfile"));
    assert!(lab.plan(&spec(SMALLEST)).await.expect("a plan").is_idle());
}

#[tokio::test(start_paused = true)]
async fn a_class_that_got_a_profile_of_ours_can_be_deleted() {
    let lab = Lab::applied(&with("karpenter: {instanceProfile: none}")).await;
    prune_ok(&lab, SMALLEST).await;
    let report = lab.destroy(&spec(SMALLEST)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!(lab.inventory(), Lab::new().await.inventory());
}

fn group(lab: &Lab) -> Option<String> {
    let filters = json!([{"Name": "group-name", "Value": ["dev-node"]}]);
    let found = lab.as_root(karpool_sandbox::ec2::handle, "ec2", "DescribeSecurityGroups", json!({"Filter": filters}));
    found["securityGroupInfo"][0]["groupId"].as_str().map(str::to_owned)
}

#[tokio::test(start_paused = true)]
async fn a_group_that_never_got_a_rule_is_found() {
    let text = SMALLEST.replace("tier: private}}", "tier: private}}\n  nodeSecurityGroup: {create: {}}");
    for destroys in [false, true] {
        let lab = Lab::applied(SMALLEST).await;
        for call in ["AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress"] {
            let rule = format!("ec2:{call}=error(UnauthorizedOperation,403)*1000");
            lab.sandbox.faults().add(rule.parse().expect("a rule"));
        }
        let _ = lab.apply(&spec(&text)).await;
        lab.sandbox.faults().clear();
        assert!(group(&lab).is_some());
        if destroys {
            let report = lab.destroy(&spec(SMALLEST)).await.expect("a report");
            assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
        } else {
            prune_ok(&lab, SMALLEST).await;
        }
        assert_eq!(group(&lab), None);
    }
}
