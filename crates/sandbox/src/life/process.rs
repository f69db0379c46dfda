//! Containers that are processes of this machine: what the kubelet makes of them.

use serde_json::Value;

use super::health::Health;
use super::pass::Pass;
use super::{object, pod};
use crate::control_plane::container::State;
use crate::kubernetes::Cluster;

/// What a probe of a pod's process finds; none where nothing is run for its image.
pub(crate) fn health(pass: &Pass<'_>, pod: &Value) -> Option<Health> {
    let containers = &pass.world.containers;
    if !containers.runs(pod) {
        return None;
    }
    Some(match containers.state(pod) {
        Some(State::Running { ready: true }) => Health::Ready,
        Some(State::Running { ready: false }) | None => Health::Waiting,
        Some(State::Ended { code, message }) => Health::Ended { code: *code, message: message.clone() },
    })
}

/// Whether a pod that is asked to leave has a process that has not obeyed yet.
pub(crate) fn holds_on(pass: &Pass<'_>, pod: &Value) -> bool {
    let containers = &pass.world.containers;
    containers.runs(pod) && matches!(containers.state(pod), Some(State::Running { .. }))
}

/// Whether the pod identity agent answers on a pod's node.
pub(crate) fn agent_runs(cluster: &Cluster, of: &Value) -> bool {
    cluster.stored("pods").any(|other| {
        object::label(other, "app.kubernetes.io/name") == Some("eks-pod-identity-agent")
            && pod::node_name(other) == pod::node_name(of)
            && pod::is_ready(other)
    })
}

/// Whether a pod finds the addresses of AWS: by the node's name service, or by the cluster's.
pub(crate) fn resolves_names(cluster: &Cluster, of: &Value) -> bool {
    let policy = object::text(of, "/spec/dnsPolicy");
    let by_cluster = matches!(policy, "" | "ClusterFirst" | "ClusterFirstWithHostNet");
    !by_cluster
        || cluster
            .stored("pods")
            .any(|other| object::label(other, "k8s-app") == Some("kube-dns") && pod::is_ready(other))
}
