//! What the chart brings: overlays, definitions of another version, what left it.

use karpool::Apply;
use karpool::error::Kind;
use karpool_tests::ground::{Ground, said, stack};
use karpool_tests::spec;
use serde_json::json;

use crate::places::DEFINITIONS;

const OVERLAY: &str = "nodeOverlays:
  cheap:
    requirements: [{key: kubernetes.io/arch, operator: In, values: [arm64]}]
    priceAdjustment: \"-10%\"
";

pub async fn an_overlay_is_taken_in_and_goes_when_it_left(ground: &Ground) {
    let more = format!("{}{OVERLAY}", stack());
    ground.make(&more).await;
    let path = "/apis/karpenter.sh/v1alpha1/nodeoverlays/cheap";
    assert_eq!(ground.hand.there(path).await["spec"]["priceAdjustment"], "-10%");
    ground.is_idle(&more).await;
    ground.make_with(&stack(), Apply::new().prune(true)).await;
    assert!(ground.hand.get(path).await.is_none());
    assert!(!ground.plan(&spec(&stack())).await.expect("a plan").has_changes());
}

pub async fn another_version_of_the_chart_brings_its_definitions_and_leaves_what_it_lacks(ground: &Ground) {
    let older = stack().replace("karpenter:\n", "karpenter:\n  version: 1.13.1\n");
    ground.make(&older).await;
    ground.is_idle(&older).await;
    ground.hand.there(&buffers()).await;
    ground.make_with(&older, Apply::new().prune(true)).await;
    assert!(ground.hand.get(&buffers()).await.is_none(), "what left the chart is gone");
    ground.sandbox.clear_log();
    ground.make(&stack()).await;
    let written = ground.written();
    let at =
        |part: &str| written.iter().position(|write| write.contains(part)).unwrap_or_else(|| panic!("{written:#?}"));
    assert!(at("customresourcedefinitions/capacitybuffers") < at("PATCH deployments/"), "{written:#?}");
}

/// The path of a definition of which no objects are there.
fn buffers() -> String {
    format!("{DEFINITIONS}/capacitybuffers.autoscaling.x-k8s.io")
}

pub async fn a_definition_with_an_older_stored_version_is_refused_until_that_is_migrated(ground: &Ground) {
    let wanted = ground.hand.there(&buffers()).await["spec"]["versions"].clone();
    let (new, old) = (wanted[0]["name"].as_str().expect("a version"), "v1alpha1");
    // Objects were stored in a version that the chart does not know any more.
    let (mut first, mut second) = (wanted[0].clone(), wanted[0].clone());
    first["name"] = json!(old);
    second["storage"] = json!(false);
    let stored = json!([{"op": "replace", "path": "/spec/versions", "value": [first, second]}]);
    ground.hand.steps("older", &buffers(), &stored).await.expect("an older definition");
    let found = ground.hand.there(&buffers()).await["status"]["storedVersions"].clone();
    assert_eq!(found, json!([new, old]));

    let force = || Apply::new().force_conflicts(true);
    ground.sandbox.clear_log();
    let refused = ground.run(&stack(), force()).await;
    assert_eq!(refused.as_ref().err().map(karpool::Errors::kind), Some(Kind::Immutable), "{}", said(&refused));
    assert!(said(&refused).contains("objects are stored as v1alpha1"), "{}", said(&refused));
    assert_eq!(ground.written(), Vec::<String>::new());
    // The server would not take it either.
    let ours = json!([{"op": "replace", "path": "/spec/versions", "value": wanted}]);
    let direct = ground.hand.steps("older", &buffers(), &ours).await.expect_err("objects may be stored in it");
    assert!(direct.status == 422 && direct.message().contains("status.storedVersions"), "{direct:?}");

    let both = json!([{"op": "replace", "path": "/spec/versions/0/storage", "value": false},
        {"op": "replace", "path": "/spec/versions/1/storage", "value": true}]);
    ground.hand.steps("older", &buffers(), &both).await.expect("the new version is stored");
    let migrated = json!({"status": {"storedVersions": [new]}});
    ground.hand.edit("migrator", &format!("{}/status", buffers()), &migrated).await.expect("migrated");
    ground.make_with(&stack(), force()).await;
    assert_eq!(ground.hand.there(&buffers()).await["spec"]["versions"].as_array().map(Vec::len), Some(1));
}
