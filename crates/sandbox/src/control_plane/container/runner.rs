//! Keeps the processes in step with the pods.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, Weak};

use serde_json::Value;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::process::{self, Order};
use super::{Image, Run, State, name_of, run_of};
use crate::control_plane::connection::Connection;
use crate::kubernetes::{Cluster, Place};
use crate::shell::Shell;
use crate::world::World;

/// All processes of a sandbox.
pub(crate) struct Runner {
    images: Vec<Image>,
    /// Where every run has a folder.
    folder: PathBuf,
    running: Mutex<BTreeMap<Run, Running>>,
}

/// One process; it is killed when this value is dropped.
struct Running {
    task: JoinHandle<()>,
    stop: Arc<Notify>,
    speed: f64,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Runner {
    pub(crate) fn new(images: Vec<Image>, folder: PathBuf) -> Runner {
        Runner { images, folder, running: Mutex::default() }
    }

    pub(crate) fn images(&self) -> &[Image] {
        &self.images
    }

    /// How fast time may run for the processes that there are.
    pub(crate) fn speed(&self) -> Option<f64> {
        self.running().values().map(|running| running.speed).reduce(f64::min)
    }

    /// Ends every process.
    pub(crate) fn close(&self) {
        self.running().clear();
    }

    fn running(&self) -> std::sync::MutexGuard<'_, BTreeMap<Run, Running>> {
        self.running.lock().unwrap_or_else(|poison| poison.into_inner())
    }

    /// Starts and stops processes as the pods' statuses say.
    pub(crate) fn tend(&self, shell: &Weak<Shell>, world: &mut World, connect: impl Fn(&str) -> Option<Connection>) {
        if self.images.is_empty() {
            return;
        }
        let mut running = self.running();
        let mut wanted = BTreeMap::new();
        for (arn, cluster) in &world.clusters {
            for pod in cluster.stored("pods").filter(|pod| world.containers.runs(pod) && is_running(pod)) {
                wanted.extend(run_of(pod).map(|run| (run, (arn.clone(), pod.clone()))));
            }
        }
        running.retain(|run, _| wanted.contains_key(run));
        world.containers.states.retain(|run, _| wanted.contains_key(run));
        for (run, (arn, pod)) in wanted {
            let leaving = pod["metadata"]["deletionTimestamp"].is_string();
            match running.get(&run) {
                Some(process) if leaving => process.stop.notify_one(),
                Some(_) => {}
                // The kubelet has seen it to its end, or will take it away.
                None if leaving || world.containers.states.contains_key(&run) => {}
                None => {
                    let order = connect(&arn)
                        .zip(world.clusters.get(&arn))
                        .and_then(|(connection, cluster)| self.order(shell, (&arn, &run), pod, connection, cluster));
                    if let Some(process) = order.and_then(|order| start(order, run.clone())) {
                        running.insert(run, process);
                    }
                }
            }
        }
    }

    fn order(
        &self,
        shell: &Weak<Shell>,
        (arn, run): (&str, &Run),
        pod: Value,
        connection: Connection,
        cluster: &Cluster,
    ) -> Option<Order> {
        let name = name_of(&pod["spec"]["containers"][0]);
        let image = self.images.iter().find(|image| image.name == name)?.clone();
        let node = cluster.peek(&Place::cluster("nodes", pod["spec"]["nodeName"].as_str()?)).cloned()?;
        let folder = self.folder.join(format!("{}-{}", pod["metadata"]["name"].as_str()?, run.2));
        let endpoint = format!("https://{}", cluster.address()?);
        Some(Order { shell: shell.clone(), arn: arn.to_owned(), pod, node, image, folder, connection, endpoint })
    }
}

/// Outside of a runtime nothing can be started: the next call from inside does it.
fn start(order: Order, run: Run) -> Option<Running> {
    let runtime = tokio::runtime::Handle::try_current().ok()?;
    let stop = Arc::new(Notify::new());
    let (shell, arn, speed) = (order.shell.clone(), order.arn.clone(), order.image.speed);
    let tell = move |state: State| {
        let Some(shell) = shell.upgrade() else { return };
        shell.with_world(|world| {
            world.containers.states.insert(run.clone(), state);
            if let Some(cluster) = world.clusters.get_mut(&arn) {
                cluster.revision += 1;
            }
        });
    };
    let task = runtime.spawn(process::run(order, Arc::clone(&stop), tell));
    Some(Running { task, stop, speed })
}

/// Whether the kubelet says that the container has been started.
fn is_running(pod: &Value) -> bool {
    pod["status"]["containerStatuses"][0]["state"]["running"].is_object()
}
