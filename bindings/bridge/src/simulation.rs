//! A sandbox with a thread of its own, on which its time passes.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use karpool::error::Kind;
use karpool::units::Region;
use karpool::{Error, World};
use karpool_sandbox::{FaultRule, OpenError, Options, Sandbox, WorldError};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio_util::sync::CancellationToken;

use crate::answer::Call;
use crate::failure::{Answer, Failure};
use crate::{encode, options, process};

/// How often the simulated clock is held back to keep its speed (wall time).
const BEAT: Duration = Duration::from_millis(5);
/// How long simulated time goes on when nobody works: long enough for pods to find their nodes, and no debt of hours that
/// the next call would have to pay.
const IDLE: Duration = Duration::from_secs(300);

/// How a sandbox is to be; every field may be left out.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(rename = "SandboxOptions")]
pub(crate) struct Settings {
    /// Keeps the world between processes; without one it lives in memory.
    #[schemars(extend("format" = "path"))]
    folder: Option<PathBuf>,
    /// Simulated seconds per second. Default: 300.
    speed: f64,
    /// Decides every random number. Default: 1.
    seed: u64,
    /// The user who calls: `deployer` may do everything, `alice` and `bob` what the account lets them.
    caller: String,
    /// The region whose network a fresh account has from the start, and when it is given, that of a spec that names
    /// none. Default: `us-east-1`, for the network alone.
    region: Option<Region>,
    /// Loses, delays, throttles or cuts chosen calls: `eks:CreateCluster#1=lose-after`.
    faults: Vec<String>,
}

impl Default for Settings {
    fn default() -> Settings {
        let Options { seed, .. } = Options::default();
        Settings { folder: None, speed: 300.0, seed, caller: "deployer".to_owned(), region: None, faults: Vec::new() }
    }
}

/// An open sandbox and the user who calls in it.
///
/// Its clock stands still while something is computed, and waiting goes by at the chosen speed: what a run takes in
/// simulated time does not depend on how busy the machine is. When no verb runs, it goes on for five simulated minutes and
/// then stands still until the next.
pub struct Simulation {
    sandbox: Sandbox,
    caller: String,
    region: Option<Region>,
    charts: Option<PathBuf>,
    /// Clients are made once for a region, as a Rust program would make them.
    worlds: Mutex<BTreeMap<Region, World>>,
    runtime: Handle,
    /// Ends the thread.
    closed: CancellationToken,
    gate: Arc<Gate>,
}

/// Lets the thread stand still while nobody works.
#[derive(Debug, Default)]
struct Gate {
    workers: Mutex<usize>,
    changed: Condvar,
}

impl Gate {
    /// The number of workers; a thread that panicked with it has changed it all the same.
    fn workers(&self) -> MutexGuard<'_, usize> {
        self.workers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_idle(&self) -> bool {
        *self.workers() == 0
    }

    /// Blocks until somebody works or the sandbox is closed.
    fn wait(&self, closed: &CancellationToken) {
        let mut workers = self.workers();
        while *workers == 0 && !closed.is_cancelled() {
            workers = self.changed.wait(workers).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Blocks for a while, and no longer than until somebody comes to work.
    fn rest(&self, time: Duration) {
        let workers = self.workers();
        let before = *workers;
        let rested = self.changed.wait_timeout_while(workers, time, |workers| *workers <= before);
        drop(rested);
    }

    fn change(&self, change: impl FnOnce(&mut usize)) {
        change(&mut self.workers());
        self.changed.notify_all();
    }
}

/// Somebody who works; until it is dropped, simulated time passes.
struct Worker(Arc<Gate>);

impl Worker {
    fn enter(gate: &Arc<Gate>) -> Worker {
        gate.change(|workers| *workers += 1);
        Worker(Arc::clone(gate))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.0.change(|workers| *workers -= 1);
    }
}

impl std::fmt::Debug for Simulation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Simulation").field("caller", &self.caller).field("region", &self.region).finish_non_exhaustive()
    }
}

impl Drop for Simulation {
    fn drop(&mut self) {
        // In a forked process the thread is gone, and nobody would let go of its locks.
        if process::is_ours() {
            self.close();
        }
    }
}

