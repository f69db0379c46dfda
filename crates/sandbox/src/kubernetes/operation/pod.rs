//! What the API does with new pods and services.

use serde_json::{Value, json};

use super::{Act, Target};
use crate::kubernetes::cluster::Cluster;
use crate::kubernetes::status::{Cause, Status};
use crate::kubernetes::store::{name_of, namespace_of, text};

/// Tolerations that every pod gets.
///
/// Source: admission plugin DefaultTolerationSeconds.
const DEFAULT_TOLERATIONS: [&str; 2] = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

impl Cluster {
    /// Service account, priority, tolerations and the first status.
    pub(super) fn admit_pod(&mut self, pod: &mut Value) -> Result<(), Status> {
        let namespace = namespace_of(pod).to_owned();
        let account = match text(pod, "/spec/serviceAccountName") {
            "" => "default".to_owned(),
            given => given.to_owned(),
        };
        let found = self.objects.get("serviceaccounts").and_then(|all| all.get(&format!("{namespace}/{account}")));
        if found.is_none() {
            let why = format!(
                "error looking up service account {namespace}/{account}: serviceaccount \"{account}\" not found"
            );
            return Err(Status::forbidden("pods", "", name_of(pod), &why));
        }
        pod["spec"]["serviceAccountName"] = json!(account);
        pod["spec"]["serviceAccount"] = json!(account);
        self.give_priority(pod)?;
        let mut tolerations = pod["spec"]["tolerations"].as_array().cloned().unwrap_or_default();
        for key in DEFAULT_TOLERATIONS {
            let covers = |one: &Value| {
                (one["key"] == key || text(one, "/key").is_empty()) && matches!(text(one, "/effect"), "" | "NoExecute")
            };
            if !tolerations.iter().any(covers) {
                tolerations.push(json!({ "key": key, "operator": "Exists", "effect": "NoExecute",
                    "tolerationSeconds": 300 }));
            }
        }
        pod["spec"]["tolerations"] = json!(tolerations);
        if pod["spec"]["preemptionPolicy"].is_null() {
            pod["spec"]["preemptionPolicy"] = json!("PreemptLowerPriority");
        }
        pod["status"] = json!({ "phase": "Pending", "qosClass": quality(pod) });
        Ok(())
    }

    fn give_priority(&mut self, pod: &mut Value) -> Result<(), Status> {
        let classes = self.objects.get("priorityclasses.scheduling.k8s.io");
        let wanted = text(pod, "/spec/priorityClassName");
        let class = if wanted.is_empty() {
            classes.into_iter().flat_map(|all| all.values()).find(|one| one["globalDefault"] == true)
        } else {
            let found = classes.and_then(|all| all.get(&format!("/{wanted}")));
            if found.is_none() {
                let why = format!("no PriorityClass with name {wanted} was found");
                return Err(Status::forbidden("pods", "", name_of(pod), &why));
            }
            found
        };
        let value = class.map_or(json!(0), |class| class["value"].clone());
        if let Some(policy) = class.map(|class| class["preemptionPolicy"].clone()).filter(Value::is_string) {
            pod["spec"]["preemptionPolicy"] = policy;
        }
        pod["spec"]["priority"] = value;
        Ok(())
    }

    /// Allocates the service's address in 10.100.0.0/16.
    pub(super) fn give_cluster_ip(&mut self, service: &mut Value) -> Result<(), Status> {
        if service["spec"]["type"] == "ExternalName" {
            return Ok(());
        }
        let taken = |cluster: &Cluster, ip: &str| cluster.stored("services").any(|one| one["spec"]["clusterIP"] == ip);
        let wanted = text(service, "/spec/clusterIP").to_owned();
        let ip = match wanted.as_str() {
            "None" => wanted,
            "" => loop {
                let draw = self.draw();
                let ip = format!("10.100.{}.{}", (draw >> 8) % 255, draw % 253 + 2);
                if !taken(self, &ip) {
                    break ip;
                }
            },
            given if taken(self, given) => {
                let cause = Cause::invalid(
                    "spec.clusterIPs",
                    &json!([given]),
                    &format!("failed to allocate IP {given}: provided IP is already allocated"),
                );
                return Err(Status::invalid("Service", "", name_of(service), vec![cause]));
            }
            _ => wanted,
        };
        service["spec"]["clusterIP"] = json!(ip);
        service["spec"]["clusterIPs"] = json!([ip]);
        service["status"] = json!({ "loadBalancer": {} });
        Ok(())
    }

