//! Accounts that stories begin in. Each is made once; every story has a copy of its own.

use std::sync::OnceLock;

use karpool::Apply;
use karpool_sandbox::Options;
use karpool_tests::Lab;

use crate::draw::Size;
use crate::played;
use crate::supply::{self, Names};
use crate::target::Wanted;

/// Where a story begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// A fresh account.
    Empty,
    /// A control plane `dev` that somebody else made.
    Cluster,
    /// With nodes and the addons that Karpenter stands on.
    Nodes,
}

/// An account as text, and the ids in it.
struct Made(String, Names);

static EMPTY: OnceLock<Made> = OnceLock::new();
static CLUSTER: OnceLock<Made> = OnceLock::new();
static NODES: OnceLock<Made> = OnceLock::new();

impl Ground {
    pub fn of(size: Size) -> Ground {
        match size {
            Size::Whole | Size::Cluster => Ground::Empty,
            Size::Piece(_) | Size::Existing => Ground::Cluster,
            Size::Karpenter => Ground::Nodes,
        }
    }

    /// Made once, on a thread and clock of its own: another story's clock must not see it.
    fn made(self) -> &'static Made {
        match self {
            Ground::Empty => EMPTY.get_or_init(|| apart(|| Box::pin(empty()))),
            Ground::Cluster => CLUSTER.get_or_init(|| apart(|| Box::pin(inside(&PARTS[..1])))),
            Ground::Nodes => NODES.get_or_init(|| apart(|| Box::pin(inside(&PARTS)))),
        }
    }

    /// A copy in which chance is the story's.
    pub async fn lab(self, seed: u64) -> Lab {
        let lab = Lab::resumed(&self.made().0, Options::default()).await;
        lab.sandbox.meddle(|world| world.seed = seed);
        lab
    }

    /// A spec that names what is there.
    pub fn named(self, spec: &str) -> String {
        supply::named(spec, &self.made().1)
    }
}

type Making = std::pin::Pin<Box<dyn Future<Output = Made>>>;

fn apart(make: fn() -> Making) -> Made {
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(crate::STACK);
        let maker = builder.spawn_scoped(scope, move || played(make())).expect("a thread");
        maker.join().expect("a ground")
    })
}

/// An account whose network has addresses of both families, with what specs may name.
async fn stocked() -> (Lab, Names) {
    let lab = Lab::new().await;
    lab.give_ipv6();
    let names = supply::stock(&lab);
    (lab, names)
}

async fn empty() -> Made {
    let (lab, names) = stocked().await;
    Made(lab.sandbox.text(), names)
}

/// A cluster out of parts, none of which a stack owns. Nodes are not Ready without the network's addon.
const PARTS: [&str; 5] = [
    "piece: cluster\ncluster: {}\n",
    "piece: addon\nname: vpc-cni\naddon: {}\n",
    "piece: nodeGroup\nname: system\nnodeGroup: {}\n",
    "piece: addon\nname: eks-pod-identity-agent\naddon: {}\n",
    "piece: addon\nname: coredns\naddon: {}\n",
];

async fn inside(parts: &[&str]) -> Made {
    let (lab, names) = stocked().await;
    let place = "clusterName: dev\nregion: us-east-1\n";
    let network = "network: {vpcId: vpc-0a1b2c3d4e5f60718, subnets: {tags: {tier: private}}}\n";
    for part in parts {
        let network = if part.contains("addon") { "" } else { network };
        let piece = Wanted::read(&format!("{part}{place}{network}")).expect("a piece");
        let report = karpool::apply(&piece, &lab.world, &Apply::new()).await.expect("a report");
        assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    }
    Made(lab.sandbox.text(), names)
}