impl Simulation {
    /// Opens a sandbox: `folder`, `speed`, `seed`, `caller`, `region`.
    ///
    /// # Errors
    /// `InvalidSpec` for a wrong setting, `Preflight` when the folder is in use or damaged, and in a forked process.
    pub fn open(settings: Value) -> Result<Simulation, Failure> {
        crate::enter()?;
        let settings: Settings = options(settings).map_err(|wrong| Failure::misused(format!("sandbox: {wrong}")))?;
        if !(settings.speed.is_finite() && settings.speed > 0.0) {
            return Err(Failure::misused(OpenError::Speed.to_string()));
        }
        let refused = |error: std::io::Error| Error::new(Kind::Preflight, format!("no thread for a sandbox: {error}"));
        let runtime = Builder::new_current_thread().enable_all().start_paused(true).build().map_err(refused)?;
        let handle = runtime.handle().clone();
        // The clock that the sandbox starts on is the one of the thread.
        let sandbox = {
            let _inside = handle.enter();
            open(&settings)?
        };
        let (closed, gate) = (CancellationToken::new(), Arc::new(Gate::default()));
        let (speed, end, open) = (settings.speed, closed.clone(), Arc::clone(&gate));
        let thread = std::thread::Builder::new().name("karpool sandbox".to_owned());
        thread.spawn(move || live(&runtime, speed, &end, &open)).map_err(refused)?;
        let charts = settings.folder.as_ref().map(|folder| folder.join("charts"));
        let Settings { caller, region, .. } = settings;
        Ok(Simulation { sandbox, caller, region, charts, worlds: Mutex::default(), runtime: handle, closed, gate })
    }

    /// Every call so far.
    ///
    /// # Errors
    /// When a call can't be written as data, which is a defect.
    pub fn log(&self) -> Answer {
        crate::enter()?;
        encode(&self.sandbox.log().into_iter().map(Call::from).collect::<Vec<_>>())
    }

    /// Writes the world down and stops what runs in it.
    pub fn close(&self) {
        let _inside = self.runtime.enter();
        self.sandbox.close();
        self.closed.cancel();
        self.gate.change(|_| ());
    }

    pub(crate) fn region(&self) -> Option<&Region> {
        self.region.as_ref()
    }

    pub(crate) async fn world(&self, region: &Region) -> Result<World, Failure> {
        if let Some(world) = self.worlds().get(region) {
            return Ok(world.clone());
        }
        let made = karpool_sandbox::world(&self.sandbox, region, &self.caller, self.charts.clone()).await;
        let world = made.map_err(|error| match error {
            WorldError::Engine(error) => error.into(),
            other => Failure::from(Error::new(Kind::Preflight, other.to_string()).caused_by(other)),
        })?;
        Ok(self.worlds().entry(region.clone()).or_insert(world).clone())
    }

    fn worlds(&self) -> MutexGuard<'_, BTreeMap<Region, World>> {
        self.worlds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does some work on the sandbox's thread; `None` when it was closed meanwhile.
    pub(crate) async fn host<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> Option<T> {
        let worker = Worker::enter(&self.gate);
        let work = async move {
            let _working = worker;
            work.await
        };
        self.runtime.spawn(work).await.ok()
    }
}

fn open(settings: &Settings) -> Result<Sandbox, Failure> {
    let Settings { folder, seed, region, .. } = settings.clone();
    let rules = settings.faults.iter().map(|rule| rule.parse());
    let faults = rules.collect::<Result<Vec<FaultRule>, _>>().map_err(|error| Failure::misused(error.to_string()))?;
    let usual = Options::default();
    let region = region.map_or(usual.region.clone(), |region| region.to_string());
    let opened = Sandbox::open(Options { folder, seed, region, faults, speed: 1.0, ..usual });
    Ok(opened.map_err(|error| Error::new(Kind::Preflight, error.to_string()).caused_by(error))?)
}

/// Drives the sandbox's runtime until the sandbox is closed. Tokio's paused clock jumps as soon as nothing is left to
/// do; here it goes at most at the speed, and stands still when nobody has worked for a while.
fn live(runtime: &Runtime, speed: f64, closed: &CancellationToken, gate: &Gate) {
    runtime.block_on(async {
        let mut idle = Duration::ZERO;
        while !closed.is_cancelled() {
            let began = Instant::now();
            let beat = BEAT.mul_f64(speed);
            tokio::time::sleep(beat).await;
            idle = if gate.is_idle() { idle + beat } else { Duration::ZERO };
            if idle >= IDLE {
                gate.wait(closed);
                continue;
            }
            if let Some(left) = BEAT.checked_sub(began.elapsed()) {
                gate.rest(left);
            }
        }
    });
}
