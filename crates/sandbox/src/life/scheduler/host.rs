//! A node as the scheduler sees it.

use serde_json::Value;

use crate::life::quantity::{self, Resources};
use crate::life::{node, object, pod};

pub(crate) struct Host {
    pub(crate) name: String,
    pub(crate) node: Value,
    pub(crate) room: Resources,
    pub(crate) used: Resources,
    pub(crate) pods: Vec<Value>,
}

impl Host {
    pub(crate) fn all(nodes: &[Value], pods: &[Value]) -> Vec<Host> {
        let mut hosts: Vec<Host> = nodes.iter().filter(|node| !object::is_leaving(node)).map(Host::new).collect();
        for pod in pods.iter().filter(|pod| !pod::is_done(pod)) {
            if let Some(host) = hosts.iter_mut().find(|host| host.name == pod::node_name(pod)) {
                host.take(pod);
            }
        }
        hosts
    }

    pub(crate) fn new(node: &Value) -> Host {
        Host {
            name: object::name(node).to_owned(),
            room: quantity::read(object::map(node, "/status/allocatable")),
            node: node.clone(),
            used: Resources::new(),
            pods: Vec::new(),
        }
    }

    pub(crate) fn take(&mut self, pod: &Value) {
        quantity::add(&mut self.used, &quantity::of_pod(&pod["spec"]));
        self.pods.push(pod.clone());
    }

    pub(crate) fn label(&self, key: &str) -> Option<&str> {
        object::label(&self.node, key)
    }

    pub(crate) fn taints(&self) -> &[Value] {
        node::taints(&self.node)
    }

    /// Pods of the same owner that are here already.
    pub(crate) fn siblings(&self, pod: &Value) -> usize {
        let owner = &pod["metadata"]["ownerReferences"][0]["uid"];
        self.pods
            .iter()
            .filter(|other| owner.is_string() && other["metadata"]["ownerReferences"][0]["uid"] == *owner)
            .count()
    }

    /// Thousandths of the processors that are asked for.
    pub(crate) fn load(&self) -> i64 {
        let of = |resources: &Resources| resources.get("cpu").copied().unwrap_or(0);
        of(&self.used) * 1000 / of(&self.room).max(1)
    }
}
