//! Keeps a control plane for every cluster: starts it, starts it again when it ends, lets it go with the cluster.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, Weak};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::connection::{Connection, der};
use super::container::{Containers, Runner};
use super::process::{Orders, Process, Ready};
use super::{ControlPlane, Failure, heartbeat, mirror, outbox, webhook};
use crate::eks;
use crate::shell::Shell;
use crate::world::World;

/// How often a control plane is started before its cluster is given up.
const ATTEMPTS: u32 = 3;
/// The world lives on at least this often (wall time).
const BREATH: Duration = Duration::from_millis(20);

/// All control planes of a sandbox.
pub(crate) struct Keeper {
    settings: ControlPlane,
    /// Simulated seconds per second while no API is at work.
    speed: f64,
    runner: Runner,
    folder: PathBuf,
    /// Removed with the sandbox, where the world has no folder of its own.
    _temporary: Option<tempfile::TempDir>,
    shell: OnceLock<Weak<Shell>>,
    /// `None` when the sandbox is closed.
    planes: Mutex<Option<BTreeMap<String, Plane>>>,
}

/// One control plane; it ends when this value is dropped.
struct Plane {
    task: JoinHandle<()>,
    signals: Arc<Signals>,
}

/// What is said between a control plane's task and the rest.
#[derive(Default)]
struct Signals {
    /// There is something to send.
    write: Arc<Notify>,
    /// The process is to end and to begin again.
    restart: Notify,
    connection: Mutex<Option<Connection>>,
}

impl Drop for Plane {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poison| poison.into_inner())
}

impl Keeper {
    /// `folder` is the world's own; without one the control planes' data goes with the sandbox.
    ///
    /// # Errors
    /// When no folder can be made.
    pub(crate) fn new(settings: ControlPlane, speed: f64, folder: Option<PathBuf>) -> std::io::Result<Keeper> {
        // Fails only when a provider is installed already, which is as good.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let temporary = folder.is_none().then(tempfile::tempdir).transpose()?;
        let root = folder.or_else(|| temporary.as_ref().map(|dir| dir.path().to_owned())).unwrap_or_default();
        Ok(Keeper {
            runner: Runner::new(settings.images.clone(), root.join("containers")),
            settings,
            speed,
            folder: root.join("kubernetes"),
            _temporary: temporary,
            shell: OnceLock::new(),
            planes: Mutex::new(Some(BTreeMap::new())),
        })
    }

    /// What the world is told of the images that are run as processes.
    pub(crate) fn containers(&self) -> Containers {
        Containers::of(self.runner.images())
    }

    pub(crate) fn serve(&self, shell: Weak<Shell>) {
        // The shell is given once, when it is made.
        let _ = self.shell.set(shell);
    }

    /// The way to a cluster's API while it answers.
    pub(crate) fn connection(&self, arn: &str) -> Option<Connection> {
        lock(&lock(&self.planes).as_ref()?.get(arn)?.signals.connection).clone()
    }

    /// Ends a cluster's control plane; it is started again at the same address, with what it had stored.
    pub(crate) fn restart(&self, arn: &str) {
        if let Some(plane) = lock(&self.planes).as_ref().and_then(|planes| planes.get(arn)) {
            plane.signals.restart.notify_one();
        }
    }

    /// Ends every control plane; none is started any more.
    pub(crate) fn close(&self) {
        self.runner.close();
        lock(&self.planes).take();
    }

    /// Brings control planes and processes in step with the clusters of the world, and says how fast time may run now.
    pub(crate) fn tend(&self, world: &mut World) -> f64 {
        self.tend_planes(world);
        if let Some(shell) = self.shell.get() {
            self.runner.tend(shell, world, |arn| self.connection(arn));
        }
        let mut clusters = world.clusters.iter().filter(|(_, cluster)| cluster.is_remote());
        let at_work = clusters.any(|(arn, _)| {
            eks::find_cluster(world, arn).is_some_and(|cluster| cluster.is_up() || cluster.awaits_api(world.now))
        });
        if at_work { self.runner.speed().unwrap_or(self.settings.speed) } else { self.speed }
    }

    fn tend_planes(&self, world: &mut World) {
        let mut planes = lock(&self.planes);
        let Some(planes) = &mut *planes else { return };
        planes.retain(|arn, _| world.clusters.contains_key(arn));
        let remote: Vec<String> =
            world.clusters.iter().filter(|(_, cluster)| cluster.is_remote()).map(|(arn, _)| arn.clone()).collect();
        for arn in remote {
            match planes.get(&arn) {
                Some(plane) => {
                    if world.clusters.get(&arn).is_some_and(crate::kubernetes::Cluster::has_writes) {
                        plane.signals.write.notify_one();
                    }
                }
                None => {
                    if let Some(plane) = self.start(world, &arn) {
                        planes.insert(arn, plane);
                    }
                }
            }
        }
    }

