//! Answers that hold more than the engine's own.

use karpool::Plan;
use karpool::catalog::compatibility::{DEFAULT_KARPENTER, DEFAULT_KUBERNETES};
use karpool::plan::Counts;
use karpool_sandbox::LogEntry;
use schemars::JsonSchema;
use serde::Serialize;

/// Everything that apply, or destroy, would do.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Plan")]
pub(crate) struct PlanAnswer {
    #[serde(flatten)]
    plan: Plan,
    /// What two plans share exactly when they ask for the same writes: apply it with the option `approve`.
    digest: String,
    /// How many changes there are of each kind.
    counts: Counts,
}

impl PlanAnswer {
    pub(crate) fn of(plan: Plan) -> PlanAnswer {
        PlanAnswer { digest: plan.digest(), counts: plan.counts(), plan }
    }
}

/// A token for a cluster's Kubernetes API.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Token {
    /// What goes behind `Authorization: Bearer`.
    pub token: String,
    /// When it ends.
    pub expires: String,
}

/// What this is, and what it installs when a spec says nothing.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Version {
    /// The version of karpool.
    version: String,
    /// The default version of Kubernetes.
    kubernetes: String,
    /// The default version of Karpenter.
    karpenter: String,
}

impl Version {
    pub(crate) fn current() -> Version {
        Version {
            version: crate::VERSION.to_owned(),
            kubernetes: DEFAULT_KUBERNETES.to_string(),
            karpenter: DEFAULT_KARPENTER.to_string(),
        }
    }
}

/// A call that reached a sandbox.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Call {
    /// Counts from 1.
    number: u64,
    /// Simulated milliseconds since the Unix epoch.
    time: i64,
    /// `eks`, `iam` and so on, or `kubernetes`.
    service: String,
    /// `CreateCluster`, or `PATCH nodepools/x86`.
    operation: String,
    /// The region that was called.
    region: String,
    /// ARN of the caller, or the name of the Kubernetes user; empty when not known.
    caller: String,
    /// What the call is about, as far as its parameters say: `dev/system`.
    resource: String,
    /// Whether it asked for a change.
    write: bool,
    /// The HTTP status.
    status: u16,
    /// `done`, an error code, or what a fault did to it.
    outcome: String,
}

impl From<LogEntry> for Call {
    fn from(entry: LogEntry) -> Call {
        let LogEntry { number, time, service, operation, region, caller, resource, write, status, outcome } = entry;
        let outcome = outcome.to_string();
        Call { number, time: time.0, service, operation, region, caller, resource, write, status, outcome }
    }
}
