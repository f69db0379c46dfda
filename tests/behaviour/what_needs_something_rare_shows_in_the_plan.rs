//! Fields that need something rare in the account (a reservation, a template, an image of one's own, a profile): a spec
//! that begins to give one shows it in the plan where it belongs, and rolls nodes where that is said.

use karpool_tests::{Lab, SMALLEST, spec};

/// What the spec begins to say, the node that changes, what is new there, and whether nodes are replaced.
const RARE: [(&str, &str, &str, bool); 7] = [
    ("kubernetes: {deletionProtection: true}", "eks.cluster/dev", "deletionProtection", false),
    ("nodeGroups: {system: {releaseVersion: 1.35.0-20260101}}", "eks.node_group/system", "releaseVersion", true),
    (
        "nodeGroups: {system: {capacityReservation: {id: cr-0a1b2c3d4e5f60718}}}",
        "ec2.launch_template/system",
        "cr-0a1b2c3d4e5f60718",
        false,
    ),
    (
        "nodeGroups: {system: {capacityReservation: {groupArn: \"arn:aws:resource-groups:us-east-1:111122223333:group/reserved\"}}}",
        "ec2.launch_template/system",
        "group/reserved",
        false,
    ),
    (
        "nodeClasses: {default: {ami: {tags: {image: golden}, family: al2023}}}",
        "karpenter.node_class/default",
        "spec.amiSelectorTerms",
        true,
    ),
    ("karpenter: {version: 1.13.1}", "kubernetes.object/Deployment/kube-system/karpenter", "image", false),
    ("karpenter: {interruption: {tags: {team: queues}}}", "sqs.queue/interruption", "tags.team", false),
];

#[tokio::test(start_paused = true)]
async fn what_needs_something_rare_shows_in_the_plan() {
    let lab = Lab::applied(SMALLEST).await;
    for (given, id, new, rolls) in RARE {
        let plan = lab.plan(&spec(&format!("{SMALLEST}{given}\n"))).await.unwrap_or_else(|e| panic!("{given}: {e}"));
        let change = plan.changes.iter().find(|change| change.id == id).unwrap_or_else(|| panic!("{given}: no {id}"));
        assert!(change.writes(), "{given}: {change:#?}");
        let told = format!("{} {}", change.id, serde_json::to_string(&change.fields).expect("fields"));
        assert!(told.contains(new), "{given}: {told}");
        assert_eq!(change.fields.iter().any(|field| field.rolls.is_some()), rolls, "{given}: {:#?}", change.fields);
    }
}

/// A template of the user's own: another version of it rolls the group.
#[tokio::test(start_paused = true)]
async fn a_template_that_is_there_is_used_in_the_version_that_is_given() {
    let lab = Lab::new().await;
    let ec2 = |operation: &str, input| lab.as_root(karpool_sandbox::ec2::handle, "ec2", operation, input);
    let data = serde_json::json!({"MetadataOptions": {"HttpTokens": "required"}});
    let input = serde_json::json!({"LaunchTemplateName": "mine", "LaunchTemplateData": data});
    let made = ec2("CreateLaunchTemplate", input);
    let template = made["launchTemplate"]["launchTemplateId"].as_str().expect("an id").to_owned();
    ec2("CreateLaunchTemplateVersion", serde_json::json!({"LaunchTemplateId": template, "LaunchTemplateData": data}));
    let with = |version: u8| {
        format!("{SMALLEST}nodeGroups: {{system: {{launchTemplate: {{id: {template}, version: \"{version}\"}}}}}}\n")
    };
    lab.apply_ok(&with(1)).await;
    let plan = lab.plan(&spec(&with(2))).await.expect("a plan");
    let change = plan.changes.iter().find(|change| change.id == "eks.node_group/system").expect("the group");
    let paths: Vec<&str> = change.fields.iter().map(|field| field.path.as_str()).collect();
    assert_eq!(paths, ["launchTemplate.version"]);
    assert!(change.fields[0].rolls.is_some());
}
