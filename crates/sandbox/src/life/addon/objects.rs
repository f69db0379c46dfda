//! The objects of each addon.

use serde_json::{Map, Value, json};

use crate::life::aws::Addon;
use crate::life::fargate::COMPUTE_TYPE;

/// One workload of an addon.
struct Workload {
    addon: &'static str,
    name: &'static str,
    daemon: bool,
    account: &'static str,
    /// Value of the label `k8s-app` (or `app`, for the drivers), by which others find the pods.
    label: (&'static str, &'static str),
    host_network: bool,
    priority: &'static str,
    cpu: &'static str,
    memory: &'static str,
    /// Tolerates everything, or only the taint of nodes for critical addons.
    everywhere: bool,
    /// Where the configuration of this workload is: the root, or a section of the schema.
    section: &'static str,
}

/// Source: the published manifests of the EKS addons (names, accounts, requests, tolerations).
const WORKLOADS: &[Workload] = &[
    Workload {
        addon: "vpc-cni",
        name: "aws-node",
        daemon: true,
        account: "aws-node",
        label: ("k8s-app", "aws-node"),
        host_network: true,
        priority: "system-node-critical",
        cpu: "50m",
        memory: "0",
        everywhere: true,
        section: "",
    },
    Workload {
        addon: "kube-proxy",
        name: "kube-proxy",
        daemon: true,
        account: "kube-proxy",
        label: ("k8s-app", "kube-proxy"),
        host_network: true,
        priority: "system-node-critical",
        cpu: "100m",
        memory: "0",
        everywhere: true,
        section: "",
    },
    Workload {
        addon: "eks-pod-identity-agent",
        name: "eks-pod-identity-agent",
        daemon: true,
        account: "default",
        label: ("app.kubernetes.io/name", "eks-pod-identity-agent"),
        host_network: true,
        priority: "system-node-critical",
        cpu: "0",
        memory: "0",
        everywhere: true,
        section: "",
    },
    Workload {
        addon: "coredns",
        name: "coredns",
        daemon: false,
        account: "coredns",
        label: ("k8s-app", "kube-dns"),
        host_network: false,
        priority: "system-cluster-critical",
        cpu: "100m",
        memory: "70Mi",
        everywhere: false,
        section: "",
    },
    Workload {
        addon: "metrics-server",
        name: "metrics-server",
        daemon: false,
        account: "metrics-server",
        label: ("app.kubernetes.io/name", "metrics-server"),
        host_network: false,
        priority: "system-cluster-critical",
        cpu: "100m",
        memory: "200Mi",
        everywhere: false,
        section: "",
    },
    Workload {
        addon: "aws-ebs-csi-driver",
        name: "ebs-csi-controller",
        daemon: false,
        account: "ebs-csi-controller-sa",
        label: ("app", "ebs-csi-controller"),
        host_network: false,
        priority: "system-cluster-critical",
        cpu: "60m",
        memory: "240Mi",
        everywhere: false,
        section: "controller",
    },
    Workload {
        addon: "aws-ebs-csi-driver",
        name: "ebs-csi-node",
        daemon: true,
        account: "ebs-csi-node-sa",
        label: ("app", "ebs-csi-node"),
        host_network: false,
        priority: "system-node-critical",
        cpu: "30m",
        memory: "120Mi",
        everywhere: true,
        section: "node",
    },
];

/// Resource and object, accounts first.
pub(crate) fn of(addon: &Addon) -> Vec<(&'static str, Value)> {
    let configuration: Value = serde_json::from_str(&addon.installed.configuration).unwrap_or(Value::Null);
    let mut objects = Vec::new();
    for workload in WORKLOADS.iter().filter(|workload| workload.addon == addon.installed.name) {
        if workload.account != "default" {
            objects.push(("serviceaccounts", account(addon, workload)));
        }
        let own = if workload.section.is_empty() { &configuration } else { &configuration[workload.section] };
        let resource = if workload.daemon { "daemonsets.apps" } else { "deployments.apps" };
        objects.push((resource, document(addon, workload, own)));
    }
    if addon.installed.name == "coredns" {
        objects.push(("services", dns_service(&addon.dns_address)));
    }
    if addon.installed.name == "metrics-server" {
        objects.push(("services", metrics_service()));
    }
    objects
}

fn account(addon: &Addon, workload: &Workload) -> Value {
    let mut account = json!({
        "apiVersion": "v1", "kind": "ServiceAccount",
        "metadata": {"name": workload.account, "labels": {}, "annotations": {}},
    });
    if let Some(role) = &addon.installed.role_arn {
        account["metadata"]["annotations"]["eks.amazonaws.com/role-arn"] = json!(role);
    }
    account
}

