//! Objects of the kinds that karpool writes: what each has always, and what it may have besides.

/// One kind: where its objects are, what each of them has, and fields with values that they may have. A value may say the
/// same as another one in other words, or nothing at all.
pub struct Kind {
    pub name: &'static str,
    pub collection: &'static str,
    pub base: &'static str,
    pub fields: &'static [(&'static str, &'static [&'static str])],
}

const LABELS: (&str, &[&str]) = ("/metadata/labels", &[r#"{"a": "1"}"#, r#"{"a": "2", "example.com/b": ""}"#]);
const ANNOTATIONS: (&str, &[&str]) = ("/metadata/annotations/example.com~1note", &[r#""one""#, r#""two""#]);

pub const KINDS: &[Kind] = &[
    Kind {
        name: "ConfigMap",
        collection: "/api/v1/namespaces/default/configmaps",
        base: r#"{"apiVersion": "v1", "kind": "ConfigMap", "data": {"always": "here"}}"#,
        fields: &[
            LABELS,
            ANNOTATIONS,
            ("/data/one", &[r#""1""#, r#""2""#, r#""""#]),
            ("/data/two", &[r#""1""#, r#""2""#]),
            ("/binaryData", &["{}", r#"{"b": "AAE="}"#]),
        ],
    },
    Kind {
        name: "Secret",
        collection: "/api/v1/namespaces/default/secrets",
        base: r#"{"apiVersion": "v1", "kind": "Secret", "type": "Opaque", "data": {"always": "aGVyZQ=="}}"#,
        fields: &[LABELS, ANNOTATIONS, ("/data/one", &[r#""MQ==""#, r#""Mg==""#]), ("/data/two", &[r#""MQ==""#])],
    },
    Kind {
        name: "ServiceAccount",
        collection: "/api/v1/namespaces/default/serviceaccounts",
        base: r#"{"apiVersion": "v1", "kind": "ServiceAccount"}"#,
        fields: &[
            LABELS,
            ANNOTATIONS,
            ("/automountServiceAccountToken", &["true", "false"]),
            ("/imagePullSecrets", &[r#"[{"name": "a"}]"#, r#"[{"name": "b"}, {"name": "a"}]"#, "[]"]),
        ],
    },
    Kind {
        name: "Role",
        collection: "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles",
        base: r#"{"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role"}"#,
        fields: &[
            LABELS,
            ANNOTATIONS,
            (
                "/rules",
                &[
                    r#"[{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]"#,
                    r#"[{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"], "resourceNames": ["a"]}]"#,
                    r#"[{"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]},
                        {"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["get"]}]"#,
                    "[]",
                ],
            ),
        ],
    },
    Kind {
        name: "RoleBinding",
        collection: "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings",
        base: r#"{"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "a"}}"#,
        fields: &[
            LABELS,
            (
                "/subjects",
                &[
                    r#"[{"kind": "ServiceAccount", "name": "a", "namespace": "default"}]"#,
                    r#"[{"kind": "User", "name": "a"}]"#,
                    r#"[{"kind": "User", "name": "a", "apiGroup": "rbac.authorization.k8s.io"}]"#,
                    r#"[{"kind": "Group", "name": "b"}, {"kind": "User", "name": "a"}]"#,
                ],
            ),
        ],
    },
    Kind {
        name: "PodDisruptionBudget",
        collection: "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
        base: r#"{"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "spec": {}}"#,
        fields: &[
            LABELS,
            ("/spec/maxUnavailable", &["1", "2", r#""10%""#]),
            (
                "/spec/selector",
                &[
                    r#"{"matchLabels": {"a": "b"}}"#,
                    r#"{"matchLabels": {"a": "b", "c": "d"}}"#,
                    r#"{"matchExpressions": [{"key": "a", "operator": "Exists"}]}"#,
                ],
            ),
            ("/spec/unhealthyPodEvictionPolicy", &[r#""AlwaysAllow""#, r#""IfHealthyBudget""#]),
        ],
    },
    Kind {
        name: "Service",
        collection: "/api/v1/namespaces/default/services",
        base: r#"{"apiVersion": "v1", "kind": "Service", "spec": {"ports": [{"name": "main", "port": 80}]}}"#,
        fields: &[
            LABELS,
            ANNOTATIONS,
            ("/spec/type", &[r#""ClusterIP""#]),
            ("/spec/selector", &[r#"{"a": "b"}"#, r#"{"a": "b", "c": "d"}"#]),
            ("/spec/publishNotReadyAddresses", &["true", "false"]),
            ("/spec/ports/0/targetPort", &["8080", r#""http""#, "80"]),
            ("/spec/ports/0/protocol", &[r#""TCP""#]),
            ("/spec/ports/0/appProtocol", &[r#""http""#]),
            // The other one brings a field along that nobody sent.
            ("/spec/sessionAffinity", &[r#""None""#]),
        ],
    },
    Kind {
        name: "Deployment",
        collection: "/apis/apps/v1/namespaces/default/deployments",
        base: r#"{"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"selector": {"matchLabels": {"app": "a"}},
            "template": {"metadata": {"labels": {"app": "a"}}, "spec": {"containers": [{"name": "main", "image": "i:1"}]}}}}"#,
        fields: DEPLOYMENT,
    },
    Kind {
        name: "NodePool",
        collection: "/apis/karpenter.sh/v1/nodepools",
        base: r#"{"apiVersion": "karpenter.sh/v1", "kind": "NodePool", "spec": {"template": {"spec": {
            "nodeClassRef": {"group": "karpenter.k8s.aws", "kind": "EC2NodeClass", "name": "a"},
            "requirements": [{"key": "kubernetes.io/arch", "operator": "In", "values": ["amd64"]}]}}}}"#,
        fields: NODE_POOL,
    },
    Kind {
        name: "EC2NodeClass",
        collection: "/apis/karpenter.k8s.aws/v1/ec2nodeclasses",
        base: r#"{"apiVersion": "karpenter.k8s.aws/v1", "kind": "EC2NodeClass", "spec": {"role": "a",
            "amiSelectorTerms": [{"alias": "al2023@latest"}], "subnetSelectorTerms": [{"tags": {"a": "b"}}],
            "securityGroupSelectorTerms": [{"tags": {"a": "b"}}]}}"#,
        fields: NODE_CLASS,
    },
];

const DEPLOYMENT: &[(&str, &[&str])] = &[
    LABELS,
    ANNOTATIONS,
    ("/spec/replicas", &["1", "2", "0"]),
    ("/spec/revisionHistoryLimit", &["10", "0", "3"]),
    ("/spec/strategy", &[r#"{"rollingUpdate": {"maxUnavailable": 1}}"#, r#"{"type": "Recreate"}"#, "{}"]),
    ("/spec/template/spec/nodeSelector", &[r#"{"a": "b"}"#, r#"{"a": "b", "c": "d"}"#]),
    ("/spec/template/spec/hostNetwork", &["false", "true"]),
    ("/spec/template/spec/priorityClassName", &[r#""system-cluster-critical""#, r#""""#]),
    ("/spec/template/spec/terminationGracePeriodSeconds", &["30", "10"]),
    ("/spec/template/spec/securityContext", &[r#"{"fsGroup": 1000}"#, "{}"]),
    (
        "/spec/template/spec/tolerations",
        &[
            r#"[{"key": "a", "operator": "Exists"}]"#,
            r#"[{"key": "a", "operator": "Exists", "effect": "NoSchedule"}]"#,
            r#"[{"key": "a", "value": "b"}, {"key": "c", "operator": "Exists"}]"#,
        ],
    ),
    (
        "/spec/template/spec/affinity",
        &[r#"{"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [
            {"matchExpressions": [{"key": "a", "operator": "DoesNotExist"}]}]}}}"#],
    ),
    (
        "/spec/template/spec/topologySpreadConstraints",
        &[
            r#"[{"maxSkew": 1, "topologyKey": "z", "whenUnsatisfiable": "DoNotSchedule"}]"#,
            r#"[{"maxSkew": 2, "topologyKey": "z", "whenUnsatisfiable": "DoNotSchedule",
                "labelSelector": {"matchLabels": {"app": "a"}}}]"#,
        ],
    ),
    (
        "/spec/template/spec/volumes",
        &[
            r#"[{"name": "t", "projected": {"sources": [{"serviceAccountToken": {"path": "t"}}]}}]"#,
            r#"[{"name": "e", "emptyDir": {}}, {"name": "t", "projected": {"sources": [{"serviceAccountToken":
                {"path": "t", "expirationSeconds": 3600}}]}}]"#,
            r#"[{"name": "c", "configMap": {"name": "a"}}]"#,
        ],
    ),
    (
        "/spec/template/spec/containers/0/env",
        &[
            r#"[{"name": "A", "value": "1"}, {"name": "B", "value": ""}]"#,
            r#"[{"name": "B", "value": "2"}, {"name": "A", "value": "1"}]"#,
            r#"[{"name": "A", "value": "3"}]"#,
            r#"[{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
                {"name": "C", "valueFrom": {"resourceFieldRef": {"containerName": "main", "resource": "limits.memory"}}}]"#,
        ],
    ),
    (
        "/spec/template/spec/containers/0/resources",
        &[
            r#"{"requests": {"cpu": "1000m", "memory": "1Gi"}}"#,
            r#"{"requests": {"cpu": 1, "memory": "1024Mi"}}"#,
            r#"{"requests": {"cpu": "0.5"}, "limits": {"cpu": "2", "memory": "1073741824"}}"#,
        ],
    ),
    (
        "/spec/template/spec/containers/0/ports",
        &[
            r#"[{"name": "http", "containerPort": 8080}]"#,
            r#"[{"name": "http", "containerPort": 8080, "protocol": "TCP"}, {"name": "m", "containerPort": 9}]"#,
        ],
    ),
    (
        "/spec/template/spec/containers/0/livenessProbe",
        &[
            r#"{"httpGet": {"path": "/healthz", "port": "http"}, "timeoutSeconds": 30}"#,
            r#"{"httpGet": {"path": "/healthz", "port": 8080}, "initialDelaySeconds": 0}"#,
        ],
    ),
    (
        "/spec/template/spec/containers/0/securityContext",
        &[r#"{"runAsNonRoot": true, "capabilities": {"drop": ["ALL"]}}"#, r#"{"readOnlyRootFilesystem": false}"#],
    ),
    ("/spec/template/spec/containers/0/args", &[r#"["a"]"#, r#"["a", "b"]"#, "[]"]),
    ("/spec/template/spec/containers/0/image", &[r#""i:2""#]),
    ("/spec/template/spec/containers/0/imagePullPolicy", &[r#""IfNotPresent""#, r#""Always""#]),
];

const NODE_POOL: &[(&str, &[&str])] = &[
    LABELS,
    ("/spec/weight", &["10", "20"]),
    ("/spec/limits", &[r#"{"cpu": 100}"#, r#"{"cpu": "100"}"#, r#"{"cpu": "100000m", "memory": "1Ti"}"#]),
    (
        "/spec/disruption",
        &[
            r#"{"consolidateAfter": "60m"}"#,
            r#"{"consolidateAfter": "1h", "budgets": [{"nodes": "10%"}]}"#,
            r#"{"consolidateAfter": "1h", "budgets": [{"schedule": "@daily", "duration": "10m"}, {"nodes": "1"}]}"#,
            r#"{"consolidateAfter": "1h", "budgets": [{"schedule": "@daily", "duration": "10m", "nodes": "10%"},
                {"nodes": "1"}], "consolidationPolicy": "WhenEmpty"}"#,
        ],
    ),
    ("/spec/template/metadata/labels", &[r#"{"team": "blue"}"#, r#"{"team": "red", "tier": "1"}"#]),
    ("/spec/template/spec/expireAfter", &[r#""720h""#, r#""Never""#, r#""24h""#]),
    ("/spec/template/spec/terminationGracePeriod", &[r#""1h""#, r#""60m""#]),
    (
        "/spec/template/spec/taints",
        &[r#"[{"key": "a", "effect": "NoSchedule"}]"#, r#"[{"key": "a", "value": "b", "effect": "NoSchedule"}]"#],
    ),
    (
        "/spec/template/spec/requirements",
        &[
            r#"[{"key": "kubernetes.io/arch", "operator": "In", "values": ["arm64"]}]"#,
            r#"[{"key": "kubernetes.io/arch", "operator": "In", "values": ["amd64"], "minValues": 1}]"#,
            r#"[{"key": "kubernetes.io/arch", "operator": "Exists"}, {"key": "a", "operator": "Exists"}]"#,
        ],
    ),
];

const NODE_CLASS: &[(&str, &[&str])] = &[
    LABELS,
    ("/spec/role", &[r#""b""#]),
    ("/spec/tags", &[r#"{"a": "1"}"#, r#"{"a": "2", "b": "1"}"#]),
    ("/spec/userData", &[r#""one""#, r#""""#]),
    ("/spec/detailedMonitoring", &["true", "false"]),
    ("/spec/associatePublicIPAddress", &["true", "false"]),
    ("/spec/subnetSelectorTerms", &[r#"[{"id": "subnet-0a1b2c3d4e5f60718"}]"#, r#"[{"tags": {"a": "b", "c": "d"}}]"#]),
    ("/spec/securityGroupSelectorTerms", &[r#"[{"id": "sg-0a1b2c3d4e5f60718"}]"#]),
    (
        "/spec/metadataOptions",
        &[r#"{"httpTokens": "required"}"#, r#"{"httpTokens": "optional", "httpPutResponseHopLimit": 2}"#],
    ),
    (
        "/spec/blockDeviceMappings",
        &[
            r#"[{"deviceName": "/dev/xvda", "ebs": {"volumeSize": "20Gi"}}]"#,
            r#"[{"deviceName": "/dev/xvda", "ebs": {"volumeSize": "20Gi", "encrypted": true}}]"#,
        ],
    ),
    (
        "/spec/kubelet",
        &[
            r#"{"maxPods": 20, "kubeReserved": {"cpu": "100m"}}"#,
            r#"{"kubeReserved": {"cpu": "0.1", "memory": "1Gi"}}"#,
        ],
    ),
];
