//! EKS addons. They are made beside the node groups: only CoreDNS needs a node, and it is waited for. Where both are there
//! and change, addons go first.

use std::collections::BTreeMap;

use super::{Composer, ControlPlane, RoleShape};
use crate::graph::{Output, Value};
use crate::node::{Declare, Ending, Handle};
use crate::policy::{Document, trust};
use crate::resource::aws::InCluster;
use crate::resource::aws::eks_addon::{Addon, AddonVersion, PRESERVE};
use crate::resource::query::{FindAddonSchema, FindAddonVersion};
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
    /// `fargate` is what pods on Fargate wait for.
    pub(super) fn compose_addons(
        &mut self,
        control_plane: &ControlPlane,
        fargate: &[Output<()>],
    ) -> Vec<Handle<Addon>> {
        let addons = self.resolved.addons.clone();
        let mut handles = Vec::new();
        for (name, addon) in &addons {
            let before = if addon.on_fargate() { fargate } else { &[] };
            handles.push(self.compose_addon(name, addon, control_plane, before));
        }
        let scope = self.cluster_scope();
        let needs = control_plane.version.clone();
        let prune = self.graph.prune::<Addon, _>("eks.addon/*", &handles, needs, move |_| scope.clone());
        self.inside(prune, control_plane, Ending::WithContainer);
        handles
    }

    pub(super) fn compose_addon(
        &mut self,
        name: &str,
        addon: &ResolvedAddon,
        control_plane: &ControlPlane,
        before: &[Output<()>],
    ) -> Handle<Addon> {
        let (addon_name, given) = (name.to_owned(), addon.version.clone());
        let version =
            self.graph.find(format!("eks.addon_version/{name}"), control_plane.version.clone(), move |kubernetes| {
                FindAddonVersion { addon: addon_name.clone(), kubernetes, given: given.clone() }
            });
        let identity = self.compose_addon_identity(name, addon, control_plane);
        let before = [identity.before, before.to_vec()].concat();
        let schema = addon.values.as_ref().filter(|values| !values.is_empty()).map(|values| {
            let (addon_name, values) = (name.to_owned(), serde_json::Value::Object(values.clone()));
            let found = self.graph.find(format!("eks.addon_schema/{name}"), version.answer(), move |version| {
                FindAddonSchema { addon: addon_name.clone(), version, values: values.clone() }
            });
            found.output(|()| ())
        });
        let id = format!("eks.addon/{name}");
        let preserved = addon.preserve.then(|| (PRESERVE.to_owned(), "true".to_owned()));
        let want = Addon {
            cluster: self.resolved.name.to_string(),
            name: name.to_owned(),
            version: Value::Pending(crate::graph::Origin::new(&id)),
            values: addon.values.clone().map_or_else(|| serde_json::json!({}), serde_json::Value::Object),
            pod_identity: identity.pod_identity,
            service_account_role: identity.service_account_role,
            own_role: self.resolved.names.role_arn(&self.facts.account, RoleFor::Addon(name)),
            tags: self.tags_and(&id, addon.tags.clone().into_iter().chain(preserved).collect()),
        };
        let why = WHY.iter().find(|(known, _)| *known == name).map_or("an addon that the spec names", |(_, why)| why);
        let key = InCluster::new(self.resolved.name.to_string(), name);
        let needs = (version.answer(), control_plane.version.clone(), before, schema);
        type Values = (Value<AddonVersion>, Value<String>, Vec<Value<()>>, Option<Value<()>>);
        let handle = self
            .graph
            .add(id, why, needs, move |(version, _, _, _): Values| (key.clone(), Addon { version, ..want.clone() }));
        self.inside(handle.node, control_plane, Ending::WithContainer);
        handle
    }

    /// The role of the addon's pods, whether pod identity or the OIDC provider hands it over.
    fn compose_addon_identity(&mut self, name: &str, addon: &ResolvedAddon, control_plane: &ControlPlane) -> Identity {
        let by_agent = addon.pod_identity.as_ref().map(|wanted| (wanted, false));
        let Some((wanted, irsa)) = by_agent.or(addon.irsa.as_ref().map(|wanted| (wanted, true))) else {
            return Identity::default();
        };
        let account = wanted.service_account.clone().unwrap_or_default();
        let (arn, made) = match &wanted.role_arn {
            Some(arn) => (arn.to_string(), None),
            None => {
                let trust = match irsa {
                    true => self.service_account_trust(NAMESPACE, &account, control_plane),
                    false => Output::constant(trust::pod_identity()),
                };
                let arn = self.resolved.names.role_arn(&self.facts.account, RoleFor::Addon(name));
                (arn, Some(self.addon_role(name, addon, wanted.policies.clone().unwrap_or_default(), trust)))
            }
        };
        match irsa {
            true => Identity {
                service_account_role: Some(arn),
                before: made.into_iter().chain(control_plane.oidc_provider.clone()).collect(),
                ..Identity::default()
            },
            false => Identity {
                pod_identity: vec![(account, arn)],
                before: made.into_iter().collect(),
                ..Identity::default()
            },
        }
    }

    fn addon_role(
        &mut self,
        name: &str,
        addon: &ResolvedAddon,
        policies: Vec<String>,
        trust: Output<Document>,
    ) -> Output<()> {
        let names = &self.resolved.names;
        let shape = RoleShape {
            id: format!("iam.role/addon-{name}"),
            why: "the pods of this addon act as this role",
            name: names.role(RoleFor::Addon(name)),
            path: names.path(),
            description: "pods of an EKS addon",
            trust,
            inline: BTreeMap::new(),
            attached: policies,
            boundary: None,
            max_session: 3600,
            tags: addon.tags.clone(),
        };
        self.role(shape).done()
    }
}

/// How an addon's pods get their role, and what comes before that.
#[derive(Default)]
struct Identity {
    pod_identity: Vec<(String, String)>,
    service_account_role: Option<String>,
    before: Vec<Output<()>>,
}

/// Source: EKS user guide, "Create an Amazon EKS add-on": where EKS's own addons live unless another is asked for.
const NAMESPACE: &str = "kube-system";
