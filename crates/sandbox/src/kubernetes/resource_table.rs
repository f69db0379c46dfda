//! The built-in resources, one row each.
//!
//! Source: the API reference of Kubernetes 1.35 (`kubectl api-resources -o wide`).

/// One built-in resource.
pub(crate) struct Row {
    pub(crate) group: &'static str,
    pub(crate) version: &'static str,
    pub(crate) plural: &'static str,
    pub(crate) singular: &'static str,
    pub(crate) kind: &'static str,
    /// Separated by commas.
    pub(crate) short_names: &'static str,
    pub(crate) namespaced: bool,
    /// Separated by commas.
    pub(crate) subresources: &'static str,
    pub(crate) verbs: Verbs,
    /// The resource belongs to `kubectl get all`.
    pub(crate) in_all: bool,
}

/// Which verbs a resource knows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verbs {
    /// Everything.
    Stored,
    /// `create` only: a question that is answered at once.
    Asked,
}

const fn row(
    group: &'static str,
    version: &'static str,
    names: [&'static str; 4],
    namespaced: bool,
    subresources: &'static str,
) -> Row {
    let [plural, singular, kind, short_names] = names;
    let (verbs, in_all) = (Verbs::Stored, false);
    Row { group, version, plural, singular, kind, short_names, namespaced, subresources, verbs, in_all }
}

const fn all(row: Row) -> Row {
    Row { in_all: true, ..row }
}

const fn asked(group: &'static str, names: [&'static str; 4], namespaced: bool) -> Row {
    Row { verbs: Verbs::Asked, ..row(group, "v1", names, namespaced, "") }
}

const RBAC: &str = "rbac.authorization.k8s.io";
const ADMISSION: &str = "admissionregistration.k8s.io";

