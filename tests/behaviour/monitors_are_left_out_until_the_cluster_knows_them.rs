//! A ServiceMonitor is a kind that Prometheus' operator brings: until then it is left out and the plan says so, as Helm
//! leaves it out, and the cluster is made in one run all the same.

use karpool::Apply;
use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::json;

const ID: &str = "kubernetes.object/ServiceMonitor/kube-system/karpenter";

#[tokio::test(start_paused = true)]
async fn monitors_are_left_out_until_the_cluster_knows_them() {
    let text = format!("{SMALLEST}karpenter: {{serviceMonitor: true}}\n");
    let wanted = spec(&text);
    let lab = Lab::new().await;
    let plan = lab.plan(&wanted).await.expect("a plan");
    assert!(plan.warnings.iter().any(|warning| warning.contains("karpenter.serviceMonitor: it is left out")));
    assert!(plan.changes.iter().all(|change| change.id != ID));
    lab.apply_ok(&text).await;
    assert!(lab.plan(&wanted).await.expect("a plan").is_idle());

    lab.as_cluster_admin(|client| client.create(definition())).expect("a definition");
    lab.sandbox.clock().sleep(std::time::Duration::from_secs(10)).await;
    let plan = lab.plan(&wanted).await.expect("a plan");
    assert!(plan.warnings.iter().all(|warning| !warning.contains("serviceMonitor")), "{:?}", plan.warnings);
    assert!(plan.changes.iter().any(|change| change.id == ID && change.writes()), "{:#?}", plan.changes);
    lab.apply_ok(&text).await;
    assert!(lab.plan(&wanted).await.expect("a plan").is_idle());

    // What is no longer wanted is pruned, although few clusters know its kind.
    let pruned = karpool::apply(&spec(SMALLEST), &lab.world, &Apply::new().prune(true)).await.expect("a report");
    assert!(pruned.is_ok(), "{:#?}", pruned.errors().collect::<Vec<_>>());
    let monitors = lab.as_cluster_admin(|client| client.list("servicemonitors.monitoring.coreos.com", "", ""));
    assert_eq!(monitors.expect("a list"), Vec::<serde_json::Value>::new());
}

fn definition() -> serde_json::Value {
    let open = json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true});
    json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "servicemonitors.monitoring.coreos.com"},
        "spec": {
            "group": "monitoring.coreos.com",
            "scope": "Namespaced",
            "names": {"kind": "ServiceMonitor", "listKind": "ServiceMonitorList", "plural": "servicemonitors", "singular": "servicemonitor"},
            "versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": open}}],
        },
    })
}
