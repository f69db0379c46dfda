//! What a run costs in calls and rounds: counted in simulated time, so they are the same on every machine.

use std::time::Duration;

use karpool_sandbox::{Latency, Options, Time};
use serde_json::Value as Json;

use crate::{Lab, SMALLEST, spec};

/// A figure beside its goal.
pub struct Figure {
    pub name: &'static str,
    pub goal: f64,
    pub measured: f64,
}

impl Figure {
    pub fn is_met(&self) -> bool {
        self.measured <= self.goal
    }
}

impl std::fmt::Display for Figure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let verdict = if self.is_met() { "met" } else { "missed" };
        write!(f, "{:<72} goal {:>6}  measured {:>8.2}  {verdict}", self.name, self.goal, self.measured)
    }
}

/// Every AWS call takes a second and Kubernetes answers at once, so seconds are rounds of AWS calls that wait for
/// each other.
const ROUND: Duration = Duration::from_secs(1);

async fn lab_of_rounds() -> Lab {
    let mut latency = Latency::fixed(ROUND);
    latency.services.insert("kubernetes".to_owned(), (Duration::ZERO, Duration::ZERO));
    Lab::with(Options { latency, ..Options::default() }).await
}

/// Calls and depth of a plan that finds nothing to do.
pub async fn idle_plan() -> [Figure; 2] {
    let lab = lab_of_rounds().await;
    lab.apply_ok(SMALLEST).await;
    lab.sandbox.clear_log();
    let started = lab.sandbox.clock().now();
    lab.plan(&spec(SMALLEST)).await.expect("a plan");
    let rounds = lab.sandbox.clock().now().since(started).as_secs_f64();
    let calls = u32::try_from(lab.calls().len()).unwrap_or(u32::MAX);
    [
        Figure {
            name: "calls of a no-op plan, smallest spec, AWS and Kubernetes",
            goal: 75.0,
            measured: f64::from(calls),
        },
        Figure { name: "AWS rounds of a no-op plan", goal: 3.0, measured: rounds },
    ]
}

/// In which round after the plan pass CreateCluster is sent.
pub async fn create_cluster_round() -> Figure {
    let lab = lab_of_rounds().await;
    let started = lab.sandbox.clock().now();
    lab.plan(&spec(SMALLEST)).await.expect("a plan");
    let planned = lab.sandbox.clock().now().since(started);
    let started = lab.sandbox.clock().now();
    lab.apply_ok(SMALLEST).await;
    let log = lab.sandbox.log();
    let sent = log.iter().find(|entry| entry.operation == "CreateCluster").expect("a cluster was made");
    let round = sent.time.since(started).as_secs_f64() - planned.as_secs_f64();
    Figure {
        name: "round after the plan pass in which CreateCluster is first sent",
        goal: 5.0,
        measured: round.max(0.0).ceil(),
    }
}

/// How much longer an apply takes than what it cannot shorten: the cluster's own time, the time of the node group from
/// then on, and the controller's from its nodes on.
pub async fn critical_path_ratio() -> Figure {
    let lab = Lab::new().await;
    let wanted = spec(SMALLEST);
    let (report, moments) = {
        let mut moments = Moments::default();
        let watching = async {
            loop {
                moments.look(&lab);
                lab.sandbox.clock().sleep(GLANCE).await;
            }
        };
        let report = tokio::select! {
            biased;
            report = lab.apply(&wanted) => report.expect("a report"),
            () = watching => unreachable!("it watches for ever"),
        };
        moments.look(&lab);
        (report, moments)
    };
    let seconds = |from: Option<Time>, to: Option<Time>| match (from, to) {
        (Some(from), Some(to)) => to.since(from).as_secs_f64(),
        _ => f64::NAN,
    };
    let cluster = seconds(moments.cluster_made, moments.cluster_active);
    let nodes = seconds(moments.group_made, moments.nodes_ready);
    let controller = seconds(moments.nodes_ready, moments.controller_available);
    Figure {
        name: "apply time / critical path of the sandbox's own latencies",
        goal: 1.03,
        measured: report.seconds / (cluster + nodes + controller),
    }
}

/// Between two looks at the world.
const GLANCE: Duration = Duration::from_millis(250);

/// When things that nobody can hurry were first seen.
#[derive(Default)]
struct Moments {
    cluster_made: Option<Time>,
    cluster_active: Option<Time>,
    group_made: Option<Time>,
    nodes_ready: Option<Time>,
    controller_available: Option<Time>,
}

impl Moments {
    fn look(&mut self, lab: &Lab) {
        let now = lab.sandbox.clock().now();
        let see = |moment: &mut Option<Time>, there: bool| {
            if there && moment.is_none() {
                *moment = Some(now);
            }
        };
        lab.sandbox.inspect(|world| {
            let regional = world.accounts.values().flat_map(|account| account.regions.values()).next();
            let cluster = regional.and_then(|regional| regional.eks.clusters.get("dev"));
            see(&mut self.cluster_made, cluster.is_some());
            see(&mut self.cluster_active, cluster.is_some_and(|cluster| cluster.status == "ACTIVE"));
            see(&mut self.group_made, cluster.is_some_and(|cluster| !cluster.nodegroups.is_empty()));
            let Some(kubernetes) = world.clusters.values().next() else { return };
            let ready = |object: &&Json, kind: &str| {
                let conditions = object["status"]["conditions"].as_array().into_iter().flatten();
                conditions.into_iter().any(|condition| condition["type"] == kind && condition["status"] == "True")
            };
            see(&mut self.nodes_ready, kubernetes.stored("nodes").filter(|node| ready(node, "Ready")).count() >= 2);
            let controller = |object: &&Json| object["metadata"]["name"] == "karpenter" && ready(object, "Available");
            let available = kubernetes.stored("deployments.apps").find(controller);
            let whole = |object: &Json| object["status"]["availableReplicas"] == object["spec"]["replicas"];
            see(&mut self.controller_available, available.is_some_and(whole));
        });
    }
}
