//! Accounts that stories begin in. Each is made once; every story has a copy of its own.

use std::sync::OnceLock;

use karpool::{Apply, Piece};
use karpool_sandbox::Options;
use karpool_tests::Lab;

use crate::draw::Size;
use crate::played;

/// Where a story begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// A fresh account.
    Empty,
    /// A cluster `dev` that somebody else made.
    Cluster,
}

static EMPTY: OnceLock<String> = OnceLock::new();
static CLUSTER: OnceLock<String> = OnceLock::new();

impl Ground {
    pub fn of(size: Size) -> Ground {
        if size.is_inside() { Ground::Cluster } else { Ground::Empty }
    }

    /// A copy in which chance is the story's.
    pub async fn lab(self, seed: u64) -> Lab {
        // Made on a thread and clock of its own: another story's clock must not see it.
        let text = match self {
            Ground::Empty => EMPTY.get_or_init(|| apart(|| Box::pin(empty()))),
            Ground::Cluster => CLUSTER.get_or_init(|| apart(|| Box::pin(cluster()))),
        };
        let lab = Lab::resumed(text, Options::default()).await;
        lab.sandbox.meddle(|world| world.seed = seed);
        lab
    }
}

type Making = std::pin::Pin<Box<dyn Future<Output = String>>>;

fn apart(make: fn() -> Making) -> String {
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(crate::STACK);
        let maker = builder.spawn_scoped(scope, move || played(make())).expect("a thread");
        maker.join().expect("a ground")
    })
}

/// A fresh account whose network has addresses of both families.
async fn empty() -> String {
    let lab = Lab::new().await;
    lab.give_ipv6();
    lab.sandbox.text()
}

/// The control plane alone, as a part that no stack owns; a neighbour may want addresses of IPv6.
async fn cluster() -> String {
    let lab = Lab::new().await;
    lab.give_ipv6();
    let form = serde_json::json!({
        "piece": "cluster", "clusterName": "dev", "region": "us-east-1", "cluster": {},
        "network": {"vpcId": karpool_sandbox::fixture::VPC, "subnets": {"tags": {"tier": "private"}}},
    });
    let written: karpool::spec::PieceSpec = serde_json::from_value(form).expect("a piece");
    let piece = Piece::from(written);
    let report = karpool::apply(&piece, &lab.world, &Apply::new()).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    lab.sandbox.text()
}
