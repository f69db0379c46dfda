//! What the cluster's own API says: the controller, classes, pools, claims and nodes.

use futures::future::join_all;
use serde_json::Value as Json;

use super::{Condition, ControllerStatus, NodePoolStatus, NodeStatus, ObjectStatus, Status};
use crate::resource::kubernetes::list_objects;
use crate::world::{ClusterAccess, World};

/// What is listed: apiVersion and kind. Source: Karpenter's custom resources, v1.
const KINDS: [(&str, &str); 5] = [
    ("apps/v1", "Deployment"),
    ("karpenter.k8s.aws/v1", "EC2NodeClass"),
    ("karpenter.sh/v1", "NodePool"),
    ("karpenter.sh/v1", "NodeClaim"),
    ("v1", "Node"),
];
/// Source: Karpenter's chart, `_helpers.tpl`.
const CONTROLLER: &str = "app.kubernetes.io/name=karpenter";

/// Well-known labels. Source: Kubernetes reference, "Well-Known Labels"; Karpenter documentation; EKS user guide.
const INSTANCE_TYPE: &str = "node.kubernetes.io/instance-type";
const ARCHITECTURE: &str = "kubernetes.io/arch";
const ZONE: &str = "topology.kubernetes.io/zone";
const CAPACITY_TYPES: [&str; 2] = ["karpenter.sh/capacity-type", "eks.amazonaws.com/capacityType"];
const OWNERS: [&str; 2] = ["karpenter.sh/nodepool", "eks.amazonaws.com/nodegroup"];

/// The objects of every kind, in the order of [`KINDS`].
pub(super) struct Found {
    lists: Vec<Vec<Json>>,
    unknown: Vec<String>,
}

pub(super) async fn read(access: &ClusterAccess, namespace: &str, world: &World) -> Found {
    let lists = KINDS.iter().map(|(version, kind)| async move {
        let controller = *kind == "Deployment";
        let (namespace, selector) = if controller { (Some(namespace), CONTROLLER) } else { (None, "") };
        list_objects(access, (version, kind, namespace), selector, world).await
    });
    let mut found = Found { lists: Vec::new(), unknown: Vec::new() };
    for list in join_all(lists).await {
        found.lists.push(list.unwrap_or_else(|error| {
            let text = error.to_string();
            // One unreachable API is one reason, not five.
            if !found.unknown.iter().any(|known| known.split(" (").next() == text.split(" (").next()) {
                found.unknown.push(text);
            }
            Vec::new()
        }));
    }
    found
}

impl Found {
    pub(super) fn fill(self, status: &mut Status) {
        let mut lists = self.lists.into_iter();
        let mut next = || lists.next().unwrap_or_default();
        status.controllers = next().iter().map(controller).collect();
        status.node_classes = next().iter().map(|item| ObjectStatus { name: name(item), ready: ready(item) }).collect();
        status.node_pools = next().iter().map(node_pool).collect();
        status.node_claims = next().iter().map(node).collect();
        status.nodes = next().iter().map(node).collect();
        status.unknown.extend(self.unknown);
    }
}

fn text(item: &Json, pointer: &str) -> Option<String> {
    item.pointer(pointer).and_then(Json::as_str).map(str::to_owned)
}

fn number(item: &Json, pointer: &str) -> Option<i64> {
    item.pointer(pointer).and_then(Json::as_i64)
}

fn name(item: &Json) -> String {
    text(item, "/metadata/name").unwrap_or_default()
}

fn label(item: &Json, key: &str) -> Option<String> {
    item["metadata"]["labels"].get(key).and_then(Json::as_str).map(str::to_owned)
}

fn ready(item: &Json) -> Condition {
    let conditions = item.pointer("/status/conditions").and_then(Json::as_array).into_iter().flatten();
    let mut conditions = conditions.filter(|condition| condition["type"] == "Ready");
    let Some(found) = conditions.next() else {
        return Condition {
            status: "Unknown".into(),
            reason: "no controller has said yet".into(),
            message: String::new(),
        };
    };
    let field = |name: &str| found[name].as_str().unwrap_or_default().to_owned();
    Condition { status: field("status"), reason: field("reason"), message: field("message") }
}

fn controller(item: &Json) -> ControllerStatus {
    ControllerStatus {
        namespace: text(item, "/metadata/namespace").unwrap_or_default(),
        name: name(item),
        wanted: number(item, "/spec/replicas").unwrap_or(1),
        ready: number(item, "/status/readyReplicas").unwrap_or(0),
        image: text(item, "/spec/template/spec/containers/0/image").unwrap_or_default(),
    }
}

/// A quantity may be written as a number.
fn quantity(item: &Json, pointer: &str) -> Option<String> {
    let value = item.pointer(pointer)?;
    Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

fn node_pool(item: &Json) -> NodePoolStatus {
    NodePoolStatus {
        name: name(item),
        node_class: text(item, "/spec/template/spec/nodeClassRef/name").unwrap_or_default(),
        nodes: number(item, "/status/nodes").unwrap_or(0),
        cpu: quantity(item, "/status/resources/cpu"),
        cpu_limit: quantity(item, "/spec/limits/cpu"),
        ready: ready(item),
    }
}

fn node(item: &Json) -> NodeStatus {
    NodeStatus {
        name: name(item),
        owner: OWNERS.iter().find_map(|key| label(item, key)),
        instance_type: label(item, INSTANCE_TYPE),
        capacity_type: CAPACITY_TYPES.iter().find_map(|key| label(item, key)),
        architecture: label(item, ARCHITECTURE),
        zone: label(item, ZONE),
        node: text(item, "/status/nodeName"),
        ready: ready(item),
    }
}
