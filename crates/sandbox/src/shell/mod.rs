//! The asynchronous shell around the world: time, latency, faults, waiting and the record of calls.
//!
//! A call goes through the same steps whether it comes from the same process or over a socket: it is counted,
//! judged by the fault rules, waits for half of its latency, has its effect under the world's lock at one simulated
//! moment, is written to the folder, and its answer waits for the other half.

mod aws;
mod body;
mod expiration;
mod kubernetes;
mod pod_identity;
mod watch;

use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use aws_smithy_async::time::SharedTimeSource;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch as signal;

use crate::clock::Clock;
use crate::control_plane::Keeper;
use crate::fault::{FaultKind, FaultTable};
use crate::kubernetes::Cluster;
use crate::latency::Latency;
use crate::log::LogEntry;
use crate::serve::{Door, tend_doors};
use crate::store::Store;
use crate::time::Time;
use crate::world::World;

pub(crate) use aws::partition_of;
pub(crate) use body::{Body, full, reset};
pub(crate) use pod_identity::is_agents;

/// What reading calls saw is written down this often (on tokio's clock): it comes to pass again by itself.
const READS_EVERY: Duration = Duration::from_millis(500);

/// The whole sandbox behind every handle to it.
pub(crate) struct Shell {
    world: Mutex<World>,
    pub(crate) clock: Clock,
    pub(crate) latency: Latency,
    /// Whether callers need a policy that allows what they call.
    pub(crate) enforce: bool,
    pub(crate) seed: u64,
    /// The clock of clients that come over a socket.
    pub(crate) wall: SharedTimeSource,
    traffic: Mutex<Traffic>,
    /// Counts the world's changes.
    changes: signal::Sender<u64>,
    killed: signal::Sender<bool>,
    /// `None` when the world lives in memory only.
    store: Mutex<Option<Store>>,
    /// Where to announce clusters while they are served on sockets.
    doors: Mutex<Option<UnboundedSender<Door>>>,
    /// Of clusters whose API is a process.
    keeper: Option<Keeper>,
}

/// What concerns calls, not the world.
#[derive(Default)]
struct Traffic {
    calls: u64,
    kill_at: Option<u64>,
    faults: FaultTable,
    log: Vec<LogEntry>,
}

/// Where a call comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Lives in simulated time.
    InProcess,
    /// Lives on the wall clock.
    Socket,
}

/// What becomes of a call.
pub(crate) enum Answer {
    Whole(http::Response<Body>),
    /// The connection breaks without an answer.
    Lost,
}

/// A call that was let in: its number and its fault.
struct Ticket {
    number: u64,
    fault: Option<FaultKind>,
    latency: Duration,
    request_id: String,
}

impl Shell {
    pub(crate) fn new(world: World, clock: Clock, settings: Settings) -> Shell {
        Shell {
            seed: world.seed,
            world: Mutex::new(world),
            clock,
            latency: settings.latency,
            enforce: settings.enforce,
            wall: settings.wall,
            traffic: Mutex::default(),
            changes: signal::Sender::new(0),
            killed: signal::Sender::new(false),
            store: Mutex::new(settings.store),
            doors: Mutex::default(),
            keeper: settings.keeper,
        }
    }

