//! EKS addons. Their calls go out with the node group's: only CoreDNS needs a node, and it is waited for.

use super::{Composer, ControlPlane, RoleShape};
use crate::graph::Value;
use crate::node::{Declare, Ending};
use crate::policy::trust;
use crate::resource::aws::InCluster;
use crate::resource::aws::eks_addon::{Addon, AddonVersion};
use crate::resource::query::FindAddonVersion;
use crate::spec::name::RoleFor;
use crate::spec::resolved::ResolvedAddon;

/// (addon, what it is for). Source: EKS user guide, "Available Amazon EKS add-ons", 2026-11.
const WHY: &[(&str, &str)] = &[
    ("vpc-cni", "gives pods addresses of the VPC; nodes are not Ready without it"),
    ("kube-proxy", "makes Services reachable on every node"),
    ("coredns", "answers DNS in the cluster; Karpenter's controller needs it"),
    ("eks-pod-identity-agent", "hands roles to pods; Karpenter's controller gets its credentials from it"),
    ("aws-ebs-csi-driver", "attaches EBS volumes to pods"),
    ("metrics-server", "measures pods and nodes for autoscaling"),
];

impl Composer<'_> {
    pub(super) fn compose_addons(&mut self, control_plane: &ControlPlane) {
        let addons = self.resolved.addons.clone();
        let mut handles = Vec::new();
        for (name, addon) in &addons {
            handles.push(self.compose_addon(name, addon, control_plane));
        }
        let scope = self.cluster_scope();
        let needs = control_plane.version.clone();
        let prune = self.graph.prune::<Addon, _>("eks.addon/*", &handles, needs, move |_| scope.clone());
        self.inside(prune, control_plane, Ending::WithContainer);
    }

    pub(super) fn compose_addon(
        &mut self,
        name: &str,
        addon: &ResolvedAddon,
        control_plane: &ControlPlane,
    ) -> crate::node::Handle<Addon> {
        let (addon_name, given) = (name.to_owned(), addon.version.clone());
        let version =
            self.graph.find(format!("eks.addon_version/{name}"), control_plane.version.clone(), move |kubernetes| {
                FindAddonVersion { addon: addon_name.clone(), kubernetes, given: given.clone() }
            });
        let (pod_identity, role) = self.compose_addon_role(name, addon);
        let id = format!("eks.addon/{name}");
        let want = Addon {
            cluster: self.resolved.name.to_string(),
            name: name.to_owned(),
            version: Value::Pending(crate::graph::Origin::new(&id)),
            values: addon.values.clone().map_or_else(|| serde_json::json!({}), serde_json::Value::Object),
            pod_identity,
            preserve: addon.preserve,
            tags: self.tags(&id),
        };
        let why = WHY.iter().find(|(known, _)| *known == name).map_or("an addon that the spec names", |(_, why)| why);
        let key = InCluster::new(self.resolved.name.to_string(), name);
        let needs = (version.output(Clone::clone), control_plane.version.clone(), role);
        let handle = self.graph.add(id, why, needs, move |(version, _, _): (Value<AddonVersion>, _, _)| {
            (key.clone(), Addon { version, ..want.clone() })
        });
        self.inside(handle.node, control_plane, Ending::WithContainer);
        handle
    }

    /// The role of the addon's pods: given, or ours when policies are named.
    fn compose_addon_role(
        &mut self,
        name: &str,
        addon: &ResolvedAddon,
    ) -> (Vec<(String, String)>, Option<crate::graph::Output<()>>) {
        let Some(identity) = &addon.pod_identity else { return (Vec::new(), None) };
        let account = identity.service_account.clone().unwrap_or_default();
        if let Some(arn) = &identity.role_arn {
            return (vec![(account, arn.to_string())], None);
        }
        let names = &self.resolved.names;
        let arn = names.role_arn(&self.facts.account, RoleFor::Addon(name));
        let shape = RoleShape {
            id: format!("iam.role/addon-{name}"),
            why: "the pods of this addon act as this role",
            name: names.role(RoleFor::Addon(name)),
            path: names.path(),
            description: "pods of an EKS addon",
            trust: trust::pod_identity(),
            inline: std::collections::BTreeMap::new(),
            attached: identity.policies.clone().unwrap_or_default(),
            boundary: None,
            max_session: 3600,
        };
        (vec![(account, arn)], Some(self.role(shape).done()))
    }
}
