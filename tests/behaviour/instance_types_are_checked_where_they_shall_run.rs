//! Instance types that the spec names are looked up before anything is made: whether there are such, and whether they
//! are offered in the zones of their subnets.

use karpool::error::Kind;
use karpool_tests::{Lab, SMALLEST, spec};

async fn refused(lab: &Lab, text: &str) -> String {
    lab.sandbox.clear_log();
    let errors = lab.apply(&spec(&format!("{SMALLEST}{text}"))).await.expect_err("a type that does not fit");
    assert_eq!((errors.kind(), errors.first().node()), (Kind::Preflight, Some("ec2.instance_types")));
    assert_eq!(lab.writes(), Vec::<String>::new());
    format!("{errors:?}")
}

#[tokio::test(start_paused = true)]
async fn instance_types_are_checked_where_they_shall_run() {
    let lab = Lab::new().await;
    let unknown = refused(&lab, "\nnodeGroups: {system: {instanceTypes: [m7g.gigantic]}}\n").await;
    assert!(unknown.contains("nodeGroups.system.instanceTypes") && unknown.contains("m7g.gigantic"), "{unknown}");
    lab.sandbox.clear_log();
    let known = "\nnodePools: {x86: {preset: x86, instanceTypes: [m7i.large, c7i.large]}}\n";
    lab.plan(&spec(&format!("{SMALLEST}{known}"))).await.expect("types that are there");
    assert_eq!(lab.calls().iter().filter(|call| call.contains("DescribeInstanceTypes")).count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_type_that_no_zone_of_the_subnets_offers_is_refused() {
    let lab = Lab::new().await;
    // Every region has types that some of its zones do not offer; take one from the account itself.
    let list = |input| lab.as_root(karpool_sandbox::ec2::handle, "ec2", "DescribeInstanceTypeOfferings", input);
    let answer = list(serde_json::json!({"LocationType": "availability-zone"}));
    let zones: Vec<&str> = lab_zones(&answer);
    let absent = |kind: &str| {
        let of: Vec<&str> = offers(&answer).filter(|(one, _)| *one == kind).map(|(_, zone)| zone).collect();
        zones.iter().find(|zone| !of.contains(zone)).copied()
    };
    let mut kinds: Vec<&str> = offers(&answer).map(|(kind, _)| kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let (kind, zone) =
        kinds.iter().find_map(|kind| Some((*kind, absent(kind)?))).expect("a type that is not everywhere");
    let arch =
        if kind.split('.').next().is_some_and(|family| family.contains('g')) { "[arm64, amd64]" } else { "[amd64]" };
    let text = format!("\nnodePools: {{x86: {{arch: {arch}, instanceTypes: [{kind}], zones: [{zone}]}}}}\n");
    let why = refused(&lab, &text).await;
    assert!(why.contains(kind) && why.contains(zone), "{why}");
}

#[tokio::test(start_paused = true)]
async fn a_pool_in_a_zone_without_a_subnet_is_refused() {
    let lab = Lab::new().await;
    let pool = |zones: &str| spec(&format!("{SMALLEST}\nnodePools: {{x86: {{preset: x86, zones: [{zones}]}}}}\n"));
    let errors = lab.plan(&pool("us-east-1f")).await.expect_err("no node could be made");
    assert_eq!((errors.kind(), errors.first().node()), (Kind::Preflight, Some("ec2.pool_zones")));
    let told = "nodePools.x86.zones: no subnet of its nodes is in us-east-1f";
    assert!(errors.to_string().contains(told), "{errors}");
    let plan = lab.plan(&pool("us-east-1a, us-east-1f")).await.expect("Karpenter takes the other zone");
    assert!(plan.warnings.iter().any(|text| text.starts_with(told)), "{:#?}", plan.warnings);
    let plan = lab.plan(&pool("us-east-1a, us-east-1b")).await.expect("a plan");
    assert!(!plan.warnings.iter().any(|text| text.contains(".zones")), "{:#?}", plan.warnings);
}

fn offers(answer: &serde_json::Value) -> impl Iterator<Item = (&str, &str)> {
    let list = answer["instanceTypeOfferingSet"].as_array().into_iter().flatten();
    list.filter_map(|offer| Some((offer["instanceType"].as_str()?, offer["location"].as_str()?)))
}

fn lab_zones(answer: &serde_json::Value) -> Vec<&str> {
    let mut zones: Vec<&str> =
        offers(answer).map(|(_, zone)| zone).filter(|zone| zone.ends_with(['a', 'b', 'c'])).collect();
    zones.sort_unstable();
    zones.dedup();
    zones
}
