//! The sandbox as programs see it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_smithy_async::rt::sleep::SharedAsyncSleep;
use aws_smithy_async::time::SharedTimeSource;
use aws_smithy_runtime_api::client::http::{SharedHttpClient, SharedHttpConnector, http_client_fn};

use crate::call::Fault;
use crate::clock::Clock;
use crate::connect::{Connector, Kubernetes, SimulatedTime};
use crate::control_plane::{Keeper, KubernetesSide};
use crate::ec2::region;
use crate::fault::FaultRule;
use crate::fixture;
use crate::latency::Latency;
use crate::log::LogEntry;
use crate::shell::{Settings, Shell, partition_of};
use crate::store::{Store, StoreError};
use crate::time::Time;
use crate::world::World;

/// 2026-01-05T09:00:00Z, a Monday morning.
const START: Time = Time(1_767_603_600_000);
/// A fresh account is this old: what was made in it has settled.
const AGE: Duration = Duration::from_secs(10 * 60);

/// How a sandbox is to be.
#[derive(Clone, Debug)]
pub struct Options {
    /// Decides every random number: the same seed and the same calls give the same world and log.
    pub seed: u64,
    /// Simulated seconds per second of tokio's clock.
    pub speed: f64,
    /// Where the world is kept between processes; `None` keeps it in memory only.
    pub folder: Option<PathBuf>,
    pub faults: Vec<FaultRule>,
    pub latency: Latency,
    /// The region whose network a fresh account has from the start; others get theirs when first used.
    pub region: String,
    /// When a new world begins; a kept world goes on from where it stopped.
    pub start: Time,
    /// Whether callers need policies that allow what they call.
    pub enforce: bool,
    /// The clock of clients that come over a socket and sign with their own time.
    pub wall: SharedTimeSource,
    /// Who answers for the Kubernetes APIs of new clusters. A real one lives on the machine's clock, which the
    /// simulated one then starts from.
    pub kubernetes: KubernetesSide,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            seed: 1,
            speed: 1.0,
            folder: None,
            faults: Vec::new(),
            latency: Latency::default(),
            region: "us-east-1".to_owned(),
            start: START,
            enforce: true,
            wall: SharedTimeSource::default(),
            kubernetes: KubernetesSide::Simulated,
        }
    }
}

/// Why a sandbox can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the fresh account can't be built: {} ({})", .0.message, .0.code)]
    Fixture(Fault),
    #[error("there is no region {0} in the simulated account; `us-east-1` is one")]
    Region(String),
    #[error("the simulated account is in the partition {partition}, and {region} is not: give it another folder")]
    Partition { partition: String, region: String },
    #[error("the sandbox's speed must be a positive number")]
    Speed,
    #[error("this is no world that was written down: {0}")]
    Text(#[from] serde_json::Error),
    #[error("there is no folder for control planes: {0}")]
    Folder(std::io::Error),
}

/// A simulated AWS account with its clusters. Clones are handles to the same one.
///
/// In process, [`Sandbox::http_client`], [`Sandbox::time_source`], [`Sandbox::sleep_impl`] and
/// [`Sandbox::credentials`] go into the configuration of AWS SDKs, and [`Sandbox::kubernetes`] into a Kubernetes
/// client; all live on [`Sandbox::clock`]. [`Sandbox::serve`] opens the same world on loopback.
#[derive(Clone)]
pub struct Sandbox {
    pub(crate) shell: Arc<Shell>,
    registry: Arc<Mutex<Option<Registry>>>,
    region: Arc<str>,
}

struct Registry {
    address: SocketAddr,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Registry {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sandbox at {}", self.clock().now())
    }
}