/// All built-in resources in the order in which groups are discovered.
pub(crate) const ROWS: &[Row] = &[
    row("", "v1", ["namespaces", "namespace", "Namespace", "ns"], false, "status,finalize"),
    all(row("", "v1", ["pods", "pod", "Pod", "po"], true, "status,eviction,binding,log,ephemeralcontainers,resize")),
    row("", "v1", ["bindings", "binding", "Binding", ""], true, ""),
    row("", "v1", ["nodes", "node", "Node", "no"], false, "status"),
    all(row("", "v1", ["services", "service", "Service", "svc"], true, "status")),
    row("", "v1", ["serviceaccounts", "serviceaccount", "ServiceAccount", "sa"], true, "token"),
    row("", "v1", ["configmaps", "configmap", "ConfigMap", "cm"], true, ""),
    row("", "v1", ["secrets", "secret", "Secret", ""], true, ""),
    row("", "v1", ["events", "event", "Event", "ev"], true, ""),
    row("", "v1", ["persistentvolumes", "persistentvolume", "PersistentVolume", "pv"], false, "status"),
    row("", "v1", ["persistentvolumeclaims", "persistentvolumeclaim", "PersistentVolumeClaim", "pvc"], true, "status"),
    row("", "v1", ["endpoints", "endpoints", "Endpoints", "ep"], true, ""),
    row("", "v1", ["limitranges", "limitrange", "LimitRange", "limits"], true, ""),
    row("", "v1", ["resourcequotas", "resourcequota", "ResourceQuota", "quota"], true, "status"),
    row("", "v1", ["podtemplates", "podtemplate", "PodTemplate", ""], true, ""),
    all(row(
        "",
        "v1",
        ["replicationcontrollers", "replicationcontroller", "ReplicationController", "rc"],
        true,
        "status,scale",
    )),
    row("apiregistration.k8s.io", "v1", ["apiservices", "apiservice", "APIService", ""], false, "status"),
    all(row("apps", "v1", ["deployments", "deployment", "Deployment", "deploy"], true, "status,scale")),
    all(row("apps", "v1", ["replicasets", "replicaset", "ReplicaSet", "rs"], true, "status,scale")),
    all(row("apps", "v1", ["daemonsets", "daemonset", "DaemonSet", "ds"], true, "status")),
    all(row("apps", "v1", ["statefulsets", "statefulset", "StatefulSet", "sts"], true, "status,scale")),
    row("apps", "v1", ["controllerrevisions", "controllerrevision", "ControllerRevision", ""], true, ""),
    row("events.k8s.io", "v1", ["events", "event", "Event", "ev"], true, ""),
    asked("authentication.k8s.io", ["tokenreviews", "tokenreview", "TokenReview", ""], false),
    asked("authentication.k8s.io", ["selfsubjectreviews", "selfsubjectreview", "SelfSubjectReview", ""], false),
    asked("authorization.k8s.io", ["subjectaccessreviews", "subjectaccessreview", "SubjectAccessReview", ""], false),
    asked(
        "authorization.k8s.io",
        ["selfsubjectaccessreviews", "selfsubjectaccessreview", "SelfSubjectAccessReview", ""],
        false,
    ),
    asked(
        "authorization.k8s.io",
        ["localsubjectaccessreviews", "localsubjectaccessreview", "LocalSubjectAccessReview", ""],
        true,
    ),
    asked(
        "authorization.k8s.io",
        ["selfsubjectrulesreviews", "selfsubjectrulesreview", "SelfSubjectRulesReview", ""],
        false,
    ),
    all(row(
        "autoscaling",
        "v2",
        ["horizontalpodautoscalers", "horizontalpodautoscaler", "HorizontalPodAutoscaler", "hpa"],
        true,
        "status",
    )),
    all(row(
        "autoscaling",
        "v1",
        ["horizontalpodautoscalers", "horizontalpodautoscaler", "HorizontalPodAutoscaler", "hpa"],
        true,
        "status",
    )),
    all(row("batch", "v1", ["jobs", "job", "Job", ""], true, "status")),
    all(row("batch", "v1", ["cronjobs", "cronjob", "CronJob", "cj"], true, "status")),
    row(
        "certificates.k8s.io",
        "v1",
        ["certificatesigningrequests", "certificatesigningrequest", "CertificateSigningRequest", "csr"],
        false,
        "status,approval",
    ),
    row("networking.k8s.io", "v1", ["ingresses", "ingress", "Ingress", "ing"], true, "status"),
    row("networking.k8s.io", "v1", ["ingressclasses", "ingressclass", "IngressClass", ""], false, ""),
    row("networking.k8s.io", "v1", ["networkpolicies", "networkpolicy", "NetworkPolicy", "netpol"], true, ""),
    row("policy", "v1", ["poddisruptionbudgets", "poddisruptionbudget", "PodDisruptionBudget", "pdb"], true, "status"),
    row(RBAC, "v1", ["clusterrolebindings", "clusterrolebinding", "ClusterRoleBinding", ""], false, ""),
    row(RBAC, "v1", ["clusterroles", "clusterrole", "ClusterRole", ""], false, ""),
    row(RBAC, "v1", ["rolebindings", "rolebinding", "RoleBinding", ""], true, ""),
    row(RBAC, "v1", ["roles", "role", "Role", ""], true, ""),
    row("storage.k8s.io", "v1", ["storageclasses", "storageclass", "StorageClass", "sc"], false, ""),
    row("storage.k8s.io", "v1", ["csidrivers", "csidriver", "CSIDriver", ""], false, ""),
    row("storage.k8s.io", "v1", ["csinodes", "csinode", "CSINode", ""], false, ""),
    row("storage.k8s.io", "v1", ["csistoragecapacities", "csistoragecapacity", "CSIStorageCapacity", ""], true, ""),
    row("storage.k8s.io", "v1", ["volumeattachments", "volumeattachment", "VolumeAttachment", ""], false, "status"),
    row(
        ADMISSION,
        "v1",
        ["mutatingwebhookconfigurations", "mutatingwebhookconfiguration", "MutatingWebhookConfiguration", ""],
        false,
        "",
    ),
    row(
        ADMISSION,
        "v1",
        ["validatingwebhookconfigurations", "validatingwebhookconfiguration", "ValidatingWebhookConfiguration", ""],
        false,
        "",
    ),
    row(
        ADMISSION,
        "v1",
        ["validatingadmissionpolicies", "validatingadmissionpolicy", "ValidatingAdmissionPolicy", ""],
        false,
        "status",
    ),
    row(
        ADMISSION,
        "v1",
        [
            "validatingadmissionpolicybindings",
            "validatingadmissionpolicybinding",
            "ValidatingAdmissionPolicyBinding",
            "",
        ],
        false,
        "",
    ),
    row(
        "apiextensions.k8s.io",
        "v1",
        ["customresourcedefinitions", "customresourcedefinition", "CustomResourceDefinition", "crd,crds"],
        false,
        "status",
    ),
    row("scheduling.k8s.io", "v1", ["priorityclasses", "priorityclass", "PriorityClass", "pc"], false, ""),
    row("coordination.k8s.io", "v1", ["leases", "lease", "Lease", ""], true, ""),
    row("node.k8s.io", "v1", ["runtimeclasses", "runtimeclass", "RuntimeClass", ""], false, ""),
    row("discovery.k8s.io", "v1", ["endpointslices", "endpointslice", "EndpointSlice", ""], true, ""),
];
