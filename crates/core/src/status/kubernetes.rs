//! What the cluster's own API says: the controller, classes, pools, claims and nodes.

use futures::future::join_all;
use serde_json::Value as Json;

use super::problem::{self, Account, Evidence};
use super::{Condition, ControllerStatus, NodePoolStatus, NodeStatus, ObjectStatus, Status};
use crate::error::Error;
use crate::resource::kubernetes::{controller_trouble, list_objects};
use crate::resource::tag;
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
    /// What keeps pods of a Deployment from being available, with the Deployment's node.
    troubles: Vec<(String, String)>,
    unknown: Vec<String>,
}

pub(super) async fn read(access: &ClusterAccess, namespace: &str, world: &World) -> Found {
    let lists = KINDS.iter().map(|(version, kind)| async move {
        let controller = *kind == "Deployment";
        let (namespace, selector) = if controller { (Some(namespace), CONTROLLER) } else { (None, "") };
        list_objects(access, (version, kind, namespace), selector, world).await
    });
    let mut found = Found { lists: Vec::new(), troubles: Vec::new(), unknown: Vec::new() };
    for list in join_all(lists).await {
        let list = list.unwrap_or_else(|error| {
            found.tell(&error);
            Vec::new()
        });
        found.lists.push(list);
    }
    let short: Vec<Json> = found.list("Deployment").iter().filter(|one| is_short(one)).cloned().collect();
    for deployment in short {
        match controller_trouble(access, &deployment, world).await {
            Ok(trouble) => {
                found.troubles.extend(trouble.map(|trouble| (problem::deployment_node(&deployment), trouble)));
            }
            Err(error) => found.tell(&error),
        }
    }
    found
}

impl Found {
    /// One unreachable API is one reason, not five.
    fn tell(&mut self, error: &Error) {
        let text = error.to_string();
        if !self.unknown.iter().any(|known| known.split(" (").next() == text.split(" (").next()) {
            self.unknown.push(text);
        }
    }

    fn list(&self, kind: &str) -> &[Json] {
        let lists = KINDS.iter().zip(&self.lists);
        lists.into_iter().find(|((_, known), _)| *known == kind).map_or(&[], |(_, list)| list)
    }

    pub(super) fn fill(&self, status: &mut Status) {
        let classes = self.list("EC2NodeClass").iter();
        status.controllers = self.list("Deployment").iter().map(controller).collect();
        status.node_classes = classes.map(|item| ObjectStatus { name: name(item), ready: ready(item) }).collect();
        status.node_pools = self.list("NodePool").iter().map(node_pool).collect();
        status.node_claims = self.list("NodeClaim").iter().map(node).collect();
        status.nodes = self.list("Node").iter().map(node).collect();
        status.unknown.extend(self.unknown.iter().cloned());
    }

    /// What the rules about problems look at.
    pub(super) fn into_evidence(self, at: jiff::Timestamp, account: Account, queue: Option<String>) -> Evidence {
        let list = |kind| self.list(kind).to_vec();
        // An apply does nothing about what others have made.
        let ours = |kind| {
            let ours = self.list(kind).iter().filter(|one| one["metadata"]["annotations"][tag::STACK].is_string());
            ours.cloned().collect()
        };
        Evidence {
            at,
            account,
            queue,
            classes: ours("EC2NodeClass"),
            pools: ours("NodePool"),
            claims: list("NodeClaim"),
            deployments: list("Deployment"),
            troubles: self.troubles,
        }
    }
}

/// Whether fewer pods are ready than there should be.
fn is_short(deployment: &Json) -> bool {
    let status = controller(deployment);
    status.ready < status.wanted
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
    let generation = item.pointer("/metadata/generation").and_then(Json::as_i64);
    let seen = found["observedGeneration"].as_i64();
    if seen.zip(generation).is_some_and(|(seen, now)| seen < now) {
        return Condition {
            status: "Unknown".into(),
            reason: "no controller has looked at the last change yet".into(),
            message: String::new(),
        };
    }
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