impl Sandbox {
    /// Opens the world in the folder, or begins a new one with a fresh account.
    ///
    /// # Errors
    /// When the folder is in use or damaged.
    pub fn open(mut options: Options) -> Result<Sandbox, OpenError> {
        if !(options.speed.is_finite() && options.speed > 0.0) {
            return Err(OpenError::Speed);
        }
        let mut store = options.folder.as_deref().map(Store::open).transpose()?;
        let kept = store.as_mut().map(Store::load).transpose()?.flatten();
        if matches!(options.kubernetes, KubernetesSide::Real(_)) {
            // The world lives in whole seconds.
            let now = Time::of(options.wall.now());
            options.start = Time(now.0 - now.0.rem_euclid(1000));
        }
        if !region::is_known(&options.region) {
            return Err(OpenError::Region(options.region));
        }
        let world = match kept {
            Some(world) => world,
            None => fresh(&options).map_err(OpenError::Fixture)?,
        };
        let account = world.accounts.get(fixture::ACCOUNT);
        if let Some(account) = account.filter(|account| account.partition != partition_of(&options.region)) {
            return Err(OpenError::Partition { partition: account.partition.clone(), region: options.region });
        }
        Sandbox::begin(world, store, options)
    }

    /// Opens a copy of a world, as [`Sandbox::text`] gave it: it goes on from the moment at which it was written.
    ///
    /// # Errors
    /// When the text is no world.
    pub fn resume(text: &str, options: Options) -> Result<Sandbox, OpenError> {
        let world = serde_json::from_str(text)?;
        Sandbox::begin(world, None, options)
    }

    /// The whole world as of now, as text.
    pub fn text(&self) -> String {
        let world = self.shell.world();
        // A world is plain data with text keys, so it can always be written.
        serde_json::to_string(&*world).unwrap_or_default()
    }

    fn begin(mut world: World, store: Option<Store>, options: Options) -> Result<Sandbox, OpenError> {
        let Options { speed, folder, latency, enforce, wall, faults, region, kubernetes, .. } = options;
        let keeper = match kubernetes {
            KubernetesSide::Simulated => None,
            KubernetesSide::Real(settings) => Some(Keeper::new(settings, speed, folder).map_err(OpenError::Folder)?),
        };
        world.real_kubernetes = keeper.is_some();
        world.containers = keeper.as_ref().map(Keeper::containers).unwrap_or_default();
        // A kept world slept while the real one went on.
        let begin = if keeper.is_some() { world.now.max(Time::of(wall.now())) } else { world.now };
        let shell = Shell::new(world, Clock::start(begin, speed), Settings { latency, enforce, wall, store, keeper });
        shell.faults(|table| faults.into_iter().for_each(|rule| table.add(rule)));
        shell.save();
        let shell = Arc::new(shell);
        if let Some(keeper) = shell.keeper() {
            keeper.serve(Arc::downgrade(&shell));
        }
        Ok(Sandbox { shell, registry: Arc::default(), region: region.into() })
    }

    /// The region that clients are meant to use.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The simulated clock.
    pub fn clock(&self) -> Clock {
        self.shell.clock.clone()
    }

    /// An HTTP client for AWS SDKs that leads into the sandbox, whatever the endpoint.
    pub fn http_client(&self) -> SharedHttpClient {
        let connector = SharedHttpConnector::new(Connector(Arc::clone(&self.shell)));
        http_client_fn(move |_, _| connector.clone())
    }

    /// Simulated time for AWS SDKs.
    pub fn time_source(&self) -> SharedTimeSource {
        SharedTimeSource::new(SimulatedTime(self.clock()))
    }

    /// Sleep in simulated time for AWS SDKs.
    pub fn sleep_impl(&self) -> SharedAsyncSleep {
        SharedAsyncSleep::new(SimulatedTime(self.clock()))
    }

    /// The access key of a user (`deployer`, `alice`, `bob` in a fresh account); `None` when there is no such user
    /// with a key.
    pub fn credentials(&self, user: &str) -> Option<Credentials> {
        let world = self.shell.world();
        let users = world.accounts.values().flat_map(|account| account.iam.users.values());
        let key = users.filter(|found| found.name == user).flat_map(|found| &found.access_keys).next()?;
        Some(Credentials::new(key.id.clone(), key.secret.clone(), None, None, "karpool sandbox"))
    }

