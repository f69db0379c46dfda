//! A laboratory: a sandbox on a paused clock, a world that leads into it, and the things that behaviour tests ask.

use karpool::spec::{Format, Spec};
use karpool::units::Region;
use karpool::world::{Access, Clock, KubernetesTransport};
use karpool::{Apply, Errors, Plan, Report, World};
use karpool_sandbox::{LogEntry, Options, Sandbox};

/// The example that every new user starts with.
pub const SMALLEST: &str = include_str!("../../examples/01_smallest.yaml");

/// A simulated account and a caller in it.
pub struct Lab {
    pub sandbox: Sandbox,
    pub world: World,
    cache: tempfile::TempDir,
}

impl Lab {
    /// A fresh account on a paused clock.
    pub async fn new() -> Lab {
        Lab::with(Options::default()).await
    }

    pub async fn with(options: Options) -> Lab {
        let sandbox = Sandbox::open(options).expect("a sandbox");
        let cache = tempfile::tempdir().expect("a folder for charts");
        let world = connect(&sandbox, "deployer", cache.path()).await;
        Lab { sandbox, world, cache }
    }

    /// The same account, called by somebody else.
    pub async fn as_user(&self, user: &str) -> World {
        connect(&self.sandbox, user, self.cache.path()).await
    }

    pub async fn plan(&self, spec: &Spec) -> Result<Plan, Errors> {
        karpool::plan(spec, &self.world, &Apply::new()).await
    }

    pub async fn apply(&self, spec: &Spec) -> Result<Report, Errors> {
        karpool::apply(spec, &self.world, &Apply::new()).await
    }

    pub async fn destroy(&self, spec: &Spec) -> Result<Report, Errors> {
        karpool::destroy(spec, &self.world, &Apply::new().delete_logs(true)).await
    }

    /// Calls since the log was cleared that wrote something.
    pub fn writes(&self) -> Vec<String> {
        self.sandbox.log().iter().filter(|entry| entry.write).map(describe).collect()
    }

    pub fn calls(&self) -> Vec<String> {
        self.sandbox.log().iter().map(describe).collect()
    }
}

fn describe(entry: &LogEntry) -> String {
    format!("{entry}")
}

async fn connect(sandbox: &Sandbox, user: &str, cache: &std::path::Path) -> World {
    let credentials = sandbox.credentials(user).expect("a user of the fixture");
    let registry = sandbox.registry_address().await.expect("a registry on loopback");
    let builder = World::builder()
        .clock(Clock::new(sandbox.time_source(), sandbox.sleep_impl()))
        .http_client(sandbox.http_client())
        .credentials(credentials)
        .kubernetes(KubernetesTransport::new(sandbox.kubernetes()))
        .registry(registry)
        .cache(cache.to_owned())
        .simulated();
    let region = Region::new(sandbox.region()).expect("a region");
    builder.build(&region, &Access::default()).await.expect("a world")
}

/// A spec from YAML.
pub fn spec(text: &str) -> Spec {
    Spec::from_text(text, Format::Yaml, "test.yaml").expect("a valid spec")
}
