//! The examples in Rust end in the same plan as their YAML.

use karpool::{Apply, Target};
use karpool_sandbox::Options;
use karpool_tests::Lab;
use serde_json::json;

use crate::subject::open;

#[path = "../../examples/05_existing_cluster.rs"]
mod existing_cluster;
#[path = "../../examples/09_node_pool_alone.rs"]
mod node_pool_alone;
#[path = "../../examples/06_private.rs"]
mod private;
#[path = "../../examples/04_reused_node_role.rs"]
mod reused_node_role;
#[path = "../../examples/01_smallest.rs"]
mod smallest;
#[path = "../../examples/02_spot_pools.rs"]
mod spot_pools;
#[path = "../../examples/10_two_regions.rs"]
mod two_regions;
#[path = "../../examples/03_users_and_vpn.rs"]
mod users_and_vpn;

/// An account in which an example makes sense: with the cluster that it speaks of.
async fn lab(before: Option<&str>) -> Lab {
    let lab = Lab::with(Options::default()).await;
    if let Some(before) = before {
        lab.apply_ok(before).await;
    }
    lab
}

async fn same(lab: &Lab, stacks: &[impl Target], files: &[&str]) {
    assert_eq!(stacks.len(), files.len());
    for (stack, file) in stacks.iter().zip(files) {
        let text = std::fs::read_to_string(crate::repository().join("examples").join(file)).expect("an example");
        let written = open(&json!({ "text": text }), None).unwrap_or_else(|_| panic!("{file} is wrong"));
        let options = Apply::new();
        let built = karpool::plan(stack, &lab.world, &options).await.expect("a plan");
        let read = karpool::plan(&written, &lab.world, &options).await.expect("a plan");
        assert!(built.has_changes(), "{file}");
        assert_eq!(built.changes, read.changes, "{file}");
        assert_eq!(built.digest(), read.digest(), "{file}");
    }
}

/// A cluster that somebody has, without Karpenter.
const LEGACY: &str = "{name: legacy, region: us-east-1, karpenter: off,
    network: {vpcId: vpc-0a1b2c3d4e5f60718, subnets: {tags: {tier: private}}}}";

#[tokio::test(start_paused = true)]
async fn examples_in_rust_have_the_plans_of_their_files() {
    let fresh = lab(None).await;
    same(&fresh, &smallest::stacks().expect("stacks"), &["01_smallest.yaml"]).await;
    same(&fresh, &spot_pools::stacks().expect("stacks"), &["02_spot_pools.yaml"]).await;
    same(&fresh, &users_and_vpn::stacks().expect("stacks"), &["03_users_and_vpn.yaml"]).await;
    same(&fresh, &reused_node_role::stacks().expect("stacks"), &["04_reused_node_role.yaml"]).await;
    same(&fresh, &private::stacks().expect("stacks"), &["06_private.yaml"]).await;
    let files = ["10_two_regions_east.yaml", "10_two_regions_west.yaml"];
    same(&fresh, &two_regions::stacks().expect("stacks"), &files).await;
    let legacy = lab(Some(LEGACY)).await;
    same(&legacy, &existing_cluster::stacks().expect("stacks"), &["05_existing_cluster.yaml"]).await;
    let dev = lab(Some(karpool_tests::SMALLEST)).await;
    same(&dev, &node_pool_alone::stacks().expect("stacks"), &["09_node_pool_alone.yaml"]).await;
}
