//! The objects that a new cluster starts with.

use serde_json::{Value, json};

use super::cluster::Cluster;
use super::operation::{Act, Target};
use super::rbac::{BINDINGS, ROLES, Rule};
use super::request::User;

const NAMESPACES: [&str; 4] = ["default", "kube-node-lease", "kube-public", "kube-system"];
const RBAC: &str = "rbac.authorization.k8s.io/v1";

/// Creates the first objects through the API itself.
pub(super) fn boot(cluster: &mut Cluster) {
    for name in NAMESPACES {
        create(cluster, json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": name } }));
    }
    for role in ROLES {
        create(cluster, cluster_role(role));
    }
    for (name, role, kind, subject) in BINDINGS {
        create(
            cluster,
            json!({ "apiVersion": RBAC, "kind": "ClusterRoleBinding",
                "metadata": { "name": name, "labels": { "kubernetes.io/bootstrapping": "rbac-defaults" } },
                "roleRef": { "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role },
                "subjects": [{ "apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": subject }] }),
        );
    }
    for (name, value, description) in [
        ("system-cluster-critical", 2_000_000_000_i64, "Used for system critical pods that must run in the cluster."),
        (
            "system-node-critical",
            2_000_001_000,
            "Used for system critical pods that must not be moved from their node.",
        ),
    ] {
        create(
            cluster,
            json!({ "apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": { "name": name },
                "value": value, "description": description }),
        );
    }
    create(
        cluster,
        json!({ "apiVersion": "v1", "kind": "Service",
            "metadata": { "name": "kubernetes", "namespace": "default",
                "labels": { "component": "apiserver", "provider": "kubernetes" } },
            "spec": { "clusterIP": "10.100.0.1",
                "ports": [{ "name": "https", "port": 443, "protocol": "TCP", "targetPort": 443 }] } }),
    );
}

fn cluster_role(role: &super::rbac::Role) -> Value {
    let mut labels = json!({ "kubernetes.io/bootstrapping": "rbac-defaults" });
    for whole in role.part_of {
        labels[format!("rbac.authorization.k8s.io/aggregate-to-{whole}")] = json!("true");
    }
    let rules: Vec<Value> = role.rules().iter().map(Rule::write).collect();
    let mut object = json!({ "apiVersion": RBAC, "kind": "ClusterRole",
        "metadata": { "name": role.name, "labels": labels }, "rules": rules });
    if role.aggregated {
        let label = format!("rbac.authorization.k8s.io/aggregate-to-{}", role.name);
        object["aggregationRule"] = json!({ "clusterRoleSelectors": [{ "matchLabels": { label: "true" } }] });
    }
    object
}

fn create(cluster: &mut Cluster, object: Value) {
    let act =
        Act { user: User::control_plane("system:apiserver"), manager: "kube-apiserver".to_owned(), ..Act::default() };
    let Ok(target) = cluster.target_of(&object) else { return };
    // The table of first objects is fixed; a test looks at all of them.
    let _ = cluster.create(&act, &Target { name: String::new(), ..target }, object);
}

#[cfg(test)]
mod tests {
    use crate::kubernetes::{Cluster, Origin, Place};
    use crate::time::Time;

    #[test]
    fn a_new_cluster_has_its_first_objects() {
        let cluster = Cluster::new(Origin {
            name: "a".to_owned(),
            arn: "arn:aws:eks:eu-west-1:111122223333:cluster/a".to_owned(),
            version: "1.35".to_owned(),
            seed: 1,
            now: Time(0),
        });
        assert_eq!(cluster.stored("namespaces").count(), 4);
        assert_eq!(cluster.stored("serviceaccounts").count(), 4);
        assert!(cluster.peek(&Place::new("services", "default", "kubernetes")).is_some());
        assert!(cluster.peek(&Place::cluster("priorityclasses.scheduling.k8s.io", "system-node-critical")).is_some());
        let view =
            cluster.peek(&Place::cluster("clusterroles.rbac.authorization.k8s.io", "view")).expect("view is there");
        assert!(view["rules"].as_array().is_some_and(|rules| rules.len() > 5));
    }
}
