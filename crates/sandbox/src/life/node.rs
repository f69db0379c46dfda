//! Nodes: what a kubelet registers, and the taints that follow their conditions.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::condition::{self, Condition};
use super::object;
use super::pass::Pass;
use super::quantity::{self, Resources};

const NOT_READY: &str = "node.kubernetes.io/not-ready";
const UNSCHEDULABLE: &str = "node.kubernetes.io/unschedulable";

/// The message of a kubelet whose network plugin is missing.
pub(crate) const NO_NETWORK: &str = "container runtime network not ready: NetworkReady=false \
     reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized";

/// A machine as its kubelet sees it.
pub(crate) struct Machine {
    pub(crate) name: String,
    pub(crate) provider_id: String,
    pub(crate) address: String,
    pub(crate) architecture: String,
    /// `1.35.1`
    pub(crate) version: String,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) taints: Vec<Value>,
    pub(crate) capacity: Resources,
    pub(crate) allocatable: Resources,
}

impl Machine {
    /// The Node that the kubelet registers: not ready yet.
    pub(crate) fn node(&self) -> Value {
        let mut labels = self.labels.clone();
        labels.insert("kubernetes.io/hostname".to_owned(), self.name.clone());
        for key in ["kubernetes.io/arch", "beta.kubernetes.io/arch"] {
            labels.insert(key.to_owned(), self.architecture.clone());
        }
        for key in ["kubernetes.io/os", "beta.kubernetes.io/os"] {
            labels.insert(key.to_owned(), "linux".to_owned());
        }
        let mut taints = self.taints.clone();
        taints.push(json!({"key": NOT_READY, "effect": "NoSchedule"}));
        json!({
            "apiVersion": "v1", "kind": "Node",
            "metadata": {"name": self.name, "labels": labels},
            "spec": {"providerID": self.provider_id, "taints": taints},
        })
    }

    pub(crate) fn status(&self, now: crate::Time) -> Value {
        let mut conditions = Vec::new();
        for (kind, reason, message) in [
            ("MemoryPressure", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
            ("DiskPressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
            ("PIDPressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
        ] {
            condition::set(&mut conditions, &Condition::new(kind, false, reason, message), now);
        }
        condition::set(&mut conditions, &Condition::new("Ready", false, "KubeletNotReady", NO_NETWORK), now);
        json!({
            "capacity": quantity::write(&self.capacity), "allocatable": quantity::write(&self.allocatable),
            "conditions": conditions,
            "addresses": [
                {"type": "InternalIP", "address": self.address}, {"type": "InternalDNS", "address": self.name},
                {"type": "Hostname", "address": self.name},
            ],
            "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
            "nodeInfo": {
                "architecture": self.architecture, "operatingSystem": "linux", "osImage": "Amazon Linux 2023",
                "kernelVersion": "6.12.40-63.114.amzn2023", "containerRuntimeVersion": "containerd://2.1.5",
                "kubeletVersion": format!("v{}-eks-113cf36", self.version), "kubeProxyVersion": "",
                "bootID": self.provider_id, "machineID": self.provider_id, "systemUUID": self.provider_id,
            },
        })
    }
}

pub(crate) fn taints(node: &Value) -> &[Value] {
    object::list(node, "/spec/taints")
}

pub(crate) fn is_ready(node: &Value) -> bool {
    condition::is_true(node, "Ready")
}

/// Registers the machine with the API.
pub(crate) fn register(pass: &mut Pass<'_>, machine: &Machine) -> bool {
    let Some(node) = pass.create(machine.node()) else { return false };
    pass.report("nodes", &node, machine.status(pass.now));
    true
}

/// Readiness follows the network plugin.
pub(crate) fn run(pass: &mut Pass<'_>) {
    let nodes = pass.list("nodes");
    if nodes.is_empty() {
        return;
    }
    let pods = pass.list("pods");
    for node in nodes.iter() {
        let networked = pods.iter().any(|pod| {
            super::pod::node_name(pod) == object::name(node)
                && object::label(pod, "k8s-app") == Some("aws-node")
                && super::pod::is_ready(pod)
        });
        let networked = networked || super::fargate::is_fargate(node);
        // A kubelet that once had its network keeps the configuration on disk.
        let ready = networked || is_ready(node);
        if ready != is_ready(node) {
            let mut conditions = condition::all(node);
            let posted = Condition::new("Ready", true, "KubeletReady", "kubelet is posting ready status");
            condition::set(&mut conditions, &posted, pass.now);
            pass.report("nodes", node, json!({"conditions": conditions}));
        }
    }
}

/// Taints follow readiness and cordons.
pub(crate) fn taint_all(pass: &mut Pass<'_>) {
    for node in pass.list("nodes").iter() {
        taint(pass, node, is_ready(node));
    }
}

fn taint(pass: &mut Pass<'_>, node: &Value, ready: bool) {
    let old = taints(node);
    let mut new: Vec<Value> =
        old.iter().filter(|taint| taint["key"] != NOT_READY && taint["key"] != UNSCHEDULABLE).cloned().collect();
    if !ready {
        new.push(json!({"key": NOT_READY, "effect": "NoSchedule"}));
    }
    if node["spec"]["unschedulable"] == true {
        new.push(json!({"key": UNSCHEDULABLE, "effect": "NoSchedule"}));
    }
    let key = |taint: &Value| format!("{}:{}", taint["key"], taint["effect"]);
    let keys = |list: &[Value]| list.iter().map(key).collect::<std::collections::BTreeSet<_>>();
    if keys(old) != keys(&new) {
        pass.patch("nodes", node, json!({"spec": {"taints": if new.is_empty() { Value::Null } else { json!(new) }}}));
    }
}
