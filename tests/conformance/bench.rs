//! Where specimens are made: a copy of an account that stands ready.

use karpool::world::ClusterAccess;
use karpool_sandbox::{Options, kubernetes};
use karpool_tests::{Lab, SMALLEST};
use serde_json::Value as Json;
use tokio::sync::OnceCell;

/// The account in which a specimen is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// A fresh account.
    Account,
    /// An account in which the smallest stack lives: `dev`, with nodes and Karpenter, whose gate for overlays is open.
    Cluster,
}

/// What lives on [`Ground::Cluster`].
fn stack() -> String {
    format!("{SMALLEST}karpenter: {{settings: {{featureGates: {{nodeOverlay: true}}}}}}\n")
}

static ACCOUNT: OnceCell<String> = OnceCell::const_new();
static CLUSTER: OnceCell<String> = OnceCell::const_new();

impl Ground {
    /// Made once; every test breaks a copy of its own.
    async fn text(self) -> &'static str {
        match self {
            Ground::Account => ACCOUNT.get_or_init(|| async { Lab::new().await.sandbox.text() }).await,
            Ground::Cluster => CLUSTER.get_or_init(|| async { Lab::applied(&stack()).await.sandbox.text() }).await,
        }
    }
}

/// A lab with what a specimen needs.
pub struct Bench {
    pub lab: Lab,
    access: Option<ClusterAccess>,
}

pub const ACCOUNT_ID: &str = "111122223333";
pub const REGION: &str = "us-east-1";
/// The cluster of [`Ground::Cluster`].
pub const CLUSTER_NAME: &str = "dev";

impl Bench {
    pub async fn of<T: crate::row::Row>() -> Bench {
        let lab = Lab::resumed(T::GROUND.text().await, Options::default()).await;
        let access = match T::GROUND {
            Ground::Account => None,
            Ground::Cluster => Some(access(&lab).await),
        };
        let bench = Bench { lab, access };
        T::prepare(&bench);
        // What was made a moment ago is visible everywhere.
        bench.lab.sandbox.clock().sleep(std::time::Duration::from_secs(25)).await;
        bench.lab.sandbox.clear_log();
        bench
    }

    /// The API of the cluster.
    pub fn access(&self) -> ClusterAccess {
        self.access.clone().expect("a ground with a cluster")
    }

    /// Something that the account holds: the texts at `pointer` of every row of `/ec2/<table>`.
    pub fn ec2(&self, table: &str, pick: impl Fn(&Json) -> bool) -> Vec<String> {
        let world = self.lab.sandbox.inspect(|world| serde_json::to_value(world).expect("a world is data"));
        let rows = &world["accounts"][ACCOUNT_ID]["regions"][REGION]["ec2"][table];
        let rows = rows.as_object().unwrap_or_else(|| panic!("there is no ec2.{table}"));
        rows.iter().filter(|(_, row)| pick(row)).map(|(id, _)| id.clone()).collect()
    }

    /// The private subnets of the VPC.
    pub fn subnets(&self) -> Vec<String> {
        let world = self.lab.sandbox.inspect(|world| serde_json::to_value(world).expect("a world is data"));
        let tags = &world["accounts"][ACCOUNT_ID]["regions"][REGION]["ec2"]["tags"];
        self.ec2("subnets", |_| true).into_iter().filter(|id| tags[id]["tier"] == "private").collect()
    }

    /// The default security group of the VPC.
    pub fn security_group(&self) -> String {
        let default = |group: &Json| group["name"] == "default" && group["vpc"] == karpool_sandbox::fixture::VPC;
        self.ec2("security_groups", default).into_iter().next().expect("a default security group")
    }

    /// An object of the cluster as a stranger sees and changes it.
    pub fn kubectl<T>(&self, act: impl FnOnce(&mut kubernetes::Client<'_>) -> Result<T, kubernetes::Status>) -> T {
        let done = self.lab.sandbox.meddle(|world| {
            let now = world.now;
            let cluster = world.clusters.values_mut().next().expect("a cluster");
            let user = kubernetes::User {
                name: "kubectl".into(),
                groups: vec!["system:masters".into(), "system:authenticated".into()],
                ..kubernetes::User::default()
            };
            act(&mut cluster.client(now, user))
        });
        done.unwrap_or_else(|status| panic!("the API server refuses a stranger: {status:?}"))
    }
}

async fn access(lab: &Lab) -> ClusterAccess {
    use karpool::resource::Resource;
    use karpool::resource::aws::{Name, eks_cluster::Cluster};
    let live = Cluster::read(&Name::new(CLUSTER_NAME), &lab.world).await.expect("an answer").expect("a cluster");
    live.access().as_known().expect("an endpoint").clone()
}
