//! NodeOverlays: karpool opens their gate, Karpenter takes them in, and one that left the section goes.

use karpool::Apply;
use karpool_tests::{Lab, SMALLEST, spec};

const TWO: &str = "
nodeOverlays:
  cheap-graviton:
    requirements: [{key: kubernetes.io/arch, operator: In, values: [arm64]}]
    priceAdjustment: \"-10%\"
    weight: 10
  fuse:
    requirements: [{key: karpenter.k8s.aws/instance-family, operator: In, values: [m7i]}]
    capacity: {smarter-devices/fuse: 1}
";

#[tokio::test(start_paused = true)]
async fn an_overlay_is_taken_in_and_goes_when_it_left() {
    let lab = Lab::applied(&format!("{SMALLEST}{TWO}")).await;
    let overlay = lab.object("nodeoverlays.karpenter.sh", "cheap-graviton");
    assert_eq!(overlay["spec"]["priceAdjustment"], "-10%");
    assert_eq!(overlay["spec"]["weight"], 10);
    let one = TWO.split("  fuse:").next().expect("the first").replace("-10%", "+0.05");
    let changed = spec(&format!("{SMALLEST}{one}"));
    let report = karpool::apply(&changed, &lab.world, &Apply::new().prune(true)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    let left = lab.objects("nodeoverlays.karpenter.sh");
    assert_eq!(left.len(), 1);
    assert_eq!(left[0]["spec"]["priceAdjustment"], "+0.05");
}
