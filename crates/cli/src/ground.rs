//! Where a command works: the real account, or the sandbox.

use std::time::{Duration, Instant};

use karpool::World;
use karpool::units::Region;
use karpool::world::Access;
use karpool_sandbox::{ControlPlane, KubernetesSide, Options, Sandbox, WorldError};
use tokio::runtime::{Builder, Runtime};

use crate::args::{KubernetesWorld, SandboxArgs};
use crate::exit::Failure;

/// Simulated seconds per second, unless asked for otherwise: a quarter of an hour in a few seconds.
pub(crate) const SPEED: f64 = 200.0;
/// The same while a real control plane is at work, whose own seconds are as long as they are.
const REAL_SPEED: f64 = 10.0;
/// How often the simulated clock is held back to keep its speed (wall time).
const BEAT: Duration = Duration::from_millis(5);
/// How often what moves on the screen is drawn again (wall time).
const FRAME: Duration = Duration::from_millis(80);

/// A world, and the sandbox behind it where there is one.
pub(crate) struct Ground {
    pub(crate) world: World,
    pub(crate) sandbox: Option<Sandbox>,
    speed: f64,
}

impl Ground {
    /// A moment between two drawings.
    pub(crate) async fn frame(&self) {
        tokio::time::sleep(FRAME.mul_f64(self.speed)).await;
    }
}

/// Where to work: the region, and how to sign in.
pub(crate) type Place = (Region, Access);

/// Does some work in the accounts and regions that the places name, all in one runtime and one sandbox.
///
/// The sandbox's clock stands still while the engine computes, and its waiting goes by at the chosen speed: what a
/// run takes in simulated time does not depend on the machine.
pub(crate) fn work<T>(
    args: &SandboxArgs,
    places: &[Place],
    work: impl AsyncFnOnce(Vec<Ground>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let runtime = runtime(args.sandbox && args.kubernetes == KubernetesWorld::Simulated)
        .map_err(|error| Failure::Sandbox(format!("no runtime: {error}")))?;
    runtime.block_on(async {
        let grounds = if args.sandbox { simulated(args, places).await? } else { real(places).await? };
        let sandbox = grounds.first().and_then(|ground| ground.sandbox.clone());
        let result = work(grounds).await;
        if let Some(sandbox) = sandbox {
            sandbox.close();
        }
        result
    })
}

/// As [`work`], in one place.
pub(crate) fn work_in<T>(
    args: &SandboxArgs,
    place: Place,
    work: impl AsyncFnOnce(&Ground) -> Result<T, Failure>,
) -> Result<T, Failure> {
    self::work(args, &[place], async |grounds| match &grounds[..] {
        [ground] => work(ground).await,
        _ => Err(Failure::Sandbox("there is nowhere to work".into())),
    })
}

/// One thread with its own clock for the sandbox, two threads for what lives on the machine's clock.
fn runtime(simulated: bool) -> std::io::Result<Runtime> {
    if simulated {
        Builder::new_current_thread().enable_all().start_paused(true).build()
    } else {
        Builder::new_multi_thread().worker_threads(2).enable_all().build()
    }
}

async fn real(places: &[Place]) -> Result<Vec<Ground>, Failure> {
    // Fails only when a provider is installed already, which is as good.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let mut grounds = Vec::new();
    for (region, access) in places {
        let world = World::builder().build(region, access).await?;
        grounds.push(Ground { world, sandbox: None, speed: 1.0 });
    }
    Ok(grounds)
}

async fn simulated(args: &SandboxArgs, places: &[Place]) -> Result<Vec<Ground>, Failure> {
    let paused = args.kubernetes == KubernetesWorld::Simulated;
    let speed = speed(args)?;
    let Some((first, _)) = places.first() else { return Ok(Vec::new()) };
    let sandbox = open(args, first, if paused { 1.0 } else { speed })?;
    let mut grounds = Vec::new();
    for (region, _) in places {
        let cache = args.sandbox_folder.join("charts");
        let world = karpool_sandbox::world(&sandbox, region, &args.sandbox_user, Some(cache)).await;
        let world = world.map_err(refusal)?;
        // On the machine's clock a moment between two drawings is what it is.
        grounds.push(Ground { world, sandbox: Some(sandbox.clone()), speed: if paused { speed } else { 1.0 } });
    }
    if paused {
        tokio::spawn(hold_back(speed));
    }
    Ok(grounds)
}

fn refusal(error: WorldError) -> Failure {
    match error {
        WorldError::NoUser(_) => Failure::usage(error.to_string(), "--sandbox-user is deployer, alice or bob"),
        other => Failure::Sandbox(other.to_string()),
    }
}

pub(crate) fn speed(args: &SandboxArgs) -> Result<f64, Failure> {
    let speed = args.sandbox_speed.unwrap_or(SPEED);
    if speed.is_finite() && speed > 0.0 {
        return Ok(speed);
    }
    Err(Failure::usage(format!("--sandbox-speed {speed} is no speed"), "give a positive number, such as 60"))
}

/// Opens the sandbox in its folder.
pub(crate) fn open(args: &SandboxArgs, region: &Region, speed: f64) -> Result<Sandbox, Failure> {
    let options = Options {
        seed: args.sandbox_seed,
        speed,
        folder: Some(args.sandbox_folder.clone()),
        faults: args.sandbox_fault.clone(),
        region: region.to_string(),
        kubernetes: kubernetes(args)?,
        ..Options::default()
    };
    Sandbox::open(options).map_err(|error| Failure::Sandbox(error.to_string()))
}

fn kubernetes(args: &SandboxArgs) -> Result<KubernetesSide, Failure> {
    if args.kubernetes == KubernetesWorld::Simulated {
        return Ok(KubernetesSide::Simulated);
    }
    let program = args.kubernetes_program.clone().ok_or_else(|| {
        Failure::usage(
            "--kubernetes real needs the program of a control plane".to_owned(),
            "build one with `make build-kubernetes` and name it in KARPOOL_KUBERNETES_PROGRAM",
        )
    })?;
    let speed = args.sandbox_speed.map_or(REAL_SPEED, |speed| speed.min(REAL_SPEED));
    Ok(KubernetesSide::Real(ControlPlane { program, speed, images: args.kubernetes_image.clone() }))
}

/// Lets tokio's paused clock, which jumps as soon as nothing is left to do, run at most at this speed.
async fn hold_back(speed: f64) {
    loop {
        let began = Instant::now();
        tokio::time::sleep(BEAT.mul_f64(speed)).await;
        if let Some(left) = BEAT.checked_sub(began.elapsed()) {
            std::thread::sleep(left);
        }
    }
}