fn document(addon: &Addon, workload: &Workload, configuration: &Value) -> Value {
    let labels = json!({workload.label.0: workload.label.1});
    let mut document = json!({
        "apiVersion": "apps/v1", "kind": if workload.daemon { "DaemonSet" } else { "Deployment" },
        "metadata": {"name": workload.name, "labels": labels, "annotations": {}},
        "spec": {
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": pod_spec(addon, workload, configuration)},
        },
    });
    let compute = configuration["computeType"].as_str().unwrap_or_default();
    if workload.name == "coredns" && !compute.eq_ignore_ascii_case("fargate") {
        // Source: EKS user guide: CoreDNS stays on EC2 unless its compute type says otherwise.
        document["spec"]["template"]["metadata"]["annotations"] = json!({COMPUTE_TYPE: "ec2"});
    }
    if workload.daemon {
        let rolling = json!({"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "10%"}});
        document["spec"]["updateStrategy"] = rolling;
    } else {
        document["spec"]["replicas"] = configuration.get("replicaCount").cloned().unwrap_or(json!(2));
        let rolling = json!({"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1, "maxSurge": "25%"}});
        document["spec"]["strategy"] = rolling;
    }
    document
}

fn pod_spec(addon: &Addon, workload: &Workload, configuration: &Value) -> Value {
    let mut requests = Map::new();
    for (name, amount) in [("cpu", workload.cpu), ("memory", workload.memory)] {
        if amount != "0" {
            requests.insert(name.to_owned(), json!(amount));
        }
    }
    let image = format!(
        "602401143452.dkr.ecr.{}.amazonaws.com/eks/{}:{}",
        addon.region, workload.name, addon.installed.version
    );
    let mut container = json!({"name": workload.name, "image": image, "resources": {"requests": requests}});
    if let Some(resources) = configuration.get("resources").filter(|value| value.is_object()) {
        container["resources"] = resources.clone();
    }
    if let Some(environment) = configuration["env"].as_object() {
        let entries = environment.iter().map(|(name, value)| json!({"name": name, "value": text(value)}));
        container["env"] = Value::Array(entries.collect());
    }
    let tolerations = if workload.everywhere {
        json!([{"operator": "Exists"}])
    } else {
        json!([
            {"key": "CriticalAddonsOnly", "operator": "Exists"},
            {"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"},
        ])
    };
    let mut spec = json!({
        "serviceAccountName": workload.account, "priorityClassName": workload.priority,
        "containers": [container], "nodeSelector": {"kubernetes.io/os": "linux"},
        "tolerations": configuration.get("tolerations").cloned().unwrap_or(tolerations),
    });
    if workload.daemon {
        // Source: the published manifests: no daemon runs on Fargate.
        let term = json!({"key": COMPUTE_TYPE, "operator": "NotIn", "values": ["fargate"]});
        let terms = json!([{"matchExpressions": [term]}]);
        let required = json!({"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}});
        spec["affinity"] = json!({ "nodeAffinity": required });
    }
    if workload.host_network {
        spec["hostNetwork"] = json!(true);
    }
    if workload.name == "coredns" {
        spec["dnsPolicy"] = json!("Default");
    }
    for field in ["affinity", "topologySpreadConstraints"] {
        if let Some(given) = configuration.get(field) {
            spec[field] = given.clone();
        }
    }
    if let Some(selector) = configuration["nodeSelector"].as_object() {
        for (key, value) in selector {
            spec["nodeSelector"][key] = value.clone();
        }
    }
    spec
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn dns_service(address: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Service",
        "metadata": {"name": "kube-dns", "labels": {"k8s-app": "kube-dns"}, "annotations": {}},
        "spec": {
            "clusterIP": address, "type": "ClusterIP", "selector": {"k8s-app": "kube-dns"},
            "ports": [
                {"name": "dns", "port": 53, "protocol": "UDP", "targetPort": 53},
                {"name": "dns-tcp", "port": 53, "protocol": "TCP", "targetPort": 53},
            ],
        },
    })
}

fn metrics_service() -> Value {
    let labels = json!({"app.kubernetes.io/name": "metrics-server"});
    json!({
        "apiVersion": "v1", "kind": "Service",
        "metadata": {"name": "metrics-server", "labels": labels, "annotations": {}},
        "spec": {"type": "ClusterIP", "selector": labels,
            "ports": [{"name": "https", "port": 443, "protocol": "TCP", "targetPort": 10251}]},
    })
}
