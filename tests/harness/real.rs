//! The laboratory on a real control plane: the same account, the machine's clock, nothing simulated behind the API.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use karpool::Report;
use karpool::spec::Spec;
use karpool_sandbox::{ControlPlane, Image, KubernetesSide, Latency, Options};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{Lab, SMALLEST};

/// Simulated seconds per second while there is nothing but AWS.
const SPEED: f64 = 120.0;
/// The same while there is a Kubernetes, which is as fast as it is: its garbage collector finds a new kind within 30 s,
/// and that must not be longer than an apply waits.
const KUBERNETES_SPEED: f64 = 10.0;
/// The same while a Karpenter runs, which has as many seconds for its work as the machine gives it.
const KARPENTER_SPEED: f64 = 10.0;
/// How long something may take that is waited for (the machine's time).
const PATIENCE: Duration = Duration::from_secs(120);

/// How many control planes run at once: each takes about 300 MiB and, while it starts, a whole core.
const AT_ONCE: usize = 2;

pub(crate) static PLACES: Semaphore = Semaphore::const_new(AT_ONCE);

/// A laboratory whose clusters have a control plane of their own.
pub struct RealLab {
    pub lab: Lab,
    folder: tempfile::TempDir,
    began: Instant,
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
        RealLab::with(Vec::new()).await
    }

    /// With Karpenter's own controller, in one of the versions that are built.
    pub async fn with_karpenter(version: &str) -> RealLab {
        let image = Image {
            name: format!("public.ecr.aws/karpenter/controller:{version}"),
            program: built(&format!("karpenter-{version}")),
            // Otherwise it reads the namespace from a file at a fixed place.
            environment: vec![("LEADER_ELECTION_NAMESPACE".to_owned(), "{namespace}".to_owned())],
            speed: KARPENTER_SPEED,
        };
        RealLab::with(vec![image]).await
    }

    async fn with(images: Vec<Image>) -> RealLab {
        let place = PLACES.acquire().await.expect("never closed");
        let program = built("kubernetes");
        let kubernetes = KubernetesSide::Real(ControlPlane { program, speed: KUBERNETES_SPEED, images });
        let folder = tempfile::tempdir().expect("a folder for the world");
        let options = Options {
            speed: SPEED,
            kubernetes,
            latency: Latency::none(),
            folder: Some(folder.path().to_owned()),
            ..Options::default()
        };
        RealLab { lab: Lab::with(options).await, folder, began: Instant::now(), _place: place }
    }

    /// Applies, and fails the test with everything that is known when anything failed.
    ///
    /// # Panics
    /// When the report has errors.
    pub async fn apply_really(&self, spec: &Spec) -> Report {
        let report = match self.apply(spec).await {
            Ok(report) => report,
            Err(errors) => panic!("{errors}\n{:#?}", self.complaints()),
        };
        assert!(report.is_ok(), "{:#?}\n{:#?}", report.errors().collect::<Vec<_>>(), self.complaints());
        report
    }

    /// Notes how far a story has come and how long it took, for whoever looks at its output.
    pub fn mark(&self, what: &str) {
        eprintln!("{:>6.1} s  {what}", self.began.elapsed().as_secs_f64());
    }

    /// Where the world is kept, and all that it logs.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Waits until something is so.
    ///
    /// # Panics
    /// When it does not come to be.
    pub async fn until(&self, what: &str, is_so: impl Fn(&Lab) -> bool) {
        let began = Instant::now();
        while !is_so(&self.lab) {
            assert!(began.elapsed() < PATIENCE, "not within {PATIENCE:?}: {what}\n{:#?}", self.complaints());
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
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
        for (container, log) in self.logs() {
            let serious: Vec<&str> = log.lines().filter(|line| !line.contains("\"INFO\"")).collect();
            lines.extend(serious.iter().rev().take(20).rev().map(|line| format!("{container}: {line}")));
        }
        lines
    }

    /// Whether a line of a log of the containers that are processes has all of these words.
    pub fn has_logged(&self, words: &[&str]) -> bool {
        let logs = self.logs();
        let mut lines = logs.iter().flat_map(|(_, log)| log.lines());
        lines.any(|line| words.iter().all(|word| line.contains(word)))
    }

    /// What the containers that are processes have written, by pod and run.
    pub fn logs(&self) -> Vec<(String, String)> {
        let runs = std::fs::read_dir(self.folder.path().join("containers")).into_iter().flatten().flatten();
        let mut logs: Vec<(String, String)> = runs
            .map(|run| {
                let log = std::fs::read_to_string(run.path().join("log")).unwrap_or_default();
                (run.file_name().to_string_lossy().into_owned(), log)
            })
            .collect();
        logs.sort();
        logs
    }
}

/// The smallest spec, with Karpenter's own chart of a version.
pub fn with_chart(version: &str) -> String {
    with_settings(version, "", "")
}

/// The same with more fields of `karpenter` and of `kubernetes`: `, replicas: 1`.
pub fn with_settings(version: &str, karpenter: &str, kubernetes: &str) -> String {
    let chart = built(&format!("karpenter-{version}-chart"));
    format!(
        "{SMALLEST}kubernetes: {{version: \"1.36\"{kubernetes}}}\n\
         karpenter: {{version: {version}, chart: {}{karpenter}}}\n",
        chart.display()
    )
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
