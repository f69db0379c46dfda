//! Addon values are checked against EKS's own schema in the plan; roles of addons follow the spec in both ways.

use karpool::error::Kind;
use karpool_tests::{Lab, SMALLEST, spec};

#[tokio::test(start_paused = true)]
async fn an_addons_values_are_checked_before_anything_is_made() {
    let lab = Lab::new().await;
    lab.sandbox.clear_log();
    let wrong = format!("{SMALLEST}\naddons: {{coredns: {{values: {{replicaCount: two, replicas: 3}}}}}}\n");
    let errors = lab.apply(&spec(&wrong)).await.expect_err("values outside of the schema");
    assert_eq!((errors.kind(), errors.first().node()), (Kind::InvalidSpec, Some("eks.addon_schema/coredns")));
    assert!(format!("{errors:?}").contains("replicaCount"), "{errors:?}");
    assert_eq!(lab.writes(), Vec::<String>::new());
    let right = format!("{SMALLEST}\naddons: {{coredns: {{values: {{replicaCount: 3}}}}}}\n");
    lab.apply_ok(&right).await;
    assert!(lab.plan(&spec(&right)).await.expect("a plan").is_idle());
}

#[tokio::test(start_paused = true)]
async fn a_driver_gets_its_role_by_pod_identity_and_then_by_irsa() {
    let by = |way: &str| {
        let role = "{serviceAccount: ebs-csi-controller-sa, policies: [AmazonEBSCSIDriverPolicy]}";
        format!("{SMALLEST}\naddons: {{aws-ebs-csi-driver: {{{way}: {role}}}}}\n")
    };
    let lab = Lab::applied(&by("podIdentity")).await;
    assert!(lab.plan(&spec(&by("podIdentity"))).await.expect("a plan").is_idle());
    assert!(lab.role("dev-us-east-1-addon-aws-ebs-csi-driver").to_string().contains("pods.eks.amazonaws.com"));
    let plan = lab.plan(&spec(&by("irsa"))).await.expect("a plan");
    let addon = plan.changes.iter().find(|change| change.id == "eks.addon/aws-ebs-csi-driver").expect("the addon");
    let paths: Vec<&str> = addon.fields.iter().map(|field| field.path.as_str()).collect();
    assert_eq!(paths, ["podIdentity.ebs-csi-controller-sa", "serviceAccountRoleArn"]);
    lab.apply_ok(&by("irsa")).await;
    assert!(lab.plan(&spec(&by("irsa"))).await.expect("a plan").is_idle());
    let role = lab.role("dev-us-east-1-addon-aws-ebs-csi-driver").to_string();
    assert!(role.contains("system:serviceaccount:kube-system:ebs-csi-controller-sa"), "{role}");

    // And back: EKS takes the service account's role when it is given one by pod identity, and only then.
    let none = format!("{SMALLEST}\naddons: {{aws-ebs-csi-driver: {{}}}}\n");
    let errors = lab.plan(&spec(&none)).await.expect_err("EKS takes no role from an addon");
    assert_eq!((errors.kind(), errors.first().node()), (Kind::Immutable, Some("eks.addon/aws-ebs-csi-driver")));
    let options = karpool::Apply::new().prune(true);
    let back = spec(&by("podIdentity"));
    let report = karpool::apply(&back, &lab.world, &options).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!(lab.cluster()["addons"]["aws-ebs-csi-driver"]["service_account_role"], serde_json::Value::Null);
    let plan = karpool::plan(&back, &lab.world, &options).await.expect("a plan");
    assert!(plan.is_idle(), "{:#?}", plan.changes);
}

#[tokio::test(start_paused = true)]
async fn a_preserved_addon_leaves_its_objects_behind() {
    let kept = format!("{SMALLEST}\naddons: {{metrics-server: {{preserve: true}}}}\n");
    let lab = Lab::applied(&kept).await;
    let options = karpool::Apply::new().prune(true);
    let report = karpool::apply(&spec(SMALLEST), &lab.world, &options).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert!(lab.cluster()["addons"].get("metrics-server").is_none());
    assert_eq!(lab.object("deployments.apps", "metrics-server")["metadata"]["name"], "metrics-server");
}
