//! The laboratory on a real control plane: the same account, the machine's clock, nothing simulated behind the API.

use std::path::PathBuf;
use std::sync::OnceLock;

use karpool_sandbox::{ControlPlane, KubernetesSide, Latency, Options};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::Lab;

/// Simulated seconds per second while there is nothing but AWS.
const SPEED: f64 = 120.0;
/// The same while there is a Kubernetes, which is as fast as it is.
const KUBERNETES_SPEED: f64 = 20.0;

/// How many control planes run at once: each takes about 300 MiB and, while it starts, a whole core.
const AT_ONCE: usize = 2;

static PLACES: Semaphore = Semaphore::const_new(AT_ONCE);

/// A laboratory whose clusters have a control plane of their own.
pub struct RealLab {
    pub lab: Lab,
    folder: tempfile::TempDir,
    _place: SemaphorePermit<'static>,
}

impl std::ops::Deref for RealLab {
    type Target = Lab;

    fn deref(&self) -> &Lab {
        &self.lab
    }
}

impl RealLab {
    pub async fn new() -> RealLab {
        // Fails only when a provider is installed already, which is as good.
        let place = PLACES.acquire().await.expect("never closed");
        let program = built("kubernetes");
        let kubernetes = KubernetesSide::Real(ControlPlane { program, speed: KUBERNETES_SPEED, images: Vec::new() });
        let folder = tempfile::tempdir().expect("a folder for the world");
        let options = Options {
            speed: SPEED,
            kubernetes,
            latency: Latency::none(),
            folder: Some(folder.path().to_owned()),
            ..Options::default()
        };
        RealLab { lab: Lab::with(options).await, folder, _place: place }
    }

    /// What the cluster's inhabitants could not write, and the last lines that the control planes logged: for messages.
    pub fn complaints(&self) -> Vec<String> {
        let mut lines: Vec<String> = self
            .sandbox
            .inspect(|world| world.clusters.values().flat_map(|cluster| cluster.refusals().iter().cloned()).collect());
        let planes = std::fs::read_dir(self.folder.path().join("kubernetes")).into_iter().flatten().flatten();
        for plane in planes {
            let log = std::fs::read_to_string(plane.path().join("kubernetes.log")).unwrap_or_default();
            let serious: Vec<&str> = log.lines().filter(|line| !line.starts_with('I')).collect();
            lines.extend(serious.iter().rev().take(20).rev().map(|line| (*line).to_owned()));
        }
        lines
    }
}

/// A program that `make build-kubernetes` made.
///
/// # Panics
/// When it is not there: nothing is skipped.
pub fn built(name: &str) -> PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let test = std::env::current_exe().expect("this program has a path");
        // <target>/debug/deps/real-0123 -> <target>/go
        test.ancestors().nth(3).expect("a target folder").join("go")
    });
    let program = folder.join(name);
    assert!(program.exists(), "{} is not built: run `make build-kubernetes`", program.display());
    program
}