    /// The Kubernetes APIs of all clusters, for a Kubernetes client.
    pub fn kubernetes(&self) -> Kubernetes {
        Kubernetes(Arc::clone(&self.shell))
    }

    /// Every call so far, in the order of their effects.
    pub fn log(&self) -> Vec<LogEntry> {
        self.shell.log()
    }

    /// Forgets the calls so far.
    pub fn clear_log(&self) {
        self.shell.clear_log();
    }

    /// The faults, to be changed while the sandbox runs.
    pub fn faults(&self) -> Faults {
        Faults { shell: Arc::clone(&self.shell) }
    }

    /// Looks at the world as of now.
    pub fn inspect<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(&self.shell.world())
    }

    /// Changes the world behind its API's back, as a stranger's hand would.
    pub fn meddle<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let mut world = self.shell.world();
        let result = change(&mut world);
        self.shell.settle(&world, true);
        result
    }

    /// The address of the OCI registry, which is started on loopback when first asked for.
    ///
    /// # Errors
    /// When no loopback port can be opened.
    pub async fn registry_address(&self) -> std::io::Result<SocketAddr> {
        if let Some(address) = self.registry_now() {
            return Ok(address);
        }
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        // The registry ends with the sandbox; that it stops listening shows at its clients.
        let task = tokio::spawn(async move {
            let _ = crate::registry::serve(listener).await;
        });
        let mut registry = self.registry.lock().unwrap_or_else(|poison| poison.into_inner());
        // Where two asked at once, the first one's stays and the other is dropped.
        Ok(registry.get_or_insert(Registry { address, task }).address)
    }

    fn registry_now(&self) -> Option<SocketAddr> {
        let registry = self.registry.lock().unwrap_or_else(|poison| poison.into_inner());
        registry.as_ref().map(|registry| registry.address)
    }

    /// Writes the world down as of now, frees its folder and stops what runs beside it.
    ///
    /// Dropping the last handle does the same.
    pub fn close(&self) {
        self.registry.lock().unwrap_or_else(|poison| poison.into_inner()).take();
        if let Some(keeper) = self.shell.keeper() {
            keeper.close();
        }
        self.shell.save();
        self.shell.abandon();
    }

    /// Ends the API of a cluster with this ARN, where it is a process; it is started again with what it had stored.
    pub fn restart_kubernetes(&self, cluster_arn: &str) {
        if let Some(keeper) = self.shell.keeper() {
            keeper.restart(cluster_arn);
        }
    }

    /// Why the folder could not be written lately, if it could not.
    pub fn store_failure(&self) -> Option<String> {
        self.shell.failure()
    }
}

/// A hand on the faults of a running sandbox.
#[derive(Clone)]
pub struct Faults {
    shell: Arc<Shell>,
}

impl Faults {
    /// Adds a rule; it counts the calls from now on.
    pub fn add(&self, rule: FaultRule) {
        self.shell.faults(|table| table.add(rule));
    }

    /// Removes all rules and the kill switch.
    pub fn clear(&self) {
        self.shell.faults(|table| table.clear());
        self.shell.kill_at(None);
    }

    /// How many calls have come so far.
    pub fn calls(&self) -> u64 {
        self.shell.calls()
    }

    /// From this call on nothing is answered and nothing has effect, as if the client had been killed; calls count
    /// from 1.
    pub fn kill_at(&self, call: u64) {
        self.shell.kill_at(Some(call));
    }

    /// Ends when the kill switch has swallowed its first call.
    pub fn killed(&self) -> impl Future<Output = ()> + Send + use<> {
        let shell = Arc::clone(&self.shell);
        async move { shell.killed().await }
    }
}

fn fresh(options: &Options) -> Result<World, Fault> {
    let mut world = World { seed: options.seed, now: options.start - AGE, ..World::default() };
    let partition = partition_of(&options.region);
    fixture::build_account(&mut world, fixture::ACCOUNT, partition, &options.region)?;
    fixture::build_region(&mut world, fixture::ACCOUNT, partition, &options.region)?;
    world.advance(options.start);
    Ok(world)
}

#[cfg(test)]
mod tests;
