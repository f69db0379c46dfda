//! The process of one container.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Weak};
use std::time::Duration;

use serde_json::Value;
use tokio::process::{Child, Command};
use tokio::sync::Notify;

use super::door::{self, Door};
use super::environment::{Surroundings, variables};
use super::probe::Probe;
use super::{Image, State, volume};
use crate::control_plane::connection::Connection;
use crate::control_plane::{Failure, address};
use crate::shell::Shell;

/// How often a process is asked whether it is ready.
const EVERY: Duration = Duration::from_millis(500);
/// How often tokens are asked for anew.
const REFRESH: Duration = Duration::from_secs(10 * 60);
/// How much of the log becomes a container's last message, where it wants that. Source: the kubelet's fallback.
const LAST_WORDS: usize = 2048;

/// What a process is made of.
pub(super) struct Order {
    pub(super) shell: Weak<Shell>,
    pub(super) arn: String,
    pub(super) pod: Value,
    pub(super) node: Value,
    pub(super) image: Image,
    pub(super) folder: PathBuf,
    pub(super) connection: Connection,
    pub(super) endpoint: String,
}

/// Runs the container until it ends; `tell` hears of every change.
pub(super) async fn run(order: Order, stop: Arc<Notify>, tell: impl Fn(State)) {
    let ended = match start(&order).await {
        Ok((child, ports, _door)) => follow(&order, child, &ports, &stop, &tell).await,
        // Source: the kubelet's code for a container that it can't create.
        Err(failure) => (128, failure.to_string()),
    };
    tell(State::Ended { code: ended.0, message: ended.1 });
}

async fn start(order: &Order) -> Result<(Child, BTreeMap<u64, u16>, Door), Failure> {
    let container = &order.pod["spec"]["containers"][0];
    // The program works in the folder, so that what it is told of must not depend on where this one works.
    let folder = std::path::absolute(&order.folder)?;
    std::fs::create_dir_all(&folder)?;
    volume::write(&order.connection, &order.pod, &folder).await?;
    let door = door::open(&order.shell, &order.arn, &order.pod).await?;
    let mut ports = BTreeMap::new();
    for port in container["ports"].as_array().into_iter().flatten() {
        let free = address::free()?;
        let free = free.rsplit(':').next().and_then(|port| port.parse().ok());
        ports.extend(port["containerPort"].as_u64().zip(free));
    }
    let around = Surroundings { pod: &order.pod, node: &order.node, root: &folder, ports: &ports };
    let mut environment = variables(&around).map_err(Failure::Other)?;
    network(&mut environment, &door.address, &order.endpoint);
    let own = |name: &str| environment.iter().any(|(known, _)| known == name);
    let namespace = order.pod["metadata"]["namespace"].as_str().unwrap_or_default();
    let beside: Vec<(String, String)> =
        order.image.environment.iter().filter(|(name, _)| !own(name)).cloned().collect();
    environment.extend(beside.into_iter().map(|(name, value)| (name, value.replace("{namespace}", namespace))));
    let kubeconfig = volume::write_kubeconfig(&folder, &order.endpoint)?;
    environment.extend(kubeconfig.map(|path| ("KUBECONFIG".to_owned(), path.display().to_string())));
    let log = std::fs::File::create(folder.join("log"))?;
    let arguments = container["args"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let child = Command::new(&order.image.program)
        .args(arguments)
        .env_clear()
        .envs(environment)
        .current_dir(&folder)
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .kill_on_drop(true)
        .spawn()?;
    Ok((child, ports, door))
}

/// Where the pod's network leads: AWS and the node's agent behind one address, the API behind another.
fn network(environment: &mut Vec<(String, String)>, door: &str, endpoint: &str) {
    for (name, value) in environment.iter_mut() {
        if name == "AWS_CONTAINER_CREDENTIALS_FULL_URI" {
            *value = format!("http://{door}/v1/credentials");
        }
    }
    let (host, port) = endpoint.trim_start_matches("https://").split_once(':').unwrap_or_default();
    for (name, value) in [
        ("AWS_ENDPOINT_URL", format!("http://{door}").as_str()),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("KUBERNETES_SERVICE_HOST", host),
        ("KUBERNETES_SERVICE_PORT", port),
    ] {
        environment.push((name.to_owned(), value.to_owned()));
    }
}

async fn follow(
    order: &Order,
    mut child: Child,
    ports: &BTreeMap<u64, u16>,
    stop: &Notify,
    tell: &impl Fn(State),
) -> (i32, String) {
    let container = &order.pod["spec"]["containers"][0];
    let probe = Probe::of(container, "readinessProbe", ports);
    let mut told = None;
    let mut refresh = tokio::time::interval(REFRESH);
    // The first one comes at once, when everything is new.
    refresh.tick().await;
    loop {
        tokio::select! {
            ended = child.wait() => return last_words(order, ended),
            () = stop.notified() => return end(order, child).await,
            _ = refresh.tick() => {
                // Tokens that could not be had now are asked for again; the old ones last longer.
                let _ = volume::write(&order.connection, &order.pod, &order.folder).await;
            }
            ready = ask(probe.as_ref(), told.is_some()) => if told != Some(ready) {
                told = Some(ready);
                tell(State::Running { ready });
            },
        }
    }
}

async fn ask(probe: Option<&Probe>, again: bool) -> bool {
    if again {
        tokio::time::sleep(EVERY).await;
    }
    match probe {
        Some(probe) => probe.succeeds().await,
        None => true,
    }
}

/// Asks the process to end, and ends it when its grace period is over.
async fn end(order: &Order, mut child: Child) -> (i32, String) {
    if let Some(id) = child.id() {
        // A signal other than the last one needs a program: there is no safe call for it.
        let _ = Command::new("/bin/sh").args(["-c", &format!("kill -TERM {id}")]).status().await;
    }
    let grace = order.pod["metadata"]["deletionGracePeriodSeconds"].as_u64().unwrap_or(30);
    match tokio::time::timeout(Duration::from_secs(grace), child.wait()).await {
        Ok(ended) => last_words(order, ended),
        Err(_) => {
            // It is dropped, and so killed, in any case.
            let _ = child.kill().await;
            (137, String::new())
        }
    }
}

fn last_words(order: &Order, ended: std::io::Result<std::process::ExitStatus>) -> (i32, String) {
    let code = ended.ok().and_then(|status| status.code()).unwrap_or(137);
    let policy = &order.pod["spec"]["containers"][0]["terminationMessagePolicy"];
    let message = if policy == "FallbackToLogsOnError" { tail(&order.folder.join("log")) } else { String::new() };
    (code, message)
}

fn tail(log: &Path) -> String {
    let text = std::fs::read(log).unwrap_or_default();
    let from = text.len().saturating_sub(LAST_WORDS);
    String::from_utf8_lossy(&text[from..]).into_owned()
}
