//! What a run costs in calls and rounds: counted in simulated time, so they are the same on every machine.

use std::time::Duration;

use karpool_sandbox::{Latency, Options};

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
