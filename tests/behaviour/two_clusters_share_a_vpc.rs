//! Two clusters in one VPC and on the same subnets: neither sees the other, and each goes without the other.

use karpool_tests::{Lab, spec};

const BLUE: &str = include_str!("../../examples/08_two_clusters_blue.yaml");
const GREEN: &str = include_str!("../../examples/08_two_clusters_green.yaml");

#[tokio::test(start_paused = true)]
async fn two_clusters_share_a_vpc() {
    let lab = Lab::applied(BLUE).await;
    let alone = lab.inventory();
    lab.apply_ok(GREEN).await;
    for wanted in [BLUE, GREEN] {
        assert!(lab.plan(&spec(wanted)).await.expect("a plan").is_idle());
    }
    let report = lab.destroy(&spec(GREEN)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!(lab.inventory(), alone);
    assert!(lab.plan(&spec(BLUE)).await.expect("a plan").is_idle());
}
