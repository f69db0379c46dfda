//! IRSA: an OIDC provider, a role that trusts one service account through it, annotations, and no association.

use karpool::Apply;
use karpool_tests::{Lab, SMALLEST, spec};

const IRSA: &str = "\nkarpenter: {identity: irsa}\n";

#[tokio::test(start_paused = true)]
async fn a_controller_with_irsa_gets_its_role_through_the_clusters_provider() {
    let lab = Lab::new().await;
    let text = format!("{SMALLEST}{IRSA}");
    let plan = lab.plan(&spec(&text)).await.expect("a plan");
    let role = plan.changes.iter().find(|change| change.id == "iam.role/karpenter-controller").expect("the role");
    let trust = role.fields.iter().find(|field| field.path == "trust").expect("its trust");
    assert!(serde_json::to_string(&trust.to).expect("text").contains("known after apply"), "{trust:?}");
    lab.apply_ok(&text).await;
    assert!(lab.inventory().contains("oidc_providers arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1"));
    let role = lab.role("dev-us-east-1-karpenter-controller").to_string();
    assert!(role.contains("sts:AssumeRoleWithWebIdentity"), "{role}");
    assert!(role.contains("system:serviceaccount:kube-system:karpenter"), "{role}");
    let account = lab.object("serviceaccounts", "karpenter");
    let annotations = &account["metadata"]["annotations"];
    assert!(
        annotations["eks.amazonaws.com/role-arn"].as_str().is_some_and(|arn| arn.ends_with("karpenter-controller"))
    );
    assert_eq!(annotations["eks.amazonaws.com/sts-regional-endpoints"], "true");
    assert_eq!(lab.cluster()["associations"].as_object().map(|all| all.len()), Some(0));
    assert!(lab.plan(&spec(&text)).await.expect("a plan").is_idle());
    let report = lab.destroy(&spec(&text)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert!(!lab.inventory().contains("oidc_providers"), "{}", lab.inventory());
}

#[tokio::test(start_paused = true)]
async fn a_cluster_moves_from_pod_identity_to_irsa() {
    let lab = Lab::applied(SMALLEST).await;
    let wanted = spec(&format!("{SMALLEST}{IRSA}"));
    let report = karpool::apply(&wanted, &lab.world, &Apply::new().prune(true)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert!(lab.plan(&wanted).await.expect("a plan").is_idle());
    let mut seen = 0;
    for pod in lab.objects("pods") {
        let own = pod["metadata"]["labels"]["app.kubernetes.io/name"] == "karpenter";
        if !own || pod["metadata"]["deletionTimestamp"].is_string() {
            continue;
        }
        let environment = pod["spec"]["containers"][0]["env"].to_string();
        assert!(environment.contains("AWS_WEB_IDENTITY_TOKEN_FILE"), "{}", pod["metadata"]);
        assert!(!environment.contains("AWS_CONTAINER_CREDENTIALS_FULL_URI"), "{}", pod["metadata"]);
        seen += 1;
    }
    assert_eq!(seen, 2);
}

#[tokio::test(start_paused = true)]
async fn regional_sts_has_no_effect_with_pod_identity_and_the_plan_says_so() {
    let lab = Lab::new().await;
    let text = format!("{SMALLEST}\nkarpenter: {{stsRegional: true}}\n");
    let plan = lab.plan(&spec(&text)).await.expect("a plan");
    assert!(plan.warnings.iter().any(|warning| warning.contains("no effect with pod identity")), "{:?}", plan.warnings);
    lab.apply_ok(&text).await;
    let account = lab.object("serviceaccounts", "karpenter");
    assert_eq!(account["metadata"]["annotations"]["eks.amazonaws.com/sts-regional-endpoints"], "true");
}

#[tokio::test(start_paused = true)]
async fn further_trust_and_a_longer_session_are_part_of_the_role() {
    let role = "
karpenter:
  controllerRole:
    maxSession: 4h
    trust:
      extra:
        - {Effect: Allow, Action: sts:AssumeRole, Principal: {AWS: \"arn:aws:iam::111122223333:root\"}}
";
    let lab = Lab::applied(&format!("{SMALLEST}{role}")).await;
    let role = lab.role("dev-us-east-1-karpenter-controller").to_string();
    assert!(role.contains("arn:aws:iam::111122223333:root") && role.contains("pods.eks.amazonaws.com"), "{role}");
    assert!(role.contains("14400"), "{role}");
}
