//! Whether a started container does what it should.

use serde_json::Value;

use super::pass::Pass;
use super::{karpenter, object};

/// What the first readiness probe finds.
pub(crate) enum Health {
    Ready,
    /// Not yet, but it may come.
    Waiting,
    /// The process has ended with an error.
    Crashed(String),
}

pub(crate) fn of(pass: &Pass<'_>, pod: &Value) -> Health {
    match object::label(pod, "app.kubernetes.io/name") {
        Some("karpenter") => karpenter::startup::check(pass, pod),
        _ => Health::Ready,
    }
}

/// Whether the cluster's own name service answers: a ready pod behind `kube-dns`.
pub(crate) fn dns_answers(pass: &Pass<'_>) -> bool {
    pass.cluster().is_some_and(|cluster| {
        cluster.stored("pods").any(|pod| object::label(pod, "k8s-app") == Some("kube-dns") && super::pod::is_ready(pod))
    })
}
