//! `.Capabilities`: what a template is told of the cluster and of Helm.

use std::collections::BTreeSet;

use gotmpl::Value as Go;

use super::Capabilities;
use super::object::{Asked, no_member, object};

/// Groups that every supported EKS version serves, and their kinds. Source: Kubernetes API reference 1.29 to 1.36.
const BUILT_IN: &[(&str, &[&str])] = &[
    (
        "v1",
        &[
            "Binding",
            "ConfigMap",
            "Endpoints",
            "Event",
            "LimitRange",
            "Namespace",
            "Node",
            "PersistentVolume",
            "PersistentVolumeClaim",
            "Pod",
            "PodTemplate",
            "ReplicationController",
            "ResourceQuota",
            "Secret",
            "Service",
            "ServiceAccount",
        ],
    ),
    ("admissionregistration.k8s.io/v1", &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]),
    ("apiextensions.k8s.io/v1", &["CustomResourceDefinition"]),
    ("apiregistration.k8s.io/v1", &["APIService"]),
    ("apps/v1", &["ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"]),
    ("authentication.k8s.io/v1", &["SelfSubjectReview", "TokenReview"]),
    (
        "authorization.k8s.io/v1",
        &["LocalSubjectAccessReview", "SelfSubjectAccessReview", "SelfSubjectRulesReview", "SubjectAccessReview"],
    ),
    ("autoscaling/v1", &["HorizontalPodAutoscaler"]),
    ("autoscaling/v2", &["HorizontalPodAutoscaler"]),
    ("batch/v1", &["CronJob", "Job"]),
    ("certificates.k8s.io/v1", &["CertificateSigningRequest"]),
    ("coordination.k8s.io/v1", &["Lease"]),
    ("discovery.k8s.io/v1", &["EndpointSlice"]),
    ("events.k8s.io/v1", &["Event"]),
    ("flowcontrol.apiserver.k8s.io/v1", &["FlowSchema", "PriorityLevelConfiguration"]),
    ("networking.k8s.io/v1", &["Ingress", "IngressClass", "NetworkPolicy"]),
    ("node.k8s.io/v1", &["RuntimeClass"]),
    ("policy/v1", &["Eviction", "PodDisruptionBudget"]),
    ("rbac.authorization.k8s.io/v1", &["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"]),
    ("scheduling.k8s.io/v1", &["PriorityClass"]),
    ("storage.k8s.io/v1", &["CSIDriver", "CSINode", "CSIStorageCapacity", "StorageClass", "VolumeAttachment"]),
];

/// What Helm says of itself. Source: Helm 4.2.3, by its answers.
const HELM: &str = "v4.2";

pub(super) fn of(capabilities: &Capabilities) -> Go {
    let (kubernetes, groups, helm) = (kubernetes(&capabilities.kubernetes), groups(capabilities), helm());
    object(move |asked| match asked {
        Asked::Member("KubeVersion", []) => Ok(kubernetes.clone()),
        Asked::Member("APIVersions", []) => Ok(groups.clone()),
        Asked::Member("HelmVersion", []) => Ok(helm.clone()),
        Asked::Member(name, _) => no_member("`.Capabilities`", name),
        Asked::Text | Asked::Parts => Err("`.Capabilities` cannot be printed".to_owned()),
    })
}

/// The version of Kubernetes with all its parts and a `v`.
pub(super) fn whole_version(given: &str) -> String {
    let plain = given.trim_start_matches('v');
    let parts = plain.split('.').count();
    format!("v{plain}{}", if parts == 2 { ".0" } else { "" })
}

fn kubernetes(given: &str) -> Go {
    let version = whole_version(given);
    let mut parts = version.trim_start_matches('v').split('.').map(str::to_owned);
    let (major, minor) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    object(move |asked| match asked {
        Asked::Text | Asked::Member("Version" | "GitVersion" | "String", []) => Ok(text(&version)),
        Asked::Member("Major", []) => Ok(text(&major)),
        Asked::Member("Minor", []) => Ok(text(&minor)),
        Asked::Member(name, _) => no_member("`.Capabilities.KubeVersion`", name),
        Asked::Parts => Err("range can't iterate over a version".to_owned()),
    })
}

fn groups(capabilities: &Capabilities) -> Go {
    let mut offered: BTreeSet<String> = capabilities.api_versions.clone();
    for (group, kinds) in BUILT_IN {
        offered.insert((*group).to_owned());
        offered.extend(kinds.iter().map(|kind| format!("{group}/{kind}")));
    }
    object(move |asked| match asked {
        Asked::Member("Has", [Go::String(name)]) => Ok(Go::Bool(offered.contains(name.as_ref()))),
        Asked::Member(name, _) => no_member("`.Capabilities.APIVersions`", name),
        Asked::Text | Asked::Parts => {
            Err("the list of all that the cluster serves is not known; ask for one with `Has`".to_owned())
        }
    })
}

fn helm() -> Go {
    object(|asked| match asked {
        Asked::Member("Version", []) => Ok(text(HELM)),
        Asked::Member(name, _) => no_member("`.Capabilities.HelmVersion`", name),
        Asked::Text | Asked::Parts => Err("`.Capabilities.HelmVersion` cannot be printed".to_owned()),
    })
}

fn text(text: &str) -> Go {
    Go::String(text.into())
}