    /// Outside of a runtime nothing can be started: the next call from inside does it.
    fn start(&self, world: &mut World, arn: &str) -> Option<Plane> {
        let runtime = tokio::runtime::Handle::try_current().ok()?;
        let shell = self.shell.get()?.clone();
        let authority = world.authority(arn)?.clone();
        let cluster = eks::find_cluster(world, arn)?;
        let cidr = cluster.network.service_ipv4_cidr.clone().unwrap_or_else(|| "10.100.0.0/16".to_owned());
        let issuer = cluster.issuer();
        // Another cluster of the same name begins empty.
        let id = issuer.rsplit('/').next().unwrap_or_default();
        let name = format!("{}-{id}", arn.split(':').skip(3).collect::<Vec<_>>().join("-").replace('/', "-"));
        let orders = Orders {
            program: self.settings.program.clone(),
            folder: self.folder.join(name),
            authority: (authority.certificate.clone(), authority.key_pem()),
            issuer,
            service_cidr: cidr,
            listen: world.clusters.get(arn)?.address()?,
            webhooks: String::new(),
        };
        let signals = Arc::new(Signals::default());
        let task = runtime.spawn(keep(shell, arn.to_owned(), orders, Arc::clone(&signals)));
        Some(Plane { task, signals })
    }
}

async fn keep(shell: Weak<Shell>, arn: String, mut orders: Orders, signals: Arc<Signals>) {
    let door = match webhook::open(&shell, &arn).await {
        Ok(door) => door,
        Err(failure) => return give_up(&shell, &arn, &failure),
    };
    orders.webhooks.clone_from(&door.address);
    let mut attempts = 0;
    loop {
        let ended = tokio::select! {
            ended = run(&shell, &arn, &orders, &signals) => ended,
            () = breathe(&shell) => return,
        };
        lock(&signals.connection).take();
        let Some(strong) = shell.upgrade() else { return };
        strong.with_cluster(&arn, |cluster| cluster.go_down());
        drop(strong);
        match ended {
            Ok(()) => attempts = 0,
            Err(failure) => {
                attempts += 1;
                if attempts == ATTEMPTS {
                    return give_up(&shell, &arn, &failure);
                }
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

fn give_up(shell: &Weak<Shell>, arn: &str, failure: &Failure) {
    if let Some(shell) = shell.upgrade() {
        shell.with_cluster(arn, |cluster| cluster.fail(failure.to_string()));
    }
}

/// Starts the process and lets the cluster live with it, until the process ends.
async fn run(shell: &Weak<Shell>, arn: &str, orders: &Orders, signals: &Signals) -> Result<(), Failure> {
    let mut process = Process::start(orders).await?;
    let connection = Connection::open(&process.ready)?;
    webhook::install(&connection, orders).await?;
    *lock(&signals.connection) = Some(connection.clone());
    announce(shell, arn, &process.ready)?;
    tokio::select! {
        () = process.ended() => Err(Failure::Other("the control plane ended by itself".to_owned())),
        () = signals.restart.notified() => Ok(()),
        () = mirror::follow(shell.clone(), arn.to_owned(), connection.administrator.clone()) => Ok(()),
        () = heartbeat::beat(shell.clone(), arn.to_owned(), connection.clone()) => Ok(()),
        () = outbox::send_all(shell.clone(), arn.to_owned(), connection.clone(), Arc::clone(&signals.write)) => Ok(()),
    }
}

fn announce(shell: &Weak<Shell>, arn: &str, ready: &Ready) -> Result<(), Failure> {
    let key = der(&ready.service_account_public_key)?;
    if let Some(shell) = shell.upgrade() {
        shell.with_world(|world| {
            if let Some(cluster) = world.clusters.get_mut(arn) {
                cluster.come_up(key);
                world.served.insert(arn.to_owned(), ready.endpoint.clone());
            }
        });
    }
    Ok(())
}

/// Lets the world live while nobody asks; ends with the sandbox.
async fn breathe(shell: &Weak<Shell>) {
    loop {
        let Some(strong) = shell.upgrade() else { return };
        let pause = Duration::from_secs(1).div_f64(strong.clock.speed()).max(BREATH);
        drop(strong.world());
        drop(strong);
        tokio::time::sleep(pause).await;
    }
}
