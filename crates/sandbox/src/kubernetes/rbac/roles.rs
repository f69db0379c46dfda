//! The built-in roles and bindings.
//!
//! Source: "Using RBAC Authorization" of the Kubernetes documentation, default roles and role bindings.

use super::Rule;

/// One built-in ClusterRole; a rule is `groups | resources | verbs`, a path rule is `path | paths | verbs`.
pub(crate) struct Role {
    pub(crate) name: &'static str,
    /// Roles that this one is aggregated to.
    pub(crate) part_of: &'static [&'static str],
    /// Rules come from other roles by label.
    pub(crate) aggregated: bool,
    rules: &'static [&'static str],
}

const READ: &str = "get list watch";
const WRITE: &str = "create delete deletecollection patch update";

const fn role(name: &'static str, part_of: &'static [&'static str], rules: &'static [&'static str]) -> Role {
    Role { name, part_of, aggregated: false, rules }
}

const fn aggregated(name: &'static str) -> Role {
    Role { name, part_of: &[], aggregated: true, rules: &[] }
}

/// All built-in ClusterRoles.
pub(crate) const ROLES: &[Role] = &[
    role("cluster-admin", &[], &["* | * | *", "path | * | *"]),
    aggregated("admin"),
    aggregated("edit"),
    aggregated("view"),
    role(
        "system:aggregate-to-admin",
        &["admin"],
        &[
            "authorization.k8s.io | localsubjectaccessreviews | create",
            "rbac.authorization.k8s.io | roles rolebindings | READ WRITE",
        ],
    ),
    role(
        "system:aggregate-to-edit",
        &["edit", "admin"],
        &[
            " | pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy | READ",
            " | serviceaccounts | impersonate",
            " | pods pods/attach pods/exec pods/portforward pods/proxy | WRITE",
            " | pods/eviction serviceaccounts/token | create",
            " | configmaps events persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets \
             serviceaccounts services services/proxy | WRITE",
            "apps | daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale \
             statefulsets statefulsets/scale | WRITE",
            "autoscaling | horizontalpodautoscalers | WRITE",
            "batch | cronjobs jobs | WRITE",
            "networking.k8s.io | ingresses networkpolicies | WRITE",
            "policy | poddisruptionbudgets | WRITE",
            "coordination.k8s.io | leases | READ WRITE",
        ],
    ),
    role(
        "system:aggregate-to-view",
        &["view", "edit", "admin"],
        &[
            " | configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers \
             replicationcontrollers/scale serviceaccounts services services/status | READ",
            " | bindings events limitranges namespaces/status pods/log pods/status replicationcontrollers/status \
             resourcequotas resourcequotas/status namespaces | READ",
            "discovery.k8s.io | endpointslices | READ",
            "apps | controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status \
             replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status | READ",
            "autoscaling | horizontalpodautoscalers horizontalpodautoscalers/status | READ",
            "batch | cronjobs cronjobs/status jobs jobs/status | READ",
            "networking.k8s.io | ingresses ingresses/status networkpolicies | READ",
            "policy | poddisruptionbudgets poddisruptionbudgets/status | READ",
        ],
    ),
    role(
        "system:basic-user",
        &[],
        &[
            "authorization.k8s.io | selfsubjectaccessreviews selfsubjectrulesreviews | create",
            "authentication.k8s.io | selfsubjectreviews | create",
        ],
    ),
    role(
        "system:discovery",
        &[],
        &["path | /api /api/* /apis /apis/* /healthz /livez /openapi /openapi/* /readyz /version /version/ | get"],
    ),
    role("system:public-info-viewer", &[], &["path | /healthz /livez /readyz /version /version/ | get"]),
    role(
        "system:node",
        &[],
        &[
            "authentication.k8s.io | tokenreviews | create",
            "authorization.k8s.io | localsubjectaccessreviews subjectaccessreviews | create",
            " | services | READ",
            " | nodes | create get list watch update patch",
            " | nodes/status | patch update",
            " | events | create patch update",
            " | pods | READ create delete",
            " | pods/status | patch update",
            " | pods/eviction | create",
            " | configmaps secrets | READ",
            " | persistentvolumeclaims persistentvolumes | get",
            " | serviceaccounts/token | create",
            "certificates.k8s.io | certificatesigningrequests | create get list watch",
            "coordination.k8s.io | leases | create delete get patch update",
            "storage.k8s.io | volumeattachments csidrivers | READ",
            "storage.k8s.io | csinodes | create delete get patch update",
            "node.k8s.io | runtimeclasses | READ",
        ],
    ),
    role(
        "system:node-bootstrapper",
        &[],
        &["certificates.k8s.io | certificatesigningrequests | create get list watch"],
    ),
    role(
        "system:node-proxier",
        &[],
        &[
            " | services endpoints | list watch",
            "discovery.k8s.io | endpointslices | list watch",
            " | nodes | READ",
            " | events | create patch update",
        ],
    ),
    role(
        "system:auth-delegator",
        &[],
        &["authentication.k8s.io | tokenreviews | create", "authorization.k8s.io | subjectaccessreviews | create"],
    ),
    role(
        "system:kube-dns",
        &[],
        &[" | endpoints services | list watch", "discovery.k8s.io | endpointslices | list watch"],
    ),
];

/// Built-in bindings: name, role, subject kind, subject.
pub(crate) const BINDINGS: &[(&str, &str, &str, &str)] = &[
    ("cluster-admin", "cluster-admin", "Group", "system:masters"),
    ("system:basic-user", "system:basic-user", "Group", "system:authenticated"),
    ("system:discovery", "system:discovery", "Group", "system:authenticated"),
    ("system:public-info-viewer", "system:public-info-viewer", "Group", "system:authenticated"),
    ("eks:node-bootstrapper", "system:node-bootstrapper", "Group", "system:bootstrappers"),
    // The node authorizer decides for kubelets; here a binding does.
    ("system:node", "system:node", "Group", "system:nodes"),
    ("system:node-proxier", "system:node-proxier", "User", "system:kube-proxy"),
];

impl Role {
    pub(crate) fn rules(&self) -> Vec<Rule> {
        self.rules.iter().map(|line| read(line)).collect()
    }
}

fn read(line: &str) -> Rule {
    let mut parts = line.splitn(3, '|').map(str::trim);
    let (groups, resources, verbs) = (parts.next(), parts.next(), parts.next());
    let words = |text: Option<&str>| -> Vec<String> {
        text.unwrap_or_default().split_whitespace().map(str::to_owned).collect()
    };
    let verbs = verbs.unwrap_or_default().replace("READ", READ).replace("WRITE", WRITE);
    let verbs = words(Some(&verbs));
    match groups.unwrap_or_default() {
        "path" => Rule { verbs, paths: words(resources), ..Rule::default() },
        group => Rule { verbs, groups: vec![group.to_owned()], resources: words(resources), ..Rule::default() },
    }
}