    /// The world as of now.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        let mut world = self.world.lock().unwrap_or_else(|poison| poison.into_inner());
        let before = world.now;
        let now = self.clock.now();
        self.clock.hold(|| world.advance(now));
        if world.now != before {
            self.changes.send_modify(|count| *count += 1);
        }
        let opened = self.doors().as_ref().is_some_and(|doors| tend_doors(&mut world, doors));
        if opened {
            // Who is told an address relies on it, even if this process is killed the next moment.
            self.settle(&world, true);
        }
        if let Some(keeper) = &self.keeper {
            self.clock.set_speed(keeper.tend(&mut world));
        }
        world
    }

    /// Lets something happen in the world that comes from outside of it.
    pub(crate) fn with_world<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let mut world = self.world();
        let result = change(&mut world);
        self.settle(&world, false);
        self.changes.send_modify(|count| *count += 1);
        result
    }

    /// The same for one cluster's Kubernetes side, while it is there.
    pub(crate) fn with_cluster<T>(&self, arn: &str, change: impl FnOnce(&mut Cluster) -> T) -> Option<T> {
        self.with_world(|world| world.clusters.get_mut(arn).map(change))
    }

    pub(crate) fn keeper(&self) -> Option<&Keeper> {
        self.keeper.as_ref()
    }

    fn doors(&self) -> MutexGuard<'_, Option<UnboundedSender<Door>>> {
        self.doors.lock().unwrap_or_else(|poison| poison.into_inner())
    }

    /// Begins to announce clusters; false when somebody listens already.
    pub(crate) fn serve_clusters(&self, doors: UnboundedSender<Door>) -> bool {
        {
            let mut present = self.doors();
            if present.as_ref().is_some_and(|doors| !doors.is_closed()) {
                return false;
            }
            *present = Some(doors);
        }
        let mut world = self.world.lock().unwrap_or_else(|poison| poison.into_inner());
        let World { served, clusters, .. } = &mut *world;
        served.retain(|arn, _| clusters.get(arn).is_some_and(crate::kubernetes::Cluster::is_remote));
        true
    }

    pub(crate) fn subscribe(&self) -> signal::Receiver<u64> {
        self.changes.subscribe()
    }

    fn traffic(&self) -> MutexGuard<'_, Traffic> {
        self.traffic.lock().unwrap_or_else(|poison| poison.into_inner())
    }

    /// Waits for a change, one second of simulated time at most.
    async fn rest(&self, changes: &mut signal::Receiver<u64>) {
        tokio::select! {
            biased;
            _ = changes.changed() => {}
            () = self.clock.sleep(Duration::from_secs(1)) => {}
        }
    }

    /// Counts a call and judges it. From the kill switch's number on, calls stay without answer or effect.
    async fn admit(&self, service: &str, operation: &str) -> Ticket {
        let (number, fault, dead) = {
            let mut traffic = self.traffic();
            traffic.calls += 1;
            let fault = traffic.faults.judge(&format!("{service}:{operation}"));
            (traffic.calls, fault, traffic.kill_at.is_some_and(|at| traffic.calls >= at))
        };
        if dead {
            self.killed.send_replace(true);
            std::future::pending::<()>().await;
        }
        let dice = mix(self.seed ^ mix(number));
        let request_id = format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            dice >> 32,
            dice >> 16 & 0xffff,
            dice & 0xfff,
            dice >> 20 & 0xfff,
            mix(dice) & 0xffff_ffff_ffff
        );
        let ticket = Ticket { number, fault, latency: self.latency.of(service, dice), request_id };
        if let Some(FaultKind::Delay(span)) = ticket.fault {
            self.clock.sleep(span).await;
        }
        self.pause(ticket.latency / 2).await;
        ticket
    }

    async fn pause(&self, span: Duration) {
        if !span.is_zero() {
            self.clock.sleep(span).await;
        }
    }

    fn record(&self, entry: LogEntry) {
        self.traffic().log.push(entry);
    }

    /// After an effect: wakes whoever waits and writes the world down.
    ///
    /// A reading call is written down only now and then: what it saw came to pass by time alone.
    pub(crate) fn settle(&self, world: &World, write: bool) {
        if write {
            self.changes.send_modify(|count| *count += 1);
        }
        if let Some(store) = &mut *self.store() {
            let pause = if write { Duration::ZERO } else { READS_EVERY.mul_f64(self.clock.speed()) };
            store.save(world, self.clock.now(), pause);
        }
    }

    /// Writes everything down.
    pub(crate) fn save(&self) {
        let world = self.world();
        self.settle(&world, true);
    }

    pub(crate) fn failure(&self) -> Option<String> {
        self.store().as_ref()?.failure().map(str::to_owned)
    }

    fn store(&self) -> MutexGuard<'_, Option<Store>> {
        self.store.lock().unwrap_or_else(|poison| poison.into_inner())
    }

    /// Lets go of the folder without writing.
    pub(crate) fn abandon(&self) {
        self.store().take();
    }

    pub(crate) fn log(&self) -> Vec<LogEntry> {
        self.traffic().log.clone()
    }

    pub(crate) fn calls(&self) -> u64 {
        self.traffic().calls
    }

    pub(crate) fn clear_log(&self) {
        self.traffic().log.clear();
    }

    pub(crate) fn faults<T>(&self, change: impl FnOnce(&mut FaultTable) -> T) -> T {
        change(&mut self.traffic().faults)
    }

    pub(crate) fn kill_at(&self, number: Option<u64>) {
        self.traffic().kill_at = number;
        self.killed.send_replace(false);
    }

    pub(crate) async fn killed(&self) {
        let mut killed = self.killed.subscribe();
        // The sender lives as long as the shell.
        let _ = killed.wait_for(|killed| *killed).await;
    }

    /// The moment on the clock of a client.
    fn client_time(&self, origin: Origin) -> Time {
        match origin {
            Origin::InProcess => self.clock.now(),
            Origin::Socket => self.wall_time(),
        }
    }

    /// The moment on the machine's clock.
    pub(crate) fn wall_time(&self) -> Time {
        Time::of(self.wall.now())
    }
}

/// How a shell behaves.
pub(crate) struct Settings {
    pub(crate) latency: Latency,
    pub(crate) enforce: bool,
    pub(crate) wall: SharedTimeSource,
    pub(crate) store: Option<Store>,
    pub(crate) keeper: Option<Keeper>,
}

/// Spreads the bits of a number (SplitMix64's last step).
fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

impl Drop for Shell {
    fn drop(&mut self) {
        self.save();
    }
}
