//! An upgrade of the chart: the plan shows what changes in its objects, definitions come before the controller that
//! needs them, what left the chart goes when asked, and the record of the release counts on.

use karpool::Apply;
use karpool::event::Action;
use karpool_tests::{Lab, SMALLEST, spec};

fn with(version: &str) -> String {
    format!("{SMALLEST}\nkarpenter: {{version: {version}}}\n")
}

const DEPLOYMENT: &str = "kubernetes.object/Deployment/kube-system/karpenter";
const NEW: &str = "kubernetes.custom_resource_definition/capacitybuffers.autoscaling.x-k8s.io";

#[tokio::test(start_paused = true)]
async fn a_newer_chart_brings_its_definitions_first() {
    let lab = Lab::applied(&with("1.13.1")).await;
    let plan = lab.plan(&spec(&with("1.14.1"))).await.expect("a plan");
    let change = |id: &str| plan.changes.iter().find(|change| change.id == id).unwrap_or_else(|| panic!("no {id}"));
    assert_eq!(change(NEW).action, Action::Create);
    assert_eq!(change(DEPLOYMENT).action, Action::Update);
    let fields: Vec<&str> = change(DEPLOYMENT).fields.iter().map(|field| field.path.as_str()).collect();
    assert!(fields.iter().any(|path| path.ends_with("image")), "{fields:?}");

    lab.sandbox.clear_log();
    lab.apply_ok(&with("1.14.1")).await;
    let writes = lab.writes();
    let at = |part: &str| {
        writes.iter().position(|write| write.contains(part)).unwrap_or_else(|| panic!("{part}: {writes:#?}"))
    };
    let deployment = at("deployments/kube-system/karpenter");
    let definitions = writes.iter().enumerate().filter(|(_, write)| write.contains("customresourcedefinitions/"));
    assert!(definitions.clone().count() >= 5 && definitions.clone().all(|(at, _)| at < deployment), "{writes:#?}");
    let mut records: Vec<String> =
        lab.objects("secrets").iter().map(|one| one["metadata"]["name"].to_string()).collect();
    records.retain(|name| name.contains("sh.helm.release"));
    assert!(records.iter().any(|name| name.contains(".v2")), "{records:?}");
}

#[tokio::test(start_paused = true)]
async fn what_left_the_chart_goes_when_asked() {
    let lab = Lab::applied(&with("1.14.1")).await;
    let older = spec(&with("1.13.1"));
    let kept = lab.apply(&older).await.expect("a report");
    assert!(kept.is_ok(), "{:#?}", kept.errors().collect::<Vec<_>>());
    let lives = || {
        lab.objects("customresourcedefinitions.apiextensions.k8s.io")
            .iter()
            .any(|one| one["metadata"]["name"] == "capacitybuffers.autoscaling.x-k8s.io")
    };
    assert!(lives(), "nothing goes that nobody asked for");
    let report = karpool::apply(&older, &lab.world, &Apply::new().prune(true)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert!(!lives(), "what left the chart is gone");
}
