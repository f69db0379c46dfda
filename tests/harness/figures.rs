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
        write!(f, "{:<72} ", self.name)?;
        if self.goal.is_infinite() {
            return write!(f, "no goal             measured {:>8.3}", self.measured);
        }
        let verdict = if self.is_met() { "met" } else { "missed" };
        write!(f, "goal at most {:>5.2}  measured {:>8.3}  {verdict}", self.goal, self.measured)
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

/// What a plan that finds nothing to do costs.
#[derive(Clone, Copy, Debug)]
pub struct IdlePlan {
    /// Things that the stack is made of.
    pub objects: usize,
    pub calls: usize,
    pub aws_rounds: f64,
    /// Of the machine's clock: the work between the calls.
    pub work: Duration,
}

/// Calls, depth and work of a plan of this spec that finds nothing to do.
pub async fn idle_plan_of(text: &str) -> IdlePlan {
    let lab = lab_of_rounds().await;
    let objects = lab.plan(&spec(text)).await.expect("a plan").changes.len();
    lab.apply_ok(text).await;
    lab.sandbox.clear_log();
    let (started, watch) = (lab.sandbox.clock().now(), std::time::Instant::now());
    let plan = lab.plan(&spec(text)).await.expect("a plan");
    let (aws_rounds, work) = (lab.sandbox.clock().now().since(started).as_secs_f64(), watch.elapsed());
    assert!(plan.is_idle(), "{:#?}", plan.changes);
    IdlePlan { objects, calls: lab.calls().len(), aws_rounds, work }
}

/// Calls and depth of a plan that finds nothing to do.
pub async fn idle_plan() -> [Figure; 2] {
    let plan = idle_plan_of(SMALLEST).await;
    [
        Figure {
            name: "calls of a no-op plan, smallest spec, AWS and Kubernetes",
            goal: 75.0,
            measured: count(plan.calls),
        },
        Figure { name: "AWS rounds of a no-op plan", goal: 3.0, measured: plan.aws_rounds },
    ]
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// The example that makes the most: a private network with keys, endpoints and a mirrored chart.
pub const LARGEST: &str = include_str!("../../examples/06_private.yaml");

/// The largest example beside the smallest: no deeper, and calls that grow slower than what there is to look at.
pub async fn growth() -> [Figure; 5] {
    let (small, large) = (idle_plan_of(SMALLEST).await, idle_plan_of(LARGEST).await);
    let (objects, calls) = (count(large.objects) / count(small.objects), count(large.calls) / count(small.calls));
    [
        Figure { name: "AWS rounds of a no-op plan, largest example", goal: 3.0, measured: large.aws_rounds },
        Figure { name: "objects of the largest example / of the smallest", goal: f64::INFINITY, measured: objects },
        Figure { name: "calls of its no-op plan / of the smallest's", goal: objects, measured: calls },
        Figure { name: "calls of a no-op plan, largest example", goal: f64::INFINITY, measured: count(large.calls) },
        Figure {
            name: "work of its no-op plan / of the smallest's",
            goal: f64::INFINITY,
            measured: large.work.as_secs_f64() / small.work.as_secs_f64(),
        },
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