    /// Binds a pod to a node.
    ///
    /// # Errors
    /// 404 without the pod, 409 when it is bound already.
    pub(crate) fn bind_pod(&mut self, act: &Act, target: &Target, binding: &Value) -> Result<(), Status> {
        let mut pod =
            self.load(&target.resource, &target.namespace, &target.name).cloned().ok_or_else(|| target.not_found())?;
        let node = text(binding, "/target/name").to_owned();
        if node.is_empty() {
            let cause = Cause::required("target.name", "");
            return Err(Status::invalid("Binding", "", &target.name, vec![cause]));
        }
        let bound = text(&pod, "/spec/nodeName");
        if !bound.is_empty() {
            let why = format!("pod {} is already assigned to node \"{bound}\"", target.name);
            return Err(Status::conflict("pods/binding", "", &target.name, &why));
        }
        pod["spec"]["nodeName"] = json!(node);
        let now = self.now.rfc3339();
        set_condition(&mut pod, &json!({ "type": "PodScheduled", "status": "True", "lastTransitionTime": now }));
        if !act.dry_run {
            self.put(&target.resource, pod);
        }
        Ok(())
    }
}

/// Writes a condition over the one of the same type.
pub(crate) fn set_condition(object: &mut Value, condition: &Value) {
    if !object["status"].is_object() {
        object["status"] = json!({});
    }
    if !object["status"]["conditions"].is_array() {
        object["status"]["conditions"] = json!([]);
    }
    if let Some(list) = object["status"]["conditions"].as_array_mut() {
        match list.iter_mut().find(|one| one["type"] == condition["type"]) {
            Some(one) => *one = condition.clone(),
            None => list.push(condition.clone()),
        }
    }
}

/// The pod's quality of service.
fn quality(pod: &Value) -> &'static str {
    let mut any = false;
    let mut guaranteed = true;
    for list in ["containers", "initContainers"] {
        for container in pod["spec"][list].as_array().into_iter().flatten() {
            let (limits, requests) = (&container["resources"]["limits"], &container["resources"]["requests"]);
            for name in ["cpu", "memory"] {
                any |= !limits[name].is_null() || !requests[name].is_null();
                guaranteed &= !limits[name].is_null() && limits[name] == requests[name];
            }
        }
    }
    match (any, guaranteed) {
        (false, _) => "BestEffort",
        (true, true) => "Guaranteed",
        (true, false) => "Burstable",
    }
}

/// Why a pod's log can't be had: it is with the kubelet, and a simulated node has no port to ask at.
///
/// Source: what an API server answers whose nodes can't be reached.
pub(crate) fn unreachable_log(pod: &Value) -> Status {
    let text = |path: &str| pod.pointer(path).and_then(Value::as_str).unwrap_or_default();
    let (namespace, name) = (text("/metadata/namespace"), text("/metadata/name"));
    let host = text("/status/hostIP");
    if host.is_empty() {
        return Status::bad_request(format!("pod {name} does not have a host assigned"));
    }
    let container = text("/spec/containers/0/name");
    let url = format!("https://{host}:10250/containerLogs/{namespace}/{name}/{container}");
    let message = format!("Get \"{url}\": dial tcp {host}:10250: connect: connection refused");
    Status::new(500, "InternalError", message)
}
