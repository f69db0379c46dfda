//! A namespace that Helm would not make is made first; one that was there is used and stays.

use karpool_tests::{Lab, SMALLEST, spec};

#[tokio::test(start_paused = true)]
async fn karpenter_may_live_in_a_namespace_of_its_own() {
    let text = format!("{SMALLEST}\nkarpenter: {{namespace: karpenter}}\n");
    let lab = Lab::applied(&text).await;
    assert_eq!(lab.object("namespaces", "karpenter")["status"]["phase"], "Active");
    assert_eq!(lab.object("deployments.apps", "karpenter")["metadata"]["namespace"], "karpenter");
    assert!(lab.plan(&spec(&text)).await.expect("a plan").is_idle());
}
