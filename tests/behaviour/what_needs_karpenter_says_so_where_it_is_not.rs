//! A class or pool for a cluster without Karpenter: the error says that the definition is not there and what brings it.

use karpool::error::Kind;
use karpool::spec::{Limits, NodePool};
use karpool::{Apply, Piece};
use karpool_tests::{Lab, SMALLEST};

#[tokio::test(start_paused = true)]
async fn what_needs_karpenter_says_so_where_it_is_not() {
    let lab = Lab::applied(&format!("{SMALLEST}karpenter: off\n")).await;
    let region = "us-east-1".parse().expect("a region");
    let pool = Piece::node_pool("dev", region, "batch", NodePool::x86().limits(Limits::cpu(10)));
    let report = karpool::apply(&pool, &lab.world, &Apply::new()).await.expect("a report");
    let error = report.errors().next().expect("it cannot be made");
    assert!(error.is(Kind::NotFound), "{error:?}");
    assert_eq!(error.message(), "the cluster does not serve karpenter.sh/v1 NodePool: its definition is not there");
    assert!(error.hint().is_some_and(|hint| hint.contains("`karpenter: {}`")), "{error:?}");
}
